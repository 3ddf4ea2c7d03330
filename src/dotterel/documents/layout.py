"""How a page is laid out: which blocks are the article, where it begins, which part of the tree holds it."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import trafilatura
from lxml import html

from dotterel.documents.markup import MAX_DEPTH, Block, depth_of, is_heading, words_of_names
from dotterel.knowledge import newsroom

CHROME_TAGS = frozenset("nav dialog figcaption caption label option".split())

CHROME_WORDS = frozenset(
    """nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs cookie cookies consent gdpr share sharing social
    newsletter
    subscribe subscription signup ad ads adv advert advertisement sponsor sponsored promo comment comments disqus
    replies tags
    tag login toolbar modal popup overlay skip search pagination pager caption dialog a11y accept""".split()
)

MAX_GAP_BLOCKS = 15
"""Blocks between headline and body: byline, stamp, standfirst, share buttons.

More is a menu, and the h1 the site's name.
"""

MAX_ELEMENTS = 40_000
"""Elements; trafilatura takes about 2 s for more, and a news page has under 5,000."""

MAX_MATCHED_CHARS = 150_000
"""Characters of visible text; more is no news page, and is read without trafilatura."""

MIN_PROSE_WORDS = 10

MIN_MATCHED_CHARS = 20

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class Layout(NamedTuple):
    """What is known of a page's blocks before they are judged one by one.

    `body` holds indices of the blocks that trafilatura (or the fallback) takes for the article; `weight` how many of
    their characters stand inside an element; `headline` is an index or None; `last` the index of the last body block.
    """

    blocks: list[Block]
    body: frozenset[int]
    weight: Counter[html.HtmlElement]
    total: int
    headline: int | None
    last: int
    main: html.HtmlElement


def lay_out(tree: html.HtmlElement, blocks: list[Block], title: str | None) -> Layout:
    """The page's blocks, body and headline."""
    body = body_by_trafilatura(tree, blocks) or body_by_prose(blocks) or frozenset(range(len(blocks)))
    weight, total = weigh(blocks, body)
    main = main_part(blocks, body, weight, total)
    body = frozenset(index for index in body if main in chain_of(blocks[index].element)) or body
    headline = find_headline(blocks, min(body), title)
    last = end_of_body(blocks, body)
    return Layout(blocks, body, weight, total, headline, last, main)


def body_by_trafilatura(tree: html.HtmlElement, blocks: list[Block]) -> frozenset[int]:
    """Indices of the blocks whose text trafilatura takes for the article.

    Empty where it finds none or cannot be asked.
    """
    is_large = sum(len(block.text) for block in blocks) > MAX_MATCHED_CHARS
    if is_large or sum(1 for _ in tree.iter()) > MAX_ELEMENTS or depth_of(tree) > MAX_DEPTH:
        return frozenset()
    try:
        found = trafilatura.bare_extraction(tree, fast=True, include_comments=False, include_tables=False)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, AssertionError):
        return frozenset()
    text = getattr(found, "text", None)
    if not isinstance(text, str):
        return frozenset()
    lines = {squeezed(line) for line in text.split("\n")} - {""}
    whole = squeezed(text)[:MAX_MATCHED_CHARS]
    return frozenset(index for index, block in enumerate(blocks) if is_part_of(squeezed(block.text), lines, whole))


def is_part_of(piece: str, lines: set[str], whole: str) -> bool:
    """True where a squeezed piece is one of the lines, or long enough to be told inside the whole."""
    return piece in lines or (len(piece) >= MIN_MATCHED_CHARS and piece in whole)


def squeezed(text: str) -> str:
    """Letters and digits only, in lower case: what stays the same however two programs treat spaces and marks."""
    return re.sub(r"[\W_]+", "", text).casefold()


def body_by_prose(blocks: list[Block]) -> frozenset[int]:
    """Indices of the sentences that stand together under the parent that holds most of them."""
    prose = [index for index, block in enumerate(blocks) if is_prose(block)]
    sizes: Counter[html.HtmlElement] = Counter()
    for index in prose:
        sizes[parent_of(blocks[index])] += len(blocks[index].text)
    if not sizes:
        return frozenset()
    [(parent, _)] = sizes.most_common(1)
    return frozenset(index for index in prose if parent_of(blocks[index]) is parent)


