"""A large gazetteer out of a GeoNames dump: the one that we ship, with all places of the dump added to it.

The dump is read twice: for its first-level divisions and what they are called by the towns, then for everything. A
place that both hold keeps all its spellings; towns take degrees and inhabitants from the dump. Memory does not grow
with the dump.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from dotterel.errors import UsageError
from dotterel.knowledge import gazetteer as table
from dotterel.knowledge.gazetteer_build import Built, Writer, division_names, town_names, town_radius_km
from dotterel.records import Record

COLUMNS = 19
ENTRY_BITS = 24
"""16.7 million entries, more than the kept kinds of all of GeoNames."""
PROGRESS_LINES = 100_000

_GONE = frozenset({"PPLH", "PPLQ", "PPLW", "PPLCH"})
"""Towns that are no more."""
_KINDS: dict[str, tuple[table.Kind, float]] = {
    "A.ADM1": ("province", 80.0), "A.ADM2": ("district", 25.0), "A.ADM3": ("district", 10.0),
    "L.RGN": ("region", 100.0), "L.AREA": ("region", 50.0), "T.ISL": ("region", 10.0), "T.ISLS": ("region", 50.0),
    "T.PEN": ("region", 50.0), "T.DSRT": ("region", 200.0), "H.SEA": ("sea", 300.0), "H.GULF": ("sea", 200.0),
    "H.STRT": ("strait", 30.0), "S.CMPRF": ("point", 3.0), "S.PSTB": ("point", 2.0),
}  # fmt: skip
"""Kinds and radius in km of what is kept beside towns; GeoNames states no extent, so these are of a middling one."""


class _Row(NamedTuple):
    """A place as the dump tells it; `country` is alpha-3, None for none."""

    geonameid: int
    name: str
    aliases: tuple[str, ...]
    lat: float
    lon: float
    kind: table.Kind
    country: str | None
    division: tuple[str, str]
    population: int
    radius_km: float


class Enlarged(Record, frozen=True, kw_only=True):
    """What was made of a dump: entries in all, places of the dump, those of them that are new, broken lines."""

    entries: int
    places: int
    new: int
    broken: int


class _Dump:
    """A dump that is read from its beginning by each call of `rows`; what cannot be read is counted."""

    def __init__(self, path: Path, tell: Callable[[int], None]) -> None:
        self._path = path
        self._tell = tell
        self._countries = _alpha3()
        self.broken = 0

    def rows(self) -> Iterator[_Row]:
        """The places that are kept. Raises UsageError where the file is no dump."""
        self.broken = 0
        with _opened(self._path) as lines:
            for number, line in enumerate(lines, 1):
                if number % PROGRESS_LINES == 0:
                    self._tell(number)
                if not line.strip():
                    continue
                try:
                    row = self._row(line.decode().rstrip("\r\n").split("\t"))
                except ValueError:
                    self.broken += 1
                    continue
                if row is not None:
                    yield row

    def _row(self, cells: list[str]) -> _Row | None:
        """The place of a line; None for one of a kind that is not kept. Raises ValueError for a broken line."""
        if len(cells) != COLUMNS:
            raise ValueError("another number of columns")
        feature, code = cells[6], cells[7]
        if feature == "P":
            kept = None if code in _GONE else (_town_kind(code), 0.0)
        else:
            kept = _KINDS.get(f"{feature}.{code}")
        if kept is None:
            return None
        lat, lon, population = float(cells[4]), float(cells[5]), int(cells[14] or 0)
        if not (cells[1] and abs(lat) <= 90 and abs(lon) <= 180 and 0 < int(cells[0]) < 2**32 and population >= 0):
            raise ValueError("out of range")
        aliases = (cells[2], *(alias for alias in cells[3].split(",") if alias and "://" not in alias))
        radius = kept[1] or town_radius_km(population)
        return _Row(
            int(cells[0]), cells[1], tuple(filter(None, aliases)), lat, lon, kept[0], self._countries.get(cells[8]),
            (cells[8], cells[10]), population, radius,
        )  # fmt: skip


def build_gazetteer(dump: Path, out: BinaryIO, tell: Callable[[int], None] = lambda lines: None) -> Enlarged:
    """Write the gazetteer of the dump's places; `tell` is called with the lines read, now and then.

    The dump is GeoNames' table of places, as it is (.txt), or packed (.zip, .gz). Raises UsageError where it is none.
    """
    read = _Dump(dump, tell)
    held = table.shipped_table()
    shipped = {
        table.RECORD.unpack_from(held.records, number * table.RECORD.size)[0]: number for number in range(held.count)
    }
    shipped.pop(0, None)
    with Writer((), ENTRY_BITS) as writer:
        writer.begin_with(held)
        divisions = _file_divisions(writer, read.rows(), held, shipped)
        places = 0
        for row in read.rows():
            places += 1
            if row.kind != "province":
                _file(writer, row, shipped, divisions.get(row.division))
        if not places:
            raise UsageError(f"{dump}: no place in it; {read.broken} broken lines. Give GeoNames' allCountries.zip.")
        writer.finish(out)
        return Enlarged(entries=writer.count, places=places, new=writer.count - held.count, broken=read.broken)


def _file_divisions(
    writer: Writer, rows: Iterator[_Row], held: table.Table, shipped: dict[int, int]
) -> dict[tuple[str, str], int]:
    """File the first-level divisions; their entries' numbers by country and code, also where only towns tell of one."""
    told: dict[tuple[str, str], int] = {}
    by_towns: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.kind == "province":
            told[row.division] = _file(writer, row, shipped, shipped.get(row.geonameid, writer.count))
        elif row.geonameid in shipped and row.division[1]:
            province = table.RECORD.unpack_from(held.records, shipped[row.geonameid] * table.RECORD.size)[6]
            if province:
                by_towns.setdefault(row.division, held.provinces[province - 1])
    return by_towns | told


