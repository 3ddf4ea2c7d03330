"""Days, weeks, months, seasons, years: what they cover, and how TIMEX3 writes them."""

import calendar
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dotterel.records import DateBasis

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
DAY = timedelta(days=1)
SEASONS = {"spring": ("SP", 3), "summer": ("SU", 6), "autumn": ("FA", 9), "fall": ("FA", 9), "winter": ("WI", 12)}
"""TIMEX3 code and first month of the meteorological season of the northern hemisphere, three months long."""


class Known(NamedTuple):
    """What is known of one time: TIMEX3 value and type, first and last day (None: no day can be known)."""

    value: str | None
    type: TimexType
    earliest: date | None = None
    latest: date | None = None
    precision: str | None = None
    basis: DateBasis | None = None


def day(when: date, *, part: str = "", basis: DateBasis = "relative") -> Known:
    """One day, or a part of it ("TNI", "T06:00"), which is still known by its day."""
    return Known(f"{when.isoformat()}{part}", "TIME" if part else "DATE", when, when, "day", basis)


def week(when: date) -> Known:
    """The week, Monday to Sunday, that a day lies in."""
    monday = when - when.weekday() * DAY
    year, number, _ = monday.isocalendar()
    return Known(f"{year}-W{number:02}", "DATE", monday, monday + 6 * DAY, "week", "relative")


def weekend(saturday: date) -> Known:
    """Saturday and Sunday."""
    year, number, _ = saturday.isocalendar()
    return Known(f"{year}-W{number:02}-WE", "DATE", saturday, saturday + DAY, "range", "relative")


def month(year: int, number: int, basis: DateBasis = "relative") -> Known:
    """One month; a number outside 1 to 12 counts on into other years. Unknown outside years 1 to 9999."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    if not 1 <= year <= 9999:
        return Known(None, "DATE")
    last = calendar.monthrange(year, number)[1]
    return Known(f"{year:04}-{number:02}", "DATE", date(year, number, 1), date(year, number, last), "month", basis)


def quarter(year: int, number: int, basis: DateBasis = "relative") -> Known:
    """One quarter of a calendar year."""
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    first, last = month(year, 3 * number - 2), month(year, 3 * number)
    return Known(f"{year:04}-Q{number}", "DATE", first.earliest, last.latest, "range", basis)


def season(year: int, name: str, basis: DateBasis = "relative") -> Known:
    """One season; the winter of a year begins in its December."""
    code, start = SEASONS[name]
    first, last = month(year, start), month(year, start + 2)
    return Known(f"{year:04}-{code}", "DATE", first.earliest, last.latest, "season", basis)


def year_of(number: int, basis: DateBasis = "relative") -> Known:
    """One calendar year; unknown outside 1 to 9999."""
    if not 1 <= number <= 9999:
        return Known(None, "DATE")
    return Known(f"{number:04}", "DATE", date(number, 1, 1), date(number, 12, 31), "year", basis)


def decade(first: int, basis: DateBasis = "stated") -> Known:
    """Ten years from one that ends in 0."""
    if not 10 <= first <= 9990:
        return Known(None, "DATE")
    return Known(f"{first // 10:03}", "DATE", date(first, 1, 1), date(first + 9, 12, 31), "decade", basis)


def century(number: int) -> Known:
    """A century as news counts it: the 20th is 1901 to 2000, and TIMEX3 writes 19."""
    if not 1 <= number <= 99:
        return Known(None, "DATE")
    return Known(
        f"{number - 1:02}", "DATE", date(100 * number - 99, 1, 1), date(100 * number, 12, 31), "range", "stated"
    )


def shifted(when: date, count: int, unit: str) -> date | None:
    """The day so many units later (negative: earlier), at most the month's last day; None for no such day."""
    try:
        if unit in ("day", "week", "fortnight"):
            return when + count * {"day": 1, "week": 7, "fortnight": 14}[unit] * DAY
        months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
        year, number = when.year + (when.month - 1 + months) // 12, (when.month - 1 + months) % 12 + 1
        return date(year, number, min(when.day, calendar.monthrange(year, number)[1]))
    except (KeyError, OverflowError, ValueError):
        return None


def unit_of(when: date, unit: str) -> Known:
    """The day, week, month, quarter, year, decade or century that a day lies in."""
    if unit in ("week", "fortnight"):
        return week(when)
    if unit == "month":
        return month(when.year, when.month)
    if unit == "quarter":
        return quarter(when.year, (when.month + 2) // 3)
    if unit == "year":
        return year_of(when.year)
    if unit == "decade":
        return decade(when.year // 10 * 10, "relative")
    if unit == "century":
        return century((when.year + 99) // 100)
    return day(when)


def safe_date(year: int, number: int, day_number: int) -> date | None:
    """The day of that date; None where the calendar has none."""
    try:
        return date(year, number, day_number)
    except ValueError:
        return None


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian algorithm, Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, g = b // 4, b % 4, (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    return date(year, (h + shift - 7 * m + 114) // 31, (h + shift - 7 * m + 114) % 31 + 1)
