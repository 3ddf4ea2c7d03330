"""Dotterel reads news pages and tells what happened: cited, dated, placed PLOVER events.

    import dotterel
    for reading in dotterel.read("pages/"):
        for mention in reading.mentions:
            print(mention.event, mention.score)

Everything heavy is imported by the first call that needs it, so that `import dotterel` itself costs nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import date as _date
from importlib.metadata import version as _version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dotterel.records import Document, Party, Place, Reading, When
    from dotterel.settings import Settings
    from dotterel.store import Store

__version__ = _version("dotterel")

__all__ = ["Store", "__version__", "actor", "classify", "document", "places", "read", "times"]


def read(
    *inputs: str | Path, published: str | _date | None = None, jobs: int = 1, settings: "Settings | None" = None
) -> Iterator["Reading"]:
    """The reading of each page in files, folders or "-" (standard input), in their order.

    `published`: the day of publication of pages that state none, ISO 8601. `jobs`: processes that read; over 1 a script
    must be guarded by `if __name__ == "__main__"`. A page that cannot be read is a Reading with its refusals. Raises
    UsageError for a `published` that is no day, ModelError where the weights are missing.
    """
    from dotterel.engine import map_pages
    from dotterel.pages import find_pages
    from dotterel.records import Given
    from dotterel.settings import Settings

    told = settings or Settings()
    pages = find_pages(inputs, given=Given(published=_day(published)), settings=told)
    return map_pages(pages, told, jobs=jobs)


def document(html: str, url: str | None = None) -> "Document | None":
    """A page's document: its text, title, day of publication, rights and stories; None where it cannot be read."""
    from dotterel import pipeline
    from dotterel.pages.identity import page_id
    from dotterel.records import Page
    from dotterel.settings import Settings

    content = html.encode("utf-8", "surrogatepass")
    page = Page(id=page_id(url or "", content), content=content, media_type="text/html", url=url)
    found, _ = pipeline.open_document(page, Settings())
    return found


def classify(
    text: str, *, actor: tuple[int, int] | None = None, recipient: tuple[int, int] | None = None
) -> dict[str, float]:
    """Probability of each of the 16 PLOVER types for what `actor` does to `recipient` in the text; they sum to 1.

    Spans are half-open character offsets; None: not named in the text. Raises ModelError where the weights are missing.
    """
    from dotterel import reader

    return reader.classify(text, actor=actor, recipient=recipient)


def actor(
    phrase: str, *, context: str = "", date: str | _date | None = None, settings: "Settings | None" = None
) -> "Party":
    """Who a phrase names: country or body, sectors, identity. What cannot be known is None.

    `context`: the text that it stands in, for phrases without a country of their own ("the army"). `date`: the day it
    was written, for who held which office then. `settings`: for a table of actors of your own. Raises UsageError for a
    `date` that is no day and for a bad table.
    """
    from dotterel.knowledge.in_use import using
    from dotterel.resolve.actors import resolve_actor
    from dotterel.settings import Settings

    with using(settings or Settings()):
        return resolve_actor(phrase, context=context, on=_day(date))


def places(text: str, spans: Sequence[tuple[int, int]], *, settings: "Settings | None" = None) -> "list[Place | None]":
    """Where each toponym of the text lies, one a span; an unknown one keeps its words, an empty span is None.

    `settings`: for a gazetteer of your own. Raises UsageError where that cannot be read.
    """
    from dotterel.knowledge.in_use import using
    from dotterel.resolve.places import resolve_places
    from dotterel.settings import Settings

    with using(settings or Settings()):
        return resolve_places(text, spans)


def times(text: str, published: str | _date | None = None) -> "list[When]":
    """Every date, time, duration and set expression of the text, in order, with its TIMEX3 value.

    Relative ones ("on Monday") have days only where `published` is known. Raises UsageError where that is no day.
    """
    from dotterel.resolve.times import find_times

    return find_times(text, _day(published))


def _day(day: str | _date | None) -> _date | None:
    if not isinstance(day, str):
        return day
    from dotterel.errors import UsageError

    try:
        return _date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"{day!r} is no day. Write it as 2025-07-23.") from None


def __getattr__(name: str) -> type["Store"]:
    """`Store`, whose database is imported only when it is first asked for."""
    if name == "Store":
        from dotterel.store import Store

        return Store
    raise AttributeError(f"module 'dotterel' has no attribute {name!r}")
