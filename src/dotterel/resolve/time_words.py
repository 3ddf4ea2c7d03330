"""Words of time and number: weekdays, months, units, parts of day, and how TIMEX3 writes a length."""

import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UNITS = {
    "second": "T?S", "minute": "T?M", "hour": "T?H", "day": "?D", "night": "?D", "week": "?W", "fortnight": "2W",
    "month": "?M", "quarter": "?Q", "year": "?Y", "decade": "?E", "century": "?C",
}  # fmt: skip
NUMBERS = {
    name: value
    for value, names in {
        0.5: "half a", 1: "a|an|one", 2: "two|a couple of|couple of|a couple|both", 3: "three", 4: "four", 5: "five",
        6: "six",
        7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve|a dozen", 13: "thirteen",
        14: "fourteen",
        15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty",
        40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "a hundred|hundred",
    }.items()
    for name in names.split("|")
}  # fmt: skip
PARTS = {
    "morning": "TMO", "dawn": "TMO", "daybreak": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI",
    "noon": "T12:00",
    "midday": "T12:00", "lunchtime": "TMI", "midnight": "T00:00", "nightfall": "TNI", "dusk": "TEV",
}  # fmt: skip


def parse_number(words: str) -> float | None:
    """A count as written, in digits or words; None where it is neither."""
    words = words.lower().replace(",", "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", words):
        return float(words)
    if words in NUMBERS:
        return float(NUMBERS[words])
    tens, _, ones = words.replace("-", " ").partition(" ")
    return float(NUMBERS[tens] + NUMBERS[ones]) if tens in NUMBERS and ones in NUMBERS else None


def month_number(name: str) -> int:
    """1 to 12."""
    return MONTHS.index(name[:3].lower()) + 1


def unit_name(name: str) -> str:
    """The unit as the tables name it."""
    name = name.lower()
    if name.startswith("centur"):
        return "century"
    return "day" if name == "night" else name


def duration(count: float | None, unit: str) -> str:
    """A TIMEX3 length: "P3D", "PT24H"; None counts are written X ("PXW"). Decades and centuries are told in years."""
    scale = {"decade": 10, "century": 100}.get(unit, 1)
    if unit in ("decade", "century") and count is not None:
        count, unit = count * scale, "year"
    if count is not None and count == 0.5 and unit == "year":
        count, unit = 6, "month"
    written = "X" if count is None else f"{count:g}"
    return "P" + UNITS[unit].replace("?", written)
