"""The commands that explain what is known, and extend it."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dotterel import cli, engine
from dotterel.knowledge.notes import taken_down
from dotterel.knowledge.user_tables import COLUMNS
from dotterel.records import Page, Reading, Refusal
from dotterel.resolve.actors import resolve_parties
from dotterel.resolve.explain import explain_actor
from dotterel.settings import Settings
from tests.cli.actor_readers import read_actor
from tests.factories import reading

MALI = "Mali's president spoke in Bamako. On Monday the army promised to stay in its barracks."


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def table(folder: Path, *rows: str) -> Path:
    path = folder / "mine.tsv"
    path.write_text("\n".join(["\t".join(COLUMNS), *(row.replace(";", "\t") for row in rows)]))
    return path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings of each run of the engine, which reads nothing here."""
    seen: list[Settings] = []

    def map_pages(pages: Iterable[Page | Refusal], settings: Settings, *, jobs: int = 1) -> Iterator[Reading]:
        seen.append(settings)
        return (reading(str(number)) for number, _ in enumerate(pages))

    monkeypatch.setattr(engine, "map_pages", map_pages)
    return seen


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("A page.")
    return path


def test_read_hands_the_users_table_to_the_run(told: list[Settings], page: Path, tmp_path: Path) -> None:
    path = table(tmp_path, "Lantern Front;;TCD;REB;;;;n")
    result = run("read", page, "--actors", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [one.actors_file for one in told] == [path]


def test_read_tells_conflicts_with_our_tables_on_stderr(told: list[Settings], page: Path, tmp_path: Path) -> None:
    result = run("read", page, "--actors", table(tmp_path, "Taliban;;PAK;PTY;2022;;;n"))
    assert result.exit_code == 0
    assert "mine.tsv, line 2: 'Taliban': ours AFG GOV" in result.stderr
    assert "yours PAK PTY from 2022-01-01" in result.stderr


def test_read_refuses_a_bad_table_before_any_page(told: list[Settings], page: Path, tmp_path: Path) -> None:
    result = run("read", page, "--actors", table(tmp_path, "Front;;XXQ;REB;;;;n"))
    assert (result.exit_code, result.stdout, told) == (2, "", [])
    assert "mine.tsv, line 2: unknown country code 'XXQ'" in result.stderr


def test_read_refuses_a_gazetteer_that_is_none(told: list[Settings], page: Path) -> None:
    result = run("read", page, "--gazetteer", page)
    assert (result.exit_code, result.stdout, told) == (2, "", [])
    assert "a.txt: not a gazetteer" in result.stderr


def test_worker_processes_see_the_users_table(tmp_path: Path) -> None:
    settings = Settings(actors_file=table(tmp_path, "Lantern Front;;TCD;REB;;;;n"))
    pages = [Page(id=str(number), content=b"Lantern Front", media_type="text/plain") for number in range(2)]
    found = list(engine.map_pages(pages, settings, jobs=2, read=read_actor))
    assert [one.mentions[0].actor[0].code for one in found] == ["TCD", "TCD"]


def test_actors_explains_a_name_on_a_day() -> None:
    told = run("actors", "Taliban spokesman", "--on", "2019-01-01", "--format", "text").stdout
    assert "AFG REB, from 2001-11-14 to 2021-08-14" in told
    assert "set aside: it does not hold on 2019-01-01" in told
    assert "'spokesman' points through to 'Taliban'" in told
    assert "its own words tell AFG" in told
    assert "groups.tsv, line" in told
    assert told.splitlines()[-1].startswith("= Taliban spokesman: AFG REB")


def test_a_name_may_be_of_several_words_without_quotes() -> None:
    assert (
        run("actors", "Kenyan", "police", "--format", "text").stdout.splitlines()[-1].startswith("= Kenyan police: KEN")
    )


def test_actors_tells_what_in_the_text_around_spoke_for_the_country() -> None:
    result = run("actors", "the army", "--context", MALI)
    part = json.loads(result.stdout)["parts"][0]
    best = part["candidates"][0]
    assert best["code"] == "MLI"
    assert best["strongest"][0]["points"] == pytest.approx(
        best["strongest"][0]["value"] * best["strongest"][0]["weight"], abs=0.01
    )
    assert "the text around it makes MLI likeliest" in part["country"][-1]


def test_actors_says_so_where_nothing_is_known() -> None:
    told = run("actors", "Orin Vaskelainen", "--format", "text").stdout
    assert "not in the tables: Orin, Vaskelainen" in told
    assert "no text stands around it" in told


def test_actors_explains_the_users_own_rows_too(tmp_path: Path) -> None:
    path = table(tmp_path, "Taliban;;PAK;PTY;;;;field notes")
    result = run("actors", "Taliban", "--actors", path, "--format", "text")
    assert f"{path}, line 2: field notes" in result.stdout
    assert "set aside: your own table goes before ours" in result.stdout
    assert result.stderr == ""


def test_a_holder_out_of_office_is_told_to_be() -> None:
    told = run("actors", "Angela Merkel", "--on", "2024-01-05", "--format", "text").stdout
    assert "DEU ELI outside of its days" in told


@pytest.mark.parametrize("arguments", [("actors",), ("actors", "Assad", "--on", "yesterday"), ("actors", "build")])
def test_a_wrong_command_line_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "phrase",
    [
        "Senior Hungarian and Romanian officials",
        "former Slovak prime minister",
        "RSF",
        "the ministry",
        "",
        "aid workers",
    ],
)
@pytest.mark.parametrize("context", ["", MALI])
def test_an_explanation_ends_where_the_resolution_does(phrase: str, context: str) -> None:
    day = date(2024, 1, 5)
    assert explain_actor(phrase, context=context, on=day).parties == resolve_parties(phrase, context=context, on=day)


