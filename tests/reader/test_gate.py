import numpy as np

from dotterel.reader.encoder import Glanced
from dotterel.reader.passes import worth_reading
from dotterel.reader.windows import Window
from dotterel.reader.words import Pieces
from dotterel.records import Span, Story

TEXT = "It rained. They met. Snow fell. Rebels shelled it. Birds sang."
STARTS = (0, 11, 21, 32, 51)
SENTENCES = tuple(Span(start=a, end=b) for a, b in zip(STARTS, (*STARTS[1:], len(TEXT)), strict=True))
WORDS = [(0, 2), (3, 9), (11, 15), (16, 19), (21, 25), (26, 30), (32, 38), (39, 46), (47, 49), (51, 56), (57, 61)]


def window() -> Window:
    size = len(WORDS)
    pieces = Pieces(
        ids=[101, *range(200, 201 + size), 102], shapes=[0] * (size + 3), words=WORDS,
        first=[1, *range(3, size + 2)], last=[3, *range(4, size + 3)],
    )  # fmt: skip
    story = Story(index=0, kind="article", start=0, end=len(TEXT), sentences=SENTENCES)
    return Window(story=story, pieces=pieces)


def glanced(**log_odds: float) -> Glanced:
    gate = np.full(len(WORDS) + 3, -9.0, dtype=np.float32)
    for word, odds in log_odds.items():
        at = next(number for number, (start, end) in enumerate(WORDS) if TEXT[start:end] == word)
        gate[window().pieces.first[at]] = odds
    hidden = np.arange(len(gate), dtype=np.float32)[:, None]
    return Glanced(hidden=hidden, gate=gate)


def words(worth: tuple[Window, Glanced] | None) -> list[str]:
    return [] if worth is None else [TEXT[start:end] for start, end in worth[0].pieces.words]


def test_a_likely_word_opens_its_sentence() -> None:
    assert words(worth_reading(window(), glanced(shelled=1.0), 0.0)) == ["Rebels", "shelled", "it"]


def test_without_a_likely_word_nothing_is_read() -> None:
    assert worth_reading(window(), glanced(shelled=-1.0), 0.0) is None


def test_where_all_sentences_are_open_the_window_stays_as_it_is() -> None:
    everything = glanced(rained=1.0, fell=1.0, sang=1.0, met=1.0, shelled=1.0)
    assert worth_reading(window(), everything, 0.0) == (window(), everything)


def test_vectors_stay_with_their_words() -> None:
    worth = worth_reading(window(), glanced(rained=1.0, shelled=1.0), 0.0)
    assert worth is not None
    pieces, kept = worth[0].pieces, worth[1]
    assert [pieces.ids[at] for at in pieces.first] == [200, 202, 207, 208, 209]
    assert kept.hidden[:, 0].tolist() == [0, 1, 2, 3, 8, 9, 10, 13]
    assert len(pieces.ids) == len(kept.hidden)


def test_no_name_runs_over_what_was_left_out() -> None:
    worth = worth_reading(window(), glanced(rained=1.0, shelled=1.0), 0.0)
    assert worth is not None
    assert worth[0].pieces.line_starts == {2}
