"""The lines of an HTML page that are news: the article, teasers of other stories, legal notices.

The rest is left out.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from lxml import html

from dotterel.documents.layout import (
    MAX_GAP_BLOCKS,
    Layout,
    chain_of,
    is_chrome,
    is_label,
    is_prose,
    lay_out,
    parent_of,
    start_of_article,
)
from dotterel.documents.markup import Block, is_heading, words_of_names
from dotterel.knowledge import newsroom

LineKind = Literal["article", "teaser", "notice"]

TEASER_TAGS = frozenset(["aside"])

TEASER_WORDS = frozenset(
    """related relateds rel recommended recommendations recommendation rec popular trending latest teaser teasers
    readnext
    mostread readmore readalso cards tops sidebar""".split()
)

COMMENTS = re.compile(
    r"^\W*(?:\d+\s+comments?|comments?(?:\s*\(\d+\))?|join\s+the\s+conversation.*|leave\s+a\s+(?:reply|comment).*|reader\s+comments"
    r"|yorumlar|comentarios|commentaires|kommentare|comentários|комментарии|التعليقات|komentar(?:i|z)?)\W*$",
    re.IGNORECASE,
)

PHOTO_CREDIT = re.compile(r"^\W*(?:photo(?:graph)?s?|image|picture|foto|video|illustration)\b.{0,80}$", re.IGNORECASE)

DROPPED_SIGN_OFF = re.compile(r"^\W*(?:END|ENDS|Edited by)\b", re.IGNORECASE)

MAIN_SHARE = 0.6
"""Share of the body's characters from which an element is the page's main part, whatever its class says."""

LATE_SHARE = 0.25
"""Share of the body's characters that may stand after the heading of comments."""


class Line(NamedTuple):
    """A line of the document: its text, what it belongs to, and whether a new story begins with it."""

    text: str
    kind: LineKind
    is_first: bool
    is_headline: bool = False


def find_lines(tree: html.HtmlElement, blocks: list[Block], title: str | None) -> list[Line]:
    """The page's lines of news in order; what was set into the article comes after it. Empty where there is no text.

    `blocks` are those of the tree; `title` helps to find the headline.
    """
    if not blocks:
        return []
    return merged_notices(article_in_one(list(lines_of(lay_out(tree, blocks, title)))))


def is_teaser_box(element: html.HtmlElement) -> bool:
    """True for an element that by tag or name holds links to other stories."""
    return element.tag in TEASER_TAGS or bool(words_of_names(element) & TEASER_WORDS)


