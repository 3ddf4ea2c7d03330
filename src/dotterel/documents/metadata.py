"""What a page says of itself: title, outlet, byline, and the day of publication with how it is known."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import htmldate
import msgspec
from lxml import html

from dotterel.documents.markup import Block, words_of_names
from dotterel.knowledge import newsroom
from dotterel.knowledge.stamps import Stamp, find_stamps
from dotterel.records import Record

EARLIEST = date(1990, 1, 1)
"""Days before it are not believed: the web is younger, and 1970-01-01 is what empty fields hold."""

MAX_DAYS_APART = 30
"""Days by which a bare `date` element may differ from the stamp on the page before the stamp is believed instead."""

ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|WebPage|BlogPosting)$")
STRONG_NAMES = (
    "article:published_time og:article:published_time og:published_time datepublished publishdate publish_date "
    "publish-date "
    "published_time published-date publication_date publicationdate article.published parsely-pub-date sailthru.date "
    "dc.date.issued dcterms.issued dc.date.created dcterms.created citation_publication_date "
    "cxenseparse:recs:publishtime "
    "article_date_original bt:pubdate displaydate"
).split()
WEAK_NAMES = "date dc.date dcterms.date pubdate article:date timestamp".split()
UPDATED = re.compile(
    r"\b(?:updated?|modified|amended|last\s+edit\w*|corrected|güncelleme|actualizad\w+|mise?\s+à\s+jour|aktualisiert|обновлено|diperbarui)\b",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\b(?:publish(?:ed|\s+date)?|posted|issued|released|first\s+published|yayın\w*|giriş|publicado|publié|veröffentlicht|опубликовано)\b",
    re.IGNORECASE,
)
URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<mark>[/_-]?)(?P<m>0?[1-9]|1[0-2])(?P=mark)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
)
TITLE_MARKS = re.compile(r"\s+(?:[|»·•—–-]|::)\s+")
STAMP_LINE_WORDS = 18
SEARCHED_LINES = 12
MONTH_FIRST_TAGS = ("en-us", "en-ph")


class Metadata(Record, frozen=True):
    """What a page says of itself; None for what it does not say. `published` is a day that the page states."""

    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    language: str | None = None


def metadata_of_html(tree: html.HtmlElement, blocks: Sequence[Block], url: str | None, today: date) -> Metadata:
    """The metadata of an HTML page. Days after tomorrow of `today` or before 1990 are not believed."""
    linked = linked_data(tree)
    named = named_values(tree)
    address = url or canonical_address(tree, named)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Metadata(
        title=find_title(tree, linked, named),
        outlet=find_outlet(linked, named),
        byline=find_byline(linked, named, blocks),
        published=find_published(tree, linked, named, blocks, address, today),
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


def linked_data(tree: html.HtmlElement) -> list[dict[str, object]]:
    """All objects of the page's JSON-LD, outer ones first; broken JSON is passed over."""
    found: list[dict[str, object]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting: list[object] = [msgspec.json.decode((script.text or "").strip())]
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            continue
        while waiting and len(found) < 500:
            value = waiting.pop(0)
            if isinstance(value, dict):
                found.append(value)
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
    return found


def named_values(tree: html.HtmlElement) -> dict[str, list[str]]:
    """Contents of meta elements by lower-case name, property or itemprop."""
    values: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = (element.get("content") or "").strip()
        if name and content:
            values.setdefault(name.strip().lower(), []).append(content)
    return values


def first_text(values: Iterator[object]) -> str | None:
    """The first value that is text and not blank; None where there is none."""
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)


def articles_of(linked: list[dict[str, object]]) -> list[dict[str, object]]:
    """Those objects of JSON-LD that are the page's article, by type."""
    return [value for value in linked if ARTICLE_TYPES.search(str(value.get("@type", "")).strip("[]'\""))]


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
    return first_text(names) or first_text(iter([*named.get("og:site_name", []), *named.get("application-name", [])]))


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


def canonical_address(tree: html.HtmlElement, named: dict[str, list[str]]) -> str | None:
    """The page's own address as it states it; None where it does not."""
    found = [element.get("href") for element in tree.iter("link") if (element.get("rel") or "").lower() == "canonical"]
    return first_text(iter([*found, *named.get("og:url", [])]))


def find_published(
    tree: html.HtmlElement,
    linked: list[dict[str, object]],
    named: dict[str, list[str]],
    blocks: Sequence[Block],
    url: str | None,
    today: date,
) -> date | None:
    """The day of publication as the page states it, best evidence first; None where it states no full day.

    A bare `date` element that is far from the stamp beside the headline is taken for a leftover of the template.
    """
    month_first = month_comes_first(tree)
    strong = [value.get("datePublished") for value in [*articles_of(linked), *linked]]
    strong += [value for name in STRONG_NAMES for value in named.get(name, [])]
    day = first_day(strong, month_first, today)
    if day is not None:
        return day
    visible = published_of_lines(lines_near_headline(blocks), month_first, today)
    weak = first_day([value for name in WEAK_NAMES for value in named.get(name, [])], month_first, today)
    if weak is not None and (visible is None or abs(weak - visible) <= timedelta(days=MAX_DAYS_APART)):
        return weak
    timed = first_day(list(times_of_article(tree)), month_first, today)
    others = first_day(
        [value.get("coverageStartTime") or value.get("dateCreated") for value in linked], month_first, today
    )
    texts = [block.text for block in blocks[:SEARCHED_LINES]]
    return (
        timed
        or visible
        or others
        or address_day(url, today)
        or dateline_day(texts, today)
        or careful_guess(tree, today)
    )


