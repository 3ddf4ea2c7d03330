"""The id of a page that brings none of its own."""

from hashlib import sha256

ID_CHARS = 24
"""Hex digits kept of the hash: 96 bits, no chance meeting in any collection of news."""


def page_id(address: str, content: bytes) -> str:
    """The id made from address and bytes: the same page gives the same id on every machine."""
    return sha256(address.encode("utf-8", "surrogateescape") + b"\n" + content).hexdigest()[:ID_CHARS]
