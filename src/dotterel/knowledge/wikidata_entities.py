"""A Wikidata JSON dump, entity by entity: only what a table of actors needs of each."""

import bz2
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from dotterel.errors import UsageError
from dotterel.knowledge.namebook import first_day


class _Words(msgspec.Struct):
    """A label or alias."""

    value: str


class _Value(msgspec.Struct):
    value: msgspec.Raw


class _Snak(msgspec.Struct):
    """A value, or none where it is unknown or there is none."""

    datavalue: _Value | None = None


class _Item(msgspec.Struct):
    id: str


class _Time(msgspec.Struct):
    time: str
    precision: int


class _Qualifiers(msgspec.Struct):
    """Start (P580) and end (P582) of a statement."""

    P580: list[_Snak] = []
    P582: list[_Snak] = []


class Statement(msgspec.Struct):
    """A value with its rank and days."""

    mainsnak: _Snak
    rank: str = "normal"
    qualifiers: _Qualifiers | list[object] | None = None

    @property
    def item(self) -> str | None:
        """The Q-id that the statement points at; None for none."""
        value = self.mainsnak.datavalue
        return None if value is None else msgspec.json.decode(value.value, type=_Item).id

    @property
    def text(self) -> str | None:
        """The words that the statement holds; None for none."""
        value = self.mainsnak.datavalue
        return None if value is None else msgspec.json.decode(value.value, type=str)

    @property
    def day(self) -> str | None:
        """The time that the statement holds, as a cell of our tables."""
        return _day(self.mainsnak)

    @property
    def days(self) -> tuple[str | None, str | None]:
        """Start and end, as cells of our tables; None where they are not stated to the year."""
        told = self.qualifiers
        if not isinstance(told, _Qualifiers):
            return None, None
        return (_day(told.P580[0]) if told.P580 else None), (_day(told.P582[0]) if told.P582 else None)


class Claims(msgspec.Struct):
    """Statements by property."""

    P17: list[Statement] = []
    """Country."""
    P27: list[Statement] = []
    """Citizenship."""
    P31: list[Statement] = []
    """What it is an instance of."""
    P39: list[Statement] = []
    """Positions held."""
    P279: list[Statement] = []
    """What it is a subclass of."""
    P298: list[Statement] = []
    """ISO 3166 alpha-3."""
    P571: list[Statement] = []
    """Inception."""
    P576: list[Statement] = []
    """Dissolution."""
    P1001: list[Statement] = []
    """Jurisdiction."""


class _Entity(msgspec.Struct):
    id: str
    labels: dict[str, _Words] | list[object] = {}
    aliases: dict[str, list[_Words]] | list[object] = {}
    claims: Claims | list[object] | None = None


class Entity(msgspec.Struct, frozen=True):
    """An entity: its id, English name (None for none) and other names, and what is stated of it."""

    id: str
    name: str | None
    aliases: tuple[str, ...]
    claims: Claims


class Dump:
    """A dump that is read from its beginning by each call of `entities`; what cannot be read is counted.

    Of the last call: `lines` were read, `broken` ones skipped; `is_cut_short` says that the file is damaged from there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = msgspec.json.Decoder(_Entity)
        self.lines = self.broken = 0
        self.is_cut_short = False

    def entities(self, *marks: bytes) -> Iterator[Entity]:
        """The entities of the lines that hold one of the marks. Raises UsageError where there is no such file."""
        self.lines = self.broken = 0
        self.is_cut_short = False
        for line in self._lines():
            self.lines += 1
            line = line.strip().removesuffix(b",")
            if line in (b"", b"[", b"]"):
                continue
            if not line.endswith(b"}"):
                self.broken += 1
            elif any(mark in line for mark in marks):
                try:
                    yield self._entity(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    self.broken += 1

    def _entity(self, line: bytes) -> Entity:
        found = self._decoder.decode(line)
        label = found.labels.get("en") if isinstance(found.labels, dict) else None
        others = found.aliases.get("en", []) if isinstance(found.aliases, dict) else []
        claims = found.claims if isinstance(found.claims, Claims) else Claims()
        return Entity(found.id, label.value if label else None, tuple(one.value for one in others), claims)

    def _lines(self) -> Iterator[bytes]:
        try:
            with _opened(self._path) as lines:
                yield from lines
        except (EOFError, zlib.error):
            self.is_cut_short = True
        except OSError as error:
            if error.errno is not None:
                raise UsageError(f"{self._path}: cannot be read: {error.strerror}.") from None
            self.is_cut_short = True  # what gzip and bz2 raise for damage has no errno


def _opened(path: Path) -> BinaryIO:
    """The file's lines, unpacked by what it begins with: gzip, bzip2 or neither."""
    with path.open("rb") as file:
        mark = file.read(2)
    if mark == b"\x1f\x8b":
        return cast(BinaryIO, gzip.open(path, "rb"))
    if mark == b"BZ":
        return cast(BinaryIO, bz2.open(path, "rb"))
    return path.open("rb")


def _day(snak: _Snak) -> str | None:
    """A time as "2003", "2003-05" or "2003-05-20"; None where it is unknown, not to the year, or before our era."""
    if snak.datavalue is None:
        return None
    told = msgspec.json.decode(snak.datavalue.value, type=_Time)
    parts = {9: 4, 10: 7, 11: 10}.get(told.precision)
    if parts is None or not told.time.startswith("+"):
        return None
    cell = told.time[1 : 1 + parts]
    try:
        first_day(cell)
    except ValueError:
        return None
    return cell
