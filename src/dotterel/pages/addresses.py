"""When two addresses are one: ways of writing, marks of campaigns, and what a page itself names as its address."""

import re
from html import unescape
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

HEAD_BYTES = 200_000
_CAMPAIGN = re.compile(
    r"(utm_.+|at_(campaign|medium|format|link_.+|bbc_.+|ptr_.+)|mc_[ce]id|[fgy]clid|fbclid|gclsrc|dclid|msclkid|igshid|"
    r"cmpid|ns_(campaign|mchannel|source|linkname)|_ga|traffic_source)",
    re.IGNORECASE,
)
_NAMES_PAGE = re.compile(r"p|\w*id|article|story|item|news|post", re.IGNORECASE)
"""Fields of a query by which many sites tell their pages apart: a page is not the one without it."""
_LINK = re.compile(rb"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_IS_CANONICAL = re.compile(rb"""\brel\s*=\s*["']?\s*canonical\b""", re.IGNORECASE)
_HREF = re.compile(rb"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def address_key(url: str) -> str:
    """One way of writing an http(s) address: no fragment, no scheme, no default port, no marks of campaigns.

    Anything that is no address is its own key.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    if not parts.hostname:
        return url
    place = parts.hostname if port in (None, 80, 443) else f"{parts.hostname}:{port}"
    return urlunsplit(("", place, parts.path or "/", urlencode(_asked(parts.query)), ""))


def _asked(query: str) -> list[tuple[str, str]]:
    """The fields of a query without marks of campaigns."""
    return [(name, value) for name, value in parse_qsl(query, True) if not _CAMPAIGN.fullmatch(name)]


def host_of(url: str) -> str:
    """The host of an address, lower case; "" where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def canonical_address(content: bytes, url: str) -> str | None:
    """What the page names as its own address; None where it names none that can be believed.

    Not believed: another host's, and a page above this one (many sites name their front or section page throughout),
    also where what stands below it is told by its query ("/story?id=7").
    """
    tag = next((tag for tag in _LINK.findall(content[:HEAD_BYTES]) if _IS_CANONICAL.search(tag)), None)
    found = None if tag is None else _HREF.search(tag)
    if found is None:
        return None
    href = next((group for group in found.groups() if group), b"").decode("utf-8", "replace")
    try:
        canonical = urljoin(url, unescape(href).strip())
        here, there = urlsplit(url), urlsplit(canonical)
    except ValueError:
        return None
    if there.hostname != here.hostname or there.path in ("", "/") or _is_above(there, here):
        return None
    return canonical


def _is_above(there: SplitResult, here: SplitResult) -> bool:
    if there.query:
        return False
    if there.path == here.path:
        return any(_NAMES_PAGE.fullmatch(name) for name, _ in _asked(here.query))
    return here.path.startswith(there.path.rstrip("/") + "/")
