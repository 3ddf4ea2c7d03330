import csv
import io
import json
from datetime import date

import msgspec
import pytest
from pyarrow import parquet

from dotterel.errors import UsageError
from dotterel.exports import Written, write_rows
from dotterel.records import Count, Size
from dotterel.rows import MentionRow, mention_rows
from tests.factories import FREE, SENTENCE, reading


@pytest.fixture
def rows() -> list[MentionRow]:
    return list(mention_rows(reading("a", rights=FREE)))


def exported(rows: list[MentionRow], export_format: str) -> tuple[bytes, Written]:
    out = io.BytesIO()
    written = write_rows(rows, out, export_format)
    return out.getvalue(), written


def plover(rows: list[MentionRow]) -> list[dict[str, object]]:
    return [json.loads(line) for line in exported(rows, "plover")[0].splitlines()]


def test_plover_has_lists_where_plover_has_lists(rows: list[MentionRow]) -> None:
    event = plover(rows)[0]
    assert (event["event"], event["mode"]) == (["ASSAULT"], ["heavy-weapons"])
    assert event["actor"] == [{"entity_text": "Karvian army", "code": "SYR", "sector": "MIL"}]
    assert event["size"] == {"dead": 12}
    assert event["text"] == SENTENCE
    assert event["comment"] == "said by Belmorian officials"
    assert event["event_loc"]["resolution"] == 4  # type: ignore[index]


@pytest.mark.parametrize(
    ("event", "mode", "merged"),
    [("ASSAULT", "massacre", "targeted"), ("RETREAT", "return", "release"), ("COERCE", "arrest", "arrest")],
)
def test_plover_merges_the_modes_that_the_manual_merged(
    rows: list[MentionRow], event: str, mode: str, merged: str
) -> None:
    row = msgspec.structs.replace(rows[0], event=event, mode=(mode,))
    assert plover([row])[0]["mode"] == [merged]


def test_plover_writes_the_auxiliary_mode_among_the_contexts(rows: list[MentionRow]) -> None:
    row = msgspec.structs.replace(rows[0], aux="historical")
    assert plover([row])[0]["context"] == ["military", "territory", "historical"]


def test_plover_writes_a_range_where_no_one_number_is_known(rows: list[MentionRow]) -> None:
    size = Size(injured=Count(low=24, high=99, start=0, end=1))
    assert plover([msgspec.structs.replace(rows[0], size=size)])[0]["size"] == {"injured": "24-99"}


def test_plover_leaves_out_what_has_no_actor_or_no_date_and_says_so(rows: list[MentionRow]) -> None:
    agentless = msgspec.structs.replace(rows[0], actor=())
    undated = msgspec.structs.replace(rows[0], date=None, enddate=None)
    content, written = exported([agentless, undated, rows[1]], "plover")
    assert len(content.splitlines()) == 1
    assert (written.rows, written.left_out) == (1, 2)
    assert written.reason == "PLOVER requires an actor and a date"


def test_geojson_has_a_point_with_its_precision_or_no_geometry(rows: list[MentionRow]) -> None:
    collection = json.loads(exported(rows, "geojson")[0])
    with_place, without = collection["features"]
    assert collection["type"] == "FeatureCollection"
    assert with_place["geometry"] == {"type": "Point", "coordinates": [18.28, 49.83]}
    assert (with_place["properties"]["precision"], with_place["properties"]["radius_km"]) == ("town", 8.0)
    assert without["geometry"] is None
    assert without["properties"]["event"] == "SANCTION"


def test_an_empty_geojson_is_still_a_collection() -> None:
    assert json.loads(exported([], "geojson")[0]) == {"type": "FeatureCollection", "features": []}


def test_csv_has_a_header_and_a_line_for_each_mention(rows: list[MentionRow]) -> None:
    lines = list(csv.DictReader(io.StringIO(exported(rows, "csv")[0].decode(), newline="")))
    assert [line["event"] for line in lines] == ["ASSAULT", "SANCTION"]
    assert lines[0]["date"] == "2025-03-03"
    assert lines[0]["context"] == "military|territory"
    assert lines[1]["dead_best"] == ""
    assert lines[1]["published_first"] == "2025-03-04"


def test_parquet_has_typed_columns(rows: list[MentionRow]) -> None:
    table = parquet.read_table(io.BytesIO(exported(rows, "parquet")[0])).to_pylist()
    assert table[0]["date"] == date(2025, 3, 3)
    assert table[0]["actor_code"] == ["SYR"]
    assert (table[0]["dead_best"], table[1]["dead_best"]) == (12, None)


def test_an_unknown_format_is_a_wrong_command() -> None:
    with pytest.raises(UsageError, match="plover, geojson, parquet, csv"):
        write_rows([], io.BytesIO(), "gdelt")
