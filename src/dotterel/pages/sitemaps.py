"""News sitemaps and sitemap indexes, read as a stream with no entity, no DTD and no network."""

import re
from io import BytesIO

from lxml import etree

from dotterel.records import Record

MAX_ROWS = 50_000
"""Rows of one sitemap, by the protocol."""

FIELDS = {"loc": "link", "title": "title", "publication_date": "published", "lastmod": "changed"}
SNIFFED_BYTES = 8192
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


class SitemapRow(Record, frozen=True, kw_only=True):
    """One `url` or `sitemap` element, as written."""

    link: str | None = None
    title: str | None = None
    published: str | None = None
    changed: str | None = None


def root_of(content: bytes) -> str | None:
    """The name of the first element, lower case and without its prefix; None where the bytes begin with none."""
    text = content[:SNIFFED_BYTES].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    at = 0
    while before := _BEFORE_ROOT.match(text, at):
        at = before.end()
    found = _ROOT.match(text, at)
    return None if found is None else found.group(1).lower()


def read_sitemap(content: bytes) -> list[SitemapRow] | None:
    """The rows of a sitemap or an index, as far as it can be read; None where it declares entities."""
    if _ENTITY.search(content.replace(b"\x00", b"")):
        return None
    rows: list[SitemapRow] = []
    elements = etree.iterparse(
        BytesIO(content), events=("end",), resolve_entities=False, load_dtd=False, no_network=True, recover=True
    )
    try:
        for _, element in elements:
            if _name(element) in ("url", "sitemap"):
                rows.append(_row(element))
                element.clear()
                if len(rows) >= MAX_ROWS:
                    break
    except etree.LxmlError:
        return rows  # what came before the break is whole
    return rows


def _row(element: etree._Element) -> SitemapRow:
    found: dict[str, str] = {}
    for part in element.iter():
        name, text = _name(part), _text(part)
        is_image = "image" in str(part.tag) or "video" in str(part.tag)
        if name in FIELDS and text and not is_image:
            found.setdefault(FIELDS[name], text)
    return SitemapRow(**found)


def _text(element: etree._Element) -> str:
    """The text of an element; blank where it holds what is no character."""
    try:
        return (element.text or "").strip()
    except UnicodeDecodeError:
        return ""


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
