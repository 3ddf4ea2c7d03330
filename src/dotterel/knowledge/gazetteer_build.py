"""Writes the gazetteer's table: `training/build_gazetteer.py` makes the one we ship, `geonames` a larger one.

The layout stands in `gazetteer`. Whatever grows with the number of places goes through files beside the one written.
"""

import math
import re
import struct
from array import array
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self, cast

from dotterel.knowledge import gazetteer as table

ARABIC_SPEAKING = frozenset("DZA BHR EGY IRQ JOR KWT LBN LBY MRT MAR OMN PSE QAT SAU SDN SYR TUN ARE YEM".split())
ARABIC_ARTICLE = re.compile(r"^(?:al|as|ad|ar|ash|an|at|az|el|es|er|ed|en|ez|et) (?=\w{4})")
TYPE_WORDS = re.compile(
    r"^(?:(?:autonomous |union |special )?(?:province|region|state|governorate|muhafazat|district|department|"
    r"departamento|provincia|estado|oblast|republic|prefecture|canton|municipality|county) (?:of |de |del |do |da )?"
    r"|wilayat?(?: de| d)? )|"
    r" (?:province|region|state|governorate|muhafazah|district|department|oblast|ray?on|krai|republic|prefecture|"
    r"canton|"
    r"municipality|county|parish|borough|voivodeship|division|territory|regency|autonomous region|city|wilaya|raion)$"
)
LATIN = re.compile(r"^[\x20-\x7e\u00a0-\u024f\u1e00-\u1eff\u2010-\u201f\u02b0-\u02ff]+$")
MIN_POPULATION_FOREIGN_SCRIPT = 50_000
"""Inhabitants from which a town's names in other scripts are kept too; below it they only make the table large."""

MAX_NAME_BYTES = 150
BUCKETS, KEYS_HELD = 64, 4096
MAX_NAMES_SHARED = 300_000
"""Names of which it is remembered where they stand, so that places of one name share it; bounds memory."""


class Built(NamedTuple):
    """One entry on its way into the table; `province` is the number of its first-level division.

    `names` are folded, each with how it is meant; `geonameid` is 0 for none.
    """

    geonameid: int
    name: str
    lat: float
    lon: float
    population: int
    radius_km: float
    country: str | None
    kind: table.Kind
    province: int | None
    names: dict[str, int]


# ---- names


def is_usable(alias: str, foreign: bool) -> bool:
    """True for a spelling that news would write: no airport codes, no lower-case transliterations."""
    if len(alias) < 3 or (len(alias) <= 4 and alias.isupper() and alias.isascii()):
        return False
    if LATIN.match(alias):
        return not alias[0].islower() or alias[:3] in {"al-", "as-", "el-", "ad-", "ar-", "an-"}
    return foreign


def town_names(name: str, aliases: Sequence[str], country: str | None, population: int) -> dict[str, int]:
    """Folded names of a town, with and without the Arabic article, and without "City" for a large one."""
    names = {}
    foreign = population >= MIN_POPULATION_FOREIGN_SCRIPT
    for alias in aliases:
        if is_usable(alias, foreign):
            names[table.fold(alias)] = table.OTHER
    names[table.fold(name)] = table.OFFICIAL
    if country in ARABIC_SPEAKING:
        for folded in list(names):
            names.setdefault(ARABIC_ARTICLE.sub("", folded), table.OTHER)
    for folded in list(names):
        if folded.endswith(" city") and population >= 300_000:
            names.setdefault(folded.removesuffix(" city"), table.OTHER)
    names.pop("", None)
    return names


def division_names(name: str, aliases: Sequence[str], short: Sequence[str] = ()) -> dict[str, int]:
    """Folded names of a division, with and without its type word; written short forms are kept apart."""
    names: dict[str, int] = {}
    for alias in aliases:
        if len(alias) > 3 and not alias.isupper():
            names[table.fold(alias)] = table.OTHER
    for folded in [*names, table.fold(name)]:
        bare = TYPE_WORDS.sub("", folded).strip()
        if len(bare) > 3:
            names.setdefault(bare, table.OTHER)
            article = ARABIC_ARTICLE.sub("", bare)
            names.setdefault(article, table.OTHER)
    names[table.fold(name)] = table.OFFICIAL
    for form in filter(None, short):
        names["." + form.replace(" ", "")] = table.SHORT
    return names


def town_radius_km(population: int) -> float:
    """1.5 km for a village to 25 km for a city of ten million."""
    return min(25.0, max(1.5, 0.008 * math.sqrt(population)))


# ---- the table


