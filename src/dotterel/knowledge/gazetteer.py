"""The gazetteer: names of places to what is known of them, from a compact table that is mapped into memory.

The table is built ahead by `training/build_gazetteer.py`; sources and licences stand in `tables/SOURCES.md`.
Layout, little-endian: MAGIC, eight uint32 (counts and lengths), then keys (uint64), records, provinces (uint32), names
(UTF-8) and codes (ASCII). A key is 40 bits of hash of the folded name, 4 bits of how the name is meant, and 20 bits of
the entry's number; keys are sorted, so that a name is found by bisection. Names that are only looked up are not stored.
A larger table (`dotterel places build`) has more bits of number and as many fewer of hash; its header says how many.
"""

import mmap
import re
import struct
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from dotterel.errors import UsageError
from dotterel.knowledge.in_use import in_use, remembered
from dotterel.records import Record

Kind = Literal[
    "country", "province", "district", "capital", "town", "quarter", "region", "sea", "strait", "river", "point"
]
KINDS: tuple[Kind, ...] = (
    "country", "province", "district", "capital", "town", "quarter", "region", "sea", "strait", "river", "point",
)  # fmt: skip

MAGIC = b"DOTGAZ01"
HEADER = struct.Struct("<8s8I")
RECORD = struct.Struct("<IiiIIHHBB")
"""geonameid (0 none), latitude and longitude in 1e-5 degrees, population, start of name, radius in 0.1 km (capped),
province (1 + index, 0 none), country (1 + index, 0 none), kind."""

HASH_BITS, USE_BITS, ENTRY_BITS = 40, 4, 20
OFFICIAL, OTHER, DEMONYM, SHORT = 0, 1, 2, 3
"""How a name is meant: the entry's own name, another spelling, its people, or a written short form ("Va.")."""

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h",
     "'": None, "’": None, "‘": None, "ʿ": None, "ʾ": None, "ʻ": None, "`": None, "´": None, "ʼ": None, ".": None}
)  # fmt: skip
_SEPARATORS = re.compile(r"[^\w]+|_")
_SAINT = re.compile(r"\b(st|ste|mt|ft)(?= \w)")
_LONG = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


class Entry(Record, frozen=True, kw_only=True):
    """One place: WGS 84 degrees, alpha-3 of the country it lies in today (None for seas and regions of several).

    `province` names the first-level division; `radius_km` covers most of the place; `population` is 0 if not known.
    `is_own_name` is true where the name looked up is the entry's own name rather than another spelling of it.
    """

    number: int
    geonameid: int | None
    name: str
    lat: float
    lon: float
    country: str | None
    province: str | None
    kind: Kind
    population: int
    radius_km: float
    is_own_name: bool = True


class Table:
    """The mapped file and the parts of it; `entry_bits` of a key number the entry."""

    def __init__(self, content: memoryview) -> None:
        if len(content) < HEADER.size or content[: len(MAGIC)] != MAGIC:
            raise ValueError("not a gazetteer that this release reads")
        _, keys, records, provinces, names_length, codes_length, entry_bits, *_ = HEADER.unpack_from(content, 0)
        start = HEADER.size
        if len(content) != start + 8 * keys + RECORD.size * records + 4 * provinces + names_length + codes_length:
            raise ValueError("this gazetteer is cut short")
        self.entry_bits = entry_bits or ENTRY_BITS
        self.count = records
        self.keys = content[start : start + 8 * keys].cast("Q")
        start += 8 * keys
        self.records = content[start : start + RECORD.size * records]
        start += RECORD.size * records
        self.provinces = content[start : start + 4 * provinces].cast("I")
        start += 4 * provinces
        self.names = content[start : start + names_length]
        codes = bytes(content[start + names_length : start + names_length + codes_length]).decode("ascii")
        self.codes = tuple(codes.split())


def lookup(name: str) -> tuple[Entry, ...]:
    """All places of that name or spelling, the most populous first; empty where there is none."""
    return _entries(name_key(fold(name)), (OFFICIAL, OTHER))


