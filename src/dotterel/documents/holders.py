"""Who holds the rights to a text: the name in a legal notice, without the sentence that it stands in."""

import re
from collections.abc import Iterable, Iterator

NAME_END = re.compile(
    r"""\s*(?:[|•·;!?"“”©]|\s[-–—]\s|,?\s*(?:19|20)\d\d\b|\([cс]\)|,?\s*(?:\b(?:(?:all|some)\s+(?:rights?|content|texts?|other|material|articles|trade)
    |tous|todos|alle|tutti|sva|t[üu]m|все|her\s+hakk|use|no\s+part|nachdruck|under|and\s+(?:its|may|is|are)|or\s+its|et\s+ses|y\s+sus|und\s+(?:ihre|deren|seine)|e\s+suas
    |ve\s+(?:diğer|ilgili|bağlı)|is|are|may|has|have|which|unless|except|texts?|without|reproduction|reprodu[cç][aã]o|reproducci[oó]n|prohibida|proibida
    |interdite|zabranjeno|wire\s+material|for\s+(?:personal|private|non|subscribers|clients|use|more)|designed|powered|developed|hosted|der[eé]chos\s+reservados
    |direitos\s+reservados|droits\s+r[eé]serv\w+|a\s+(?:subsidiary|division|member|part|unit)\s+of|part\s+of|an?\s+(?:[\w’'-]+\s+){0,4}(?:newspaper|company|publication)
    |sunt|sont|sind|ist|est|es\s+una?|перепечатка|использование|копирование|при\s+использовании|любое|saklı\w*|hak(?:lar)?ı)\b|جميع|كافة|يمنع|ممنوع|لا\s+يجوز|حقوق))""",
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
DOTTED = re.compile(r"(?:\b(?:Inc|Corp|Co|Bros|Cía|Cia|Şti|Tic|San)|\b(?:[^\W\d_]\.\s?)+[^\W\d_]|\bA\.\s?Ş)\.$")
"""Ends of names to which their full stop belongs."""

HOLDER_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:©|(?<!\d)\([cс]\)(?!\()|\bcopyright\b(?!\s+(?:warning|notice|law)))(?:\s*(?:©|\([cс]\)|copyright|by\b|of\b|\d{4}(?:\s*[-–,/]\s*\d{2,4})?|:))*[\s,.]*(?P<name>\S.*)",
        r"^(?P<name>[^©|•·]{2,90}?)[\s,|–-]*(?:©|\([cс]\)|\bcopyright\b)(?:\s*(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?)?\s*(?:$|[.|·•,–-]|(?:all|alle|tous|todos|tüm|все|جميع)\b)",
        r"\b(?:reserved|owned|held|published|controlled)\s+by\s+(?:the\s+)?(?P<name>\S.*)",
        r"\b(?:belongs?\s+to|(?:is\s+(?:the\s+)?)?property\s+of)\s+(?:the\s+)?(?P<name>\S.*)",
        r"\b(?:todos\s+los\s+derechos|derechos)\s+reservados\s+(?:por|a)\s+(?P<name>\S.*)",
        r"\b(?:tous\s+droits\s+réservés|todos\s+os\s+direitos\s+reservados)\s*(?:à|a|por|[-–:])\s*(?P<name>\S.*)",
        r"\brechte\s+(?:liegen\s+)?bei(?:m|\s+der|\s+dem)?\s+(?P<name>\S.*)",
        r"\b(?:propriété\s+(?:exclusive\s+)?d(?:e\s|u\s|[’'])|appartien(?:t|nent)\s+(?:à|au)\s)\s*(?-i:la\s+|l[’'])?(?P<name>\S.*)",
        r"\b(?:(?:propiedad|propriedade)\s+(?:exclusiva\s+)?(?:del?|do|da)|pertenecen?\s+al?|pertencem?\s+(?:ao?|à))\s+(?-i:la\s+|el\s+)?(?P<name>\S.*)",
        r"\bhak(?:lar)?ı\s+(?P<name>\S.*?)['’]?(?:n?[ıiuüae]n?)?\s+aittir",
        r"\bправа\b.{0,60}?\bпринадлежат\s+(?P<name>\S.*)|\bтексты?\b.{0,10}\bпринадлежат\s+(?P<name2>\S.*)",
    )
)
ARABIC_OWNER = re.compile(r"محفوظ[ةه]\s+ل(?P<name>ـ?\s*\S.*)")
"""All rights reserved to: the preposition is written with the name, and with the article as لل."""

