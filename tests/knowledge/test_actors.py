"""Names, roles and countries as the tables know them."""

import csv
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.knowledge.actors import countries_in, country_of, find_names, on_day, role_at, words
from dotterel.knowledge.ontology import SECTORS

TABLES = ("nations.tsv", "groups.tsv", "bodies.tsv", "leaders.tsv", "agents.tsv", "places.tsv", "nearness.tsv")


@pytest.mark.parametrize(
    ("phrase", "country"),
    [("Syrian", "SYR"), ("the Netherlands", "NLD"), ("U.S.", "USA"), ("Türkiye", "TUR"), ("Turkiye", "TUR"),
     ("Bamako", "MLI"), ("Côte d’Ivoire", "CIV"), ("Kosovo", "XKX"), ("Afghans", "AFG"), ("North Korea", "PRK")],
)  # fmt: skip
def test_a_country_is_known_by_name_adjective_people_and_capital(phrase: str, country: str) -> None:
    assert country_of(phrase) == country


@pytest.mark.parametrize("phrase", ["", "us", "Syrian army", "army", "who", "Syria and Iraq"])
def test_a_phrase_that_is_more_or_less_than_a_country_is_none(phrase: str) -> None:
    assert country_of(phrase) is None


def test_an_acronym_wants_its_capitals() -> None:
    assert [one.known[0].name for one in find_names("the WHO said")] == ["World Health Organization"]
    assert find_names("those who told us") == ()


def test_the_longest_name_wins() -> None:
    assert countries_in("South Sudan and Papua New Guinea") == [(0, 11, "SSD"), (16, 32, "PNG")]


def test_a_backer_is_not_the_party() -> None:
    assert countries_in("Iran-backed fighters, pro-Russian officials") == []
    assert countries_in("Saudi-led troops") == [(0, 5, "SAU")]


def test_a_surname_is_not_read_from_a_strangers_first_name() -> None:
    assert countries_in("Clinton Okafor sang") == []


def test_a_movement_has_the_sectors_of_the_day() -> None:
    known = find_names("Taliban")[0].known
    assert on_day(known, date(2015, 3, 1))[1] == ("REB",)
    assert on_day(known, date(2023, 3, 1))[1] == ("GOV",)


def test_an_office_holder_is_of_the_elite_afterwards() -> None:
    known = find_names("Angela Merkel")[0].known
    assert on_day(known, date(2010, 1, 1))[1] == ("GOV",)
    assert on_day(known, date(2024, 1, 1))[1] == ("ELI",)


def test_the_longest_role_wins_in_singular_and_plural() -> None:
    found = role_at(words("riot policemen"), 0)
    assert role_at(words("suicide bombers"), 0) is not None
    assert found is None or found[0].sectors == ("COP",)
    police = role_at(words("riot police"), 0)
    assert police is not None and police[1] == 2


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_is_whole(table: str) -> None:
    lines = (files("dotterel.knowledge") / "tables" / table).read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 100
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(row[-1] for row in rows)
    for column in [index for index, name in enumerate(rows[0]) if name == "sectors"]:
        assert {sector for row in rows[1:] for sector in row[column].split("|") if sector} <= set(SECTORS)


@given(st.text(max_size=80))
def test_offsets_are_those_of_the_text(text: str) -> None:
    assert all(word.raw == text[word.start : word.end] for word in words(text))
    assert all(0 <= start < end <= len(text) for start, end, _ in countries_in(text))
