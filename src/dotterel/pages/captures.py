"""What a crawler kept of an answer: its HTTP head read, its body without chunks and compression, within bounds."""

import re
from io import BytesIO
from typing import NamedTuple

from fastwarc.stream_io import BrotliReader, WarcReader, ZstdReader
from fastwarc.warc import HeaderMap

from dotterel.pages.packed import BLOCK_BYTES, MAX_RATIO
from dotterel.pages.unpacking import FREE_BYTES, UnpackError, unpacked
from dotterel.pages.whole import MediaType, sniffed_type

MAX_HEAD_BYTES = 32_768
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
CHARSET = re.compile(
    r"""charset\s*=\s*["']?\s*((?:ascii|big5|cp|euc-|gb|iso-|koi8-|latin|shift_jis|tis-|us-ascii|windows-)[\w.-]{0,20})""",
    re.IGNORECASE,
)
DECLARATION_BYTES = 4096

MEDIA_TYPES: dict[str, MediaType] = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
}

READERS: dict[str, type[BrotliReader] | type[ZstdReader]] = {"br": BrotliReader, "zstd": ZstdReader}
NOT_PACKED = ("bad_encoding", "unknown_encoding")

WEB_LATIN = frozenset(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"))
"""Names that servers use for Windows-1252 (WHATWG Encoding Standard)."""


class Answer(NamedTuple):
    """An HTTP answer: `status` None where the first line states none; the body as it was sent."""

    status: int | None
    headers: HeaderMap
    body: bytes


def split_head(data: bytes | bytearray) -> tuple[HeaderMap, int] | None:
    """The head that stands in front, and where its body starts; None where no head ends within MAX_HEAD_BYTES."""
    end = HEAD_END.search(data, 0, MAX_HEAD_BYTES)
    if end is None:
        return None
    headers = HeaderMap()
    try:
        headers.parse(BytesIO(b"\r\n".join(bytes(data[: end.start()]).splitlines()) + b"\r\n\r\n"))
    except (OSError, ValueError):
        return None
    return headers, end.end()


def read_answer(block: bytes) -> Answer | None:
    """The HTTP answer that a block is; None where it is none."""
    found = split_head(block) if block.startswith(b"HTTP/") else None
    if found is None:
        return None
    headers, start = found
    return Answer(status=headers.status_code, headers=headers, body=block[start:])


def names_readable_type(stated: str | None) -> bool:
    """True where the media type that is stated is read, and where none is stated: then the body will tell."""
    name = type_name(stated)
    return not name or name in MEDIA_TYPES


def type_name(stated: str | None) -> str:
    """A media type in small letters without its parameters; empty where none is stated."""
    return (stated or "").partition(";")[0].strip().lower()


def media_type(stated: str | None, body: bytes) -> MediaType | None:
    """What Dotterel reads it as; None for what it does not read. A body that nothing is stated of may be HTML."""
    name = type_name(stated)
    if name:
        return MEDIA_TYPES.get(name)
    return "text/html" if sniffed_type(body) == "text/html" else None


def plain_body(answer: Answer, limit: int) -> bytes:
    """The body without chunks and compression, at most `limit` bytes. Raises UnpackError.

    Many crawlers keep the head as it came and the body already plain: what does not unpack and looks like HTML is so.
    """
    body = answer.body
    if "chunked" in (answer.headers.get("Transfer-Encoding") or "").lower():
        body = without_chunks(body)
    for name in reversed((answer.headers.get("Content-Encoding") or "").lower().split(",")):
        try:
            body = unpacked_body(body, name.strip(), limit)
        except UnpackError as error:
            if error.reason not in NOT_PACKED or sniffed_type(body) != "text/html":
                raise
    return body


def without_chunks(body: bytes) -> bytes:
    """The data of the chunks; the body itself where it does not begin with one. Raises UnpackError where it is cut."""
    if CHUNK_SIZE.match(body) is None:
        return body
    chunks: list[bytes] = []
    at = 0
    while (size := CHUNK_SIZE.match(body, at)) is not None:
        length = int(size.group(1), 16)
        if length == 0:
            return b"".join(chunks)
        chunks.append(body[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    raise UnpackError("truncated", "the body ends in the middle of its chunks")


def unpacked_body(body: bytes, packing: str, limit: int) -> bytes:
    """The body without one compression. Raises UnpackError."""
    if not body:
        return body
    if packing in READERS:
        return read_through(READERS[packing](BytesIO(body)), packing, len(body), limit)
    blocks = (body[at : at + BLOCK_BYTES] for at in range(0, len(body), BLOCK_BYTES))
    return unpacked(blocks, "" if packing == "none" else packing, max_bytes=limit, max_ratio=MAX_RATIO)


def read_through(reader: WarcReader, packing: str, packed_bytes: int, limit: int) -> bytes:
    """All that FastWARC unpacks, within bounds. Raises UnpackError."""
    most = min(limit, max(FREE_BYTES, MAX_RATIO * packed_bytes))
    try:
        plain = reader.read(most + 1)
    except (OSError, ValueError) as error:
        raise UnpackError("bad_encoding", f"not {packing}: {error}") from None
    if len(plain) > limit:
        raise UnpackError("too_large", f"more than {limit} bytes")
    if len(plain) > most:
        raise UnpackError("over_compressed", f"more than {MAX_RATIO} times as large as it came")
    return plain


def in_utf8(body: bytes, content_type: str | None) -> bytes:
    """The body in UTF-8 where only the HTTP head says what its charset is; else as it is."""
    stated = CHARSET.search(content_type or "")
    if stated is None or b"charset" in body[:DECLARATION_BYTES].lower() or body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    name = stated.group(1).lower()
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode("cp1252" if name in WEB_LATIN else name, "replace").encode()
        except (LookupError, UnicodeError):
            return body
    return body
