"""A user's own table of actors, merged over ours or refused."""

import os
from datetime import date
from pathlib import Path

import pytest

import dotterel
from dotterel import pipeline, reader
from dotterel.errors import UsageError
from dotterel.knowledge.actors import countries_in, find_names
from dotterel.knowledge.in_use import using
from dotterel.knowledge.namebook import first_day, last_day
from dotterel.knowledge.user_tables import COLUMNS, conflicts
from dotterel.reader.mentions import Found
from dotterel.records import Given, Page, Party, Size, changed
from dotterel.settings import Settings
from tests.factories import reading

HEADER = "\t".join(COLUMNS)


def table(folder: Path, *rows: str, header: str = HEADER) -> Settings:
    """Settings with a table of these rows, whose cells are parted by semicolons."""
    path = folder / "mine.tsv"
    path.write_text("\n".join([header, *(row.replace(";", "\t") for row in rows), ""]), encoding="utf-8")
    return Settings(actors_file=path)


def test_a_name_that_only_the_user_knows_is_known(tmp_path: Path) -> None:
    settings = table(tmp_path, "Sons of the Lantern;Lantern Sons|SOTL;MLI;REB;2019;;Q999999999;field notes")
    for phrase in ("Sons of the Lantern", "Lantern Sons", "SOTL fighters"):
        party = dotterel.actor(phrase, date="2021-05-01", settings=settings)
        assert (party.code, party.sector) == ("MLI", "REB")
    assert dotterel.actor("SOTL", settings=settings).identifier_id == "Q999999999"


def test_without_the_table_the_name_is_unknown_again(tmp_path: Path) -> None:
    settings = table(tmp_path, "Sons of the Lantern;;MLI;REB;;;;notes")
    assert dotterel.actor("Sons of the Lantern", settings=settings).code == "MLI"
    assert dotterel.actor("Sons of the Lantern").code is None


@pytest.mark.parametrize("day", [None, "2023-05-01"])
def test_the_users_meaning_goes_before_ours(tmp_path: Path, day: str | None) -> None:
    settings = table(tmp_path, "Taliban;;PAK;PTY;;;;notes")
    party = dotterel.actor("Taliban", date=day, context="Kabul: the Afghan capital saw the Taliban.", settings=settings)
    assert (party.code, party.sector) == ("PAK", "PTY")


def test_on_days_of_which_the_user_tells_nothing_our_meaning_stands(tmp_path: Path) -> None:
    settings = table(tmp_path, "Taliban;;PAK;PTY;2022;2022-06;;notes")
    assert dotterel.actor("Taliban", date="2022-06-30", settings=settings).sector == "PTY"
    party = dotterel.actor("Taliban", date="2022-07-01", settings=settings)
    assert (party.code, party.sector) == ("AFG", "GOV")


def test_the_text_around_is_read_with_the_users_names_too(tmp_path: Path) -> None:
    settings = table(tmp_path, "Lantern Front;;TCD;REB;;;;notes")
    with using(settings):
        assert countries_in("The Lantern Front fled.") == [(4, 17, "TCD")]
    assert countries_in("The Lantern Front fled.") == []


def test_a_table_that_is_changed_is_read_again(tmp_path: Path) -> None:
    settings = table(tmp_path, "Lantern Front;;TCD;REB;;;;notes")
    assert dotterel.actor("Lantern Front", settings=settings).code == "TCD"
    table(tmp_path, "Lantern Front;;NER;REB;;;;notes")
    os.utime(tmp_path / "mine.tsv", ns=(1, 1))
    assert dotterel.actor("Lantern Front", settings=settings).code == "NER"


def test_a_name_says_which_row_it_is_from(tmp_path: Path) -> None:
    settings = table(tmp_path, "Front A;;TCD;REB;;;;a", "Front B;;TCD;REB;;;;notes of b")
    with using(settings):
        row = find_names("Front B")[0].known[0].row
    assert row is not None
    assert (row.table, row.line, row.source) == (str(tmp_path / "mine.tsv"), 3, "notes of b")


def test_a_conflict_with_our_tables_is_found_with_both_sides(tmp_path: Path) -> None:
    settings = table(tmp_path, "New Front;;TCD;REB;;;;n", "The Base;al-Qaeda;TCD;REB;2010;;;n")
    with using(settings):
        told = [str(one) for one in conflicts()]
    assert told
    assert all("al-Qaeda" in one and "ours" in one and "yours TCD REB from 2010-01-01" in one for one in told)


def test_rows_that_agree_with_ours_or_hold_on_other_days_are_no_conflict(tmp_path: Path) -> None:
    settings = table(tmp_path, "Taliban;;AFG;GOV;2023;2024;;n", "Boko Haram;;TCD;GOV;1950;1951;;n")
    with using(settings):
        assert [one for one in conflicts() if one.name == "Taliban"] == []
        assert [one for one in conflicts() if one.ours.valid_from and one.ours.valid_from > date(1951, 12, 31)] == []


