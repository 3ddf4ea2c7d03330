"""A document's stories: the article, teasers of other news, notices, entries of a live blog, items of a round-up.

Works on lines. Where the markup has parted the stories already, only its articles are looked into again.
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from dotterel.knowledge.stamps import find_stamps
from dotterel.records import Document, Span, Story
from dotterel.stories.article import KEEP_PLAIN, article_and_rest
from dotterel.stories.lines import Line, Part, lines_between, trim
from dotterel.stories.series import live_blog, round_up

__all__ = ["split_stories"]


def split_stories(document: Document) -> Document:
    """A copy of the document with its stories in order; they do not overlap, and bear no white space at their ends.

    A passage is one article as it stands. Stories that the document has already are kept, their articles split further.
    """
    text = document.text
    if document.is_passage:
        whole = [line for line in [Line(*trim(text, 0, len(text)), text)] if line.start < line.end]
        return replace(document, stories=stories_of([Part("article", whole)] if whole else [], document))
    if not document.stories:
        return titled(replace(document, stories=stories_of(parts_of(lines_between(text, 0, len(text))), document)))
    parts: list[Part] = []
    for story in document.stories:
        lines = lines_between(text, story.start, story.end)
        headline = next((line for line in lines if story.headline and line.start == story.headline.start), None)
        if story.kind == "article":
            parts += parts_of(lines, headline, is_parted=True)
        elif lines:
            parts.append(Part(story.kind, lines, headline))
    return titled(replace(document, stories=stories_of(parts, document)))


def titled(document: Document) -> Document:
    """The document with the headline of its first article for a title where it has none."""
    headlines = (story.headline for story in document.stories if story.kind == "article")
    first = next((headline for headline in headlines if headline is not None), None)
    if document.title is not None or first is None:
        return document
    return replace(document, title=document.text[first.start : first.end])


def stories_of(parts: Sequence[Part], document: Document) -> tuple[Story, ...]:
    """The records of parts. An article and an entry bear the document's day, another story only one that it states."""
    return tuple(
        Story(
            index=index,
            kind=part.kind,
            start=part.lines[0].start,
            end=part.lines[-1].end,
            headline=None if part.headline is None else Span(start=part.headline.start, end=part.headline.end),
            published=document.published if part.kind in ("article", "entry") else own_day(part),
        )
        for index, part in enumerate(unwoven(parts))
    )


def unwoven(parts: Sequence[Part]) -> list[Part]:
    """The parts in the order of the text; one that another stands in the middle of (a notice, say) comes in pieces."""
    owners = sorted((line.start, number, line) for number, part in enumerate(parts) for line in part.lines)
    runs: list[tuple[int, list[Line]]] = []
    for _, number, line in owners:
        if runs and runs[-1][0] == number:
            runs[-1][1].append(line)
        else:
            runs.append((number, [line]))
    return [Part(parts[number].kind, lines, _headline_in(parts[number], lines)) for number, lines in runs]


def _headline_in(part: Part, lines: list[Line]) -> Line | None:
    return part.headline if part.headline in lines else None


def own_day(part: Part) -> date | None:
    """The day in a short story's own stamp; None where it has none, or is a notice."""
    if part.kind == "notice":
        return None
    short = [line.text for line in part.lines if len(line.text.split()) <= 6] + [part.lines[-1].text[-24:]]
    stamps = [stamp for text in short for stamp in find_stamps(text)]
    return stamps[0].day if stamps else None


def parts_of(lines: list[Line], headline: Line | None = None, *, is_parted: bool = False) -> list[Part]:
    """The stories that a stretch of lines tells; `headline` is what the markup says is the article's.

    Where the markup has parted it from other stories, the article ends only at a plain border.
    """
    if not lines:
        return []
    blog = live_blog(lines, headline) or round_up(lines, headline)
    return blog or article_and_rest(lines, headline, 0.0 if is_parted else KEEP_PLAIN)
