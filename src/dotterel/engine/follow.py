"""Following feeds: ask for them in turn, fetch what is new, keep it, read it into a store; until stopped.

The order is: fetch, keep the answer in a WARC file, read and write to the store, mark as done. Whatever moment the
process is killed at, the next run goes on from there: nothing is lost, and nothing is in the store twice.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from dotterel.engine.feed_list import FeedList, FollowedFeed
from dotterel.engine.follow_state import FeedState, FollowState, Link, WaitingPage
from dotterel.engine.local import Read, map_pages, read_page
from dotterel.errors import DotterelError
from dotterel.pages.addresses import address_key, canonical_address, host_of
from dotterel.pages.feeds import Entry, Feed, parse_feed
from dotterel.pages.fetch import Fetched, Fetcher, FetchRules, NotFetched, page_of_answer
from dotterel.pages.keeping import answer_of_record, record_of_answer
from dotterel.records import Given, Page, Reading, Record, Refusal, changed
from dotterel.settings import Settings
from dotterel.store import Store

PAGES_AT_ONCE = 50
"""Pages fetched before they are read and written: few enough to be in the store soon, enough for few commits."""

MAX_TRIES = 5
"""How often a page is tried, a minute and then twice as long apart each time, before it is refused."""

FIRST_WAIT_S = 60.0
LONGEST_WAIT_S = 86_400.0
MAX_CHILDREN = 50
"""Sitemaps of an index that are followed, the newest; older ones list the archive, not the news."""

IDLE_S = 5.0


class LogLine(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the log: what happened, to which address, and how it came out."""

    time: str = msgspec.field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    event: Literal[
        "feed", "feed_failed", "page", "page_copy", "page_delayed", "page_failed", "read", "refused", "stopped"
    ]
    url: str | None = None
    status: int | None = None
    new: int | None = None
    bytes: int | None = None
    mentions: int | None = None
    reason: str | None = None
    detail: str | None = None
    again_s: float | None = None


Tell = Callable[[LogLine], None]


