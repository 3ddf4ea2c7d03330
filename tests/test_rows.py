import json
from datetime import date

import msgspec
import pytest

from dotterel.records import Aux, Reading, Refusal, Rights, When
from dotterel.rows import event_date, mention_row, mention_rows, reading_row, to_json
from tests.factories import FREE, HEADLINE, SENTENCE, TEXT, document, reading, recall, shelling

CONTRACT_KEYS = {
    "id", "doc_id", "story", "sentence", "event", "mode", "context", "aux", "date", "enddate", "date_precision",
    "date_basis", "actor", "recipient", "event_loc", "size", "claim", "quad_code", "event_scale", "score", "event_text",
    "trigger", "text", "cite_info", "made_by",
}  # fmt: skip


def test_a_mention_has_every_key_of_the_contract() -> None:
    for row in mention_rows(reading()):
        assert set(json.loads(to_json(row))) == CONTRACT_KEYS


def test_a_mention_tells_its_words_type_and_date() -> None:
    row = mention_rows(reading("a"))[0]
    assert (row.event_text, row.quad_code, row.event_scale) == (("shelled",), 4, -9.5)
    assert (row.date, row.date_precision, row.date_basis) == (date(2025, 3, 3), "day", "relative")


def test_an_undated_event_has_the_day_of_publication() -> None:
    happened = event_date(recall("a"), document("a"))
    assert (happened.first, happened.last) == (date(2025, 3, 4), date(2025, 3, 4))
    assert (happened.precision, happened.basis) == ("day", "published")


def test_an_undated_event_of_a_page_of_several_possible_days_has_their_range() -> None:
    days = (date(2025, 3, 3), date(2025, 3, 9))
    page = msgspec.structs.replace(document("a", published=None), published_range=days)
    happened = event_date(recall("a"), page)
    assert ((happened.first, happened.last), happened.precision) == (days, "range")
    assert mention_row(recall("a"), page, made_by="").cite_info.published_range == days


@pytest.mark.parametrize("aux", ["historical", "future", "hypothetical"])
def test_what_did_not_happen_now_is_not_dated_by_publication(aux: Aux) -> None:
    mention = msgspec.structs.replace(recall("a"), aux=aux)
    happened = event_date(mention, document("a"))
    assert (happened.first, happened.last, happened.basis) == (None, None, None)


def test_a_stated_day_that_cannot_be_placed_is_not_guessed() -> None:
    mention = shelling("a", when=When(type="DATE", value="XXXX-07-13"))
    assert event_date(mention, document("a")).first is None


def test_a_duration_does_not_hide_the_day_of_publication() -> None:
    mention = shelling("a", when=When(type="DURATION", value="P3D"))
    assert event_date(mention, document("a")).first == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("rights", "with_text", "text"),
    [
        (None, False, None),
        (None, True, SENTENCE),
        (Rights(), False, None),
        (FREE, False, SENTENCE),
        (Rights(basis="user"), False, SENTENCE),
        (Rights(basis="user", reserved=True), False, None),
    ],
)
def test_a_sentence_is_shown_only_where_rights_allow(rights: Rights | None, with_text: bool, text: str | None) -> None:
    page = reading("a", rights=rights)
    assert mention_rows(page, with_text=with_text)[0].text == text


def test_a_reading_tells_its_document_stories_and_mentions() -> None:
    row = reading_row(reading("a"))
    assert row.document is not None
    assert (row.document.outlet, row.document.rights.holder) == ("The Example", "The Example")
    assert [story.headline for story in row.stories] == [HEADLINE]
    assert (row.text, len(row.mentions)) == (None, 2)
    assert reading_row(reading("a"), with_text=True).text == TEXT


def test_a_teaser_that_is_one_full_sentence_is_text_and_not_a_headline() -> None:
    page = document("a")
    teaser = msgspec.structs.replace(page.stories[0], kind="teaser", start=len(HEADLINE) + 1)
    whole = msgspec.structs.replace(teaser, headline=msgspec.structs.replace(page.stories[0].sentences[1]))
    whole = msgspec.structs.replace(whole, end=whole.sentences[1].end)
    told = msgspec.structs.replace(reading("a"), document=msgspec.structs.replace(page, stories=(whole,)), mentions=())
    assert reading_row(told).stories[0].headline is None
    assert reading_row(told, with_text=True).stories[0].headline == SENTENCE


def test_a_page_that_could_not_be_read_tells_why() -> None:
    refusal = Refusal(page="x.html", step="pages", reason="empty", detail="x.html: 0 bytes")
    row = json.loads(to_json(reading_row(Reading(id="x.html", refusals=(refusal,), made_by="test"))))
    assert row["document"] is None
    assert row["refusals"] == [{"step": "pages", "reason": "empty", "detail": "x.html: 0 bytes"}]
