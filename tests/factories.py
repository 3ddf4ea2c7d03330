"""Readings made by hand, for tests of what comes after reading."""

from datetime import date

from dotterel.records import (
    Claim,
    Count,
    Document,
    Mention,
    Party,
    Place,
    Reading,
    Rights,
    Size,
    Span,
    Story,
    When,
)

HEADLINE = "Karvian army shells Belmoria border town"
SENTENCE = "The Karvian army shelled Ostrava on Monday, killing 12 people, Belmorian officials said."
SECOND = "Belmoria recalled its ambassador."
TEXT = f"{HEADLINE}\n{SENTENCE} {SECOND}"


def span_of(words: str, text: str = TEXT) -> Span:
    """Where the words stand first in the text."""
    start = text.index(words)
    return Span(start=start, end=start + len(words))


def party(words: str, *, code: str | None, sector: str | None) -> Party:
    span = span_of(words)
    return Party(entity_text=words, start=span.start, end=span.end, code=code, sector=sector, score=0.9)


def shelling(doc_id: str, *, when: When | None = None) -> Mention:
    """The mention that SENTENCE makes, every field filled."""
    place, toll = span_of("Ostrava"), span_of("12")
    monday = When(earliest=date(2025, 3, 3), latest=date(2025, 3, 3), precision="day", basis="relative", type="DATE")
    return Mention(
        id=f"{doc_id}-shelling",
        doc_id=doc_id,
        story=0,
        sentence=1,
        event="ASSAULT",
        mode=("heavy-weapons",),
        context=("military", "territory"),
        trigger=span_of("shelled"),
        actor=(party("Karvian army", code="SYR", sector="MIL"),),
        place=Place(
            extracted_place="Ostrava",
            start=place.start,
            end=place.end,
            resolved_place="Ostrava",
            geonameid=3068799,
            lat=49.83,
            lon=18.28,
            country_code="CZE",
            province="Moravskoslezský kraj",
            resolution="town",
            radius_km=8.0,
        ),
        when=monday if when is None else when,
        size=Size(dead=Count(low=12, best=12, high=12, start=toll.start, end=toll.end)),
        claim=Claim(status="said", source=(party("Belmorian officials", code="TUR", sector="GOV"),)),
        score=0.93,
    )


def recall(doc_id: str) -> Mention:
    """The mention that SECOND makes: no place, no time, nobody hurt."""
    return Mention(
        id=f"{doc_id}-recall",
        doc_id=doc_id,
        story=0,
        sentence=2,
        event="SANCTION",
        mode=("withdraw",),
        context=("diplomatic",),
        trigger=span_of("recalled"),
        actor=(party("Belmoria", code="TUR", sector="GOV"),),
        score=0.8,
    )


def document(doc_id: str, *, rights: Rights | None = None, published: date | None = date(2025, 3, 4)) -> Document:
    sentences = (span_of(HEADLINE), span_of(SENTENCE), span_of(SECOND))
    story = Story(index=0, kind="article", start=0, end=len(TEXT), headline=span_of(HEADLINE), sentences=sentences)
    return Document(
        id=doc_id,
        text=TEXT,
        url=f"https://news.example/{doc_id}",
        title=HEADLINE,
        outlet="The Example",
        published=published,
        published_basis="stated",
        language="en",
        rights=Rights(reserved=True, holder="The Example", basis="notice") if rights is None else rights,
        stories=(story,),
    )


def reading(doc_id: str = "page-1", *, rights: Rights | None = None, made_by: str = "dotterel test") -> Reading:
    """One page with two mentions; its rights are reserved unless told otherwise."""
    return Reading(
        id=doc_id,
        url=f"https://news.example/{doc_id}",
        document=document(doc_id, rights=rights),
        mentions=(shelling(doc_id), recall(doc_id)),
        made_by=made_by,
    )


FREE = Rights(licence="CC-BY-4.0", basis="license")
