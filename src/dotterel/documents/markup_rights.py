"""What the markup of a page says of the rights to its text, where a reader does not see it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree, html

from dotterel.documents.holders import holder_of, trimmed
from dotterel.documents.licences import licence_of
from dotterel.documents.markup import clean, words_of_names
from dotterel.documents.notices import notice_of
from dotterel.documents.structured import linked_data, named_values

LICENCE_LINKS = etree.XPath('//a/@href[contains(.,"creativecommons.org/") or contains(.,"/open-government-licence")]')
ITEM_RIGHTS = etree.XPath('//@itemprop[.="license" or .="copyrightHolder" or .="copyrightNotice"]')
"""Attributes, not elements: libxml2 finds them in a fifth of the time."""

LICENCE_NAMES = "license licence cc:license dcterms.license dc.rights.license dcterms.accessrights".split()
RIGHTS_NAMES = "copyright dc.rights dcterms.rights rights copyrightnotice".split()
HOLDER_NAMES = "dcterms.rightsholder dc.rights.holder copyrightholder copyright-holder".split()
PICTURE_TYPES = re.compile(r"Image|Video|Audio|Photo|Media|Dataset|Map|Music|Clip|Software", re.IGNORECASE)
ARTICLE_TYPES = re.compile(r"Article|Posting|Report|Review", re.IGNORECASE)
PICTURE_TAGS = frozenset(["figure", "figcaption", "picture"])
LINE_TAGS = frozenset("p div li td footer section small".split())
CREDIT_WORDS = frozenset("credit credits caption figcaption attribution photo image comment comments".split())
FORBIDDING_ROBOTS = frozenset(["noai", "noimageai", "noarchive", "nosnippet", "max-snippet:0"])
MAX_LINK_LINE_CHARS = 400
MAX_MARKS = 50
"""Links to licences, and elements of microdata on rights, that are looked at; real pages have under ten."""


class Statements(NamedTuple):
    """What the markup says. `linked` is a licence by a link that a reader sees; `claims` are texts on copyright."""

    linked: str | None = None
    licence: str | None = None
    terms: str | None = None
    holder: str | None = None
    claims: tuple[str, ...] = ()
    forbids_machines: bool = False
    is_paid_for: bool = False
    policy: str | None = None


def statements_of(tree: html.HtmlElement) -> Statements:
    """All that the markup of a page says of rights. `terms` is the address of a licence that is not a free one."""
    named = named_values(tree)
    items = items_of(tree)
    objects = [value for value in rights_objects(tree) if not is_picture(value)]
    stated = [
        *written_licences(tree, named, items),
        *(text for value in objects for text in texts_of(value.get("license"))),
    ]
    claims = [value for name in RIGHTS_NAMES for value in named.get(name, [])]
    claims += [text for value in objects for text in texts_of(value.get("copyrightNotice"))]
    claims += [content_of(element) for element in items.get("copyrightNotice", [])]
    free = [name for name in map(licence_of, [*stated, *claims]) if name is not None]
    policies = [value for value in named.get("tdm-policy", []) if value.startswith("http")]
    forbids = forbids_machines(named)
    return Statements(
        linked=linked_licence(tree),
        licence=free[0] if free else None,
        terms=next((value for value in stated if value.startswith(("http://", "https://"))), None),
        holder=next(stated_holders(items, named, objects, claims), None),
        claims=tuple(claim for claim in claims if claim),
        forbids_machines=forbids,
        is_paid_for=any(is_paid_article(value) for value in objects),
        policy=policies[0] if forbids and policies else None,
    )


def rights_objects(tree: html.HtmlElement) -> list[dict[str, object]]:
    """The objects of the page's JSON-LD, none where it has no word of rights."""
    has_rights = any(
        word in (script.text or "")
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for word in ('"license"', '"copyright', '"isAccessibleForFree"')
    )
    return linked_data(tree) if has_rights else []


def is_picture(value: Mapping[str, object]) -> bool:
    """True for an object of JSON-LD that is a picture, a recording or data: its licence is not that of the text."""
    return PICTURE_TYPES.search(str(value.get("@type", ""))) is not None


def is_paid_article(value: Mapping[str, object]) -> bool:
    """True for an article that is not free to read."""
    free = str(value.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].lower()
    return free == "false" and ARTICLE_TYPES.search(str(value.get("@type", ""))) is not None


