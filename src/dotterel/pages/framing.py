"""WARC records cut out of an archive one by one, so that a broken one costs nothing but itself.

FastWARC reads the heads. Its own iterator over archives ends at the first broken record, and gives out a record whose
stated length is wrong as if it were whole; therefore the cutting is done here.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from fastwarc.warc import HeaderMap

from dotterel.pages.captures import MAX_HEAD_BYTES, split_head
from dotterel.pages.packed import PackedFile, Place

VERSION = b"WARC/"
RECORD_START = re.compile(rb"\nWARC/[01]\.\d{1,2}\r?\n")
LONGEST_START_BYTES = 12
RECORD_END = b"\r\n\r\n"
BORDER_BYTES = len(RECORD_END) + len(VERSION)
"""Bytes behind a record by which it is seen that it ends there."""

MAX_RETURNS = 16
"""Times in one archive that reading goes back behind a head that stated a long and wrong length."""


class Record(NamedTuple):
    """A record. `block` is shorter than `length`, which its head states, where it is too long to be held."""

    place: Place
    headers: HeaderMap
    block: bytes
    length: int

    @property
    def is_whole(self) -> bool:
        """True where the block holds everything."""
        return len(self.block) == self.length


class Unread(NamedTuple):
    """A stretch of an archive that holds no record that can be read: a reason code and the detail in words."""

    place: Place
    reason: str
    detail: str


class RecordFile:
    """The records of an archive in their order, plain or gzipped. Reading may raise OSError.

    Blocks of over `limit` bytes are not held beyond their first MAX_HEAD_BYTES.
    """

    def __init__(self, file: BinaryIO, limit: int) -> None:
        """`file` must be able to seek."""
        self._file = PackedFile(file)
        self._limit = limit
        self._returns_left = MAX_RETURNS

    def __iter__(self) -> Iterator[Record | Unread]:
        while True:
            if self._pass_blank_lines():
                found = self._next()
                if found is not None:
                    yield found
            elif self._file.damage is None:
                return
            else:
                yield Unread(self._file.place, *self._file.damage)
                if not self._file.go_on():
                    return

    def at(self, place: Place) -> Record | None:
        """The record at a place that was told before; None where it cannot be read."""
        found = self._next() if self._file.go_to(place) and self._file.hold(1) else None
        return found if isinstance(found, Record) else None

    def _pass_blank_lines(self) -> bool:
        """Pass over line ends; false where nothing follows before the end or the next damage."""
        while self._file.hold(1):
            if self._file.held[0] not in b"\r\n":
                return True
            self._file.drop(1)
        return False

    def _next(self) -> Record | Unread | None:
        """What stands next; None where damage begins in it, which is then told as such."""
        place = self._file.place
        self._file.measure()
        head = self._head()
        length = None if head is None else stated_length(head[0])
        if head is None or length is None:
            return self._unread(place, "here no WARC record begins that states its length")
        headers, start = head
        if length > self._limit:
            return self._long_record(place, headers, start, length)
        return self._record(place, headers, start, length)

    def _head(self) -> tuple[HeaderMap, int] | None:
        """The head that comes next and its length in bytes; None where there is none, or the next record cuts it."""
        file = self._file
        file.hold(len(VERSION))
        while file.held.startswith(VERSION):
            head = split_head(file.held)
            if head is not None:
                return head if RECORD_START.search(file.held, 0, head[1]) is None else None
            if len(file.held) >= MAX_HEAD_BYTES or not file.hold(len(file.held) + 1):
                return None
        return None

    def _record(self, place: Place, headers: HeaderMap, start: int, length: int) -> Record | Unread | None:
        file, end = self._file, start + length
        # Some bytes more than are needed, so that the checksum of the gzip member behind them is compared.
        file.hold(end + BORDER_BYTES)
        if len(file.held) < end:
            return self._unread(place, f"the archive ends in the middle of a record of {length} bytes")
        is_sound = file.is_checked(end) or len(file.held) > end + len(RECORD_END)
        if not is_sound or not is_border(bytes(file.held[end : end + BORDER_BYTES])):
            return self._unread(place, f"a record does not end after the {length} bytes that it states")
        record = Record(place, headers, bytes(file.held[start:end]), length)
        file.drop(end)
        return record

    def _long_record(self, place: Place, headers: HeaderMap, start: int, length: int) -> Record | Unread | None:
        """A record whose beginning alone is held; where its length is wrong, reading goes back behind its head."""
        file = self._file
        file.drop(start)
        body = file.place
        file.hold(MAX_HEAD_BYTES)
        record = Record(place, headers, bytes(file.held[: min(MAX_HEAD_BYTES, length)]), length)
        is_there = file.skip(length)
        file.hold(BORDER_BYTES)
        if is_there and is_border(bytes(file.held[:BORDER_BYTES])):
            return record
        if file.damage is None and self._returns_left:
            self._returns_left -= 1
            file.go_to(body)
        return self._unread(place, f"a record does not end after the {length} bytes that it states")

    def _unread(self, place: Place, detail: str) -> Unread | None:
        """Pass over everything up to the next line that begins a record; None where damage comes before it."""
        file = self._file
        file.drop(1)
        while (found := RECORD_START.search(file.held)) is None:
            file.drop(max(0, len(file.held) - LONGEST_START_BYTES))
            if not file.hold(len(file.held) + 1):
                file.drop(len(file.held))
                return None if file.damage is not None else Unread(place, "broken_record", detail)
        file.drop(found.start() + 1)
        return Unread(place, "broken_record", detail)


def stated_length(headers: HeaderMap) -> int | None:
    """Bytes of the block; None where the head states no number."""
    stated = (headers.get("Content-Length") or "").strip()
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= 18 else None


def is_border(behind: bytes) -> bool:
    """True where a record may end in front of these bytes: line ends, the next record, or nothing at all."""
    rest = behind.lstrip(b"\r\n")
    return behind.startswith(RECORD_END) or not rest or rest.startswith(VERSION)
