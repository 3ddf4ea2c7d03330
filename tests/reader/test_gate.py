import numpy as np

from dotterel.reader.encoder import Glanced
from dotterel.reader.passes import may_tell_events
from dotterel.reader.words import Pieces

PIECES = Pieces(ids=[101, 5, 6, 7, 102], shapes=[0, 1, 1, 1, 0], words=[(0, 3), (4, 9)], first=[1, 3], last=[3, 4])


def glanced(*log_odds: float) -> Glanced:
    return Glanced(hidden=np.zeros((5, 2), dtype=np.float32), gate=np.array(log_odds, dtype=np.float32))


def test_one_likely_word_opens_the_gate() -> None:
    assert may_tell_events(PIECES, glanced(-9, -9, -9, 0.5, -9), gate=0.0)


def test_unlikely_words_do_not_open_the_gate() -> None:
    assert not may_tell_events(PIECES, glanced(-9, -3, -3, -3, -9), gate=0.0)


def test_marks_and_later_pieces_of_a_word_do_not_count() -> None:
    assert not may_tell_events(PIECES, glanced(9, -3, 9, -3, 9), gate=0.0)
