import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.resolve.counts import count_value


@pytest.mark.parametrize(
    ("words", "low", "best", "high"),
    [
        ("113", 113, 113, 113),
        ("eight", 8, 8, 8),
        ("thirty-three", 33, 33, 33),
        ("One thousand five hundred and eighty-six", 1586, 1586, 1586),
        ("twelve hundred", 1200, 1200, 1200),
        ("1.2 million", 1_200_000, 1_200_000, 1_200_000),
        ("two lakh", 200_000, 200_000, 200_000),
        ("Half a million", 500_000, 500_000, 500_000),
        ("two dozen", 24, 24, 24),
        ("4,500", 4500, 4500, 4500),
        ("nobody", 0, 0, 0),
        ("a", 1, 1, 1),
        ("at least eight", 8, 8, None),
        ("more than 100", 100, 100, None),
        ("up to fifty", None, 50, 50),
        ("between 10 and 20", 10, 15, 20),
        ("10-20", 10, 15, 20),
        ("All but two of the 117", 115, 115, 115),
        ("dozens", 24, 49, 99),
        ("hundreds", 200, 447, 999),
        ("tens of thousands", 20_000, 44_721, 99_999),
    ],
)
def test_words_mean_these_numbers(words: str, low: int | None, best: int, high: int | None) -> None:
    count = count_value(words, 0, len(words))
    assert count is not None
    assert (count.low, count.best, count.high) == (low, best, high)


def test_at_least_before_the_span_opens_the_upper_bound() -> None:
    count = count_value("killing at least eight soldiers", 17, 22)
    assert count is not None and (count.low, count.best, count.high) == (8, 8, None)


def test_words_that_tell_no_number_have_no_count() -> None:
    assert count_value("soldiers", 0, 8) is None
    assert count_value("than", 0, 4) is None


@given(st.integers(0, 10**9))
def test_every_integer_is_read_back(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        count = count_value(written, 0, len(written))
        assert count is not None and count.best == number


@given(st.text(max_size=30), st.integers(-2, 40), st.integers(-2, 40))
def test_any_span_of_any_text_gives_a_count_or_none(text: str, start: int, end: int) -> None:
    count = count_value(text, start, end)
    assert count is None or (count.start, count.end) == (start, end)
