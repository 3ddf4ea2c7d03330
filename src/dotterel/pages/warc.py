"""Pages out of WARC archives (ISO 28500): captures of HTML and plain text, and revisits of them in the same archive.

What an archive holds besides is never silent: broken records are refused one by one, and what is left out for its kind
is counted and told at the end. `warcinfo`, `request` and `metadata` only describe captures and are passed over.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import HeaderMap

from dotterel.pages.captures import (
    MAX_HEAD_BYTES,
    Answer,
    in_utf8,
    media_type,
    names_readable_type,
    plain_body,
    read_answer,
    type_name,
)
from dotterel.pages.framing import Record, RecordFile, Unread
from dotterel.pages.identity import page_id
from dotterel.pages.moments import iso_moment
from dotterel.pages.packed import Place
from dotterel.pages.unpacking import UnpackError
from dotterel.pages.whole import MediaType, refusal, refused_bytes
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

DESCRIPTIONS = ("warcinfo", "request", "metadata")
PAGE_STATUSES = (200, 203)
MAX_REMEMBERED = 100_000
"""Keys of captures that a revisit may name, the newest; about 20 MB, and more than one archive of 1 GB holds."""

MAX_WAITING = 5_000
"""Revisits of what has not come yet; as a rule they stand behind what they name, or in another archive."""

MAX_KINDS_TOLD = 12
MAX_KINDS_COUNTED = 200
MAX_SHOWN_CHARS = 60

LEFT_OUT = {
    "http_status": "captures of answers whose status brings no page",
    "other_media_type": "captures of media types that are not read",
    "other_record": "records of types that are not read",
    "truncated": "captures that the crawler had cut off",
    "revisit_unresolved": "revisits of what is no page of this archive",
}
"""What is counted, not refused one by one: reason code, and words for the sum."""


class LeftOut(Exception):
    """A capture that gives no page because of its kind: a reason code of LEFT_OUT, and the kind."""

    def __init__(self, reason: str, kind: str) -> None:
        """Keep reason and kind apart, as they are counted."""
        super().__init__(kind)
        self.reason = reason
        self.kind = kind[:MAX_SHOWN_CHARS]


class Captured(NamedTuple):
    """The content of a capture, as a Page wants it."""

    content: bytes
    media_type: MediaType


def pages_of_warc(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The pages of an archive, plain or gzipped, one in memory at a time. Raises OSError."""
    return _Archive(path, given, settings).pages()


def page_at_offset(path: Path, offset: str, settings: Settings) -> Page | None:
    """The page of the capture at a `Page.offset`; None where there is none, or a revisit. Raises OSError."""
    try:
        place = Place.read(offset)
    except ValueError:
        return None
    return _Archive(path, Given(), settings).page_at(place)


