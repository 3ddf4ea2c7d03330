"""A page becomes a document: decoding, body, metadata, language, rights."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotterel.documents import read_document
from dotterel.documents.language import find_language
from dotterel.documents.rights import find_rights
from dotterel.records import Given, Page, Rights
from dotterel.settings import Settings
from dotterel.stories import split_stories
from tests.documents.pages_of_our_own import BODY, article, opened, page, refused, told


def test_menus_cookies_shares_and_comments_are_left_out() -> None:
    document = opened(
        article(
            before='<div class="share"><a href="#">Share this</a></div>',
            after='<div id="cookie-bar"><p>We use cookies to make this site better for all of our readers.</p></div>'
            "<nav><a href=/>Home page of the site</a></nav>"
            '<div class="comments"><p>I do not believe a single word of what the army says here.</p></div>',
        )
    )
    assert [story.kind for story in document.stories] == ["article"]
    assert "cookies" not in document.text
    assert "believe" not in document.text


def test_related_headlines_are_teasers_and_the_footer_is_a_notice() -> None:
    document = opened(
        article(
            after="<aside><h3>Related stories</h3><ul><li><a href=/1>Dam on Blue River opens after ten years</a></li>"
            "<li><a href=/2>Teachers strike in the capital over pay</a></li></ul></aside>"
            "<footer><p>© 2025 Hill Press Ltd. All rights reserved.</p><p>Terms · Privacy</p></footer>"
        )
    )
    assert told(document, "teaser") == [
        "Dam on Blue River opens after ten years",
        "Teachers strike in the capital over pay",
    ]
    assert told(document, "notice") == ["© 2025 Hill Press Ltd. All rights reserved."]
    assert document.rights == Rights(reserved=True, holder="Hill Press Ltd", basis="notice")


def test_a_teaser_inside_the_article_moves_behind_it() -> None:
    inline = '<div class="box"><b>READ ALSO</b> <a href=/1>Dam on the Blue River opens after ten years</a></div>'
    first, rest = BODY.split("</p>", 1)
    document = opened(f"<html><body><h1>Army frees hostages after siege</h1>{first}</p>{inline}{rest}</body></html>")
    assert [story.kind for story in document.stories] == ["article", "teaser"]
    assert told(document, "teaser") == ["Dam on the Blue River opens after ten years"]


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-02-11T07:42:00Z">',
        '<meta name="DC.date.issued" content="2025-02-11T23:40:00-05:00">',
        '<meta name="date" content="20250211">',
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2025-02-11"}]}</script>',
    ],
)
def test_the_day_is_read_from_the_markup_as_it_is_written(head: str) -> None:
    document = opened(article(head))
    assert document.published == date(2025, 2, 11)
    assert document.published_basis == "stated"


@pytest.mark.parametrize(
    "stamp",
    [
        "Published 11 Feb 2025, 07:42 GMT · Updated 12 Feb 2025",
        "11.02.2025 07:42",
        "February 11, 2025",
        "Giriş: 11 Şubat 2025, 08:12",
        "11 de febrero de 2025",
        "2025年2月11日",
        "Updated: 12 Feb 2025 | Published: 11 Feb 2025",
    ],
)
def test_the_day_is_read_from_a_stamp_beside_the_headline(stamp: str) -> None:
    assert opened(article(before=f"<p>{stamp}</p>")).published == date(2025, 2, 11)


def test_an_update_a_template_and_an_empty_field_are_no_day_of_publication() -> None:
    assert opened(article('<meta name="last-modified" content="2025-06-02">')).published is None
    assert opened(article('<meta property="article:published_time" content="1970-01-01T00:00:00Z">')).published is None
    assert opened(article('<meta property="article:published_time" content="2999-01-01">')).published is None
    left_over = article('<meta name="date" content="2018-09-12">', before="<p>Apr 3, 2025 16:41</p>")
    assert opened(left_over).published == date(2025, 4, 3)


def test_a_figure_date_of_two_readings_is_read_only_where_the_language_tells() -> None:
    stamp = "<p>03/04/2025</p>"
    assert opened(article(before=stamp)).published is None
    assert opened(article(before=stamp, lang="en-US")).published == date(2025, 3, 4)
    assert opened(article(before=stamp, lang="en-GB")).published == date(2025, 4, 3)


def test_an_address_gives_a_day_only_where_it_is_whole() -> None:
    assert opened(article(), url="https://hill.example/2025/02/11/siege").published == date(2025, 2, 11)
    assert opened(article(), url="https://hill.example/2025/02/siege").published is None


def test_plain_text_states_its_day_in_a_stamp_or_a_dateline_and_not_in_its_prose() -> None:
    assert opened("Siege ends\nTue 11 February 2025\nThe army left.", media_type="text/plain").published == date(
        2025, 2, 11
    )
    dated = "Siege ends\nPARIS, 3 March 2021 (HPA) - The army left the town on Tuesday, residents said."
    assert opened(dated, media_type="text/plain").published == date(2021, 3, 3)
    prose = "Siege ends\nThe army left the town that it had taken on December 8, 2024, residents said on the phone."
    assert opened(prose, media_type="text/plain").published is None


def test_title_outlet_and_byline_are_read() -> None:
    head = (
        '<title>Army frees hostages after siege | Hill Press</title><meta property="og:site_name" content="Hill Press">'
    )
    document = opened(article(head, before="<p>By Ada Osei</p>"))
    assert document.title == "Army frees hostages after siege"
    assert document.outlet == "Hill Press"
    assert document.byline == "Ada Osei"


def test_what_the_user_gives_comes_before_what_the_page_says() -> None:
    user = Given(published=date(2024, 5, 1), title="Own", rights=Rights(licence="mine", basis="user"))
    content = article('<meta name="date" content="2025-02-11">', after="<footer>© Hill Press</footer>").encode()
    document, _ = read_document(Page(id="p", content=content, media_type="text/html", given=user), Settings())
    assert document is not None
    assert (document.published, document.title, document.rights.licence) == (date(2024, 5, 1), "Own", "mine")


@pytest.mark.parametrize(
    ("line", "holder", "is_reserved", "licence"),
    [
        ("© 2024 The Hill Inc. Do not reproduce.", "The Hill Inc.", True, None),
        ("Copyright Daily Hill s.a.l. 2025. All rights reserved.", "Daily Hill s.a.l.", True, None),
        (
            "LEGAL WARNING: All rights are reserved by Hill Media Group and its agencies.",
            "Hill Media Group",
            True,
            None,
        ),
        (
            "All content is the property of Hill News d.o.o. Use is allowed to subscribers.",
            "Hill News d.o.o.",
            True,
            None,
        ),
        ("Tepe Gazetecilik A.Ş. Tüm hakları saklıdır.", "Tepe Gazetecilik A.Ş.", True, None),
        ("© Colina S.A. Todos los derechos reservados.", "Colina S.A.", True, None),
        ("Tous droits réservés.", None, True, None),
        ("جميع الحقوق محفوظة", None, True, None),
        ("Texts of Hill Radio may be reprinted freely if the station is named.", "Hill Radio", False, None),
        ("Content under CC BY-SA 4.0. Share it!", None, False, "CC-BY-SA-4.0"),
        (
            "The Hill is published under a Creative Commons Attribution-NonCommercial 4.0 licence.",
            "The Hill",
            False,
            "CC-BY-NC-4.0",
        ),
    ],
)
def test_a_notice_tells_rights_and_holder(
    line: str, holder: str | None, is_reserved: bool, licence: str | None
) -> None:
    rights = find_rights(["Some news.", line], None)
    assert (rights.holder, rights.reserved, rights.licence) == (holder, is_reserved, licence)
    assert rights.basis == "notice"


def test_news_about_rights_is_no_notice() -> None:
    lines = ["The court said that human rights had been violated.", "The minister may not be used to such questions."]
    assert find_rights(lines, None) == Rights()


def test_a_licence_in_the_markup_is_read() -> None:
    document = opened(article('<link rel="license" href="//creativecommons.org/licenses/by/4.0/">'))
    assert document.rights == Rights(licence="CC-BY-4.0", basis="license")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The army said on Friday that it had left the town and the hills to the east of it.", "en"),
        ("Ordu cuma günü kasabadan çekildi ve daha sonra tepeler için bir açıklama yaptı, ancak", "tr"),
        ("وقال الجيش إنه انسحب من المدينة يوم الجمعة", "ar"),
        ("ارتش گفت که روز جمعه از شهر عقب نشینی کرده است و پس از آن چیزی نگفت", "fa"),
        ("Армия заявила, что покинула город в пятницу", "ru"),
        ("El ejército dijo que se retiró de la ciudad el viernes y que no volverá a los montes", "es"),
        ("军队表示周五已撤离该镇", "zh"),
        ("सेना ने कहा कि वह शुक्रवार को शहर से हट गई", "hi"),
        ("xyzzy", None),
    ],
)
def test_the_language_is_told_by_script_or_small_words(text: str, code: str | None) -> None:
    assert find_language(text, None) == code


def test_old_encodings_are_read_as_declared_or_guessed() -> None:
    turkish = article().replace("utf-8", "iso-8859-9").replace("Army frees", "Şehir ve ağaç")
    assert "Şehir ve ağaç" in opened(turkish.encode("cp1254")).text
    assert "hostages" in opened(article().encode("utf-16")).text
    assert "hostages" in opened(article().encode("utf-16-le")).text
    assert "“two”" in opened(article().replace("two", "“two”").encode() + "é".encode()[:1]).text


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"), (b"<html></html>", "no_text"), (b" \n", "empty")],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    document, refusals = refused(content)
    assert document is None
    assert [refusal.reason for refusal in refusals] == [reason]


def test_markup_nested_without_end_and_text_without_end_are_read_or_refused() -> None:
    for content in (b"<div>" * 100_000 + b"word", b"<p>" + b"word and more " * 40_000, b"<li><a>Word " * 20_000):
        document, refusals = refused(content)
        assert document is not None or refusals


def test_a_text_that_is_too_long_is_cut_at_a_line_and_the_rest_refused() -> None:
    lines = "\n".join(f"Line {number} of a long text." for number in range(100))
    document, refusals = read_document(page(lines, media_type="text/plain"), Settings(max_document_chars=200))
    assert document is not None
    assert len(document.text) <= 200
    assert lines.startswith(document.text + "\n")
    assert [refusal.reason for refusal in refusals] == ["too_long"]


def test_a_passage_keeps_the_users_text_exactly() -> None:
    text = "\ufeff  One.\r\n\r\nTwo\u00a0\u200b three.  \n"
    passage = Page(id="p", content=text.encode(), media_type="text/plain", given=Given(is_passage=True))
    document, _ = read_document(passage, Settings())
    assert document is not None
    assert document.text == text


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 1200), junk=st.binary(max_size=40), at=st.integers(0, 1200))
def test_damaged_pages_give_a_document_with_whole_spans_or_a_refusal(cut: int, junk: bytes, at: int) -> None:
    content = article('<meta name="date" content="2025-02-11">', after="<footer>© Hill Press</footer>").encode()
    damaged = (content[:at] + junk + content[at:])[: max(1, len(content) - cut)]
    document, refusals = read_document(page(damaged), Settings())
    assert document is not None or refusals
    if document is not None:
        ends = [0]
        for story in split_stories(document).stories:
            assert ends[-1] <= story.start < story.end <= len(document.text)
            assert document.text[story.start : story.end].strip() == document.text[story.start : story.end]
            ends.append(story.end)
