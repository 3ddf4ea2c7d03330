"""The four tables: their columns, and how a reading becomes their rows.

Each row holds the columns that queries filter by, and the whole record as JSON. Words that are searched are folded:
lower case, without accents, a space before and after each word, so that " turkiye" finds "Türkiye".
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

import pyarrow as pa

from dotterel.records import Document, Party, Reading, Record, Refusal, Span, StoryKind
from dotterel.rows import DocumentRow, MentionRow, document_row, mention_rows, shown_text, story_row, to_json

Cell: TypeAlias = str | int | bool | date | list[str] | None
Row: TypeAlias = dict[str, Cell]

_WORD = re.compile(r"\w+")


class StoredDocument(Record, frozen=True, kw_only=True):
    """A document as the store keeps it, besides its text.

    `path` is where the user's own copy lay when it was read, None for a page that came from elsewhere; `offset` is
    where in that archive. `text_sha256` tells whether a text read again is still the one that the offsets point into.
    """

    id: str
    url: str | None
    path: str | None
    offset: str | None = None
    document: DocumentRow
    text_sha256: str
    made_by: str


class StoredStory(Record, frozen=True, kw_only=True):
    """A story as the store keeps it; `id` is the document's id, a colon, and `index`."""

    id: str
    doc_id: str
    index: int
    kind: StoryKind
    headline: str | None
    start: int
    end: int
    published: date | None
    sentences: tuple[Span, ...]


class StoredRefusal(Record, frozen=True, kw_only=True):
    """A refusal as the store keeps it; `id` is made from all the rest."""

    id: str
    page: str
    step: str
    reason: str
    detail: str


class ReadingRows(Record, frozen=True, kw_only=True):
    """One reading as rows of the four tables, by the table's name; `was_read` is false where it has only refusals."""

    id: str
    was_read: bool
    tables: dict[str, tuple[Row, ...]]


_KEYS = [("id", pa.string()), ("doc_id", pa.string())]
_RECORD = [("record", pa.string()), ("digest", pa.string())]
_PARTY_COLUMNS = [
    (f"{role}_{column}", kind)
    for role in ("actor", "recipient")
    for column, kind in (("keys", pa.list_(pa.string())), ("words", pa.string()))
]

SCHEMAS: dict[str, pa.Schema] = {
    "stories": pa.schema([*_KEYS, ("kind", pa.string()), ("published", pa.date32()), *_RECORD]),
    "mentions": pa.schema(
        [
            *_KEYS,
            ("story", pa.int32()),
            ("sentence", pa.int32()),
            ("start", pa.int32()),
            ("event", pa.string()),
            ("claim", pa.string()),
            ("first_day", pa.date32()),
            ("last_day", pa.date32()),
            *_PARTY_COLUMNS,
            ("country", pa.string()),
            ("place_words", pa.string()),
            ("words", pa.string()),
            *_RECORD,
        ]
    ),
    "refusals": pa.schema([*_KEYS, ("step", pa.string()), ("reason", pa.string()), *_RECORD]),
    "documents": pa.schema(
        [
            *_KEYS,
            ("url", pa.string()),
            ("title", pa.string()),
            ("language", pa.string()),
            ("published", pa.date32()),
            ("text", pa.string()),
            *_RECORD,
        ]
    ),
}
"""In the order in which they are written: `documents` last, since its row says that the page is stored whole."""


def reading_rows(reading: Reading, *, path: str | None, offset: str | None, with_text: bool) -> ReadingRows:
    """One reading as rows. `path` and `offset`: where the user's own copy lies; `with_text`: whatever its rights."""
    document = reading.document
    refusals = tuple(_refusal(reading.id, refusal) for refusal in reading.refusals)
    if document is None:
        return ReadingRows(id=reading.id, was_read=False, tables={"refusals": refusals})
    tables = {
        "stories": tuple(_stories(document, with_text=with_text)),
        "mentions": tuple(_mention(row) for row in mention_rows(reading, with_text=with_text)),
        "refusals": refusals,
        "documents": (_document(reading, document, path=path, offset=offset, with_text=with_text),),
    }
    return ReadingRows(id=reading.id, was_read=True, tables=tables)


