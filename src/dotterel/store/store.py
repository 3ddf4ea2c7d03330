"""The store as its users hold it."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from dotterel.errors import StoreError
from dotterel.records import Reading
from dotterel.rows import MentionRow, RefusalRow, StoryRow
from dotterel.store.queries import Filters, find_by_id, find_mentions, find_of_document, find_text
from dotterel.store.shown import PageRow, ShownDocument, ShownMention, ShownRefusal, ShownStory, page_row
from dotterel.store.tables import (
    SCHEMAS,
    ReadingRows,
    Row,
    StoredDocument,
    StoredRefusal,
    StoredStory,
    reading_rows,
)
from dotterel.store.writing import create_table, put_files_together, replace_rows

Shown: TypeAlias = ShownDocument | ShownStory | ShownMention | ShownRefusal

PAGES_PER_COMMIT = 200
"""Pages; few enough to hold in memory and to lose when killed, enough to keep the files of a table few."""

COMMITS_PER_TIDYING = 50


class Store:
    """A folder of Delta tables: documents, stories, mentions, refusals.

    Opening makes nothing; the first write makes the folder and its tables.
    """

    def __init__(self, folder: str | Path) -> None:
        """A store in `folder`, which need not be there yet."""
        self.folder = Path(folder)

    def add(self, readings: Iterable[Reading], *, with_text: bool = False) -> int:
        """Write readings, 200 pages a commit; the number of readings written.

        A page that is there already is replaced by what is new about it; the same reading again changes nothing. With
        `with_text` the user vouches for the right to keep the pages' text; else only free or own text is kept. Raises
        StoreError.
        """
        with self.writer(with_text=with_text) as writer:
            for reading in readings:
                writer.add(reading)
        return writer.written

    def writer(self, *, with_text: bool = False) -> "StoreWriter":
        """A writer for readings that come one by one; use it in a `with` block, whose end writes the last of them."""
        return StoreWriter(self.folder, with_text=with_text)

    def find(self, filters: Filters | None = None) -> list[MentionRow]:
        """The mentions that agree with all filters, in a fixed order: by date, then as their pages tell them.

        Raises StoreError where the folder is no store.
        """
        return find_mentions(self.folder, filters or Filters())

    def show(self, record_id: str) -> Shown | None:
        """Any record by its id, with the page that it stands on; None where no record has it. Raises StoreError."""
        return (
            self._show_document(record_id)
            or self._show_mention(record_id)
            or self._show_story(record_id)
            or self._show_refusal(record_id)
        )

    def _show_document(self, record_id: str) -> ShownDocument | None:
        stored = find_by_id(self.folder, "documents", record_id, StoredDocument)
        if stored is None:
            return None
        stories = find_of_document(self.folder, "stories", record_id, StoredStory)
        refusals = find_of_document(self.folder, "refusals", record_id, StoredRefusal)
        mentions = find_of_document(self.folder, "mentions", record_id, MentionRow)
        return ShownDocument(
            id=stored.id,
            url=stored.url,
            document=stored.document,
            text=find_text(self.folder, record_id),
            stories=tuple(_story_row(story) for story in sorted(stories, key=lambda story: story.index)),
            mentions=tuple(sorted(mentions, key=lambda row: (row.story, row.sentence, row.trigger.start, row.id))),
            refusals=tuple(_refusal_row(refusal) for refusal in refusals),
            made_by=stored.made_by,
            path=stored.path,
            offset=stored.offset,
            text_sha256=stored.text_sha256,
        )

    def _show_mention(self, record_id: str) -> ShownMention | None:
        row = find_by_id(self.folder, "mentions", record_id, MentionRow)
        if row is None:
            return None
        story = find_by_id(self.folder, "stories", f"{row.doc_id}:{row.story}", StoredStory)
        sentences = () if story is None else story.sentences
        return ShownMention(
            **{name: getattr(row, name) for name in MentionRow.__struct_fields__},
            sentence_span=sentences[row.sentence] if row.sentence < len(sentences) else None,
            story_told=story,
            page=self._page(row.doc_id),
        )

    def _show_story(self, record_id: str) -> ShownStory | None:
        story = find_by_id(self.folder, "stories", record_id, StoredStory)
        if story is None:
            return None
        text = find_text(self.folder, story.doc_id)
        mentions = find_of_document(self.folder, "mentions", story.doc_id, MentionRow)
        return ShownStory(
            **{name: getattr(story, name) for name in StoredStory.__struct_fields__},
            text=None if text is None else text[story.start : story.end],
            mentions=tuple(row.id for row in mentions if row.story == story.index),
            page=self._page(story.doc_id),
        )

    def _show_refusal(self, record_id: str) -> ShownRefusal | None:
        stored = find_by_id(self.folder, "refusals", record_id, StoredRefusal)
        if stored is None:
            return None
        return ShownRefusal(**{name: getattr(stored, name) for name in StoredRefusal.__struct_fields__})

    def _page(self, doc_id: str) -> PageRow:
        stored = find_by_id(self.folder, "documents", doc_id, StoredDocument)
        if stored is None:
            raise StoreError(f"{self.folder}: page {doc_id} is not stored whole; read it into the store again.")
        return page_row(stored)


class StoreWriter:
    """Takes readings one by one and writes them 200 at a time; `written` counts those on disk."""

    def __init__(self, folder: Path, *, with_text: bool) -> None:
        """Open the tables in `folder`, made where they are not there. Raises StoreError."""
        self.written = 0
        self._folder = folder
        self._with_text = with_text
        self._waiting: list[ReadingRows] = []
        self._commits = 0
        for name in SCHEMAS:
            create_table(folder, name)

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write what waits, also where the block failed: the pages read until then were read well."""
        self.flush()

    def add(self, reading: Reading, *, path: str | None = None, offset: str | None = None) -> None:
        """Take one reading; `path` is where the user's own copy of the page lies, None where there is none.

        `offset` is that of the Page, for a copy in an archive.
        """
        self._waiting.append(reading_rows(reading, path=path, offset=offset, with_text=self._with_text))
        if len(self._waiting) >= PAGES_PER_COMMIT:
            self.flush()

    def flush(self) -> None:
        """Write what waits. Raises StoreError."""
        if not self._waiting:
            return
        pages = _last_of_each(self._waiting)
        read = {page.id for page in pages if page.was_read}
        for name in SCHEMAS:
            rows = _unique([row for page in pages for row in page.tables.get(name, ())])
            replace_rows(self._folder, name, rows, of_documents=read)
        self.written += len(self._waiting)
        self._waiting = []
        self._commits += 1
        if self._commits % COMMITS_PER_TIDYING == 1:
            self._tidy()

    def _tidy(self) -> None:
        for name in SCHEMAS:
            put_files_together(self._folder / name)


def _last_of_each(pages: Iterable[ReadingRows]) -> list[ReadingRows]:
    """Pages that were read, the last of each id; and all that were refused: a file that is bad twice has one id."""
    read: dict[str, ReadingRows] = {}
    refused: list[ReadingRows] = []
    for page in pages:
        if page.was_read:
            read[page.id] = page
        else:
            refused.append(page)
    return [*read.values(), *refused]


def _unique(rows: Iterable[Row]) -> list[Row]:
    return list({row["id"]: row for row in rows}.values())


def _story_row(story: StoredStory) -> StoryRow:
    return StoryRow(
        kind=story.kind,
        headline=story.headline,
        start=story.start,
        end=story.end,
        published=story.published,
    )


def _refusal_row(refusal: StoredRefusal) -> RefusalRow:
    return RefusalRow(step=refusal.step, reason=refusal.reason, detail=refusal.detail)
