"""All events that a document tells, as the network sees them."""

import hashlib
import math

import msgspec

from dotterel.reader.casualties import assign_counts
from dotterel.reader.decode import FoundEntity, FoundEvent
from dotterel.reader.echoes import without_echoes
from dotterel.reader.encoder import Calibration, open_network
from dotterel.reader.passes import read_windows
from dotterel.reader.sentences import sentence_at
from dotterel.reader.windows import Window, cut_windows
from dotterel.reader.words import Pieces
from dotterel.records import Aux, Claim, Count, Document, Mention, Party, Place, Refusal, Size, Span, When
from dotterel.settings import Settings

Kin = dict[Span, tuple[tuple[Span, float], ...]]
"""For the span of a party, other spans and the log-odds that they are of the same country."""


_PRONOUNS = frozenset("it its he his him she her they their them we our us i my me you your who whom whose".split())
"""Words that name nobody: a party that is told by one alone is left out."""
TRIGGER_GAP = 1
"""Words between two triggers of one type that are still one event's."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader found: mentions in order of their triggers, none resolved yet; and what was not read."""

    mentions: tuple[Mention, ...]
    kin: Kin
    refusals: tuple[Refusal, ...]


def find_mentions(document: Document, settings: Settings) -> Found:
    """The document's mentions, who in them is kin to whom, and refusals where the text is longer than is read."""
    network = open_network(settings)
    read, refusals = read_windows(network, document, cut_windows(document, network.tokenizer), settings)
    mentions = []
    kin: Kin = {}
    for one in read:
        kin.update(_kin(one.window.pieces, one.entities))
        scored = [(event, _score(event.signs, network.config.calibration)) for event in one.events]
        told = [pair for pair in scored if pair[1] >= settings.min_score]
        mentions += _mentions(document, one.window, one.entities, _distinct(told))
    ordered = sorted(mentions, key=lambda mention: (mention.trigger.start, mention.trigger.end))
    return Found(mentions=without_echoes(document, ordered), kin=kin, refusals=refusals)


def _score(signs: tuple[float, float, float], calibration: Calibration) -> float:
    """The probability that the event is what the text tells, from the network's signs."""
    weighed = sum(weight * sign for weight, sign in zip(calibration.weights, signs, strict=True)) + calibration.offset
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weighed))))


def _distinct(told: list[tuple[FoundEvent, float]]) -> list[tuple[FoundEvent, float]]:
    """Without the weaker of two events of one type whose triggers stand side by side: "held", "talks"."""
    kept: list[tuple[FoundEvent, float]] = []
    for event, score in sorted(told, key=lambda pair: (-pair[1], pair[0].first)):
        if not any(one.event == event.event and _side_by_side(one, event) for one, _ in kept):
            kept.append((event, score))
    return kept


def _side_by_side(one: FoundEvent, other: FoundEvent) -> bool:
    return one.first <= other.last + TRIGGER_GAP and other.first <= one.last + TRIGGER_GAP


def _mentions(
    document: Document, window: Window, entities: list[FoundEntity], told: list[tuple[FoundEvent, float]]
) -> list[Mention]:
    """The events of one window as records."""
    counts = assign_counts(document.text, window.story, window.pieces, entities, [event for event, _ in told])
    return [
        _mention(document, window, entities, event, counted, score)
        for (event, score), counted in zip(told, counts, strict=True)
    ]


def _mention(
    document: Document,
    window: Window,
    entities: list[FoundEntity],
    event: FoundEvent,
    counted: dict[str, int],
    score: float,
) -> Mention:
    """A found event as a record, its words taken from the document."""
    text, pieces = document.text, window.pieces
    trigger = _span(pieces, event.first, event.last)

    def parties(role: str) -> tuple[Party, ...]:
        named = [index for index in _farthest_first(event, entities, role) if _names(text, pieces, entities[index])]
        found = {_words(text, pieces, entities[index]): index for index in named}
        return tuple(_party(text, pieces, entities[index]) for index in sorted(found.values()))

    def span(role: str) -> Span | None:
        return next((_entity_span(pieces, entities[index]) for index in event.roles[role]), None)

    def count(role: str) -> Count | None:
        if role not in counted:
            return None
        found = _entity_span(pieces, entities[counted[role]])
        return Count(start=found.start, end=found.end)

    place, time = span("place"), span("time")
    return Mention(
        id=_mention_id(document.id, trigger, event.event),
        doc_id=document.id,
        story=window.story.index,
        sentence=sentence_at(window.story, trigger.start),
        event=event.event,
        mode=() if event.mode is None else (event.mode,),
        context=event.context,
        aux=_aux(event.aux),
        trigger=trigger,
        actor=parties("actor"),
        recipient=parties("recipient"),
        place=None
        if place is None
        else Place(extracted_place=text[place.start : place.end], start=place.start, end=place.end),
        when=None if time is None else When(start=time.start, end=time.end),
        size=Size(dead=count("dead"), injured=count("injured"), arrested=count("arrested")),
        claim=_claim(event.claim, parties("source")),
        score=round(score, 4),
    )


def _farthest_first(event: FoundEvent, entities: list[FoundEntity], role: str) -> list[int]:
    """The role's entities, those nearest to the trigger last: of one name twice, the nearest is kept."""
    return sorted(event.roles[role], key=lambda index: -abs(entities[index].first - event.first))


def _names(text: str, pieces: Pieces, entity: FoundEntity) -> bool:
    """Whether an entity is more than a pronoun; "WHO" and "US" are names."""
    span = _entity_span(pieces, entity)
    words = text[span.start : span.end]
    return words.lower() not in _PRONOUNS or (len(words) > 1 and words.isupper())


def _words(text: str, pieces: Pieces, entity: FoundEntity) -> str:
    span = _entity_span(pieces, entity)
    return text[span.start : span.end].casefold()


def _span(pieces: Pieces, first: int, last: int) -> Span:
    return Span(start=pieces.words[first][0], end=pieces.words[last - 1][1])


def _entity_span(pieces: Pieces, entity: FoundEntity) -> Span:
    return _span(pieces, entity.first, entity.last)


def _party(text: str, pieces: Pieces, entity: FoundEntity) -> Party:
    span = _entity_span(pieces, entity)
    return Party(entity_text=text[span.start : span.end], start=span.start, end=span.end, sector=entity.sector)


def _kin(pieces: Pieces, entities: list[FoundEntity]) -> Kin:
    return {
        _entity_span(pieces, entity): tuple((_entity_span(pieces, entities[other]), odds) for other, odds in entity.kin)
        for entity in entities
        if entity.kin
    }


def _mention_id(doc_id: str, trigger: Span, event: str) -> str:
    """An id that depends on nothing but the document and what was found where."""
    return hashlib.sha256(f"{doc_id}\n{trigger.start}\n{trigger.end}\n{event}".encode()).hexdigest()[:20]


def _aux(name: str | None) -> Aux | None:
    match name:
        case "historical" | "future" | "hypothetical" | "negation":
            return name
        case _:
            return None


def _claim(name: str, source: tuple[Party, ...]) -> Claim:
    """Who says so. What a source is found for is not told in the newsroom's own voice."""
    match name:
        case "said" | "disputed":
            return Claim(status=name, source=source)
        case _:
            return Claim(status="said" if source else "fact", source=source)
