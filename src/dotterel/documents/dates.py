"""The days of a page: when it was published and when it was changed last, each with the best evidence first."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import htmldate
from lxml import html

from dotterel.documents.markup import Block, words_of_names
from dotterel.documents.structured import articles_of
from dotterel.knowledge import newsroom
from dotterel.knowledge.stamps import Stamp, find_stamps

EARLIEST = date(1990, 1, 1)
"""Days before it are not believed: the web is younger, and 1970-01-01 is what empty fields hold."""

MAX_DAYS_APART = 30
"""Days by which a bare `date` element may differ from the stamp on the page before the stamp is believed instead."""

STRONG_NAMES = (
    "article:published_time og:article:published_time og:published_time datepublished publishdate publish_date "
    "publish-date "
    "published_time published-date publication_date publicationdate article.published parsely-pub-date sailthru.date "
    "dc.date.issued dcterms.issued dc.date.created dcterms.created citation_publication_date "
    "cxenseparse:recs:publishtime "
    "article_date_original bt:pubdate displaydate"
).split()
WEAK_NAMES = "date dc.date dcterms.date pubdate article:date timestamp".split()
UPDATED_NAMES = (
    "article:modified_time og:article:modified_time og:updated_time datemodified lastmod last-modified last_modified "
    "modified_date dcterms.modified dc.date.modified dc.modified sailthru.modified parsely-updated revised"
).split()
UPDATED = re.compile(
    r"\b(?:updated?|modified|amended|last\s+edit\w*|corrected|güncel\w+|actualizad\w+|actualizaci[oó]n|atualizad\w+|atualizaç[aã]o|mise?\s+à\s+jour|modifié\w*"
    r"|aktualisiert|aktualisierung|geändert|обновлен\w*|изменен\w*|aggiornat\w+|diperbarui)\b|تحديث",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\b(?:publish(?:ed|\s+date)?|posted|issued|released|first\s+published|yayın\w*|giriş|publicado|publié|veröffentlicht|опубликовано)\b",
    re.IGNORECASE,
)
URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<mark>[/_-]?)(?P<m>0?[1-9]|1[0-2])(?P=mark)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
)
STAMP_LINE_WORDS = 18
SEARCHED_LINES = 12
MONTH_FIRST_TAGS = ("en-us", "en-ph")


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


def find_updated(
    tree: html.HtmlElement,
    linked: list[dict[str, object]],
    named: dict[str, list[str]],
    blocks: Sequence[Block],
    published: date | None,
    today: date,
) -> date | None:
    """The day of the last change as the page states it, best evidence first; None where it states none.

    A change before the day of publication is not believed, but for a day, which another time zone may make.
    """
    month_first = month_comes_first(tree)
    stated = [value.get("dateModified") for value in [*articles_of(linked), *linked]]
    stated += [value for name in UPDATED_NAMES for value in named.get(name, [])]
    days = [
        first_day(stated, month_first, today),
        first_day(list(times_of_update(tree)), month_first, today),
        *(update_of_line(line, month_first, today) for line in lines_near_headline(blocks)),
    ]
    believed = (day for day in days if day is not None and (published is None or day >= published - timedelta(days=1)))
    found = next(believed, None)
    return found if found is None or published is None else max(found, published)


def times_of_update(tree: html.HtmlElement) -> Iterator[str]:
    """`datetime` of the time elements that are of a change: marked so, or with a word of it in or before them."""
    for element in tree.iter("time"):
        if not {ancestor.tag for ancestor in element.iterancestors()} & {"aside", "li", "nav", "footer"}:
            if is_time_of_update(element):
                yield element.get("datetime") or element.text_content()


def is_time_of_update(element: html.HtmlElement) -> bool:
    """True for a time element that is of a change by its names, its text or the words just before it."""
    names = words_of_names(element) | {(element.get("itemprop") or "").lower()}
    if names & {"updated", "modified", "datemodified"} or UPDATED.search(element.text_content()):
        return True
    return is_update_told(words_before(element))


def words_before(element: html.HtmlElement) -> str:
    """The text just before an element, in its parent or in the element before it."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.text_content() if isinstance(previous.tag, str) else "")[-60:] + (previous.tail or "")
    return (parent.text or "") if parent is not None else ""


def is_update_told(before: str) -> bool:
    """True where the nearest word that tells, before a date, tells of a change and not of publication."""
    updates, publications = list(UPDATED.finditer(before)), list(PUBLISHED.finditer(before))
    return bool(updates) and (not publications or updates[-1].start() > publications[-1].start())


def update_of_line(line: str, month_first: bool | None, today: date) -> date | None:
    """The day of a change in a stamp line; None for prose and for lines that tell of none."""
    if len(line.split()) > STAMP_LINE_WORDS or not UPDATED.search(line):
        return None
    stamps = [stamp for stamp in find_stamps(line, month_first=month_first) if is_believable(stamp.day, today)]
    if not stamps or is_prose_around(line, stamps[0]):
        return None
    return next((stamp.day for stamp in stamps if is_update(line, stamp)), None)


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
        around = {ancestor.tag for ancestor in element.iterancestors()}
        if not around & {"aside", "li", "nav", "footer"} and not is_time_of_update(element):
            yield element.get("datetime") or element.text_content()


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
    return is_update_told(line[: stamp.start])


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
        and not (element.tag == "time" and is_time_of_update(element))
    ]
    written = " ".join(values)
    return day if any(stamp.day == day for stamp in find_stamps(written[:20_000])) else None
