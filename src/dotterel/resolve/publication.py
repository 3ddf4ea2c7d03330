"""When a text was published, by what it says of dates and weekdays, where the page itself gives no date.

The way of a news desk is taken for granted: weekdays without more are of the last week, a day of the month without its
year is the first such day after the latest full date that the text tells as past, and days beyond the last week are
written as dates. Whatever days remain possible are returned as an interval; where nothing holds them, nothing is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dotterel.resolve.time_rules import DAY_NUMBER, MONTH, WEEKDAY, YEAR
from dotterel.resolve.time_values import DAY, safe_date
from dotterel.resolve.time_words import WEEKDAYS, month_number
from dotterel.resolve.times import looks_ahead, sentence_starts

MAX_DAYS = 31
"""Days; a date without a year is not told of longer ago than about a month, and a wider interval says too little."""

LEAD_SENTENCES = 3
_REPORTING = re.compile(
    r"\b(?:said|says|told|confirmed|announced|reported|stated|declared|added|"
    r"noted|warned|acknowledged|disclosed|revealed)"
    r"(?: (?!after\b|that\b)[\w’'.]+){0,4}? (?:on |late on |early on |late |early )?$|"
    r"\b(?:statement|briefing|news conference|press conference|interview|speech|"
    r"report)s?(?: [\w’'.]+){0,4} (?:on |late on )$"
)
_DATELINE = re.compile(r"^\W{0,3}(?:[A-Z][\w ,.()/-]{0,60})?$")
_PATTERN = re.compile(
    rf"(?<![\w-])(?:(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his (?:past|coming)|[Tt]his) "
    rf")?{WEEKDAY}(?P<join>,? (?:the )?|$)?)?"
    rf"(?:(?P<first>{MONTH} {DAY_NUMBER}(?!\d|,\d{{3}}|:)|"
    rf"{DAY_NUMBER.replace('<day>', '<day_before>')}(?: of)? "
    rf"{MONTH.replace('<month>', '<month_after>')})"
    rf"(?:,? {YEAR})?)?(?!\w)"
)
_MONTH_AND_YEAR = re.compile(rf"(?<![\w-]){MONTH},? {YEAR}(?!\w)")
_ISO = re.compile(r"(?<![\w-])(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\w-])")


class _Told(NamedTuple):
    """One date or weekday as the text tells it; None for what it leaves out."""

    start: int
    end: int
    weekday: int | None
    which: Literal["", "last", "next", "this"]
    month: int | None
    day: int | None
    year: int | None
    is_ahead: bool
    sentence: int


def infer_published(text: str, *, today: date | None = None) -> tuple[date, date] | None:
    """First and last day on which the text can have been published, equal where one day is left; None if unknown.

    `today`, where given, is the last day possible. An interval is at most MAX_DAYS wide.
    """
    told = list(_told(text))
    floor = _floor(told, text)
    if floor is None:
        return None
    first, last = floor.earliest, floor.earliest + (MAX_DAYS - 1) * DAY
    days = [
        first + step * DAY for step in range((last - first).days + 1) if today is None or first + step * DAY <= today
    ]
    days = _narrowed(days, told, floor, text)
    return (days[0], days[-1]) if days else None


class _Floor(NamedTuple):
    """The latest day that the text tells as past, where it stands, and how it is told."""

    earliest: date
    place: int
    has_weekday: bool
    is_lead: bool
    has_year: bool


def _told(text: str) -> Iterator[_Told]:
    """The dates and weekdays of the text, in order."""
    starts = sentence_starts(text)
    for match in _PATTERN.finditer(text):
        month = match["month"] or match["month_after"]
        if not match["weekday"] and not month:
            continue
        sentence = bisect_right(starts, match.start()) - 1
        day = match["day"] or match["day_before"]
        year = int(match["year"]) if match["year"] else None
        is_ahead = looks_ahead(text, match.start(), match.end(), starts[sentence])
        if _is_by(text, match.start()):
            is_ahead = not (year and _already_past(text, match.start()))
        yield _Told(
            match.start(), match.end(), _weekday(match["weekday"]), _which(match["which"]),
            month_number(month) if month else None, int(day) if day else None, year, is_ahead, sentence,
        )  # fmt: skip
    for match in _ISO.finditer(text):
        yield _Told(
            match.start(), match.end(), None, "", int(match["number"]), int(match["day"]), int(match["year"]), False,
            bisect_right(starts, match.start()) - 1,
        )  # fmt: skip


def _is_by(text: str, start: int) -> bool:
    """True after "by" or "until": the day may lie ahead of publication."""
    return bool(re.search(r"\b(?:by|until|till|before|ahead of)(?: the)? $", text[max(0, start - 14) : start]))


def _already_past(text: str, start: int) -> bool:
    """True where the words before "until 3 May 2021" tell of the past."""
    return bool(
        re.search(r"\b(?:was|were|had|ruled|served|held|lasted)\b[^.]{0,60}$", text[max(0, start - 90) : start])
    )


def _weekday(name: str | None) -> int | None:
    """0 for Monday; None for no weekday."""
    return None if name is None else next(i for i, full in enumerate(WEEKDAYS) if full.startswith(name[:3].lower()))


def _which(words: str | None) -> Literal["", "last", "next", "this"]:
    """Which of such weekdays is meant."""
    words = (words or "").lower()
    if words.startswith("last") or words == "this past":
        return "last"
    return "next" if words.startswith("next") or words == "this coming" else "this" if words else ""


def _floor(told: list[_Told], text: str) -> _Floor | None:
    """The latest day told as past, dates without a year set after the latest full one; None where no year is known."""
    full = [
        _Floor(when, one.start, one.weekday is not None, one.sentence < LEAD_SENTENCES, True)
        for one in told
        if one.year and not one.is_ahead and (when := safe_date(one.year, one.month or 1, one.day or 1))
    ]
    full += [
        _Floor(date(int(match["year"]), month_number(match["month"]), 1), match.start(), False, False, True)
        for match in _MONTH_AND_YEAR.finditer(text)
        if not looks_ahead(text, match.start(), match.end(), max(0, match.start() - 60))
    ]
    if not full:
        return None
    latest = max(full, key=lambda floor: floor.earliest)
    recent = [
        _Floor(when, one.start, one.weekday is not None, one.sentence < LEAD_SENTENCES, False)
        for one in told
        if one.month and one.day and not one.year and not one.is_ahead and (when := _first_after(one, latest.earliest))
    ]
    if recent:
        return max(recent, key=lambda floor: floor.earliest)
    return latest if latest.is_lead or latest.has_weekday else None


def _first_after(one: _Told, latest: date) -> date | None:
    """The first such day of the year on or after another; of that weekday too, where the text says one."""
    for year in range(latest.year, latest.year + (12 if one.weekday is not None else 5)):
        when = safe_date(year, one.month or 1, one.day or 1)
        if when and when >= latest and one.weekday in (None, when.weekday()):
            return when
    return None


def _narrowed(days: list[date], told: list[_Told], floor: _Floor, text: str) -> list[date]:
    """The days that agree with what else the text says; a rule that would leave none is not used."""
    lead = _lead_weekday(told, text, floor)
    after = [
        one
        for one in told
        if one.which == "last" and one.weekday is not None and one.month is None and one.start > floor.place
    ]
    for one in after:
        marked = _next_weekday(floor.earliest + DAY, one.weekday or 0)
        days = [day for day in days if marked < day <= marked + 7 * DAY] or days
    if floor.has_weekday and not after:
        days = [day for day in days if day <= floor.earliest + 6 * DAY] or days
    elif not after and not floor.has_year:
        days = [day for day in days if day > floor.earliest + 6 * DAY or (lead is None)] or days
    for one in told:
        if one.is_ahead and one.month and one.day:
            ahead = safe_date(one.year, one.month, one.day) if one.year else _first_after(one, floor.earliest)
            days = [day for day in days if ahead is None or day <= ahead or ahead < floor.earliest] or days
    return [day for day in days if lead is None or day.weekday() in lead] or days


def _next_weekday(first: date, weekday: int) -> date:
    """The first such weekday on or after a day."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _lead_weekday(told: list[_Told], text: str, floor: _Floor) -> set[int] | None:
    """The weekdays on which the text can have been published, by the weekday of its lead; None where the lead has none.

    A weekday on which a source said it, or that opens the text, is the day itself; one on which a thing happened is
    that day or the one before publication.
    """
    plain = [
        one
        for one in told
        if one.weekday is not None and not one.which and not one.is_ahead and one.sentence < LEAD_SENTENCES
    ]
    for one in plain:
        line = text[text.rfind("\n", 0, one.start) + 1 : one.start]
        if _REPORTING.search(text[max(0, one.start - 60) : one.start]) or (
            _DATELINE.match(line) and text[one.end : one.end + 3].strip(" ")[:1] in ("–", "—", "-")
        ):
            return {one.weekday or 0}
    if plain:
        return {plain[0].weekday or 0, ((plain[0].weekday or 0) + 1) % 7}
    return None
