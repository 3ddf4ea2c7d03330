"""Feeds: RSS 0.9x to 2.0, Atom, JSON Feed, news sitemaps and sitemap indexes, as entries, and entries as Pages."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urljoin

import feedparser
import msgspec

from dotterel.pages.fetch import NotFetched, fetch_answer, page_of_answer, refusal_of
from dotterel.pages.identity import page_id
from dotterel.pages.moments import iso_moment
from dotterel.pages.sitemaps import SitemapRow, read_sitemap, root_of
from dotterel.pages.unpacking import UnpackError, unpacked
from dotterel.pages.whole import refusal
from dotterel.records import Given, Page, Record, Refusal
from dotterel.settings import Settings

FeedKind = Literal["rss", "atom", "json", "sitemap", "index"]

MAX_FEED_BYTES = 3_000_000
"""Bytes of an XML feed. Those of newsrooms stay under 1 MB; feedparser takes 0.7 s for one, for the worst 10 s."""

XML_FEEDS = {"rss": "rss", "rdf": "rss", "feed": "atom"}
SITEMAPS = {"urlset": "sitemap", "sitemapindex": "index"}

FULL_CONTENT_CHARS = 500
FULL_SUMMARY_CHARS = 1200
"""Characters of text from which a summary counts as the article: 1.0 and 2.0 of RSS know no other place for one."""

_REFERENCE = re.compile(rb"&#(x[0-9a-f]{1,12}|[0-9]{1,12});", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_CUT_OFF = re.compile(
    r"(…|\.\.\.|\[(…|\.\.\.|&#8230;)\]|(read|continue|learn|see) (more|reading|full)\b[^.]{0,60})\W*$", re.IGNORECASE
)
_APPEARED_FIRST = re.compile(
    r"the post .{1,300} (appeared first on|first appeared on) .{1,100}$", re.IGNORECASE | re.DOTALL
)


class Entry(Record, frozen=True, kw_only=True):
    """One item of a feed. `content` is HTML, and there only where it is the article whole."""

    link: str | None = None
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    licence: str | None = None
    content: str | None = None


class Feed(Record, frozen=True, kw_only=True):
    """A feed and what it lists, in its order. `entries` of an index are further sitemaps."""

    kind: FeedKind
    address: str
    title: str | None = None
    language: str | None = None
    rights: str | None = None
    entries: tuple[Entry, ...] = ()


def read_feed(
    source: str | Path | bytes, *, given: Given, settings: Settings, address: str | None = None
) -> Iterator[Page | Refusal]:
    """The entries of a feed as pages, where the feed holds them whole; of others the link is told in a refusal.

    `source` is the path of a file, or the bytes of a feed from `address`. Never raises for what it holds.
    """
    path = None if isinstance(source, bytes) else str(source)
    told = address or path or "feed"
    try:
        content = source if isinstance(source, bytes) else _file_content(Path(source), settings)
    except OSError as error:
        yield refusal(told, "unreadable", str(error))
        return
    feed = parse_feed(content, told, settings=settings)
    if isinstance(feed, Refusal):
        yield feed
        return
    if not feed.entries:
        yield refusal(told, "empty", "the feed lists nothing")
    for number, entry in enumerate(feed.entries, 1):
        yield page_of_entry(entry, feed, number, given=given, path=path)


def pages_of_address(url: str, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The page at an http(s) address; of a feed its entries."""
    answer = fetch_answer(url, settings)
    if isinstance(answer, NotFetched):
        yield refusal_of(answer)
    elif is_feed(answer.body):
        yield from read_feed(answer.body, given=given, settings=settings, address=answer.url)
    else:
        yield page_of_answer(answer, given)


def _file_content(path: Path, settings: Settings) -> bytes:
    with path.open("rb") as file:
        return file.read(settings.max_page_bytes + 1)


