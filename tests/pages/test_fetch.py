import gzip
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dotterel.pages import find_pages
from dotterel.pages.fetch import Fetched, Fetcher, FetchRules, NotFetched, fetch_page
from dotterel.pages.guard import is_public
from dotterel.pages.robots import read_robots
from dotterel.records import Given, Page, Refusal, changed
from dotterel.settings import Settings
from tests.misbehaving import HOST, Asked, Site, moved, page, serving

RULES = FetchRules(allow_private_hosts=(HOST,), host_pause_s=0, max_tries=1)
"""For a server at hand: nothing is waited for that a test need not see."""

IMPATIENT = changed(RULES, step_timeout_s=0.3, answer_timeout_s=0.6)
"""For answers that never end; others may be slow on a busy machine."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def fetched(url: str, rules: FetchRules = RULES) -> Page | Refusal:
    return fetch_page(url, Settings(), fetcher=Fetcher(rules))


def reason(url: str, rules: FetchRules = RULES) -> str:
    answer = fetched(url, rules)
    assert isinstance(answer, Refusal)
    assert url in answer.detail
    return answer.reason


def content(url: str) -> bytes:
    answer = fetched(url)
    assert isinstance(answer, Page), answer
    return answer.content


def test_a_page_is_fetched_with_its_address(site: Site) -> None:
    answer = fetched(site.says("/plain", page(b"<p>Hello</p>")))
    assert isinstance(answer, Page)
    assert (answer.content, answer.media_type, answer.url) == (b"<p>Hello</p>", "text/html", site.at("/plain"))
    assert answer.fetched is not None
    assert abs(datetime.now(UTC) - answer.fetched) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"Hello" * 99), gzip.compress(b"Hello") + gzip.compress(b"Hello" * 98)]
)
def test_a_gzipped_page_is_unpacked(site: Site, packed: bytes) -> None:
    assert content(site.says("/gz", page(packed, Content_Encoding="gzip"))) == b"Hello" * 99


@pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflate_is_unpacked_with_and_without_its_header(site: Site, window: int) -> None:
    packer = zlib.compressobj(wbits=window)
    packed = packer.compress(b"Hello" * 99) + packer.flush()
    assert content(site.says(f"/deflate{window}", page(packed, Content_Encoding="deflate"))) == b"Hello" * 99


def test_loopback_is_refused_unless_it_is_allowed_by_name(site: Site) -> None:
    url = site.says("/home", page())
    assert reason(url, changed(RULES, allow_private_hosts=())) == "private_address"
    assert reason(url, changed(RULES, allow_private_hosts=("localhost",))) == "private_address"


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost/",
        "http://127.0.0.2/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(site: Site, target: str) -> None:
    assert reason(site.says("/inward", moved(target))) == "private_address"


def test_the_address_that_is_connected_to_is_the_one_that_was_judged(site: Site) -> None:
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["93.184.215.14"] if len(looked_up) > 1 else ["10.1.2.3", "192.168.0.1"]

    with Fetcher(changed(RULES, allow_private_hosts=()), resolve=rebinding) as fetcher:
        answer = fetcher.fetch("http://news.example/")
    assert isinstance(answer, NotFetched)
    assert (answer.reason, looked_up) == ("private_address", ["news.example"])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("100.64.0.1", False),
        ("172.16.3.4", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("::ffff:93.184.215.14", True),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_five_redirects_are_followed_and_six_are_not(site: Site) -> None:
    for step in range(6):
        site.says(f"/hop{step}", moved(f"/hop{step + 1}"))
    site.says("/hop6", page(b"at last"))
    assert content(site.at("/hop1")) == b"at last"
    assert reason(site.at("/hop0")) == "too_many_redirects"


@pytest.mark.parametrize("url", ["ftp://news.example/a", "file:///etc/passwd", "javascript:alert(1)", "news.example"])
def test_other_schemes_are_refused(site: Site, url: str) -> None:
    assert reason(url) == "scheme"


def test_a_redirect_to_another_scheme_is_refused(site: Site) -> None:
    assert reason(site.says("/to-file", moved("file:///etc/passwd"))) == "scheme"


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://xn--/", "http://a b/", "http://news.example:99999/"])
def test_a_bad_address_is_refused(site: Site, url: str) -> None:
    assert reason(url) in ("bad_address", "unreachable")


def test_a_body_that_is_announced_too_large_is_refused(site: Site) -> None:
    site.says("/large", lambda asked: asked.reply(200, b"x", 30_000_000, Content_Type="text/html"))
    assert reason(site.at("/large")) == "too_large"


def test_a_body_that_grows_too_large_unannounced_is_refused(site: Site) -> None:
    def endless(asked: Asked) -> None:
        asked.close_connection = True
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            asked.wfile.write(b"x" * 100_000)

    assert reason(site.says("/endless", endless), changed(RULES, max_bytes=1_000_000)) == "too_large"


def test_a_page_that_unpacks_to_over_a_hundred_times_its_size_is_refused(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 15_000_000)
    assert reason(site.says("/bomb", page(bomb, Content_Encoding="gzip"))) == "over_compressed"


def test_a_packing_that_was_not_asked_for_is_refused(site: Site) -> None:
    assert reason(site.says("/br", page(b"xx", Content_Encoding="br"))) == "unknown_encoding"
    assert reason(site.says("/nogz", page(b"no gzip", Content_Encoding="gzip"))) == "bad_encoding"


def test_a_body_that_drips_is_refused_in_time(site: Site) -> None:
    def drip(asked: Asked) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", "1000")
        asked.end_headers()
        for _ in range(1000):
            asked.wfile.write(b"x")
            asked.wfile.flush()
            time.sleep(0.05)

    began = time.monotonic()
    assert reason(site.says("/drip", drip), IMPATIENT) == "timeout"
    assert time.monotonic() - began < 3


def test_headers_that_drip_are_refused_in_time(site: Site) -> None:
    def drip(asked: Asked) -> None:
        for _ in range(1000):
            asked.wfile.write(b"H")
            asked.wfile.flush()
            time.sleep(0.05)

    began = time.monotonic()
    assert reason(site.says("/drip-head", drip), IMPATIENT) == "timeout"
    assert time.monotonic() - began < 3


def test_a_truncated_body_is_refused(site: Site) -> None:
    def cut(asked: Asked) -> None:
        asked.close_connection = True
        asked.reply(200, b"half of it", 100)

    assert reason(site.says("/cut", cut)) == "truncated"
    packed = gzip.compress(bytes(range(256)) * 50)[:-20]
    assert reason(site.says("/cut-gz", page(packed, Content_Encoding="gzip"))) == "truncated"


def test_an_answer_that_is_no_http_is_refused(site: Site) -> None:
    def noise(asked: Asked) -> None:
        asked.close_connection = True
        asked.wfile.write(b"\x00\x01\x02 nothing of the kind\r\n\r\n")

    assert reason(site.says("/noise", noise)) == "bad_answer"


def test_no_server_is_a_refusal() -> None:
    with serving() as gone:
        url = gone.at("/")
    assert reason(url) == "unreachable"
    assert reason("http://nowhere.invalid/") == "unreachable"


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    def conditional(asked: Asked) -> None:
        if asked.headers["If-None-Match"] == '"v1"':
            asked.reply(304, ETag='"v1"')
        else:
            asked.reply(200, b"<p>v1</p>", ETag='"v1"')

    url = site.says("/v", conditional)
    with Fetcher(RULES) as fetcher:
        first = fetcher.fetch(url)
        assert isinstance(first, Fetched)
        second = fetcher.fetch(url, etag=first.header("etag"))
    assert isinstance(second, Fetched)
    assert (first.status, second.status, second.body) == (200, 304, b"")


def test_a_tag_that_no_request_can_repeat_is_left_out(site: Site) -> None:
    url = site.says("/odd-tag", lambda asked: asked.reply(200, b"<p>v1</p>", ETag='"\xe9"'))
    with Fetcher(RULES) as fetcher:
        first = fetcher.fetch(url)
        assert isinstance(first, Fetched)
        assert first.header("etag") == '"\xe9"'
        assert isinstance(fetcher.fetch(url, etag=first.header("etag")), Fetched)


@pytest.mark.parametrize("is_date", [False, True])
def test_a_busy_server_is_asked_again_when_it_says(site: Site, is_date: bool) -> None:
    waits: list[float] = []
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=7), usegmt=True) if is_date else "7"
    url = site.says(f"/busy{is_date}", page(b"busy", 429, Retry_After=later), page(b"well"))
    with Fetcher(changed(RULES, max_tries=2), sleep=waits.append) as fetcher:
        answer = fetcher.fetch(url)
    assert isinstance(answer, Fetched)
    assert answer.body == b"well"
    assert len(waits) == 1 and 4 < waits[0] <= 7


def test_a_server_that_wants_long_quiet_is_left_alone(site: Site) -> None:
    waits: list[float] = []
    url = site.says("/closed", page(b"", 503, Retry_After="86400"))
    with Fetcher(changed(RULES, max_tries=3), sleep=waits.append) as fetcher:
        answer = fetcher.fetch(url)
    assert isinstance(answer, NotFetched)
    assert (answer.reason, answer.may_come, answer.retry_after_s, waits) == ("http_503", True, 86400, [])


def test_a_failing_server_is_asked_again_after_growing_waits(site: Site) -> None:
    waits: list[float] = []
    url = site.says("/ill", page(b"", 500), page(b"", 502), page(b"well"))
    with Fetcher(changed(RULES, max_tries=3), sleep=waits.append) as fetcher:
        answer = fetcher.fetch(url)
    assert isinstance(answer, Fetched)
    assert waits == [2, 4]


def test_what_is_gone_is_not_asked_for_again(site: Site) -> None:
    url = site.says("/gone", page(b"", 410), page(b"back"))
    assert reason(url, changed(RULES, max_tries=3)) == "http_410"


def test_what_robots_txt_disallows_is_not_fetched() -> None:
    with serving() as site:
        site.says("/robots.txt", page(b"User-agent: *\nDisallow: /private/\nDisallow: /*?print=\n"))
        site.says("/private/a", page())
        site.says("/away", moved("/private/a"))
        assert reason(site.at("/private/a")) == "robots"
        assert reason(site.at("/away")) == "robots"
        assert "/private/a" not in site.asked


@pytest.mark.parametrize(("status", "expected"), [(500, "http_500"), (429, "http_429")])
def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(status: int, expected: str) -> None:
    with serving() as site:
        site.says("/robots.txt", page(b"", status))
        url = site.says("/a", page())
        assert reason(url) == expected
        assert "/a" not in site.asked


def test_robots_rules_are_read_as_rfc_9309_says() -> None:
    rules = read_robots(
        b"User-agent: other\nDisallow: /\n\nUser-Agent: a\nuser-agent: Dotterel # us\n"
        b"Disallow: /news\nAllow: /news/open\nDisallow: /*.pdf$\nDisallow: /caf%C3%A9\nCrawl-delay: 5\n"
        b"\nUser-agent: *\nDisallow: /all\n",
        "dotterel",
    )
    site = "https://news.example"
    denied = ["/news", "/news/closed", "/newspaper", "/a/b.pdf", "/café/x", "/caf%c3%a9"]
    allowed = ["/", "/news/open/1", "/b.pdf?x=1", "/all", "/robots.txt"]
    assert [path for path in denied if rules.allows(site + path)] == []
    assert [path for path in allowed if not rules.allows(site + path)] == []
    assert rules.delay_s == 5


def test_a_robots_rule_of_many_stars_does_not_hang() -> None:
    rules = read_robots(b"User-agent: *\nDisallow: /" + b"*a" * 500 + b"$\n", "dotterel")
    assert rules.allows("https://news.example/" + "a" * 5000 + "b")


def test_one_host_is_asked_at_its_pace(site: Site) -> None:
    waits: list[float] = []
    url = site.says("/pace", page())
    with Fetcher(changed(RULES, host_pause_s=30), sleep=waits.append) as fetcher:
        fetcher.fetch(url)
        fetcher.fetch(url)
    assert len(waits) == 1 and 25 < waits[0] <= 30


def test_a_host_without_its_robots_txt_is_asked_at_its_pace_too() -> None:
    waits: list[float] = []
    with serving() as site:
        site.says("/robots.txt", page(b"", 500))
        with Fetcher(changed(RULES, host_pause_s=30), sleep=waits.append) as fetcher:
            fetcher.fetch(site.at("/a"))
            fetcher.fetch(site.at("/b"))
    assert len(waits) == 1 and 25 < waits[0] <= 30


def test_pictures_are_no_pages(site: Site) -> None:
    assert reason(site.says("/p.jpg", page(b"\xff\xd8", Content_Type="image/jpeg"))) == "unknown_type"
    assert reason(site.says("/none", page(b"  "))) == "empty"


def test_an_address_is_an_input(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"<p>The army shelled the town on Monday, officials said.</p>" * 40
    feed = b"<rss><channel><item><title>A</title><link>/a</link><description>" + whole.replace(b"<", b"&lt;")
    inputs = [
        site.says("/page", page(whole)),
        site.says("/feed", page(feed + b"</description></item></channel></rss>", Content_Type="text/xml")),
        site.says("/not-there", page(b"", 404)),
    ]
    (home,) = find_pages(inputs[:1], given=Given(), settings=Settings())
    assert isinstance(home, Refusal)
    assert home.reason == "private_address"
    monkeypatch.setenv("DOTTEREL_ALLOW_PRIVATE_HOSTS", f"localhost, {HOST}")
    one, entry, missing = find_pages(inputs, given=Given(outlet="Mine"), settings=Settings())
    assert isinstance(one, Page) and isinstance(entry, Page) and isinstance(missing, Refusal)
    assert (one.url, entry.url, missing.reason) == (inputs[0], site.at("/a"), "http_404")
    assert one.given.outlet == "Mine"
