"""The article in a stretch of lines, and what stands before, between and after it."""

from collections.abc import Iterator, Sequence

from dotterel.knowledge import newsroom
from dotterel.stories.lines import (
    WHITE,
    Line,
    Part,
    is_aside,
    is_heading,
    is_inline_label,
    is_label,
    is_slug,
    is_talk,
    words_in,
)
from dotterel.stories.topic import CONTINUING, Topic, is_foreign, strange_names

HEADLINE_WORDS = 28

LONG_STORY_WORDS = 120
"""Words from which a story beside the article is an article itself, not a teaser."""

KEEP_PLAIN = 0.14
"""Share of a line's weighted content words that the article must know for the line to belong to it.

Without any border.
"""

KEEP_AFTER_BORDER = 0.34
"""The same after a notice or a label; and KEEP_AFTER_SIGN_OFF after a sign-off. Set on mixed pages of own making."""

KEEP_AFTER_SIGN_OFF = 0.75

MIN_CLOSED_WORDS = 40
"""Words before a sign-off counts: at the head of an article "Written by" is a byline."""

MIN_ARTICLE_WORDS = 80
"""Words from which an article is known well enough to tell that a line is not of it."""

FORESEEN_LINES = 12

FOREIGN_SHARE = 0.7
"""Share of the next FORESEEN_LINES lines that must tell of something else for the article to end without a border."""

KEEP_TOGETHER = 0.3
"""The same for a line to tell on the teaser before it."""


def article_and_rest(lines: list[Line], headline: Line | None, border: float = KEEP_PLAIN) -> list[Part]:
    """The article, notices, and each teaser before, between or after it.

    `border` is the share of a line's content words that the article must know, 0 where it ends at plain borders only.
    """
    first = start_of_article(lines, headline)
    before = rest_of(lines[:first], Topic())
    return before + after_headline(lines[first:], headline, border)


def start_of_article(lines: list[Line], headline: Line | None) -> int:
    """Index of the article's first line.

    After slug lines, notices, and labelled teasers that stand over the headline.
    """
    if headline is not None and headline in lines:
        return 0
    at = 0
    while at < len(lines) - 1 and (is_slug(lines[at]) or is_aside(lines[at])):
        labelled = is_label(lines[at])
        at += 1
        while labelled and at < len(lines) - 2 and is_heading(lines[at]) and is_heading(lines[at + 1]):
            at += 1
    return at


def after_headline(lines: list[Line], headline: Line | None, border: float) -> list[Part]:
    """The article from its first line on, and what follows or interrupts it."""
    named = headline or (lines[0] if lines and is_headline(lines) else None)
    topic = Topic()
    parts: list[Part] = []
    article: list[Line] = []
    index = 0
    last_border = max((at + 1 for at, line in enumerate(lines) if is_border(line)), default=0)
    while index < len(lines):
        line = lines[index]
        if newsroom.is_notice(line.text) or is_label(line) or is_inline_label(line):
            if not article and not is_label(line):
                parts += rest_of([line], topic)
                index += 1
                continue
            following = end_of_rest(lines, index, topic, max(border, KEEP_AFTER_BORDER))
            parts += [Part("article", article, named)] if article else []
            parts += rest_of(lines[index:following], topic)
            article, named, index = [], None, following
            continue
        if len(article) > 1 and is_left(lines, index, topic, border, last_border):
            break
        article.append(line)
        topic.add(line)
        border = border_after(line, border) if topic.size >= MIN_CLOSED_WORDS else border
        index += 1
    parts += [Part("article", article, named)] if article else []
    return parts + rest_of(lines[index:], topic)


def is_headline(lines: list[Line]) -> bool:
    """True where the first line is no sentence and is shorter than the text after it."""
    return (
        len(lines) > 1 and len(lines[0].text.split()) <= HEADLINE_WORDS and not lines[0].text.endswith((".", "。", "।"))
    )


def border_after(line: Line, border: float) -> float:
    """How much of the next line the article must know: much more once a sign-off has closed it."""
    closes = newsroom.ends_with_sign_off(line.text) or newsroom.is_sign_off_line(line.text)
    return KEEP_AFTER_SIGN_OFF if closes else border


