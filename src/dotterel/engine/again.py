"""The words of a stored record out of the user's own copy of its page, for what the store may not keep."""

from itertools import chain

import msgspec

from dotterel import pages, pipeline
from dotterel.errors import RunError
from dotterel.records import Given, Page
from dotterel.settings import Settings
from dotterel.store import Shown, ShownDocument, ShownMention, ShownStory, text_sha256


def show_with_text(shown: Shown, settings: Settings) -> Shown:
    """The record with its words, read again where the store does not hold them: the user vouches for the right to.

    Raises RunError where the user's copy is gone, or is no longer what the record's offsets point into.
    """
    if isinstance(shown, ShownDocument) and shown.text is None:
        return msgspec.structs.replace(shown, text=_text(shown.path, shown.id, shown.text_sha256, settings))
    if isinstance(shown, ShownStory) and shown.text is None:
        text = _text(shown.page.path, shown.page.id, shown.page.text_sha256, settings)
        return msgspec.structs.replace(shown, text=text[shown.start : shown.end])
    if isinstance(shown, ShownMention) and shown.text is None and shown.sentence_span is not None:
        text = _text(shown.page.path, shown.page.id, shown.page.text_sha256, settings)
        return msgspec.structs.replace(shown, text=text[shown.sentence_span.start : shown.sentence_span.end])
    return shown


def _text(path: str | None, page_id: str, sha256: str, settings: Settings) -> str:
    if path is None:
        raise RunError(f"{page_id}: no copy of this page is known, so its text cannot be shown. Offsets still stand.")
    text = _read_again(path, page_id, settings)
    if text is None or text_sha256(text) != sha256:
        raise RunError(
            f"{path}: gone or changed since it was read, so the text cannot be shown. Read it again: dotterel read."
        )
    return text


def _read_again(path: str, page_id: str, settings: Settings) -> str | None:
    """The document text of the page of that id in the file at `path`; None where it can no longer be read.

    A file's only page is taken whatever its id, which is made from the path as it was given then.
    """
    found = pages.find_pages([path], given=Given(), settings=settings)
    first, second = next(found, None), next(found, None)
    for page in chain((first, second), found):
        if isinstance(page, Page) and (second is None or page.id == page_id):
            document, _ = pipeline.open_document(page, settings)
            return None if document is None else document.text
    return None
