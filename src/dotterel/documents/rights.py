"""What a page says about the rights to its text: legal notices, copyright lines, licences, marks against machines."""

import re
from collections.abc import Iterable, Iterator

from lxml import html

from dotterel.knowledge import newsroom
from dotterel.records import Rights

CREATIVE_COMMONS = re.compile(
    r"\bCC[\s-]?(?P<terms>(?:BY|0)(?:[\s-](?:NC|SA|ND))*)(?:[\s-]?(?P<version>[1-4]\.\d))?(?![\w.]\d)", re.IGNORECASE
)
LICENCE_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/(?P<terms>[a-z-]+)/(?P<version>\d\.\d)", re.IGNORECASE
)
SPELT_OUT = re.compile(
    r"creative\s+commons\W+(?:licen[cs]e\W+)?(?P<terms>attribution(?:[\s-]+(?:non-?commercial|share-?alike|no-?deriv(?:ative|ative)?s?))*)"
    r"(?:\s+(?P<version>[1-4]\.\d))?",
    re.IGNORECASE,
)
FREE = re.compile(
    r"\b(?:may|can)\s+be\s+(?:re\w+|shared|copied|used)\s+(?:freely|free\b|for\s+free|provided|if\b|with\s+(?:credit|attribution))"
    r"|\bfree\s+to\s+(?:republish|reprint|share|use)|\bpublic\s+domain\b",
    re.IGNORECASE,
)
FORBIDDING_ROBOTS = frozenset(["noai", "noimageai"])

COMPANY = r"[^\W\d_][\w.&'’-]*"
NAME_END = re.compile(
    r"""\s*(?:[|•·;!?"“”]|\s[-–—]\s|,?\s*(?:19|20)\d\d\b|\(c\)|,?\s*(?:\b(?:all|some|tous|todos|alle|tutti|sva|t[üu]m|все|her|use|no\s+part
    |nachdruck|under|and\s+(?:its|may|is|are|its)|or\s+its|et\s+ses|y\s+sus|und|e\s+suas|ve|is|are|may|has|have|which|unless|except|texts?|except|for|without|reproduction
    |reprodu[cç][aã]o|prohibida|proibida|interdite|zabranjeno|wire\s+material)\b|جميع|كافة))""",
    re.IGNORECASE | re.VERBOSE,
)
SENTENCE_BREAK = re.compile(r"(?P<end>[.:])\s+(?=[^\W\d_])")
SHORT_FORM_END = re.compile(
    r"(?:\b(?:Inc|Ltd|Co|Corp|LLC|Cía|San|Tic|Bros|St|No|Dr|gGmbH)|(?:\b[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}|\b[^\W\d_])$",
    re.IGNORECASE,
)
LEGAL_FORM = re.compile(
    r"(?:\b(?:Inc|Ltd|LLC|Corp|PLC|GmbH|AG|SE|SA|SAS|SARL|SpA|Oy|AB|AS|BV|NV|Foundation|Trust|Press|Limited)\b\.?"
    r"|(?:\b[sdaojSAREC]\.\s?){2,4}[a-zA-Z]?\.?|\bA\.\s?Ş\.?)"
)
HOLDER_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:©|\(c\)|\bcopyright\b(?!\s+(?:warning|notice|law)))(?:\s*(?:©|\(c\)|copyright|by|of|\d{4}(?:\s*[-–,]\s*\d{4})?|:))*[\s,]*(?P<name>\S.*)",
        r"\b(?:reserved|owned|held|published|controlled)\s+by\s+(?:the\s+)?(?P<name>\S.*)",
        r"\b(?:belongs?\s+to|(?:is\s+(?:the\s+)?)?property\s+of)\s+(?:the\s+)?(?P<name>\S.*)",
        r"\b(?:todos\s+los\s+derechos|derechos)\s+reservados\s+(?:por|a)\s+(?P<name>\S.*)",
        r"\b(?:tous\s+droits\s+réservés|todos\s+os\s+direitos\s+reservados)\s*(?:à|a|por|[-–:])\s*(?P<name>\S.*)",
        r"\bhak(?:lar)?ı\s+(?P<name>\S.*?)['’]?(?:n?[ıiuüae]n?)?\s+aittir",
        r"\bтексты?\b.{0,10}\bпринадлежат\s+(?P<name>\S.*)|\bправа\s+принадлежат\s+(?P<name2>\S.*)",
    )
)
LEADING_NAME = re.compile(
    r"^(?:(?i:(?:all\s+)?(?:texts?|articles?|stories|content|reports?|news)\s+(?:of|by|from)\s+))?(?P<name>[^\W\d_a-zçğşıöü].*?)"
    r"(?=\s+(?:is|are|may|can|has|does|content|articles?|news|texts?)\b|[.:,]\s|\s[|–—-]\s|$)"
)
NAMELESS = re.compile(
    r"^(?:all|some|no|any|the\s+(?:content|texts?|material|article|author)|this|these|legal|copyright|reproduction|our|use|reuse|under|articles?|texts?"
    r"|content|material|creative|licen[cs]e|terms|please|tüm|her|todos|tous|alle|toute|prohibida|reservados|tutti|sva|hak|все|перепечатка|izinsiz|direitos|derechos|nachdruck|dilarang|it|they|rights|"
    r"news|agency|wire|may|do|published|redistribution|unauthori[sz]ed|republication|you|we)\b",
    re.IGNORECASE,
)
MAX_NAME_WORDS = 12