def _file(writer: Writer, row: _Row, shipped: dict[int, int], province: int | None) -> int:
    """File a place, or its spellings where we ship it; the number of its entry."""
    is_town = row.kind in ("town", "capital", "quarter")
    if is_town:
        names = town_names(row.name, row.aliases, row.country, row.population)
    else:
        names = division_names(row.name, row.aliases)
        names.pop("", None)
    number = shipped.get(row.geonameid)
    if number is None:
        where = (row.lat, row.lon, row.population, row.radius_km, row.country)
        return writer.add(Built(row.geonameid, row.name, *where, row.kind, province, names))
    writer.add_names(number, names)
    if is_town:
        writer.change(number, lat=row.lat, lon=row.lon, population=row.population, radius_km=row.radius_km)
    return number


def _town_kind(code: str) -> table.Kind:
    """A capital, a part of a town, or a town."""
    if code == "PPLC":
        return "capital"
    return "quarter" if code == "PPLX" else "town"


def _alpha3() -> dict[str, str]:
    """Alpha-3 codes by alpha-2; Kosovo's are user-assigned."""
    import pycountry

    return {country.alpha_2: country.alpha_3 for country in pycountry.countries} | {"XK": "XKX"}


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The lines of the dump, unpacked by what the file begins with. Raises UsageError where it is damaged."""
    try:
        with path.open("rb") as file:
            mark = file.read(2)
        if mark == b"PK":
            with zipfile.ZipFile(path) as archive:
                texts = [one for one in archive.infolist() if one.filename.endswith(".txt")]
                if not texts:
                    raise UsageError(f"{path}: no .txt in it. Give GeoNames' allCountries.zip.")
                with archive.open(max(texts, key=lambda one: one.file_size)) as lines:
                    yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, lines), 1 << 20))
        else:
            with gzip.open(path, "rb") if mark == b"\x1f\x8b" else path.open("rb") as lines:
                yield cast(BinaryIO, lines)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UsageError(f"{path}: damaged: {error}. Get it again.") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}.") from None