def test_notes_are_taken_only_for_who_asks() -> None:
    with taken_down() as notes:
        resolve_parties("Assad")
    taken = len(notes)
    resolve_parties("Assad")
    assert len(notes) == taken > 0


def test_actors_build_writes_a_table_that_actors_takes(tmp_path: Path) -> None:
    lines = [
        '{"id":"Q901","labels":{"en":{"value":"Chad"}},"claims":{"P298":[{"mainsnak":{"datavalue":{"value":"TCD"}}}]}}',
        '{"id":"Q902","labels":{"en":{"value":"militia"}},"claims":{"P279":[]}}',
        '{"id":"Q903","labels":{"en":{"value":"Lantern Front"}},"claims":{'
        '"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q902"}}}}],"P17":[{"mainsnak":{"datavalue":{"value":{"id":"Q901"}}}}]}}',
    ]
    (tmp_path / "dump.json").write_text("[\n" + ",\n".join([*lines, "broken"]) + "\n]\n")
    out = tmp_path / "built.tsv"
    result = run("actors", "build", "--wikidata", tmp_path / "dump.json", "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 rows of 0 people and 1 bodies" in result.stderr
    assert "1 broken lines skipped" in result.stderr
    told = run("actors", "Lantern Front", "--actors", out, "--format", "text").stdout
    assert told.splitlines()[-1].startswith("= Lantern Front: TCD PRM, Lantern Front Q903")


def test_places_build_writes_a_gazetteer_that_read_takes(told: list[Settings], page: Path, tmp_path: Path) -> None:
    cells = [
        4_000_000_000,
        "Orlavik",
        "Orlavik",
        "",
        12.5,
        15.2,
        "P",
        "PPL",
        "TD",
        "",
        "",
        "",
        "",
        "",
        9,
        "",
        1,
        "",
        "",
    ]
    (tmp_path / "all.txt").write_text("\t".join(map(str, cells)) + "\n")
    out = tmp_path / "large.bin"
    built = run("places", "build", "--geonames", tmp_path / "all.txt", "--out", out)
    assert (built.exit_code, built.stdout) == (0, "")
    assert "1 of them new" in built.stderr
    assert run("read", page, "--gazetteer", out).exit_code == 0
    assert [one.gazetteer_file for one in told] == [out]


def test_places_build_leaves_no_file_where_the_dump_is_none(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "large.bin"
    result = run("places", "build", "--geonames", page, "--out", out)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "no place in it" in result.stderr


def test_a_file_that_cannot_be_written_is_told(page: Path, tmp_path: Path) -> None:
    result = run("actors", "build", "--wikidata", page, "--out", tmp_path / "nowhere" / "built.tsv")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
