"""Pages that are a series of short pieces: live blogs and round-ups."""

from itertools import pairwise

from dotterel.knowledge import newsroom
from dotterel.stories.article import article_and_rest, rest_of
from dotterel.stories.lines import HEADING_WORDS, Line, Part, is_aside, is_heading
from dotterel.stories.topic import Topic

MIN_ENTRIES = 3
"""Lines that begin with a time of day, from which a page is a live blog.

Two also stand in programmes of one article.
"""

MIN_ITEMS = 3

MAX_ITEM_WORDS = 170

MAX_PREFACE_WORDS = 90


def live_blog(lines: list[Line], headline: Line | None) -> list[Part]:
    """A preface and one entry for each line that begins with a time of day; empty where the lines are no live blog."""
    clocks = [index for index, line in enumerate(lines) if is_clock(line)]
    if len(clocks) < MIN_ENTRIES or is_list_of_headlines(lines, clocks):
        return []
    notices = [index for index, line in enumerate(lines) if newsroom.is_notice(line.text) and index > clocks[0]]
    end = next((index for index in notices if index > clocks[-1]), len(lines))
    parts = article_and_rest(lines[: clocks[0]], headline) if clocks[0] else []
    for first, following in pairwise([*clocks, end]):
        entry = [line for line in lines[first:following] if not newsroom.is_notice(line.text)]
        parts.append(Part("entry", entry, heading_of_entry(entry)))
        parts += [Part("notice", [line]) for line in lines[first:following] if newsroom.is_notice(line.text)]
    return parts + rest_of(lines[end:], Topic())


def is_clock(line: Line) -> bool:
    """True for a line that begins with a time of day and is not a stamp of a whole page."""
    end = newsroom.clock_end(line.text)
    return (
        end is not None
        and not newsroom.is_notice(line.text)
        and (
            end == len(line.text)
            or line.text[end:][:1].isupper()
            or not line.text[end:][:1].isalpha()
            or len(line.text[:end]) > 5
        )
    )


def is_list_of_headlines(lines: list[Line], clocks: list[int]) -> bool:
    """True where the times begin at the foot of a long article and bear one headline each.

    A list of the latest news.
    """
    before = sum(len(line.text.split()) for line in lines[: clocks[0]])
    entries = sum(len(line.text.split()) for line in lines[clocks[0] :])
    return before > 150 and entries < 15 * len(clocks)


def heading_of_entry(entry: list[Line]) -> Line:
    """The heading of an entry where it has one under its time, else the line with the time."""
    if len(entry) > 2 and newsroom.clock_end(entry[0].text) == len(entry[0].text) and is_heading(entry[1]):
        return entry[1]
    return entry[0]


def round_up(lines: list[Line], headline: Line | None) -> list[Part]:
    """A preface and one item for each piece of a round-up; empty where the lines are none."""
    starts = starts_of_items(lines)
    if len(starts) < MIN_ITEMS or not is_round_up(lines, starts):
        return []
    end = next((index for index in range(starts[-1], len(lines)) if newsroom.is_notice(lines[index].text)), len(lines))
    parts = preface(lines[: starts[0]], headline)
    for first, following in pairwise([*starts, end]):
        item = [line for line in lines[first:following] if not is_aside(line)]
        parts.append(Part("item", item, item[0] if len(item) > 1 or is_heading(item[0]) else None))
        parts += [Part("notice", [line]) for line in lines[first:following] if newsroom.is_notice(line.text)]
    return parts + rest_of(lines[end:], Topic())


def preface(lines: list[Line], headline: Line | None) -> list[Part]:
    """What stands over the first item, as one article; empty where nothing does."""
    own = [line for line in lines if not is_aside(line)]
    notices = [Part("notice", [line]) for line in lines if newsroom.is_notice(line.text)]
    return [Part("article", own, headline or own[0]), *notices] if own else notices


def starts_of_items(lines: list[Line]) -> list[int]:
    """Indices of the lines that open an item: with a dateline or a list mark of their own, else with a heading."""
    dated = [index for index, line in enumerate(lines) if opens_item(line)]
    if len(dated) >= MIN_ITEMS:
        return [index - 1 if is_headed(lines, index, dated) else index for index in dated]
    return [
        index
        for index, (line, after) in enumerate(pairwise(lines))
        if index > 0 and is_heading(line) and len(after.text.split()) > HEADING_WORDS and not is_aside(line)
    ]


def opens_item(line: Line) -> bool:
    """True for a line with a dateline, a "PLACE: heading" or a list mark, that is no notice."""
    if newsroom.is_notice(line.text):
        return False
    return newsroom.has_dateline(line.text) or (newsroom.list_mark_end(line.text) > 0 and len(line.text.split()) > 6)


def is_headed(lines: list[Line], index: int, dated: list[int]) -> bool:
    """True where the line before an item's dateline is its heading, and not the page's."""
    return (
        index > 1
        and not is_heading(lines[index])
        and index - 1 not in dated
        and is_heading(lines[index - 1])
        and not is_aside(lines[index - 1])
    )


def is_round_up(lines: list[Line], starts: list[int]) -> bool:
    """True where the pieces are short, begin soon, and have little in common with each other."""
    before = [line for line in lines[: starts[0]] if not is_aside(line)]
    if sum(len(line.text.split()) for line in before) > MAX_PREFACE_WORDS or len(before) > 5:
        return False
    pieces = [lines[first:following] for first, following in pairwise([*starts, len(lines)])]
    sizes = sorted(sum(len(line.text.split()) for line in piece) for piece in pieces)
    if sizes[len(sizes) // 2] > MAX_ITEM_WORDS or max(len(piece) for piece in pieces[:-1]) > 4:
        return False
    topics = [Topic.of(piece) for piece in pieces]
    shared = [max(one.share_of(other.words) for one in topics if one is not other) for other in topics]
    return sum(shared) / len(shared) < 0.25
