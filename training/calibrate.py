"""Fit the score of a model folder to the share of its events that are right.

`python -m training.calibrate --model ...`: logistic regression on the development part, which the weights were not
trained on; written into the folder's model.json.
The figure printed is the expected calibration error of a two-fold cross-validation.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dotterel.gold import find_surface
from dotterel.reader.decode import FoundEvent, decode_event, find_triggers
from dotterel.reader.encoder import Network
from dotterel.reader.words import cut_words
from training.corpus_data import dev_ids, read_pairs, read_passages

Matrix = npt.NDArray[np.float64]


def main() -> None:
    """Read the options, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    rows, pairs = read_passages(options.shared), read_pairs(options.shared)
    held = dev_ids(rows + pairs)
    signs, right = judge(Network(options.model), [row for row in rows if row["id"] in held])
    halves = np.arange(len(right)) % 2
    error = np.mean(
        [
            calibration_error(fit(signs[halves == h], right[halves == h]), signs[halves != h], right[halves != h])
            for h in (0, 1)
        ]
    )
    weights = fit(signs, right)
    path = options.model / "model.json"
    config = json.loads(path.read_text())
    config["calibration"] = {
        "weights": [round(float(w), 4) for w in weights[:-1]],
        "offset": round(float(weights[-1]), 4),
    }
    path.write_text(json.dumps(config, indent=1) + "\n")
    print(f"{len(right)} candidates, {right.mean():.3f} right; {weights.round(3)}; cross-validated error {error:.4f}")


def judge(network: Network, rows: list[dict[str, Any]]) -> tuple[Matrix, Matrix]:
    """Signs (events, 3) of every candidate and whether it is right (events,): type and trigger are a gold event's."""
    signs, right = [], []
    for row in rows:
        pieces = cut_words(network.tokenizer, row["text"])
        encoded = network.encode([pieces])[0]
        triggers = find_triggers(pieces, encoded.trigger)
        if not triggers:
            continue
        slices = [slice(pieces.first[first], pieces.last[last - 1]) for first, last, _ in triggers]
        logits = network.look_at_events([encoded.hidden] * len(slices), slices)
        for trigger, one in zip(triggers, logits, strict=True):
            event = decode_event(pieces, [], trigger, one)
            signs.append(event.signs)
            right.append(is_right(row, event, pieces.words[event.first][0], pieces.words[event.last - 1][1]))
    return np.array(signs), np.array(right, dtype=float)


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
