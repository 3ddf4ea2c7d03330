"""Counts of people to numbers: digits, words, and the vague words of news ("dozens", "scores", "hundreds")."""

import re
from typing import NamedTuple

from dotterel.records import Count

_ONES = {
    "zero": 0, "nobody": 0, "no one": 0, "none": 0, "no": 0, "nil": 0, "neither": 0, "a": 1, "an": 1, "one": 1,
    "single": 1,
    "another": 1, "two": 2, "both": 2, "pair": 2, "couple": 2, "twin": 2, "trio": 3, "three": 3, "four": 4,
    "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fourty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "k": 1000, "lakh": 100_000, "lakhs": 100_000,
    "million": 1_000_000,
    "mn": 1_000_000, "m": 1_000_000, "crore": 10_000_000, "crores": 10_000_000, "billion": 1_000_000_000,
    "bn": 1_000_000_000,
}  # fmt: skip
VAGUE = {
    "dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2000, 9999), "lakhs": (200_000,
    999_999),
    "tens of thousands": (20_000, 99_999), "hundreds of thousands": (200_000, 999_999), "millions": (2_000_000,
    9_999_999),
    "tens of millions": (20_000_000, 99_999_999), "scores of thousands": (40_000, 99_999), "a handful": (3, 7),
    "handful": (3, 7),
    "several": (3, 9), "a few": (3, 5), "few": (3, 5), "several dozen": (24, 99), "a few dozen": (24, 60),
    "few dozen": (24, 60),
    "several hundred": (200, 999), "a few hundred": (200, 500), "few hundred": (200, 500), "several thousand": (2000,
    9999),
    "a few thousand": (2000, 5000), "few thousand": (2000, 5000), "several hundreds": (200, 999), "dozens more": (24,
    99),
    "tens": (20, 99), "several dozens": (24, 99), "several thousands": (2000, 9999), "couple of dozen": (24, 36),
    "low hundreds": (100, 400), "many hundreds": (300, 999), "many thousands": (3000, 9999), "many dozens": (36, 99),
}  # fmt: skip
"""Lowest and highest number that a vague word is read as; the corpus guide writes "dozens" as 24-99, and so on."""

_DIGITS = r"\d{1,3}(?:,\d{2,3})+|\d{1,3}(?:[  ]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_WORD = "|".join(
    sorted([*_ONES, *(word for word in _SCALES if len(word) > 2), "half a million"], key=len, reverse=True)
)
_NUMBER = rf"(?:\b(?:{_DIGITS})(?:[ -]?(?:{'|'.join(_SCALES)})s?\b)?|\b(?:{_WORD})\b(?:[ -](?:and[ -])?(?:{_WORD})\b)*)"
_EXACT = re.compile(_NUMBER, re.IGNORECASE)
_RANGE = re.compile(
    rf"(?:between |from )?(?P<low>{_NUMBER})(?: ?[-–—] ?| to | and | or )(?P<high>{_NUMBER})", re.IGNORECASE
)
_VAGUE = re.compile(rf"\b(?:{'|'.join(sorted(VAGUE, key=len, reverse=True))})\b", re.IGNORECASE)
_BUT = re.compile(rf"\ball but (?P<less>{_NUMBER}) of (?:the |its |their |his )?(?P<whole>{_NUMBER})", re.IGNORECASE)
_MORE = (
    r"at least|more than|over|upwards of|in excess of|not less than|no fewer than|no less than|a minimum of|above|"
    r"exceed(?:s|ed|ing)?"
)
_LESS = (
    r"up to|at most|no more than|not more than|as many as|fewer than|less than|under|nearly|almost|close to|"
    r"a maximum of"
)
_LOWER_BOUND = re.compile(rf"\b(?:{_MORE})\s*(?:the )?$", re.IGNORECASE)
_UPPER_BOUND = re.compile(rf"\b(?:{_LESS})\s*(?:the )?$", re.IGNORECASE)
_AT_LEAST_AFTER = re.compile(r"^\+|^(?: \w+){0,2} or more\b", re.IGNORECASE)
_NEARLY = re.compile(r"\b(?:nearly|almost|close to)\s*(?:the )?$", re.IGNORECASE)


