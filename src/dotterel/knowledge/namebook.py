"""The tables of actors as they are read: words as they are matched, names with their meanings, role nouns.

What the columns of the tables mean and where they are from stands in `tables/SOURCES.md`.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

Kind = Literal[
    "name", "adjective", "demonym", "capital", "region", "breakaway", "area", "place", "group", "body", "person",
    "surname",
]  # fmt: skip
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b(?!['’]))?|[^\W_]+(?:['’ʿʾ`‘][^\W_]+)*(?:&[A-Z])?")
_POSSESSIVE = re.compile(r"['’]s$")
_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_LETTERS = str.maketrans("ıøłđðəØŁĐİ", "ioldda" + "OLDI")
MARKS = str.maketrans("", "", ".'’ʿʾ`‘")


NOWHERE = "---"
"""In a country's place: none that can be known, or several."""


class Word(NamedTuple):
    """One word of a text: as it is matched, as it stands, and its characters (half-open)."""

    folded: str
    raw: str
    start: int
    end: int


class Known(NamedTuple):
    """What a name means on certain days: `country` is alpha-3, IGO, NGO or MNC, None where it has none of its own.

    NOWHERE is the country of an area of several states.

    `sectors` hold from `valid_from` to `valid_to` (inclusive, None open); `before` and `after` outside of them.
    """

    kind: Kind
    name: str
    country: str | None
    sectors: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    wikidata: str | None = None
    row: "Row | None" = None
    raw: str = ""

    def holds(self, on: date) -> bool:
        """True on the days from `valid_from` to `valid_to`."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class Row(NamedTuple):
    """The row of a table that something is known from; `table` is a path where the table is the user's."""

    table: str
    line: int
    source: str
    is_users: bool = False


class Role(NamedTuple):
    """What a role noun says: sectors, the body it belongs to (IGO, NGO, MNC), and whether it points through.

    A role that points through ("spokesman", "member") takes the sectors of the party that it stands beside.
    """

    sectors: tuple[str, ...]
    code: str | None
    through: bool
    row: "Row | None" = None


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text; a possessive "'s" belongs to no word."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        raw = _POSSESSIVE.sub("", match[0])
        yield Word(fold(raw), raw, match.start(), match.start() + len(raw))


