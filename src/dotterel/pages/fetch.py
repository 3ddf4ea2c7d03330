"""Polite HTTP: one page at a time, with the site's robots.txt, pauses and patience, and no address that is not public.

What cannot be had is a refusal with its reason, never an exception.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from importlib.metadata import version
from typing import Self

import httpcore
import httpx

from dotterel.pages.captures import in_utf8
from dotterel.pages.guard import GuardedTransport, LateError, PrivateAddressError, Resolve, resolved
from dotterel.pages.identity import page_id
from dotterel.pages.robots import NO_RULES, Robots, read_robots
from dotterel.pages.unpacking import UnpackError, unpacked
from dotterel.pages.whole import refusal
from dotterel.records import Given, Page, Record, Refusal, changed
from dotterel.settings import Settings

CRAWLER = "dotterel"
ALLOW_VARIABLE = "DOTTEREL_ALLOW_PRIVATE_HOSTS"
ACCEPTED = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json;q=0.9,*/*;q=0.5"
)
REDIRECTS = (301, 302, 303, 307, 308)
ROBOTS_HOLD_S = 3600.0
HTML_TYPES = ("text/html", "application/xhtml+xml")
UNSAID_TYPES = ("", "application/octet-stream", "unknown/unknown")


class FetchRules(Record, frozen=True, kw_only=True):
    """How pages are fetched."""

    max_bytes: int = 20_000_000
    """Bytes of an answer, packed and unpacked."""

    max_ratio: int = 100
    """How many times larger an answer may become as it is unpacked; HTML packs 4 to 20 times."""

    max_redirects: int = 5

    step_timeout_s: float = 10.0
    """Seconds to wait for a connection, or for the next bytes."""

    answer_timeout_s: float = 30.0
    """Seconds for one whole answer, however steadily it drips."""

    host_pause_s: float = 1.0
    """Seconds between two requests to one host; a longer Crawl-delay of its robots.txt goes before."""

    max_tries: int = 3
    """How often a page is asked for while its server is busy or away."""

    max_wait_s: float = 60.0
    """Seconds of waiting before the next try; a server that asks for more (Retry-After) is left alone."""

    contact: str | None = None
    """An address or page where a webmaster finds whoever runs this; told in the User-Agent."""

    allow_private_hosts: tuple[str, ...] = ()
    """Names or numbers of hosts that may be fetched from though they are not on the open internet."""


class Fetched(Record, frozen=True, kw_only=True):
    """An answer: `url` is where it came from after all redirects; status 304 means that nothing changed."""

    asked: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, name: str) -> str | None:
        """The first header of that name (lower case); None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class NotFetched(Record, frozen=True, kw_only=True):
    """Why there is no answer. `may_come`: another try, after `retry_after_s` seconds if told, may bring it."""

    url: str
    reason: str
    detail: str
    may_come: bool = False
    retry_after_s: float | None = None


class _NoAnswerError(Exception):
    """Carries a NotFetched out of the depth."""

    def __init__(self, why: NotFetched) -> None:
        super().__init__(why.detail)
        self.why = why


def rules_of_environment() -> FetchRules:
    """The default rules, with the hosts that DOTTEREL_ALLOW_PRIVATE_HOSTS names (parted by commas) allowed."""
    named = os.environ.get(ALLOW_VARIABLE, "")
    return FetchRules(allow_private_hosts=tuple(host.strip() for host in named.split(",") if host.strip()))


def fetch_page(
    url: str, settings: Settings, *, given: Given | None = None, fetcher: "Fetcher | None" = None
) -> Page | Refusal:
    """The page at an http(s) address, or why it cannot be had. Never raises.

    Without a fetcher, one for this process is used, which keeps the pauses between calls.
    """
    answer = fetch_answer(url, settings, fetcher)
    return refusal_of(answer) if isinstance(answer, NotFetched) else page_of_answer(answer, given or Given())


def fetch_answer(url: str, settings: Settings, fetcher: "Fetcher | None" = None) -> Fetched | NotFetched:
    """What is at an http(s) address, or why it cannot be had. Never raises."""
    fetcher = fetcher or _shared_fetcher(changed(rules_of_environment(), max_bytes=settings.max_page_bytes))
    with fetcher:
        return fetcher.fetch(url)


@lru_cache(maxsize=4)
def _shared_fetcher(rules: FetchRules) -> "Fetcher":
    return Fetcher(rules)


def refusal_of(answer: NotFetched) -> Refusal:
    """What was not fetched, as a refusal of the page."""
    return refusal(answer.url, answer.reason, answer.detail)


