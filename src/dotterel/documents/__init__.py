"""A page becomes a document: the cleaned text that everything points into, and what the page says of itself."""

from datetime import date, datetime, timedelta, timezone

from msgspec.structs import replace

from dotterel.documents.body import Line, find_lines
from dotterel.documents.decoding import decode, decode_exactly
from dotterel.documents.language import find_language
from dotterel.documents.layout import likeness
from dotterel.documents.markup import blocks_of, parse
from dotterel.documents.metadata import Metadata, metadata_of_html, metadata_of_text
from dotterel.documents.rights import find_rights
from dotterel.documents.user_rights import with_user_rights
from dotterel.records import Document, Page, Refusal, Rights, Span, Story
from dotterel.settings import Settings

__all__ = ["read_document"]

AHEAD = timezone(timedelta(hours=14))
"""The zone where the day begins first: a page published there today is not from the future."""

EDGE_CHARS = 50_000
"""Characters at either end of plain text in which its stamp and its notices are looked for."""


def read_document(page: Page, settings: Settings) -> tuple[Document | None, tuple[Refusal, ...]]:
    """The document of a page, with what of it was refused; None where nothing could be read.

    Plain text is kept character by character. Text over `settings.max_document_chars` is cut, and the rest refused.
    """
    text = decode_exactly(page.content) if page.given.is_passage else decode(page.content)
    if text is None:
        return None, (refusal(page, "binary", "the bytes are no text in any encoding that is known"),)
    if not text.strip():
        return None, (refusal(page, "empty", "there is nothing in it"),)
    document = document_of_text(page, text) if page.media_type == "text/plain" else document_of_html(page, text)
    if document is None:
        return None, (refusal(page, "no_text", "the page shows no text that could be read as news"),)
    if page.given.rights is None:
        address = page.url or document.canonical_url
        document = replace(document, rights=with_user_rights(document.rights, address, document.outlet, settings))
    return cut(document, page, settings)


def document_of_text(page: Page, text: str) -> Document:
    """The document of plain text, which stays as it is."""
    told = text if len(text) <= 2 * EDGE_CHARS else text[:EDGE_CHARS] + "\n" + text[-EDGE_CHARS:]
    metadata = Metadata() if page.given.is_passage else metadata_of_text(told, page.url, latest_day())
    return filled(page, text, metadata, find_rights([line.strip() for line in told.splitlines()], None), ())


def document_of_html(page: Page, text: str) -> Document | None:
    """The document of an HTML page with its stories as far as the markup parts them; None where it shows no text."""
    tree = parse(text)
    if tree is None:
        return None
    blocks = blocks_of(tree)
    metadata = metadata_of_html(tree, blocks, page.url, latest_day())
    rights = find_rights((block.text for block in blocks), tree)
    lines = find_lines(tree, blocks, page.given.title or metadata.title)
    if not lines:
        return None
    headline = next((line.text for line in lines if line.is_headline), None)
    if headline is not None and likeness(headline, metadata.title) == 0:
        metadata = replace(metadata, title=headline)
    return filled(page, "\n".join(line.text for line in lines), metadata, rights, stories_of(lines))


def latest_day() -> date:
    """Today where it is latest on earth."""
    return datetime.now(AHEAD).date()


def filled(page: Page, text: str, metadata: Metadata, rights: Rights, stories: tuple[Story, ...]) -> Document:
    """The document; what the user states of the page comes before what the page says of itself."""
    given = page.given
    published = given.published or metadata.published
    return Document(
        id=page.id,
        text=text,
        url=page.url,
        title=given.title or metadata.title,
        outlet=given.outlet or metadata.outlet,
        byline=metadata.byline,
        published=published,
        published_basis=None if published is None else "stated",
        updated=metadata.updated,
        section=metadata.section,
        canonical_url=metadata.canonical_url,
        language=find_language(text, given.language or metadata.language),
        rights=given.rights or rights,
        stories=stories,
        is_passage=given.is_passage,
    )


def stories_of(lines: list[Line]) -> tuple[Story, ...]:
    """The stories that lines make when they are joined by line breaks."""
    stories: list[Story] = []
    start = 0
    for line in lines:
        end = start + len(line.text)
        headline = Span(start=start, end=end) if line.is_headline or (line.kind == "teaser" and line.is_first) else None
        if line.is_first or not stories:
            stories.append(Story(index=len(stories), kind=line.kind, start=start, end=end, headline=headline))
        else:
            last = stories.pop()
            stories.append(replace(last, end=end, headline=last.headline or headline))
        start = end + 1
    return tuple(stories)


def cut(document: Document, page: Page, settings: Settings) -> tuple[Document, tuple[Refusal, ...]]:
    """The document up to the longest text that is read, ended at a line or a space, with a refusal of the rest."""
    limit = settings.max_document_chars
    text = document.text
    if len(text) <= limit:
        return document, ()
    line_end, word_end = text.rfind("\n", limit // 2, limit), text.rfind(" ", limit // 2, limit)
    kept = text[: next((at for at in (line_end, word_end) if at > 0), limit)]
    stories = tuple(shortened(story, len(kept)) for story in document.stories if story.start < len(kept))
    detail = f"{len(text)} characters, read are the first {len(kept)} (limit {limit})"
    return replace(document, text=kept, stories=stories), (refusal(page, "too_long", detail),)


def shortened(story: Story, end: int) -> Story:
    """The story with nothing beyond the end of the text that is kept."""
    headline = story.headline if story.headline is not None and story.headline.end <= end else None
    return replace(story, end=min(story.end, end), headline=headline)


def refusal(page: Page, reason: str, detail: str) -> Refusal:
    """What of a page was not read at this step."""
    return Refusal(
        page=page.id, step="documents", reason=reason, detail=f"{page.url or page.path or page.id}: {detail}"
    )
