"""Pages from files, folders, rows and standard input."""

import gzip
import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from dotterel.pages import find_pages
from dotterel.records import Given, Page, Refusal, Rights
from dotterel.settings import Settings


def found(*inputs: str | Path, given: Given | None = None, settings: Settings | None = None) -> list[Page | Refusal]:
    return list(find_pages(inputs, given=given or Given(), settings=settings or Settings()))


def rows(folder: Path, *lines: str) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def reasons(results: list[Page | Refusal]) -> list[str]:
    return [result.reason if isinstance(result, Refusal) else "page" for result in results]


def test_a_folder_is_read_in_order_with_hidden_files_left_out(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.txt", "a.html", "b/c.htm", ".hidden.txt"):
        (tmp_path / name).write_text("Some words.")
    paths = [Path(page.path or "").name for page in found(tmp_path) if isinstance(page, Page)]
    assert paths == ["a.html", "z.txt", "c.htm"]


def test_what_cannot_be_taken_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    (tmp_path / "b.txt").write_text("   \n")
    (tmp_path / "c.txt").write_text("Words.")
    results = found(tmp_path, tmp_path / "none.txt")
    assert reasons(results) == ["unknown_type", "empty", "page", "not_found"]
    assert all(isinstance(result, Page) or str(tmp_path) in result.detail for result in results)


def test_the_same_bytes_at_the_same_address_have_the_same_id(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    one, two = found(tmp_path / "a.txt", tmp_path / "a.txt")
    assert isinstance(one, Page)
    assert isinstance(two, Page)
    assert one.id == two.id
    assert len(one.id) == 24


def test_bad_rows_are_refused_with_file_and_line_and_good_rows_go_on(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        '{"id": "one", "text": "Words."}',
        "{broken",
        "[1, 2]",
        '{"id": "two"}',
        '{"text": 3}',
        '{"text": "Words.", "published": "2025-02"}',
        '{"text": "\\ud800"}',
        "",
        '{"id": 8, "html": "<p>Words.</p>"}',
    )
    results = found(path)
    assert reasons(results) == ["page", "bad_json", "bad_json", "no_text", *["bad_field"] * 2, "bad_json", "page"]
    second = results[1]
    assert isinstance(second, Refusal)
    assert f"{path}:2" in second.detail
    assert isinstance(results[-1], Page)
    assert results[-1].id == "8"


def test_a_rows_fields_become_what_is_given(tmp_path: Path) -> None:
    row = {"id": "x", "text": "Words.", "kind": "passage", "published": "2025-02-11T23:30:00-05:00", "rights": "my own"}
    [page] = found(rows(tmp_path, json.dumps(row)))
    assert isinstance(page, Page)
    assert page.given == Given(
        published=date(2025, 2, 11), is_passage=True, rights=Rights(licence="my own", basis="user")
    )


def test_rights_may_be_an_object(tmp_path: Path) -> None:
    [page] = found(rows(tmp_path, '{"text": "Words.", "rights": {"reserved": true, "holder": "Ada"}}'))
    assert isinstance(page, Page)
    assert page.given.rights == Rights(reserved=True, holder="Ada", basis="user")


def test_the_day_of_the_command_line_wins_over_the_rows(tmp_path: Path) -> None:
    path = rows(tmp_path, '{"text": "Words.", "published": "2025-02-11", "title": "Own"}')
    [page] = found(path, given=Given(published=date(2024, 1, 1), title="Given"))
    assert isinstance(page, Page)
    assert page.given.published == date(2024, 1, 1)
    assert page.given.title == "Own"


def test_gzipped_rows_are_read_and_a_damaged_archive_keeps_its_whole_rows(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"text": "Words."}\n' * 3)
    whole, cut, none = (tmp_path / f"{name}.jsonl.gz" for name in ("whole", "cut", "none"))
    whole.write_bytes(packed)
    cut.write_bytes(packed[:-9])
    none.write_bytes(b"no archive")
    assert reasons(found(whole)) == ["page"] * 3
    assert reasons(found(cut))[-1] == "unreadable"
    assert reasons(found(none)) == ["unreadable"]


def test_an_overlong_row_is_refused_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = rows(tmp_path, json.dumps({"text": "x" * 500}), '{"text": "Words."}')
    assert reasons(found(path, settings=Settings(max_page_bytes=100))) == ["too_large", "page"]


def test_an_overlong_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 101)
    assert reasons(found(tmp_path, settings=Settings(max_page_bytes=100))) == ["too_large"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"id": "r", "text": "Words."}\n{"text": "More."}\n', ["text/plain", "text/plain"]),
        (b"<!DOCTYPE html><p>Words.</p>", ["text/html"]),
        (b"Words of a page.\nMore.\n", ["text/plain"]),
    ],
)
def test_standard_input_is_told_by_its_first_line(
    content: bytes, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert [page.media_type for page in found("-") if isinstance(page, Page)] == expected
