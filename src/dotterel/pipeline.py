"""The order of the stages: a page becomes a document, its stories, and the events that they tell."""

from importlib.metadata import version

from dotterel import documents, reader, resolve, stories
from dotterel.knowledge.in_use import using
from dotterel.records import Document, Page, Reading, Refusal, changed
from dotterel.settings import Settings


def read(page: Page, settings: Settings) -> Reading:
    """Everything that one page tells. Never raises for what a page holds: what cannot be read is a Refusal."""
    document, refusals = open_document(page, settings)
    if document is None:
        return Reading(id=page.id, url=page.url, refusals=refusals, made_by=made_by(settings))
    found = reader.find_mentions(document, settings)
    with using(settings):
        mentions = resolve.resolve_mentions(document, found.mentions, found.kin)
    return Reading(
        id=page.id,
        url=page.url,
        document=document,
        mentions=mentions,
        refusals=(*refusals, *found.refusals),
        made_by=made_by(settings),
    )


def open_document(page: Page, settings: Settings) -> tuple[Document | None, tuple[Refusal, ...]]:
    """A page's document with stories, sentences and date, and what of the page was refused."""
    document, refusals = documents.read_document(page, settings)
    if document is None:
        return None, refusals
    document = stories.split_stories(document)
    document = reader.mark_sentences(document)
    return date_document(document), refusals


def date_document(document: Document) -> Document:
    """The document with a publication date inferred from its first article where the page states none."""
    if document.published is not None:
        return document
    told = next((story for story in document.stories if story.kind != "notice"), None)
    days = None if told is None else resolve.infer_published(document.text[told.start : told.end])
    if days is None:
        return document
    if days[0] == days[1]:
        return changed(document, published=days[0], published_basis="inferred")
    return changed(document, published_range=days, published_basis="inferred")


def made_by(settings: Settings) -> str:
    """Which program, which weights and which files of the user's (their names alone) made a reading."""
    users = (("actors", settings.actors_file), ("gazetteer", settings.gazetteer_file))
    named = [f"{what} {path.name}" for what, path in users if path is not None]
    return ", ".join([f"dotterel {version('dotterel')}", f"reader {settings.model}", *named])