def find_rights(lines: Iterable[str], tree: html.HtmlElement | None) -> Rights:
    """The rights that a page states in its lines (all it shows, the footer too) and in its markup, None for plain text.

    A free licence wins over "all rights reserved" beside it; a page that is silent gives Rights() with no basis.
    """
    notices = [line for line in lines if newsroom.is_notice(line)]
    holder = next((name for name in map(holder_of, ranked(notices)) if name is not None), None)
    licence = next((name for name in map(licence_of, notices) if name is not None), None)
    if licence is not None:
        return Rights(reserved=False, holder=holder, licence=licence, basis="notice")
    stated = None if tree is None else stated_licence(tree)
    if stated is not None:
        return Rights(reserved=False, holder=holder or stated_holder(tree), licence=stated, basis="license")
    if notices:
        is_free = any(FREE.search(line) for line in notices) and not any("©" in line for line in notices)
        return Rights(reserved=not is_free, holder=holder or stated_holder(tree), basis="notice")
    return rights_of_meta(tree)


def ranked(notices: list[str]) -> Iterator[str]:
    """Notices with those first that most plainly name who holds the rights; the last of a page before its first."""
    yield from (
        line for line in reversed(notices) if re.search(r"©|copyright|reserved by|belong|property of", line, re.I)
    )
    yield from reversed(notices)


def licence_of(text: str) -> str | None:
    """The Creative Commons licence that a text names, such as CC-BY-SA-4.0; None for none."""
    for form in (LICENCE_ADDRESS, CREATIVE_COMMONS, SPELT_OUT):
        match = form.search(text)
        if match is not None:
            return licence_name(match["terms"], match["version"])
    return None


def licence_name(terms: str, version: str | None) -> str:
    """The SPDX-like name of a licence from its terms, short ("by-nc") or spelt out."""
    short = terms.lower()
    for long, code in (
        ("attribution", "by"),
        (r"non-?commercial", "nc"),
        (r"share-?alike", "sa"),
        (r"no-?deriv\w*", "nd"),
    ):
        short = re.sub(long, code, short)
    parts = [part for part in re.split(r"[\s-]+", short) if part in ("by", "nc", "sa", "nd", "0", "zero")]
    name = "CC0" if not parts or parts[0] in ("0", "zero") else "-".join(["CC", *(part.upper() for part in parts)])
    return f"{name}-{version}" if version else name


