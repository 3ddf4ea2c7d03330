from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dotterel.reader.sentences import mark_sentences, sentence_at, split_sentences
from dotterel.records import Document, Story


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, 0, len(text))]


def test_stops_end_sentences() -> None:
    assert cut("Rebels attacked. The army fled! Why?") == ["Rebels attacked.", "The army fled!", "Why?"]


def test_titles_initials_and_abbreviations_do_not_end_sentences() -> None:
    text = "Gen. J. Okoro met Sen. Hale in Washington, D.C. on Monday. They left."
    assert cut(text) == ["Gen. J. Okoro met Sen. Hale in Washington, D.C. on Monday.", "They left."]


def test_an_abbreviated_body_ends_a_sentence_before_an_article() -> None:
    assert cut("He spoke to the U.N. The envoy left.") == ["He spoke to the U.N.", "The envoy left."]


def test_closing_quotes_stay_with_their_sentence() -> None:
    assert cut("“We refuse.” The talks ended.") == ["“We refuse.”", "The talks ended."]


def test_numbers_with_points_are_not_cut() -> None:
    assert cut("It cost 3.5 million. Prices rose 2.1%.") == ["It cost 3.5 million.", "Prices rose 2.1%."]


def test_lines_end_sentences_without_a_stop() -> None:
    assert cut("Truce holds in the east\n\nGuns fell silent.") == ["Truce holds in the east", "Guns fell silent."]


def test_full_width_stops_end_sentences() -> None:
    assert cut("总统访问了开罗。会谈结束了。") == ["总统访问了开罗。", "会谈结束了。"]


@given(st.text(max_size=300))
def test_sentences_are_trimmed_ordered_and_hold_all_that_is_not_space(text: str) -> None:
    spans = split_sentences(text, 0, len(text))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() != "" for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_sentences_are_cut_inside_their_story_and_found_by_character() -> None:
    text = "First one. Second one.\nOther story."
    stories = (Story(index=0, kind="article", start=0, end=22), Story(index=1, kind="teaser", start=23, end=35))
    document = mark_sentences(Document(id="d", text=text, stories=stories))
    assert [len(story.sentences) for story in document.stories] == [2, 1]
    assert sentence_at(document.stories[0], text.index("Second")) == 1
