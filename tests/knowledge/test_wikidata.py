"""A table of actors out of a small Wikidata dump of our own."""

import bz2
import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

import dotterel
from dotterel.errors import UsageError
from dotterel.knowledge.wikidata import Built, build_actors
from dotterel.settings import Settings

Json = dict[str, object]


def item(number: str) -> Json:
    return {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": int(number[1:]), "id": number}}


def time(day: str, precision: int = 11) -> Json:
    return {
        "snaktype": "value",
        "datavalue": {"type": "time", "value": {"time": f"+{day}T00:00:00Z", "precision": precision}},
    }


def claim(value: Json | None, *, rank: str = "normal", start: Json | None = None, end: Json | None = None) -> Json:
    qualifiers = {name: [one] for name, one in (("P580", start), ("P582", end)) if one}
    snak: Json = {"snaktype": "value" if value else "somevalue", **({"datavalue": value} if value else {})}
    return {"mainsnak": snak, "type": "statement", "rank": rank, **({"qualifiers": qualifiers} if qualifiers else {})}


def entity(number: str, name: str | None, *aliases: str, **claims: list[Json]) -> Json:
    return {
        "type": "item", "id": number, "labels": {"en": {"language": "en", "value": name}} if name else [],
        "descriptions": {}, "aliases": {"en": [{"language": "en", "value": one} for one in aliases]} if aliases else [],
        "claims": claims or [], "sitelinks": {},
    }  # fmt: skip


def of(*numbers: str) -> list[Json]:
    return [claim(item(one)) for one in numbers]


CHAD = entity("Q657", "Chad", P31=of("Q3624078"), P298=[claim({"type": "string", "value": "TCD"})])
MINISTER = entity("Q900001", "Minister of Defence of Chad", P279=of("Q83307"), P1001=of("Q657"))
DEPUTY = entity("Q900002", "member of the National Assembly", P31=of("Q4164871"))
PARTY = entity("Q7278", "political party", P279=of("Q43229"))
ARMED = entity("Q900003", "armed organization", P279=of("Q43229"))
CLUB = entity("Q900004", "football club", P279=of("Q43229"))
IGO = entity("Q900005", "intergovernmental organization", P279=of("Q43229"))
PERSON = entity(
    "Q900010", "Adama Fictive", "Fictive", "Adama B. Fictive", "General|Fictive the Elder",
    P31=of("Q5"),
    P27=of("Q657"),
    P39=[
        claim(item("Q900001"), start=time("2011-03-04"), end=time("2015-00-00", 9)),
        claim(item("Q900002"), start=time("2005-06-00", 10), end=time("2011-03-03")),
        claim(item("Q900002"), start=time("1999-01-01"), end=time("2001-01-01"), rank="deprecated"),
        claim(item("Q900001")),
        claim(None),
    ],
)  # fmt: skip
FRONT = entity(
    "Q900011", "Lantern Front", "LF", "army", "Chad", P31=of("Q900003"), P17=of("Q657"),
    P571=[claim({"type": "time", "value": {"time": "+1998-00-00T00:00:00Z", "precision": 9}})],
)  # fmt: skip
UNION = entity("Q900012", "Union of Lakes", P31=of("Q900005"), P17=of("Q657"))
TEAM = entity("Q900013", "Lantern FC", P31=of("Q900004"), P17=of("Q657"))
SINGER = entity("Q900014", "Some Singer", P31=of("Q5"), P27=of("Q657"))
NAMELESS = entity("Q900015", None, P31=of("Q900003"))
EVERYTHING = (PERSON, FRONT, UNION, TEAM, SINGER, NAMELESS, CHAD, MINISTER, DEPUTY, PARTY, ARMED, CLUB, IGO)


def dump(folder: Path, entities: Iterable[Json], *, broken: Iterable[str] = (), packed: str = "gz") -> Path:
    lines = ["[", *(json.dumps(one) + "," for one in entities), *broken, "]", ""]
    content = "\n".join(lines).encode()
    path = folder / f"dump.json.{packed}"
    path.write_bytes({"gz": gzip.compress(content), "bz2": bz2.compress(content), "json": content}[packed])
    return path


def build(path: Path) -> tuple[Built, list[list[str]]]:
    out = io.BytesIO()
    built = build_actors(path, out)
    return built, [line.split("\t") for line in out.getvalue().decode().splitlines()[1:]]


def test_a_person_has_a_row_for_each_office_and_is_of_the_elite_afterwards(tmp_path: Path) -> None:
    _, rows = build(dump(tmp_path, EVERYTHING))
    held = [row for row in rows if row[6] == "Q900010"]
    assert {(row[0], row[1], row[7]) for row in held} == {
        ("Adama Fictive", "Adama B. Fictive|General Fictive the Elder", "Wikidata")
    }
    assert [row[2:6] for row in held] == [
        ["TCD", "GOV|MIL", "2011-03-04", "2015"],
        ["TCD", "LEG", "2005-06", "2011-03-03"],
        ["TCD", "ELI", "2016-01-01", ""],
    ]


def test_bodies_have_the_sectors_of_their_kind_and_a_country_from_the_dump_itself(tmp_path: Path) -> None:
    built, rows = build(dump(tmp_path, EVERYTHING))
    bodies = {row[0]: row[1:6] for row in rows if row[6] != "Q900010"}
    assert bodies == {
        "Lantern Front": ["LF", "TCD", "REB", "1998", ""],
        "Union of Lakes": ["", "IGO", "", "", ""],
    }
    assert (built.rows, built.people, built.bodies, built.broken) == (5, 1, 2, 0)


@pytest.mark.parametrize("packed", ["gz", "bz2", "json"])
def test_a_dump_is_read_however_it_is_packed(tmp_path: Path, packed: str) -> None:
    assert build(dump(tmp_path, EVERYTHING, packed=packed))[0].rows == 5


def test_the_order_of_the_dump_does_not_count(tmp_path: Path) -> None:
    assert sorted(build(dump(tmp_path, EVERYTHING))[1]) == sorted(build(dump(tmp_path, EVERYTHING[::-1]))[1])


def test_broken_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    broken = [
        '{"id":"Q1","claims":{"P31":[{]}},',
        '{"type":"item","id":"Q2","cla',
        '{"labels":{},"claims":{"P31":7}},',
        "\x00",
    ]
    built, _ = build(dump(tmp_path, EVERYTHING, broken=broken))
    assert (built.rows, built.broken) == (5, 4)


def test_a_value_of_a_wrong_type_is_no_value(tmp_path: Path) -> None:
    text: Json = {"type": "string", "value": "Q657"}
    odd = entity("Q900020", "Odd Front", P31=of("Q900003"), P17=[claim(text)], P571=[claim(text), claim(None)])
    _, rows = build(dump(tmp_path, [odd, ARMED, CHAD]))
    assert rows == [["Odd Front", "", "", "REB", "", "", "Q900020", "Wikidata"]]


def test_a_dump_that_is_cut_short_gives_what_it_held(tmp_path: Path) -> None:
    path = dump(tmp_path, [*EVERYTHING, *(entity(f"Q{number}", f"Thing {number}") for number in range(3000))])
    path.write_bytes(path.read_bytes()[:-2000])
    built, _ = build(path)
    assert built.is_cut_short
    assert built.rows == 5


@pytest.mark.parametrize("packed", ["gz", "bz2"])
def test_a_dump_that_is_damaged_is_told_to_end_there(tmp_path: Path, packed: str) -> None:
    path = dump(tmp_path, EVERYTHING, packed=packed)
    content = path.read_bytes()
    path.write_bytes(content[:-12] + bytes(12))
    assert build(path)[0].is_cut_short


def test_what_is_built_is_a_table_that_read_takes(tmp_path: Path) -> None:
    twin = {**PERSON, "id": "Q900030"}
    with (tmp_path / "mine.tsv").open("wb") as out:
        build_actors(dump(tmp_path, [*EVERYTHING, twin]), out)
    settings = Settings(actors_file=tmp_path / "mine.tsv")
    in_office = dotterel.actor("Adama Fictive", date="2012-01-01", settings=settings)
    assert (in_office.code, in_office.sector, in_office.identifier_id) == ("TCD", "GOV", "Q900010")
    assert dotterel.actor("Adama Fictive", date="2020-01-01", settings=settings).sector == "ELI"
    assert dotterel.actor("LF rebels", date="2020-01-01", settings=settings).code == "TCD"


def test_no_dump_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        build(tmp_path / "nowhere.json.gz")
