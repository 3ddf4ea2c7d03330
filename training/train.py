"""Train the reader: `python -m training.train --shared ../shared --out build/train/seed1 --seed 1`.

First the roles of PropBank, through encoder and event layers; then passages, marked pairs and some PropBank together.
The base's word vectors stay as they are: trained, they only learn passages by heart. Weights are averaged over the
run's last part (exponential moving average). A checkpoint is written after PropBank and after each epoch.
"""

import argparse
import copy
import json
import random
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from dotterel.reader.words import load_tokenizer
from training.base import base_folder
from training.corpus_data import dev_ids, read_pairs, read_passages, read_rows
from training.evaluate import evaluate
from training.examples import (
    PairExample,
    SrlExample,
    pair_example,
    pairs_of_passage,
    passage_example,
    srl_example,
)
from training.losses import pair_loss, passage_loss, srl_loss
from training.network import SRL_ROLES, Reader, load_bert
from training.swaps import Swapper


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--base", type=Path, default=base_folder(), help="folder of the base model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--srl-steps", type=int, default=1300, help="batches of PropBank before the passages")
    parser.add_argument("--steps", type=int, default=5000, help="batches of passages")
    parser.add_argument("--stop", type=int, help="batch of passages after which to end, whatever the schedule")
    parser.add_argument("--pieces", type=int, default=700, help="word pieces a batch")
    parser.add_argument("--rate", type=float, default=1.3e-4)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument("--hide", type=float, default=0.12)
    parser.add_argument("--swap", type=float, default=0.5, help="share of passages told of other countries")
    parser.add_argument("--all", action="store_true", help="train on the development part too (never for measuring)")
    parser.add_argument("--start", type=Path, help="weights to go on from instead of the base's and PropBank")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    run(options)


class Material:
    """What is trained on and what is kept out, as it lies in the folders now."""

    def __init__(self, options: argparse.Namespace, tokenizer: Tokenizer, swapper: Swapper, rng: random.Random) -> None:
        rows, pairs = read_passages(options.shared), read_pairs(options.shared)
        held = set() if options.all else dev_ids(rows + pairs)
        self.rows_dev = [row for row in rows if row["id"] in held]
        self.pairs_dev = [pair_example(row, tokenizer) for row in pairs if row["id"] in held]
        rows = [row for row in rows if row["id"] not in held]
        rows = [swapper.swap(row) if rng.random() < options.swap else row for row in rows]
        self.passages = [passage_example(row, tokenizer) for row in rows]
        self.pairs = [pair_example(row, tokenizer) for row in pairs if row["id"] not in held]
        self.passage_pairs = [pair for row in rows for pair in pairs_of_passage(row, tokenizer)]
        print(
            f"{len(self.passages)} passages, {len(self.pairs)} + {len(self.passage_pairs)} pairs; "
            f"development {len(self.rows_dev)} passages, {len(self.pairs_dev)} pairs",
            flush=True,
        )

    def pick_pairs(self, rng: random.Random) -> list[PairExample]:
        """Half PLV, half pairs of the passages."""
        return rng.sample(self.pairs, 4) + rng.sample(self.passage_pairs, 4)


def run(options: argparse.Namespace) -> None:
    """Train with one seed and write weights and scores along the way."""
    tokenizer = load_tokenizer(options.base / "tokenizer.json")
    rng = random.Random(options.seed)
    reader = Reader(json.loads((options.base / "config.json").read_text()))
    load_bert(reader, load_file(options.base / "model.safetensors"))
    reader.encoder.word.weight.requires_grad_(requires_grad=False)
    srl = read_srl(options.shared, tokenizer)
    if options.start:
        reader.load_state_dict(load_file(options.start))
    else:
        learn_roles(reader, srl, options, rng)
        save_file(reader.state_dict(), options.out / "roles.safetensors")
    learn_passages(reader, tokenizer, srl, options, rng)


def read_srl(shared: Path, tokenizer: Tokenizer) -> list[SrlExample]:
    """PropBank sentences that can be used."""
    rows = read_rows(shared / "data" / "srl" / "propbank_ewt.jsonl.gz")
    return [example for row in rows if (example := srl_example(row, tokenizer, SRL_ROLES))]


