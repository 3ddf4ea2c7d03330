"""How good a reading is, against gold passages: part by part, and the whole record.

A found mention and a gold event are one when they have one type and their triggers overlap; each is used once.
Type + who asks further that actors and recipients are the same: as many, each overlapping one of the other side and of
the same country. The whole record asks also for aux, claim status, place, time and counts.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dotterel import pipeline
from dotterel.gold import GoldEvent, GoldPassage, find_surface, gold_days, read_gold
from dotterel.records import Count, Mention, Party
from dotterel.settings import Settings


def score_file(path: Path, settings: Settings) -> list[tuple[str, float]]:
    """Read every gold passage of a JSONL file and score the readings: names of measures and their values."""
    return score_passages(list(read_gold(path)), settings)


class Judged(NamedTuple):
    """One passage's reading against its gold: counts of what is right, and (score, type right) of each found event."""

    counts: Counter[str]
    scores: list[tuple[float, bool]]


def score_passages(passages: Sequence[GoldPassage], settings: Settings) -> list[tuple[str, float]]:
    """Score the reader on gold passages: names of measures and their values, as `summed` tells them."""
    return summed([judge(passage, settings) for passage in passages])


def judge(passage: GoldPassage, settings: Settings) -> Judged:
    """Read one gold passage and count what is right."""
    counts: Counter[str] = Counter()
    scores = _count(counts, passage, pipeline.read(passage.page(), settings).mentions)
    return Judged(counts, scores)


