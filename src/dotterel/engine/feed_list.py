"""The feeds that a user follows, out of a TOML file.

contact = "mailto:desk@example.org"      # told to every server, optional

[[feed]]
url = "https://news.example/rss"
every = "10m"                            # s, m, h or d; 15m where it is not said
outlet = "The Example"                   # optional
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from dotterel.errors import UsageError
from dotterel.pages.fetch import can_be_sent
from dotterel.records import Record

UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LEAST_EVERY_S = 1.0
DEFAULT_EVERY = "15m"


class FollowedFeed(Record, frozen=True, kw_only=True):
    """A feed, how often it is asked for in seconds, and the outlet that its pages are from where the user says so."""

    url: str
    every_s: float
    outlet: str | None = None


class FeedList(Record, frozen=True, kw_only=True):
    """What the file says. `allow_private_hosts`: hosts to fetch from though they are not on the open internet."""

    feeds: tuple[FollowedFeed, ...]
    contact: str | None = None
    allow_private_hosts: tuple[str, ...] = ()


class _FeedTable(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: str
    every: str = DEFAULT_EVERY
    outlet: str | None = None


class _File(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    feed: tuple[_FeedTable, ...] = ()
    contact: str | None = None
    allow_private_hosts: tuple[str, ...] = ()


def load_feeds(path: Path) -> FeedList:
    """The feeds of a TOML file. Raises UsageError that names what is wrong in it."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}. A feed is a table [[feed]] with url, every and outlet.") from error
    if not found.feed:
        raise UsageError(f"{path}: no feed in it. Write a table [[feed]] with its url.")
    if found.contact is not None and not can_be_sent(found.contact):
        raise UsageError(f"{path}: contact = {found.contact!r} cannot be sent. Write it in ASCII, on one line.")
    feeds = tuple(_followed(table, path) for table in found.feed)
    twice = next(
        (feed.url for number, feed in enumerate(feeds) if feed.url in {one.url for one in feeds[:number]}), None
    )
    if twice is not None:
        raise UsageError(f"{path}: {twice} stands in it twice.")
    return FeedList(feeds=feeds, contact=found.contact, allow_private_hosts=found.allow_private_hosts)


def _followed(table: _FeedTable, path: Path) -> FollowedFeed:
    try:
        parts = urlsplit(table.url.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{path}: {table.url!r} is no http or https address.")
    return FollowedFeed(url=table.url.strip(), every_s=_seconds(table.every, path), outlet=table.outlet)


def _seconds(every: str, path: Path) -> float:
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*([smhd])\s*", every)
    seconds = 0.0 if found is None else float(found.group(1)) * UNITS_S[found.group(2)]
    if seconds < LEAST_EVERY_S:
        raise UsageError(f"{path}: every = {every!r} is no time of 1 s or more. Write it as 30s, 10m, 2h or 1d.")
    return seconds
