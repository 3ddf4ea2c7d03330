import pytest

from dotterel.knowledge.ontology import TYPES
from dotterel.reader.casualties import assign_counts, what_is_counted
from dotterel.reader.decode import FoundEntity, FoundEvent
from dotterel.reader.labels import ROLES
from dotterel.reader.words import Pieces
from dotterel.records import Span, Story


@pytest.mark.parametrize(
    ("text", "count", "role"),
    [
        ("The shelling killed 14 people.", "14", "dead"),
        ("Fourteen people were wounded in the shelling.", "Fourteen", "injured"),
        ("Police detained 40 marchers.", "40", "arrested"),
        ("The blast killed 3 and wounded 20 others.", "20", "injured"),
        ("The blast killed 3 and wounded 20 others.", "3", "dead"),
        ("Some 500 people marched in Tunis.", "500", None),
    ],
)
def test_the_nearest_cue_says_what_a_count_counts(text: str, count: str, role: str | None) -> None:
    at = text.index(count)
    assert what_is_counted(text, Span(start=0, end=len(text)), at, at + len(count)) == role


def test_a_cue_in_another_sentence_does_not_count() -> None:
    text = "Two died. About 500 marched."
    at = text.index("500")
    assert what_is_counted(text, Span(start=10, end=len(text)), at, at + 3) is None


def event(kind: str, first: int, *, dead: float = 0.0, aux: str | None = None) -> FoundEvent:
    chances = tuple(dead if role == "dead" else 0.0 for role in ROLES)
    assert kind in TYPES
    return FoundEvent(
        event=kind, mode=None, context=(), aux=aux, claim="fact", first=first, last=first + 1, roles={},
        chances=(chances,), signs=(0.0, 0.0, 0.0),
    )  # fmt: skip


TEXT = "Shells killed nine"
PIECES = Pieces(ids=[], shapes=[], words=[(0, 6), (7, 13), (14, 18)], first=[1, 2, 3], last=[2, 3, 4])
STORY = Story(index=0, kind="article", start=0, end=18, sentences=(Span(start=0, end=18),))
NINE = [FoundEntity(kind="N", first=2, last=3, sector=None)]


def test_the_dead_go_to_the_violence_that_is_nearest() -> None:
    events = [event("ACCUSE", 0), event("ASSAULT", 0), event("ASSAULT", 1)]
    assert assign_counts(TEXT, STORY, PIECES, NINE, events) == [{}, {}, {"dead": 0}]


def test_the_dead_go_where_the_network_sees_them() -> None:
    events = [event("PROTEST", 0, dead=0.6), event("ASSAULT", 1, dead=0.1)]
    assert assign_counts(TEXT, STORY, PIECES, NINE, events) == [{"dead": 0}, {}]


def test_violence_that_did_not_happen_has_no_dead() -> None:
    assert assign_counts(TEXT, STORY, PIECES, NINE, [event("ASSAULT", 1, aux="negation")]) == [{}]
