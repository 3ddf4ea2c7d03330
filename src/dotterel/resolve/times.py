"""Times in a text to days: rules over the publication date; no guess where no day can be known.

Weekdays and dates without a year are past unless their clause looks ahead; "two days later" counts from the date last
named before it. Results follow TIMEX3 (TimeML 1.2.1) in `value` and `type`, and give first and last day beside it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dotterel.records import When
from dotterel.resolve import time_values as values
from dotterel.resolve.time_readers import Frame, Match
from dotterel.resolve.time_rules import ALONE, RULES, Rule
from dotterel.resolve.time_values import Known

_PLANNED = (
    r"\b(?:[Ww]ill|shall|would|won['’]t|['’]ll|going to|due|scheduled|slated|(?:is|are|be|was|were) expected|planned|"
    r"[Pp]lans?|planning|(?:is|are|was|were) (?:set|to)|about to|upcoming|[Aa]head of|until|till|no "
    r"later than|deadline|vow(?:s|ed)? to|"
    r"pledged? to|promised? to|intends? to|hopes? to|agreed to|invited|call(?:s|ed)? for|(?:begin|"
    r"start|open|resume|take effect)s?|"
    r"(?:moved|postponed|delayed|deferred|rescheduled|adjourned|extended) (?:it |them )?(?:to|until)|"
    r"[Ff]rom(?= $)|as of(?= $)|"
    r"threaten(?:s|ed)? to|offer(?:s|ed)? to|urged? .{0,40}\bto|asked .{0,40}\bto|ordered .{0,40}\bto)\b"
)
_AHEAD = re.compile(_PLANNED)
_FINITE = re.compile(
    r"\b(?:said|says|told|was|were|had|has|have|did|announced|confirmed|reported|met|made|took|came|"
    r"began|fired|struck|hit|left|"
    r"won|went|broke|gave|ran|fell|fled|fought|sent|spoke|stormed|became|brought|killed|arrested|after|"
    r"who|which)\b|[,;:]"
)
_BACK = re.compile(
    r"\b(?:said|says|told|was|were|had|has|have|did|met|held|made|took|came|began|fired|struck|hit|"
    r"shot|left|won|saw|went|broke|"
    r"gave|got|ran|rose|fell|fled|fought|found|kept|led|lost|sent|spoke|stood|swept|threw|wrote|became|"
    r"brought|blew|cut|drew|"
    r"drove|flew|quit|rode|sank|sold|shut|spent|stole|tore|withdrew|overnight|(?<!be )(?!need|speed|"
    r"indeed|hundred)[a-z]{2,}ed)\b"
)
_BY = re.compile(r"\b[Bb]y (?:the )?$")
_DONE = re.compile(r"\b(?:had|was|were|been|killed|dead|displaced)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”']?\s+(?=[\"“A-Z])|\n+")
_JOINED = re.compile(r"^\W*(?:and|to|or|until|through|till|[-–—/&])\W*(?:the )?$", re.IGNORECASE)
_SINCE = re.compile(r"^(?:ever )?since\b", re.IGNORECASE)
WINDOW = 90
"""Characters around an expression that are looked at for the tense of its clause."""


class _Found(NamedTuple):
    """One match of one rule."""

    start: int
    end: int
    rule: Rule
    match: Match


def find_times(text: str, published: date | None) -> list[When]:
    """Every date, time, duration and set expression of the text, in order, with its TIMEX3 value and its days.

    Without a publication date only what the text itself states has days.
    """
    return list(_find_times(text, published))


@lru_cache(maxsize=64)
def _find_times(text: str, published: date | None) -> tuple[When, ...]:
    """As `find_times`; a text is asked again for each of its spans."""
    found: list[When] = []
    anchor, anchor_start = None, -1
    clauses = sentence_starts(text)
    for one in _matches(text):
        sentence = clauses[bisect_right(clauses, one.start) - 1]
        near = anchor_start >= sentence
        frame = Frame(published, anchor, looks_ahead(text, one.start, one.end, sentence), near)
        known = one.rule.read(one.match, frame)
        if known is None:
            continue
        found.append(_when(one.start, one.end, known))
        if known.precision == "day" and known.earliest:
            anchor, anchor_start = known.earliest, one.start
    return tuple(found)


def resolve_time(text: str, start: int, end: int, published: date | None) -> When:
    """The time that the span of the text means; only its offsets are set where the words say no time that is known."""
    unknown = When(start=start, end=end)
    if not 0 <= start < end <= len(text):
        return unknown
    found = [when for when in _find_times(text, published) if _overlap(when, start, end) > 0]
    if not found:
        alone = _alone(text, start, end, published)
        return _moved(alone, start, end) if alone else unknown
    inside = [when for when in found if _overlap(when, start, end) * 2 > (when.end or 0) - (when.start or 0)]
    joined = _union(text, inside) if len(inside) > 1 else None
    best = joined or max(found, key=lambda when: (_overlap(when, start, end), when.precision == "day"))
    if _SINCE.match(text[start:end]) and published:
        best = _until(best, published)
    return _moved(best, start, end)


def _alone(text: str, start: int, end: int, published: date | None) -> When | None:
    """The time of a span that is known to be one, though nothing finds it in the text: read by itself."""
    words = text[start:end]
    starts = sentence_starts(text)
    sentence = starts[bisect_right(starts, start) - 1]
    earlier = [when for when in find_times(text[:start], published) if when.precision == "day"]
    frame = Frame(published, earlier[-1].earliest if earlier else None, looks_ahead(text, start, end, sentence))
    for rule in (*RULES, *ALONE):
        match = rule.pattern.search(words)
        known = rule.read(match, frame) if match else None
        if known:
            return _when(start, end, known)
    return None


def looks_ahead(text: str, start: int, end: int, sentence_start: int) -> bool:
    """True where the clause tells of what is to come, by the verb nearest before the expression, else after it."""
    before = text[max(sentence_start, start - WINDOW) : start]
    if _BY.search(before):
        return not _DONE.search(before) and not _DONE.match(text[end : end + 20].lstrip())
    planned, told = _last(_AHEAD, before), _last(_BACK, before)
    if planned >= 0 and (told < planned or not _FINITE.search(before, planned + 4)):
        return True
    if told >= 0:
        return False
    after = text[end : end + WINDOW]
    stop = _SENTENCE_END.search(after)
    after = after[: stop.start()] if stop else after
    ahead, back = _AHEAD.search(after), _BACK.search(after)
    return ahead is not None and (back is None or ahead.start() < back.start())


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match begins; -1 for none."""
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place


