import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.knowledge import gazetteer


def test_a_city_is_found_with_country_province_and_degrees() -> None:
    mosul = next(entry for entry in gazetteer.lookup("Mosul") if entry.kind == "town")
    assert (mosul.country, mosul.geonameid) == ("IRQ", 99072)
    assert (round(mosul.lat), round(mosul.lon)) == (36, 43)
    assert mosul.population > 1_000_000


@pytest.mark.parametrize("name", ["Zürich", "zurich", "ZURICH", "Zurich"])
def test_accents_and_case_do_not_count(name: str) -> None:
    assert "CHE" in {entry.country for entry in gazetteer.lookup(name)}


def test_other_spellings_lead_to_one_place() -> None:
    assert {entry.geonameid for entry in gazetteer.lookup("Kiev")} & {
        entry.geonameid for entry in gazetteer.lookup("Kyiv")
    }


def test_names_in_other_scripts_are_found() -> None:
    assert gazetteer.lookup("موصل")[0].country == "IRQ"


@pytest.mark.parametrize(
    ("name", "country"),
    [("Golan Heights", "SYR"), ("Donbas", "UKR"), ("Darfur", "SDN"), ("Suwayda", "SYR"), ("Strait of Hormuz", None)],
)
def test_regions_and_seas_are_held(name: str, country: str | None) -> None:
    assert country in {entry.country for entry in gazetteer.lookup(name)}


def test_written_short_forms_are_kept_apart_from_names() -> None:
    assert gazetteer.lookup_short("Va.")[0].name == "Virginia"
    assert gazetteer.lookup_short("Va") == ()


def test_a_people_leads_to_its_country() -> None:
    assert gazetteer.country_of_people("Syrian") == "SYR"
    assert gazetteer.country_of_people("Martian") is None


def test_an_unknown_name_has_no_entries() -> None:
    assert gazetteer.lookup("Qwertzopolis on the Moon") == ()


def test_the_most_populous_comes_first() -> None:
    populations = [entry.population for entry in gazetteer.lookup("Springfield")]
    assert populations == sorted(populations, reverse=True)
    assert len(populations) > 5


@given(st.text(max_size=40))
def test_any_text_can_be_looked_up(name: str) -> None:
    assert isinstance(gazetteer.lookup(name), tuple)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_that_folding_once_did_not(name: str) -> None:
    folded = gazetteer.fold(name)
    assert gazetteer.lookup(folded) == gazetteer.lookup(name) or gazetteer.fold(folded) != folded


def test_the_table_opens_without_numpy() -> None:
    command = (
        "import sys; from dotterel.knowledge import gazetteer; gazetteer.lookup('Cairo'); print('numpy' in sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