class _Archive:
    """One archive on its way through: what a revisit may name, and what was left out."""

    def __init__(self, path: Path, given: Given, settings: Settings) -> None:
        self._path = path
        self._given = given
        self._settings = settings
        self._limit = settings.max_page_bytes + MAX_HEAD_BYTES
        self._places: dict[int, Place] = {}
        self._waiting: list[Record] = []
        self._left_out: Counter[tuple[str, str]] = Counter()

    def pages(self) -> Iterator[Page | Refusal]:
        is_empty = True
        with self._path.open("rb") as file:
            for found in RecordFile(file, self._limit):
                is_empty = False
                taken = self._take(found)
                if taken is not None:
                    yield taken
        for revisit in self._waiting:
            taken = self._page_or_why_not(revisit)
            if taken is not None:
                yield taken
        yield from self._sums()
        if is_empty:
            yield refusal(str(self._path), "empty", "there is no record in it")

    def page_at(self, place: Place) -> Page | None:
        record = self._record_at(place)
        found = None if record is None or record_type(record) == "revisit" else self._page_or_why_not(record)
        return found if isinstance(found, Page) else None

    def _take(self, found: Record | Unread) -> Page | Refusal | None:
        """What is made of the next stretch; None for what is counted, for what waits, and for mere descriptions."""
        if isinstance(found, Unread):
            return refusal(self._where(found.place), found.reason, found.detail)
        if record_type(found) in DESCRIPTIONS:
            return None
        if record_type(found) == "revisit" and self._named(found) is None and len(self._waiting) < MAX_WAITING:
            self._waiting.append(found._replace(block=found.block[:MAX_HEAD_BYTES]))
            return None
        return self._page_or_why_not(found)

    def _page_or_why_not(self, record: Record) -> Page | Refusal | None:
        """The page of a capture or revisit; None where it is only counted."""
        try:
            is_revisit = record_type(record) == "revisit"
            captured = self._revisited(record) if is_revisit else read_capture(record, self._settings)
        except LeftOut as left_out:
            self._count(left_out)
            return None
        except UnpackError as unusable:
            return refusal(self._where(record.place), unusable.reason, unusable.detail)
        refused = refused_bytes(captured.content, self._where(record.place), self._settings)
        if refused is not None:
            return refused
        self._remember(record)
        return self._page(record, captured)

    def _page(self, record: Record, captured: Captured) -> Page:
        address = target(record.headers)
        return Page(
            id=page_id(address or self._where(record.place), captured.content),
            content=captured.content,
            media_type=captured.media_type,
            url=address if address.lower().startswith(("http://", "https://")) else None,
            path=str(self._path),
            offset=str(record.place),
            fetched=iso_moment(record.headers.get("WARC-Date")),
            given=self._given,
        )

    def _where(self, place: Place) -> str:
        return f"{self._path}:{place}"

    def _revisited(self, revisit: Record) -> Captured:
        """The content of the capture that a revisit names. Raises LeftOut and UnpackError."""
        answer = read_answer(revisit.block)
        if answer is not None and not names_readable_type(stated_type(revisit, answer)):
            raise LeftOut("other_media_type", type_name(stated_type(revisit, answer)))
        place = self._named(revisit)
        if place is None:
            raise LeftOut("revisit_unresolved", "not in this archive")
        record = self._record_at(place)
        if record is None:
            raise LeftOut("revisit_unresolved", "too far back in one gzip member")
        return read_capture(record, self._settings)

    def _record_at(self, place: Place) -> Record | None:
        with self._path.open("rb") as file:
            return RecordFile(file, self._limit).at(place)

    def _named(self, revisit: Record) -> Place | None:
        """Where the capture stands that a revisit names: by id, by address and date, else by digest."""
        headers = revisit.headers
        keys = (
            headers.get("WARC-Refers-To"),
            dated(bare(headers.get("WARC-Refers-To-Target-URI")), headers.get("WARC-Refers-To-Date")),
            headers.get("WARC-Payload-Digest"),
        )
        return next((self._places[hash(key)] for key in keys if key and hash(key) in self._places), None)

    def _remember(self, record: Record) -> None:
        headers = record.headers
        keys = (
            headers.get("WARC-Record-ID"),
            dated(target(headers), headers.get("WARC-Date")),
            headers.get("WARC-Payload-Digest"),
        )
        if record_type(record) != "revisit":
            self._places.update((hash(key), record.place) for key in keys if key)
        while len(self._places) > MAX_REMEMBERED:
            del self._places[next(iter(self._places))]

    def _count(self, left_out: LeftOut) -> None:
        kind = (left_out.reason, left_out.kind)
        is_known = kind in self._left_out or len(self._left_out) < MAX_KINDS_COUNTED
        self._left_out[kind if is_known else (left_out.reason, "others")] += 1

    def _sums(self) -> Iterator[Refusal]:
        """One refusal for each reason for which captures were left out, with their number and kinds."""
        for reason, words in LEFT_OUT.items():
            kinds = [(kind, count) for (of, kind), count in self._left_out.most_common() if of == reason]
            if kinds:
                named = ", ".join(f"{count} {kind}" for kind, count in kinds[:MAX_KINDS_TOLD])
                more = " and others" if len(kinds) > MAX_KINDS_TOLD else ""
                total = sum(count for _, count in kinds)
                yield refusal(str(self._path), reason, f"{total} {words}: {named}{more}")


def read_capture(record: Record, settings: Settings) -> Captured:
    """What the crawler received, decoded. Raises LeftOut for its kind, UnpackError for its state."""
    answer = captured_answer(record)
    stated = stated_type(record, answer)
    if not names_readable_type(stated):
        raise LeftOut("other_media_type", type_name(stated))
    cut = record.headers.get("WARC-Truncated") or record.headers.get("WARC-Segment-Number")
    if cut is not None:
        raise LeftOut("truncated", cut)
    if not record.is_whole:
        raise UnpackError("too_large", f"a record of {record.length} bytes (limit {settings.max_page_bytes})")
    body = plain_body(answer, settings.max_page_bytes)
    media = media_type(stated, body)
    if media is None:
        raise LeftOut("other_media_type", "not stated")
    return Captured(content=in_utf8(body, stated), media_type=media)


def captured_answer(record: Record) -> Answer:
    """The answer in a `response`, or the bare body of a `resource`. Raises LeftOut and UnpackError."""
    kind = record_type(record)
    if kind == "resource":
        return Answer(status=None, headers=HeaderMap(), body=record.block)
    if kind != "response":
        raise LeftOut("other_record", kind or "no type")
    answer = read_answer(record.block)
    if answer is None:
        if target(record.headers).lower().startswith("http"):
            raise UnpackError("broken_record", "there is no HTTP answer in this response")
        raise LeftOut("other_record", f"response of {type_name(record.headers.get('Content-Type')) or 'no type'}")
    if answer.status not in PAGE_STATUSES:
        raise LeftOut("http_status", str(answer.status or "none"))
    return answer


def stated_type(record: Record, answer: Answer) -> str | None:
    """The content type that the server stated, else what the crawler found; None where neither is there."""
    own = "Content-Type" if record_type(record) == "resource" else "WARC-Identified-Payload-Type"
    return answer.headers.get("Content-Type") or record.headers.get(own)


def record_type(record: Record) -> str:
    """The record's type in small letters; empty where none is stated."""
    return (record.headers.get("WARC-Type") or "").strip().lower()


def target(headers: HeaderMap) -> str:
    """The address of what was captured; empty where none is stated."""
    return bare(headers.get("WARC-Target-URI"))


def bare(address: str | None) -> str:
    """An address without the angle brackets that some crawlers put around it."""
    return (address or "").strip().removeprefix("<").removesuffix(">")


def dated(address: str, when: str | None) -> str | None:
    """Address and moment as one key; None where either is not stated."""
    return f"{address} {when}" if address and when else None
