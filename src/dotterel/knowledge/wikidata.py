"""A table of actors out of a Wikidata dump: who held which office, and bodies, parties and groups.

The dump is read twice: for its countries, offices and kinds of bodies, which are few, and then for those who hold or
are them, each written at once. So memory does not grow with the dump. Columns are those of `tables/groups.tsv`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from dotterel.knowledge.actors import NATIONAL
from dotterel.knowledge.namebook import country_codes, first_day, key_of, last_day, role_nouns, tables
from dotterel.knowledge.phrases import taken_apart
from dotterel.knowledge.user_tables import COLUMNS
from dotterel.knowledge.wikidata_entities import Dump, Entity, Statement
from dotterel.records import Record

OFFICES = ("GOV", "MIL", "SPY", "COP", "JUD", "LEG")
"""Sectors of offices, the one that tells most of a person first."""
HUMAN, POSITION, PUBLIC_OFFICE = "Q5", "Q4164871", "Q294414"
MAX_NAME_CHARS = 80
PROGRESS_LINES = 100_000

_KINDS: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), code, tuple(sectors.split()))
    for pattern, code, sectors in (
        (r"(?:non-?governmental|humanitarian|charitable) organi[sz]ation|^charity$", "NGO", ""),
        (r"(?:intergovernmental|international) organi[sz]ation|united nations .*(?:agency|organ|body)", "IGO", ""),
        (r"news agency|^news(?:paper| website)$|^daily newspaper$", "", "JRN"),
        (r"militia|paramilitary", "", "PRM"),
        (r"armed (?:group|organi[sz]ation|movement|wing)|rebel|insurgent|guerrilla|(?:terrorist|militant|jihadist) "
         r"(?:group|organi[sz]ation)", "", "REB"),
        (r"political party|(?:communist|socialist|islamist|green|nationalist|regional|opposition) party$", "", "PTY"),
        (r"intelligence (?:agency|service)|secret service|secret police", "", "SPY"),
        (r"law enforcement agency|police (?:force|agency|service)|national police|gendarmerie", "", "COP"),
        (r"defen[cs]e ministry|(?:ministry|department) of defen[cs]e", "", "GOV MIL"),
        (r"^armed forces$|^army$|^navy$|^air force$|military branch|^military$", "", "MIL"),
        (r"^parliament$|legislature|(?:lower|upper) house|national assembly", "", "LEG"),
        (r"^(?:supreme|constitutional) court$", "", "JUD"),
        (r"government (?:agency|department|ministry|organi[sz]ation)|ministry|^(?:state|executive) agency$|^cabinet$",
         "", "GOV"),
    )
)  # fmt: skip
"""Kinds of bodies by the English name of the class: code in the country's place, sectors; the first that fits."""


class _Office(NamedTuple):
    """An office: its sectors, and the Q-ids of the countries that it may be of, the likeliest first."""

    sectors: tuple[str, ...]
    countries: tuple[str, ...]
    country: str | None


class Built(Record, frozen=True, kw_only=True):
    """What was made of a dump: rows, people and bodies; `broken` lines were skipped.

    `is_cut_short` says that the dump ends within its compression: what came before was read.
    """

    rows: int
    people: int
    bodies: int
    broken: int
    is_cut_short: bool


class _Frame(NamedTuple):
    """What people and bodies are told by: countries, offices and kinds of bodies, by their Q-ids."""

    countries: dict[str, str]
    offices: dict[str, _Office]
    kinds: dict[str, tuple[str, tuple[str, ...]]]


def build_actors(dump: Path, out: BinaryIO, tell: Callable[[int], None] = lambda lines: None) -> Built:
    """Write the table of the dump's actors, in UTF-8; `tell` is called with the lines read, now and then.

    Raises UsageError where the dump cannot be opened.
    """
    read = Dump(dump)
    frame = _frame(read, tell)
    people = bodies = rows = 0
    out.write(_line(COLUMNS))
    for entity in _told(read, (b'"P39"', b'"P31"'), tell):
        made = list(_rows(entity, frame))
        if made:
            is_person = HUMAN in _items(entity.claims.P31)
            people, bodies, rows = people + is_person, bodies + (not is_person), rows + len(made)
            out.writelines(_line(cells) for cells in made)
    return Built(rows=rows, people=people, bodies=bodies, broken=read.broken, is_cut_short=read.is_cut_short)


def _told(dump: Dump, marks: tuple[bytes, ...], tell: Callable[[int], None]) -> Iterator[Entity]:
    """The entities of the dump, with how far it is told now and then."""
    last = 0
    for entity in dump.entities(*marks):
        if dump.lines - last >= PROGRESS_LINES:
            last = dump.lines
            tell(last)
        yield entity


# ---- the first reading


def _frame(dump: Dump, tell: Callable[[int], None]) -> _Frame:
    """Countries, offices and kinds of bodies of the dump."""
    frame = _Frame({}, {}, {})
    marks = (b'"P298"', b'"P279"', f'"{POSITION}"'.encode(), f'"{PUBLIC_OFFICE}"'.encode())
    for entity in _told(dump, marks, tell):
        code = next((text for one in entity.claims.P298 if (text := _or_none(one, "text"))), None)
        if code in country_codes():
            frame.countries[entity.id] = code
            continue
        if entity.name is None or HUMAN in _items(entity.claims.P31):
            continue
        kind = _kind_of(entity.name)
        if kind is not None:
            frame.kinds[entity.id] = kind
        office = _office_of(entity)
        if office is not None:
            frame.offices[entity.id] = office
    return frame