class Judge:
    """Walks over the blocks of one page in order and says of each what it is; keeps the box that a label has opened."""

    def __init__(self, layout: Layout) -> None:
        """Begin before the first block, outside of any box."""
        self.layout = layout
        self.box: html.HtmlElement | None = None
        self.is_box_kept = False
        self.is_flat = False
        self.ended: html.HtmlElement | None = None
        self.start = start_of_article(layout)

    def kind(self, index: int) -> LineKind | None:
        """What the block is; None for what is no news. To be asked in order."""
        block = self.layout.blocks[index]
        self.leave_box(block)
        if newsroom.is_notice(block.text) and self.is_notice_here(index):
            self.is_flat = False
            return "notice"
        if index == self.layout.headline:
            return "article"
        if COMMENTS.match(block.text) or is_label(block):
            self.enter_box(index, is_kept=not COMMENTS.match(block.text))
            return None
        if self.box is not None and not self.is_box_kept:
            return None
        if self.ended is not None and self.ended in chain_of(block.element):
            return None
        return self.news_kind(index, block)

    def news_kind(self, index: int, block: Block) -> LineKind | None:
        """Article, teaser or nothing, for a block that is neither notice nor label."""
        boxes = [element for element in chain_of(block.element) if not self.is_main(element)]
        if any(is_chrome(element) for element in boxes) or is_talk(block):
            return None
        in_article = self.is_in_article(index, boxes)
        if self.is_flat and in_article and is_prose(block) and len(block.text.split()) > 30:
            self.is_flat = False
        if self.box is not None or self.is_flat:
            return "teaser"
        if newsroom.label_end(block.text) is not None or is_label_first(block):
            return "teaser"
        if in_article:
            return None if self.is_left_out(block) else "article"
        if any(is_teaser_box(element) for element in boxes) or self.is_one_of_many(index):
            return "teaser"
        return None

    def is_main(self, element: html.HtmlElement) -> bool:
        """True for an element that holds most of the body, or the headline."""
        if self.layout.weight[element] >= MAIN_SHARE * self.layout.total:
            return True
        headline = self.layout.headline
        return headline is not None and element in chain_of(self.layout.blocks[headline].element)

    def is_notice_here(self, index: int) -> bool:
        """False for the credit of a picture, and for long prose inside the article that only speaks of rights."""
        block = self.layout.blocks[index]
        if self.start < index < self.layout.last:
            return index not in self.layout.body or len(block.text.split()) < 60
        return not PHOTO_CREDIT.match(block.text)

    def is_in_article(self, index: int, boxes: list[html.HtmlElement]) -> bool:
        """True between headline and end of the body, outside of boxes of links.

        Also for a line over the headline in <article>.
        """
        if self.start <= index <= self.layout.last:
            return index in self.layout.body or self.is_beside_body(index, boxes)
        headline = self.layout.headline
        if headline is None or not headline - 2 <= index < headline:
            return False
        shared = set(chain_of(self.layout.blocks[headline].element))
        return any(
            element.tag == "article" and element in shared for element in chain_of(self.layout.blocks[index].element)
        )

    def is_beside_body(self, index: int, boxes: list[html.HtmlElement]) -> bool:
        """True for a block that trafilatura left out but that stands in the main part, or shortly before the body."""
        block, first = self.layout.blocks[index], min(self.layout.body)
        if any(is_teaser_box(element) for element in boxes) and boxes_of_links(block, boxes):
            return False
        return first - MAX_GAP_BLOCKS <= index < first or self.layout.main in chain_of(block.element)

    def is_left_out(self, block: Block) -> bool:
        """True for lines inside the article that are no part of it: credits of pictures, rows of links, endings."""
        is_links = block.link_share > 0.8 and len(block.text.split()) < 12
        return bool(PHOTO_CREDIT.match(block.text) or DROPPED_SIGN_OFF.match(block.text)) or (
            is_links and not is_heading(block)
        )

    def enter_box(self, index: int, *, is_kept: bool) -> None:
        """A label opens the element around it; where that is the main part, all that follows until a long paragraph.

        The heading of comments, standing flat in the main part after most of the article, ends that part.
        """
        block = self.layout.blocks[index]
        size = len(block.text)
        around = next(
            (element for element in chain_of(block.element) if len(element.text_content().strip()) > size + 10), None
        )
        if around is None or self.is_main(around):
            self.is_flat, self.box = is_kept, None
            rest = sum(len(self.layout.blocks[other].text) for other in self.layout.body if other > index)
            self.ended = around if not is_kept and rest < LATE_SHARE * self.layout.total else self.ended
        else:
            self.box, self.is_box_kept = around, is_kept

    def leave_box(self, block: Block) -> None:
        """The box ends with its element."""
        if self.box is not None and self.box not in chain_of(block.element):
            self.box = None

    def is_one_of_many(self, index: int) -> bool:
        """True outside of header and footer for one of several headlines in a row under one parent.

        Without any label.
        """
        block = self.layout.blocks[index]
        if index < self.layout.last or any(
            element.tag in ("footer", "header", "form") for element in chain_of(block.element)
        ):
            return False
        beside = [
            self.layout.blocks[other]
            for other in (index - 1, index + 1)
            if self.layout.last < other < len(self.layout.blocks)
        ]
        alike = [other for other in beside if is_teaser(other) and are_siblings(other, block)]
        return is_teaser(block) and len(block.text.split()) >= 5 and bool(alike)


