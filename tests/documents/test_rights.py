"""What pages say of the rights to their text, in eight languages, in lines and in markup."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.documents.licences import licence_of
from dotterel.documents.rights import find_rights
from dotterel.records import Rights
from tests.documents.pages_of_our_own import article, opened

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
RESERVING = [
    ("en", "© 2025 Hill Press Ltd. All rights reserved.", "Hill Press Ltd"),
    ("en", "This material may not be published, broadcast, rewritten or redistributed.", None),
    ("en", "No part of this site may be used: reproduction without written permission is prohibited.", None),
    ("en", "All content on this site is the property of Hill Courier Group.", "Hill Courier Group"),
    ("en", "ALL RIGHTS RESERVED. © HILL PRESS", "HILL PRESS"),
    ("fr", "© 2025 Éditions de la Colline SAS. Tous droits réservés.", "Éditions de la Colline SAS"),
    ("fr", "Reproduction interdite sans autorisation écrite.", None),
    ("fr", "TOUS DROITS RESERVES", None),
    ("fr", "Les articles de ce site ne peuvent être reproduits ni diffusés sans accord préalable.", None),
    ("fr", "Tous les droits de reproduction réservés. Ce site est la propriété de La Colline SARL.", "La Colline SARL"),
    ("de", "© Hügel Verlag GmbH 2025. Alle Rechte vorbehalten.", "Hügel Verlag GmbH"),
    ("de", "Nachdruck und Vervielfältigung nur mit schriftlicher Genehmigung des Verlags.", None),
    ("de", "Die Weiterverbreitung der Inhalte ist untersagt.", None),
    ("de", "Alle Rechte liegen bei der Hügel Zeitung AG.", "Hügel Zeitung AG"),
    ("es", "© 2025 Colina Noticias S.A. Todos los derechos reservados.", "Colina Noticias S.A."),
    ("es", "Prohibida su reproducción total o parcial.", None),
    ("es", "Queda prohibida la distribución de estos contenidos.", None),
    ("es", "Estos textos no pueden ser reproducidos sin permiso del diario.", None),
    ("pt", "Copyright © 2025 Editora Morro Ltda. Todos os direitos reservados.", "Editora Morro Ltda"),
    ("pt", "É proibida a reprodução total ou parcial do conteúdo.", None),
    ("pt", "Este material não pode ser publicado, reescrito ou redistribuído sem autorização.", None),
    ("ar", "© 2025 وكالة الجبل للأنباء. جميع الحقوق محفوظة", "وكالة الجبل للأنباء"),
    ("ar", "جميع الحقوق محفوظة لصحيفة الجبل © 2025", "صحيفة الجبل"),
    ("ar", "جميع الحقوق محفوظة للجبل", "الجبل"),
    ("ar", "يُمنع نسخ أو إعادة نشر المواد دون إذن مسبق", None),
    ("ar", "حقوق النشر محفوظة", None),
    ("tr", "© 2025 Tepe Haber ve Yayıncılık A.Ş. Tüm hakları saklıdır.", "Tepe Haber ve Yayıncılık A.Ş."),
    ("tr", "HER HAKKI SAKLIDIR", None),
    ("tr", "Bu sitedeki haberler İZİNSİZ KULLANILAMAZ.", None),
    ("tr", "Haberler kaynak gösterilmeden ve önceden izin alınmadan yayınlanamaz.", None),
    ("tr", "Sitedeki içeriğin tüm hakları Tepe Ajansı'na aittir.", "Tepe Ajansı"),
    ("ru", "© 2025 ООО «Холм Медиа». Все права защищены.", "ООО «Холм Медиа»"),
    ("ru", "Перепечатка материалов без письменного согласия редакции запрещена.", None),
    ("ru", "Использование материалов разрешено только с согласия редакции.", None),
    ("ru", "Все права на материалы сайта принадлежат ООО «Холм».", "ООО «Холм»"),
]


@pytest.mark.parametrize(("language", "line", "holder"), RESERVING)
def test_a_notice_in_eight_languages_reserves_the_text(language: str, line: str, holder: str | None) -> None:
    rights = find_rights(["Some news.", line], None)
    assert (rights.reserved, rights.holder, rights.licence, rights.basis) == (True, holder, None, "notice")
    assert not rights.text_may_be_shown


@pytest.mark.parametrize(
    "line",
    [
        "Articles may be republished freely with credit to the station.",
        "Nachdruck mit Quellenangabe erlaubt.",
        "Reproduction autorisée avec mention de la source.",
        "Se permite la reproducción citando la fuente.",
        "Permitida a reprodução desde que citada a fonte.",
        "Haberler kaynak gösterilerek kullanılabilir.",
        "Перепечатка материалов разрешается при ссылке на сайт.",
        "يسمح بإعادة نشر المواد بشرط ذكر المصدر",
    ],
)
def test_leave_to_reprint_is_not_reserved_and_is_no_licence(line: str) -> None:
    rights = find_rights([line], None)
    assert (rights.reserved, rights.licence, rights.basis) == (False, None, "notice")


@pytest.mark.parametrize(
    "line",
    [
        "The court said that human rights had been violated.",
        "He told reporters that all rights of the workers were reserved by law.",
        "Police searched the house without written permission, lawyers said.",
        "A judge ruled on Monday that the copyright case against the singer may go on.",
        "La ONU pidió respetar los derechos de los presos.",
        "Der Richter lehnte den Antrag ab und verwies auf die Rechte der Kläger.",
        "Правозащитники заявили, что права задержанных нарушены.",
        "İnsan hakları örgütü gözaltıları kınadı.",
        "La manifestation a été interdite par la préfecture.",
        "وقالت منظمة حقوق الإنسان إن القرار خطأ",
        "Scientists released the data under a CC BY 4.0 licence, the institute said.",
        "The minister said the letters were in the public domain.",
    ],
)
def test_news_that_speaks_of_rights_is_no_notice(line: str) -> None:
    assert find_rights([line], None) == Rights()


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("This article is licensed under CC BY-NC-ND 4.0.", "CC-BY-NC-ND-4.0"),
        ("Texts: CC-BY-SA", "CC-BY-SA"),
        ("Content is available under a Creative Commons Attribution-ShareAlike 3.0 licence.", "CC-BY-SA-3.0"),
        ("Creative Commons Namensnennung - Nicht-kommerziell - Keine Bearbeitung 3.0", "CC-BY-NC-ND-3.0"),
        ("sous licence Creative Commons Attribution - Pas d’Utilisation Commerciale 4.0", "CC-BY-NC-4.0"),
        ("bajo licencia Creative Commons Reconocimiento-NoComercial-CompartirIgual 4.0", "CC-BY-NC-SA-4.0"),
        ("sob a licença Creative Commons Atribuição-SemDerivações 4.0", "CC-BY-ND-4.0"),
        ("Creative Commons Atıf-GayriTicari 4.0 lisansı", "CC-BY-NC-4.0"),
        ("по лицензии Creative Commons «С указанием авторства» 4.0", "CC-BY-4.0"),
        ("رخصة المشاع الإبداعي Creative Commons نسب المصنف غير تجاري 4.0", "CC-BY-NC-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://creativecommons.org/licenses/by-nd/3.0/igo/", "CC-BY-ND-3.0"),
        ("published under a Creative Commons licence", "Creative Commons"),
        ("This text is in the public domain.", "public domain"),
        ("Dieser Text ist gemeinfrei.", "public domain"),
        ("available under the Open Government Licence v3.0", "OGL-UK-3.0"),
        ("He sent a copy (CC) by mail.", None),
        ("Article 5 of the accord, cc to the mayor", None),
    ],
)
def test_licences_are_named_by_any_spelling(text: str, licence: str | None) -> None:
    assert licence_of(text) == licence


@pytest.mark.parametrize("terms", ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"])
def test_every_creative_commons_licence_lets_the_text_be_shown(terms: str) -> None:
    rights = find_rights([f"This text is published under CC {terms} 4.0."], None)
    assert rights.text_may_be_shown
    assert rights.licence == f"CC-{terms}-4.0"


@pytest.mark.parametrize(
    "credit",
    [
        "Photo: A. Name / Flickr / CC BY 2.0",
        "Foto: A. Name (CC BY-SA 4.0)",
        "Soldiers stand beside the road to the market © Agency",
        "Image © Agency",
    ],
)
def test_the_credit_of_a_picture_says_nothing_of_the_text(credit: str) -> None:
    assert find_rights([credit], None) == Rights()
    assert opened(article(before=f"<figure><figcaption>{credit}</figcaption></figure>")).rights == Rights()


def test_a_short_credit_in_a_figure_is_not_the_holder_of_the_text() -> None:
    picture = "<figure><img src='a.jpg'><figcaption><p>© 2025 Agency Photos</p></figcaption></figure>"
    document = opened(article(before=picture, after="<footer><p>© 2025 Hill Press Ltd</p></footer>"))
    assert document.rights == Rights(reserved=True, holder="Hill Press Ltd", basis="notice")


@pytest.mark.parametrize(
    ("head", "rights"),
    [
        (f'<link rel="license" href="{CC_BY}">', Rights(licence="CC-BY-4.0", basis="license")),
        (f'<meta name="dcterms.license" content="{CC_BY}">', Rights(licence="CC-BY-4.0", basis="license")),
        ('<meta name="dcterms.rights" content="CC BY-SA 4.0">', Rights(licence="CC-BY-SA-4.0", basis="license")),
        (
            '<meta name="copyright" content="© 2025 Hill Press Ltd">',
            Rights(reserved=True, holder="Hill Press Ltd", basis="meta"),
        ),
        ('<meta name="robots" content="index, noai, noimageai">', Rights(reserved=True, basis="meta")),
        ('<meta name="robots" content="NOARCHIVE">', Rights(reserved=True, basis="meta")),
        ('<meta name="robots" content="max-snippet: 0">', Rights(reserved=True, basis="meta")),
        ('<meta name="robots" content="index,follow,max-image-preview:large">', Rights()),
        ('<meta name="tdm-reservation" content="1">', Rights(reserved=True, basis="meta")),
        ('<meta name="tdm-reservation" content="0">', Rights()),
        (
            '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://hill.example/tdm.json">',
            Rights(reserved=True, licence="https://hill.example/tdm.json", basis="meta"),
        ),
    ],
)
def test_marks_in_the_head_are_read(head: str, rights: Rights) -> None:
    assert opened(article(head)).rights == rights


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("data", "rights"),
    [
        (f'{{"@type":"NewsArticle","license":"{CC_BY}"}}', Rights(licence="CC-BY-4.0", basis="license")),
        (f'{{"@type":"Article","license":[{{"@id":"{CC_BY}"}}]}}', Rights(licence="CC-BY-4.0", basis="license")),
        (
            '{"@type":"NewsArticle","license":"https://hill.example/terms"}',
            Rights(reserved=True, licence="https://hill.example/terms", basis="license"),
        ),
        (
            '{"@type":"NewsArticle","copyrightHolder":{"@type":"Organization","name":"Hill Press Ltd"}}',
            Rights(reserved=True, holder="Hill Press Ltd", basis="meta"),
        ),
        (
            '{"@type":"NewsArticle","copyrightNotice":"© 2025 Hill Press Ltd. All rights reserved."}',
            Rights(reserved=True, holder="Hill Press Ltd", basis="meta"),
        ),
        ('{"@type":"NewsArticle","isAccessibleForFree":false}', Rights(reserved=True, basis="meta")),
        ('{"@type":"NewsArticle","isAccessibleForFree":"True"}', Rights()),
        (f'{{"@type":"NewsArticle","image":{{"@type":"ImageObject","license":"{CC_BY}"}}}}', Rights()),
    ],
)
def test_schema_org_is_read_for_the_text_and_not_for_its_pictures(data: str, rights: Rights) -> None:
    assert opened(article(linked(data))).rights == rights


def test_a_badge_of_a_licence_frees_the_text_and_one_in_a_caption_does_not() -> None:
    badge = f'<a rel="license" href="{CC_BY}"><img src="by.png"></a>'
    assert opened(article(after=f"<footer>{badge}</footer>")).rights == Rights(licence="CC-BY-4.0", basis="license")
    assert opened(article(before=f"<figure><figcaption>{badge}</figcaption></figure>")).rights == Rights()


def test_a_licence_in_sight_goes_before_all_rights_reserved_and_the_basis_tells() -> None:
    lines = ["© 2025 Hill Press. All rights reserved.", "Unless otherwise noted, content is under CC BY 4.0."]
    assert find_rights(lines, None) == Rights(holder="Hill Press", licence="CC-BY-4.0", basis="notice against notice")


def test_a_prohibition_in_sight_goes_before_a_licence_that_only_machines_see() -> None:
    page = article(f'<link rel="license" href="{CC_BY}">', after="<footer><p>All rights reserved.</p></footer>")
    assert opened(page).rights == Rights(reserved=True, basis="notice against license")


def test_a_copyright_line_is_no_conflict_with_a_licence() -> None:
    page = article(f'<link rel="license" href="{CC_BY}">', after="<footer><p>© 2025 Hill Press</p></footer>")
    assert opened(page).rights == Rights(holder="Hill Press", licence="CC-BY-4.0", basis="license")


def test_a_mark_against_machines_does_not_take_back_a_licence_but_is_told() -> None:
    page = article('<meta name="robots" content="noai">', after="<footer><p>Texts: CC BY 4.0</p></footer>")
    assert opened(page).rights == Rights(licence="CC-BY-4.0", basis="notice against meta")


def test_a_notice_without_a_name_is_of_the_outlet() -> None:
    site = '<meta property="og:site_name" content="Hill Radio">'
    footer = "<footer><p>All rights reserved.</p></footer>"
    assert opened(article(site, after=footer)).rights.holder == "Hill Radio"
    assert opened(article(site)).rights == Rights()
    logo = '<img src="logo.png" alt="Hill Radio logo">'
    assert opened(article("<title>News | Hill Radio</title>", before=logo, after=footer)).rights.holder == "Hill Radio"


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("Hill Press © 2025", "Hill Press"),
        ("© 2010-2025 Center for Hill Studies, Inc. All rights reserved.", "Center for Hill Studies, Inc."),
        ("© 2025 Human Rights Hill. All rights reserved.", "Human Rights Hill"),
        ("© 2025 Hill News LLC. Designed by Valley Web", "Hill News LLC"),
        ("© 2025 The Hill Courier, a Valley Media newspaper", "The Hill Courier"),
        ("© Hill Media | Privacy | Terms", "Hill Media"),
        ("(c) 2025 Hill Tal und Berg Verlag GmbH", "Hill Tal und Berg Verlag GmbH"),
        ("Copyright by Hill s.a.l. 2025", "Hill s.a.l."),
        ("© 2025", None),
        ("Registered as a 501(c)(3) public charity. All rights reserved.", None),
    ],
)
def test_the_holder_is_the_name_and_nothing_of_its_sentence(line: str, holder: str | None) -> None:
    assert find_rights([line], None).holder == holder


@given(st.lists(st.text(max_size=200), max_size=20))
def test_any_lines_give_rights_with_a_basis_or_none_at_all(lines: list[str]) -> None:
    rights = find_rights(lines, None)
    assert rights == Rights() or rights.basis is not None


@given(st.lists(st.sampled_from([line for _, line, _ in RESERVING]), min_size=1, max_size=6), st.randoms())
def test_reserved_is_found_among_any_lines_in_any_order(lines: list[str], random: object) -> None:
    between = ["The mayor opened the market on Monday.", "Rain is expected in the hills.", "Read also: a bridge"]
    assert find_rights([*between, *lines, *between], None).reserved
    assert not find_rights([*between, *lines], None).text_may_be_shown


@given(st.sampled_from(["BY", "BY-SA", "BY-NC-ND"]), st.sampled_from(["1.0", "3.0", "4.0"]), st.booleans())
def test_a_licence_has_one_name_by_its_address_and_by_its_short_form(terms: str, version: str, is_small: bool) -> None:
    address = f"//creativecommons.org/licenses/{terms.lower()}/{version}/deed.de"
    short = f"CC {terms} {version}"
    assert licence_of(address) == licence_of(short.lower() if is_small else short) == f"CC-{terms}-{version}"


@pytest.mark.parametrize(
    "value", ["3", "null", "[]", "{}", '[[{"name": 3}]]', '{"name": ["x"]}', '"http://[bad"', '""']
)
@pytest.mark.parametrize("name", ["license", "copyrightHolder", "copyrightNotice", "isAccessibleForFree"])
def test_json_ld_of_any_shape_is_read_or_passed_over(name: str, value: str) -> None:
    rights = opened(article(linked(f'{{"@type":["NewsArticle"],"{name}":{value}}}'))).rights
    assert rights.licence is None or rights.reserved


def test_a_page_of_nothing_but_notices_is_read_in_time() -> None:
    line = "The rights reserved may not be copied without permission, © 2025 Hill Press. " * 8
    links = f'<a href="{CC_BY}">x</a>' * 3000
    started = time.process_time()
    assert opened(article(after=f"<p>{line}</p>" * 2000 + links)).rights.reserved
    assert time.process_time() - started < 20