def parse_feed(content: bytes, address: str, *, settings: Settings) -> Feed | Refusal:
    """The feed that the bytes are (gzipped ones too), or why they are none. Links are whole addresses."""
    if len(content) > settings.max_page_bytes:
        return refusal(address, "too_large", f"more than {settings.max_page_bytes} bytes")
    if content.startswith(b"\x1f\x8b"):
        try:
            content = unpacked([content], "gzip", max_bytes=settings.max_page_bytes, max_ratio=100)
        except UnpackError as error:
            return refusal(address, error.reason, error.detail)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(content, address)
    content = _REFERENCE.sub(_possible, content)
    root = root_of(content)
    if root in SITEMAPS:
        return _sitemap(content, address, cast(FeedKind, SITEMAPS[root]))
    if root not in XML_FEEDS:
        seen = "no XML" if root is None else f"the first element is <{root}>"
        return refusal(address, "not_a_feed", f"not a feed: {seen}")
    if len(content) > MAX_FEED_BYTES:
        return refusal(address, "too_large", f"a feed of more than {MAX_FEED_BYTES} bytes")
    return _xml_feed(content, address, cast(FeedKind, XML_FEEDS[root]))


def _possible(reference: re.Match[bytes]) -> bytes:
    """A reference to a character; to U+FFFD where there is none of that number, such as halves of an emoji."""
    digits = reference[1].lower()
    number = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    is_character = 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return reference[0] if is_character else b"&#xFFFD;"


def is_feed(content: bytes) -> bool:
    """True where the bytes begin as a feed or sitemap does."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b"jsonfeed.org/version" in start[:1000]
    return root_of(content) in {**XML_FEEDS, **SITEMAPS}


def page_of_entry(entry: Entry, feed: Feed, number: int, *, given: Given, path: str | None) -> Page | Refusal:
    """An entry's own content as a page of HTML; where it is not the whole article, a refusal that tells the link."""
    where = f"{feed.address}:{number}"
    if entry.content is None:
        if entry.link is None:
            return refusal(where, "empty", "the entry has neither a link nor an article")
        return refusal(where, "link_only", f"the feed does not hold the article, only its link: {entry.link}")
    content = _html_of(entry, feed).encode("utf-8", "replace")
    address = entry.link or where
    return Page(
        id=page_id(address, content), content=content, media_type="text/html", url=entry.link, path=path, given=given
    )


def _html_of(entry: Entry, feed: Feed) -> str:
    """The entry as a page that says of itself, in the markup of news pages, what the feed says of it."""
    metas = {
        "og:site_name": feed.title,
        "article:published_time": None if entry.published is None else entry.published.isoformat(),
        "article:modified_time": None if entry.updated is None else entry.updated.isoformat(),
        "author": entry.author,
        "copyright": feed.rights,
    }
    links = {"canonical": entry.link, "license": entry.licence}
    head = [
        *(
            f'<meta property="{name}" name="{name}" content="{escape(value)}">'
            for name, value in metas.items()
            if value
        ),
        *(f'<link rel="{name}" href="{escape(value)}">' for name, value in links.items() if value),
    ]
    language = f' lang="{escape(feed.language)}"' if feed.language else ""
    title = escape(entry.title or "")
    heading = f"<h1>{title}</h1>" if title else ""
    return (
        f'<!DOCTYPE html><html{language}><head><meta charset="utf-8"><title>{title}</title>{"".join(head)}</head>'
        f"<body><article>{heading}\n{entry.content}\n</article></body></html>"
    )


