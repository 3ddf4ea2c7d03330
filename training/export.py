"""Trained weights to a model folder that the runtime opens: `python -m training.export --weights ... --out ...`.

Matrices are stored as 8-bit integers with one scale a row or column and unfolded to 32-bit floats when the session
opens: a quarter of the size, the same speed.
"""

import argparse
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from safetensors.torch import load_file

from dotterel.reader.encoder import FORMAT
from training.base import base_folder
from training.network import Reader

MIN_SIZE = 10_000
"""Numbers in an initializer from which on it is stored in 8 bits."""


def main() -> None:
    """Read the options and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, default=base_folder(), help="folder of the base model")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="model folder; its name is the model's name")
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    reader = Reader(json.loads((options.base / "config.json").read_text()))
    reader.load_state_dict(load_file(options.weights))
    reader.eval()
    options.out.mkdir(parents=True, exist_ok=True)
    export_graphs(reader, options.out)
    shutil.copy(options.base / "tokenizer.json", options.out / "tokenizer.json")
    names = ["lower.onnx", "upper.onnx", "events.onnx", "tokenizer.json"]
    config = {
        "name": options.out.name,
        "version": options.version,
        "format": FORMAT,
        "languages": ["en"],
        "calibration": {"weights": [0.5, 0.5, 0.0], "offset": 0.0},
        "gate": -100.0,
        "sha256": {name: hashlib.sha256((options.out / name).read_bytes()).hexdigest() for name in names},
    }
    (options.out / "model.json").write_text(json.dumps(config, indent=1) + "\n")


def export_graphs(reader: Reader, folder: Path) -> None:
    """Write lower.onnx and upper.onnx, the encoder below and above the gate, and events.onnx."""
    windows, pieces = torch.export.Dim("windows"), torch.export.Dim("pieces", max=512)
    two = {0: windows, 1: pieces}
    whole = torch.ones(2, 7, dtype=torch.long)
    vectors = torch.randn(2, 7, reader.encoder.word.weight.shape[1])
    _export(
        Part(reader.encoder, reader.encoder.lower),
        tuple(whole.clone() for _ in range(4)),  # one tensor twice would be taken for one input
        folder / "lower.onnx",
        inputs=["ids", "mask", "shapes", "marks"],
        outputs=["hidden", "gate"],
        shapes=((two, two, two, two),),
    )
    _export(
        Part(reader.encoder, reader.encoder.upper),
        (vectors.clone(), whole.clone(), whole.clone()),
        folder / "upper.onnx",
        inputs=["lower", "mask", "marks"],
        outputs=["hidden", "trigger", "entity", "sector", "kin_query", "kin_key", "pair"],
        shapes=((two, two, two),),
    )
    _export(
        reader.events,
        (vectors.clone(), whole.clone(), whole.clone()),
        folder / "events.onnx",
        inputs=["hidden", "mask", "triggers"],
        outputs=["roles", "type", "mode", "aux", "claim", "context"],
        shapes=(two, two, two),
    )


class Part(torch.nn.Module):
    """One method of a module as a module: what the exporter takes."""

    def __init__(self, whole: torch.nn.Module, method: Callable[..., tuple[torch.Tensor, ...]]) -> None:
        super().__init__()
        self.whole = whole
        self.method = method

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What the method returns."""
        return self.method(*inputs)


def _export(module: torch.nn.Module, example: tuple, path: Path, *, inputs: list, outputs: list, shapes: tuple) -> None:
    program = torch.onnx.export(
        module, example, input_names=inputs, output_names=outputs, dynamic_shapes=shapes, dynamo=True, opset_version=20
    )
    model = program.model_proto
    shrink(model)
    forget_source(model)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def shrink(model: onnx.ModelProto) -> None:
    """Replace large float initializers by 8-bit ones and the node that unfolds them, in place."""
    kept, nodes = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < MIN_SIZE:
            kept.append(tensor)
            continue
        # Embeddings have a row a word; linear layers, transposed by the exporter, a column an output.
        axis = (
            0
            if values.shape[0] > values.shape[1] and _is_table(model, tensor.name)
            else _output_axis(model, tensor.name)
        )
        scale = np.abs(values).max(axis=1 - axis) / 127 + 1e-12
        spread = scale[:, None] if axis == 0 else scale[None, :]
        whole = np.clip(np.rint(values / spread), -127, 127).astype(np.int8)
        kept.append(numpy_helper.from_array(whole, tensor.name + "_whole"))
        kept.append(numpy_helper.from_array(scale.astype(np.float32), tensor.name + "_scale"))
        nodes.append(
            helper.make_node(
                "DequantizeLinear",
                [tensor.name + "_whole", tensor.name + "_scale"],
                [tensor.name],
                axis=axis,
            )
        )
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes + rest)
    del model.graph.value_info[:]


def forget_source(model: onnx.ModelProto) -> None:
    """Take out what the exporter noted of the code and the machine that the graph comes from, in place."""
    del model.metadata_props[:]
    for item in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.initializer, model.graph):
        item.ClearField("doc_string")
        if hasattr(item, "metadata_props"):
            item.ClearField("metadata_props")


def _is_table(model: onnx.ModelProto, name: str) -> bool:
    return any(node.op_type == "Gather" and node.input[0] == name for node in model.graph.node)


def _output_axis(model: onnx.ModelProto, name: str) -> int:
    """Axis of a matrix that runs over outputs: 0 where it is used transposed, else 1."""
    for node in model.graph.node:
        if name in node.input:
            if node.op_type == "Gather" or node.op_type == "Transpose":
                return 0
            if node.op_type == "Gemm":
                return 0 if any(a.name == "transB" and a.i for a in node.attribute) else 1
    return 1


if __name__ == "__main__":
    main()