LEADING_NAME = re.compile(
    r"^(?:(?i:(?:all\s+)?(?:texts?|articles?|stories|content|reports?|news)\s+(?:of|by|from)\s+))?(?P<name>[^\W\d_a-zçğşıöü].*?)"
    r"(?=\s+(?:is|are|may|can|has|does|content|articles?|news|texts?)\b|[.:,]\s|\s[|–—-]\s|$)"
)
SMALL_WORDS_OF_NAMES = frozenset(
    (
        "of the and for in on de del la las los el le les du des da do dos das e y et und der die das für von zu ve i и"
        " a.d d.o.o s.a.l"
    ).split()
)
NAMELESS = re.compile(
    r"^(?:all\s+(?:rights|content|texts?|material|articles)|all$|some|no|any|the\s+(?:content|texts?|material|article|author|respective)|this|these|legal|copyright|reproduction|our|use|reuse|under|articles?|texts?"
    r"|content|material|creative|licen[cs]e|terms|please|tüm|her|todos|tous|alle|toute|prohibida|reservados|tutti|sva|hak|все|перепечатка|izinsiz|direitos|derechos|nachdruck|dilarang|it|they|rights"
    r"|news$|agency$|wire$|may|do|published|redistribution|unauthori[sz]ed|republication|you|we|droits|rechte|urheber\w*|vervielf\w*|weiter\w*|jede|toda|queda|qualquer|cualquier|reprodu\w*|proibida|se|l[’']|designed|powered"
    r"|использование|копирование|материалы|любое|при|kaynak|bu|sitede|site|web|جميع|كافة|كل|حقوق|يمنع|ممنوع|لا|يحظر)\b"
    r"|^(?:les?|las?|los|el|der|die|das|the|os?|as?)$",
    re.IGNORECASE,
)
SHORT_VOWELS = re.compile("[\u064b-\u0652]")
PLAIN_CLAIM = re.compile(r"©|copyright|reserved by|belong|property of", re.IGNORECASE)
MAX_NAME_WORDS = 12


def holder_of_notices(notices: Iterable[str]) -> str | None:
    """Who holds the rights by the notices of a page; None where they name nobody."""
    return next((name for name in map(holder_of, ranked(list(notices))) if name is not None), None)


def ranked(notices: list[str]) -> Iterator[str]:
    """Notices with those first that most plainly name who holds the rights; the last of a page before its first."""
    yield from (line for line in reversed(notices) if PLAIN_CLAIM.search(line))
    yield from reversed(notices)


def holder_of(line: str) -> str | None:
    """The name of who holds the rights, as a notice writes it; None where it names nobody."""
    for form in HOLDER_FORMS:
        match = form.search(line)
        if match is None:
            continue
        name = trimmed(next(group for group in match.groupdict().values() if group is not None))
        if name is not None:
            return name
    owner = ARABIC_OWNER.search(line)
    if owner is not None:
        return trimmed(arabic_name(owner["name"]))
    match = LEADING_NAME.match(line)
    if match is None:
        return None
    name = leading_name(line, match["name"])
    return trimmed(name) if looks_like_name(name) else None


def arabic_name(written: str) -> str:
    """The name after the preposition "to" that is written with it: of "للجبل" the rest is "لجبل", the name "الجبل"."""
    return "ا" + written if written.startswith("ل") else written.lstrip("ـ ")


def looks_like_name(words: str) -> bool:
    """True where every word has a capital, as far as its script has them, or is one of those that names link with."""
    return all(
        not word[0].islower() or word.strip(".,'’").lower() in SMALL_WORDS_OF_NAMES or "." in word[:-1]
        for word in words.split()
    )


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
    if ")" in short and "(" not in short:
        short = short.partition(")")[0].rstrip()
    if not DOTTED.search(short):
        short = short.rstrip(".")
    is_name = not NAMELESS.match(SHORT_VOWELS.sub("", short)) and re.search(r"[^\W\d_]{2}", short) is not None
    return short if is_name and len(short.split()) <= MAX_NAME_WORDS else None


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
