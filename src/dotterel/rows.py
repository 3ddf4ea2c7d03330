"""What goes out: the contract's JSON objects, made out of records.

A mention row stands by itself: it repeats what is needed to cite it. Its keys are PLOVER's where PLOVER has one; all
keys are always there, null where unknown. The store keeps these rows and the exports write them, so this file lies
below both.
"""

from datetime import date as Day  # rows have a field named date

import msgspec

from dotterel.knowledge.ontology import QUAD, event_scale
from dotterel.records import (
    Aux,
    Claim,
    DateBasis,
    Document,
    Mention,
    Party,
    Place,
    Reading,
    Record,
    Rights,
    Size,
    Span,
    Story,
    StoryKind,
)

_NEEDS_A_DATE_OF_ITS_OWN = ("historical", "future", "hypothetical")
"""What happened long ago, or not yet, did not happen on the day of publication."""

_SAYS_WHICH_DAY = ("DATE", "TIME")
"""TIMEX3 types that place an event; a duration or a set ("for three days", "every week") only measures it."""


_SENTENCE_ENDS = tuple('.!?…。؟।)"”')


class CiteInfo(Record, frozen=True, kw_only=True):
    """Where the words stand. `published_range` holds first and last day where the one day is not known."""

    url: str | None
    title: str | None
    publication: str | None
    published: Day | None
    published_range: tuple[Day, Day] | None
    published_basis: DateBasis | None
    language: str | None
    license: str | None
    copyright: str | None


class MentionRow(Record, frozen=True, kw_only=True):
    """A mention as it goes out. `text` is its sentence, None unless the text may be shown; offsets always stand."""

    id: str
    doc_id: str
    story: int
    sentence: int
    event: str
    mode: tuple[str, ...]
    context: tuple[str, ...]
    aux: Aux | None
    date: Day | None
    enddate: Day | None
    date_precision: str | None
    date_basis: DateBasis | None
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    event_loc: Place | None
    size: Size
    claim: Claim
    quad_code: int
    event_scale: float
    score: float
    event_text: tuple[str, ...]
    trigger: Span
    text: str | None
    cite_info: CiteInfo
    made_by: str


class StoryRow(Record, frozen=True, kw_only=True):
    """A story as it goes out; `headline` in words."""

    kind: StoryKind
    headline: str | None
    start: int
    end: int
    published: Day | None


class DocumentRow(Record, frozen=True, kw_only=True):
    """What is known of a document besides its text."""

    title: str | None
    outlet: str | None
    published: Day | None
    published_range: tuple[Day, Day] | None
    published_basis: DateBasis | None
    language: str | None
    rights: Rights


class RefusalRow(Record, frozen=True, kw_only=True):
    """What was not read of a page, and why."""

    step: str
    reason: str
    detail: str


class ReadingRow(Record, frozen=True, kw_only=True):
    """One page as it goes out; `document` None where nothing could be read, `text` None unless it may be shown."""

    id: str
    url: str | None
    document: DocumentRow | None
    text: str | None
    stories: tuple[StoryRow, ...]
    mentions: tuple[MentionRow, ...]
    refusals: tuple[RefusalRow, ...]
    made_by: str


class EventDate(Record, frozen=True, kw_only=True):
    """First and last possible day of an event, how precise, and how it is known."""

    first: Day | None = None
    last: Day | None = None
    precision: str | None = None
    basis: DateBasis | None = None


def reading_row(reading: Reading, *, with_text: bool = False) -> ReadingRow:
    """One page as it goes out. `with_text`: the user vouches for the right to see the page's text."""
    document = reading.document
    return ReadingRow(
        id=reading.id,
        url=reading.url,
        document=None if document is None else document_row(document),
        text=None if document is None else shown_text(document, with_text=with_text),
        stories=() if document is None else story_rows(document, with_text=with_text),
        mentions=mention_rows(reading, with_text=with_text),
        refusals=tuple(
            RefusalRow(step=refusal.step, reason=refusal.reason, detail=refusal.detail) for refusal in reading.refusals
        ),
        made_by=reading.made_by,
    )


def mention_rows(reading: Reading, *, with_text: bool = False) -> tuple[MentionRow, ...]:
    """The page's mentions as they go out, in the reading's order."""
    document = reading.document
    if document is None:
        return ()
    return tuple(
        mention_row(mention, document, made_by=reading.made_by, with_text=with_text) for mention in reading.mentions
    )


