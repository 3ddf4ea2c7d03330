"""Lines of a text and what they look like; parts made of them."""

from collections.abc import Sequence
from typing import NamedTuple

from dotterel.knowledge import newsroom
from dotterel.records import StoryKind

HEADING_WORDS = 14

WHITE = " \t\r\n\f\v\u00a0\ufeff\u200b\u3000"


class Line(NamedTuple):
    """A line without the white space around it; `start` and `end` count characters of the document's text."""

    start: int
    end: int
    text: str


class Part(NamedTuple):
    """Lines that make one story, and which of them, if any, is its headline."""

    kind: StoryKind
    lines: list[Line]
    headline: Line | None = None


def lines_between(text: str, start: int, end: int) -> list[Line]:
    """The lines that are not blank between two places of a text."""
    found = []
    at = start
    for raw in text[start:end].splitlines(keepends=True):
        line_start, line_end = trim(text, at, at + len(raw))
        at += len(raw)
        if line_start < line_end:
            found.append(Line(line_start, line_end, text[line_start:line_end]))
    return found


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the white space at its ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip(WHITE)), end - len(inner) + len(inner.rstrip(WHITE))


def is_heading(line: Line) -> bool:
    """True for a short line that is no sentence."""
    return len(line.text.split()) <= HEADING_WORDS and not newsroom.is_sentence(line.text)


def is_aside(line: Line) -> bool:
    """True for notices, labels and the site's talk of itself."""
    return newsroom.is_notice(line.text) or is_label(line) or is_talk(line)


def is_label(line: Line) -> bool:
    """True for a line that is nothing but the heading of teasers."""
    return newsroom.label_end(line.text) == len(line.text)


def is_talk(line: Line) -> bool:
    """True for a short line in which the site speaks of itself."""
    return len(line.text.split()) <= 25 and newsroom.is_site_talk(line.text)


def is_slug(line: Line) -> bool:
    """True for the address line of a wire: a number or code, date, time and keywords between bars."""
    return line.text.count("|") >= 2 and len(line.text.split()) < 25


def words_in(lines: Sequence[Line]) -> int:
    """How many words some lines have."""
    return sum(len(line.text.split()) for line in lines)


def is_inline_label(line: Line) -> bool:
    """True for a label and a teaser in one line: "Read also: ..."."""
    end = newsroom.label_end(line.text)
    return end is not None and end < len(line.text)