class _Bounds(NamedTuple):
    """A number between bounds, None where one is open."""

    low: int | None
    best: int
    high: int | None


def count_value(text: str, start: int, end: int) -> Count | None:
    """The number of people that a span tells, with what stands just before it ("at least"); None where it tells none.

    A plain number has equal low, best and high; "at least eight" has no high; "up to fifty" has no low. A vague word
    has the bounds of `VAGUE`, and their geometric mean as best.
    """
    if not 0 <= start < end <= len(text):
        return None
    words, before, after = text[start:end], text[max(0, start - 30) : start], text[end : end + 20]
    bounds = _read(words, before, after)
    return None if bounds is None else Count(low=bounds.low, best=bounds.best, high=bounds.high, start=start, end=end)


def _read(words: str, before: str, after: str) -> _Bounds | None:
    """The bounds of the first of: all-but, a range, a vague word, a number."""
    but = _BUT.search(words)
    if but:
        return _plain(_value(but["whole"]), _value(but["less"]))
    spread = _RANGE.search(words)
    if spread:
        bounds = _spread(spread["low"], spread["high"], words)
        if bounds:
            return bounds
    vague = _VAGUE.search(words)
    exact = _EXACT.search(words)
    if vague and (exact is None or vague.start() <= exact.start()):
        low, high = VAGUE[vague[0].lower()]
        return _Bounds(low, round((low * high) ** 0.5), high)
    if exact is None:
        return None
    number = _value(exact[0])
    return None if number is None else _bounded(number, before + words[: exact.start()], words[exact.end() :] + after)


def _plain(whole: int | None, less: int | None) -> _Bounds | None:
    """Reads "all but two of the 117": the difference."""
    if whole is None or less is None or less > whole:
        return None
    return _Bounds(whole - less, whole - less, whole - less)


def _spread(low_words: str, high_words: str, words: str) -> _Bounds | None:
    """Reads "between 10 and 20", "ten to fifteen"; None where it is no range ("one hundred and sixty")."""
    joined = _value(words) if re.search(r"\band\b", words, re.IGNORECASE) and "between" not in words.lower() else None
    low, high = _value(low_words), _value(high_words)
    if joined is not None or low is None or high is None:
        return None
    scale = next((scale for name, scale in _SCALES.items() if high_words.lower().endswith(" " + name)), 1)
    if low < high and scale > 1 and low * scale < high and low < 1000:
        low *= scale
    if re.search(r"\b(?:and)\b", words) and "between" not in words.lower():
        return None
    return _Bounds(low, (low + high) // 2, high) if low < high else None


def _bounded(number: int, before: str, after: str) -> _Bounds:
    """A number with the bound that the words beside it set."""
    if _NEARLY.search(before):
        return _Bounds(None, number, number)
    if _UPPER_BOUND.search(before):
        return _Bounds(None, number, number)
    if _LOWER_BOUND.search(before) or _AT_LEAST_AFTER.match(after):
        return _Bounds(number, number, None)
    return _Bounds(number, number, number)


def _value(words: str) -> int | None:
    """A number in digits or words; None where the words are none. "1.2 million", "twelve hundred", "six lakh"."""
    if words.lower().startswith("half a "):
        return _SCALES.get(words.lower().removeprefix("half a "), 0) // 2 or None
    total, group, seen = 0.0, 0.0, False
    for token in re.findall(rf"{_DIGITS}|[a-z]+", words.lower()):
        if token[0].isdigit():
            group += float(re.sub(r"[,  ]", "", token))
        elif token in _ONES:
            group += _ONES[token] if not (token in ("a", "an") and group) else 0
        elif _singular(token) in _SCALES:
            scale = _SCALES[_singular(token)]
            group = (group or 1) * scale
            if scale >= 1000:
                total, group = total + group, 0.0
        elif token != "and":
            return None
        seen = True
    return round(total + group) if seen else None


def _singular(token: str) -> str:
    """The scale word without its plural s."""
    return token[:-1] if token.endswith("s") and token[:-1] in _SCALES else token
