"""How far two annotators of the same passages agree: `python -m training.agreement [--shared ../shared]`.

The second annotation is taken as the reading, the corpus as gold; F1 is the same either way round. Parties count as the
same when they overlap and have one country.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from dotterel.gold import find_surface
from training.corpus_data import read_passages, read_rows

SECOND = Path(__file__).parent / "agreement" / "second.jsonl"
Event = dict[str, Any]
Row = dict[str, Any]


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    first = {row["id"]: row for row in read_passages(options.shared)}
    counts: Counter[str] = Counter()
    pairs = [(first[row["id"]], row) for row in read_rows(SECOND)]
    for one, other in pairs:
        compare(counts, one, other)
    total = counts["one"] + counts["other"]
    print(f"{len(pairs)} passages, {counts['one']} and {counts['other']} events")
    for name in ("trigger", "type", "who", "whole"):
        print(f"{name:10} F1 {2 * counts[name] / total:.3f}")
    for name in ("mode", "aux", "claim"):
        print(f"{name:10} {counts[name] / counts['type']:.3f} of events with one type")


def compare(counts: Counter[str], one: Row, other: Row) -> None:
    """Add one passage to the counts: each event is paired with one of the other side that it shares a trigger with."""
    left = list(other["events"])
    counts["one"] += len(one["events"])
    counts["other"] += len(left)
    for event in one["events"]:
        span = find_surface(one["text"], event["trigger"])
        near = [two for two in left if _overlap(span, find_surface(other["text"], two["trigger"]))]
        partner = next((two for two in near if two["type"] == event["type"]), next(iter(near), None))
        if partner is None:
            continue
        left.remove(partner)
        counts["trigger"] += 1
        if partner["type"] == event["type"]:
            _count(counts, (one, event), (other, partner))


def _count(counts: Counter[str], one: tuple[Row, Event], other: tuple[Row, Event]) -> None:
    """What of two events of one type is the same."""
    who = all(_same_parties(one, other, role) for role in ("actor", "recipient"))
    parts = {name: (one[1].get(name) or "") == (other[1].get(name) or "") for name in ("mode", "aux", "claim")}
    spans = all(_same_spans(one, other, role) for role in ("place", "time", "dead", "injured", "arrested"))
    counts["type"] += 1
    counts["who"] += who
    counts["whole"] += who and parts["aux"] and parts["claim"] and spans
    for name, same in parts.items():
        counts[name] += same


def _surfaces(event: Event, role: str) -> list[str]:
    value = event.get(role) or []
    return [value] if isinstance(value, str) else value


def _same_spans(one: tuple[Row, Event], other: tuple[Row, Event], role: str) -> bool:
    """Whether both have the role or neither, and where both, some surfaces overlap."""
    mine = [find_surface(one[0]["text"], surface) for surface in _surfaces(one[1], role)]
    yours = [find_surface(other[0]["text"], surface) for surface in _surfaces(other[1], role)]
    return (not mine and not yours) or any(_overlap(a, b) for a in mine for b in yours)


def _same_parties(one: tuple[Row, Event], other: tuple[Row, Event], role: str) -> bool:
    """Whether both name as many parties, each overlapping one of the other's and of its country."""
    mine, yours = (
        [(find_surface(row["text"], surface), _country(row, surface)) for surface in _surfaces(event, role)]
        for row, event in (one, other)
    )
    if len(mine) != len(yours):
        return False
    for span, country in mine:
        partner = next((two for two in yours if _overlap(span, two[0]) and country == two[1]), None)
        if partner is None:
            return False
        yours.remove(partner)
    return True


def _country(row: Row, surface: str) -> str:
    values = {name: value for name, _, value in row["entities"]}
    return next(iter(str(values.get(surface, "")).split()), "")


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


if __name__ == "__main__":
    main()
