"""Fit the weights by which a phrase without a country of its own is given one of those around it.

`python -m training.fit_nearness`: a softmax over the candidates of each such actor in the passages that are trained on,
with a ridge; writes `knowledge/tables/nearness.tsv` and prints the share right there and on the development part.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import torch

from dotterel.gold import find_surface
from dotterel.knowledge.surroundings import Asked, Surroundings, candidates, group_of
from dotterel.resolve import actors
from training.corpus_data import dev_ids, read_pairs, read_passages

TABLE = Path(__file__).parent.parent / "src" / "dotterel" / "knowledge" / "tables" / "nearness.tsv"
LEAST_SEEN = 5
"""Phrases that a feature must occur with to be given a weight."""


class Case(NamedTuple):
    """What speaks for each candidate, and which of them is right."""

    features: list[dict[str, float]]
    right: int


def main() -> None:
    """Gather, fit, write, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--ridge", type=float, default=1.0)
    options = parser.parse_args()
    rows = read_passages(options.shared)
    held = dev_ids(rows + read_pairs(options.shared))
    learnt = [case for row in rows if row["id"] not in held for case in cases_of(row)]
    kept = [case for row in rows if row["id"] in held for case in cases_of(row)]
    seen: dict[str, int] = defaultdict(int)
    for case in learnt:
        for name in {name for features in case.features for name in features}:
            seen[name] += 1
    names = sorted(name for name, times in seen.items() if times >= LEAST_SEEN)
    weights = fit(learnt, names, options.ridge)
    lines = [f"{name}\t{weight:.3f}\t\t\tfitted" for name, weight in sorted(weights.items()) if abs(weight) >= 0.02]
    TABLE.write_text("\n".join(["feature\tweight\tvalid_from\tvalid_to\tsource", *lines]) + "\n", encoding="utf-8")
    print(f"{len(learnt)} phrases, {len(lines)} weights; right: {right(learnt, weights):.3f} of them, ", end="")
    print(f"{right(kept, weights):.3f} of {len(kept)} in the development part")


def cases_of(row: dict[str, Any]) -> Iterator[Case]:
    """The actors of a passage that tell no country of their own, where the right one is among the candidates."""
    asked: list[tuple[Surroundings, Asked]] = []

    def note(around: Surroundings, about: Asked, _linked: object) -> tuple[str | None, float]:
        asked.append((around, about))
        return None, 0.0

    answer, actors.likeliest = actors.likeliest, note
    try:
        for surface, kind, value in row["entities"]:
            span = find_surface(row["text"], surface) if kind == "A" else None
            if span is None:
                continue
            asked.clear()
            actors.resolve_actor(
                row["text"][slice(*span)], context=row["text"], on=date.fromisoformat(row["published"]),
                start=span[0], end=span[1],
            )  # fmt: skip
            wanted = {"KOS": "XKX"}.get(value.split()[0], value.split()[0])
            for around, about in asked[-1:]:
                found = candidates(around, about)
                if wanted in found:
                    yield Case([_named(one, about) for one in found.values()], list(found).index(wanted))
    finally:
        actors.likeliest = answer


def _named(features: dict[str, float], about: Asked) -> dict[str, float]:
    """Each feature by its own name and by its group's."""
    group = group_of(about.sector)
    return {**features, **{f"{group}: {name}": value for name, value in features.items()}}


def fit(cases: list[Case], names: list[str], ridge: float) -> dict[str, float]:
    """The weights that make the right candidates likeliest, by L-BFGS."""
    place = {name: index for index, name in enumerate(names)}
    longest = max(len(case.features) for case in cases)
    told = torch.zeros(len(cases), longest, len(names))
    missing = torch.ones(len(cases), longest, dtype=torch.bool)
    for row, case in enumerate(cases):
        for column, features in enumerate(case.features):
            missing[row, column] = False
            for name, value in features.items():
                if name in place:
                    told[row, column, place[name]] = value
    wanted = torch.tensor([case.right for case in cases])
    weights = torch.zeros(len(names), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (told @ weights).masked_fill(missing, -1e9)
        total = torch.nn.functional.cross_entropy(scores, wanted, reduction="sum") + ridge * weights.square().sum()
        total.backward()
        return total

    optimizer.step(loss)
    return dict(zip(names, weights.detach().tolist(), strict=True))


def right(cases: list[Case], weights: dict[str, float]) -> float:
    """Share of cases in which the right candidate has the highest score."""
    hits = 0
    for case in cases:
        scores = [sum(weights.get(name, 0.0) * value for name, value in one.items()) for one in case.features]
        hits += scores.index(max(scores)) == case.right
    return hits / len(cases)


if __name__ == "__main__":
    main()
