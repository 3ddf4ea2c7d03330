"""Answers as WARC records: what `follow` fetched, kept as the user's own copy that stories are read from and shown.

A body is kept unpacked, with the headers of its packing renamed, as Common Crawl does: any reader of WARC can read it.
"""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO

from fastwarc.stream_io import GzipReader, GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dotterel.pages.fetch import Fetched

OF_THE_WIRE = ("content-encoding", "transfer-encoding", "content-length")
_BREAKS = re.compile(r"[\r\n\x00]+")


def first_record() -> bytes:
    """The warcinfo record that a file begins with, gzipped."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: dotterel/{version('dotterel')}\r\nformat: WARC File Format 1.1\r\n".encode())
    return _packed(record)


def record_of_answer(answer: Fetched) -> bytes:
    """An answer as a response record, a gzip member of its own."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.headers["WARC-Target-URI"] = answer.url
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.record_date = answer.at
    record.set_bytes_content(_http_head(answer) + answer.body)
    return _packed(record)


def answer_of_record(packed: bytes, *, asked: str) -> Fetched | None:
    """The answer that was kept; None where the bytes hold none, or are damaged."""
    records = ArchiveIterator(GzipReader(BytesIO(packed)), record_types=WarcRecordType.response, parse_http=True)
    try:
        record = next(records, None)
        if record is None or record.http_headers is None:
            return None
        return Fetched(
            asked=asked,
            url=record.headers.get("WARC-Target-URI") or asked,
            status=record.http_headers.status_code or 200,
            headers=tuple(record.http_headers.to_tuples()),
            body=record.reader.read(),
            at=record.record_date or datetime.now(UTC),
        )
    except (OSError, ValueError):
        return None


def _http_head(answer: Fetched) -> bytes:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}".rstrip()]
    for name, value in answer.headers:
        kept = f"X-Crawler-{name}" if name.lower() in OF_THE_WIRE else name
        lines.append(f"{kept}: {_BREAKS.sub(' ', value)}")
    lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def _packed(record: WarcRecord) -> bytes:
    whole = BytesIO()
    writer = GzipWriter(whole)
    record.write(writer, checksum_data=True)
    writer.finish()
    return whole.getvalue()
