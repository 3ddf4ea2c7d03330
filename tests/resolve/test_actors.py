"""Who a phrase names."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotterel.resolve.actors import resolve_actor, resolve_parties

DAY = date(2019, 5, 2)


@pytest.mark.parametrize(
    ("phrase", "code", "sector"),
    [("Peruvian riot police", "PER", "COP"), ("Chad's parliament", "TCD", "LEG"), ("Norway", "NOR", "GOV"),
     ("spokesman for the Houthi rebels", "YEM", "REB"), ("members of Boko Haram", "NGA", "REB"),
     ("Danish ambassador to Kenya", "DNK", "GOV"), ("refugees from Eritrea", "ERI", "REF"),
     ("former Slovak prime minister", "SVK", "ELI"), ("World Health Organization", "IGO", "MED"),
     ("Amnesty International", "NGO", None), ("aid workers", "NGO", None), ("Rapid Support Forces", "SDN", "PRM"),
     ("Gambian opposition lawmakers", "GMB", "LEG"), ("Togolese farmers", "TGO", "AGR")],
)  # fmt: skip
def test_a_phrase_tells_its_country_and_sector(phrase: str, code: str | None, sector: str | None) -> None:
    party = resolve_actor(phrase, on=DAY)
    assert (party.code, party.sector) == (code, sector)


def test_a_phrase_without_any_country_has_none() -> None:
    party = resolve_actor("gunmen")
    assert (party.code, party.sector) == (None, "UAF")


def test_the_country_is_taken_from_the_story() -> None:
    text = "Mali's president dismissed his cabinet on Monday. The army promised to stay in its barracks."
    start = text.index("army")
    party = resolve_actor("army", context=text, on=DAY, start=start, end=start + 4)
    assert (party.code, party.sector) == ("MLI", "MIL")
    assert party.score is not None and party.score < 0.9


def test_a_linked_phrase_weighs_against_the_rest_of_the_story() -> None:
    text = "Zambia and Angola spoke of the river. The ministry was silent."
    assert resolve_actor("ministry", context=text, nearby=[("Angola", 8.0), ("Zambia", -8.0)]).code == "AGO"
    assert resolve_actor("ministry", context=text, nearby=[("Angola", -8.0), ("Zambia", 8.0)]).code == "ZMB"


def test_a_phrase_has_the_role_of_the_day() -> None:
    assert resolve_actor("RSF", on=date(2024, 1, 5)).sector == "REB"
    assert resolve_actor("Angela Merkel", on=date(2024, 1, 5)).sector == "ELI"


def test_the_readers_guess_fills_what_the_tables_do_not_know() -> None:
    assert resolve_actor("Orin Vaskelainen", hint_sector="LEG").sector == "LEG"
    assert resolve_actor("Kenyan police", hint_sector="LEG").sector == "COP"


def test_a_phrase_that_joins_two_countries_is_two_parties() -> None:
    parties = resolve_parties("Senior Hungarian and Romanian officials", start=10, end=49)
    assert [(one.code, one.sector, one.start, one.end) for one in parties] == [
        ("HUN", "GOV", 10, 26),
        ("ROU", "GOV", 31, 49),
    ]


@pytest.mark.parametrize("phrase", ["Bosnia and Herzegovina", "Ministry of Foreign and European Affairs"])
def test_a_name_that_holds_an_and_is_one_party(phrase: str) -> None:
    assert len(resolve_parties(phrase)) == 1


@pytest.mark.parametrize(
    ("phrase", "name"),
    [("Columbia University", "Columbia University"), ("Lahore High Court", "Lahore High Court"),
     ("Delta Force", "Delta Force"), ("U.N.", "United Nations"), ("world body", None), ("Tom Ferreira", None)],
)  # fmt: skip
def test_an_identity_is_what_the_name_means(phrase: str, name: str | None) -> None:
    assert resolve_actor(phrase, on=DAY).identifier_text == name


def test_a_stranger_is_not_the_leader_whose_surname_he_has() -> None:
    party = resolve_actor("Dr. Idris Bari Merkel, chief of the Port Authority of Ghana", on=DAY)
    assert (party.code, party.identifier_text) == ("GHA", None)
    assert resolve_actor("Karim Lagos Ibrahim", on=DAY).code is None
    assert resolve_actor("Angela Dorothea Merkel", on=DAY).identifier_text == "Angela Merkel"


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [("armed Fulani groups", "REB"), ("armed villagers", "UAF"), ("men armed with rifles", "UAF"),
     ("tribal fighters", "UAF"), ("armed forces", "MIL"), ("Arab fighters", "REB"), ("unarmed villagers", "CVL")],
)  # fmt: skip
def test_whoever_bears_arms_is_no_civilian(phrase: str, sector: str) -> None:
    assert resolve_actor(phrase, on=DAY).sector == sector


def test_no_country_is_invented_where_the_story_names_none() -> None:
    party = resolve_actor("police", context="The police closed a bridge on Monday.", start=4, end=10)
    assert party.code is None
    assert party.score is not None and party.score < 0.9


@pytest.mark.parametrize(
    ("phrase", "codes", "sectors"),
    [("Chadian & Sudanese soldiers", ["TCD", "SDN"], ["MIL", "MIL"]),
     ("Dutch as well as Belgian police", ["NLD", "BEL"], ["COP", "COP"]),
     ("both Ethiopia and Eritrea", ["ETH", "ERI"], ["GOV", "GOV"]),
     ("Israel and Hamas", ["ISR", "PSE"], ["GOV", "REB"]),
     ("the EU and the United Nations", ["IGO", "IGO"], [None, None])],
)  # fmt: skip
def test_joined_parties_have_their_own_country_and_sector(
    phrase: str, codes: list[str], sectors: list[str | None]
) -> None:
    parties = resolve_parties(phrase, on=DAY)
    assert [one.code for one in parties] == codes
    assert [one.sector for one in parties] == sectors


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_parties_with_their_own_words(before: str, phrase: str) -> None:
    text, start = before + phrase, len(before)
    for party in resolve_parties(phrase, context=text, start=start, end=len(text)):
        assert party.start is not None and party.end is not None
        assert text[party.start : party.end] == party.entity_text


def test_an_area_of_several_states_has_no_country() -> None:
    text = "The president of Kenya met them on Monday."
    for phrase in (
        "Western allies",
        "Central American families",
        "leaders of the Group of Seven",
        "foreign governments",
    ):
        assert resolve_actor(phrase, context=text).code is None, phrase


def test_a_country_beside_an_area_is_kept() -> None:
    assert resolve_actor("Mexican government").code == "MEX"
    assert resolve_actor("United Nations").code == "IGO"


def test_of_two_towns_of_one_name_the_one_in_a_named_country_tells() -> None:
    text = "In Ivory Coast, exporters in San Pedro asked the bank to reopen."
    assert resolve_actor("exporters", context=text, start=16, end=25).code == "CIV"