@pytest.mark.parametrize(
    ("row", "line", "reason"),
    [
        ("Front;;TCX;REB;;;;n", 3, "unknown country code 'TCX'"),
        ("Front;;tcd;REB;;;;n", 3, "unknown country code 'tcd'"),
        ("Front;;TCD;REB|ARMY;;;;n", 3, "unknown sector 'ARMY'"),
        ("Front;;TCD;REB;2003-13;;;n", 3, "valid_from '2003-13' is no day"),
        ("Front;;TCD;REB;;2003-02-30;;n", 3, "valid_to '2003-02-30' is no day"),
        ("Front;;TCD;REB;May 2003;;;n", 3, "valid_from 'May 2003' is no day"),
        ("Front;;TCD;REB;2005;2004;;n", 3, "lies before"),
        ("Front;;TCD;REB;;;12;n", 3, "no Wikidata id"),
        (";;TCD;REB;;;;n", 3, "the name is missing"),
        ("Front;|...;TCD;REB;;;;n", 3, "'...' is no name"),
        ("Front;;TCD;REB", 3, "4 cells in the place of 8"),
        ("First;;TCD;REB;;;;again", 3, "as line 2"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_reason(tmp_path: Path, row: str, line: int, reason: str) -> None:
    settings = table(tmp_path, "First;;TCD;REB;;;;n", row)
    with pytest.raises(UsageError) as told:
        dotterel.actor("Front", settings=settings)
    assert f"mine.tsv, line {line}: " in str(told.value)
    assert reason in str(told.value)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("name\taliases\tcountry", "lacks sectors"),
        (HEADER + "\tnotes", "has notes"),
        ("\t".join(reversed(COLUMNS)), "another order"),
        ("Front\t\tTCD\tREB\t\t\t\tn", "lacks name"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path: Path, header: str, reason: str) -> None:
    with pytest.raises(UsageError, match=r"mine\.tsv, line 1: .*" + reason):
        dotterel.actor("Front", settings=table(tmp_path, header=header))


def test_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(f"{HEADER}\nFront\t\tTCD\tREB\t\t\t\tn\nFrançois\t\tTCD\tGOV\t\t\t\tn\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"mine\.tsv, line 3: not UTF-8"):
        dotterel.actor("Front", settings=Settings(actors_file=path))


def test_several_faults_are_told_at_once_and_counted(tmp_path: Path) -> None:
    settings = table(tmp_path, *(f"Front {number};;XXQ;REB;;;;n" for number in range(9)))
    with pytest.raises(UsageError) as told:
        dotterel.actor("Front", settings=settings)
    assert str(told.value).count("line ") == 5
    assert "and 4 more" in str(told.value)


def test_no_table_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        dotterel.actor("Front", settings=Settings(actors_file=tmp_path / "nowhere.tsv"))
    (tmp_path / "empty.tsv").write_text("")
    with pytest.raises(UsageError, match=r"empty.tsv, line 1"):
        dotterel.actor("Front", settings=Settings(actors_file=tmp_path / "empty.tsv"))


def test_a_table_from_a_spreadsheet_with_mark_and_carriage_returns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(f"\ufeff{HEADER}\r\nLantern Front\t\tTCD\tREB\t\t\t\tn\r\n\r\n".encode())
    assert dotterel.actor("Lantern Front", settings=Settings(actors_file=path)).code == "TCD"


def test_a_date_that_is_open_means_its_first_and_last_day() -> None:
    assert (first_day("2003"), last_day("2003")) == (date(2003, 1, 1), date(2003, 12, 31))
    assert (first_day("2004-02"), last_day("2004-02")) == (date(2004, 2, 1), date(2004, 2, 29))
    assert first_day("2004-02-03") == last_day("2004-02-03") == date(2004, 2, 3)
    assert first_day("") is last_day("") is None


def test_a_page_is_read_with_the_users_table_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Lantern Front fighters shelled a town."
    actor = Party(entity_text="Lantern Front fighters", start=0, end=22)
    mention = changed(reading("a").mentions[0], actor=(actor,), recipient=(), place=None, when=None, size=Size())
    found = Found(mentions=(mention,), kin={}, refusals=())
    monkeypatch.setattr(reader, "find_mentions", lambda document, settings: found)
    page = Page(id="a", content=text.encode(), media_type="text/plain", given=Given(is_passage=True))
    settings = table(tmp_path, "Lantern Front;;TCD;REB;;;;n")
    assert pipeline.read(page, settings).mentions[0].actor[0].code == "TCD"
    assert pipeline.read(page, Settings()).mentions[0].actor[0].code is None
