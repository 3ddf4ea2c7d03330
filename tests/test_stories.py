"""A document's stories: articles, teasers, notices, entries and items, in order and apart."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dotterel.records import Document, Span, Story
from dotterel.stories import split_stories

ARTICLE = [
    "Ruritania frees hostages after siege in Strelsau",
    "Soldiers of Ruritania freed eleven hostages in Strelsau on Monday after a siege of two days, the army said.",
    "The army accused the Blue Militia of having taken the villagers on the road from Strelsau to Zenda.",
    "A spokesman for the Blue Militia rejected the charge and asked the Ruritanian government to send a delegation.",
    "The siege of Strelsau followed months of fighting between the army and the militia over the road to Zenda.",
]
NOTICE = "LEGAL NOTICE: All rights are reserved by Hill Media. No text may be used without written permission."
TEASERS = [
    "Farmers in Graustark blocked the port of Edelweiss on Sunday in protest against new fees for grain.",
    "A ferry ran aground off Balnibarbi in thick fog; nobody on board was hurt, the coastguard reported.",
]


def split(*lines: str, **fields: object) -> Document:
    return split_stories(Document(id="d", text="\n".join(lines), **fields))  # type: ignore[arg-type]


def told(document: Document) -> list[tuple[str, str]]:
    return [(story.kind, document.text[story.start : story.end]) for story in document.stories]


def test_bare_lines_come_apart_into_article_notice_and_teasers() -> None:
    signed = [*ARTICLE[:-1], ARTICLE[-1] + " (HPA)"]
    document = split(*signed, NOTICE, *TEASERS)
    assert told(document) == [("article", "\n".join(signed)), ("notice", NOTICE), *(("teaser", t) for t in TEASERS)]
    assert document.stories[0].headline == Span(start=0, end=len(ARTICLE[0]))
    assert document.title == ARTICLE[0]


def test_teasers_follow_a_sign_off_without_a_notice() -> None:
    signed = [*ARTICLE[:-1], ARTICLE[-1] + " (HPA)"]
    assert told(split(*signed, *TEASERS)) == [("article", "\n".join(signed)), *(("teaser", t) for t in TEASERS)]


def test_teasers_follow_without_any_border_where_the_topic_changes() -> None:
    document = split(*ARTICLE, *TEASERS)
    assert told(document) == [("article", "\n".join(ARTICLE)), *(("teaser", t) for t in TEASERS)]


def test_an_article_goes_on_after_a_link_set_into_it() -> None:
    link = "Read also: Dam on the Blue River opens after ten years"
    document = split(*ARTICLE[:3], link, *ARTICLE[3:])
    assert told(document) == [
        ("article", "\n".join(ARTICLE[:3])),
        ("teaser", "Dam on the Blue River opens after ten years"),
        ("article", "\n".join(ARTICLE[3:])),
    ]


def test_an_article_goes_on_after_a_notice_set_into_it() -> None:
    document = split(*ARTICLE[:3], NOTICE, *ARTICLE[3:])
    assert [kind for kind, _ in told(document)] == ["article", "notice", "article"]


def test_headlines_under_a_label_are_teasers_and_the_label_is_none() -> None:
    document = split(*ARTICLE, "More news", "Dam opens on Blue River", "Teachers strike in Edelweiss over pay")
    assert told(document)[1:] == [
        ("teaser", "Dam opens on Blue River"),
        ("teaser", "Teachers strike in Edelweiss over pay"),
    ]


def test_an_article_alone_stays_whole() -> None:
    assert told(split(*ARTICLE)) == [("article", "\n".join(ARTICLE))]


def test_the_address_line_of_a_wire_is_no_part_of_the_article() -> None:
    document = split("HPA-0611 | 18.05.2025 | 05:20 GMT | Ruritania", *ARTICLE)
    assert told(document) == [("article", "\n".join(ARTICLE))]


def test_a_live_blog_comes_apart_into_its_entries() -> None:
    document = split(
        "LIVE: Siege in Strelsau",
        "Monday 19 May. All times local.",
        "14:05",
        "Army enters the town",
        "The army has entered Strelsau with about forty vehicles, residents tell us.",
        "12:50 - The mayor has asked both sides for a ceasefire until the evening.",
        "10:32 GMT A convoy has left Zenda with food for the people of the town.",
        "© Hill Press. All rights reserved.",
        published=date(2025, 5, 19),
    )
    assert [kind for kind, _ in told(document)] == ["article", "entry", "entry", "entry", "notice"]
    first = document.stories[1]
    assert first.headline is not None
    assert document.text[first.headline.start : first.headline.end] == "Army enters the town"
    assert first.published == date(2025, 5, 19)


def test_a_round_up_comes_apart_into_its_items() -> None:
    document = split(
        "The week in brief",
        "RURITANIA: Hostages free",
        "Soldiers freed eleven hostages in Strelsau on Monday after a siege of two days, the army said.",
        "GRAUSTARK: Port blocked",
        "Farmers blocked the port of Edelweiss on Sunday in protest against new fees for grain.",
        "BALNIBARBI: Ferry aground",
        "A ferry ran aground in thick fog; nobody on board was hurt, the coastguard reported.",
    )
    assert [kind for kind, _ in told(document)] == ["article", "item", "item", "item"]
    assert told(document)[2][1].startswith("GRAUSTARK: Port blocked\nFarmers")


def test_reports_with_datelines_of_their_own_are_items() -> None:
    document = split(
        "World in brief",
        "STRELSAU (HPA) - Soldiers freed eleven hostages on Monday after a siege of two days, the army said.",
        "EDELWEISS (HPA) - Farmers blocked the port on Sunday in protest against new fees for grain.",
        "LAGADO (HPA) - A ferry ran aground in thick fog; nobody on board was hurt, the coastguard reported.",
    )
    assert [kind for kind, _ in told(document)] == ["article", "item", "item", "item"]


def test_a_passage_is_one_article_as_it_stands() -> None:
    document = split_stories(Document(id="d", text="  " + NOTICE + "\nMore. ", is_passage=True))
    assert told(document) == [("article", NOTICE + "\nMore.")]


def test_stories_that_the_markup_has_parted_are_kept() -> None:
    text = "\n".join([ARTICLE[1], TEASERS[0]])
    border = len(ARTICLE[1])
    stories = (
        Story(index=0, kind="article", start=0, end=border),
        Story(index=1, kind="teaser", start=border + 1, end=len(text)),
    )
    document = split_stories(Document(id="d", text=text, stories=stories))
    assert [(story.kind, story.start, story.end) for story in document.stories] == [
        ("article", 0, border),
        ("teaser", border + 1, len(text)),
    ]


def test_a_notice_inside_an_entry_parts_it() -> None:
    lines = ["14:05", NOTICE, "Ruritania frees hostages after siege in Strelsau", "14:20", "14:45"]
    kinds = [kind for kind, _ in told(split(*lines))]
    assert kinds == ["entry", "notice", "entry", "entry", "entry"]


@given(st.lists(st.sampled_from([*ARTICLE, NOTICE, *TEASERS, "", "  ", "14:05", "Read more", "- One", "A", "(HPA)"])))
def test_stories_are_in_order_trimmed_and_never_overlap(lines: list[str]) -> None:
    document = split(*lines)
    end = 0
    for index, story in enumerate(document.stories):
        words = document.text[story.start : story.end]
        assert story.index == index
        assert end <= story.start < story.end
        assert words == words.strip()
        if story.headline is not None:
            assert story.start <= story.headline.start < story.headline.end <= story.end
        end = story.end
