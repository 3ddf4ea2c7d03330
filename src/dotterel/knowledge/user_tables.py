"""A user's own table of actors: checked, and merged over ours.

It has the columns of `tables/groups.tsv`, in UTF-8, parted by tabs. On the days when a row of it holds, its names mean
what it says; on other days, what ours say.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dotterel.errors import UsageError
from dotterel.knowledge.in_use import UserFile, in_use
from dotterel.knowledge.namebook import (
    Known,
    Row,
    Tables,
    add_group,
    country_codes,
    first_day,
    key_of,
    last_day,
    tables,
)
from dotterel.knowledge.ontology import BODIES, SECTORS

COLUMNS = ("name", "aliases", "country", "sectors", "valid_from", "valid_to", "wikidata", "source")
MAX_FAULTS_TOLD = 5
"""Faults of a table that are told one by one; all are counted."""


class Conflict(NamedTuple):
    """A name of which the user's row says another thing than a row of ours, on days when both hold."""

    name: str
    ours: Known
    yours: Known

    def __str__(self) -> str:
        return f"{self.name!r}: ours {_told(self.ours)}; yours {_told(self.yours)}"


def _told(known: Known) -> str:
    """What a row says, in short, and where it stands where it is ours."""
    days = [f"from {known.valid_from}"] if known.valid_from else []
    days += [f"to {known.valid_to}"] if known.valid_to else []
    where = f"({known.row.table}, line {known.row.line})" if known.row and not known.row.is_users else ""
    words = [known.country or "no country", *known.sectors, known.wikidata or "", *days, where]
    return " ".join(word for word in words if word)


def tables_in_use() -> Tables:
    """The names of our tables, with those of the user's table, if one is in use, before them."""
    file = in_use().actors
    return tables() if file is None else _merged(file)


@lru_cache(maxsize=4)
def _merged(file: UserFile) -> Tables:
    """Our tables with the user's meanings first under each name; ours are not changed."""
    ours, yours = tables(), _read(file)
    held = Tables(dict(ours.names), dict(ours.longest), ours.given, dict(ours.towns))
    for key, meanings in yours.names.items():
        held.names[key] = [*meanings, *(ours.get(key) or ())]
        held.lengthen(key)
    return held


@lru_cache(maxsize=4)
def _read(file: UserFile) -> Tables:
    """The user's table. Raises UsageError with the file, the line and what is wrong."""
    held = Tables({}, {}, set(), {})
    for row, cells in _rows(Path(file.path)):
        add_group(held, "group", row, cells)
    return held


def conflicts() -> list[Conflict]:
    """What the user's table in use says otherwise than ours, in the order of its rows; empty where none is in use."""
    file = in_use().actors
    if file is None:
        return []
    ours = tables()
    found = [
        Conflict(mine.raw, theirs, mine)
        for key, meanings in _read(file).names.items()
        for mine in meanings
        for theirs in ours.get(key) or ()
        if _share_days(mine, theirs) and _differ(mine, theirs)
    ]
    return sorted(found, key=lambda one: one.yours.row.line if one.yours.row else 0)


def _share_days(one: Known, other: Known) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first <= min(one.valid_to or date.max, other.valid_to or date.max)


def _differ(one: Known, other: Known) -> bool:
    """True for another country, other sectors, or another identity."""
    identified = one.wikidata is not None and other.wikidata is not None and one.wikidata != other.wikidata
    return identified or (one.country, one.sectors) != (other.country, other.sectors)


# ---- reading and checking


def _rows(path: Path) -> Iterator[tuple[Row, list[str]]]:
    """The checked rows below the header. Raises UsageError."""
    lines = _lines(path)
    _check_header(path, lines[0] if lines else "")
    rows, faults, seen = [], [], dict[tuple[str, ...], int]()
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        fault = _fault(cells) or _repeats(cells, number, seen)
        if fault:
            faults.append(f"{path}, line {number}: {fault}")
        else:
            rows.append((Row(str(path), number, cells[-1], True), cells))
    if faults:
        more = len(faults) - MAX_FAULTS_TOLD
        raise UsageError("\n".join(faults[:MAX_FAULTS_TOLD]) + (f"\nand {more} more faulty lines." if more > 0 else ""))
    yield from rows


def _lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, whatever ends them."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path}, line {line}: not UTF-8 (byte 0x{error.object[error.start]:02x}). Save the table as UTF-8."
        ) from None
    return [line.removesuffix("\r") for line in text.split("\n")]


def _check_header(path: Path, line: str) -> None:
    header = tuple(cell.strip() for cell in line.split("\t"))
    if header == COLUMNS:
        return
    lacking = [name for name in COLUMNS if name not in header]
    strange = [name for name in header if name and name not in COLUMNS]
    told = [f"lacks {', '.join(lacking)}"] if lacking else []
    told += [f"has {', '.join(strange)}"] if strange else []
    what = "; ".join(told) or "has its columns in another order"
    raise UsageError(f"{path}, line 1: the header {what}. It must be, parted by tabs: {' '.join(COLUMNS)}.")


def _fault(cells: Sequence[str]) -> str | None:
    """What is wrong with a row; None for nothing."""
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} cells in the place of {len(COLUMNS)}. Part them by tabs."
    name, aliases, country, sectors, start, end, wikidata, _ = cells
    for one in (name, *filter(None, aliases.split("|"))):
        if not key_of(one):
            return f"{one!r} is no name." if one else "the name is missing."
    if country and country not in country_codes() and country not in BODIES:
        return f"unknown country code {country!r}. Use ISO 3166 alpha-3, or one of {', '.join(BODIES)}."
    strange = [sector for sector in sectors.split("|") if sectors and sector not in SECTORS]
    if strange:
        return f"unknown sector {strange[0]!r}. Use {' '.join(SECTORS)}, parted by |."
    if wikidata and not (wikidata[:1] == "Q" and wikidata[1:].isdecimal()):
        return f"{wikidata!r} is no Wikidata id such as Q7278."
    return _fault_of_days(start, end)


def _fault_of_days(start: str, end: str) -> str | None:
    days = []
    for column, cell, read in (("valid_from", start, first_day), ("valid_to", end, last_day)):
        try:
            days.append(read(cell))
        except ValueError:
            return f"{column} {cell!r} is no day. Write 2003, 2003-05 or 2003-05-20."
    first, last = days
    if first and last and last < first:
        return f"valid_to {end!r} lies before valid_from {start!r}."
    return None


def _repeats(cells: Sequence[str], number: int, seen: dict[tuple[str, ...], int]) -> str | None:
    """What a row repeats: the same name, country, days and Wikidata id as an earlier one."""
    name, _, country, _, start, end, wikidata, _ = cells
    first = seen.setdefault((key_of(name), country, start, end, wikidata), number)
    return None if first == number else f"the same name, country, days and id as line {first}."
