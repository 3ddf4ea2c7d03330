"""HTML as one tree, and the tree as blocks: the pieces of text that a reader sees apart from each other."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree, html

BLOCK_TAGS = frozenset(
    """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer
    form
    h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section summary table tbody td tfoot th thead
    tr
    ul""".split()
)
UNSEEN_TAGS = frozenset(
    """script style noscript template head title svg math button select textarea input iframe object embed audio video
    map""".split()
)
HEADING_TAGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BOLD_TAGS = frozenset("b strong font big".split())
UNSEEN_CHARACTERS = re.compile("[\u00ad\u200b\u200c\u200d\ufeff]")
JOINERS_MATTER = re.compile("[\u0600-\u06ff\u0900-\u0dff]")
WHITE_SPACE = re.compile(r"\s+")
MAX_BLOCKS = 4000
"""Blocks that are read of a page; the longest live blogs have about 3,000."""
MAX_BLOCK_CHARS = 200_000
"""Characters kept of one block; more than is read of a whole document, so that the cut shows there."""
MAX_FIRST_CHARS = 200
MAX_DEPTH = 200
"""Elements.

Lxml stops at 256. Deeper markup is an attack or a fault, and code that walks trees by recursion fails on it.
"""


class Block(NamedTuple):
    """A piece of text with white space made single, and where it stands.

    `first` is the text of its first inline element, or of what stands before that; `link_share` and `bold_share` are
    shares of its characters inside links and bold type, 0 to 1.
    """

    text: str
    element: html.HtmlElement
    first: str
    link_share: float
    bold_share: float


class Piece(NamedTuple):
    """A run of characters of one inline element."""

    text: str
    is_link: bool
    is_bold: bool


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page, without comments; None where there is no element in it."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    content = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def depth_of(tree: html.HtmlElement) -> int:
    """How many elements stand inside each other at the deepest place."""
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def blocks_of(tree: html.HtmlElement) -> list[Block]:
    """The first MAX_BLOCKS blocks of a tree that hold text, in order; scripts, buttons and the like are left out."""
    return list(islice((block for block in raw_blocks(tree) if block.text), MAX_BLOCKS))


def raw_blocks(tree: html.HtmlElement) -> Iterator[Block]:
    """Blocks in order, also empty ones: text is gathered until the next border of a block element."""
    pieces: list[Piece] = []
    owners = [tree]
    links = bolds = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and tag in BLOCK_TAGS:
            yield block_of(pieces, owners[-1])
            pieces = []
            owners.append(element)
        if event == "start":
            links += tag == "a"
            bolds += tag in BOLD_TAGS
            if tag in UNSEEN_TAGS:
                walk.skip_subtree()
            else:
                pieces.append(Piece(element.text or "", links > 0, bolds > 0))
            continue
        links -= tag == "a"
        bolds -= tag in BOLD_TAGS
        if tag in BLOCK_TAGS:
            yield block_of(pieces, owners.pop())
            pieces = []
        if element is not tree:
            pieces.append(Piece(element.tail or "", links > 0, bolds > 0))
    yield block_of(pieces, tree)


def block_of(pieces: list[Piece], element: html.HtmlElement) -> Block:
    """The block that pieces of text make."""
    text = clean("".join(piece.text for piece in pieces)[:MAX_BLOCK_CHARS])
    size = sum(len(piece.text.strip()) for piece in pieces) or 1
    return Block(
        text=text,
        element=element,
        first=next((clean(piece.text[:MAX_FIRST_CHARS]) for piece in pieces if piece.text.strip()), ""),
        link_share=sum(len(piece.text.strip()) for piece in pieces if piece.is_link) / size,
        bold_share=sum(len(piece.text.strip()) for piece in pieces if piece.is_bold) / size,
    )


def clean(text: str) -> str:
    """Text with single spaces and without invisible marks; joiners stay in the scripts that are spelt with them."""
    if not JOINERS_MATTER.search(text):
        text = UNSEEN_CHARACTERS.sub("", text)
    return WHITE_SPACE.sub(" ", text).strip()


def is_heading(block: Block) -> bool:
    """True for a block in h1 to h6."""
    return block.element.tag in HEADING_TAGS or any(
        ancestor.tag in HEADING_TAGS for ancestor in block.element.iterancestors()
    )


def words_of_names(element: html.HtmlElement) -> frozenset[str]:
    """The words in an element's class, id and role: "inline-rel mostRead" gives inline, rel, most, read."""
    names = " ".join(element.get(name) or "" for name in ("class", "id", "role"))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names)
    return frozenset(re.findall(r"[a-z0-9]+", parted.lower()))
