import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator, WarcRecordType

from dotterel.cli import main
from dotterel.engine import follow as following
from dotterel.engine.feed_list import load_feeds
from dotterel.engine.follow import LogLine, Stop, follow
from dotterel.engine.follow_state import FollowState
from dotterel.errors import StoreError, UsageError
from dotterel.pages import find_pages
from dotterel.records import Given, Page, Reading
from dotterel.settings import Settings
from dotterel.store import ShownDocument, Store
from dotterel.store.snapshot import connect, newest, show_table
from tests.engine.followed_site import RULES, feeds, one_round, read_words, say_article, say_feed
from tests.misbehaving import HOST, Asked, Site, moved, page, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def stored(folder: Path) -> Counter[str]:
    """How often each address stands in the store."""
    with connect() as connection:
        show_table(connection, folder / "documents", newest(folder / "documents"))
        return Counter(row[0] for row in connection.execute("SELECT url FROM documents").fetchall())


def kept(folder: Path) -> Counter[str]:
    """How often each address stands in the WARC files, all of whose records must be whole."""
    found: Counter[str] = Counter()
    for path in sorted((folder / "follow" / "warc").glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False):
                assert record.verify_block_digest()
                found[record.headers["WARC-Target-URI"]] += 1
    return found


def cut_short(asked: Asked) -> None:
    asked.close_connection = True
    asked.reply(200, b"half of it", 99)


class Died(BaseException):
    """The end of a process, as far as it can be played within one."""


def break_down(page: Page, settings: Settings) -> Reading:
    raise StoreError("the disk is full")


def events(log: list[LogLine]) -> Counter[str]:
    return Counter(line.event for line in log)


def test_forty_feeds_in_two_rounds_store_each_page_once(site: Site, tmp_path: Path) -> None:
    articles = [say_article(site, f"/a{number}") for number in range(40)]
    urls = [say_feed(site, f"f{number}", [articles[number], articles[(number + 1) % 40]]) for number in range(40)]
    first = one_round(urls, tmp_path)
    assert stored(tmp_path) == Counter(articles)
    more = say_article(site, "/more")
    say_feed(site, "f7", [more, articles[7], articles[8]])
    second = one_round(urls, tmp_path)
    assert stored(tmp_path) == Counter([*articles, more])
    assert kept(tmp_path) == Counter([*articles, more, *urls, urls[7]])
    assert events(first) == {"feed": 40, "page": 40, "read": 40, "stopped": 1}
    assert events(second) == {"feed": 40, "page": 1, "read": 1, "stopped": 1}
    assert Counter(line.status for line in second if line.event == "feed") == {304: 39, 200: 1}
    assert max(Counter(path for path in site.asked if path.startswith("/a")).values()) == 1


def test_a_page_under_several_addresses_is_stored_once(site: Site, tmp_path: Path) -> None:
    article = say_article(site, "/story")
    canonical = f'<html><head><link rel="canonical" href="{article}"></head><p>The story.</p></html>'.encode()
    links = [
        site.says("/short", moved("/story")),
        article + "?utm_source=feed",
        article + "#top",
        site.says("/story.amp", page(canonical)),
    ]
    log = one_round([say_feed(site, "one", links), say_feed(site, "two", links[::-1])], tmp_path)
    assert sum(stored(tmp_path).values()) == 1
    assert events(log)["page"] == 1


def test_pages_that_cannot_be_had_are_refused_or_tried_later_and_the_rest_is_read(site: Site, tmp_path: Path) -> None:
    links = [
        site.says("/gone", page(b"", 404)),
        "http://localhost:1/",
        site.says("/picture", page(b"\xff\xd8", Content_Type="image/jpeg")),
        site.says("/cut", cut_short),
        site.says("/ill", page(b"", 500)),
        say_article(site, "/well"),
    ]
    log = one_round([say_feed(site, "feed", links)], tmp_path)
    refused = {line.reason for line in log if line.event == "refused"}
    delayed = {line.reason: line.again_s for line in log if line.event == "page_delayed"}
    assert refused == {"http_404", "private_address", "unknown_type"}
    assert delayed == {"truncated": 60, "http_500": 60}
    assert stored(tmp_path) == Counter([site.at("/well")])
    assert events(one_round([site.at("/feed.rss")], tmp_path)) == {"feed": 1, "stopped": 1}