def month_comes_first(tree: html.HtmlElement) -> bool | None:
    """How the page's language writes dates in figures: True for American English, None where it cannot be known."""
    tag = (tree.get("lang") or "").lower()
    if tag in MONTH_FIRST_TAGS:
        return True
    return None if tag in ("", "en") else False


def first_day(values: Sequence[object], month_first: bool | None, today: date) -> date | None:
    """The first believable full day among values, as written, whatever the time zone."""
    for value in values:
        if not isinstance(value, str):
            continue
        for stamp in find_stamps(compact_spread(value), month_first=month_first):
            if is_believable(stamp.day, today):
                return stamp.day
    return None


def compact_spread(value: str) -> str:
    """A stamp such as 20250211T0742 with the dashes that ISO 8601 lets it leave out."""
    return re.sub(r"^\s*((?:19|20)\d\d)([01]\d)([0-3]\d)(?=T|\s|\d{4,6}|$)", r"\1-\2-\3 ", value)


def is_believable(day: date, today: date) -> bool:
    """True for a day from 1990 to tomorrow: news can be a day ahead in another time zone."""
    return EARLIEST <= day <= today + timedelta(days=1)


def times_of_article(tree: html.HtmlElement) -> Iterator[str]:
    """`datetime` of the time elements that are about publication.

    Marked so, or near the headline, not in asides or lists.
    """
    for element in tree.iter("time"):
        names = words_of_names(element) | {(element.get("itemprop") or "").lower()}
        around = {ancestor.tag for ancestor in element.iterancestors()}
        if names & {"updated", "modified", "datemodified"} or around & {"aside", "li", "nav", "footer"}:
            continue
        value = element.get("datetime") or element.text_content()
        if not UPDATED.search(element.text_content()):
            yield value


def lines_near_headline(blocks: Sequence[Block]) -> list[str]:
    """Short lines around the page's first heading, where the stamp is; the first lines where there is no heading."""
    first = next((index for index, block in enumerate(blocks) if block.element.tag in ("h1", "h2")), None)
    if first is None:
        first = next((index for index, block in enumerate(blocks) if block.bold_share > 0.9), 0)
    return [block.text for block in blocks[first + 1 : first + SEARCHED_LINES]] + [
        block.text for block in blocks[max(0, first - 3) : first]
    ]


def published_of_lines(lines: Sequence[str], month_first: bool | None, today: date) -> date | None:
    """The day in the first line that is a stamp: short, with a full date that is not marked as an update."""
    days = (stamp_of_line(line, month_first, today) for line in lines)
    return next((day for day in days if day is not None), None)


def stamp_of_line(line: str, month_first: bool | None, today: date) -> date | None:
    """The day of publication in a stamp line; None for prose, and for a line that only says when it was updated."""
    if len(line.split()) > STAMP_LINE_WORDS or newsroom.is_notice(line):
        return None
    stamps = [stamp for stamp in find_stamps(line, month_first=month_first) if is_believable(stamp.day, today)]
    if not stamps or is_prose_around(line, stamps[0]):
        return None
    own = [stamp for stamp in stamps if not is_update(line, stamp)]
    return own[0].day if own else None


def is_update(line: str, stamp: Stamp) -> bool:
    """True where the nearest word before the date that tells says that it is of an update."""
    before = line[: stamp.start]
    updates, publications = list(UPDATED.finditer(before)), list(PUBLISHED.finditer(before))
    return bool(updates) and (not publications or updates[-1].start() > publications[-1].start())


def is_prose_around(line: str, stamp: Stamp) -> bool:
    """True where the date stands in a sentence, not in a stamp: a small letter word of telling comes after it."""
    words = re.findall(r"[^\W\d_]{3,}", line[: stamp.start] + " " + line[stamp.end :])
    small = [word for word in words if word.islower()]
    return (newsroom.is_sentence(line.rstrip("0123456789 .")) and len(small) >= 4) or len(small) >= 8


def dateline_day(lines: Sequence[str], today: date) -> date | None:
    """The full date in a dateline: "PARIS, 3 March 2021 (AFP) - ..."; None where no line opens with one."""
    for line in lines:
        if not newsroom.has_dateline(line):
            continue
        for stamp in find_stamps(line[:80]):
            if is_believable(stamp.day, today) and len(line[: stamp.start].split()) <= 6:
                return stamp.day
    return None


def address_day(url: str | None, today: date) -> date | None:
    """The day in an address such as /2025/02/11/ or -2025-02-11; None where year, month and day are not all there."""
    for match in URL_DAY.finditer(url or ""):
        if not match["mark"] and len(match["m"] + match["d"]) != 4:
            continue
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        if is_believable(day, today):
            return day
    return None


def careful_guess(tree: html.HtmlElement, today: date) -> date | None:
    """What htmldate finds in markup, believed only where the page shows that very day in full; None otherwise."""
    head = tree.find("head")
    if head is None:
        return None
    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True, outputformat="%Y-%m-%d")
        day = date.fromisoformat(found) if found else None
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        return None
    if day is None or not is_believable(day, today):
        return None
    changed = "modif updat expir copyright"
    values = [
        element.get("content") or element.get("datetime") or ""
        for element in tree.iter("meta", "time")
        if not any(word in str(sorted(element.attrib.values())).lower() for word in changed.split())
    ]
    written = " ".join(values)
    return day if any(stamp.day == day for stamp in find_stamps(written[:20_000])) else None
