"""Licences that let a text be shown: Creative Commons, the public domain and open government licences, by any spelling.

Every Creative Commons licence allows to show the text when its author is named, those with NC and ND too.
"""

import re
import unicodedata

ADDRESS = re.compile(
    r"creativecommons\.org/(?:licen[cs]es|publicdomain)/(?P<terms>[a-z-]+)(?:/(?P<version>\d\.\d))?", re.IGNORECASE
)
SHORT = re.compile(
    r"\bcc(?:\s|-|\xa0)?(?P<terms>(?:by|0)(?:(?:[\s\xa0–-]|\s-\s)(?:nc|sa|nd))*)\b"
    r"(?:[\s-]?(?:v\.?\s?)?(?P<version>[1-4]\.\d))?(?![\w.]\d)"
)
SPELT_OUT = re.compile(r"creative\s+commons")
REACH_CHARS = 140
"""Characters after "Creative Commons" in which the terms are looked for: the longest names, in German, have 110."""

VERSION = re.compile(r"\b([1-4]\.\d)\b")
TERMS = (
    ("BY", r"attribution|namensnennung|reconocimiento|atribucion|atribuicao|\batif|атрибуция|авторства|نسب|\bby\b"),
    (
        "NC",
        r"non-?\s?commercial|(?:pas|sans)\s+d.?utilisation\s+commerciale|nicht[\s-]*kommerziell|no-?\s?comercial|nao-?\s?comercial"
        r"|gayri-?\s?ticari|некоммерч|غير\s+(?:ال)?تجاري|\bnc\b",
    ),
    (
        "SA",
        r"share-?\s?alike|partage\s+(?:dans\s+les|a\s+l.identique|des\s+conditions)|weitergabe\s+unter|compartir-?\s?igual|compartilha-?\s?igual"
        r"|partilha\s+nos|ayni-?\s?lisansla|сохранением\s+условии|на\s+тех\s+же\s+условиях|بالمثل|\bsa\b",
    ),
    (
        "ND",
        r"no-?\s?deriv|pas\s+de\s+modification|keine\s+bearbeitung|sin-?\s?(?:obra)?-?\s?derivad|sem-?\s?deriva|turetilemez|без\s+производных"
        r"|(?:منع|بدون|غير\s+قابل)\s+\S*\s?اشتقاق|\bnd\b",
    ),
)
PUBLIC_DOMAIN = re.compile(
    r"\bpublic\s+domain\b|\bdomaine\s+public\b|\bdominio\s+publico\b|\bgemeinfrei|\bобщественн\w+\s+достояни|\bkamu\s+mali\b|ملك\s+عام|الملك\w*\s+العام"
)
OPEN_GOVERNMENT = (
    (
        re.compile(r"\bopen\s+government\s+licen[cs]e(?:\s+v?\.?\s?(?P<version>\d\.\d))?|/open-government-licence"),
        "OGL-UK",
    ),
    (re.compile(r"\blicence\s+ouverte\b(?:.{0,12}?(?P<version>\d\.\d))?"), "etalab"),
)


def folded(text: str) -> str:
    """Text for comparing: small letters without accents; the Turkish dotless ı is i, ß is ss."""
    small = text.lower()
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFKD", small)
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return bare.replace("ı", "i").replace("ß", "ss").replace("’", "'")


def licence_of(text: str) -> str | None:
    """The licence that a text or an address names, such as CC-BY-SA-4.0 or "public domain"; None for none."""
    small = folded(text)
    found = named_licence(small)
    if found is None and PUBLIC_DOMAIN.search(small):
        return "public domain"
    return found


def named_licence(small: str) -> str | None:
    """The licence that folded text names by its own name; None where it has none of these names."""
    address = ADDRESS.search(small)
    if address is not None:
        return licence_name(address["terms"], address["version"])
    short = SHORT.search(small)
    if short is not None:
        return licence_name(short["terms"], short["version"])
    return spelt_out(small) or open_government(small)


def spelt_out(small: str) -> str | None:
    """A Creative Commons licence by its long name in eight languages; "Creative Commons" where no term is told."""
    start = SPELT_OUT.search(small)
    if start is None:
        return None
    reach = small[start.end() : start.end() + REACH_CHARS]
    terms = [term for term, words in TERMS if re.search(words, reach)]
    if "zero" in reach or "cc0" in reach:
        return licence_name("zero", version_in(reach))
    if not terms:
        return "Creative Commons"
    return licence_name("-".join(["by", *(term.lower() for term in terms if term != "BY")]), version_in(reach))


def version_in(reach: str) -> str | None:
    """The first number that looks like a licence's version; None for none."""
    version = VERSION.search(reach)
    return None if version is None else version.group(1)


def open_government(small: str) -> str | None:
    """An open government licence by its SPDX name; None for none."""
    for form, name in OPEN_GOVERNMENT:
        match = form.search(small)
        if match is not None:
            version = match.groupdict().get("version")
            return f"{name}-{version}" if version else name
    return None


def licence_name(terms: str, version: str | None) -> str:
    """The SPDX-like name of a Creative Commons licence from its short terms: "by-nc", "zero", "mark"."""
    parts = re.split(r"[\s\xa0–-]+", terms.lower())
    if parts[0] in ("0", "zero"):
        name = "CC0"
    elif parts[0] in ("mark", "publicdomain"):
        name = "CC-PDM"
    else:
        name = "-".join(["CC", *(part.upper() for part in parts if part in ("by", "nc", "sa", "nd"))])
    return f"{name}-{version}" if version else name