def sentence_starts(text: str) -> list[int]:
    """Where sentences begin, roughly: enough to keep the tense of one out of the next."""
    return [0, *(match.end() for match in _SENTENCE_END.finditer(text))]


def _matches(text: str) -> Iterator[_Found]:
    """The matches of all rules that do not overlap, in order; the longer wins, then the earlier rule."""
    lower = text.lower()
    found = [
        (match.start() - match.end(), order, match, rule)
        for order, rule in enumerate(RULES)
        if any(word in lower for word in rule.needs)
        for match in rule.pattern.finditer(text)
        if match.end() > match.start()
    ]
    taken: list[_Found] = []
    used = bytearray(len(text))
    for _, _, match, rule in sorted(found, key=lambda one: one[:2]):
        if not any(used[match.start() : match.end()]):
            used[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            taken.append(_Found(match.start(), match.end(), rule, match))
    return iter(sorted(taken, key=lambda one: one.start))


def _when(start: int, end: int, known: Known) -> When:
    """The record of what is known."""
    return When(
        start=start, end=end, earliest=known.earliest, latest=known.latest, precision=known.precision,
        basis=known.basis, value=known.value, type=known.type,
    )  # fmt: skip


def _moved(when: When, start: int, end: int) -> When:
    """The same time with other offsets."""
    return When(
        start=start, end=end, earliest=when.earliest, latest=when.latest, precision=when.precision,
        basis=when.basis, value=when.value, type=when.type,
    )  # fmt: skip


def _overlap(when: When, start: int, end: int) -> int:
    """How many characters a found time shares with a span."""
    return 0 if when.start is None or when.end is None else min(when.end, end) - max(when.start, start)


def _union(text: str, found: list[When]) -> When | None:
    """One interval of the first and the last time, where only "and", "to" or a dash stands between them; else None."""
    first, last = found[0], found[-1]
    between = text[first.end : last.start]
    if not _JOINED.match(between) or None in (first.earliest, last.latest):
        return None
    if first.earliest is None or last.latest is None or first.earliest > last.latest:
        return None
    value = f"{first.value}/{last.value}"
    return When(
        start=first.start, end=last.end, earliest=first.earliest, latest=last.latest, precision="range",
        basis=first.basis, value=value, type="DURATION",
    )  # fmt: skip


def _until(when: When, published: date) -> When:
    """From a time until publication, as wide at the end as at the beginning ("since March" ends with a month)."""
    if when.earliest is None or when.earliest > published:
        return when
    last = values.unit_of(published, when.precision if when.precision in ("month", "year") else "day").latest
    return When(
        start=when.start, end=when.end, earliest=when.earliest, latest=last, precision="range", basis=when.basis,
        value=f"{when.earliest.isoformat()}/{published.isoformat()}", type="DURATION",
    )  # fmt: skip
