"""What `show` gives: a record with the page that it stands on."""

from datetime import date
from typing import Literal

from dotterel.records import Record, Span
from dotterel.rows import MentionRow, ReadingRow
from dotterel.store.tables import StoredDocument, StoredRefusal, StoredStory


class PageRow(Record, frozen=True, kw_only=True):
    """The page that a record stands on: how to cite it, and where the user's own copy lay when it was read."""

    id: str
    url: str | None
    path: str | None
    offset: str | None
    title: str | None
    outlet: str | None
    published: date | None
    text_sha256: str


class ShownMention(MentionRow, frozen=True, kw_only=True):
    """A mention, the span of its sentence, its story and its page."""

    kind: Literal["mention"] = "mention"
    sentence_span: Span | None
    story_told: StoredStory | None
    page: PageRow


class ShownStory(StoredStory, frozen=True, kw_only=True):
    """A story and its page; `mentions` are ids. `text` is None unless the store may keep it."""

    text: str | None
    mentions: tuple[str, ...]
    page: PageRow


class ShownDocument(ReadingRow, frozen=True, kw_only=True):
    """A page whole, as `read --what readings` gives it, and where the user's own copy lay when it was read."""

    path: str | None
    offset: str | None
    text_sha256: str


class ShownRefusal(StoredRefusal, frozen=True, kw_only=True):
    """A refusal; its `page` is the address, path or id of what was not read."""

    kind: Literal["refusal"] = "refusal"


def page_row(stored: StoredDocument) -> PageRow:
    """How to cite the page of a stored document."""
    document = stored.document
    return PageRow(
        id=stored.id,
        url=stored.url,
        path=stored.path,
        offset=stored.offset,
        title=document.title,
        outlet=document.outlet,
        published=document.published,
        text_sha256=stored.text_sha256,
    )
