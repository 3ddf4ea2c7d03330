import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotterel import pipeline
from dotterel.pages.addresses import address_key, canonical_address
from dotterel.pages.feeds import Feed, is_feed, parse_feed, read_feed
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

SITE = "https://news.example/feed"
ARTICLE = "<p>The Karvian army shelled Ostrava on Monday, officials said.</p>" * 20
TEASER = "<p>The Karvian army shelled Ostrava on Monday, officials said. […]</p>"

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Example</title><language>en-gb</language><copyright>© 2025 The Example</copyright>
<item><title>Shelling &amp; talks</title><link>/2025/shelling</link><pubDate>Tue, 04 Mar 2025 08:00:00 +0100</pubDate>
<description>Short.</description><content:encoded><![CDATA[{ARTICLE}]]></content:encoded></item>
<item><title>Only told</title><link>https://news.example/told?utm_source=rss</link><description><![CDATA[{TEASER}]]></description></item>
</channel></rss>""".encode()

RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://news.example/"><title>The Example</title></channel>
<item rdf:about="https://news.example/a"><title>A</title><link>https://news.example/a</link></item></rdf:RDF>"""

RSS_091 = b"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>The Example</title>
<item><title>A</title><link>https://news.example/a</link></item></channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Example</title>
<entry><title>A</title><link rel="alternate" href="a"/><published>2025-03-04T07:00:00Z</published>
<updated>2025-03-05T07:00:00Z</updated><content type="html">{ARTICLE.replace("<", "&lt;")}</content>
</entry></feed>""".encode()

JSON_FEED = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "The Example", "items": ['
    b'{"id": 1, "url": "/a", "title": "A", "date_published": "2025-03-04T07:00:00Z", "content_text": "'
    + b"The army shelled the town. " * 30
    + b'"}, {"id": 2, "url": "/b", "authors": 7, "date_published": 3}, "none"]}'
)

SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://news.example/a </loc><image:image><image:loc>https://news.example/a.jpg</image:loc>
<image:title>A picture</image:title></image:image><news:news><news:publication><news:name>The Example</news:name>
</news:publication><news:publication_date>2025-03-04T08:00:00+01:00</news:publication_date><news:title>A</news:title>
</news:news></url><url><loc>https://news.example/b</loc><lastmod>2025-03-05</lastmod></url></urlset>"""

RSS_LINKS = ["https://news.example/2025/shelling", "https://news.example/told?utm_source=rss"]

INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://news.example/s1.xml</loc>
<lastmod>2025-03-05</lastmod></sitemap><sitemap><loc>https://news.example/s2.xml</loc></sitemap></sitemapindex>"""


def feed(content: bytes) -> Feed:
    found = parse_feed(content, SITE, settings=Settings())
    assert isinstance(found, Feed), found
    return found


def reason(content: bytes) -> str:
    found = parse_feed(content, SITE, settings=Settings())
    assert isinstance(found, Refusal)
    return found.reason


@pytest.mark.parametrize(
    ("content", "kind", "links"),
    [
        (RSS, "rss", RSS_LINKS),
        (RDF, "rss", ["https://news.example/a"]),
        (RSS_091, "rss", ["https://news.example/a"]),
        (ATOM, "atom", ["https://news.example/a"]),
        (JSON_FEED, "json", ["https://news.example/a", "https://news.example/b"]),
        (SITEMAP, "sitemap", ["https://news.example/a", "https://news.example/b"]),
        (INDEX, "index", ["https://news.example/s1.xml", "https://news.example/s2.xml"]),
        (gzip.compress(SITEMAP), "sitemap", ["https://news.example/a", "https://news.example/b"]),
        (RSS.decode().replace("utf-8", "utf-16").encode("utf-16"), "rss", RSS_LINKS),
    ],
)
def test_each_kind_of_feed_tells_its_links(content: bytes, kind: str, links: list[str]) -> None:
    found = feed(content)
    assert found.kind == kind
    assert [entry.link for entry in found.entries] == links


def test_an_entry_tells_when_it_was_published() -> None:
    moment = datetime(2025, 3, 4, 7, tzinfo=UTC)
    assert [feed(content).entries[0].published for content in (RSS, ATOM, JSON_FEED, SITEMAP)] == [moment] * 4
    assert feed(ATOM).entries[0].updated == datetime(2025, 3, 5, 7, tzinfo=UTC)
    assert feed(RSS).entries[0].title == "Shelling & talks"


def test_an_entry_that_holds_its_article_is_a_page_with_what_the_feed_says_of_it() -> None:
    whole, told = read_feed(RSS, given=Given(), settings=Settings(), address=SITE)
    assert isinstance(whole, Page)
    document, _ = pipeline.open_document(whole, Settings())
    assert document is not None
    assert (document.title, document.outlet, document.published) == (
        "Shelling & talks",
        "The Example",
        date(2025, 3, 4),
    )
    assert document.url == "https://news.example/2025/shelling"
    assert "The Karvian army shelled Ostrava" in document.text
    assert isinstance(told, Refusal)
    assert (told.reason, "https://news.example/told" in told.detail) == ("link_only", True)