class Writer:
    """A table in the making; entries are numbered as they are added. Close it, or use it in a `with`.

    `codes` are the countries that entries may have. `entry_bits` of a key number the entry, the fewer are of hash.
    """

    def __init__(self, codes: Sequence[str], entry_bits: int = table.ENTRY_BITS) -> None:
        self._codes = list(codes)
        self._code_index = {code: index for index, code in enumerate(codes, 1)}
        self._bits = entry_bits
        self._held = bytearray()
        self._records = _scratch()
        self._names = _scratch()
        self._names_length = 0
        self._starts: dict[str, int] = {}
        self._provinces: dict[int, int] = {}
        self._keys = _Keys()
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop the files beside."""
        self._records.close()
        self._names.close()
        self._keys.close()

    def begin_with(self, held: table.Table) -> None:
        """Take over all entries of a table, under their numbers, as what can be changed; before any other."""
        self._held = bytearray(held.records)
        self._codes = list(held.codes)
        self._code_index = {code: index for index, code in enumerate(self._codes, 1)}
        self._provinces = {number: index for index, number in enumerate(held.provinces, 1)}
        self._names_length = self._names.write(held.names)
        self.count = held.count
        mask = (1 << held.entry_bits) - 1
        more = self._bits - held.entry_bits
        for key in held.keys:
            use = key >> held.entry_bits & ((1 << table.USE_BITS) - 1)
            hashed = key >> (held.entry_bits + table.USE_BITS)
            self._keys.add(((hashed >> more << table.USE_BITS | use) << self._bits) | (key & mask))

    def add(self, entry: Built) -> int:
        """File an entry; its number. Raises OverflowError where the table is full."""
        number = self.count
        if number >> self._bits:
            raise OverflowError("more entries than a key has numbers for")
        self._records.write(
            table.RECORD.pack(
                entry.geonameid,
                round(entry.lat * 1e5),
                round(entry.lon * 1e5),
                min(entry.population, 2**32 - 1),
                self._start_of(entry.name),
                min(65535, round(entry.radius_km * 10)),
                self._province_index(entry.province),
                self._code_index.get(entry.country or "", 0),
                table.KINDS.index(entry.kind),
            )
        )
        self.count += 1
        self.add_names(number, entry.names)
        return number

    def add_names(self, number: int, names: dict[str, int]) -> None:
        """File folded names, with how they are meant, under an entry."""
        less = self._bits - table.ENTRY_BITS
        for folded, use in names.items():
            key = table.name_key(folded) >> less << table.USE_BITS | use
            self._keys.add(key << self._bits | number)

    def change(self, number: int, *, lat: float, lon: float, population: int, radius_km: float) -> None:
        """Move an entry that was taken over, and count its people anew."""
        at = number * table.RECORD.size
        told = list(table.RECORD.unpack_from(self._held, at))
        told[1:4] = round(lat * 1e5), round(lon * 1e5), min(population, 2**32 - 1)
        told[5] = min(65535, round(radius_km * 10))
        table.RECORD.pack_into(self._held, at, *told)

    def finish(self, out: BinaryIO) -> None:
        """Write the table."""
        blob = " ".join(self._codes).encode("ascii")
        sorted_keys = self._keys.sorted()
        entry_bits = 0 if self._bits == table.ENTRY_BITS else self._bits
        sizes = (self._keys.count, self.count, len(self._provinces), self._names_length, len(blob), entry_bits)
        out.write(table.HEADER.pack(table.MAGIC, *sizes, 0, 0))
        _append(out, sorted_keys)
        out.write(self._held)
        _append(out, self._records)
        out.write(struct.pack(f"<{len(self._provinces)}I", *self._provinces))
        _append(out, self._names)
        out.write(blob)

    def _start_of(self, name: str) -> int:
        """Where the name stands among the names."""
        start = self._starts.get(name)
        if start is not None:
            return start
        start = self._names_length
        content = name.encode()[:MAX_NAME_BYTES].decode(errors="ignore").encode()
        self._names_length += self._names.write(content + b"\0")
        if len(self._starts) < MAX_NAMES_SHARED:
            self._starts[name] = start
        return start

    def _province_index(self, number: int | None) -> int:
        """The place of a province in the list of provinces, from 1; 0 for none and where the list is full."""
        if number is None or (number not in self._provinces and len(self._provinces) == 65535):
            return 0
        return self._provinces.setdefault(number, len(self._provinces) + 1)


class _Keys:
    """Keys in files by their first bits, each of which is sorted alone; `count` is known once they are sorted."""

    def __init__(self) -> None:
        self._held = [array("Q") for _ in range(BUCKETS)]
        self._files = [_scratch() for _ in range(BUCKETS)]
        self._whole = _scratch()
        self.count = 0

    def add(self, key: int) -> None:
        bucket = key * BUCKETS >> 64
        held = self._held[bucket]
        held.append(key)
        if len(held) == KEYS_HELD:
            held.tofile(self._files[bucket])
            del held[:]

    def sorted(self) -> BinaryIO:
        """All keys in order, each once."""
        for held, file in zip(self._held, self._files, strict=True):
            file.seek(0)
            keys = array("Q", file.read())
            keys.extend(held)
            once = sorted(set(keys))
            self.count += len(once)
            self._whole.write(struct.pack(f"<{len(once)}Q", *once))
        return self._whole

    def close(self) -> None:
        for file in (*self._files, self._whole):
            file.close()


def _scratch() -> BinaryIO:
    return cast(BinaryIO, TemporaryFile())


def _append(out: BinaryIO, part: BinaryIO) -> None:
    part.seek(0)
    copyfileobj(part, out)


def write(entries: Sequence[Built], path: Path) -> None:
    """Write a table of these entries, whose provinces are numbered by their order."""
    codes = sorted({entry.country for entry in entries if entry.country})
    with Writer(codes) as writer, path.open("wb") as file:
        for entry in entries:
            writer.add(entry)
        writer.finish(file)
