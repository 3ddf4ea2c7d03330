"""Annotated passages told of other countries: what happened must not depend on which country's name it happened to.

The name, adjective, demonym and capital of a passage's countries are exchanged for those of others, everywhere in it.
Only for training, anew for each epoch; nothing of it is kept.
"""

import csv
import random
import re
from collections import defaultdict
from collections.abc import Callable
from importlib.resources import files
from itertools import count
from typing import Any

from dotterel.gold import find_surface

KINDS = ("name", "adjective", "demonym", "capital")
Forms = dict[str, str]
Edit = tuple[int, int, str]
"""First and last character (half-open) of what is exchanged, and what stands there instead."""


class Swapper:
    """Exchanges countries; knows for each the first name, adjective, demonym and capital of the project's table."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.forms = _read_forms()
        self.kind_of = {
            word: (country, kind) for country, forms in self.forms.items() for kind, word in reversed(forms.items())
        }
        longest_first = sorted(self.kind_of, key=lambda word: (-len(word), word))
        self.pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")

    def swap(self, row: dict[str, Any]) -> dict[str, Any]:
        """The passage with other countries; as it is where it names none, or where a name crosses a surface's edge."""
        text = row["text"]
        found = list(self.pattern.finditer(text))
        here = sorted({self.kind_of[match[0]][0] for match in found})
        others = sorted(self.forms.keys() - set(here))
        to = dict(zip(here, self.rng.sample(others, len(here)), strict=True))
        edits = []
        for match in found:
            country, kind = self.kind_of[match[0]]
            edits.append((*match.span(), self.forms[to[country]][kind]))
        return _edited(row, edits) if edits else row


def _read_forms() -> dict[str, Forms]:
    """The forms of each country that has all of them."""
    forms: dict[str, Forms] = defaultdict(dict)
    table = files("dotterel.knowledge") / "tables" / "nations.tsv"
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["kind"] in KINDS:
                forms[row["country"]].setdefault(row["kind"], row["text"])
    return {country: own for country, own in sorted(forms.items()) if len(own) == len(KINDS)}


def _edited(row: dict[str, Any], edits: list[Edit]) -> dict[str, Any]:
    """The row with its text and all its surfaces changed; the row itself where that cannot be done."""
    text, at = "", 0
    for start, end, word in edits:
        text += row["text"][at:start] + word
        at = end
    text += row["text"][at:]

    def changed(surface: str) -> str:
        span = find_surface(row["text"], surface)
        if span is None:
            raise ValueError(surface)
        start, end = (_moved(edge, edits) for edge in span)
        words = text[start:end]
        number = next(n for n in count(1) if find_surface(text, f"{words}#{n}") in (None, (start, end)))
        return f"{words}#{number}"

    try:
        entities = [[changed(surface), kind, value] for surface, kind, value in row["entities"]]
        events = [{name: _each(value, changed, name) for name, value in event.items()} for event in row["events"]]
    except ValueError:
        return row
    return {**row, "text": text, "entities": entities, "events": events}


SURFACES = frozenset({"trigger", "actor", "recipient", "place", "time", "source", "dead", "injured", "arrested"})


def _each(value: object, changed: Callable[[str], str], name: str) -> object:
    """The value of an event's field with its surfaces changed; a plain source may be in other words than the text's."""
    if name not in SURFACES or not value:
        return value
    if isinstance(value, str):
        return changed(value)
    return [changed(surface) for surface in value] if isinstance(value, list) else value


def _moved(offset: int, edits: list[Edit]) -> int:
    """Where a character of the old text stands in the new; ValueError inside what was exchanged."""
    moved = offset
    for start, end, word in edits:
        if start < offset < end:
            raise ValueError(offset)
        if end <= offset:
            moved += len(word) - (end - start)
    return moved
