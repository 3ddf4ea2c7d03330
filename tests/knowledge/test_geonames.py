"""A larger gazetteer out of a small GeoNames dump of our own."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

import dotterel
from dotterel.errors import UsageError
from dotterel.knowledge import gazetteer
from dotterel.knowledge.gazetteer_build import Built, Writer, write
from dotterel.knowledge.geonames import ENTRY_BITS, Enlarged, build_gazetteer
from dotterel.knowledge.in_use import using
from dotterel.settings import Settings

MOSUL, NEW = 99072, 4_000_000_000


def row(number: int, name: str, aliases: str, lat: float, lon: float, kind: str, country: str, adm1: str = "",
        people: int = 0) -> str:  # fmt: skip
    feature, code = kind.split(".")
    cells = [number, name, name, aliases, lat, lon, feature, code, country, "", adm1, "", "", "", people, "", 300,
             "Africa/Ndjamena", "2024-01-01"]  # fmt: skip
    return "\t".join(map(str, cells))


LINES = (
    row(NEW + 1, "Orlavik", "Orlávik,Orla Vik,ORV,https://example.org/x", 12.5, 15.25, "P.PPL", "TD", "77", 412),
    row(NEW + 2, "Seldmark Region", "Seldmark", 12.4, 15.2, "A.ADM1", "TD", "77", 60_000),
    row(NEW + 3, "Old Orlavik", "", 12.6, 15.3, "P.PPLQ", "TD", "77"),
    row(NEW + 4, "Orlavik Hotel", "", 12.6, 15.3, "S.HTL", "TD", "77"),
    row(NEW + 5, "Orlavik Refugee Camp", "", 12.7, 15.4, "S.CMPRF", "TD", "77"),
    row(NEW + 6, "Kosovik", "", 42.5, 21.0, "P.PPL", "XK", "00", 90),
    row(MOSUL, "Mosul", "Mosulopolis", 36.5, 43.5, "P.PPLA", "IQ", "15", 2_000_000),
    row(NEW + 7, "Nineve Newtown", "", 36.6, 43.2, "P.PPL", "IQ", "15", 800),
)


def dump(folder: Path, *lines: str, packed: str = "zip") -> Path:
    path = folder / f"all.{packed}"
    content = "\n".join([*lines, ""]).encode()
    if packed == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "About.")
            archive.writestr("allCountries.txt", content)
    else:
        path.write_bytes(gzip.compress(content) if packed == "gz" else content)
    return path


def build(folder: Path, *lines: str, packed: str = "zip") -> tuple[Enlarged, Settings]:
    path = folder / "large.bin"
    with path.open("wb") as out:
        built = build_gazetteer(dump(folder, *lines, packed=packed), out)
    return built, Settings(gazetteer_file=path)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Enlarged, Settings]:
    return build(
        tmp_path_factory.mktemp("large"), *LINES, "a broken line", row(NEW + 8, "Off", "", 99, 0, "P.PPL", "TD")
    )


def test_a_place_of_the_dump_is_found_with_country_and_province(large: tuple[Enlarged, Settings]) -> None:
    with using(large[1]):
        found = gazetteer.lookup("Orlavik")[0]
        assert (found.lat, found.lon, found.country, found.population, found.kind) == (12.5, 15.25, "TCD", 412, "town")
        assert (found.province, found.geonameid) == ("Seldmark Region", NEW + 1)
        assert gazetteer.lookup("orla vik")[0].number == found.number
        assert gazetteer.lookup("Seldmark")[0].kind == "province"
        assert gazetteer.lookup("Orlavik refugee camp")[0].kind == "point"
        assert gazetteer.lookup("Kosovik")[0].country == "XKX"
    assert gazetteer.lookup("Orlavik") == ()


def test_codes_links_and_what_is_gone_or_a_building_are_left_out(large: tuple[Enlarged, Settings]) -> None:
    with using(large[1]):
        for name in ("ORV", "https://example.org/x", "Old Orlavik", "Orlavik Hotel"):
            assert gazetteer.lookup(name) == ()


def test_what_we_ship_is_still_known(large: tuple[Enlarged, Settings]) -> None:
    ours = gazetteer.lookup("Idlib"), gazetteer.countries(), gazetteer.lookup_short("Va."), gazetteer.lookup("موصل")
    with using(large[1]):
        assert gazetteer.lookup("Idlib") == ours[0]
        assert gazetteer.countries() == ours[1]
        assert gazetteer.lookup_short("Va.") == ours[2]
        assert gazetteer.lookup("موصل")[0].number == ours[3][0].number
        assert gazetteer.country_of_people("Syrian") == "SYR"
        assert gazetteer.lookup("Strait of Hormuz")[0].kind == "strait"


def test_a_place_that_both_hold_is_one_with_the_spellings_of_both(large: tuple[Enlarged, Settings]) -> None:
    before = next(entry for entry in gazetteer.lookup("Mosul") if entry.geonameid == MOSUL)
    with using(large[1]):
        after = next(entry for entry in gazetteer.lookup("Mosul") if entry.geonameid == MOSUL)
        assert gazetteer.lookup("Mosulopolis")[0].number == after.number == before.number
    assert (after.lat, after.lon, after.population) == (36.5, 43.5, 2_000_000)
    assert (after.province, after.country) == (before.province, "IRQ")


def test_a_province_is_known_by_its_towns_where_the_dump_lacks_it(large: tuple[Enlarged, Settings]) -> None:
    mosul = next(entry for entry in gazetteer.lookup("Mosul") if entry.geonameid == MOSUL)
    with using(large[1]):
        assert gazetteer.lookup("Nineve Newtown")[0].province == mosul.province is not None


def test_what_was_built_is_counted(large: tuple[Enlarged, Settings]) -> None:
    assert (large[0].places, large[0].new, large[0].broken) == (6, 5, 2)


def test_places_of_a_text_are_resolved_with_it(large: tuple[Enlarged, Settings]) -> None:
    text = "Fighters entered Orlavik, a village in Chad."
    span = (17, 24)
    known, unknown = dotterel.places(text, [span], settings=large[1])[0], dotterel.places(text, [span])[0]
    assert known is not None and (known.lat, known.country_code) == (12.5, "TCD")
    assert unknown is not None and unknown.lat is None


@pytest.mark.parametrize("packed", ["txt", "gz"])
def test_a_dump_is_read_however_it_is_packed(tmp_path: Path, packed: str) -> None:
    assert build(tmp_path, *LINES[:2], packed=packed)[0].places == 2


def test_what_is_no_dump_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no place in it; 1 broken lines"):
        build(tmp_path, "name,latitude", packed="txt")
    path = tmp_path / "cut.zip"
    path.write_bytes(dump(tmp_path, *LINES).read_bytes()[:-40])
    with pytest.raises(UsageError, match="damaged"):
        build_gazetteer(path, io.BytesIO())


def test_a_gazetteer_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    write([_built("Somewhere")], tmp_path / "small.bin")
    (tmp_path / "cut.bin").write_bytes((tmp_path / "small.bin").read_bytes()[:-3])
    with using(Settings(gazetteer_file=tmp_path / "cut.bin")), pytest.raises(UsageError, match="cut short"):
        gazetteer.lookup("Somewhere")


@pytest.mark.parametrize("bits", [gazetteer.ENTRY_BITS, ENTRY_BITS])
def test_many_places_of_one_name_are_all_found(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "made.bin"
    with Writer(["TCD"], bits) as writer, path.open("wb") as out:
        for number in range(5000):
            writer.add(_built("Samename" if number % 10 == 0 else f"Name {number}"))
        writer.finish(out)
    with using(Settings(gazetteer_file=path)):
        assert len(gazetteer.lookup("Samename")) == 500
        assert len(gazetteer.lookup("Name 4999")) == 1
        assert gazetteer.lookup("Name 4999")[0].name == "Name 4999"
        assert gazetteer.lookup("Name 4990") == ()


def test_a_name_too_long_to_be_held_whole_is_cut_between_letters(tmp_path: Path) -> None:
    write([_built("é" * 400)], tmp_path / "made.bin")
    with using(Settings(gazetteer_file=tmp_path / "made.bin")):
        assert gazetteer.lookup("é" * 400)[0].name == "é" * 75


def _built(name: str) -> Built:
    return Built(0, name, 1.0, 2.0, 3, 4.0, "TCD", "town", None, {gazetteer.fold(name): gazetteer.OFFICIAL})
