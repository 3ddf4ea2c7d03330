"""Train the event layer further on a frozen encoder: `python -m training.train_events --start ... --out ...`.

The encoder learns its types in few epochs and then only learns passages by heart; the event layer needs many more steps
to learn who does what to whom. With the encoder frozen each passage is encoded once, and a step costs a third.
"""

import argparse
import copy
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from dotterel.reader.words import load_tokenizer
from training.base import base_folder
from training.corpus_data import dev_ids, read_pairs, read_passages
from training.evaluate import evaluate
from training.examples import Example, pair_example, passage_example
from training.losses import Batch, event_losses, srl_loss
from training.network import Reader, load_events
from training.train import cut_batches, follow, make_optimizer, read_srl

Encoded = tuple[Tensor, Tensor]


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--base", type=Path, default=base_folder(), help="folder of the base model")
    parser.add_argument("--start", type=Path, required=True, help="weights.safetensors of training.train")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--srl-batches", type=int, default=500)
    parser.add_argument("--pieces", type=int, default=800)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=8e-4)
    parser.add_argument("--event-layers", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    run(options)


def run(options: argparse.Namespace) -> None:
    """PropBank first, then the passages; weights are averaged along the way and scored now and then."""
    tokenizer = load_tokenizer(options.base / "tokenizer.json")
    rows, pairs = read_passages(options.shared), read_pairs(options.shared)
    held = dev_ids(rows + pairs)
    examples = [passage_example(row, tokenizer) for row in rows if row["id"] not in held]
    rows_dev = [row for row in rows if row["id"] in held]
    pairs_dev = [pair_example(row, tokenizer) for row in pairs if row["id"] in held]
    reader = Reader(json.loads((options.base / "config.json").read_text()), event_layers=options.event_layers)
    load_events(reader, load_file(options.start))
    reader.encoder.requires_grad_(requires_grad=False)
    rng = random.Random(options.seed)

    srl = cut_batches(read_srl(options.shared, tokenizer), options.pieces // 2, rng)[: options.srl_batches]
    steps = len(srl) + options.epochs * len(cut_batches(examples, options.pieces, rng))
    optimizer, schedule = make_optimizer(reader, options.rate, options.head_rate, steps)

    def learn(loss: Tensor) -> None:
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.events.parameters(), 1.0)
        optimizer.step()
        schedule.step()

    began, total = time.time(), 0.0
    for number, batch in enumerate(srl, 1):
        reader.events.train()
        reader.encoder.eval()
        loss = srl_loss(reader, batch)
        learn(loss)
        total += float(loss.detach())
        if number % 100 == 0:
            print(f"PropBank {number}/{len(srl)} loss {total / 100:.3f} {time.time() - began:.0f}s", flush=True)
            total = 0.0
    encoded = encode_all(reader, examples)
    print(f"encoded {len(encoded)} passages {time.time() - began:.0f}s", flush=True)
    average, step = copy.deepcopy(reader), 0
    for epoch in range(1, options.epochs + 1):
        reader.events.train()
        began, sums = time.time(), {}
        batches = cut_batches(examples, options.pieces, rng)
        for batch in batches:
            hidden, trigger_logits = pad([encoded[example.id] for example in batch])
            losses = event_losses(reader, Batch([one.pieces for one in batch]), hidden, trigger_logits, batch, rng)
            learn(torch.stack(list(losses.values())).sum())
            step += 1
            follow(average, reader, min(0.996, 1 - 1 / (1 + step / 4)))
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
        told = " ".join(f"{name} {value / len(batches):.3f}" for name, value in sums.items())
        print(f"epoch {epoch} {time.time() - began:.0f}s {told}", flush=True)
        if epoch % 3 == 0 or epoch == options.epochs:
            save_file(average.state_dict(), options.out / "weights.safetensors")
            scores = evaluate(average, tokenizer, rows_dev, pairs_dev if epoch == options.epochs else [])
            (options.out / "scores.json").write_text(json.dumps({"epoch": epoch, **scores}, indent=1))
            print(" ".join(f"{name} {value:.3f}" for name, value in scores.items()), flush=True)


@torch.no_grad()
def encode_all(reader: Reader, examples: Sequence[Example]) -> dict[str, Encoded]:
    """Vectors and trigger logits of every passage, (pieces, size) and (pieces, tags), from the encoder as it stands."""
    reader.eval()
    found: dict[str, Encoded] = {}
    for batch in cut_batches(list(examples), 2400, random.Random(0)):
        hidden, trigger_logits, *_ = Batch([one.pieces for one in batch]).encode(reader)
        for row, example in enumerate(batch):
            size = len(example.pieces.ids)
            found[example.id] = (hidden[row, :size].clone(), trigger_logits[row, :size].clone())
    return found


def pad(encoded: Sequence[Encoded]) -> Encoded:
    """Vectors and logits of some passages, padded with zeros to (passages, pieces, n)."""
    vectors = torch.nn.utils.rnn.pad_sequence([one[0] for one in encoded], batch_first=True)
    logits = torch.nn.utils.rnn.pad_sequence([one[1] for one in encoded], batch_first=True)
    return vectors, logits


if __name__ == "__main__":
    main()
