"""Notes of how a resolution comes about, taken by the resolution itself while it runs, for whoever asks why."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from dotterel.knowledge.phrases import Phrase

Part = Literal["sectors", "country", "identity"]


class Opened(NamedTuple):
    """A phrase is resolved from here on: its parts, the countries at hand, the day."""

    taken: Phrase
    owners: frozenset[str]
    on: date | None


class Step(NamedTuple):
    """A decision: what it is about, and what it says once its values are put in."""

    part: Part
    says: str
    values: tuple[object, ...] = ()

    def __str__(self) -> str:
        return self.says.format(*self.values)


Feature: TypeAlias = tuple[str, float, float]
"""Something that speaks for a country around a phrase: its name, value and weight; their product is added up."""


class Weighed(NamedTuple):
    """A candidate among the countries around a phrase: its probability and what speaks for and against it."""

    code: str
    share: float
    features: tuple[Feature, ...]


Note: TypeAlias = Opened | Step | Weighed
_NOTES: ContextVar[list[Note] | None] = ContextVar("notes", default=None)


def note(one: Note) -> None:
    """Writes it down where somebody asked for notes."""
    notes = _NOTES.get()
    if notes is not None:
        notes.append(one)


def are_taken() -> bool:
    """True where somebody asked for notes; for those that cost time to make."""
    return _NOTES.get() is not None


@contextmanager
def taken_down() -> Iterator[list[Note]]:
    """The notes of what is resolved inside, in their order."""
    notes: list[Note] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)
