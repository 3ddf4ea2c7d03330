"""Phrases taken apart: the names and role nouns in them, and whose name an ambiguous name is."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dotterel.knowledge.actors import NATIONAL, Found, Known, Role, Word, find_names, in_force, role_at, words
from dotterel.knowledge.in_use import remembered

JOINTS = frozenset(
    """of in at for from to near under with by against on who that which loyal between inside outside off during over
    across representing belonging calling linked opposed close responsible working living based fleeing seeking
    staying demanding protesting displaced held missing wearing armed""".split()
)
"""Words that end the core of a noun phrase."""


class Item(NamedTuple):
    """A name or role noun in a phrase, at words `first` to `last` (half-open)."""

    first: int
    last: int
    found: Found | None
    role: Role | None


class Phrase(NamedTuple):
    """A phrase taken apart: its words, what is known in it, and the word at which its core ends."""

    text: str
    tokens: tuple[Word, ...]
    items: tuple[Item, ...]
    core_end: int

    @property
    def core(self) -> tuple[Item, ...]:
        """What is known before the first preposition or comma."""
        return tuple(item for item in self.items if item.first < self.core_end)

    @property
    def tail(self) -> tuple[Item, ...]:
        """What is known after it."""
        return tuple(item for item in self.items if item.first >= self.core_end)


@remembered(4096)
def taken_apart(phrase: str) -> Phrase:
    """The phrase with its names and roles; a role inside a name is part of the name."""
    tokens = words(phrase)
    inside = {index: found for found in find_names(phrase) for index in range(found.first, found.last)}
    items: list[Item] = []
    index = 0
    while index < len(tokens):
        if index in inside:
            found = inside[index]
            items.append(Item(found.first, found.last, found, None))
            index = found.last
            continue
        hit = role_at(tokens, index)
        if hit and not any(at in inside for at in range(index, index + hit[1])):
            items.append(Item(index, index + hit[1], None, hit[0]))
            index += hit[1]
            continue
        index += 1
    return Phrase(phrase, tokens, tuple(items), _core_end(phrase, tokens, items))


def _core_end(phrase: str, tokens: Sequence[Word], items: Sequence[Item]) -> int:
    """The word before which the core of the phrase ends: at a preposition, a comma or a bracket outside of names."""
    inside = {index for item in items for index in range(item.first + 1, item.last)}
    for index, word in enumerate(tokens[1:], 1):
        if index in inside:
            continue
        gap = phrase[tokens[index - 1].end : word.start]
        if word.folded in JOINTS or "," in gap or "(" in gap:
            if any(item.first < index for item in items) or index > 2 or word.folded in ("of", "from", "in"):
                return index
    return len(tokens)


def meant_by(known: Sequence[Known], owners: frozenset[str], on: date | None) -> tuple[Known, ...]:
    """What a name means by its likeliest owner: of a country at hand, in office that day, first in the tables."""
    known = in_force(known, on)
    names = dict.fromkeys((one.name, one.country) for one in known)
    if len(names) == 1:
        return tuple(known)
    if known[0].kind in NATIONAL:
        return tuple(one for one in known if one.kind == known[0].kind and one.country == known[0].country)
    here = [pair for pair in names if pair[1] in owners] or list(names)
    acting = [
        pair for pair in here if on and any((one.name, one.country) == pair and one.holds(on) for one in known)
    ] or here
    return tuple(one for one in known if (one.name, one.country) == acting[0])


def owners_in(phrase: str, context: str) -> frozenset[str]:
    """Countries that the phrase or its surroundings name beyond doubt."""
    return _owners(phrase) | _owners(context)


@remembered(1024)
def _owners(text: str) -> frozenset[str]:
    return frozenset(
        one.known[0].country
        for one in find_names(text)
        if one.known[0].kind in NATIONAL and one.known[0].country is not None
    )
