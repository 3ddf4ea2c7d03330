"""What a page says of itself: title, outlet, byline, section, address, and its days."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from dotterel.documents.dates import (
    address_day,
    dateline_day,
    find_published,
    find_updated,
    published_of_lines,
)
from dotterel.documents.markup import Block
from dotterel.documents.structured import articles_of, first_text, linked_data, named_values
from dotterel.knowledge import newsroom
from dotterel.records import Record

TITLE_MARKS = re.compile(r"\s+(?:[|»·•—–-]|::)\s+")
SECTION_NAMES = "article:section og:article:section section parsely-section cxenseparse:section news_section".split()
FIRST_CRUMBS = frozenset("home homepage start startseite accueil inicio início anasayfa главная الرئيسية".split())
MAX_SECTION_CHARS = 60
MAX_ADDRESS_CHARS = 2000
MAX_NAME_CHARS = 60


class Metadata(Record, frozen=True):
    """What a page says of itself; None for what it does not say. `published` is a day that the page states.

    `updated` is the day of the last change, never before `published`. `canonical_url` is whole and without a fragment.
    """

    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    updated: date | None = None
    section: str | None = None
    canonical_url: str | None = None
    language: str | None = None


def metadata_of_html(tree: html.HtmlElement, blocks: Sequence[Block], url: str | None, today: date) -> Metadata:
    """The metadata of an HTML page. Days after tomorrow of `today` or before 1990 are not believed."""
    linked = linked_data(tree)
    named = named_values(tree)
    canonical = canonical_address(tree, named, url)
    address = url or canonical
    published = find_published(tree, linked, named, blocks, address, today)
    title = find_title(tree, linked, named)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Metadata(
        title=title,
        outlet=find_outlet(linked, named) or shown_outlet(tree, address),
        byline=find_byline(linked, named, blocks),
        published=published,
        updated=find_updated(tree, linked, named, blocks, published, today),
        section=find_section(linked, named, title),
        canonical_url=canonical,
        language=language
        or next(iter(named.get("language", [])), None)
        or next(iter(named.get("og:locale", [])), None),
    )


def metadata_of_text(text: str, url: str | None, today: date) -> Metadata:
    """The metadata of plain text.

    A stamp line or a dateline with a full date in its first or last lines, else the address.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    edges = lines[:6] + lines[6:][-3:]
    published = published_of_lines(edges, None, today) or dateline_day(lines[:6], today) or address_day(url, today)
    byline = next((name for name in map(newsroom.byline_name, lines[1:5]) if name is not None), None)
    return Metadata(published=published, byline=byline)


def find_title(tree: html.HtmlElement, linked: list[dict[str, object]], named: dict[str, list[str]]) -> str | None:
    """The title by OpenGraph, JSON-LD, the title element without the outlet's name, or the h1."""
    heading = next((" ".join(element.text_content().split()) for element in tree.iter("h1")), None)
    stated = first_text(iter([*named.get("og:title", []), *(value.get("headline") for value in articles_of(linked))]))
    if stated is not None:
        return " ".join(stated.split())
    written = next((" ".join(element.text_content().split()) for element in tree.iter("title")), "")
    parts = [part.strip() for part in TITLE_MARKS.split(written) if part.strip()]
    if heading and (heading in written or len(parts) != 1):
        return heading
    return max(parts, key=len) if parts else heading or None


def find_outlet(linked: list[dict[str, object]], named: dict[str, list[str]]) -> str | None:
    """The outlet by JSON-LD's publisher or OpenGraph's site name; None where neither names it."""
    publishers = (value.get("publisher") for value in linked)
    names = (value.get("name") if isinstance(value, dict) else value for value in publishers)
    sites = [value.lstrip("@") for value in named.get("og:site_name", []) + named.get("application-name", [])]
    return first_text(names) or first_text(iter(sites))


def find_byline(linked: list[dict[str, object]], named: dict[str, list[str]], blocks: Sequence[Block]) -> str | None:
    """Who wrote it: JSON-LD's author, a meta element, or a line that begins with "By"; None where nobody is named."""
    authors: list[object] = []
    for value in articles_of(linked):
        author = value.get("author")
        authors += author if isinstance(author, list) else [author]
    names = [name for author in authors if (name := author.get("name") if isinstance(author, dict) else author)]
    stated = [str(name).strip() for name in names if isinstance(name, str)]
    if stated:
        return ", ".join(stated)
    meta = first_text(iter([*named.get("author", []), *named.get("article:author", [])]))
    if meta is not None and not meta.startswith("http"):
        return meta
    return next((name for block in blocks[:60] if (name := newsroom.byline_name(block.text))), None)