def boxes_of_links(block: Block, boxes: list[html.HtmlElement]) -> bool:
    """True where a block in a teaser's box is a link or short."""
    return block.link_share > 0.5 or len(block.text.split()) < 25 or any(element.tag == "aside" for element in boxes)


def are_siblings(one: Block, other: Block) -> bool:
    """True for two blocks of the same tag under one parent, or under parents that are siblings."""
    if one.element.tag != other.element.tag:
        return False
    above, beside = parent_of(one), parent_of(other)
    return above is beside or (above.tag == beside.tag and above.getparent() is beside.getparent())


def is_label_first(block: Block) -> bool:
    """True where the block's first inline element is a label: <b>READ ALSO</b> <a>...</a>."""
    return len(block.first) < len(block.text) and newsroom.label_end(block.first) == len(block.first) > 0


def is_talk(block: Block) -> bool:
    """True for a short block in which the site speaks of itself."""
    return len(block.text.split()) <= 25 and newsroom.is_site_talk(block.text)


def is_teaser(block: Block) -> bool:
    """True for a block that could be the headline or lead of another story, or of a card that tells one."""
    text = teaser_text(block)
    return (len(text.split()) >= 4 or len(text) >= 20 or is_wide(text)) and not is_talk(block)


def is_wide(text: str) -> bool:
    """True for eight or more characters of a script that is written without spaces."""
    return len(re.findall("[\u3040-\u30ff\u4e00-\u9fff]", text)) >= 8


def teaser_text(block: Block) -> str:
    """A teaser without its label, its number in a list and its time of day."""
    text = block.text
    if is_label_first(block):
        text = text[len(block.first) :].lstrip(" :|–—-»›")
    end = newsroom.label_end(text)
    if end is not None and end < len(text):
        text = text[end:]
    text = text[newsroom.list_mark_end(text) :]
    return text[newsroom.clock_end(text) or 0 :].strip()


def lines_of(layout: Layout) -> Iterator[Line]:
    """The lines of news; a heading and what follows it in the same card are one teaser."""
    judge = Judge(layout)
    before: LineKind | None = None
    card: Block | None = None
    in_article = False
    for index, block in enumerate(layout.blocks):
        kind = judge.kind(index)
        if kind is None:
            continue
        if kind == "teaser":
            joined = before == "teaser" and card is not None and is_same_card(card, block)
            if not joined and not is_teaser(block):
                continue
            card = card if joined else block
            yield Line(block.text if joined else teaser_text(block), kind, is_first=not joined)
        else:
            is_first = kind == "notice" or not in_article
            in_article = in_article or kind == "article"
            yield Line(block.text, kind, is_first=is_first, is_headline=index == layout.headline)
        before = kind


def is_same_card(card: Block, block: Block) -> bool:
    """True where a block tells more of the teaser that began with another block."""
    if is_heading(block):
        return False
    unit = next((element for element in chain_of(card.element) if element.tag in ("li", "article")), None)
    if unit is not None and unit in chain_of(block.element):
        return True
    return is_heading(card) and parent_of(card) in chain_of(block.element)


def article_in_one(lines: list[Line]) -> list[Line]:
    """The lines with the article in one piece.

    A story is one stretch of text, so what interrupts it moves behind it.
    """
    places = [index for index, line in enumerate(lines) if line.kind == "article"]
    if not places:
        return lines
    first, last = places[0], places[-1] + 1
    inside = lines[first:last]
    article = [line for line in inside if line.kind == "article"]
    return lines[:first] + article + [line for line in inside if line.kind != "article"] + lines[last:]


def merged_notices(lines: list[Line]) -> list[Line]:
    """Lines of notice that follow each other are one notice."""
    merged: list[Line] = []
    for line in lines:
        follows = line.kind == "notice" and bool(merged) and merged[-1].kind == "notice"
        merged.append(line._replace(is_first=False) if follows else line)
    return merged
