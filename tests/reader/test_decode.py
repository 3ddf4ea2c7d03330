import numpy as np

from dotterel.knowledge.ontology import AUXES, CLAIMS, CONTEXTS, MODES, SECTORS
from dotterel.reader.decode import (
    EventLogits,
    FoundEntity,
    FoundEvent,
    decode_event,
    find_entities,
    find_triggers,
    softmax,
)
from dotterel.reader.labels import ENTITY_TAGS, EVENT_TYPES, ROLES, TRIGGER_TAGS, TYPE_MODES
from dotterel.reader.words import Pieces

# Four words, the second of two pieces: "Rebels | shell ##ed | the | town".
PIECES = Pieces(
    ids=[101, 1, 2, 3, 4, 5, 102],
    shapes=[0, 2, 1, 1, 1, 1, 0],
    words=[(0, 6), (7, 14), (15, 18), (19, 23)],
    first=[1, 2, 4, 5],
    last=[2, 4, 5, 6],
)


def logits(names: tuple[str, ...], wanted: dict[int, str]) -> np.ndarray:
    found = np.zeros((len(PIECES.ids), len(names)), dtype=np.float32)
    found[:, 0] = 9
    for piece, name in wanted.items():
        found[piece] = 0
        found[piece, names.index(name)] = 9
    return found


def entities(tags: dict[int, str], kin: float = 0.0) -> list[FoundEntity]:
    sectors = np.zeros((len(PIECES.ids), len(SECTORS)), dtype=np.float32)
    sectors[:, SECTORS.index("REB")] = 1
    both = np.full((len(PIECES.ids), 4), kin, dtype=np.float32)
    return find_entities(PIECES, logits(ENTITY_TAGS, tags), sectors, both, both)


def event(
    roles: dict[tuple[int, str], float], mode: str | None = "heavy-weapons", kind: str = "ASSAULT"
) -> EventLogits:
    role_logits = np.full((len(PIECES.ids), len(ROLES)), -5, dtype=np.float32)
    for (piece, role), value in roles.items():
        role_logits[piece, ROLES.index(role)] = value
    modes = np.zeros(len(TYPE_MODES), dtype=np.float32)
    modes[TYPE_MODES.index((kind, mode))] = 3
    modes[TYPE_MODES.index(("PROTEST", "riot"))] = 9
    types = np.zeros(len(EVENT_TYPES), dtype=np.float32)
    types[EVENT_TYPES.index(kind)] = 8
    return EventLogits(
        roles=role_logits,
        type=types,
        mode=modes,
        aux=np.eye(1 + len(AUXES), dtype=np.float32)[0],
        claim=np.eye(len(CLAIMS), dtype=np.float32)[1],
        context=np.eye(len(CONTEXTS), dtype=np.float32)[0],
    )


def decode(found: list[FoundEntity], one: EventLogits) -> FoundEvent:
    return decode_event(PIECES, found, (1, 2, 0.9), one)


def test_tags_become_spans_of_words() -> None:
    found = entities({1: "B-A", 4: "B-P", 5: "I-P"})
    assert [(one.kind, one.first, one.last) for one in found] == [("A", 0, 1), ("P", 2, 4)]


def test_an_inside_tag_without_a_beginning_opens_a_span() -> None:
    assert [(one.first, one.last) for one in entities({5: "I-T"})] == [(3, 4)]


def test_only_actors_have_a_sector() -> None:
    assert [one.sector for one in entities({1: "B-A", 5: "B-P"})] == ["REB", None]


def test_an_actor_is_kin_to_another_entity_where_their_vectors_agree() -> None:
    ((other, close),) = entities({1: "B-A", 5: "B-P"}, kin=1.0)[0].kin
    ((_, far),) = entities({1: "B-A", 5: "B-P"}, kin=0.0)[0].kin
    assert other == 1
    assert close > far


def test_a_likely_word_is_a_trigger_and_an_unlikely_one_is_not() -> None:
    found = find_triggers(PIECES, logits(TRIGGER_TAGS, {2: "B-ASSAULT"}))
    assert [(first, last) for first, last, _ in found] == [(1, 2)]
    assert found[0][2] > 0.9


def test_neighbouring_triggers_that_both_begin_stay_apart() -> None:
    found = find_triggers(PIECES, logits(TRIGGER_TAGS, {2: "B-ASSAULT", 4: "B-ASSAULT", 5: "I-ASSAULT"}))
    assert [(first, last) for first, last, _ in found] == [(1, 2), (2, 4)]


def test_the_mode_is_one_that_the_type_allows() -> None:
    found = decode(entities({1: "B-A"}), event({}))
    assert found.event == "ASSAULT"
    assert found.mode == "heavy-weapons"
    assert found.mode in MODES[found.event]


def test_an_entity_is_actor_or_recipient_but_not_both() -> None:
    found = decode(entities({1: "B-A"}), event({(1, "actor"): 4, (1, "recipient"): 2}))
    assert (found.roles["actor"], found.roles["recipient"]) == ((0,), ())


def test_a_place_cannot_be_an_actor() -> None:
    found = decode(entities({5: "B-P"}), event({(5, "actor"): 6, (5, "place"): 2}))
    assert (found.roles["actor"], found.roles["place"]) == ((), (0,))


def test_only_the_likeliest_place_is_kept() -> None:
    found = decode(entities({4: "B-P", 5: "B-P"}), event({(4, "place"): 1, (5, "place"): 3}))
    assert found.roles["place"] == (1,)


def test_probabilities_sum_to_one() -> None:
    assert softmax(np.array([[1.0, 2.0, 900.0]], dtype=np.float32)).sum() == 1