def _xml_feed(content: bytes, address: str, kind: FeedKind) -> Feed | Refusal:
    """RSS and Atom, by feedparser, which bears broken ones."""
    try:
        # From a stream: a string would be taken for an address or a path. What a page holds is cleaned later on.
        found = feedparser.parse(BytesIO(content), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # a feed may hold anything, and feedparser promises nothing
        return refusal(address, "not_a_feed", f"not a feed: {type(error).__name__}: {error}")
    if not found.get("version") and not found.entries:
        return refusal(address, "not_a_feed", f"not a feed: {found.get('bozo_exception', 'nothing in it')}")
    about = found.feed
    return Feed(
        kind=kind,
        address=address,
        title=_plain(about.get("title")),
        language=_plain(about.get("language")),
        rights=_plain(about.get("rights")),
        entries=tuple(_xml_entry(entry, address) for entry in found.entries),
    )


def _xml_entry(entry: feedparser.FeedParserDict, address: str) -> Entry:
    return Entry(
        link=_whole(entry.get("link"), address),
        title=_plain(entry.get("title")),
        published=_moment(entry.get("published_parsed")),
        updated=_moment(entry.get("updated_parsed") if "updated" in entry else None),
        author=_plain(entry.get("author")),
        licence=_whole(entry.get("license"), address),
        content=_whole_article(_contents(entry), entry.get("summary")),
    )


def _contents(entry: feedparser.FeedParserDict) -> str | None:
    """The longest of the contents, as HTML."""
    found = [
        str(one.get("value") or "") if one.get("type") != "text/plain" else _paragraphs(str(one.get("value") or ""))
        for one in entry.get("content") or ()
    ]
    return max(found, key=len, default=None)


def _whole_article(content: str | None, summary: object) -> str | None:
    """The content, or a summary that is one, where it is long enough and not broken off; else None."""
    for markup, least in ((content, FULL_CONTENT_CHARS), (summary, FULL_SUMMARY_CHARS)):
        if not isinstance(markup, str):
            continue
        text = _APPEARED_FIRST.sub("", " ".join(_TAG.sub(" ", markup).split())).rstrip()
        if len(text) >= least and not _CUT_OFF.search(text[-200:]):
            return markup
    return None


def _json_feed(content: bytes, address: str) -> Feed | Refusal:
    """JSON Feed 1.0 and 1.1; fields of another type than they should have are taken as absent."""
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return refusal(address, "bad_json", f"not a feed: {error}")
    version = found.get("version") if isinstance(found, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version" not in version:
        return refusal(
            address, "not_a_feed", "not a feed: a JSON Feed says its version, https://jsonfeed.org/version/1.1"
        )
    items = found.get("items")
    return Feed(
        kind="json",
        address=address,
        title=_plain(found.get("title")),
        language=_plain(found.get("language")),
        entries=tuple(
            _json_entry(cast(dict[str, object], item), address)
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, dict)
        ),
    )


def _json_entry(item: dict[str, object], address: str) -> Entry:
    markup, text = item.get("content_html"), item.get("content_text")
    content = markup if isinstance(markup, str) else _paragraphs(text) if isinstance(text, str) else None
    return Entry(
        link=_whole(item.get("url") or item.get("external_url"), address),
        title=_plain(item.get("title")),
        published=iso_moment(item.get("date_published")),
        updated=iso_moment(item.get("date_modified")),
        author=_json_author(item),
        content=_whole_article(content, None),
    )


def _json_author(item: dict[str, object]) -> str | None:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _plain(first.get("name")) if isinstance(first, dict) else None


def _sitemap(content: bytes, address: str, kind: FeedKind) -> Feed | Refusal:
    rows = read_sitemap(content)
    if rows is None:
        return refusal(address, "entities", "a sitemap that declares entities is not read")
    return Feed(kind=kind, address=address, entries=tuple(_sitemap_entry(row, address) for row in rows))


def _sitemap_entry(row: SitemapRow, address: str) -> Entry:
    return Entry(
        link=_whole(row.link, address),
        title=_plain(row.title),
        published=iso_moment(row.published),
        updated=iso_moment(row.changed),
    )


def _plain(value: object) -> str | None:
    """A text without markup and doubled spaces; None where it is none."""
    if not isinstance(value, str):
        return None
    return " ".join(_TAG.sub(" ", value).split()) or None


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _whole(link: object, address: str) -> str | None:
    """A link as a whole http(s) address; None where it is none."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        whole = urljoin(address, link.strip())
    except ValueError:
        return None
    return whole if whole.lower().startswith(("http://", "https://")) else None


def _moment(parsed: object) -> datetime | None:
    """The nine numbers of feedparser, which are UTC, as a moment; None where they are none."""
    if parsed is None:
        return None
    try:
        return datetime(
            *cast(tuple[int, int, int, int, int, int], tuple(cast(tuple[int, ...], parsed)[:6])), tzinfo=UTC
        )
    except (ValueError, TypeError):
        return None
