"""Spans become known things: parties, places, days and numbers, or say that they are not known."""

from collections.abc import Mapping, Sequence
from datetime import date

from dotterel.knowledge.ontology import SECTORS
from dotterel.records import Document, Mention, Party, Place, Size, Span, Story, When, changed
from dotterel.resolve.actors import resolve_actor, resolve_parties
from dotterel.resolve.counts import count_value
from dotterel.resolve.places import resolve_places
from dotterel.resolve.publication import infer_published
from dotterel.resolve.times import find_times, resolve_time

__all__ = ["find_times", "infer_published", "resolve_actor", "resolve_mentions", "resolve_places"]


Kin = Mapping[Span, Sequence[tuple[Span, float]]]


def resolve_mentions(document: Document, mentions: tuple[Mention, ...], kin: Kin) -> tuple[Mention, ...]:
    """The mentions with who, where, when and how many made known; each within its own story.

    `kin`: for the span of a party, other spans and the log-odds that they are of the same country.
    """
    places = _places(document, mentions)
    return tuple(_resolve(document, mention, places, kin) for mention in mentions)


def _resolve(document: Document, mention: Mention, places: dict[tuple[int, int], Place], kin: Kin) -> Mention:
    """One mention, resolved."""
    story = document.stories[mention.story]
    published = story.published or document.published
    place = mention.place

    def known(parties: tuple[Party, ...]) -> tuple[Party, ...]:
        return tuple(party for one in parties for party in _parties(document.text, story, one, published, kin))

    return changed(
        mention,
        actor=known(mention.actor),
        recipient=known(mention.recipient),
        place=None if place is None else places.get((place.start or 0, place.end or 0), place),
        when=_when(document.text, mention.when, published),
        size=_size(document.text, mention.size),
        claim=changed(mention.claim, source=known(mention.claim.source)),
    )


def _parties(text: str, story: Story, party: Party, published: date | None, kin: Kin) -> tuple[Party, ...]:
    """Whom a span names: one party, or several where one phrase names them."""
    start, end = party.start, party.end
    if start is None or end is None:
        return (party,)
    found = resolve_parties(
        party.entity_text,
        context=text[story.start : story.end],
        on=published,
        start=start - story.start,
        end=end - story.start,
        hint_sector=party.sector if party.sector in SECTORS else None,
        nearby=tuple((text[one.start : one.end], odds) for one, odds in kin.get(Span(start=start, end=end), ())),
    )
    return tuple(_moved(one, story.start) for one in found)


def _moved(party: Party, by: int) -> Party:
    """The party with its offsets moved from the story's text to the document's."""
    if party.start is None or party.end is None:
        return party
    return changed(party, start=party.start + by, end=party.end + by)


def _places(document: Document, mentions: tuple[Mention, ...]) -> dict[tuple[int, int], Place]:
    """All places of the mentions by their span, those of one story resolved together."""
    found: dict[tuple[int, int], Place] = {}
    for story in document.stories:
        spans = sorted(
            {
                (mention.place.start, mention.place.end)
                for mention in mentions
                if mention.story == story.index and mention.place is not None
                if mention.place.start is not None and mention.place.end is not None
            }
        )
        if not spans:
            continue
        text = document.text[story.start : story.end]
        inside = [(start - story.start, end - story.start) for start, end in spans]
        for span, place in zip(spans, resolve_places(text, inside), strict=True):
            if place is not None:
                found[span] = changed(place, start=span[0], end=span[1])
    return found


def _when(text: str, when: When | None, published: date | None) -> When | None:
    if when is None or when.start is None or when.end is None:
        return when
    return resolve_time(text, when.start, when.end, published)


def _size(text: str, size: Size) -> Size:
    """Counts as numbers; a count that cannot be read as one is left out."""
    found = {
        name: None if count is None else count_value(text, count.start, count.end)
        for name, count in (("dead", size.dead), ("injured", size.injured), ("arrested", size.arrested))
    }
    return Size(dead=found["dead"], injured=found["injured"], arrested=found["arrested"])