def test_a_server_that_wants_quiet_is_not_asked_again_too_soon(site: Site, tmp_path: Path) -> None:
    links = [site.says("/busy", page(b"", 429, Retry_After="900")), say_article(site, "/other")]
    busy_feed = site.says("/busy.rss", page(b"", 503, Retry_After="7200"))
    log = one_round([say_feed(site, "feed", links), busy_feed], tmp_path)
    assert {line.url: line.again_s for line in log if line.again_s} == {links[0]: 900, busy_feed: 7200}
    assert "/other" not in site.asked
    site.asked.clear()
    one_round([site.at("/feed.rss"), busy_feed], tmp_path)
    assert {"/busy", "/other", "/busy.rss"} & set(site.asked) == set()


def test_a_feed_that_fails_is_told_and_asked_again_later(site: Site, tmp_path: Path) -> None:
    no_feed = site.says("/no.rss", page(b"<html></html>"))
    slow = site.says("/slow.rss", lambda asked: time.sleep(1.5))
    good = say_feed(site, "good", [say_article(site, "/a")])
    log = one_round([no_feed, slow, good], tmp_path)
    assert {line.url: line.reason for line in log if line.event == "feed_failed"} == {
        no_feed: "not_a_feed",
        slow: "timeout",
    }
    assert stored(tmp_path) == Counter([site.at("/a")])


