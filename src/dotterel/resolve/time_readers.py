"""What each kind of time expression means: readers of the matches that the rules make."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from dotterel.records import DateBasis
from dotterel.resolve import time_values as values
from dotterel.resolve.time_values import DAY, Known
from dotterel.resolve.time_words import PARTS, WEEKDAYS, duration, month_number, parse_number, unit_name

Match = re.Match[str]


class Frame(NamedTuple):
    """Against what a time is read: publication, the date last named in the text, and whether the clause looks ahead."""

    published: date | None
    anchor: date | None = None
    looks_ahead: bool = False
    anchor_is_near: bool = False
    """True where the date last named stands in the same sentence."""


def _part_of(match: Match) -> str:
    """The TIMEX3 suffix of a part of day or a clock time in the match; empty for none."""
    groups = match.groupdict()
    if groups.get("part"):
        return PARTS[groups["part"].lower()]
    if groups.get("hour") or groups.get("hour24"):
        return clock(match)
    return ""


def clock(match: Match) -> str:
    """The TIMEX3 suffix of a clock time."""
    if match["hour24"]:
        return f"T{int(match['hour24']):02}:{match['minute24']}"
    hour = int(match["hour"]) % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return f"T{hour:02}:{match['minute'] or '00'}"


def read_full_date(match: Match, frame: Frame) -> Known | None:
    """Reads "July 13, 2025", "Sunday, 13 July"; without a year the nearest, past unless the clause looks ahead."""
    groups = match.groupdict()
    number, day_number = month_number(match["month"]), int(match["day"])
    if groups.get("year"):
        when = values.safe_date(int(match["year"]), number, day_number)
        return values.day(when, part=_part_of(match), basis="stated") if when else None
    return month_day(number, day_number, frame, _part_of(match))


def month_day(number: int, day_number: int, frame: Frame, part: str = "") -> Known | None:
    """A day of the year without its year: the nearest past one, or the nearest to come where the clause looks ahead."""
    if values.safe_date(2024, number, day_number) is None:
        return None
    if frame.published is None:
        return Known(f"XXXX-{number:02}-{day_number:02}{part}", "TIME" if part else "DATE", basis="stated")
    years = (frame.published.year + 1, frame.published.year, frame.published.year - 1)
    found = [when for year in years if (when := values.safe_date(year, number, day_number))]
    past = [when for when in found if when <= frame.published]
    ahead = [when for when in found if when >= frame.published]
    soon = bool(ahead) and ahead[-1] - frame.published <= timedelta(days=30)
    far_back = not past or frame.published - past[0] > timedelta(days=240)
    if ahead and (frame.looks_ahead or not past or (soon and far_back)):
        return values.day(ahead[-1], part=part, basis="stated")
    return values.day(past[0], part=part, basis="stated") if past else None


def read_day_range(match: Match, frame: Frame) -> Known | None:
    """Reads "6-10 February 2018", "October 8 and 9"."""
    year = match.groupdict().get("year")
    number = month_number(match["month"])
    first, last = int(match["first"]), int(match["day"])
    if year:
        ends = [values.safe_date(int(year), number, found) for found in (first, last)]
    else:
        ends = [known.earliest if (known := month_day(number, found, frame)) else None for found in (first, last)]
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        return None
    value = f"{ends[0].isoformat()}/{ends[1].isoformat()}"
    return Known(value, "DATE", ends[0], ends[1], "range", "stated")


def read_iso(match: Match, frame: Frame) -> Known | None:
    """Reads "2025-07-13", with or without a clock time."""
    when = values.safe_date(int(match["year"]), int(match["number"]), int(match["day"]))
    part = f"T{match['time']}" if match["time"] else ""
    return values.day(when, part=part, basis="stated") if when else None


def read_numeric(match: Match, frame: Frame) -> Known | None:
    """Reads "13/07/2025", "7/13/2025", "13.07.2025": both readings are kept as an interval where both are days."""
    year = int(match["year"])
    year += (2000 if year < 50 else 1900) if year < 100 else 0
    first, second = int(match["first"]), int(match["second"])
    readings = {values.safe_date(year, second, first), values.safe_date(year, first, second)}
    days = sorted(when for when in readings if when)
    if match["mark"] == "." or (len(days) == 2 and frame.published and days[0] <= frame.published < days[1]):
        days = [when for when in [values.safe_date(year, second, first)] if when] if match["mark"] == "." else days[:1]
    if not days:
        return None
    if len(days) == 1:
        return values.day(days[0], basis="stated")
    return Known(f"{year}-XX-XX", "DATE", days[0], days[1], "range", "stated")


def read_month(match: Match, frame: Frame) -> Known | None:
    """Reads "July 2025", "last July", "July": without a year the nearest past one unless the clause looks ahead."""
    groups = match.groupdict()
    number = month_number(match["month"])
    if groups.get("year"):
        return values.month(int(match["year"]), number, "stated")
    if frame.published is None:
        return Known(f"XXXX-{number:02}", "DATE", basis="stated")
    published = frame.published
    which, later = (groups.get("which") or "").lower(), (groups.get("of_year") or "").lower()
    if later:
        return values.month(published.year + _year_shift(later), number)
    if which.startswith(("last", "past")):
        return values.month(published.year - (number >= published.month), number)
    if which == "next":
        return values.month(published.year + (number <= published.month), number)
    if which == "this":
        return values.month(published.year, number)
    if frame.looks_ahead:
        return values.month(published.year + (number < published.month), number)
    return values.month(published.year - (number > published.month), number)


def _year_shift(words: str) -> int:
    """Years from the current one: "last year" is -1."""
    return -1 if "last" in words or "previous" in words else 1 if "next" in words else 0


def read_month_day_of_year(match: Match, frame: Frame) -> Known | None:
    """Reads "25 February last year", "March 31, this year"."""
    if frame.published is None:
        return Known(f"XXXX-{month_number(match['month']):02}-{int(match['day']):02}", "DATE", basis="relative")
    year = frame.published.year + _year_shift(match["of_year"].lower())
    when = values.safe_date(year, month_number(match["month"]), int(match["day"]))
    return values.day(when) if when else None


def read_weekday(match: Match, frame: Frame) -> Known | None:
    """Reads "Tuesday", "last Tuesday", "next Tuesday", "Tuesday night": past unless the clause looks ahead."""
    index = next(index for index, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"][:3].lower()))
    part = _part_of(match)
    if frame.published is None:
        return Known(f"XXXX-WXX-{index + 1}{part}", "TIME" if part else "DATE", basis="relative")
    back = (frame.published.weekday() - index) % 7
    which = (match["which"] or "").lower()
    if which.startswith(("last", "past", "previous")):
        when = frame.published - (back or 7) * DAY
    elif which in ("next", "coming", "following", "upcoming", "this coming") or (
        which != "earlier" and frame.looks_ahead
    ):
        when = frame.published + ((7 - back) if back or which not in ("", "this") else 0) * DAY
    else:
        when = frame.published - back * DAY
    return values.day(when, part=part)


def read_near_day(match: Match, frame: Frame) -> Known | None:
    """Reads "today", "yesterday afternoon", "tonight", "this morning", "overnight", "the day before yesterday"."""
    words = match["words"].lower()
    part = _part_of(match) or next((PARTS[name] for name in PARTS if name in words), "")
    if frame.published is None:
        return Known(f"XXXX-XX-XX{part}", "TIME" if part else "DATE", basis="relative")
    if words == "overnight":
        morning = frame.anchor if frame.anchor and frame.anchor < frame.published else frame.published
        return values.day(morning - DAY, part="TNI")._replace(latest=morning, precision="range")
    shift = next((shift for name, shift in _NEAR_DAYS if name in words), 0)
    return values.day(frame.published + shift * DAY, part="TNI" if words == "tonight" else part)


_NEAR_DAYS = (
    ("before yesterday", -2), ("after tomorrow", 2), ("yesterday", -1), ("tomorrow", 1), ("last night", -1),
    ("last evening", -1), ("night before", -1),
)  # fmt: skip


def read_part_of_day(match: Match, frame: Frame) -> Known | None:
    """A clock time or a part of day by itself belongs to the day last named, else to the day of publication."""
    part = _part_of(match)
    when = frame.anchor or frame.published
    if when is None:
        return Known(f"XXXX-XX-XX{part}", "TIME", basis="relative")
    if part == PARTS["midnight"] and frame.looks_ahead:
        when += DAY
    return values.day(when, part=part)


def read_this_unit(match: Match, frame: Frame) -> Known | None:
    """Reads "last week", "this month", "earlier this year", "next year", "the previous quarter"."""
    unit, which = unit_name(match["unit"]), match["which"].lower()
    shift = -1 if which in ("last", "previous", "past") else 1 if which in ("next", "coming", "following") else 0
    if frame.published is None:
        return Known(_unknown_unit(unit), "DATE", basis="relative")
    if unit == "week" and shift == 0 and frame.looks_ahead and frame.published.weekday() == 6:
        shift = 1
    when = values.shifted(frame.published, shift, unit)
    known = values.unit_of(when, unit) if when else None
    if known is None:
        return None
    moment = (match["moment"] or "").lower()
    if unit == "week" and moment.startswith("earl") and shift == 0:
        return known._replace(latest=frame.published)
    if unit == "week" and which == "past":
        return Known("P1W", "DURATION", frame.published - 7 * DAY, frame.published, "range", "relative")
    return known


def _unknown_unit(unit: str) -> str:
    """The TIMEX3 value of a unit of unknown date."""
    return {"week": "XXXX-WXX", "month": "XXXX-XX", "quarter": "XXXX-QX", "day": "XXXX-XX-XX"}.get(unit, "XXXX")


def read_week_of_month(match: Match, frame: Frame) -> Known | None:
    """Reads "the first week of September": its days 1 to 7, and so on; the last week its last seven days."""
    known = read_month(match, frame)
    if known is None or known.earliest is None or known.latest is None:
        return known
    order = ("first", "second", "third", "fourth", "last").index(match["ordinal"].lower())
    first = known.latest - 6 * DAY if order == 4 else known.earliest + 7 * order * DAY
    return Known(f"{first.isoformat()}/P1W", "DATE", first, first + 6 * DAY, "week", known.basis)


def read_months_of_year(match: Match, frame: Frame) -> Known | None:
    """Reads "the first three months of 2015", "the last two months of the year"."""
    count = int(parse_number(match["number"]) or 0)
    if match["year"]:
        year = int(match["year"])
    elif frame.published:
        year = frame.published.year + _year_shift(match["which"].lower())
    else:
        return Known(duration(count, "month"), "DURATION", basis="relative")
    if not 1 <= count <= 12:
        return None
    start = 1 if match["edge"].lower() == "first" else 13 - count
    first, last = values.month(year, start), values.month(year, start + count - 1)
    basis: DateBasis = "stated" if match["year"] else "relative"
    return Known(duration(count, "month"), "DURATION", first.earliest, last.latest, "range", basis)


def read_within(match: Match, frame: Frame) -> Known | None:
    """Reads "within 48 hours": from publication so far ahead, where the clause looks ahead; else a length."""
    unit, count = unit_name(match["unit"]), parse_number(match["number"])
    known = Known(duration(count, unit), "DURATION", basis="relative")
    if frame.published is None or count is None or not frame.looks_ahead:
        return known
    if unit in ("second", "minute", "hour"):
        last: date | None = (
            frame.published + max(1, round(count / {"second": 86400, "minute": 1440, "hour": 24}[unit])) * DAY
        )
    else:
        last = values.shifted(frame.published, int(count), unit)
    return known._replace(earliest=frame.published, latest=last, precision="range") if last else known


def read_edge(match: Match, frame: Frame) -> Known | None:
    """Reads "the end of the month", "the beginning of this year": the month or the part of the year at that edge."""
    if frame.published is None:
        return Known(_unknown_unit(unit_name(match["unit"])), "DATE", basis="relative")
    unit, shift = unit_name(match["unit"]), _year_shift(match["which"].lower())
    when = values.shifted(frame.published, shift, unit)
    if when is None:
        return None
    if unit == "year":
        return values.month(when.year, 12 if "end" in match["early"].lower() else 1)
    return values.unit_of(when, unit)


def read_weekend(match: Match, frame: Frame) -> Known | None:
    """Reads "over the weekend", "last weekend", "this weekend", "next weekend"."""
    if frame.published is None:
        return Known("XXXX-WXX-WE", "DATE", basis="relative")
    which = (match["which"] or "").lower()
    weekday = frame.published.weekday()
    if which == "next":
        saturday = frame.published + (5 - weekday + (7 if weekday > 4 else 0)) * DAY
    elif weekday >= 5 and which not in ("last", "past"):
        saturday = frame.published - (weekday - 5) * DAY
    elif frame.looks_ahead or (which in ("this", "coming") and weekday >= 3):
        saturday = frame.published + (5 - weekday) * DAY
    else:
        saturday = frame.published - (weekday + 2) * DAY
    return values.weekend(saturday)


def read_past_units(match: Match, frame: Frame) -> Known | None:
    """Reads "the past 24 hours", "the next two weeks": a length that ends or begins at publication."""
    unit, count = unit_name(match["unit"]), parse_number(match["number"])
    value = duration(count, unit)
    if frame.published is None or count is None:
        return Known(value, "DURATION", basis="relative")
    ahead = match["which"].lower() in ("next", "coming", "following")
    if unit in ("second", "minute", "hour"):
        days = max(1, round(count / {"second": 86400, "minute": 1440, "hour": 24}[unit]))
        other: date | None = frame.published + (days if ahead else -days) * DAY
    else:
        other = values.shifted(frame.published, int(count if ahead else -count), unit)
    if other is None:
        return Known(value, "DURATION", basis="relative")
    first, last = sorted((frame.published, other))
    if unit in ("month", "quarter", "year", "decade", "century"):
        whole = "month" if unit in ("month", "quarter") else "year"
        first, last = values.unit_of(first, whole).earliest or first, values.unit_of(last, whole).latest or last
    return Known(value, "DURATION", first, last, "range", "relative")


def read_ago(match: Match, frame: Frame) -> Known | None:
    """Reads "two days ago", "three years later", "a week earlier": so far from publication or from the date last named.

    "Two days after soldiers fired" tells when they fired: so long before the date of the sentence.
    """
    unit, count = unit_name(match["unit"]), parse_number(match["number"] or "a")
    way = match["way"].lower()
    if way == "after" and not frame.anchor_is_near:
        frame = frame._replace(anchor=None)
    base = frame.published if way == "ago" else frame.anchor or frame.published
    if base is None or count is None:
        return Known(duration(count, unit), "DATE" if count is None else "DURATION", basis="relative")
    back = way != "later"
    if unit in ("second", "minute", "hour"):
        days = int(count / {"second": 86400, "minute": 1440, "hour": 24}[unit])
        return values.day(base + (-days if back else days) * DAY)
    if count == 0.5:
        count, unit = {"year": (6, "month"), "century": (5, "decade"), "decade": (5, "year")}.get(unit, (1, unit))
    when = values.shifted(base, int(-count if back else count), unit)
    if when is None:
        return None
    whole = {"month": "month", "quarter": "month", "year": "year", "decade": "year", "century": "year"}.get(unit, "day")
    return values.unit_of(when, whole)


def read_named_day(match: Match, frame: Frame) -> Known | None:
    """Reads "the next day", "the following morning", "that day", "the night before": by the date last named."""
    groups = match.groupdict()
    which = "previous" if groups.get("before") else match["which"].lower()
    base = frame.anchor or frame.published
    part = PARTS.get((groups.get("unit_before") or match["unit"]).lower(), "")
    if base is None:
        return Known(f"XXXX-XX-XX{part}", "TIME" if part else "DATE", basis="relative")
    shift = 1 if which in ("next", "following") else -1 if which in ("previous", "preceding") else 0
    return values.day(base + shift * DAY, part=part)


def read_ordinal_day(match: Match, frame: Frame) -> Known | None:
    """Reads "the 29th": of the month of publication or the one before, or to come where the clause looks ahead."""
    number = int(match["day"])
    if frame.published is None:
        return Known(f"XXXX-XX-{number:02}", "DATE", basis="relative")
    for back in (0, 1, 2):
        step = back if frame.looks_ahead else -back
        first = values.month(frame.published.year, frame.published.month + step).earliest
        when = values.safe_date(first.year, first.month, number) if first else None
        if when and (when >= frame.published if frame.looks_ahead else when <= frame.published):
            return values.day(when)
    return None


def read_year(match: Match, frame: Frame) -> Known | None:
    """Reads "in 1995", "early 2017": the year; "the end of 2011": its last month; "early 2017": its first quarter."""
    year, early = int(match["year"]), (match["early"] or "").lower()
    if "end of" in early:
        return values.month(year, 12, "stated")
    if "beginning" in early or "start" in early:
        return values.month(year, 1, "stated")
    known = values.year_of(year, "stated")
    if early in ("early", "late"):
        part = values.quarter(year, 1 if early == "early" else 4, "stated")
        return known._replace(earliest=part.earliest, latest=part.latest, precision="range")
    return known


def read_year_range(match: Match, frame: Frame) -> Known | None:
    """Reads "2005-2009", "between 1941 and 1942", "1976-83"."""
    first, written = int(match["first"]), match["last"]
    last = int(written) if len(written) == 4 else first // 100 * 100 + int(written)
    if not first < last <= first + 150:
        return None
    return Known(f"{first}/{last}", "DURATION", date(first, 1, 1), date(last, 12, 31), "range", "stated")


def read_decade(match: Match, frame: Frame) -> Known | None:
    """Reads "the 1990s", "the nineties"."""
    if match["digits"]:
        return values.decade(int(match["digits"]) * 10)
    tens = 10 * ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties").index(
        match["word"].lower()
    )
    return values.decade(1920 + tens)


def read_century(match: Match, frame: Frame) -> Known | None:
    """Reads "the 20th century", "the nineteenth century"."""
    word = match["ordinal"].lower()
    names = {
        "sixteenth": 16,
        "seventeenth": 17,
        "eighteenth": 18,
        "nineteenth": 19,
        "twentieth": 20,
        "twenty-first": 21,
    }
    return values.century(names.get(word) or int(re.sub(r"\D", "", word) or 0))


def read_season(match: Match, frame: Frame) -> Known | None:
    """Reads "last summer", "spring 2013", "this autumn", "in the spring"."""
    name, groups = match["season"].lower(), match.groupdict()
    if groups.get("year"):
        return values.season(int(match["year"]), name, "stated")
    code, start = values.SEASONS[name]
    if frame.published is None:
        return Known(f"XXXX-{code}", "DATE", basis="relative")
    which, year = (match["which"] or "").lower(), frame.published.year
    later = (groups.get("of_year") or "").lower()
    if later:
        return values.season(year + _year_shift(later), name)
    if name == "winter" and frame.published.month < 3:
        year -= 1
    started = frame.published.month >= start or (name == "winter" and frame.published.month < 3)
    inside = values.season(year, name)
    is_now = (
        inside.earliest is not None
        and inside.latest is not None
        and inside.earliest <= frame.published <= inside.latest
    )
    if which == "next" or (frame.looks_ahead and not started):
        return values.season(year + started, name)
    if which == "this":
        return inside
    return values.season(year - (not started or (which == "last" and is_now)), name)


def read_quarter(match: Match, frame: Frame) -> Known | None:
    """Reads "the third quarter", "Q3 2024"; without a year the nearest past one that has begun."""
    words = (match["ordinal"] or match["digit"]).lower()
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}.get(words) or int(words[0])
    if match["year"]:
        return values.quarter(int(match["year"]), number, "stated")
    if frame.published is None:
        return Known(f"XXXX-Q{number}", "DATE", basis="relative")
    later = (match["of_year"] or "").lower()
    if later:
        return values.quarter(frame.published.year + _year_shift(later), number)
    begun = 3 * number - 2 <= frame.published.month
    return values.quarter(frame.published.year - (not begun and not frame.looks_ahead), number)


def read_holiday(match: Match, frame: Frame) -> Known | None:
    """Feasts whose day can be reckoned; the nearest past one unless the clause looks ahead."""
    name = match["holiday"].lower()
    if frame.published is None:
        return Known("XXXX-XX-XX", "DATE", basis="relative")
    fixed = {"christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "new year's eve": (12, 31)}
    if not name.startswith(("easter", "good", "holy")):
        number, day_number = fixed.get(name.replace("’", "'"), (1, 1))
        return month_day(number, day_number, frame._replace(looks_ahead=frame.looks_ahead))
    shift = {"good friday": -2, "easter monday": 1, "holy saturday": -1}.get(name, 0)
    days = [values.easter(frame.published.year + step) + shift * DAY for step in (-1, 0, 1)]
    past = [when for when in days if when <= frame.published]
    ahead = [when for when in days if when >= frame.published]
    soon = bool(ahead) and ahead[0] - frame.published < timedelta(days=60)
    return values.day(
        ahead[0]
        if ahead and (frame.looks_ahead or (soon and past and frame.published - past[-1] > timedelta(days=200)))
        else past[-1]
    )


def read_length(match: Match, frame: Frame) -> Known | None:
    """Reads "three weeks", "a two-day", "several days": a length with no days of its own."""
    unit = unit_name(match["unit"])
    words = match.groupdict().get("number")
    return Known(duration(parse_number(words) if words else None, unit), "DURATION", basis="relative")


def read_set(match: Match, frame: Frame) -> Known | None:
    """Reads "every Friday", "daily", "each year", "twice a week"."""
    groups = match.groupdict()
    if groups.get("weekday"):
        index = next(index for index, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"][:3].lower()))
        return Known(f"XXXX-WXX-{index + 1}", "SET", basis="relative")
    if groups.get("unit"):
        return Known(
            duration(parse_number(groups.get("number") or "1"), unit_name(match["unit"])), "SET", basis="relative"
        )
    adverbs = {
        "daily": "P1D",
        "nightly": "P1D",
        "weekly": "P1W",
        "monthly": "P1M",
        "quarterly": "P1Q",
        "hourly": "PT1H",
    }
    return Known(adverbs.get(match["adverb"].lower(), "P1Y"), "SET", basis="relative")


def read_vague(match: Match, frame: Frame) -> Known | None:
    """Reads "now", "recently", "soon": no day, only a direction."""
    word = match["word"].lower()
    if word in ("now", "currently", "current", "at present", "presently", "at the moment", "right now"):
        return Known("PRESENT_REF", "DATE", basis="relative")
    ahead = word.startswith(("soon", "the future", "the near future", "in the future", "shortly"))
    return Known("FUTURE_REF" if ahead else "PAST_REF", "DATE", basis="relative")


def read_many(match: Match, frame: Frame) -> Known | None:
    """Reads "several days", "weeks": a length of unknown count."""
    unit = match["unit"] or match[0].rstrip("s")
    return Known(duration(None, unit_name(unit)), "DURATION", basis="relative")


def read_same_day(match: Match, frame: Frame) -> Known | None:
    """Reads "earlier in the day", "hours ago": the day of publication."""
    return values.day(frame.published) if frame.published else None
