"""What `follow` remembers: a SQLite file beside the store, and the WARC files whose lengths it vouches for.

A page goes from "found" over "fetched" (its answer is in a WARC file) or "failed" to "done" (it is in the store). Each
step is one transaction, taken after its work is on disk; what a killed run left behind it is done again, or cut off.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import fsync
from pathlib import Path
from typing import Literal, Self

from dotterel.errors import StoreError
from dotterel.pages import keeping
from dotterel.records import Record

MAX_WARC_BYTES = 200_000_000
"""Bytes of a WARC file before the next is begun: few enough to copy, and to search for a page that moved."""

_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, sha256 TEXT, next_poll REAL NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS pages (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, host TEXT NOT NULL, feed TEXT NOT NULL, outlet TEXT,
    state TEXT NOT NULL CHECK (state IN ('found', 'fetched', 'failed', 'done', 'copy')),
    next_try REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    warc TEXT, start INTEGER, length INTEGER, reason TEXT, detail TEXT
);
CREATE INDEX IF NOT EXISTS pages_by_state ON pages (state, host, next_try);
CREATE TABLE IF NOT EXISTS warcs (name TEXT PRIMARY KEY, length INTEGER NOT NULL);
"""

_PAGE = "key, url, host, feed, outlet, state, tries, warc, start, length, reason, detail"


class FeedState(Record, frozen=True, kw_only=True):
    """What is known of a feed from its last poll; `next_poll` in seconds since 1970."""

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    next_poll: float = 0.0
    failures: int = 0


class Link(Record, frozen=True, kw_only=True):
    """A page that a feed lists. `key` is its address in one way of writing."""

    key: str
    url: str
    host: str
    feed: str
    outlet: str | None = None


class WaitingPage(Record, frozen=True, kw_only=True):
    """A page on its way to the store: where its answer lies, or why there is none."""

    key: str
    url: str
    host: str
    feed: str
    outlet: str | None
    state: Literal["found", "fetched", "failed"]
    tries: int
    warc: str | None
    start: int | None
    length: int | None
    reason: str | None
    detail: str | None