def page_of_answer(
    answer: Fetched, given: Given, *, path: str | None = None, offset: str | None = None
) -> Page | Refusal:
    """The page that an answer holds; a refusal where it is empty or neither HTML nor plain text.

    `path` is the archive that holds a copy of the answer, `offset` where in it.
    """
    kind = media_type(answer)
    if not answer.body.strip():
        return refusal(answer.url, "empty", "there is nothing in it")
    if kind not in (*HTML_TYPES, "text/plain"):
        return refusal(answer.url, "unknown_type", f"{kind} is not read")
    content = in_utf8(answer.body, answer.header("content-type"))
    return Page(
        id=page_id(answer.url, content),
        content=content,
        media_type="text/plain" if kind == "text/plain" else "text/html",
        url=answer.url,
        path=path,
        offset=offset,
        fetched=answer.at,
        given=given,
    )


def can_be_sent(value: str) -> bool:
    """True where a header may have this value: printable ASCII. Servers send others, but no request can repeat them."""
    return value.isascii() and value.isprintable()


def media_type(answer: Fetched) -> str:
    """The media type in lower case without parameters; by the first bytes where the server says none."""
    said = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    if said not in UNSAID_TYPES:
        return said
    start = answer.body[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return "text/html"
    return "text/plain" if start.isascii() or b"\x00" not in answer.body[:1024] else "application/octet-stream"


class Fetcher:
    """Fetches politely: remembers each site's robots.txt and when its host was last asked. For one thread.

    Closing it closes its connections; it may be used again.
    """

    def __init__(
        self,
        rules: FetchRules | None = None,
        *,
        resolve: Resolve = resolved,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`resolve` and `sleep` stand in for the system's in tests, and where waiting must be broken off."""
        self.rules = rules or FetchRules()
        self._sleep = sleep
        self._robots: dict[str, tuple[float, Robots]] = {}
        self._ready: dict[str, float] = {}
        hosts = frozenset(host.lower().strip("[]") for host in self.rules.allow_private_hosts)
        self._transport = GuardedTransport(hosts, resolve=resolve)
        about = f" (+{self.rules.contact})" if self.rules.contact else ""
        self._headers = {
            "User-Agent": f"{CRAWLER}/{version('dotterel')}{about}",
            "Accept": ACCEPTED,
            "Accept-Encoding": "gzip, deflate",
        }

    def __enter__(self) -> Self:
        """The fetcher itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close all connections."""
        self._transport.close()

    def ready_in_s(self, host: str) -> float:
        """Seconds until this host may be asked again."""
        return max(0.0, self._ready.get(host, 0.0) - time.monotonic())

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched | NotFetched:
        """The answer, or why there is none; with `etag` or `last_modified` of an earlier one, 304 if unchanged."""
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        asking = {name: value for name, value in known.items() if value is not None and can_be_sent(value)}
        tries = 0
        while True:
            try:
                return self._follow(url, asking, with_robots=True)
            except _NoAnswerError as error:
                why = changed(error.why, url=url)
            tries += 1
            wait_s = 2.0**tries if why.retry_after_s is None else why.retry_after_s
            if not why.may_come or tries >= self.rules.max_tries or wait_s > self.rules.max_wait_s:
                return why
            self._sleep(wait_s)

    def _follow(self, asked: str, asking: dict[str, str], *, with_robots: bool) -> Fetched:
        """The answer at the end of the redirects. Raises _NoAnswerError."""
        url, host = _checked(asked, asked), None
        for _ in range(self.rules.max_redirects + 1):
            if with_robots:
                robots = self._robots_of(url)
                if not robots.allows(str(url)):
                    raise _refused(asked, "robots", f"the robots.txt of {url.host} does not allow {url.path}")
                self._take_turn(url.host, robots, wait=url.host != host)
            host = url.host
            answer = self._ask(asked, url, asking)
            if answer.status not in REDIRECTS:
                return self._taken(answer, asking)
            target = answer.header("location")
            if target is None:
                raise _refused(asked, "bad_answer", f"status {answer.status} without a Location")
            url = _checked(asked, target, base=url)
        raise _refused(asked, "too_many_redirects", f"more than {self.rules.max_redirects} redirects")

    def _taken(self, answer: Fetched, asking: dict[str, str]) -> Fetched:
        """The answer where its status says that it is one. Raises _NoAnswerError."""
        if 200 <= answer.status < 300 or (answer.status == 304 and asking):
            return answer
        busy = answer.status in (408, 425, 429) or answer.status >= 500
        raise _refused(
            answer.asked,
            f"http_{answer.status}",
            f"the server answers with status {answer.status}",
            may_come=busy,
            retry_after_s=_seconds(answer.header("retry-after")) if busy else None,
        )

    def _ask(self, asked: str, url: httpx.URL, asking: dict[str, str]) -> Fetched:
        """One request and its answer, with the body only where the status is 2xx. Raises _NoAnswerError."""
        step = self.rules.step_timeout_s
        waits = {"connect": step, "read": step, "write": step, "pool": step}
        request = httpx.Request("GET", url, headers={**self._headers, **asking}, extensions={"timeout": waits})
        no = partial(_refused, asked)
        self._transport.deadline.start(self.rules.answer_timeout_s)
        try:
            response = self._transport.handle_request(request)
        except PrivateAddressError as error:
            raise no("private_address", str(error)) from None
        except (LateError, httpcore.TimeoutException):
            raise no("timeout", f"no answer within {step:g} seconds", may_come=True) from None
        except httpcore.NetworkError as error:
            raise no("unreachable", str(error) or "the connection failed", may_come=True) from None
        except httpcore.ProtocolError as error:
            raise no("bad_answer", f"not HTTP as it should be: {error}", may_come=True) from None
        try:
            body = self._body(response) if 200 <= response.status_code < 300 else b""
        except UnpackError as error:
            raise no(error.reason, error.detail, may_come=error.reason == "truncated") from None
        except (LateError, httpcore.TimeoutException):
            raise no("timeout", "the answer did not end in time", may_come=True) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise no("truncated", f"the answer broke off: {error}", may_come=True) from None
        finally:
            response.close()
        return Fetched(
            asked=asked,
            url=str(url),
            status=response.status_code,
            headers=tuple((name, value) for name, value in response.headers.multi_items()),
            body=body,
            at=datetime.now(UTC),
        )

    def _body(self, response: httpx.Response) -> bytes:
        """The unpacked body. Raises UnpackError and what httpcore raises."""
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.rules.max_bytes:
            raise UnpackError("too_large", f"{length} bytes, more than {self.rules.max_bytes}")
        packing = response.headers.get("content-encoding", "")
        return unpacked(response.iter_raw(), packing, max_bytes=self.rules.max_bytes, max_ratio=self.rules.max_ratio)

    def _take_turn(self, host: str, robots: Robots, *, wait: bool) -> None:
        """Wait until the host may be asked, and note when it may be asked again; a redirect within it need not wait."""
        if wait:
            self._sleep_until_ready(host)
        self._note_asked(host, robots)

    def _sleep_until_ready(self, host: str) -> None:
        wait_s = self.ready_in_s(host)
        if wait_s:
            self._sleep(wait_s)

    def _note_asked(self, host: str, robots: Robots) -> None:
        self._ready[host] = time.monotonic() + max(self.rules.host_pause_s, robots.delay_s or 0.0)

    def _robots_of(self, url: httpx.URL) -> Robots:
        """The rules of the site, asked for once an hour. Raises _NoAnswerError where nobody can say them."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        until, robots = self._robots.get(site, (0.0, NO_RULES))
        if time.monotonic() < until:
            return robots
        self._sleep_until_ready(url.host)
        try:
            robots = read_robots(self._follow(f"{site}/robots.txt", {}, with_robots=False).body, CRAWLER)
        except _NoAnswerError as error:
            if not _says_no_rules(error.why):
                self._note_asked(url.host, NO_RULES)
                raise self._without_robots(error.why) from None
            robots = NO_RULES
        self._robots[site] = (time.monotonic() + ROBOTS_HOLD_S, robots)
        return robots

    def _without_robots(self, why: NotFetched) -> _NoAnswerError:
        """RFC 9309: a site whose robots.txt cannot be had, not even as "not found", is left alone until it can."""
        if not why.may_come:
            return _NoAnswerError(why)
        return _NoAnswerError(changed(why, detail=f"robots.txt: {why.detail}"))


def _says_no_rules(why: NotFetched) -> bool:
    """True where the site answers that it has no robots.txt, or nothing that could be one."""
    return (why.reason.startswith("http_4") and not why.may_come) or why.reason in (
        "too_many_redirects",
        "bad_encoding",
    )


def _checked(asked: str, address: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """An http(s) address, read as it stands or from `base`, without its fragment. Raises _NoAnswerError."""
    try:
        url = httpx.URL(address.strip()) if base is None else base.join(address.strip())
        host = url.host  # decoded only now, which fails for what is no name
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise _refused(asked, "bad_address", f"{address[:200]!r} is no address: {error}") from None
    if url.scheme not in ("http", "https"):
        raise _refused(asked, "scheme", f"{url.scheme or 'no scheme'}: only http and https are fetched")
    if not host:
        raise _refused(asked, "bad_address", f"{address[:200]!r} names no host")
    return url.copy_with(fragment=None, userinfo=b"")


def _refused(
    url: str, reason: str, detail: str, *, may_come: bool = False, retry_after_s: float | None = None
) -> _NoAnswerError:
    return _NoAnswerError(
        NotFetched(url=url, reason=reason, detail=detail, may_come=may_come, retry_after_s=retry_after_s)
    )


def _seconds(told: str | None) -> float | None:
    """Seconds from now that a Retry-After means, which is a number or a date; None where it is neither."""
    if told is None:
        return None
    if told.strip().isdecimal():
        return float(told.strip()[:9])
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
