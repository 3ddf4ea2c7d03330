"""Train the reader: `python -m training.train --shared ../shared --out build/train/seed1 --seed 1`.

Order: roles of PropBank for the event layer, then passages, marked pairs and PropBank together. Weights are averaged
over the run's second half (exponential moving average). A checkpoint is written after each epoch.
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

from dotterel.reader.words import load_tokenizer
from training.base import base_folder
from training.corpus_data import dev_ids, read_pairs, read_passages, read_rows
from training.evaluate import evaluate
from training.examples import PairExample, pair_example, pairs_of_passage, passage_example, srl_example
from training.losses import pair_loss, passage_loss, srl_loss
from training.network import SRL_ROLES, Reader, load_bert


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--base", type=Path, default=base_folder(), help="folder of the base model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--srl-steps", type=int, default=200)
    parser.add_argument("--pieces", type=int, default=1200, help="word pieces a batch")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=8e-4)
    parser.add_argument("--hide", type=float, default=0.08)
    parser.add_argument("--event-layers", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="train on the development part too (never for measuring)")
    parser.add_argument("--start", type=Path, help="weights to go on from instead of the base's")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    run(options)


def run(options: argparse.Namespace) -> None:
    """Train with one seed and write weights and scores after each epoch."""
    tokenizer = load_tokenizer(options.base / "tokenizer.json")
    rows, pairs = read_passages(options.shared), read_pairs(options.shared)
    held = set() if options.all else dev_ids(rows + pairs)
    rows_dev = [row for row in rows if row["id"] in held]
    pairs_dev = [pair_example(row, tokenizer) for row in pairs if row["id"] in held]
    rows = [row for row in rows if row["id"] not in held]
    examples = [passage_example(row, tokenizer) for row in rows]
    pair_examples = [pair_example(row, tokenizer) for row in pairs if row["id"] not in held]
    passage_pairs = [pair for row in rows for pair in pairs_of_passage(row, tokenizer)]
    srl = read_srl(options.shared, tokenizer)
    print(
        f"{len(examples)} passages, {len(pair_examples)} + {len(passage_pairs)} pairs, {len(srl)} PropBank sentences; "
        f"development {len(rows_dev)} passages, {len(pairs_dev)} pairs",
        flush=True,
    )

    config = json.loads((options.base / "config.json").read_text())
    reader = Reader(config, event_layers=options.event_layers)
    load_bert(reader, load_file(options.base / "model.safetensors"))
    if options.start:
        reader.load_state_dict(load_file(options.start))
    rng = random.Random(options.seed)
    if options.srl_steps and not options.start:
        pretrain(reader, srl, options, rng)
    average = copy.deepcopy(reader)
    steps = options.epochs * len(cut_batches(examples, options.pieces, rng))
    optimizer, schedule = make_optimizer(reader, options.rate, options.head_rate, steps)
    step = 0
    for epoch in range(options.epochs):
        reader.train()
        began, sums = time.time(), {}
        batches = cut_batches(examples, options.pieces, rng)
        for number, batch in enumerate(batches):
            if number % 50 == 49:
                print(f"  {number + 1}/{len(batches)} {time.time() - began:.0f}s", flush=True)
            losses = passage_loss(reader, batch, hide=options.hide, rng=rng)
            if step % 2 == 0:
                losses["pair"] = pair_loss(reader, pick_pairs(pair_examples, passage_pairs, rng), hide=options.hide)
            if step % 3 == 0:
                losses["srl"] = 0.3 * srl_loss(reader, rng.sample(srl, 10))
            loss = torch.stack(list(losses.values())).sum()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            follow(average, reader, min(0.998, 1 - 1 / (1 + step / 4)))
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
        told = " ".join(f"{name} {value / len(batches):.3f}" for name, value in sums.items())
        print(f"epoch {epoch + 1} {time.time() - began:.0f}s {told}", flush=True)
        save_file(average.state_dict(), options.out / "weights.safetensors")
        if (rows_dev and (epoch + 1) % 3 == 0) or epoch + 1 == options.epochs:
            scores = evaluate(average, tokenizer, rows_dev, pairs_dev)
            (options.out / "scores.json").write_text(json.dumps({"epoch": epoch + 1, **scores}, indent=1))
            print(" ".join(f"{name} {value:.3f}" for name, value in scores.items()), flush=True)


def read_srl(shared: Path, tokenizer: Tokenizer) -> list:
    """PropBank sentences that can be used."""
    rows = read_rows(shared / "data" / "srl" / "propbank_ewt.jsonl.gz")
    return [example for row in rows if (example := srl_example(row, tokenizer, SRL_ROLES))]


def pretrain(reader: Reader, srl: list, options: argparse.Namespace, rng: random.Random) -> None:
    """Teach the event layer what stands in which relation to a predicate."""
    batches = cut_batches(srl, options.pieces // 2, rng)[: options.srl_steps]
    optimizer, schedule = make_optimizer(reader, options.rate, options.head_rate, len(batches))
    began, total = time.time(), 0.0
    reader.train()
    for step, batch in enumerate(batches):
        loss = srl_loss(reader, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        total += float(loss.detach())
        if (step + 1) % 100 == 0:
            print(f"srl {step + 1}/{len(batches)} loss {total / 100:.3f} {time.time() - began:.0f}s", flush=True)
            total = 0.0


def make_optimizer(
    reader: Reader, rate: float, head_rate: float, steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW with a higher rate for heads, warm-up over 6 % of the steps, then linear decay."""
    slow, fast = [], []
    for name, parameter in reader.named_parameters():
        is_body = ".layers." in name or ".word." in name or ".position." in name or name.endswith("encoder.norm.weight")
        (slow if is_body else fast).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": fast, "lr": head_rate}], weight_decay=0.01, fused=True
    )
    warm = max(1, int(0.06 * steps))
    return optimizer, torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )


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


def pick_pairs(pairs: list[PairExample], others: list[PairExample], rng: random.Random) -> list[PairExample]:
    """Half PLV, half pairs of the passages."""
    return rng.sample(pairs, 4) + rng.sample(others, 2)


@torch.no_grad()
def follow(average: Reader, reader: Reader, keep: float) -> None:
    """Move the average's weights towards the reader's."""
    for ours, theirs in zip(average.parameters(), reader.parameters(), strict=True):
        ours.lerp_(theirs, 1 - keep)


if __name__ == "__main__":
    main()
