"""The trained network, run by ONNX Runtime on one core."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from dotterel.errors import ModelError
from dotterel.reader.decode import EventLogits
from dotterel.reader.words import Pieces, load_tokenizer
from dotterel.settings import Settings

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

WEIGHTS_FOLDER = Path(__file__).parent / "weights"
FORMAT = 2
"""Version of the files in a model folder that this release reads."""


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Logistic regression from an event's three signs to the probability that it is right."""

    weights: tuple[float, float, float]
    offset: float


class ModelConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What `model.json` says of a model: its version, its calibration, and the SHA-256 of its files.

    `gate`: what the gate's log-odds for one word of a sentence must reach for the sentence to be read in full.
    """

    name: str
    version: str
    format: int
    languages: tuple[str, ...]
    calibration: Calibration
    gate: float
    sha256: dict[str, str]


class Glanced(msgspec.Struct, frozen=True, kw_only=True):
    """What the lower layers say of one window, one row a piece: vectors, and log-odds that an event may be told."""

    hidden: Array
    gate: Array


class Encoded(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole encoder says of one window, one row a piece."""

    hidden: Array
    trigger: Array
    entity: Array
    sector: Array
    kin_query: Array
    kin_key: Array


class Network:
    """The three graphs of a model folder, opened once a process."""

    def __init__(self, folder: Path) -> None:
        """Open the model in `folder`; ModelError where it is missing, damaged or of another format."""
        self.folder = folder
        self.config = read_config(folder)
        if self.config.format != FORMAT:
            raise ModelError(
                f"{folder}: format {self.config.format}, this release reads {FORMAT}: install its own weights"
            )
        self.tokenizer: Tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._lower = _open(folder / "lower.onnx")
        self._upper = _open(folder / "upper.onnx")
        self._events = _open(folder / "events.onnx")

    def glance(self, pieces: Sequence[Pieces]) -> list[Glanced]:
        """The lower layers' outputs for some windows, in their order; best called with windows of like length."""
        hidden, gate = self._lower.run(["hidden", "gate"], _inputs(pieces))
        sizes = [len(one.ids) for one in pieces]
        return [Glanced(hidden=hidden[row, :size], gate=gate[row, :size]) for row, size in enumerate(sizes)]

    def encode(self, glanced: Sequence[Glanced]) -> list[Encoded]:
        """All outputs of the encoder for windows that were glanced at, in their order."""
        names = ["hidden", "trigger", "entity", "sector", "kin_query", "kin_key"]
        hidden, mask = _padded([one.hidden for one in glanced])
        outputs = self._upper.run(names, {"lower": hidden, "mask": mask, "marks": np.zeros_like(mask)})
        return [
            Encoded(**{name: output[row, : len(one.hidden)] for name, output in zip(names, outputs, strict=True)})
            for row, one in enumerate(glanced)
        ]

    def look_at_events(self, hidden: Sequence[Array], triggers: Sequence[slice]) -> list[EventLogits]:
        """What the event layer says of some triggers: for each, its window's vectors and the pieces of its words."""
        vectors, mask = _padded(hidden)
        marked = np.zeros_like(mask)
        for row, trigger in enumerate(triggers):
            marked[row, trigger] = 1
        names = ["roles", "type", "mode", "aux", "claim", "context"]
        outputs = self._events.run(names, {"hidden": vectors, "mask": mask, "triggers": marked})
        return [
            EventLogits(**{name: output[row] for name, output in zip(names, outputs, strict=True)})
            for row in range(len(hidden))
        ]

    def classify_pair(self, pieces: Pieces, marks: list[int]) -> Array:
        """Logits (16,) of PLOVER's types for a text whose actor's pieces are marked 1, the recipient's 2."""
        inputs = _inputs([pieces], [marks])
        (hidden,) = self._lower.run(["hidden"], inputs)
        (logits,) = self._upper.run(["pair"], {"lower": hidden, "mask": inputs["mask"], "marks": inputs["marks"]})
        return np.asarray(logits[0], dtype=np.float32)


def open_network(settings: Settings) -> Network:
    """The model that the settings name; opened once a process."""
    return _network((settings.weights_folder or WEIGHTS_FOLDER) / settings.model)


@lru_cache(maxsize=2)
def _network(folder: Path) -> Network:
    return Network(folder)


def read_config(folder: Path) -> ModelConfig:
    """A model folder's `model.json`; ModelError where it is missing or not in its form."""
    try:
        return msgspec.json.decode((folder / "model.json").read_bytes(), type=ModelConfig)
    except FileNotFoundError as error:
        raise ModelError(
            f"{folder}: no model.json there; `dotterel models` lists the weights that are installed"
        ) from error
    except msgspec.DecodeError as error:
        raise ModelError(f"{folder / 'model.json'}: {error}; install the package again") from error


def damaged_files(folder: Path) -> list[str]:
    """Names of the model's files that are missing or whose SHA-256 is not the one in `model.json`."""
    damaged = []
    for name, wanted in sorted(read_config(folder).sha256.items()):
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            damaged.append(name)
    return damaged


def _open(path: Path) -> onnxruntime.InferenceSession:
    """A session on one thread; the stored 8-bit weights are unfolded to 32-bit floats once, when it opens."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = True
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises classes of its own that share no public base
        raise ModelError(
            f"{path}: cannot be opened ({str(error)[:200]}); `dotterel models` checks the weights"
        ) from error


def _inputs(pieces: Sequence[Pieces], marks: Sequence[list[int]] | None = None) -> dict[str, Numbers]:
    """Padded (windows, pieces) inputs of the encoder."""
    length = max(len(one.ids) for one in pieces)
    inputs = {name: np.zeros((len(pieces), length), dtype=np.int64) for name in ("ids", "mask", "shapes", "marks")}
    for row, one in enumerate(pieces):
        size = len(one.ids)
        inputs["ids"][row, :size] = one.ids
        inputs["mask"][row, :size] = 1
        inputs["shapes"][row, :size] = one.shapes
        if marks is not None:
            inputs["marks"][row, :size] = marks[row]
    return inputs


def _padded(vectors: Sequence[Array]) -> tuple[Array, Numbers]:
    """Vectors of some stretches, each (pieces, size), as one array (stretches, pieces, size), and their mask."""
    length = max(len(one) for one in vectors)
    whole = np.zeros((len(vectors), length, vectors[0].shape[-1]), dtype=np.float32)
    mask = np.zeros((len(vectors), length), dtype=np.int64)
    for row, one in enumerate(vectors):
        whole[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return whole, mask
