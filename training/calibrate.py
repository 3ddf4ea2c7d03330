"""Fit the score of a model folder to the share of its events that are right, and the gate to what it may lose.

`python -m training.calibrate --model ...`: logistic regression on the development part, which the weights were not
trained on, and the highest gate that loses at most LOST of the events found there; written into its model.json.
The error printed is the expected calibration error of a two-fold cross-validation.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dotterel.gold import find_surface
from dotterel.pipeline import open_document
from dotterel.reader.decode import FoundEvent
from dotterel.reader.encoder import Network
from dotterel.reader.passes import read_windows, sentences_of_words
from dotterel.reader.windows import Window, cut_windows
from dotterel.records import Document
from dotterel.settings import Settings
from training.corpus_data import dev_ids, gold_passage, read_pairs, read_passages

LOST = 0.004
"""Share of the events that would be told, and rightly, that may lie in sentences that the gate skips."""
Matrix = npt.NDArray[np.float64]


def main() -> None:
    """Read the options, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    rows, pairs = read_passages(options.shared), read_pairs(options.shared)
    held = dev_ids(rows + pairs)
    kept = [row for row in rows if row["id"] in held]
    path = options.model / "model.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps({**config, "gate": -100.0}))
    network = Network(options.model)
    signs, right = judge(network, kept)
    halves = np.arange(len(right)) % 2
    error = np.mean(
        [
            calibration_error(fit(signs[halves == h], right[halves == h]), signs[halves != h], right[halves != h])
            for h in (0, 1)
        ]
    )
    weights = fit(signs, right)
    gate, skipped = fit_gate(network, kept, weights)
    config["gate"] = round(gate, 3)
    config["calibration"] = {
        "weights": [round(float(w), 4) for w in weights[:-1]],
        "offset": round(float(weights[-1]), 4),
    }
    path.write_text(json.dumps(config, indent=1) + "\n")
    print(f"{len(right)} candidates, {right.mean():.3f} right; {weights.round(3)}; cross-validated error {error:.4f}")
    print(f"gate {gate:.3f} skips {skipped:.3f} of the sentences of passages without events")


def judge(network: Network, rows: list[dict[str, Any]]) -> tuple[Matrix, Matrix]:
    """Signs (events, 3) of every candidate and whether it is right (events,): type and trigger are a gold event's."""
    signs, right = [], []
    every = Settings(min_score=0.0)
    for row in rows:
        document = document_of(row)
        found, _ = read_windows(network, document, cut_windows(document, network.tokenizer), every)
        for one in found:
            for event in one.events:
                words = one.window.pieces.words
                signs.append(event.signs)
                right.append(is_right(row, event, words[event.first][0], words[event.last - 1][1]))
    return np.array(signs), np.array(right, dtype=float)


def document_of(row: dict[str, Any]) -> Document:
    """A passage as the pipeline's document."""
    document, refusals = open_document(gold_passage(row).page(), Settings())
    if document is None:
        raise SystemExit(f"{row['id']}: {refusals}")
    return document


def fit_gate(network: Network, rows: list[dict[str, Any]], weights: Matrix) -> tuple[float, float]:
    """The highest gate that skips the sentences of at most LOST of the right events, and the eventless share it skips.

    The network's own gate must be open. Right events are those told at a score of 0.5 and more.
    """
    told: list[float] = []
    eventless: list[float] = []
    for row in rows:
        document = document_of(row)
        windows = list(cut_windows(document, network.tokenizer))
        tops = [tops_of_sentences(network, window) for window in windows]
        if not row["events"]:
            eventless += [top for one in tops for top in one.values()]
        found, _ = read_windows(network, document, iter(windows), Settings(min_score=0.0))
        for one in found:
            top = tops_of_sentences(network, one.window)
            sentences, words = sentences_of_words(one.window), one.window.pieces.words
            for event in one.events:
                sure = float(np.dot(weights, [*event.signs, 1.0])) >= 0
                if sure and is_right(row, event, words[event.first][0], words[event.last - 1][1]):
                    told.append(top[sentences[event.first]])
    gate = sorted(told)[int(LOST * len(told))]
    return gate, float(np.mean(np.array(eventless) < gate))


def tops_of_sentences(network: Network, window: Window) -> dict[int, float]:
    """The gate's highest log-odds in each sentence of a window."""
    (glanced,) = network.glance([window.pieces])
    tops: dict[int, float] = {}
    for sentence, at in zip(sentences_of_words(window), window.pieces.first, strict=True):
        tops[sentence] = max(float(glanced.gate[at]), tops.get(sentence, -100.0))
    return tops


def is_right(row: dict[str, Any], event: FoundEvent, start: int, end: int) -> bool:
    """Whether a gold event of the type has a trigger that the characters overlap."""
    spans = [find_surface(row["text"], gold["trigger"]) for gold in row["events"] if gold["type"] == event.event]
    return any(span is not None and span[0] < end and start < span[1] for span in spans)


def fit(signs: Matrix, right: Matrix) -> Matrix:
    """Weights (4,), the offset last, by Newton's method with a small ridge."""
    x = np.column_stack([signs, np.ones(len(signs))])
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (right - chance) - 0.1 * weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + 0.1 * np.eye(x.shape[1])
        weights += np.linalg.solve(curve, gradient)
    return weights


def calibration_error(weights: Matrix, signs: Matrix, right: Matrix) -> float:
    """Expected calibration error over ten equal-width bins."""
    chance = 1 / (1 + np.exp(-(np.column_stack([signs, np.ones(len(signs))]) @ weights)))
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(sum(abs(chance[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(right))


if __name__ == "__main__":
    main()