def test_what_nobody_foresaw_costs_one_feed_or_page(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("parse_feed", "canonical_address"):
        whole = getattr(following, name)

        def break_down(content: bytes, url: str, whole: Callable[..., object] = whole, **named: object) -> object:
            if "odd" in url:
                raise RecursionError("too deep")
            return whole(content, url, **named)

        monkeypatch.setattr(following, name, break_down)
    odd = say_feed(site, "odd", [])
    links = [say_article(site, "/odd"), say_article(site, "/a")]
    log = one_round([odd, say_feed(site, "feed", links)], tmp_path)
    told = [(line.url, line.reason) for line in log if line.event in ("feed_failed", "page_failed")]
    assert told == [(odd, "crashed"), (links[0], "crashed")]
    assert stored(tmp_path) == Counter(links[1:])


def test_sitemaps_of_an_index_are_followed(site: Site, tmp_path: Path) -> None:
    article = say_article(site, "/a")
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    child = site.says("/s1.xml", page(f"<urlset {space}><url><loc>{article}</loc></url></urlset>".encode()))
    busy = site.says("/s2.xml", page(b"", 503, Retry_After="7200"))
    listed = "".join(
        f"<sitemap><loc>{one}</loc><lastmod>0001-01-01T00:00:00</lastmod></sitemap>" for one in (child, busy)
    )
    index = site.says("/index.xml", page(f"<sitemapindex {space}>{listed}</sitemapindex>".encode()))
    one_round([index], tmp_path)
    one_round([index], tmp_path)
    assert stored(tmp_path) == Counter([article])
    assert Counter(site.asked)["/s2.xml"] == 1


def test_the_users_copy_in_the_archive_is_the_page_that_was_stored(site: Site, tmp_path: Path) -> None:
    legacy = "<html><p>Заявление.</p></html>".encode("cp1251")
    links = [
        say_article(site, "/a"),
        site.says("/legacy", page(legacy, Content_Type="text/html; charset=windows-1251")),
    ]
    one_round([say_feed(site, "feed", links)], tmp_path)
    copies = find_pages([tmp_path / "follow" / "warc"], given=Given(), settings=Settings())
    pages = {one.url: one for one in copies if isinstance(one, Page)}
    assert pages.keys() == set(links)
    for one in pages.values():
        shown = Store(tmp_path).show(one.id)
        assert isinstance(shown, ShownDocument)
        assert (shown.url, shown.path, shown.offset) == (one.url, one.path, one.offset)


def test_what_is_fetched_and_not_read_is_read_by_the_next_run(site: Site, tmp_path: Path) -> None:
    feed = say_feed(site, "feed", [say_article(site, "/a"), say_article(site, "/b")])

    with pytest.raises(StoreError):
        follow(feeds([feed]), tmp_path, Settings(), tell=lambda line: None, once=True, rules=RULES, read=break_down)
    with (tmp_path / "follow" / "warc" / "00001.warc.gz").open("ab") as archive:
        archive.write(b"\x1f\x8b half a record")
    site.asked.clear()
    one_round([feed], tmp_path)
    assert stored(tmp_path) == Counter([site.at("/a"), site.at("/b")])
    assert {"/a", "/b"} & set(site.asked) == set()
    assert sum(kept(tmp_path).values()) == 3


def test_an_archive_that_is_gone_is_fetched_again(site: Site, tmp_path: Path) -> None:
    feed = say_feed(site, "feed", [say_article(site, "/a")])

    with pytest.raises(StoreError):
        follow(feeds([feed]), tmp_path, Settings(), tell=lambda line: None, once=True, rules=RULES, read=break_down)
    (tmp_path / "follow" / "warc" / "00001.warc.gz").unlink()
    one_round([feed], tmp_path)
    assert stored(tmp_path) == Counter([site.at("/a")])


def test_a_damaged_archive_is_fetched_again(site: Site, tmp_path: Path) -> None:
    feed = say_feed(site, "feed", [say_article(site, "/a")])

    with pytest.raises(StoreError):
        follow(feeds([feed]), tmp_path, Settings(), tell=lambda line: None, once=True, rules=RULES, read=break_down)
    archive = tmp_path / "follow" / "warc" / "00001.warc.gz"
    archive.write_bytes(bytes(archive.stat().st_size))
    one_round([feed], tmp_path)
    assert stored(tmp_path) == Counter([site.at("/a")])


def test_archives_outlive_the_memory_of_the_follower(site: Site, tmp_path: Path) -> None:
    feed = say_feed(site, "feed", [say_article(site, "/a")])
    one_round([feed], tmp_path)
    for path in (tmp_path / "follow").glob("state.sqlite*"):
        path.unlink()
    one_round([feed], tmp_path)
    assert kept(tmp_path) == Counter({feed: 2, site.at("/a"): 2})
    assert stored(tmp_path) == Counter([site.at("/a")])


def test_only_one_follower_may_have_a_store(tmp_path: Path) -> None:
    with FollowState(tmp_path / "follow"), pytest.raises(StoreError, match="another dotterel follow"):
        FollowState(tmp_path / "follow")


def test_a_follower_killed_at_any_moment_loses_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    articles = [say_article(site, f"/a{number}") for number in range(60)]
    urls = [say_feed(site, f"f{number}", articles[number * 10 : number * 10 + 20]) for number in range(5)]
    chance = random.Random(5)
    for _ in range(5):
        killed_after(chance.randrange(1, 30), chance.uniform(0, 0.3), site, [str(tmp_path), *urls])
    one_round(urls, tmp_path)
    assert stored(tmp_path) == Counter(articles)
    assert kept(tmp_path) == Counter([*articles, *urls])


@pytest.mark.parametrize("step", ["feed_polled", "page_fetched", "_vouch", "pages_done"])
@pytest.mark.parametrize("is_behind", [False, True])
def test_the_moments_before_and_behind_each_step_are_safe_to_die_in(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, is_behind: bool
) -> None:
    articles = [say_article(site, f"/a{number}") for number in range(3)]
    feed = say_feed(site, "feed", articles)
    whole_step = getattr(FollowState, step)

    def die(state: FollowState, *values: object, **named: object) -> None:
        if is_behind:
            whole_step(state, *values, **named)
        raise Died

    with monkeypatch.context() as patched, pytest.raises(Died):
        patched.setattr(FollowState, step, die)
        one_round([feed], tmp_path)
    one_round([feed], tmp_path)
    assert stored(tmp_path) == Counter(articles)
    assert kept(tmp_path) == Counter([*articles, feed])


def killed_after(requests: int, seconds: float, site: Site, arguments: list[str]) -> None:
    """Run a follower, and kill it so long after it has asked the site for so many things; it may end before."""
    enough = len(site.asked) + requests
    follower = subprocess.Popen([sys.executable, "-m", "tests.engine.followed_site", *arguments], cwd=ROOT)
    while len(site.asked) < enough and follower.poll() is None:
        time.sleep(0.002)
    time.sleep(seconds)
    follower.kill()
    follower.wait()


def test_ctrl_c_ends_cleanly_and_the_log_is_json_on_stderr(site: Site, tmp_path: Path) -> None:
    slow = site.says("/slow.rss", lambda asked: time.sleep(20))
    listed = tmp_path / "feeds.toml"
    listed.write_text(f'allow_private_hosts = ["{HOST}"]\n[[feed]]\nurl = "{slow}"\n')
    command = [sys.executable, "-m", "dotterel", "follow", str(listed), "--store", str(tmp_path / "store")]
    follower = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    while "/slow.rss" not in site.asked and follower.poll() is None:
        time.sleep(0.01)
    began = time.monotonic()
    follower.send_signal(signal.SIGINT)
    stdout, stderr = follower.communicate(timeout=10)
    assert (follower.returncode, stdout) == (0, b"")
    assert time.monotonic() - began < 5
    assert [json.loads(line)["event"] for line in stderr.splitlines()] == ["stopped"]


def test_asked_to_stop_while_it_reads_it_writes_what_it_has_read(site: Site, tmp_path: Path) -> None:
    articles = [say_article(site, f"/a{number}") for number in range(4)]
    feed = say_feed(site, "feed", articles)
    stop = Stop()
    count = 0

    def read_and_stop(page: Page, settings: Settings) -> Reading:
        nonlocal count
        count += 1
        if count == 2:
            stop.ask()
        return read_words(page, settings)

    follow(feeds([feed]), tmp_path, Settings(), tell=lambda line: None, rules=RULES, stop=stop, read=read_and_stop)
    assert stored(tmp_path) == Counter(articles[:2])
    one_round([feed], tmp_path)
    assert stored(tmp_path) == Counter(articles)


def test_a_feed_is_polled_again_when_its_time_comes(site: Site, tmp_path: Path) -> None:
    feed = say_feed(site, "feed", [say_article(site, "/a")])
    stop = Stop()
    polls = 0

    def tell(line: LogLine) -> None:
        nonlocal polls
        polls += line.event == "feed"
        if polls == 1:
            say_feed(site, "feed", [site.at("/a"), say_article(site, "/b")])
        if polls == 3:
            stop.is_asked = True

    follow(feeds([feed], every_s=0.1), tmp_path, Settings(), tell=tell, rules=RULES, stop=stop, read=read_words)
    assert stored(tmp_path) == Counter([site.at("/a"), site.at("/b")])


def test_a_feed_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(
        'contact = "mailto:desk@example.org"\n[[feed]]\nurl = "https://news.example/rss"\nevery = "1.5h"\n'
        'outlet = "The Example"\n[[feed]]\nurl = "http://other.example/atom"\n'
    )
    listed = load_feeds(path)
    assert [(feed.url, feed.every_s, feed.outlet) for feed in listed.feeds] == [
        ("https://news.example/rss", 5400, "The Example"),
        ("http://other.example/atom", 900, None),
    ]
    assert listed.contact == "mailto:desk@example.org"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no feed in it"),
        ("[[feed]", "no TOML"),
        ("[[feed]]\n", "url"),
        ('[[feed]]\nurl = "ftp://news.example/"', "no http or https address"),
        ('[[feed]]\nurl = "https://news.example/"\nevery = "often"', "every = 'often'"),
        ('[[feed]]\nurl = "https://news.example/"\nevry = "1h"', "evry"),
        ('contact = "Zoë"\n[[feed]]\nurl = "https://news.example/"', "Write it in ASCII"),
        ('[[feed]]\nurl = "https://news.example/"\n[[feed]]\nurl = "https://news.example/"', "twice"),
    ],
)
def test_a_bad_feed_list_ends_with_exit_code_2(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=told):
        load_feeds(path)
    result = CliRunner().invoke(main, ["follow", str(path), "--store", str(tmp_path / "store")])
    assert result.exit_code == 2