def _document(reading: Reading, document: Document, *, path: str | None, offset: str | None, with_text: bool) -> Row:
    stored = StoredDocument(
        id=reading.id,
        url=reading.url,
        path=path,
        offset=offset,
        document=document_row(document),
        text_sha256=text_sha256(document.text),
        made_by=reading.made_by,
    )
    return _with_digest(
        {
            "id": reading.id,
            "doc_id": reading.id,
            "url": reading.url,
            "title": document.title,
            "language": document.language,
            "published": document.published,
            "text": shown_text(document, with_text=with_text),
            "record": to_json(stored),
        }
    )


def _stories(document: Document, *, with_text: bool) -> Iterable[Row]:
    for story in document.stories:
        row = story_row(story, document, with_text=with_text)
        stored = StoredStory(
            id=f"{document.id}:{story.index}",
            doc_id=document.id,
            index=story.index,
            kind=row.kind,
            headline=row.headline,
            start=row.start,
            end=row.end,
            published=row.published,
            sentences=story.sentences,
        )
        yield _with_digest(
            {
                "id": stored.id,
                "doc_id": document.id,
                "kind": stored.kind,
                "published": stored.published,
                "record": to_json(stored),
            }
        )


def _mention(row: MentionRow) -> Row:
    place = row.event_loc
    place_names = () if place is None else (place.extracted_place, place.resolved_place, place.province)
    party_names = [party.entity_text for party in (*row.actor, *row.recipient, *row.claim.source)]
    return _with_digest(
        {
            "id": row.id,
            "doc_id": row.doc_id,
            "story": row.story,
            "sentence": row.sentence,
            "start": row.trigger.start,
            "event": row.event,
            "claim": row.claim.status,
            "first_day": row.date,
            "last_day": row.enddate,
            "actor_keys": _party_keys(row.actor),
            "actor_words": _party_words(row.actor),
            "recipient_keys": _party_keys(row.recipient),
            "recipient_words": _party_words(row.recipient),
            "country": None if place is None else place.country_code,
            "place_words": folded(place_names),
            "words": folded([row.cite_info.title, row.text, *row.event_text, *party_names, *place_names]),
            "record": to_json(row),
        }
    )


def _refusal(reading_id: str, refusal: Refusal) -> Row:
    parts = (reading_id, refusal.page, refusal.step, refusal.reason, refusal.detail)
    stored = StoredRefusal(
        id=hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24],
        page=refusal.page,
        step=refusal.step,
        reason=refusal.reason,
        detail=refusal.detail,
    )
    return _with_digest(
        {
            "id": stored.id,
            "doc_id": reading_id,
            "step": stored.step,
            "reason": stored.reason,
            "record": to_json(stored),
        }
    )


def _party_keys(parties: Sequence[Party]) -> list[str]:
    """What a party can be asked for by code: "SYR", "GOV" and "SYR GOV"."""
    keys: set[str] = set()
    for party in parties:
        sectors = [sector for sector in (party.sector, *party.other_sectors) if sector is not None]
        keys.update(sectors)
        if party.code is not None:
            keys.add(party.code)
            keys.update(f"{party.code} {sector}" for sector in sectors)
    return sorted(keys)


def _party_words(parties: Sequence[Party]) -> str:
    return folded(name for party in parties for name in (party.entity_text, party.identifier_text))


def folded(names: Iterable[str | None]) -> str:
    """The names' words for searching: lower case, no accents, a space before and after each; names parted by "|"."""
    return "|".join(f" {' '.join(folded_words(name))} " for name in names if name)


def folded_words(name: str) -> list[str]:
    """The words of a name, lower case and without accents."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return _WORD.findall(plain.casefold())


def text_sha256(text: str) -> str:
    """Hex digest of the text as UTF-8; lone surrogates, which a page may hold, are kept as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _with_digest(row: Row) -> Row:
    """The row with a digest of all its cells, by which a page read again is seen to have changed nothing."""
    cells = json.dumps(row, default=str, sort_keys=True)
    return {**row, "digest": hashlib.sha256(cells.encode()).hexdigest()[:24]}