def lookup_short(name: str) -> tuple[Entry, ...]:
    """Provinces and states that are written short so ("Va.", "Calif."); the full stop counts."""
    return _entries(name_key(_short_form(name)), (SHORT,))


def country_of_people(word: str) -> str | None:
    """Alpha-3 of the country whose people or adjective this is ("Syrian"); None where it is none."""
    found = _entries(name_key(fold(word)), (DEMONYM,))
    return found[0].country if found else None


@remembered(4)
def countries() -> tuple[Entry, ...]:
    """All countries; they stand first in the table."""
    table, found, number = _table(), [], 0
    while _record(table, number)[8] == KINDS.index("country"):
        found.append(_entry(table, number, True))
        number += 1
    return tuple(found)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name as it is compared: lower case, no accents, no punctuation, no leading article, "st" as "saint"."""
    name = name.casefold()
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    name = _SEPARATORS.sub(" ", name.translate(_LETTERS)).strip()
    name = _SAINT.sub(lambda match: _LONG[match[1]], name)
    return name.removeprefix("the ")


def name_key(folded: str) -> int:
    """The hash of a folded name, HASH_BITS wide."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=HASH_BITS // 8).digest(), "big")


def _short_form(name: str) -> str:
    """A written short form as it is stored: spaces and case count for nothing, full stops do."""
    return "." + name.replace(" ", "")


@remembered(65536)
def _entries(key: int, uses: tuple[int, ...]) -> tuple[Entry, ...]:
    """The entries under a key that are meant in one of these ways, the most populous first."""
    table = _table()
    found: dict[int, bool] = {}
    bits = table.entry_bits
    key >>= bits - ENTRY_BITS
    place = bisect_left(table.keys, key << (USE_BITS + bits))
    while place < len(table.keys) and table.keys[place] >> (USE_BITS + bits) == key:
        use = (table.keys[place] >> bits) & ((1 << USE_BITS) - 1)
        if use in uses:
            found.setdefault(table.keys[place] & ((1 << bits) - 1), use == OFFICIAL)
        place += 1
    entries = (_entry(table, number, is_own) for number, is_own in found.items())
    return tuple(sorted(entries, key=lambda entry: (-entry.population, entry.number)))


def _entry(table: Table, number: int, is_own_name: bool) -> Entry:
    """The entry of that number."""
    geonameid, lat, lon, population, _, radius, province, country, kind = _record(table, number)
    return Entry(
        number=number,
        geonameid=geonameid or None,
        name=_name(table, number),
        lat=lat / 1e5,
        lon=lon / 1e5,
        country=table.codes[country - 1] if country else None,
        province=_name(table, table.provinces[province - 1]) if province else None,
        kind=KINDS[kind],
        population=population,
        radius_km=radius / 10,
        is_own_name=is_own_name,
    )


def _record(table: Table, number: int) -> tuple[int, ...]:
    """The stored numbers of an entry, in the order of RECORD."""
    return RECORD.unpack_from(table.records, number * RECORD.size)


def _name(table: Table, number: int) -> str:
    """The stored name of an entry; names end with a zero byte."""
    start = _record(table, number)[4]
    return bytes(table.names[start : start + 160]).split(b"\0", 1)[0].decode()


@remembered(4)
def _table() -> Table:
    """The table in use, mapped once a process. Raises UsageError for a file of the user's that is none."""
    users = in_use().gazetteer
    if users is None:
        return shipped_table()
    try:
        return open_table(Path(users.path))
    except (OSError, ValueError) as error:
        raise UsageError(f"{users.path}: {error}. Make it with: dotterel places build.") from None


def shipped_table() -> Table:
    """The table that comes with the package."""
    with as_file(files("dotterel.knowledge") / "tables" / "gazetteer.bin") as path:
        return open_table(path)


def open_table(path: Path) -> Table:
    """The table in a file, mapped. Raises ValueError where it is none of this version, or is cut short."""
    with path.open("rb") as file:
        return Table(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
