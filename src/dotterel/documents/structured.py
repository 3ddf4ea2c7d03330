"""What a page states in a form for machines: JSON-LD and meta elements."""

import re
from collections.abc import Iterator

import msgspec
from lxml import html

ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|WebPage|BlogPosting)$")


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
