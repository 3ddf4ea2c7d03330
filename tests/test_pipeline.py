"""Whole pages, from bytes to events, with the weights that ship."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotterel.pages import find_pages
from dotterel.pipeline import made_by, read
from dotterel.records import Given, Mention, Page, Reading, Refusal
from dotterel.rows import mention_rows
from dotterel.settings import Settings

EXAMPLES = Path(__file__).parent.parent / "examples"


def read_text(text: str, *, is_passage: bool = True, published: date | None = date(2024, 5, 16)) -> Reading:
    given = Given(published=published, is_passage=is_passage)
    return read(Page(id="t", content=text.encode(), media_type="text/plain", given=given), Settings())


def read_examples() -> list[Reading]:
    pages = find_pages([EXAMPLES], given=Given(), settings=Settings())
    return [read(page, Settings()) for page in pages if isinstance(page, Page)]


def only(reading: Reading, event: str) -> Mention:
    found = [mention for mention in reading.mentions if mention.event == event]
    assert len(found) == 1, reading.mentions
    return found[0]


def test_made_by_names_the_users_files_without_their_folders() -> None:
    settings = Settings(actors_file=Path("/home/me/mine.tsv"), gazetteer_file=Path("large.bin"))
    assert made_by(settings) == f"{made_by(Settings())}, actors mine.tsv, gazetteer large.bin"


def check_spans(reading: Reading) -> None:
    """Every span of a reading points at the words that are shown for it, inside the story of its event."""
    assert reading.document is not None
    text = reading.document.text
    for mention in reading.mentions:
        story = reading.document.stories[mention.story]
        parties = (*mention.actor, *mention.recipient, *mention.claim.source)
        spans = [(party.start, party.end, party.entity_text) for party in parties]
        if mention.place is not None:
            spans.append((mention.place.start, mention.place.end, mention.place.extracted_place))
        for start, end, words in spans:
            assert start is not None and end is not None
            assert text[start:end] == words
            assert story.start <= start < end <= story.end
        assert story.kind != "notice"
        assert story.start <= mention.trigger.start < mention.trigger.end <= story.end
        sentence = story.sentences[mention.sentence]
        assert sentence.start <= mention.trigger.start < sentence.end


def test_an_air_strike_has_attacker_attacked_place_day_and_dead() -> None:
    reading = read_text("Israeli warplanes bombed Hezbollah positions near Tyre on Tuesday, killing nine fighters.")
    strike = only(reading, "ASSAULT")
    assert [party.code for party in strike.actor] == ["ISR"]
    assert [party.code for party in strike.recipient] == ["LBN"]
    assert strike.place is not None and strike.place.country_code == "LBN"
    assert strike.when is not None and strike.when.earliest == date(2024, 5, 14)
    assert strike.size.dead is not None and strike.size.dead.best == 9


def test_a_passive_gives_the_same_parties_as_the_active() -> None:
    active = only(read_text("The French government condemned the Russian government on Monday."), "ACCUSE")
    passive = only(read_text("The Russian government was condemned by the French government on Monday."), "ACCUSE")
    for mention in (active, passive):
        assert [party.code for party in mention.actor] == ["FRA"]
        assert [party.code for party in mention.recipient] == ["RUS"]


def test_who_says_so_is_kept() -> None:
    reading = read_text("Rebels shelled a market in Goma, the Congolese army said on Monday.")
    claim = only(reading, "ASSAULT").claim
    assert claim.status == "said"
    assert [party.entity_text for party in claim.source] == ["Congolese army"]


def test_sport_and_business_tell_no_event() -> None:
    text = "Arsenal attacked from the start but Chelsea defended well. Shares in the retailer fell 4 per cent."
    assert read_text(text).mentions == ()


@pytest.mark.parametrize("text", ["", " \n ", "\ufeff", "a", "?!.,"])
def test_a_text_that_tells_nothing_has_no_mentions(text: str) -> None:
    assert read_text(text).mentions == ()


def test_the_spans_of_every_example_are_the_words_that_are_shown() -> None:
    readings = [reading for reading in read_examples() if reading.document is not None]
    assert len(readings) >= 5
    for reading in readings:
        check_spans(reading)


def test_every_example_but_the_unreadable_tells_events() -> None:
    pages = find_pages([EXAMPLES], given=Given(), settings=Settings())
    found = [page if isinstance(page, Refusal) else read(page, Settings()) for page in pages]
    told = [one for one in found if isinstance(one, Reading) and one.mentions]
    refused = [one for one in found if isinstance(one, Refusal) or (one.document is None and one.refusals)]
    assert (len(told), len(refused)) == (5, 1)


def test_two_readings_of_a_page_are_identical() -> None:
    assert read_examples() == read_examples()


def test_an_event_is_read_alike_whatever_stands_around_it_in_a_batch() -> None:
    passage = "Police arrested twelve students in Dhaka on Sunday."
    alone = read_text(passage, is_passage=False)
    crowd = read_text(passage + "\n\n" + "\n\n".join(f"Item {n}. Talks go on." for n in range(30)), is_passage=False)
    first = only(alone, "COERCE")
    assert any(one.event == "COERCE" and one.trigger == first.trigger for one in crowd.mentions)


def test_the_text_of_a_page_that_reserves_its_rights_is_not_shown() -> None:
    text = "Troops seized the port of Berbera on Friday.\n\n© 2024 Coast Daily. All rights reserved."
    reading = read_text(text, is_passage=False)
    assert reading.document is not None and reading.document.rights.reserved
    assert reading.mentions
    assert all(row.text is None for row in mention_rows(reading))


WORDS = st.sampled_from(
    ["The army", "rebels", "attacked", "Kabul", "on Monday", "\n", ".", "<p>", "&nbsp;", "12 dead", "said"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS | st.text(max_size=8), max_size=60).map(" ".join), st.booleans())
def test_any_text_is_read_with_true_spans(text: str, is_passage: bool) -> None:
    reading = read_text(text, is_passage=is_passage)
    if reading.document is not None:
        check_spans(reading)
    else:
        assert reading.refusals


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(sorted(EXAMPLES.glob("*.html"))), st.integers(0, 4000))
def test_mutated_pages_are_read_or_refused(noise: bytes, example: Path, at: int) -> None:
    content = example.read_bytes()
    mutated = content[:at] + noise + content[at + len(noise) :]
    reading = read(Page(id="m", content=mutated, media_type="text/html"), Settings())
    assert (reading.document is not None) or reading.refusals
    if reading.document is not None:
        check_spans(reading)