def is_prose(block: Block) -> bool:
    """True for a block of whole sentences, not of links, outside menus and notices."""
    return (
        len(block.text.split()) >= MIN_PROSE_WORDS
        and newsroom.is_sentence(block.text)
        and block.link_share < 0.4
        and not newsroom.is_notice(block.text)
        and not any(is_chrome(element) for element in chain_of(block.element))
    )


def parent_of(block: Block) -> html.HtmlElement:
    """The element that holds the block's own element; that itself at the top."""
    parent = block.element.getparent()
    return block.element if parent is None else parent


def chain_of(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The element and all that hold it, innermost first."""
    yield element
    yield from element.iterancestors()


def weigh(blocks: list[Block], body: frozenset[int]) -> tuple[Counter[html.HtmlElement], int]:
    """How many characters of the body stand inside each element, and inside all."""
    weight: Counter[html.HtmlElement] = Counter()
    for index in body:
        for element in chain_of(blocks[index].element):
            weight[element] += len(blocks[index].text)
    return weight, sum(len(blocks[index].text) for index in body)


def main_part(
    blocks: list[Block], body: frozenset[int], weight: Counter[html.HtmlElement], total: int
) -> html.HtmlElement:
    """The innermost element that holds nearly all of the body."""
    heaviest = max(body, key=lambda index: len(blocks[index].text))
    chain = list(chain_of(blocks[heaviest].element))
    return next((element for element in chain if weight[element] >= 0.8 * total), chain[-1])


def find_headline(blocks: list[Block], first: int, title: str | None) -> int | None:
    """Index of the headline: the h1 nearest to the title, else the heading or bold line before the body.

    None for none.
    """
    highest = [
        index
        for index, block in enumerate(blocks[: first + 4])
        if top_heading(block) and (first - index <= MAX_GAP_BLOCKS or likeness(block.text, title) >= 0.6)
    ]
    if highest:
        return max(highest, key=lambda index: (likeness(blocks[index].text, title), index <= first, index))
    before = range(max(0, first - 6), min(len(blocks), first + 2))
    marked = [index for index in before if is_heading(blocks[index]) or blocks[index].bold_share > 0.9]
    marked = [index for index in marked if len(blocks[index].text.split()) >= 3 and not is_label(blocks[index])]
    named = [index for index in before if likeness(blocks[index].text, title) >= 0.5 and not is_prose(blocks[index])]
    candidates = named or marked
    if not candidates:
        return None
    return max(candidates, key=lambda index: (is_heading(blocks[index]), likeness(blocks[index].text, title)))


def top_heading(block: Block) -> bool:
    """True for text in an h1."""
    return any(element.tag == "h1" for element in chain_of(block.element))


def likeness(text: str, title: str | None) -> float:
    """Share of the longer words of a line, or of the title if that has fewer, that they have in common, 0 to 1."""
    ours, theirs = set(re.findall(r"\w{4,}", text.lower())), set(re.findall(r"\w{4,}", (title or "").lower()))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs))) if len(text.split()) >= 3 else 0.0


def end_of_body(blocks: list[Block], body: frozenset[int]) -> int:
    """Index of the last block of the body, with a line after it that only signs the story off."""
    last = max(index for index in body)
    while last + 1 < len(blocks) and newsroom.is_sign_off_line(blocks[last + 1].text):
        last += 1
    return last


def is_chrome(element: html.HtmlElement) -> bool:
    """True for menus, cookie walls, share buttons, comments and the like, by tag or by name."""
    return element.tag in CHROME_TAGS or bool(words_of_names(element) & CHROME_WORDS)


def is_label(block: Block) -> bool:
    """True for a block that is nothing but the heading of teasers."""
    return newsroom.label_end(block.text) == len(block.text)


def start_of_article(layout: Layout) -> int:
    """Index where the article begins: its headline, or prose of the body that stands before it."""
    if layout.headline is None:
        return min(layout.body)
    prose = [index for index in layout.body if index < layout.headline and is_prose(layout.blocks[index])]
    return min([*prose, layout.headline])
