"""One figure, and how some of them are reckoned."""

from collections.abc import Sequence
from typing import NamedTuple


class Measure(NamedTuple):
    """A figure on some data: `size` is the number of records it was measured on, `interval` its 95 % bounds."""

    data: str
    name: str
    value: float
    size: int
    interval: tuple[float, float] | None = None


def macro_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    """Mean over the gold classes of each class's F1."""
    scores = []
    for kind in sorted(set(gold)):
        hits = sum(g == f == kind for g, f in zip(gold, found, strict=True))
        scores.append(2 * hits / (list(gold).count(kind) + list(found).count(kind)))
    return sum(scores) / len(scores) if scores else 0.0


def f1(hits: int, found: int, gold: int) -> float:
    """Harmonic mean of precision and recall; 0 where there is nothing on either side."""
    return 2 * hits / (found + gold) if found + gold else 0.0