def fold(raw: str) -> str:
    """The word without case, accents, full stops and apostrophes."""
    if raw.isascii():
        return raw.lower() if raw.isalnum() else raw.translate(MARKS).lower()
    plain = unicodedata.normalize("NFKD", raw.translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(MARKS).lower()


_OWN = "own"
"""The source of rows that were written for this project; they stand before those taken from gazetteers."""


class Tables(NamedTuple):
    """Names by their folded words, how many words the longest has that begins with a word, and first names."""

    names: dict[str, list[Known]]
    longest: dict[str, int]
    given: set[str]
    towns: dict[str, list[tuple[str, str, Row]]]
    """Names, countries and rows of towns that no other name shares, by their folded words, until they are asked for."""

    def get(self, key: str) -> list[Known] | None:
        """The meanings of a name; None for an unknown one."""
        known = self.names.get(key)
        if known is None and key in self.towns:
            known = [Known("place", name, country, (), row=row, raw=name) for name, country, row in self.towns[key]]
            self.names[key] = known
        return known

    def add(self, raw: str, known: Known) -> None:
        """Files a meaning under one of its names."""
        key = key_of(raw)
        if key:
            self.names.setdefault(key, []).append(Known._make((*known[:-1], raw)))
            self.lengthen(key)

    def add_town(self, name: str, country: str, row: Row) -> None:
        """Files a town of a gazetteer, behind what else its name means."""
        key = key_of(name)
        if key in self.names:
            self.names[key].append(Known("place", name, country, (), row=row, raw=name))
        elif key:
            self.towns.setdefault(key, []).append((name, country, row))
            self.lengthen(key)

    def lengthen(self, key: str) -> None:
        """Notes how many words the name has."""
        first, length = key.partition(" ")[0], key.count(" ") + 1
        if self.longest.get(first, 0) < length:
            self.longest[first] = length


def key_of(raw: str) -> str:
    """The folded words of a name."""
    plain = raw.replace("-", " ")
    if plain.replace(" ", "").isalnum():
        return " ".join((plain.lower() if plain.isascii() else fold(plain)).split())
    return " ".join(word.folded for word in _words(raw))


@cache
def tables() -> Tables:
    """All names: what is told first in this order is what an ambiguous name means."""
    held = Tables({}, {}, set(), {})
    for row, (country, kind, text, sector, *_) in _numbered("nations.tsv"):
        held.add(text, Known(_kind(kind), text, country, _sectors(sector), row=row))
    of_countries = set(held.longest)
    for row, cells in _numbered("groups.tsv"):
        add_group(held, "group", row, cells)
    for row, cells in _numbered("bodies.tsv"):
        add_group(held, "body", row, cells)
    places = list(_numbered("places.tsv"))
    for row, (name, country, _) in places:
        if row.source == _OWN:
            held.add(name, Known("place", name, country, (), row=row))
    for row, cells in _numbered("leaders.tsv"):
        _add_leader(held, row, cells)
    for row, (name, country, _) in places:
        if row.source != _OWN:
            held.add_town(name, country, row)
    held.given.difference_update(of_countries)
    return held


@cache
def country_codes() -> frozenset[str]:
    """The alpha-3 codes that our tables know."""
    return frozenset(cells[0] for _, cells in _numbered("nations.tsv"))


def add_group(held: Tables, kind: Kind, row: Row, cells: Sequence[str]) -> None:
    """Files a row with the columns of `groups.tsv` under all its names."""
    name, aliases, country, sectors, start, end, wikidata, _ = cells
    first, last = first_day(start), last_day(end)
    known = Known(kind, name, country or None, _sectors(sectors), first, last, wikidata=wikidata or None, row=row)
    for alias in (name, *_list(aliases)):
        held.add(alias, known)


def _add_leader(held: Tables, row: Row, cells: Sequence[str]) -> None:
    """Files a leader under full names, and under the surname where the table says that it tells enough."""
    name, aliases, surnames, country, sectors, start, end, _, before, after, wikidata, _ = cells
    known = Known(
        "person", name, country, _sectors(sectors), first_day(start), last_day(end), _sectors(before),
        _sectors(after), wikidata or None, row,
    )  # fmt: skip
    if " " in name:
        held.given.add(fold(name.partition(" ")[0]))
    for alias in (name, *_list(aliases)):
        held.add(alias, known)
    for surname in _list(surnames):
        held.add(surname, known._replace(kind="surname"))


@cache
def role_nouns() -> tuple[dict[str, Role], dict[str, int]]:
    """Role nouns by their folded words, with plurals; and the length of the longest by first word."""
    roles: dict[str, Role] = {}
    for row, (text, sectors, code, through, *_) in _numbered("agents.tsv"):
        _add_role(roles, key_of(text), Role(_sectors(sectors), code or None, through == "yes", row))
    for key, role in list(roles.items()):
        for plural in _plurals(key):
            _add_role(roles, plural, role)
    longest: dict[str, int] = {}
    for key in roles:
        first = key.split(" ", 1)[0]
        longest[first] = max(longest.get(first, 0), key.count(" ") + 1)
    return roles, longest


def _add_role(roles: dict[str, Role], key: str, role: Role) -> None:
    """Files a role noun; where it is known already, what was told first stands."""
    held = roles.get(key, role)
    roles[key] = Role(held.sectors or role.sectors, held.code or role.code, held.through or role.through, held.row)


def _plurals(key: str) -> tuple[str, ...]:
    """Plurals of a noun phrase by the rules of spelling: its last word, or the one before "of" or "in"."""
    head, joint, rest = key, "", ""
    for small in (" of ", " in ", " to ", " without "):
        if small in key:
            head, joint, rest = key.partition(small)
            break
    if head.endswith("man"):
        return (head[:-3] + "men" + joint + rest,)
    if head.endswith("y") and head[-2:-1] not in "aeou":
        return (head[:-1] + "ies" + joint + rest,)
    if head.endswith(("s", "x", "ch", "sh")):
        return (head + "es" + joint + rest,)
    return (head + "s" + joint + rest,)


def _rows(name: str) -> Iterator[list[str]]:
    """The rows of a table below its header."""
    content = (files("dotterel.knowledge") / "tables" / name).read_text(encoding="utf-8")
    return (line.split("\t") for line in content.splitlines()[1:] if line)


def _numbered(name: str) -> Iterator[tuple[Row, list[str]]]:
    """The rows of a table below its header, each with where it stands; the last cell is the source."""
    for line, cells in enumerate(_rows(name), 2):
        yield Row(name, line, cells[-1]), cells


def _list(cell: str) -> list[str]:
    return cell.split("|") if cell else []


@lru_cache(maxsize=512)
def _sectors(cell: str) -> tuple[str, ...]:
    return tuple(_list(cell))


@lru_cache(maxsize=4096)
def first_day(cell: str) -> date | None:
    """The first day of "2003", "2003-05" or "2003-05-20"; None for a blank cell. Raises ValueError for others."""
    if not cell:
        return None
    year, month, day = _parts_of_day(cell)
    return date(year, month or 1, day or 1)


@lru_cache(maxsize=4096)
def last_day(cell: str) -> date | None:
    """The last day of "2003", "2003-05" or "2003-05-20"; None for a blank cell. Raises ValueError for others."""
    if not cell:
        return None
    year, month, day = _parts_of_day(cell)
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


def _parts_of_day(cell: str) -> tuple[int, int, int]:
    """Year, month and day; 0 for what is left open."""
    match = _DAY.fullmatch(cell)
    if match is None:
        raise ValueError(cell)
    year, month, day = match.groups("0")
    return int(year), int(month), int(day)


def _kind(kind: str) -> Kind:
    """The kind as a literal; the tables hold no other words than these."""
    return kind  # type: ignore[return-value]