def is_left(lines: list[Line], index: int, topic: Topic, border: float, last_border: int) -> bool:
    """True where the article ends before a line: it and most of the next lines tell of something else.

    Nowhere before `last_border`, the index of the last line at which an article plainly ends.
    """
    line = lines[index]
    if newsroom.is_sign_off_line(line.text):
        return False
    if border >= KEEP_AFTER_SIGN_OFF:
        return topic.knows(line) < border
    if topic.size < MIN_ARTICLE_WORDS or index < last_border:
        return False
    if border == 0 or not is_foreign(line, topic, border):
        return False
    following = [other for other in lines[index : index + FORESEEN_LINES] if not is_aside(other)]
    foreign = [other for other in following if is_foreign(other, topic, border)]
    if len(following) == 1:
        return bool(foreign) and len(strange_names(line, topic)) >= 2 and is_foreign(line, topic, border / 3)
    return following[:2] == foreign[:2] and len(foreign) >= FOREIGN_SHARE * len(following)


def is_border(line: Line) -> bool:
    """True for a line at which an article plainly ends or is interrupted: a notice, a label, a sign-off."""
    return (
        newsroom.is_notice(line.text)
        or newsroom.label_end(line.text) is not None
        or newsroom.is_sign_off_line(line.text)
        or newsroom.ends_with_sign_off(line.text)
    )


def end_of_rest(lines: list[Line], index: int, topic: Topic, border: float) -> int:
    """Index of the line where the article goes on after a notice or a label; the number of lines where it does not."""
    for at in range(index + 1, len(lines)):
        line = lines[at]
        if is_aside(line) or is_heading(line):
            continue
        leans = CONTINUING.match(line.text) is not None and border < KEEP_AFTER_SIGN_OFF
        if topic.knows(line) >= border or (leans and topic.knows(line) >= border / 2):
            return at
    return len(lines)


def rest_of(lines: Sequence[Line], topic: Topic) -> list[Part]:
    """Notices, and other stories: each line its own, but for those that tell on the story before them."""
    parts: list[Part] = []
    for line in lines:
        if newsroom.is_notice(line.text):
            parts.append(Part("notice", [line]))
        elif is_label(line) or is_talk(line) or is_slug(line):
            continue
        elif parts and parts[-1].kind != "notice" and tells_on(parts[-1], line):
            parts[-1].lines.append(line)
        else:
            teaser = without_marks(line)
            parts.append(Part("teaser", [teaser], teaser if is_heading(teaser) else None))
    return [settled(part) for part in merged_notices(parts)]


def merged_notices(parts: list[Part]) -> Iterator[Part]:
    """Parts with notices that follow each other made one."""
    waiting: Part | None = None
    for part in parts:
        if waiting is not None and waiting.kind == part.kind == "notice":
            waiting = Part("notice", waiting.lines + part.lines)
            continue
        if waiting is not None:
            yield waiting
        waiting = part
    if waiting is not None:
        yield waiting


def tells_on(part: Part, line: Line) -> bool:
    """True where a line goes on with the story of the lines before it."""
    last = part.lines[-1]
    if newsroom.ends_with_sign_off(last.text) or is_heading(line):
        return newsroom.is_sign_off_line(line.text)
    if CONTINUING.match(line.text) and len(part.lines) < 12:
        return True
    return Topic.of(part.lines[-FORESEEN_LINES:]).knows(line) >= KEEP_TOGETHER


def without_marks(line: Line) -> Line:
    """A teaser's line without its label, its number in a list and its time of day."""
    text, start = line.text, line.start
    for end in (newsroom.label_end(text), newsroom.list_mark_end(text), newsroom.clock_end(text)):
        if end and end < len(text) and text.startswith(line.text[:end]):
            start, text = start + end, text[end:]
    inner = text.lstrip(WHITE)
    return Line(line.end - len(inner), line.end, inner)


def settled(part: Part) -> Part:
    """A long story beside the article is an article of its own."""
    if part.kind == "teaser" and len(part.lines) > 2 and words_in(part.lines) >= LONG_STORY_WORDS:
        return part._replace(kind="article")
    return part
