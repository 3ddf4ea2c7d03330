"""Annotated passages to the numbers that the network is trained on."""

from typing import Any

import msgspec
from tokenizers import Tokenizer

from dotterel.knowledge.ontology import AUXES, CLAIMS, CONTEXTS, SECTORS, TYPES
from dotterel.reader.labels import ENTITY_TAGS, EVENT_TYPES, ROLES, TRIGGER_TAGS, TYPE_MODES
from dotterel.reader.words import Pieces, cut_words
from training.corpus_data import find_surface

Words = tuple[int, int]


class EventTarget(msgspec.Struct, frozen=True, kw_only=True):
    """One gold event: trigger words, indices of labels, and for each role the word spans that fill it."""

    trigger: Words
    type: int
    mode: int
    aux: int
    claim: int
    context: list[int]
    roles: list[tuple[int, Words]]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One passage: pieces, tags a word, entities with sector (-1 unknown) and country, events."""

    id: str
    pieces: Pieces
    trigger_tags: list[int]
    entity_tags: list[int]
    entities: list[tuple[Words, str, int, str]]
    events: list[EventTarget]
    weight: float = 1.0


class PairExample(msgspec.Struct, frozen=True, kw_only=True):
    """A text with marks on the pieces of a given actor and recipient, and the types that are right."""

    id: str
    pieces: Pieces
    marks: list[int]
    types: list[int]


class SrlExample(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence with its predicates, each with the word spans of its roles (index into SRL_ROLES)."""

    pieces: Pieces
    frames: list[tuple[Words, list[tuple[int, Words]]]]


def passage_example(row: dict[str, Any], tokenizer: Tokenizer) -> Example:
    """One corpus record as an example."""
    text = row["text"]
    pieces = cut_words(tokenizer, text)
    entity_tags, entities = [0] * len(pieces.words), []
    for surface, kind, value in row["entities"]:
        words = words_of(pieces, find_surface(text, surface))
        if words is None:
            continue
        codes = value.split()
        sector = SECTORS.index(codes[1]) if kind == "A" and len(codes) > 1 and codes[1] in SECTORS else -1
        entities.append((words, kind, sector, codes[0] if kind in "AP" else ""))
    plain = _plain_sources(row, {entity[0] for entity in row["entities"]})
    entities += [(words, "A", -1, "") for s in plain if (words := words_of(pieces, find_surface(text, s)))]
    for words, kind, _, _ in sorted(entities, key=lambda entity: entity[0][0] - entity[0][1]):
        _tag(entity_tags, words, ENTITY_TAGS.index(f"B-{kind}"))
    trigger_tags = [0] * len(pieces.words)
    events = []
    for event in row["events"]:
        target = _event_target(event, text, pieces)
        if target is not None:
            _tag(trigger_tags, target.trigger, TRIGGER_TAGS.index(f"B-{event['type']}"))
            events.append(target)
    return Example(
        id=row["id"],
        pieces=pieces,
        trigger_tags=trigger_tags,
        entity_tags=entity_tags,
        entities=entities,
        events=events,
    )


def _plain_sources(row: dict[str, Any], known: set[str]) -> set[str]:
    return {source for event in row["events"] for source in event.get("source", []) if source not in known}


def _event_target(event: dict[str, Any], text: str, pieces: Pieces) -> EventTarget | None:
    trigger = words_of(pieces, find_surface(text, event["trigger"]))
    if trigger is None:
        return None
    roles = []
    for number, role in enumerate(ROLES):
        value = event.get(role) or []
        for surface in [value] if isinstance(value, str) else value:
            words = words_of(pieces, find_surface(text, surface))
            if words is not None:
                roles.append((number, words))
    pair = (event["type"], event.get("mode"))
    return EventTarget(
        trigger=trigger,
        type=EVENT_TYPES.index(event["type"]),
        mode=TYPE_MODES.index(pair) if pair in TYPE_MODES else TYPE_MODES.index((event["type"], None)),
        aux=0 if event.get("aux") is None else 1 + AUXES.index(event["aux"]),
        claim=CLAIMS.index(event.get("claim") or "fact"),
        context=[CONTEXTS.index(context) for context in event.get("context") or [] if context in CONTEXTS],
        roles=roles,
    )


def words_of(pieces: Pieces, characters: tuple[int, int] | None) -> Words | None:
    """The words that some characters touch; None where they touch none (cut off, or the surface was not found)."""
    if characters is None:
        return None
    start, end = characters
    touched = [index for index, (first, last) in enumerate(pieces.words) if first < end and start < last]
    return (touched[0], touched[-1] + 1) if touched else None


def _tag(tags: list[int], words: Words, begin: int) -> None:
    """Write B and I tags over free words; a span that meets another's words keeps off."""
    if any(tags[words[0] : words[1]]):
        return
    tags[words[0]] = begin
    for index in range(words[0] + 1, words[1]):
        tags[index] = begin + 1


def pair_example(row: dict[str, Any], tokenizer: Tokenizer) -> PairExample:
    """One PLV row as an example."""
    pieces = cut_words(tokenizer, row["text"])
    marks = [0] * len(pieces.ids)
    for number, role in ((1, "actors"), (2, "recipients")):
        for span in row[role]:
            mark_pieces(marks, pieces, (span["start"], span["end"]), number)
    return PairExample(id=row["id"], pieces=pieces, marks=marks, types=[TYPES.index(kind) for kind in row["types"]])


def mark_pieces(marks: list[int], pieces: Pieces, characters: tuple[int, int], number: int) -> None:
    """Write `number` on the pieces that some characters touch."""
    words = words_of(pieces, characters)
    if words is not None:
        for index in range(pieces.first[words[0]], pieces.last[words[1] - 1]):
            marks[index] = number


def pairs_of_passage(row: dict[str, Any], tokenizer: Tokenizer) -> list[PairExample]:
    """Pairs out of an annotated passage: each event's first actor and recipient, where no other event shares them."""
    pieces = cut_words(tokenizer, row["text"])
    by_pair: dict[tuple[str | None, str | None], set[str]] = {}
    for event in row["events"]:
        key = (next(iter(event.get("actor") or []), None), next(iter(event.get("recipient") or []), None))
        by_pair.setdefault(key, set()).add(event["type"])
    examples = []
    for number, ((actor, recipient), types) in enumerate(by_pair.items()):
        if len(types) > 1 or actor is None:
            continue
        marks = [0] * len(pieces.ids)
        for mark, surface in ((1, actor), (2, recipient)):
            characters = find_surface(row["text"], surface) if surface else None
            if characters:
                mark_pieces(marks, pieces, characters, mark)
        types_index = [TYPES.index(kind) for kind in types]
        examples.append(PairExample(id=f"{row['id']}-{number}", pieces=pieces, marks=marks, types=types_index))
    return examples


def srl_example(row: dict[str, Any], tokenizer: Tokenizer, roles: tuple[str, ...]) -> SrlExample | None:
    """One PropBank sentence as an example; None where it is very long or has no frame that can be used."""
    pieces = cut_words(tokenizer, row["text"], max_pieces=96)
    frames = []
    for frame in row["frames"]:
        predicate = words_of(pieces, (frame["predicate"]["start"], frame["predicate"]["end"]))
        spans = []
        for argument in frame["args"]:
            role = argument["role"].removeprefix("ARGM-").removeprefix("C-").removeprefix("R-")
            words = words_of(pieces, (argument["start"], argument["end"]))
            if role in roles and words is not None:
                spans.append((roles.index(role), words))
        if predicate is not None and spans:
            frames.append((predicate, spans))
    return SrlExample(pieces=pieces, frames=frames) if frames else None
