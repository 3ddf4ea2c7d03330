"""Days of change, sections, addresses and outlets of pages."""

from datetime import date

import pytest

from dotterel.documents.markup import blocks_of, parse
from dotterel.documents.metadata import Metadata, metadata_of_html
from tests.documents.pages_of_our_own import article, opened

TODAY = date(2026, 3, 1)
PUBLISHED = '<meta property="article:published_time" content="2025-02-11T08:00:00Z">'


def metadata(page: str, url: str | None = None) -> Metadata:
    tree = parse(page)
    assert tree is not None
    return metadata_of_html(tree, blocks_of(tree), url, TODAY)


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ('<meta property="article:modified_time" content="2025-02-13T10:00:00+03:00">', ""),
        ('<meta property="og:updated_time" content="2025-02-13">', ""),
        (linked('{"@type":"NewsArticle","dateModified":"2025-02-13T10:00:00Z"}'), ""),
        ("", '<time itemprop="dateModified" datetime="2025-02-13">two days ago</time>'),
        ("", '<p>Last updated: <time datetime="2025-02-13T10:00">13 Feb</time></p>'),
        ("", "<p>Updated 13 February 2025</p>"),
        ("", "<p>Published 11 February 2025, updated 13 February 2025</p>"),
        ("", "<p>Zuletzt aktualisiert: 13. Februar 2025</p>"),
        ("", "<p>Mis à jour le 13 février 2025</p>"),
        ("", "<p>Actualizado: 13 de febrero de 2025</p>"),
        ("", "<p>Atualizado em 13 de fevereiro de 2025</p>"),
        ("", "<p>Güncelleme: 13 Şubat 2025</p>"),
        ("", "<p>Обновлено: 13 февраля 2025</p>"),
        ("", "<p>آخر تحديث: 13 فبراير 2025</p>"),
    ],
)
def test_the_day_of_a_change_is_read_and_is_not_that_of_publication(head: str, before: str) -> None:
    told = metadata(article(PUBLISHED + head, before=before))
    assert (told.published, told.updated) == (date(2025, 2, 11), date(2025, 2, 13))
    assert metadata(article(head, before=before)).published in (None, date(2025, 2, 11))


@pytest.mark.parametrize("day", ["1970-01-01", "2024-12-31", "2027-05-05", "soon"])
def test_a_change_before_publication_or_in_the_future_is_not_believed(day: str) -> None:
    assert metadata(article(f'{PUBLISHED}<meta property="article:modified_time" content="{day}">')).updated is None


def test_a_change_a_day_before_is_one_of_another_time_zone() -> None:
    head = f'{PUBLISHED}<meta property="article:modified_time" content="2025-02-10T23:30:00-05:00">'
    assert metadata(article(head)).updated == date(2025, 2, 11)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:section" content="World">',
        linked('{"@type":"NewsArticle","articleSection":["World","Asia"]}'),
        linked(
            '{"@type":"BreadcrumbList","itemListElement":[{"name":"Home"},{"item":{"name":"World"}},'
            '{"name":"Army frees hostages after siege"}]}'
        ),
    ],
)
def test_the_section_is_read(head: str) -> None:
    assert metadata(article(head)).section == "World"
    assert metadata(article()).section is None


@pytest.mark.parametrize(
    ("link", "url", "canonical"),
    [
        ("https://hill.example/a#top", None, "https://hill.example/a"),
        ("/a", "https://hill.example/a?from=feed", "https://hill.example/a"),
        ("https://hill.example/", "https://hill.example/a", None),
        ("https://hill.example/", "https://hill.example/", "https://hill.example/"),
        ("/a", None, None),
        ("javascript:void(0)", "https://hill.example/a", None),
        ("http://[bad", "https://hill.example/a", None),
        ("", "https://hill.example/a", None),
    ],
)
def test_the_canonical_address_is_whole_or_none(link: str, url: str | None, canonical: str | None) -> None:
    assert metadata(article(f'<link rel="canonical" href="{link}">'), url).canonical_url == canonical


def test_the_outlet_is_read_from_its_logo_or_from_the_title_where_the_host_says_the_same() -> None:
    logo = '<img class="site-logo" src="a.png" alt="Hill Radio">'
    assert metadata(article("<title>Army frees hostages - Hill Radio</title>", before=logo)).outlet == "Hill Radio"
    title = "<title>Army frees hostages | Hill Courier</title>"
    assert metadata(article(title), "https://www.hillcourier.example/a").outlet == "Hill Courier"
    assert metadata(article(title), "https://valley.example/a").outlet is None


def test_a_document_has_its_day_of_change_its_section_and_its_address() -> None:
    head = (
        f'{PUBLISHED}<meta property="article:modified_time" content="2025-02-13"><meta property="article:section" '
        'content="World"><link rel="canonical" href="/a">'
    )
    document = opened(article(head), url="https://hill.example/a?x=1")
    assert (document.updated, document.section) == (date(2025, 2, 13), "World")
    assert document.canonical_url == "https://hill.example/a"