def summed(judged: Sequence[Judged]) -> list[tuple[str, float]]:
    """The measures over some passages.

    F1 of mentions; `clean negatives` is the share of passages without events in which none was found; `mode`, `aux`,
    `claim`, `place`, `time` and `counts` are shares right among the events that were found.
    """
    counts: Counter[str] = Counter()
    for one in judged:
        counts.update(one.counts)
    return [
        ("passages", float(len(judged))),
        ("gold events", float(counts["gold"])),
        ("found events", float(counts["found"])),
        ("type precision", _share(counts, "type", "found")),
        ("type recall", _share(counts, "type", "gold")),
        ("type F1", _f1(counts, "type")),
        ("type + who F1", _f1(counts, "who")),
        ("whole record F1", _f1(counts, "whole")),
        ("clean negatives", _share(counts, "clean", "negative")),
        ("mode", _share(counts, "mode", "type")),
        ("aux", _share(counts, "aux", "type")),
        ("claim", _share(counts, "claim", "type")),
        ("place", _share(counts, "place", "type")),
        ("time", _share(counts, "time", "type")),
        ("counts", _share(counts, "count right", "count")),
        ("calibration error", calibration_error([pair for one in judged for pair in one.scores])),
    ]


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error of (score, right) pairs: mean gap of score and share right, over equal-width bins."""
    if not pairs:
        return 0.0
    groups: dict[int, list[tuple[float, bool]]] = {}
    for pair in pairs:
        groups.setdefault(min(bins - 1, int(pair[0] * bins)), []).append(pair)
    gaps = [abs(sum(score for score, _ in group) - sum(right for _, right in group)) for group in groups.values()]
    return sum(gaps) / len(pairs)


def _share(counts: Counter[str], part: str, whole: str) -> float:
    return counts[part] / counts[whole] if counts[whole] else 0.0


def _f1(counts: Counter[str], name: str) -> float:
    total = counts["found"] + counts["gold"]
    return 2 * counts[name] / total if total else 0.0


def _count(counts: Counter[str], passage: GoldPassage, found: Sequence[Mention]) -> list[tuple[float, bool]]:
    """Add one passage to the counts; returns (score, type right) of each found mention."""
    counts["gold"] += len(passage.events)
    counts["found"] += len(found)
    if not passage.events:
        counts["negative"] += 1
        counts["clean"] += not found
    left = list(passage.events)
    judged = []
    for mention in sorted(found, key=lambda one: (-one.score, one.trigger.start)):
        match = next((event for event in left if _is_same(passage, event, mention)), None)
        judged.append((mention.score, match is not None))
        if match is None:
            continue
        left.remove(match)
        _count_parts(counts, passage, match, mention)
    return judged


def _count_parts(counts: Counter[str], passage: GoldPassage, event: GoldEvent, mention: Mention) -> None:
    """Which parts of a found event are right."""
    values = {surface: value for surface, _, value in passage.entities}
    who = all(
        _same_parties(passage.text, values, gold, parties)
        for gold, parties in ((event.actor, mention.actor), (event.recipient, mention.recipient))
    )
    parts = {
        "who": who,
        "mode": event.mode == next(iter(mention.mode), None),
        "aux": event.aux == mention.aux,
        "claim": event.claim == mention.claim.status,
        "place": _same_span(passage.text, event.place, mention.place),
        "time": _same_time(passage.text, values, event, mention),
    }
    numbers = []
    for name in ("dead", "injured", "arrested"):
        gold, count = getattr(event, name), getattr(mention.size, name)
        if gold is not None or count is not None:
            numbers.append(gold is not None and _same_count(values.get(gold, ""), count))
    counts["type"] += 1
    counts["count"] += len(numbers)
    counts["count right"] += sum(numbers)
    for name, right in parts.items():
        counts[name] += right
    counts["whole"] += all(parts[name] for name in ("who", "aux", "claim", "place", "time")) and all(numbers)


def _is_same(passage: GoldPassage, event: GoldEvent, mention: Mention) -> bool:
    span = find_surface(passage.text, event.trigger)
    return (
        event.type == mention.event
        and span is not None
        and span[0] < mention.trigger.end
        and mention.trigger.start < span[1]
    )


def _same_parties(text: str, values: dict[str, str], gold: Sequence[str], found: Sequence[Party]) -> bool:
    """Whether two sides name the same parties: each has a partner that overlaps it and has its country, none is over.

    A gold phrase that joins parties of several states is met by its parts: "Hungarian and Romanian officials".
    """
    left = list(found)
    for surface in gold:
        span, value = find_surface(text, surface), values.get(surface, "")
        parts = [party for party in left if _overlaps(span, party.start, party.end)]
        if not (value.startswith("---") and len({party.code for party in parts}) > 1):
            parts = [party for party in parts if _same_country(value, party.code)][:1]
        if not parts:
            return False
        left = [party for party in left if party not in parts]
    return not left


def _same_country(value: str, code: str | None) -> bool:
    country = (value.split() or ["---"])[0]
    return {"---": None, "KOS": "XKX"}.get(country, country) == code


def _overlaps(span: tuple[int, int] | None, start: int | None, end: int | None) -> bool:
    return span is not None and start is not None and end is not None and span[0] < end and start < span[1]


def _same_span(text: str, gold: Sequence[str], found: object) -> bool:
    """Whether a found place or time overlaps one of the gold surfaces; where gold has none, none may be found."""
    if not gold or found is None:
        return not gold and found is None
    start, end = getattr(found, "start", None), getattr(found, "end", None)
    return any(_overlaps(find_surface(text, surface), start, end) for surface in gold)


def _same_time(text: str, values: dict[str, str], event: GoldEvent, mention: Mention) -> bool:
    """Whether the time overlaps and its days are those of the gold value (not asked for PRESENT_REF)."""
    if not _same_span(text, event.time, mention.when):
        return False
    if not event.time or mention.when is None:
        return True
    days = {gold_days(values.get(surface, "")) for surface in event.time}
    return None in days or (mention.when.earliest, mention.when.latest) in days


def _same_count(value: str, count: Count | None) -> bool:
    """Whether a count is the gold value: an integer is the best figure, a range the low and the high one."""
    if count is None:
        return False
    low, _, high = value.partition("-")
    return (str(count.low), str(count.high)) == (low, high) if high else str(count.best) == low