def mention_row(mention: Mention, document: Document, *, made_by: str, with_text: bool = False) -> MentionRow:
    """One mention as it goes out; `document` is the one that it points into."""
    happened = event_date(mention, document)
    return MentionRow(
        id=mention.id,
        doc_id=mention.doc_id,
        story=mention.story,
        sentence=mention.sentence,
        event=mention.event,
        mode=mention.mode,
        context=mention.context,
        aux=mention.aux,
        date=happened.first,
        enddate=happened.last,
        date_precision=happened.precision,
        date_basis=happened.basis,
        actor=mention.actor,
        recipient=mention.recipient,
        event_loc=mention.place,
        size=mention.size,
        claim=mention.claim,
        quad_code=QUAD[mention.event],
        event_scale=event_scale(mention.event, mention.mode[0] if mention.mode else None),
        score=round(mention.score, 4),
        event_text=(document.text[mention.trigger.start : mention.trigger.end],),
        trigger=mention.trigger,
        text=_sentence_text(mention, document, with_text=with_text),
        cite_info=cite_info(document),
        made_by=made_by,
    )


def event_date(mention: Mention, document: Document) -> EventDate:
    """When the event happened: as its sentence says, else as its story or document was published, else not known.

    A stated date that cannot be placed ("on 13 July" without a year) stays unknown; publication would be a guess there.
    """
    when = mention.when
    if when is not None and (when.earliest is not None or when.latest is not None):
        return EventDate(first=when.earliest, last=when.latest, precision=when.precision, basis=when.basis)
    if (when is not None and when.type in _SAYS_WHICH_DAY) or mention.aux in _NEEDS_A_DATE_OF_ITS_OWN:
        return EventDate()
    return _publication(document, document.stories[mention.story] if mention.story < len(document.stories) else None)


def _publication(document: Document, story: Story | None) -> EventDate:
    day = document.published
    if story is not None and story.published is not None:
        day = story.published
    if day is not None:
        return EventDate(first=day, last=day, precision="day", basis="published")
    if document.published_range is not None:
        first, last = document.published_range
        return EventDate(first=first, last=last, precision="range", basis="published")
    return EventDate()


def _sentence_text(mention: Mention, document: Document, *, with_text: bool) -> str | None:
    text = shown_text(document, with_text=with_text)
    span = sentence_span(mention, document)
    return None if text is None or span is None else text[span.start : span.end]


def sentence_span(mention: Mention | MentionRow, document: Document) -> Span | None:
    """Where the mention's sentence stands; None where the document's stories are not split into sentences."""
    if mention.story >= len(document.stories):
        return None
    sentences = document.stories[mention.story].sentences
    return sentences[mention.sentence] if mention.sentence < len(sentences) else None


def shown_text(document: Document, *, with_text: bool = False) -> str | None:
    """The document's text where it may be shown: a free licence, the user's own `rights`, or `with_text`; else None."""
    return document.text if with_text or document.rights.text_may_be_shown else None


def cite_info(document: Document) -> CiteInfo:
    """How to cite the document."""
    return CiteInfo(
        url=document.url,
        title=document.title,
        publication=document.outlet,
        published=document.published,
        published_range=document.published_range,
        published_basis=document.published_basis,
        language=document.language,
        license=document.rights.licence,
        copyright=document.rights.holder,
    )


def document_row(document: Document) -> DocumentRow:
    """What is known of the document besides its text."""
    return DocumentRow(
        title=document.title,
        outlet=document.outlet,
        published=document.published,
        published_range=document.published_range,
        published_basis=document.published_basis,
        language=document.language,
        rights=document.rights,
    )


def story_rows(document: Document, *, with_text: bool = False) -> tuple[StoryRow, ...]:
    """The document's stories as they go out, in order."""
    return tuple(story_row(story, document, with_text=with_text) for story in document.stories)


def story_row(story: Story, document: Document, *, with_text: bool = False) -> StoryRow:
    """One story as it goes out."""
    return StoryRow(
        kind=story.kind,
        headline=_headline(story, document, with_text=with_text),
        start=story.start,
        end=story.end,
        published=story.published,
    )


def _headline(story: Story, document: Document, *, with_text: bool) -> str | None:
    """The headline in words; a title may be cited, but a teaser that is one full sentence is text, not a title."""
    if story.headline is None:
        return None
    headline = document.text[story.headline.start : story.headline.end]
    is_all_of_it = (story.headline.start, story.headline.end) == (story.start, story.end)
    if is_all_of_it and headline.endswith(_SENTENCE_ENDS) and shown_text(document, with_text=with_text) is None:
        return None
    return headline


def to_json(row: msgspec.Struct) -> str:
    """One line of JSON; dates as ISO 8601."""
    return msgspec.json.encode(row).decode()