class Stop:
    """How a run is told to end: at once while it waits, else as soon as what it has in hand is written."""

    def __init__(self) -> None:
        self.is_asked = False
        self._waits = False

    def ask(self, *signal: object) -> None:
        """Ask for the end; may be set as the handler of a signal."""
        self.is_asked = True
        if self._waits:
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What is done within may be broken off by KeyboardInterrupt."""
        self._waits = True
        try:
            if self.is_asked:
                raise KeyboardInterrupt
            yield
        finally:
            self._waits = False

    def sleep(self, seconds: float) -> None:
        """Wait, unless it is asked to end. Raises KeyboardInterrupt."""
        with self.waiting():
            time.sleep(seconds)


def follow(
    listed: FeedList,
    folder: Path,
    settings: Settings,
    *,
    tell: Tell,
    once: bool = False,
    with_text: bool = False,
    rules: FetchRules | None = None,
    stop: Stop | None = None,
    read: Read = read_page,
) -> None:
    """Follow the feeds into the store in `folder` until stopped; `once`: ask each feed once, and read what is new.

    What it fetched lies in `folder`/follow/warc. Raises StoreError, also where another follower has the store.
    """
    base = rules or FetchRules()
    told = changed(
        base,
        max_tries=1,  # what failed is tried again when its time comes, and others need not wait for it
        max_bytes=min(base.max_bytes, settings.max_page_bytes),
        contact=listed.contact or base.contact,
        allow_private_hosts=(*base.allow_private_hosts, *listed.allow_private_hosts),
    )
    stop = stop or Stop()
    with FollowState(folder / "follow") as state, Fetcher(told) as fetcher:
        run = _Run(listed, Store(folder), state, fetcher, settings, tell, stop, read, with_text=with_text)
        try:
            run.go(once=once)
        except KeyboardInterrupt:
            stop.is_asked = True
        tell(LogLine(event="stopped"))


class _Run:
    """One run of a follower."""

    def __init__(
        self,
        listed: FeedList,
        store: Store,
        state: FollowState,
        fetcher: Fetcher,
        settings: Settings,
        tell: Tell,
        stop: Stop,
        read: Read,
        *,
        with_text: bool,
    ) -> None:
        self._feeds = listed.feeds
        self._writer = store.writer(with_text=with_text)
        self._state = state
        self._fetcher = fetcher
        self._settings = settings
        self._tell = tell
        self._stop = stop
        self._read = read
        self._polled: set[str] = set()
        self._fetched_since = 0

    def go(self, *, once: bool) -> None:
        """Do what is due, the feeds first, then pages, one host after the other; wait where nothing is."""
        self._read_waiting()
        while not self._stop.is_asked:
            feed, page = self._due_feed(once=once), self._due_page()
            if feed is not None:
                self._poll(feed)
            elif page is not None:
                self._fetch(page)
            if self._fetched_since >= PAGES_AT_ONCE or (feed is None and page is None and self._fetched_since):
                self._read_waiting()
            elif feed is None and page is None:
                if once:
                    return
                self._stop.sleep(self._idle_s())

    def _due_feed(self, *, once: bool) -> FollowedFeed | None:
        """The feed that is due for longest; in one round each feed that did not ask for quiet is due once."""
        now = time.time()
        due: list[tuple[float, FollowedFeed]] = []
        for feed in self._feeds:
            known = self._state.feed(feed.url)
            if once and feed.url in self._polled:
                continue
            if known.next_poll <= now or (once and not known.failures):
                due.append((known.next_poll, feed))
        return min(due, key=lambda pair: pair[0])[1] if due else None

    def _due_page(self) -> WaitingPage | None:
        """A page whose host may be asked soonest."""
        due = self._state.due_pages(time.time())
        return min(due, key=lambda page: self._fetcher.ready_in_s(page.host), default=None)

    def _idle_s(self) -> float:
        """Seconds until something is due, at most a few: a clock that is set anew must not stop the run."""
        nexts = [self._state.feed(feed.url).next_poll for feed in self._feeds]
        page = self._state.next_try()
        soonest = min(nexts if page is None else [*nexts, page])
        return min(IDLE_S, max(0.05, soonest - time.time()))

    def _answer(self, url: str, known: FeedState | None = None) -> Fetched | NotFetched:
        """What is at an address; the wait for it can be broken off. Raises KeyboardInterrupt."""
        with self._stop.waiting():
            if known is None:
                return self._fetcher.fetch(url)
            return self._fetcher.fetch(url, etag=known.etag, last_modified=known.last_modified)

    def _poll(self, feed: FollowedFeed, *, is_child: bool = False) -> None:
        """Ask for a feed and note the pages that it lists; of an index, ask for its sitemaps as well."""
        self._polled.add(feed.url)
        known = self._state.feed(feed.url)
        try:
            self._ask_feed(feed, known, is_child=is_child)
        except DotterelError:
            raise
        except Exception as error:  # a site may send anything, and one feed must never end the run
            self._feed_failed(feed, known, NotFetched(url=feed.url, reason="crashed", detail=_told(error)))

    def _ask_feed(self, feed: FollowedFeed, known: FeedState, *, is_child: bool) -> None:
        answer = self._answer(feed.url, known)
        if isinstance(answer, NotFetched):
            self._feed_failed(feed, known, answer)
            return
        if answer.status == 304:
            state = changed(known, next_poll=time.time() + feed.every_s, failures=0)
            self._state.feed_polled(feed.url, state)
            self._tell(LogLine(event="feed", url=feed.url, status=304, new=0))
            return
        digest = sha256(answer.body).hexdigest()
        found = parse_feed(answer.body, answer.url, settings=self._settings)
        if isinstance(found, Refusal):
            self._feed_failed(feed, known, NotFetched(url=feed.url, reason=found.reason, detail=found.detail))
            return
        is_index = found.kind == "index"
        state = FeedState(
            # Sitemaps change while their index stays as it is: an index is always read.
            etag=None if is_index else answer.header("etag"),
            last_modified=None if is_index else answer.header("last-modified"),
            sha256=digest,
            next_poll=time.time() + feed.every_s,
        )
        links = [] if is_index else list(_links(found, feed))
        record = None if digest == known.sha256 else record_of_answer(answer)
        new = self._state.feed_polled(feed.url, state, links, record=record)
        self._tell(LogLine(event="feed", url=feed.url, status=answer.status, new=new, bytes=len(answer.body)))
        if is_index and not is_child:
            for child in _children(found, feed):
                if not self._wants_quiet(child):
                    self._poll(child, is_child=True)

    def _wants_quiet(self, feed: FollowedFeed) -> bool:
        """True where the feed failed when it was asked last, and is not to be asked again yet."""
        known = self._state.feed(feed.url)
        return known.failures > 0 and known.next_poll > time.time()

    def _feed_failed(self, feed: FollowedFeed, known: FeedState, why: NotFetched) -> None:
        """Ask again later, after twice as long each time, and not before the server wants it."""
        wait_s = max(why.retry_after_s or 0.0, feed.every_s * 2 ** min(known.failures, 20))
        wait_s = min(wait_s, LONGEST_WAIT_S)
        state = changed(known, next_poll=time.time() + wait_s, failures=known.failures + 1)
        self._state.feed_polled(feed.url, state)
        self._tell(LogLine(event="feed_failed", url=feed.url, reason=why.reason, detail=why.detail, again_s=wait_s))

    def _fetch(self, page: WaitingPage) -> None:
        """Fetch a page and keep its answer; or note when to try again, or why there is none."""
        try:
            self._ask_page(page)
        except DotterelError:
            raise
        except Exception as error:  # a site may send anything, and one page must never end the run
            self._failed(page, "crashed", _told(error))

    def _ask_page(self, page: WaitingPage) -> None:
        answer = self._answer(page.url)
        if isinstance(answer, NotFetched):
            self._not_fetched(page, answer)
            return
        taken = page_of_answer(answer, Given())
        if isinstance(taken, Refusal):
            self._failed(page, taken.reason, taken.detail)
            return
        canonical = canonical_address(answer.body, answer.url)
        others = [address_key(url) for url in (answer.url, canonical) if url is not None]
        is_new = self._state.page_fetched(page.key, record_of_answer(answer), other_keys=others)
        self._fetched_since += is_new
        self._tell(
            LogLine(event="page" if is_new else "page_copy", url=page.url, status=answer.status, bytes=len(answer.body))
        )

    def _not_fetched(self, page: WaitingPage, why: NotFetched) -> None:
        if not why.may_come or page.tries + 1 >= MAX_TRIES:
            self._failed(page, why.reason, why.detail)
            return
        wait_s = min(max(why.retry_after_s or 0.0, FIRST_WAIT_S * 2**page.tries), LONGEST_WAIT_S)
        wants_quiet = why.reason in ("http_429", "http_503")
        self._state.page_delayed(page, until=time.time() + wait_s, with_host=wants_quiet)
        self._tell(LogLine(event="page_delayed", url=page.url, reason=why.reason, detail=why.detail, again_s=wait_s))

    def _failed(self, page: WaitingPage, reason: str, detail: str) -> None:
        self._state.page_failed(page.key, reason, detail)
        self._fetched_since += 1
        self._tell(LogLine(event="page_failed", url=page.url, reason=reason, detail=detail))

    def _read_waiting(self) -> None:
        """Read all pages whose answers are kept and write them to the store, a batch a commit."""
        self._fetched_since = 0
        while not self._stop.is_asked and (waiting := self._state.unread_pages(PAGES_AT_ONCE)):
            kept = [(page, self._kept(page)) for page in waiting]
            for page in [page for page, found in kept if found is None]:
                self._state.page_lost(page.key)
            self._read_batch([(page, found) for page, found in kept if found is not None])

    def _kept(self, waiting: WaitingPage) -> Page | Refusal | None:
        """The page out of its WARC record, or its refusal; None where the record is gone."""
        if waiting.state == "failed":
            return Refusal(
                page=waiting.url, step="pages", reason=waiting.reason or "unknown", detail=waiting.detail or waiting.url
            )
        record = self._state.record(waiting)
        answer = None if record is None else answer_of_record(record, asked=waiting.url)
        if answer is None or waiting.warc is None:
            return None
        path = self._state.warc_path(waiting.warc)
        return page_of_answer(answer, Given(outlet=waiting.outlet), path=str(path), offset=str(waiting.start))

    def _read_batch(self, batch: list[tuple[WaitingPage, Page | Refusal]]) -> None:
        """Read, write, and only then note as done; asked to end, it writes what it has read until then."""
        readings = map_pages([found for _, found in batch], self._settings, read=self._read)
        done: list[tuple[WaitingPage, Reading]] = []
        for (waiting, found), reading in zip(batch, readings, strict=True):
            if isinstance(found, Page) and found.path is not None:
                self._writer.add(reading, path=str(Path(found.path).absolute()), offset=found.offset)
            else:
                self._writer.add(reading)
            done.append((waiting, reading))
            if self._stop.is_asked:
                break
        self._writer.flush()
        self._state.pages_done(waiting.key for waiting, _ in done)
        for waiting, reading in done:
            self._tell(_log_of_reading(waiting, reading))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _links(found: Feed, feed: FollowedFeed) -> Iterator[Link]:
    for entry in found.entries:
        if entry.link is not None:
            yield Link(
                key=address_key(entry.link),
                url=entry.link,
                host=host_of(entry.link),
                feed=feed.url,
                outlet=feed.outlet,
            )


def _children(found: Feed, feed: FollowedFeed) -> list[FollowedFeed]:
    """The newest sitemaps of an index; those without a date count as new."""
    children = sorted(found.entries, key=_last_change, reverse=True)[:MAX_CHILDREN]
    return [changed(feed, url=child.link) for child in children if child.link is not None and child.link != feed.url]


def _last_change(entry: Entry) -> float:
    return float("inf") if entry.updated is None else entry.updated.timestamp()


def _log_of_reading(waiting: WaitingPage, reading: Reading) -> LogLine:
    if reading.document is not None:
        return LogLine(event="read", url=waiting.url, mentions=len(reading.mentions))
    why = next(iter(reading.refusals), None)
    return LogLine(
        event="refused",
        url=waiting.url,
        reason=None if why is None else why.reason,
        detail=None if why is None else why.detail,
    )
