"""Short pages of our own that the tests of documents share."""

from dotterel.documents import read_document
from dotterel.records import Document, Page, Refusal
from dotterel.settings import Settings
from dotterel.stories import split_stories

BODY = (
    "<p>Soldiers in the republic freed eleven hostages on Monday after a siege of two days, the army said.</p>"
    "<p>The army accused a militia from the eastern hills of having taken the villagers on the road to market.</p>"
    "<p>A spokesman for the militia rejected the charge and asked the government to send a delegation for talks.</p>"
)


def page(content: str | bytes, *, media_type: str = "text/html", url: str | None = None) -> Page:
    data = content if isinstance(content, bytes) else content.encode()
    return Page(id="p", content=data, media_type="text/html" if media_type == "text/html" else "text/plain", url=url)


def article(head: str = "", *, before: str = "", after: str = "", lang: str = "en") -> str:
    return (
        f'<html lang="{lang}"><head><meta charset="utf-8">{head}</head><body><main>'
        f"<h1>Army frees hostages after siege</h1>{before}{BODY}</main>{after}</body></html>"
    )


def opened(content: str | bytes, *, media_type: str = "text/html", url: str | None = None) -> Document:
    document, _ = read_document(page(content, media_type=media_type, url=url), Settings())
    assert document is not None
    return split_stories(document)


def refused(content: str | bytes, *, media_type: str = "text/html") -> tuple[Document | None, tuple[Refusal, ...]]:
    return read_document(page(content, media_type=media_type), Settings())


def told(document: Document, kind: str) -> list[str]:
    return [document.text[story.start : story.end] for story in document.stories if story.kind == kind]
