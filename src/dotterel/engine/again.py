"""The words of a stored record out of the user's own copy of its page, for what the store may not keep."""

from itertools import chain
from pathlib import Path

import msgspec

from dotterel import pages, pipeline
from dotterel.errors import RunError
from dotterel.records import Given, Page
from dotterel.settings import Settings
from dotterel.store import PageRow, Shown, ShownDocument, ShownMention, ShownStory, text_sha256


def show_with_text(shown: Shown, settings: Settings) -> Shown:
    """The record with its words, read again where the store does not hold them: the user vouches for the right to.

    Raises RunError where the user's copy is gone, or is no longer what the record's offsets point into.
    """
    if isinstance(shown, ShownDocument) and shown.text is None:
        return msgspec.structs.replace(shown, text=_text(shown, settings))
    if isinstance(shown, ShownStory) and shown.text is None:
        text = _text(shown.page, settings)
        return msgspec.structs.replace(shown, text=text[shown.start : shown.end])
    if isinstance(shown, ShownMention) and shown.text is None and shown.sentence_span is not None:
        text = _text(shown.page, settings)
        return msgspec.structs.replace(shown, text=text[shown.sentence_span.start : shown.sentence_span.end])
    return shown


def _text(page: PageRow | ShownDocument, settings: Settings) -> str:
    if page.path is None:
        raise RunError(f"{page.id}: no copy of this page is known, so its text cannot be shown. Offsets still stand.")
    copy = _copy(page.path, page.offset, page.id, settings)
    document = None if copy is None else pipeline.open_document(copy, settings)[0]
    if document is None or text_sha256(document.text) != page.text_sha256:
        raise RunError(
            f"{page.path}: gone or changed since it was read, so the text cannot be shown."
            " Read it again: dotterel read."
        )
    return document.text


def _copy(path: str, offset: str | None, page_id: str, settings: Settings) -> Page | None:
    """The page of that id in the file at `path`, looked for at `offset` first; None where it can no longer be read.

    A file's only page is taken whatever its id, which is made from the path as it was given then.
    """
    there = None if offset is None else pages.page_at(Path(path), offset, settings)
    if there is not None and there.id == page_id:
        return there
    found = pages.find_pages([path], given=Given(), settings=settings)
    first, second = next(found, None), next(found, None)
    for page in chain((first, second), found):
        if isinstance(page, Page) and (second is None or page.id == page_id):
            return page
    return None
