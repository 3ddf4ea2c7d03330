"""A page of bytes that stand by themselves, wherever they were found, or the refusal in its place."""

from typing import Literal, TypeAlias

from dotterel.pages.identity import page_id
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

MediaType: TypeAlias = Literal["text/html", "text/plain"]

SNIFFED_BYTES = 1024
BOM = b"\xef\xbb\xbf"
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<p", b"<article", b"<!--", b"<?xml")


def page_of_bytes(
    content: bytes, address: str, media_type: MediaType, given: Given, settings: Settings
) -> Page | Refusal:
    """A page of bytes that stand by themselves, or why they are none."""
    return refused_bytes(content, address, settings) or Page(
        id=page_id(address, content), content=content, media_type=media_type, path=address, given=given
    )


def refused_bytes(content: bytes, where: str, settings: Settings) -> Refusal | None:
    """Why bytes are no page; None where they may be one."""
    if len(content) > settings.max_page_bytes:
        return refusal(where, "too_large", f"more than {settings.max_page_bytes} bytes")
    return None if content.strip() else refusal(where, "empty", "there is nothing in it")


def sniffed_type(content: bytes) -> MediaType:
    """HTML where the first bytes look like markup, else plain text."""
    start = content[:SNIFFED_BYTES].replace(b"\x00", b"").lstrip(BOM + b"\xff\xfe \t\r\n").lower()
    return "text/html" if start.startswith(MARKUP) else "text/plain"


def refusal(page: str, reason: str, detail: str) -> Refusal:
    """What was not taken, with its name in front of the detail."""
    return Refusal(page=page, step="pages", reason=reason, detail=f"{page}: {detail}")