def learn_roles(reader: Reader, srl: list[SrlExample], options: argparse.Namespace, rng: random.Random) -> None:
    """Teach encoder and event layers what stands in which relation to a predicate."""
    learner = Learner(reader, options, options.srl_steps)
    batches: list[list[SrlExample]] = []
    began, total = time.time(), 0.0
    reader.train()
    for step in range(1, options.srl_steps + 1):
        batches = batches or cut_batches(srl, options.pieces, rng)
        total += learner.learn({"srl": srl_loss(reader, batches.pop(), rng)})["srl"]
        if step % 100 == 0:
            print(f"PropBank {step}/{options.srl_steps} loss {total / 100:.3f} {time.time() - began:.0f}s", flush=True)
            total = 0.0


def learn_passages(
    reader: Reader, tokenizer: Tokenizer, srl: list[SrlExample], options: argparse.Namespace, rng: random.Random
) -> None:
    """Passages, and among them marked pairs and PropBank; read anew for each epoch, with new countries."""
    learner, last = Learner(reader, options, options.steps), options.stop or options.steps
    average = copy.deepcopy(reader)
    swapper = Swapper(rng)
    step, epoch = 0, 0
    while step < last:
        material, epoch = Material(options, tokenizer, swapper, rng), epoch + 1
        reader.train()
        began, sums = time.time(), {}
        batches = cut_batches(material.passages, options.pieces, rng)[: last - step]
        for number, batch in enumerate(batches, 1):
            losses = passage_loss(reader, batch, hide=options.hide, rng=rng)
            if step % 3 == 0:
                losses["pair"] = pair_loss(reader, material.pick_pairs(rng), hide=options.hide)
            if step % 6 == 0:
                losses["srl"] = 0.3 * srl_loss(reader, rng.sample(srl, 8), rng)
            for name, value in learner.learn(losses).items():
                sums[name] = sums.get(name, 0.0) + value
            step += 1
            follow(average, reader, min(0.998, 1 - 1 / (1 + step / 4)))
            if number % 100 == 0:
                print(f"  {number}/{len(batches)} {time.time() - began:.0f}s", flush=True)
        told = " ".join(f"{name} {value / len(batches):.3f}" for name, value in sums.items())
        print(f"epoch {epoch} step {step} {time.time() - began:.0f}s {told}", flush=True)
        save_file(average.state_dict(), options.out / "weights.safetensors")
        if material.rows_dev and step == last:
            scores = evaluate(average, tokenizer, material.rows_dev, material.pairs_dev)
            (options.out / "scores.json").write_text(json.dumps({"epoch": epoch, **scores}, indent=1))
            print(" ".join(f"{name} {value:.3f}" for name, value in scores.items()), flush=True)


class Learner:
    """AdamW with a higher rate for heads, warm-up over 6 % of the steps, then linear decay."""

    def __init__(self, reader: Reader, options: argparse.Namespace, steps: int) -> None:
        slow, fast = [], []
        for name, parameter in reader.named_parameters():
            if parameter.requires_grad:
                is_body = ".layers." in name or ".position." in name or name.startswith("encoder.norm.")
                (slow if is_body else fast).append(parameter)
        self.parameters = slow + fast
        rates = [{"params": slow, "lr": options.rate}, {"params": fast, "lr": options.head_rate}]
        self.optimizer = torch.optim.AdamW(rates, weight_decay=0.01, fused=True)
        warm = max(1, int(0.06 * steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
        )

    def learn(self, losses: dict[str, Tensor]) -> dict[str, float]:
        """One step on the sum of some losses, which are given back as numbers."""
        self.optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.schedule.step()
        return {name: float(value.detach()) for name, value in losses.items()}


def cut_batches(examples: list, max_pieces: int, rng: random.Random) -> list[list]:
    """All examples in batches of like length and at most `max_pieces` pieces, in a new random order."""
    rng.shuffle(examples)
    batches: list[list] = []
    for at in range(0, len(examples), 200):
        chunk = sorted(examples[at : at + 200], key=lambda example: len(example.pieces.ids))
        batch: list = []
        for example in chunk:
            if batch and len(example.pieces.ids) * (len(batch) + 1) > max_pieces:
                batches.append(batch)
                batch = []
            batch.append(example)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


@torch.no_grad()
def follow(average: Reader, reader: Reader, keep: float) -> None:
    """Move the average's weights towards the reader's."""
    for ours, theirs in zip(average.parameters(), reader.parameters(), strict=True):
        if theirs.requires_grad:
            ours.lerp_(theirs, 1 - keep)


if __name__ == "__main__":
    main()
