import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dotterel import cli, engine
from dotterel.records import Page, Reading, Refusal
from dotterel.settings import Settings
from dotterel.store import Store
from tests.factories import FREE, SENTENCE, reading


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def reads_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings made by hand in the place of the trained reader's: one of each page, named by its file."""

    def map_pages(pages: Iterable[Page | Refusal], settings: Settings, *, jobs: int = 1) -> Iterator[Reading]:
        for page in pages:
            if isinstance(page, Refusal):
                yield Reading(id=page.page, refusals=(page,), made_by="test")
            else:
                yield reading(Path(page.path or "-").stem)

    monkeypatch.setattr(engine, "map_pages", map_pages)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("A page.")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    Store(folder).add([reading("a"), reading("b", rights=FREE)])
    return folder


@pytest.mark.usefixtures("reads_by_hand")
def test_read_prints_a_mention_a_line_in_a_pipe(page: Path) -> None:
    result = run("read", page)
    assert result.exit_code == 0
    assert [row["id"] for row in records(result)] == ["a-shelling", "a-recall"]
    assert result.stderr == ""


@pytest.mark.usefixtures("reads_by_hand")
def test_read_prints_a_table_when_asked(page: Path) -> None:
    result = run("read", page, "--format", "table")
    assert "ASSAULT heavy-weapons" in result.stdout
    assert "Karvian army (SYR MIL)" in result.stdout


@pytest.mark.usefixtures("reads_by_hand")
def test_read_prints_whole_readings(page: Path) -> None:
    rows = records(run("read", page, "--what", "readings"))
    assert rows[0]["id"] == "a"
    assert rows[0]["text"] is None
    assert "killing" in str(records(run("read", page, "--what", "readings", "--with-text"))[0]["text"])


@pytest.mark.usefixtures("reads_by_hand")
def test_read_counts_what_it_refused_on_stderr_and_reads_the_rest(page: Path) -> None:
    result = run("read", page, page.parent / "nowhere.html")
    assert result.exit_code == 0
    assert len(records(result)) == 2
    assert "1 refused: 1 not_found." in result.stderr


@pytest.mark.usefixtures("reads_by_hand")
def test_a_run_that_read_nothing_has_failed(tmp_path: Path) -> None:
    result = run("read", tmp_path / "nowhere.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing could be read" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("read",),
        ("read", "x.html", "--published", "yesterday"),
        ("read", "x.html", "--min-score", "2"),
        ("find", "--store", "s", "--type", "FIGHT"),
        ("find", "--store", "s", "--country", "Karvia"),
        ("follow", "feeds.toml"),
        ("export", "--format", "gdelt", "--out", "x", "--store", "s"),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.usefixtures("reads_by_hand")
def test_read_writes_to_the_store_and_prints_as_well(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "news"
    assert len(records(run("read", page, "--store", folder))) == 2
    assert [row["id"] for row in records(run("find", "--store", folder))] == ["a-shelling", "a-recall"]
    shown = records(run("show", "a-recall", "--store", folder))[0]
    assert shown["page"]["path"] == str(page)  # type: ignore[index]


def test_find_takes_filters_and_a_countrys_name(store: Path) -> None:
    found = run("find", "--store", store, "--type", "assault", "--country", "Czechia", "--until", "2025-03-03")
    assert [row["id"] for row in records(found)] == ["a-shelling", "b-shelling"]
    assert records(run("find", "--store", store, "--country", "xkx")) == []


def test_find_in_what_is_no_store_fails_with_one_line(tmp_path: Path) -> None:
    result = run("find", "--store", tmp_path)
    assert result.exit_code == 1
    assert "no store" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_show_gives_the_words_only_where_rights_allow(store: Path) -> None:
    assert records(run("show", "a-shelling", "--store", store))[0]["text"] is None
    assert records(run("show", "b-shelling", "--store", store))[0]["text"] == SENTENCE


def test_show_says_when_there_is_no_copy_to_read_again(store: Path) -> None:
    result = run("show", "a-shelling", "--store", store, "--with-text")
    assert result.exit_code == 1
    assert "no copy of this page is known" in result.stderr


def test_show_of_an_unknown_id_fails(store: Path) -> None:
    result = run("show", "nobody", "--store", store)
    assert result.exit_code == 1
    assert "no record has the id 'nobody'" in result.stderr


@pytest.mark.parametrize("export_format", ["plover", "geojson", "parquet", "csv"])
def test_export_writes_a_file_and_tells_how_many(store: Path, tmp_path: Path, export_format: str) -> None:
    out = tmp_path / "out"
    result = run("export", "--format", export_format, "--out", out, "--store", store)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "4 mentions" in result.stderr
    assert out.stat().st_size > 0


def test_export_to_a_dash_is_standard_output(store: Path) -> None:
    assert len(records(run("export", "--format", "plover", "--out", "-", "--store", store))) == 4


def test_a_closed_pipe_is_success(store: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m dotterel find --store "{store}" | true; echo "${{PIPESTATUS[0]}}"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_find_prints_a_table_on_a_terminal(store: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "dotterel", "find", "--store", store], stdout=theirs) as process:
        os.close(theirs)
        printed = b""
        try:
            while chunk := os.read(ours, 4096):
                printed += chunk
        except OSError:  # Linux's way to say that the other side has closed
            pass
        os.close(ours)
    assert process.returncode == 0
    assert b"ASSAULT" in printed
    assert b'"id"' not in printed