def stated_licence(tree: html.HtmlElement) -> str | None:
    """The licence in rel=license, in schema.org's `license` or in a meta element; None where there is none."""
    found = tree.xpath(
        '//a[contains(concat(" ",@rel," ")," license ")]/@href | //link[@rel="license"]/@href'
        ' | //*[@itemprop="license"]/@href | //*[@itemprop="license"]/@content'
        ' | //meta[@name="license" or @name="dcterms.license" or @name="dc.rights.license"]/@content'
    )
    written = [script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "")]
    found += [address for text in written for address in re.findall(r'"license"\s*:\s*"([^"]+)"', text)]
    free = (licence_of(str(value)) for value in found)
    return next((name for name in free if name is not None), None)


def stated_holder(tree: html.HtmlElement | None) -> str | None:
    """The holder that schema.org's `copyrightHolder` or a meta element names; None where there is none."""
    if tree is None:
        return None
    for value in tree.xpath('//meta[@name="copyright" or @name="dc.rights" or @name="dcterms.rightsHolder"]/@content'):
        name = holder_of(str(value)) or trimmed(str(value))
        if name is not None:
            return name
    written = " ".join(script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    found = re.search(r'"copyrightHolder"\s*:\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"', written)
    return found.group(1) if found else None


def rights_of_meta(tree: html.HtmlElement | None) -> Rights:
    """Rights of a page without any notice: a copyright element or "noai" reserves them; else it is silent."""
    if tree is None:
        return Rights()
    holder = stated_holder(tree)
    robots = {
        word for value in tree.xpath('//meta[@name="robots"]/@content') for word in re.split(r"[\s,]+", value.lower())
    }
    if holder is not None or robots & FORBIDDING_ROBOTS:
        return Rights(reserved=True, holder=holder, basis="meta")
    return Rights()


def holder_of(line: str) -> str | None:
    """The name of who holds the rights, as a notice writes it; None where it names nobody."""
    for form in HOLDER_FORMS:
        match = form.search(line)
        if match is None:
            continue
        name = trimmed(next(group for group in match.groupdict().values() if group is not None))
        if name is not None:
            return name
    match = LEADING_NAME.match(line)
    return None if match is None else trimmed(leading_name(line, match["name"]))


def leading_name(line: str, shortest: str) -> str:
    """The organisation that a notice opens with, with the legal form that belongs to its name ("S.A.C.", "A.Ş.")."""
    form = LEGAL_FORM.search(line[: len(shortest) + 60])
    if form is None or any(mark in line[: form.start()] for mark in ":;|©"):
        return shortest
    return line[: max(form.end(), len(shortest))]


def trimmed(name: str) -> str | None:
    """A name without what follows it in its sentence; None where no name is left."""
    end = NAME_END.search(name)
    short = name[: end.start()] if end else name
    short = before_sentence_end(short).strip(" ,;:-–—\"'“”*")
    short = re.sub(r"\s+(?:and|or)\s+(?:its|their)\b.*$", "", short)
    if short.endswith("Ltd.") or not is_abbreviation(short):
        short = short.rstrip(".")
    if (
        not short
        or NAMELESS.match(short)
        or len(short.split()) > MAX_NAME_WORDS
        or not re.search(r"[^\W\d_]{2}", short)
    ):
        return None
    return short


def is_abbreviation(name: str) -> bool:
    """True where the full stop at the end belongs to the name: "Inc.", "S.A.C.", "A.Ş."."""
    return LEGAL_FORM.search(name[-8:]) is not None or SHORT_FORM_END.search(name.rstrip(".")) is not None


def before_sentence_end(text: str) -> str:
    """The text up to its first full stop that ends a sentence, not an abbreviation inside a name."""
    for match in SENTENCE_BREAK.finditer(text):
        is_short_form = match["end"] == "." and SHORT_FORM_END.search(text[: match.start()])
        if not is_short_form:
            return text[: match.start()]
        if LEGAL_FORM.search(text[max(0, match.start() - 8) : match.start() + 1]) and is_last_form(text, match.end()):
            return text[: match.start() + 1]
    return text


def is_last_form(text: str, at: int) -> bool:
    """True where no further legal form follows within the next words ("San. Trade A.Ş." has one)."""
    following = text[at : at + 24]
    form = LEGAL_FORM.search(following)
    return form is None
