"""The tables of actors as they are read: words as they are matched, names with their meanings, role nouns.

What the columns of the tables mean and where they are from stands in `tables/SOURCES.md`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

Kind = Literal[
    "name", "adjective", "demonym", "capital", "region", "breakaway", "place", "group", "body", "person", "surname"
]
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b(?!['’]))?|[^\W_]+(?:['’ʿʾ`‘][^\W_]+)*(?:&[A-Z])?")
_POSSESSIVE = re.compile(r"['’]s$")
_LETTERS = str.maketrans("ıøłđðəØŁĐİ", "ioldda" + "OLDI")
MARKS = str.maketrans("", "", ".'’ʿʾ`‘")


class Word(NamedTuple):
    """One word of a text: as it is matched, as it stands, and its characters (half-open)."""

    folded: str
    raw: str
    start: int
    end: int


class Known(NamedTuple):
    """What a name means on certain days: `country` is alpha-3, IGO, NGO or MNC, None where it has none of its own.

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
    raw: str = ""


class Role(NamedTuple):
    """What a role noun says: sectors, the body it belongs to (IGO, NGO, MNC), and whether it points through.

    A role that points through ("spokesman", "member") takes the sectors of the party that it stands beside.
    """

    sectors: tuple[str, ...]
    code: str | None
    through: bool


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
    towns: dict[str, list[tuple[str, str]]]
    """Names and countries of towns that no other name shares, by their folded words, until they are asked for."""

    def get(self, key: str) -> list[Known] | None:
        """The meanings of a name; None for an unknown one."""
        known = self.names.get(key)
        if known is None and key in self.towns:
            known = [Known("place", name, country, (), raw=name) for name, country in self.towns[key]]
            self.names[key] = known
        return known

    def add(self, raw: str, known: Known) -> None:
        """Files a meaning under one of its names."""
        key = _key(raw)
        if key:
            self.names.setdefault(key, []).append(Known._make((*known[:-1], raw)))
            self._lengthen(key)

    def add_town(self, name: str, country: str) -> None:
        """Files a town of a gazetteer, behind what else its name means."""
        key = _key(name)
        if key in self.names:
            self.names[key].append(Known("place", name, country, (), raw=name))
        elif key:
            self.towns.setdefault(key, []).append((name, country))
            self._lengthen(key)

    def _lengthen(self, key: str) -> None:
        first, length = key.partition(" ")[0], key.count(" ") + 1
        if self.longest.get(first, 0) < length:
            self.longest[first] = length


def _key(raw: str) -> str:
    """The folded words of a name."""
    plain = raw.replace("-", " ")
    if plain.replace(" ", "").isalnum():
        return " ".join((plain.lower() if plain.isascii() else fold(plain)).split())
    return " ".join(word.folded for word in _words(raw))


@cache
def tables() -> Tables:
    """All names: what is told first in this order is what an ambiguous name means."""
    held = Tables({}, {}, set(), {})
    for row in _rows("nations.tsv"):
        country, kind, text, sector, start, end, _ = row
        held.add(text, Known(_kind(kind), text, country, _sectors(sector)))
    of_countries = set(held.longest)
    for table, kind in (("groups.tsv", "group"), ("bodies.tsv", "body")):
        for name, aliases, country, sectors, start, end, wikidata, _ in _rows(table):
            known = Known(
                _kind(kind),
                name,
                country or None,
                _sectors(sectors),
                _day(start),
                _day(end, True),
                (),
                (),
                wikidata or None,
            )
            for alias in (name, *_list(aliases)):
                held.add(alias, known)
    places = list(_rows("places.tsv"))
    for name, country, source in places:
        if source == _OWN:
            held.add(name, Known("place", name, country, ()))
    for row in _rows("leaders.tsv"):
        _add_leader(held, row)
    for name, country, source in places:
        if source != _OWN:
            held.add_town(name, country)
    held.given.difference_update(of_countries)
    return held


def _add_leader(held: Tables, row: Sequence[str]) -> None:
    """Files a leader under full names, and under the surname where the table says that it tells enough."""
    name, aliases, surnames, country, sectors, start, end, _, before, after, wikidata, _ = row
    known = Known(
        "person",
        name,
        country,
        _sectors(sectors),
        _day(start),
        _day(end, True),
        _sectors(before),
        _sectors(after),
        wikidata or None,
    )
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
    for text, sectors, code, through, *_ in _rows("agents.tsv"):
        key = _key(text)
        held = roles.get(key, Role((), None, False))
        roles[key] = Role(
            held.sectors or _sectors(sectors), held.code or code or None, held.through or through == "yes"
        )
    for key, role in list(roles.items()):
        for plural in _plurals(key):
            held = roles.get(plural, role)
            roles[plural] = Role(held.sectors or role.sectors, held.code or role.code, held.through or role.through)
    longest: dict[str, int] = {}
    for key in roles:
        first = key.split(" ", 1)[0]
        longest[first] = max(longest.get(first, 0), key.count(" ") + 1)
    return roles, longest


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


def _list(cell: str) -> list[str]:
    return cell.split("|") if cell else []


@lru_cache(maxsize=512)
def _sectors(cell: str) -> tuple[str, ...]:
    return tuple(_list(cell))


@lru_cache(maxsize=4096)
def _day(cell: str, is_last: bool = False) -> date | None:
    """The day of "2003", "2003-05" or "2003-05-20": the first, or the last where asked, of what is left open."""
    if not cell:
        return None
    year, month, day = (*cell.split("-"), "", "")[:3]
    if day:
        return date(int(year), int(month), int(day))
    return date(int(year), int(month or (12 if is_last else 1)), 28 if is_last else 1)


def _kind(kind: str) -> Kind:
    """The kind as a literal; the tables hold no other words than these."""
    return kind  # type: ignore[return-value]