def test_a_feed_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.atom"
    path.write_bytes(ATOM.replace(b'href="a"', b'href="https://news.example/a"'))
    (page,) = read_feed(path, given=Given(outlet="Mine"), settings=Settings())
    assert isinstance(page, Page)
    assert (page.path, page.url, page.given.outlet) == (str(path), "https://news.example/a", "Mine")
    missing = list(read_feed(tmp_path / "none.rss", given=Given(), settings=Settings()))
    assert [one.reason for one in missing if isinstance(one, Refusal)] == ["unreadable"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<html><p>News</p></html>", "not_a_feed"),
        (b"", "not_a_feed"),
        (b"{", "bad_json"),
        (b'{"version": 1}', "not_a_feed"),
        (b"\x1f\x8b not gzip", "bad_encoding"),
        (gzip.compress(SITEMAP)[:-30], "truncated"),
        (gzip.compress(b" " * 15_000_000), "over_compressed"),
        (b"<rss>" + b"x" * 6_000_000, "too_large"),
    ],
)
def test_what_is_no_feed_is_refused(content: bytes, expected: str) -> None:
    assert reason(content) == expected


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 99 + b'"><!ENTITY c "' + b"&b;" * 99 + b'">]>'


def test_no_entity_is_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    outside = b'<!DOCTYPE x [<!ENTITY c SYSTEM "' + secret.as_uri().encode() + b'">]>'
    for declared in (LAUGHS, outside):
        assert reason(declared + SITEMAP.partition(b"?>")[2].replace(b"/a ", b"/&c;")) == "entities"
        found = parse_feed(
            declared + b"<rss><channel><item><title>&c;</title></item></channel></rss>", SITE, settings=Settings()
        )
        assert "haha" not in str(found)
        assert "the secret" not in str(found)


@pytest.mark.parametrize(
    ("content", "encoding"), [(RSS, "utf-8"), (ATOM, "utf-8"), (SITEMAP, "utf-8"), (SITEMAP, "utf-16")]
)
def test_half_an_emoji_does_not_cost_the_feed(content: bytes, encoding: str) -> None:
    odd = content.decode().replace("title>", "title>&#55357;&#xDE00;&#0;").encode(encoding)
    assert len(feed(odd).entries) == len(feed(content).entries)


def test_a_cut_sitemap_tells_what_came_whole() -> None:
    assert [entry.link for entry in feed(SITEMAP[:-40]).entries][:1] == ["https://news.example/a"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([RSS, RDF, ATOM, JSON_FEED, SITEMAP, INDEX]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=6)), min_size=1, max_size=6),
)
def test_a_mutated_feed_is_read_or_refused(content: bytes, cuts: list[tuple[float, int, bytes]]) -> None:
    for where, lost, put in cuts:
        at = int(where * len(content))
        content = content[:at] + put + content[at + lost :]
    for one in read_feed(content, given=Given(), settings=Settings(), address=SITE):
        assert isinstance(one, Page | Refusal)


def test_a_feed_is_told_from_a_page() -> None:
    assert all(map(is_feed, (RSS, RDF, ATOM, JSON_FEED, SITEMAP, INDEX)))
    assert not any(map(is_feed, (b"<!DOCTYPE html><html></html>", b"", b"{}", b"plain")))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://News.example/a?utm_source=rss#top", "http://news.example:80/a", True),
        ("https://news.example", "https://news.example/", True),
        ("https://news.example/a?id=1", "https://news.example/a?id=2", False),
        ("https://news.example/a", "https://news.example:8080/a", False),
    ],
)
def test_addresses_of_one_page_have_one_key(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/story", "https://news.example/a/story"),
        ("https://news.example/a/story?p=1&amp;q=2", "https://news.example/a/story?p=1&q=2"),
        ("https://other.example/a/story", None),
        ("https://news.example/", None),
        ("/a/", None),
    ],
)
def test_a_canonical_address_is_believed_within_its_host(href: str, expected: str | None) -> None:
    assert canonical_address(named(href), "https://news.example/a/story.amp") == expected


@pytest.mark.parametrize(
    ("query", "is_believed"), [("id=7", False), ("p=7", False), ("from=rss", True), ("gclid=7", True)]
)
def test_a_page_told_by_its_query_is_not_the_one_without(query: str, is_believed: bool) -> None:
    found = canonical_address(named("/a/story"), f"https://news.example/a/story?{query}")
    assert (found is not None) is is_believed


def named(href: str) -> bytes:
    """A page that names its canonical address."""
    return f"<html><head><link rel='stylesheet' href='x'><link href=\"{href}\" rel=canonical></head></html>".encode()