class FollowState:
    """The memory of one store's follower; only one process may have it open."""

    def __init__(self, folder: Path) -> None:
        """Open or make the memory in `folder`, and cut off what a killed run wrote and did not note.

        Raises StoreError where another process has it open, or it cannot be written.
        """
        self._folder = folder
        self._warc_folder = folder / "warc"
        try:
            self._warc_folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(folder / "state.sqlite", isolation_level=None, timeout=0.2)
            # The lock of the one connection is what keeps a second follower out, and ends with the process.
            for order in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
                self._database.execute(f"PRAGMA {order}")
            with self._commit():
                for table in filter(str.strip, _TABLES.split(";")):
                    self._database.execute(table)
            self._cut_warcs()
        except sqlite3.OperationalError as error:
            raise StoreError(f"{folder}: {error}. Is another dotterel follow running on this store?") from error
        except (OSError, sqlite3.DatabaseError) as error:
            raise StoreError(f"{folder}: cannot be opened: {error}") from error

    def __enter__(self) -> Self:
        """The memory itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self._database.close()

    def feed(self, url: str) -> FeedState:
        """What is known of a feed; of a new one nothing."""
        row = self._database.execute(
            "SELECT etag, last_modified, sha256, next_poll, failures FROM feeds WHERE url = ?", [url]
        ).fetchone()
        return FeedState() if row is None else FeedState(**dict(zip(FeedState.__struct_fields__, row, strict=True)))

    def feed_polled(
        self, url: str, state: FeedState, links: Iterable[Link] = (), *, record: bytes | None = None
    ) -> int:
        """Note a poll, the pages it told, and the feed's own WARC record; the number of pages that are new."""
        kept = None if record is None else self._append(record)
        with self._commit():
            if kept is not None:
                self._vouch(kept)
            before = self._database.total_changes
            self._database.executemany(
                "INSERT OR IGNORE INTO pages (key, url, host, feed, outlet, state) VALUES (?, ?, ?, ?, ?, 'found')",
                [(link.key, link.url, link.host, link.feed, link.outlet) for link in links],
            )
            new = self._database.total_changes - before
            self._database.execute(
                "INSERT OR REPLACE INTO feeds (url, etag, last_modified, sha256, next_poll, failures)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [url, state.etag, state.last_modified, state.sha256, state.next_poll, state.failures],
            )
        return new

    def due_pages(self, now: float) -> list[WaitingPage]:
        """Of each host the oldest page that may be fetched now."""
        return self._pages(
            "rowid IN (SELECT min(rowid) FROM pages WHERE state = 'found' AND next_try <= ? GROUP BY host)", [now]
        )

    def next_try(self) -> float | None:
        """When the next page that waits for another try may be fetched; None where none waits."""
        row = self._database.execute("SELECT min(next_try) FROM pages WHERE state = 'found'").fetchone()
        return None if row[0] is None else float(row[0])

    def unread_pages(self, limit: int) -> list[WaitingPage]:
        """Pages whose answer is kept, or finally missing, and that are not in the store yet; oldest first."""
        return self._pages("state IN ('fetched', 'failed') ORDER BY rowid LIMIT ?", [limit])

    def page_fetched(self, key: str, record: bytes, *, other_keys: Iterable[str]) -> bool:
        """Keep a page's answer, unless the page was fetched under one of its other addresses; true where it is kept.

        `other_keys`: where it was redirected to, and what it names as its canonical address.
        """
        others = [other for other in other_keys if other != key]
        if any(self._is_taken(other) for other in others):
            with self._commit():
                self._database.execute("UPDATE pages SET state = 'copy' WHERE key = ?", [key])
            return False
        kept = self._append(record)
        with self._commit():
            self._vouch(kept)
            self._database.execute(
                "UPDATE pages SET state = 'fetched', warc = ?, start = ?, length = ? WHERE key = ?",
                [kept.warc, kept.start, kept.length, key],
            )
            self._database.executemany(
                "INSERT INTO pages (key, url, host, feed, state)"
                " SELECT ?, url, host, feed, 'copy' FROM pages WHERE key = ?"
                " ON CONFLICT (key) DO UPDATE SET state = 'copy'",
                [(other, key) for other in dict.fromkeys(others)],
            )
        return True

    def page_delayed(self, page: WaitingPage, *, until: float, with_host: bool) -> None:
        """Note a try that failed; with `with_host` all pages of the host wait as long."""
        with self._commit():
            self._database.execute("UPDATE pages SET tries = tries + 1, next_try = ? WHERE key = ?", [until, page.key])
            if with_host:
                self._database.execute(
                    "UPDATE pages SET next_try = max(next_try, ?) WHERE state = 'found' AND host = ?",
                    [until, page.host],
                )

    def page_failed(self, key: str, reason: str, detail: str) -> None:
        """Note that a page cannot be had, for good."""
        with self._commit():
            self._database.execute(
                "UPDATE pages SET state = 'failed', reason = ?, detail = ? WHERE key = ?", [reason, detail, key]
            )

    def page_lost(self, key: str) -> None:
        """Note that the kept answer of a page is gone: it is to be fetched again."""
        with self._commit():
            self._database.execute("UPDATE pages SET state = 'found' WHERE key = ?", [key])

    def pages_done(self, keys: Iterable[str]) -> None:
        """Note that these pages are in the store."""
        with self._commit():
            self._database.executemany("UPDATE pages SET state = 'done' WHERE key = ?", [(key,) for key in keys])

    def warc_path(self, name: str) -> Path:
        """Where a WARC file lies."""
        return self._warc_folder / name

    def record(self, page: WaitingPage) -> bytes | None:
        """The kept answer of a page, gzipped; None where its file is gone or cut."""
        if page.warc is None or page.start is None or page.length is None:
            return None
        try:
            with self.warc_path(page.warc).open("rb") as file:
                file.seek(page.start)
                found = file.read(page.length)
        except OSError:
            return None
        return found if len(found) == page.length else None

    def _pages(self, where: str, values: list[float] | list[int]) -> list[WaitingPage]:
        rows = self._database.execute(f"SELECT {_PAGE} FROM pages WHERE {where}", values).fetchall()
        return [WaitingPage(**dict(zip(WaitingPage.__struct_fields__, row, strict=True))) for row in rows]

    def _is_taken(self, key: str) -> bool:
        row = self._database.execute("SELECT state FROM pages WHERE key = ?", [key]).fetchone()
        return row is not None and row[0] in ("fetched", "done", "copy")

    @contextmanager
    def _commit(self) -> Iterator[None]:
        """One transaction: all of it is on disk at its end, or none. Raises StoreError."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreError(f"{self._folder}: cannot be written: {error}") from error

    def _append(self, record: bytes) -> "_Kept":
        """Write a record behind what is vouched for; on disk at return, but vouched for only by `_vouch`."""
        name, length = self._last_warc() or self._new_warc()
        head = keeping.first_record() if length == 0 else b""
        path = self.warc_path(name)
        try:
            with path.open("r+b" if length else "w+b") as file:
                file.truncate(length)
                file.seek(length)
                file.write(head + record)
                file.flush()
                fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error}") from error
        return _Kept(warc=name, start=length + len(head), length=len(record))

    def _last_warc(self) -> tuple[str, int] | None:
        """The WARC file to write on, and its vouched length; None where there is none, or it is full or cut."""
        row = self._database.execute("SELECT name, length FROM warcs ORDER BY rowid DESC LIMIT 1").fetchone()
        if row is None:
            return None
        name, length = str(row[0]), int(row[1])
        path = self.warc_path(name)
        is_there = length == 0 or (path.exists() and path.stat().st_size >= length)
        return (name, length) if is_there and length < MAX_WARC_BYTES else None

    def _new_warc(self) -> tuple[str, int]:
        """A WARC file behind all others, noted before anything is written, so that a killed run's is known as ours."""
        names = [path.name for path in self._warc_folder.glob("*.warc.gz")]
        names += [str(name) for (name,) in self._database.execute("SELECT name FROM warcs")]
        numbers = [int(number) for name in names if (number := name.partition(".")[0]).isdecimal()]
        kept = _Kept(warc=f"{max(numbers, default=0) + 1:05}.warc.gz", start=0, length=0)
        with self._commit():
            self._vouch(kept)
        return kept.warc, 0

    def _vouch(self, kept: "_Kept") -> None:
        self._database.execute(
            "INSERT INTO warcs (name, length) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET length = excluded.length",
            [kept.warc, kept.start + kept.length],
        )

    def _cut_warcs(self) -> None:
        """Cut off what is not vouched for, so that a reader of the files finds whole records only. Raises OSError.

        Files of which the memory knows nothing stay: it may have been lost, and they are the user's copies.
        """
        for name, length in self._database.execute("SELECT name, length FROM warcs"):
            path = self.warc_path(name)
            if length == 0:
                path.unlink(missing_ok=True)
            elif path.exists() and path.stat().st_size > length:
                with path.open("r+b") as file:
                    file.truncate(length)


class _Kept(Record, frozen=True, kw_only=True):
    warc: str
    start: int
    length: int
