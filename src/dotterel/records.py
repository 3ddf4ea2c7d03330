"""Every data type, in the order the data moves: Page, Document, Story, Mention, Reading.

All are frozen and keyword-only. None means "not known", never "" or -1. Offsets are half-open and count characters of
`Document.text`, the only text that anything points into. Names of fields are PLOVER's where PLOVER has one.
"""

from datetime import date, datetime
from typing import Literal, TypeVar

import msgspec

StoryKind = Literal["article", "teaser", "notice", "entry", "item"]
DateBasis = Literal["stated", "relative", "published", "inferred"]
ClaimStatus = Literal["fact", "said", "disputed"]
Aux = Literal["historical", "future", "hypothetical", "negation"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What all records share: frozen, keyword-only."""


R = TypeVar("R", bound=Record)


def changed(record: R, **fields: object) -> R:
    """A copy of a record with some fields changed."""
    return msgspec.structs.replace(record, **fields)


class Span(Record, frozen=True, kw_only=True):
    """Characters `start` to `end` (half-open) of the document's text."""

    start: int
    end: int


class Rights(Record, frozen=True, kw_only=True):
    """What may be done with a document's text.

    `licence` is an SPDX-like name or an address. `basis` says where this was read: "user", "notice", "license", "meta",
    and what it was believed against ("notice against license"); None where the page is silent.
    """

    reserved: bool = False
    holder: str | None = None
    licence: str | None = None
    basis: str | None = None

    @property
    def text_may_be_shown(self) -> bool:
        """True where a free licence or the user's own word allows the text in an output."""
        return not self.reserved and (self.basis == "user" or self.licence is not None)


class Given(Record, frozen=True, kw_only=True):
    """What the user states of a page (a row's fields, or options of the command line); None where unstated."""

    published: date | None = None
    title: str | None = None
    outlet: str | None = None
    language: str | None = None
    rights: Rights | None = None
    is_passage: bool = False


class Page(Record, frozen=True, kw_only=True):
    """Bytes as received. `id` is the row's own id, else a hash of address and bytes.

    `fetched` is when it came from the web. `path` is where the user's copy lies, and `offset` where in that archive:
    the byte at which its record begins, with "+" and plain bytes behind it where the record lies within a gzip member.
    """

    id: str
    content: bytes
    media_type: Literal["text/html", "text/plain"]
    url: str | None = None
    path: str | None = None
    offset: str | None = None
    fetched: datetime | None = None
    given: Given = Given()


class Story(Record, frozen=True, kw_only=True):
    """A stretch of the document that tells one piece of news; no event and no argument crosses its border.

    `published` is the story's own date where it has one. `sentences` lie inside the story, in order.
    """

    index: int
    kind: StoryKind
    start: int
    end: int
    headline: Span | None = None
    published: date | None = None
    sentences: tuple[Span, ...] = ()


class Document(Record, frozen=True, kw_only=True):
    """The cleaned text and what is known of it.

    `published` is one day; where only an interval is known it is None and `published_range` holds first and last day.
    `updated` is the day of the last change that the page states, `canonical_url` the address that it calls its own.
    """

    id: str
    text: str
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    published_range: tuple[date, date] | None = None
    published_basis: DateBasis | None = None
    updated: date | None = None
    section: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    rights: Rights = Rights()
    stories: tuple[Story, ...] = ()
    is_passage: bool = False


class Party(Record, frozen=True, kw_only=True):
    """An actor, recipient or source: the words, and who it is.

    `code` is ISO 3166 alpha-3, IGO, NGO or MNC; None where the country cannot be known. `start` and `end` are None only
    where a phrase was resolved outside a document. The reader fills words and the guess `sector`; `resolve` the rest.
    """

    entity_text: str
    start: int | None = None
    end: int | None = None
    code: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    identifier_id: str | None = None
    identifier_text: str | None = None
    score: float | None = None


class Place(Record, frozen=True, kw_only=True):
    """A place name, and where it is: WGS 84 degrees, with the honest precision and radius in kilometres.

    A place that the gazetteer does not hold keeps its words, with everything else None.
    """

    extracted_place: str
    start: int | None = None
    end: int | None = None
    resolved_place: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country_code: str | None = None
    province: str | None = None
    resolution: Literal["point", "town", "district", "province", "country", "region"] | None = None
    radius_km: float | None = None


class When(Record, frozen=True, kw_only=True):
    """A time: earliest and latest day (inclusive), how precise, and how it is known.

    `value` is the TIMEX3 value and `type` its type (DATE, TIME, DURATION, SET). `earliest` and `latest` are None where
    no day can be known. `precision`: "day", "week", "month", "season", "year", "decade", "range" or None.
    """

    start: int | None = None
    end: int | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: str | None = None
    basis: DateBasis | None = None
    value: str | None = None
    type: Literal["DATE", "TIME", "DURATION", "SET"] | None = None


class Count(Record, frozen=True, kw_only=True):
    """How many people: `best` between `low` and `high`, and the words it was read from."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    start: int
    end: int


class Size(Record, frozen=True, kw_only=True):
    """How many were killed, injured and arrested by the event, as this sentence tells it."""

    dead: Count | None = None
    injured: Count | None = None
    arrested: Count | None = None


class Claim(Record, frozen=True, kw_only=True):
    """Who says so: the newsroom itself (fact), a source (said), or sources that disagree (disputed)."""

    status: ClaimStatus = "fact"
    source: tuple[Party, ...] = ()


class Mention(Record, frozen=True, kw_only=True):
    """One event as one sentence tells it.

    `story` and `sentence` are indices: of the story in the document, of the sentence in the story. `score` is the
    reader's probability that this event is what the text tells, 0 to 1.
    """

    id: str
    doc_id: str
    story: int
    sentence: int
    event: str
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    aux: Aux | None = None
    trigger: Span
    actor: tuple[Party, ...] = ()
    recipient: tuple[Party, ...] = ()
    place: Place | None = None
    when: When | None = None
    size: Size = Size()
    claim: Claim = Claim()
    score: float


class Refusal(Record, frozen=True, kw_only=True):
    """What was not read: at which step, a reason code, and the detail in words."""

    page: str
    step: str
    reason: str
    detail: str


class Reading(Record, frozen=True, kw_only=True):
    """Everything learnt from one Page; what the engine maps and the store writes whole.

    `document` is None where nothing could be read; then `refusals` says why.
    """

    id: str
    url: str | None = None
    document: Document | None = None
    mentions: tuple[Mention, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    made_by: str