def texts_of(value: object) -> Iterator[str]:
    """The texts or addresses that a value of JSON-LD holds, be it a text, an object or a list of them."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = one.get("url") or one.get("@id") or one.get("name")
        if isinstance(one, str) and one.strip():
            yield one.strip()


def items_of(tree: html.HtmlElement) -> dict[str, list[html.HtmlElement]]:
    """The elements of microdata on rights by their names, but for those that belong to a picture."""
    found: dict[str, list[html.HtmlElement]] = {}
    for attribute in ITEM_RIGHTS(tree)[:MAX_MARKS]:
        element = attribute.getparent()
        if not is_of_picture(element):
            found.setdefault(str(attribute), []).append(element)
    return found


def content_of(element: html.HtmlElement) -> str:
    """What an element of microdata says, in its `content` or its text."""
    return clean(element.get("content") or start_of(element))


def written_licences(
    tree: html.HtmlElement, named: Mapping[str, list[str]], items: Mapping[str, list[html.HtmlElement]]
) -> list[str]:
    """Licences in link and meta elements and in microdata, as they are written there."""
    links = [one.get("href") or "" for one in tree.iter("link") if "license" in (one.get("rel") or "").lower()]
    metas = [value for name in LICENCE_NAMES for value in named.get(name, [])]
    marked = [one.get("href") or one.get("content") or "" for one in items.get("license", [])]
    return links + metas + marked


def is_of_picture(element: html.HtmlElement) -> bool:
    """True for an element in a figure, a credit, a comment, or an item of microdata that is a picture."""
    for around in [element, *element.iterancestors()]:
        if around.tag in PICTURE_TAGS or PICTURE_TYPES.search(around.get("itemtype") or ""):
            return True
        if around.tag in ("body", "article", "main", "footer"):
            return False
        if words_of_names(around) & CREDIT_WORDS:
            return True
    return False


def linked_licence(tree: html.HtmlElement) -> str | None:
    """The free licence that a link a reader sees leads to, outside of credits; None where there is none."""
    addresses = LICENCE_LINKS(tree)
    for address in addresses if len(addresses) <= MAX_MARKS else addresses[-MAX_MARKS:]:
        name, link = licence_of(address), address.getparent()
        if name is None or is_of_picture(link):
            continue
        if "license" in (link.get("rel") or "").split() or speaks_of_this_text(link):
            return name
    return None


def speaks_of_this_text(link: html.HtmlElement) -> bool:
    """True where the line of a licence's link puts this page under it: a line of its own, a badge, or a notice."""
    block = next((one for one in link.iterancestors() if one.tag in LINE_TAGS), None)
    text = start_of(link if block is None else block)
    if len(text) > MAX_LINK_LINE_CHARS:
        return False
    line, alone = clean(text), clean(start_of(link))
    if line == alone:
        return not alone or notice_of(alone) is not None or link.find("img") is not None
    notice = notice_of(line)
    return notice is not None and notice.licence is not None


def start_of(element: html.HtmlElement) -> str:
    """The text of an element as far as a line may go, and one character more where it goes on."""
    text: str = ""
    for part in element.itertext():
        text += part[: MAX_LINK_LINE_CHARS + 1]
        if len(text) > MAX_LINK_LINE_CHARS:
            return text[: MAX_LINK_LINE_CHARS + 1]
    return text


def stated_holders(
    items: Mapping[str, list[html.HtmlElement]],
    named: Mapping[str, list[str]],
    objects: list[dict[str, object]],
    claims: list[str],
) -> Iterator[str]:
    """Who the markup says holds the rights: schema.org's `copyrightHolder` first, then meta elements."""
    for value in objects:
        yield from texts_of_names(value.get("copyrightHolder"))
    for element in items.get("copyrightHolder", []):
        if content_of(element):
            yield content_of(element)
    for told in [*(value for name in HOLDER_NAMES for value in named.get(name, [])), *claims]:
        name = holder_of(told) or trimmed(told)
        if name is not None and not name.startswith("http") and licence_of(name) is None:
            yield name


def texts_of_names(value: object) -> Iterator[str]:
    """The names of people and organisations in a value of JSON-LD."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip() and not name.startswith("http"):
            yield name.strip()


def forbids_machines(named: Mapping[str, list[str]]) -> bool:
    """True where marks for machines reserve the page: robots "noai" and the like, or W3C's TDM reservation."""
    robots = ",".join(named.get("robots", [])).lower().replace(": ", ":")
    words = set(re.split(r"[\s,;]+", robots))
    reserved = any(value.strip() == "1" for value in named.get("tdm-reservation", []))
    return reserved or bool(words & FORBIDDING_ROBOTS)
