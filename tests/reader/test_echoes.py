from dotterel.reader.echoes import without_echoes
from dotterel.records import Document, Mention, Party, Span, Story

TEXT = "Court convicts ex-minister\nA court in Dhaka convicted a former minister. Police arrested his son."
HEADLINE = Span(start=0, end=26)


def document(headline: Span | None = HEADLINE) -> Document:
    story = Story(index=0, kind="article", start=0, end=len(TEXT), headline=headline)
    return Document(id="d", text=TEXT, stories=(story,))


def mention(trigger: str, event: str, actor: str, sentence: int) -> Mention:
    at = TEXT.index(trigger)
    party = Party(entity_text=actor, start=TEXT.index(actor), end=TEXT.index(actor) + len(actor))
    return Mention(
        id=trigger, doc_id="d", story=0, sentence=sentence, event=event, actor=(party,), score=0.9,
        trigger=Span(start=at, end=at + len(trigger)),
    )  # fmt: skip


TOLD = mention("convicted", "SANCTION", "court", 1)
ECHO = mention("convicts", "SANCTION", "Court", 0)
OTHER = mention("arrested", "COERCE", "Police", 2)


def test_an_act_of_the_headline_that_the_lead_tells_again_is_kept_once_in_the_lead() -> None:
    assert without_echoes(document(), (ECHO, TOLD, OTHER)) == (TOLD, OTHER)


def test_an_act_that_only_the_headline_tells_is_kept() -> None:
    assert without_echoes(document(), (ECHO, OTHER)) == (ECHO, OTHER)


def test_where_there_is_no_headline_nothing_is_an_echo() -> None:
    assert without_echoes(document(None), (ECHO, TOLD)) == (ECHO, TOLD)


def test_an_act_of_the_same_type_by_others_is_no_echo() -> None:
    by_police = mention("convicted", "SANCTION", "Police", 1)
    far = mention("arrested", "SANCTION", "Police", 2)
    assert without_echoes(document(), (ECHO, far)) == (ECHO, far)
    assert without_echoes(document(), (ECHO, by_police)) == (by_police,)
