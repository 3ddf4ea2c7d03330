import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.records import Place
from dotterel.resolve.places import resolve_places


def place_in(text: str, name: str) -> Place:
    start = text.index(name)
    place = resolve_places(text, [(start, start + len(name))])[0]
    assert place is not None
    return place


def test_a_state_beside_the_name_decides_between_namesakes() -> None:
    athens = place_in("A student was shot in Athens, Georgia, on Monday.", "Athens")
    assert (athens.country_code, athens.province, athens.resolution) == ("USA", "Georgia", "town")


def test_the_state_after_a_town_is_the_state() -> None:
    text = "A student was shot in Athens, Georgia, on Monday."
    places = resolve_places(text, [(22, 28), (30, 37)])
    assert [place.country_code for place in places if place] == ["USA", "USA"]


def test_a_people_named_in_the_text_decides_between_namesakes() -> None:
    assert place_in("Greek police clashed with anarchists in Athens.", "Athens").country_code == "GRC"
    assert place_in("Libyan forces shelled the port of Tripoli.", "Tripoli").country_code == "LBY"
    assert place_in("Lebanese soldiers deployed in Tripoli.", "Tripoli").country_code == "LBN"


def test_neighbours_decide_between_a_state_and_a_country() -> None:
    assert place_in("Georgia and Armenia signed a treaty in Tbilisi.", "Georgia").country_code == "GEO"


@pytest.mark.parametrize(
    ("name", "resolution", "country"),
    [
        ("Suwayda province", "province", "SYR"),
        ("Donetsk Oblast", "province", "UKR"),
        ("Gaza Strip", "region", "PSE"),
        ("South China Sea", "region", None),
        ("Yemen", "country", "YEM"),
        ("Mosul", "town", "IRQ"),
    ],
)
def test_the_precision_is_that_of_the_kind_of_place(name: str, resolution: str, country: str | None) -> None:
    place = place_in(f"Fighting went on in {name} overnight.", name)
    assert (place.resolution, place.country_code) == (resolution, country)
    assert place.radius_km is not None and place.radius_km > 0


def test_a_distance_and_a_direction_shift_the_point() -> None:
    mosul = place_in("An air strike hit a village near Mosul.", "Mosul")
    north = place_in("An air strike hit a village 20 km north of Mosul.", "20 km north of Mosul")
    assert north.resolution == "point"
    assert north.lat is not None and mosul.lat is not None and north.lon is not None and mosul.lon is not None
    assert math.isclose((north.lat - mosul.lat) * 111.2, 20, abs_tol=0.5)
    assert math.isclose(north.lon, mosul.lon, abs_tol=0.001)


def test_a_part_of_a_country_is_a_region_of_it_and_not_its_centre() -> None:
    mali, north = place_in("Troops left Mali.", "Mali"), place_in("Troops left northwestern Mali.", "northwestern Mali")
    assert north.country_code == "MLI" and north.resolution == "region"
    assert north.lat is not None and mali.lat is not None and north.lat > mali.lat


def test_an_unknown_name_keeps_its_words_and_nothing_else() -> None:
    assert place_in("Shells fell on Qwertzopolis.", "Qwertzopolis") == Place(
        extracted_place="Qwertzopolis", start=15, end=27
    )


def test_common_words_are_no_towns() -> None:
    assert place_in("Gunmen fled the southern city at dawn.", "southern city").lat is None


def test_only_an_empty_or_invalid_span_is_none() -> None:
    assert resolve_places("Cairo", [(0, 0), (3, 2), (0, 99), (0, 5)])[:3] == [None, None, None]


def test_spans_that_begin_together_are_resolved_apart() -> None:
    text = "Aleppo province and Aleppo city"
    province, town = resolve_places(text, [(0, 15), (20, 26)])
    both = resolve_places(text, [(0, 15), (0, 6)])
    assert province is not None and town is not None and province.resolution == "province"
    assert [place.extracted_place for place in both if place] == ["Aleppo province", "Aleppo"]


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_every_place_shows_its_own_words(text: str, start: int, end: int) -> None:
    (place,) = resolve_places(text, [(start, end)])
    assert place is None or place.extracted_place == text[start:end]