def _kind_of(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Code and sectors of a kind of bodies; None for what is no kind of actors."""
    plain = name.lower()
    return next(((code, sectors) for pattern, code, sectors in _KINDS if pattern.search(plain)), None)


def _office_of(entity: Entity) -> _Office | None:
    """The office by its name, as our tables of role nouns and bodies read it; None for what is no office."""
    taken = taken_apart(entity.name or "")
    told = [item.role.sectors for item in taken.items if item.role and item.role.sectors]
    told += [item.found.known[0].sectors for item in taken.items if item.found]
    sectors = next((one for one in told if one and one[0] in OFFICES), None)
    if sectors is None:
        return None
    named = [item.found.known[0] for item in taken.items if item.found]
    country = next((one.country for one in named if one.country), None)
    return _Office(sectors, (*_items(entity.claims.P1001), *_items(entity.claims.P17)), country)


# ---- the second reading


def _rows(entity: Entity, frame: _Frame) -> Iterator[tuple[str, ...]]:
    """The rows of an entity; none for one that is no actor."""
    if entity.name is None or not _is_name(entity.name):
        return
    kinds = _items(entity.claims.P31)
    if HUMAN in kinds:
        yield from _rows_of_person(entity, frame)
        return
    kind = next((frame.kinds[one] for one in kinds if one in frame.kinds), None)
    if kind is not None:
        code, sectors = kind
        country = code or _code(_items(entity.claims.P17), frame) or ""
        start, end = _cell(entity.claims.P571), _cell(entity.claims.P576)
        yield _row(entity, country, sectors, start, end, words=1)


def _rows_of_person(entity: Entity, frame: _Frame) -> Iterator[tuple[str, ...]]:
    """A row for each office held from a known day, the weightiest first; ELI after the last, where all have ended."""
    held: dict[tuple[str, str, str], tuple[str, ...]] = {}
    home = _code(_items(entity.claims.P27), frame)
    for statement in entity.claims.P39:
        office = frame.offices.get(_or_none(statement, "item") or "")
        start, end = _days(statement)
        if office is None or start is None or statement.rank == "deprecated":
            continue
        country = _code(office.countries, frame) or office.country or home or ""
        known = held.get((country, start, end or ""), office.sectors)
        held[country, start, end or ""] = min(known, office.sectors, key=_weight)
    for (country, start, end), sectors in sorted(held.items(), key=lambda one: (_weight(one[1]), one[0])):
        yield _row(entity, country, sectors, start, end, words=2)
    if held and all(end for _, _, end in held):
        country, _, end = max(held, key=lambda one: last_day(one[2]) or date.max)
        after = last_day(end)
        if after is not None and after < date.max:
            yield _row(entity, country, ("ELI",), (after + timedelta(days=1)).isoformat(), "", words=2)


def _weight(sectors: tuple[str, ...]) -> int:
    return OFFICES.index(sectors[0])


def _days(statement: Statement) -> tuple[str | None, str | None]:
    """Start and end of a statement; None and None where the end lies before the start."""
    try:
        start, end = statement.days
    except msgspec.DecodeError:
        return None, None
    first, last = first_day(start or ""), last_day(end or "")
    return (None, None) if first and last and last < first else (start, end)


def _cell(statements: list[Statement]) -> str:
    """The first time that is known; blank for none."""
    return next((day for one in statements if (day := _or_none(one, "day"))), "")


def _or_none(statement: Statement, field: str) -> str | None:
    """A value of the statement; None where it is of another type than its property's."""
    try:
        value: str | None = getattr(statement, field)
    except msgspec.DecodeError:
        return None
    return value


def _items(statements: list[Statement]) -> tuple[str, ...]:
    """The items that the statements point at, preferred ones first; deprecated ones left out."""
    kept = [one for one in statements if one.rank != "deprecated"]
    kept.sort(key=lambda one: one.rank != "preferred")
    return tuple(item for one in kept if (item := _or_none(one, "item")))


def _code(items: tuple[str, ...], frame: _Frame) -> str | None:
    """Alpha-3 of the first item that is a country; None where none is."""
    return next((frame.countries[one] for one in items if one in frame.countries), None)


def _row(
    entity: Entity, country: str, sectors: tuple[str, ...], start: str, end: str, *, words: int
) -> tuple[str, ...]:
    """The cells of a row; other names have at least so many words."""
    name = _plain(entity.name or "")
    if start and end and (first_day(start) or date.min) > (last_day(end) or date.max):
        start = end = ""
    others = dict.fromkeys(_plain(one) for one in entity.aliases if _is_name(one) and len(one.split()) >= words)
    others.pop(name, None)
    return (name, "|".join(others), country, "|".join(sectors), start, end, entity.id, "Wikidata")


def _line(cells: tuple[str, ...]) -> bytes:
    return ("\t".join(cells) + "\n").encode()


def _plain(name: str) -> str:
    """The name on one line and in one cell."""
    return " ".join(name.replace("|", " ").split())


def _is_name(name: str) -> bool:
    """True for a name of its own: neither a common word, nor a role noun, nor a country's."""
    key = key_of(name)
    if not key or len(name) > MAX_NAME_CHARS or not any(letter.isupper() for letter in name):
        return False
    known = tables().get(key)
    return key not in role_nouns()[0] and not (known and known[0].kind in NATIONAL)