def outlet_of_tree(tree: html.HtmlElement) -> str | None:
    """The outlet that a tree names, in its markup or beside its logo; None where it names none."""
    named = named_values(tree)
    address = canonical_address(tree, named, None)
    return find_outlet(linked_data(tree), named) or shown_outlet(tree, address)


def shown_outlet(tree: html.HtmlElement, address: str | None) -> str | None:
    """The outlet by its logo, or by the part of the title that is the name of its host; None where neither tells."""
    written = next((" ".join(element.text_content().split()) for element in tree.iter("title")), "")
    host = letters(urlsplit(address).hostname or "") if address is not None else ""
    for name in logo_names(tree):
        if letters(name) and (letters(name) in letters(written) or letters(name) in host):
            return name
    parts = [part.strip() for part in TITLE_MARKS.split(written)]
    return next((part for part in reversed(parts[1:]) if len(letters(part)) > 3 and letters(part) in host), None)


def logo_names(tree: html.HtmlElement) -> Iterator[str]:
    """What the page's logos are called, without the word logo."""
    for image in tree.iter("img"):
        marks = " ".join(image.get(name) or "" for name in ("class", "id", "src", "alt")).lower()
        name = re.sub(r"\W*\b(?:logo\w*|home(?:page)?)\b\W*", " ", image.get("alt") or "", flags=re.IGNORECASE).strip()
        if "logo" in marks and 2 <= len(name) <= MAX_NAME_CHARS:
            yield name


def letters(text: str) -> str:
    """Letters and digits only, case folded."""
    return re.sub(r"[\W_]+", "", text).casefold()


def find_section(linked: list[dict[str, object]], named: dict[str, list[str]], title: str | None) -> str | None:
    """The section by JSON-LD's `articleSection`, a meta element or the last crumb before the article; None for none."""
    told: list[object] = []
    for article in articles_of(linked):
        section = article.get("articleSection")
        told += section if isinstance(section, list) else [section]
    told += [value for name in SECTION_NAMES for value in named.get(name, [])]
    told += reversed([crumb for crumb in crumbs_of(linked) if letters(crumb) != letters(title or "")])
    names = (" ".join(value.split()) for value in told if isinstance(value, str))
    return next((name for name in names if name and len(name) <= MAX_SECTION_CHARS), None)


def crumbs_of(linked: list[dict[str, object]]) -> list[str]:
    """The names in JSON-LD's breadcrumbs, without the home page."""
    found: list[str] = []
    for value in linked:
        crumbs = value.get("itemListElement") if value.get("@type") == "BreadcrumbList" else None
        for crumb in crumbs if isinstance(crumbs, list) else []:
            item = crumb.get("item") if isinstance(crumb, dict) else None
            name = crumb.get("name") if isinstance(crumb, dict) else None
            name = name or (item.get("name") if isinstance(item, dict) else None)
            if isinstance(name, str) and letters(name) not in FIRST_CRUMBS:
                found.append(name)
    return found


def canonical_address(tree: html.HtmlElement, named: dict[str, list[str]], url: str | None) -> str | None:
    """The page's own address as it states it, whole; None where it states none that can be believed.

    The address of the home page is not believed of a page that lies under it: templates write it on all pages.
    """
    links = (element for element in tree.iter("link") if "canonical" in (element.get("rel") or "").lower().split())
    for told in [*(element.get("href") or "" for element in links), *named.get("og:url", [])]:
        address = whole_address(told, url)
        if address is not None and (not is_home(address) or url is None or is_home(url)):
            return address
    return None


def whole_address(told: str, url: str | None) -> str | None:
    """An http(s) address with its host and without its fragment, read against the page's; None where it is none."""
    if not told.strip() or len(told) > MAX_ADDRESS_CHARS:
        return None
    try:
        address = urldefrag(urljoin(url or "", told.strip())).url
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and host else None


def is_home(address: str) -> bool:
    """True for the address of a site's first page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query
