"""What a site's robots.txt allows, by RFC 9309: the longest rule that fits decides, and `*` and `$` have their meaning.

Python's own reader knows neither, and takes the first rule that fits.
"""

import re
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urlsplit

from dotterel.records import Record

MAX_BYTES = 512_000
"""Bytes that are read; RFC 9309 asks for at least 500 KiB."""

MAX_DELAY_S = 30.0
"""A longer Crawl-delay than this is cut to it."""


class Rule(Record, frozen=True, kw_only=True):
    """One Allow or Disallow line."""

    path: str
    allows: bool


class Robots(Record, frozen=True, kw_only=True):
    """The rules for one crawler on one site, and the pause that it asks for, in seconds."""

    rules: tuple[Rule, ...] = ()
    delay_s: float | None = None

    def allows(self, url: str) -> bool:
        """True where the address may be fetched; where two rules of one length disagree, allowing wins."""
        parts = urlsplit(url)
        path = _written(parts.path or "/") + (f"?{_written(parts.query)}" if parts.query else "")
        if path == "/robots.txt":
            return True
        fitting = [(len(rule.path), rule.allows) for rule in self.rules if _fits(rule.path, path)]
        return max(fitting, default=(0, True))[1]


NO_RULES = Robots()


def read_robots(content: bytes, crawler: str) -> Robots:
    """The rules of the group that names the crawler ("dotterel"), else of the group for all. Never raises."""
    rules: dict[str, list[Rule]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    in_rules = False
    for line in content[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        key, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        key = key.lower()
        if not colon:
            continue
        if key == "user-agent":
            names = [value.lower()] if in_rules else [*names, value.lower()]
            in_rules = False
            rules.setdefault(names[-1], [])
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for name in names:
                _take(key, value, rules[name], delays, name)
    name = crawler.lower() if crawler.lower() in rules else "*"
    return Robots(rules=tuple(rules.get(name, ())), delay_s=delays.get(name))


def _take(key: str, value: str, rules: list[Rule], delays: dict[str, float], name: str) -> None:
    if key == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value):
            delays[name] = min(float(value), MAX_DELAY_S)
    elif value:
        rules.append(Rule(path=_written(value), allows=key == "allow"))


def _written(path: str) -> str:
    """A path in one way of writing, so that `%7e`, `%7E` and `~` are the same; an encoded slash stays encoded."""
    parts = re.split("(%2f)", path, flags=re.IGNORECASE)
    return "".join(
        "%2F" if part.lower() == "%2f" else quote(unquote_to_bytes(part), safe="/?=&*$:;,@!'()+~-._") for part in parts
    )


def _fits(rule: str, path: str) -> bool:
    """True where the rule's path fits; its start is compared first, since making a pattern takes time."""
    return path.startswith(rule.partition("*")[0].removesuffix("$")) and _pattern(rule).match(path) is not None


@lru_cache(maxsize=4096)
def _pattern(path: str) -> re.Pattern[str]:
    """What the path of a rule fits; runs of `*` count as one, so that no rule can make the search slow."""
    ends = path.endswith("$")
    pieces = re.split(r"\*+", path.removesuffix("$"))
    # Each piece is taken where it comes first and not tried elsewhere: time stays linear in the length of the address.
    first, *others = (re.escape(piece) for piece in pieces)
    if not others:
        return re.compile(first + ("$" if ends else ""))
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    return re.compile(f"{first}{middle}.*{others[-1]}$" if ends else f"{first}{middle}.*?{others[-1]}")
