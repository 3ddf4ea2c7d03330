"""Pages from rows of Parquet files."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from dotterel.pages import find_pages
from dotterel.records import Given, Page, Refusal, Rights
from dotterel.settings import Settings


def found(path: Path, given: Given | None = None, settings: Settings | None = None) -> list[Page | Refusal]:
    return list(find_pages([path], given=given or Given(), settings=settings or Settings()))


def written(folder: Path, columns: dict[str, object], rows_a_group: int | None = None) -> Path:
    path = folder / "rows.parquet"
    parquet.write_table(pa.table(columns), path, row_group_size=rows_a_group)
    return path


def reasons(results: list[Page | Refusal]) -> list[str]:
    return [result.reason if isinstance(result, Refusal) else "page" for result in results]


def test_a_row_has_the_fields_of_a_row_of_json_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "id": ["one", "two"],
            "text": ["Words.", None],
            "html": [None, "<p>Words.</p>"],
            "published": ["2025-02-11", None],
            "title": ["Own", None],
            "url": ["https://news.example/1", None],
            "outlet": ["Courier", None],
            "language": ["en", None],
            "kind": ["passage", None],
            "rights": [{"reserved": False, "holder": None, "licence": "CC0-1.0"}, None],
            "embedding": [[0.5], [0.25]],
        },
    )
    one, two = found(path, Given(title="Given"))
    assert one == Page(
        id="one",
        content=b"Words.",
        media_type="text/plain",
        url="https://news.example/1",
        path=str(path),
        given=Given(
            published=date(2025, 2, 11),
            title="Own",
            outlet="Courier",
            language="en",
            rights=Rights(licence="CC0-1.0", basis="user"),
            is_passage=True,
        ),
    )
    assert two == Page(
        id="two", content=b"<p>Words.</p>", media_type="text/html", path=str(path), given=Given(title="Given")
    )


@pytest.mark.parametrize(
    "days",
    [
        pa.array([date(2025, 2, 11)]),
        pa.array([datetime(2025, 2, 11, 23, 30)], pa.timestamp("us")),
        pa.array([datetime(2025, 2, 11, 12, 0, tzinfo=UTC)], pa.timestamp("ms", "UTC")),
        pa.array(["2025-02-11T23:30:00-05:00"]).dictionary_encode(),
        pa.array(["2025-02-11"], pa.large_string()),
        pa.array([b"2025-02-11"]),
    ],
)
def test_dates_may_be_dates_moments_or_text(tmp_path: Path, days: object) -> None:
    [page] = found(written(tmp_path, {"id": pa.array([7]), "text": ["Words."], "published": days}))
    assert isinstance(page, Page)
    assert page.id == "7"
    assert page.given.published == date(2025, 2, 11)


def test_bad_rows_are_refused_with_file_and_row_and_good_rows_go_on(tmp_path: Path) -> None:
    texts = pa.array([b"Words.", None, b" ", b"\xff\xfe", b"x" * 200, b"Words."])
    path = written(tmp_path, {"text": texts, "published": [None, None, None, None, None, "2025-02"]})
    results = found(path, settings=Settings(max_page_bytes=100))
    assert reasons(results) == ["page", "no_text", "no_text", "bad_field", "too_large", "bad_field"]
    assert [result.page for result in results if isinstance(result, Refusal)] == [f"{path}:{n}" for n in range(2, 7)]
    assert all(str(path) in result.detail for result in results if isinstance(result, Refusal))


def test_rows_are_counted_over_batches_and_groups(tmp_path: Path) -> None:
    texts = [None if number == 77 else f"Words of {number}." for number in range(1, 101)]
    results = found(written(tmp_path, {"text": texts}, rows_a_group=30))
    assert len(results) == 100
    assert [result.page.rpartition(":")[2] for result in results if isinstance(result, Refusal)] == ["77"]


def test_a_table_without_text_or_rows_is_refused_once(tmp_path: Path) -> None:
    assert reasons(found(written(tmp_path, {"title": ["x"] * 50}))) == ["no_text"]
    assert reasons(found(written(tmp_path, {"text": pa.array([], pa.string())}))) == ["empty"]


def test_a_damaged_group_is_refused_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, {"text": [f"{number} " + "Words. " * 50 for number in range(40)]}, rows_a_group=20)
    column = parquet.ParquetFile(path).metadata.row_group(0).column(0)
    start, size = column.dictionary_page_offset or column.data_page_offset, column.total_compressed_size
    content = bytearray(path.read_bytes())
    content[start : start + size] = b"\xff" * size
    path.write_bytes(content)
    assert reasons(found(path)) == ["unreadable", *["page"] * 20]


def test_a_column_that_explodes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = pa.table({"text": [f"{number}" + "x" * 400_000 for number in range(20)]})
    parquet.write_table(table, path, compression="zstd", use_dictionary=False)
    assert reasons(found(path)) == ["over_compressed"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no table at all" * 9, b"PAR1" + bytes(99) + b"PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.parquet"
    path.write_bytes(content)
    assert reasons(found(path)) == ["unreadable"]


def test_no_flipped_byte_raises(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": ["a", "b", "c"], "text": ["Words."] * 3, "published": ["2025-02-11"] * 3})
    content = path.read_bytes()
    for place in range(0, len(content), 5):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        assert found(path)
