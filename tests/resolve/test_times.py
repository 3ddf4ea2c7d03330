from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.records import When
from dotterel.resolve.times import find_times, resolve_time

WEDNESDAY = date(2023, 8, 16)


def when(text: str, words: str, published: date | None = WEDNESDAY) -> When:
    start = text.index(words)
    return resolve_time(text, start, start + len(words), published)


@pytest.mark.parametrize(
    ("text", "words", "earliest", "latest"),
    [
        ("Rebels attacked the town on Monday.", "Monday", "2023-08-14", "2023-08-14"),
        ("Rebels attacked the town on Wednesday.", "Wednesday", "2023-08-16", "2023-08-16"),
        ("Parliament will vote on Monday.", "Monday", "2023-08-21", "2023-08-21"),
        ("On Friday, ministers will meet in Oslo.", "Friday", "2023-08-18", "2023-08-18"),
        ("A truce was reached last Saturday.", "last Saturday", "2023-08-12", "2023-08-12"),
        ("He returns next Wednesday.", "next Wednesday", "2023-08-23", "2023-08-23"),
        ("Police arrested him yesterday.", "yesterday", "2023-08-15", "2023-08-15"),
        ("Shelling went on overnight.", "overnight", "2023-08-15", "2023-08-16"),
        ("Marchers gathered over the weekend.", "the weekend", "2023-08-12", "2023-08-13"),
        ("The bank was seized last week.", "last week", "2023-08-07", "2023-08-13"),
        ("The bank was seized last month.", "last month", "2023-07-01", "2023-07-31"),
        ("It fell in November.", "November", "2022-11-01", "2022-11-30"),
        ("Clashes erupted on July 13.", "July 13", "2023-07-13", "2023-07-13"),
        ("The shrine was bombed on 4 October.", "4 October", "2022-10-04", "2022-10-04"),
        ("The court will sit on 4 September.", "4 September", "2023-09-04", "2023-09-04"),
        ("The wall fell on 9 November 1989.", "9 November 1989", "1989-11-09", "1989-11-09"),
        ("The pact of May 2019 holds.", "May 2019", "2019-05-01", "2019-05-31"),
        ("It began in 1995.", "1995", "1995-01-01", "1995-12-31"),
        ("Juntas of the 1970s.", "1970s", "1970-01-01", "1979-12-31"),
        ("Exports fell in the third quarter of 2016.", "third quarter of 2016", "2016-07-01", "2016-09-30"),
        ("It rained last summer.", "last summer", "2022-06-01", "2022-08-31"),
        ("Two were shot three days ago.", "three days ago", "2023-08-13", "2023-08-13"),
        ("He fled two years ago.", "two years ago", "2021-01-01", "2021-12-31"),
        ("113 died in the past 24 hours.", "the past 24 hours", "2023-08-15", "2023-08-16"),
        ("Talks ran from 6-10 February 2018.", "6-10 February 2018", "2018-02-06", "2018-02-10"),
        ("He said on Monday that a day earlier troops had left.", "a day earlier", "2023-08-13", "2023-08-13"),
        ("Signed on 2023-07-04 in Rome.", "2023-07-04", "2023-07-04", "2023-07-04"),
    ],
)
def test_words_mean_these_days(text: str, words: str, earliest: str, latest: str) -> None:
    found = when(text, words)
    assert (found.earliest, found.latest) == (date.fromisoformat(earliest), date.fromisoformat(latest))


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("It happened last week.", "2023-W32", "DATE"),
        ("It lasted for three days.", "P3D", "DURATION"),
        ("It lasted for weeks.", "PXW", "DURATION"),
        ("A 24-hour strike began.", "PT24H", "DURATION"),
        ("They march every Friday.", "XXXX-WXX-5", "SET"),
        ("They fled last night.", "2023-08-15TNI", "TIME"),
        ("The army now holds the town.", "PRESENT_REF", "DATE"),
    ],
)
def test_values_are_written_as_timex3_writes_them(text: str, value: str, kind: str) -> None:
    assert (value, kind) in {(found.value, found.type) for found in find_times(text, WEDNESDAY)}


def test_what_the_text_states_needs_no_publication_date() -> None:
    (found,) = find_times("The treaty was signed on 4 March 2010.", None)
    assert (found.earliest, found.basis) == (date(2010, 3, 4), "stated")


@pytest.mark.parametrize("text", ["They met on Monday.", "They met yesterday.", "They met last week."])
def test_relative_words_without_a_publication_date_have_no_days(text: str) -> None:
    (found,) = find_times(text, None)
    assert (found.earliest, found.latest, found.basis) == (None, None, "relative")
    assert found.value is not None and found.value.startswith("XXXX")


def test_an_ambiguous_numeric_date_stays_an_interval() -> None:
    (found,) = find_times("Filed 03/04/2020 at the registry.", date(2023, 8, 16))
    assert (found.earliest, found.latest, found.precision) == (date(2020, 3, 4), date(2020, 4, 3), "range")


def test_numbers_of_people_are_no_years() -> None:
    assert find_times("Police counted 2000 protesters and 1990 students.", WEDNESDAY) == []


def test_may_the_verb_is_no_month() -> None:
    assert find_times("May he rest; they may come.", WEDNESDAY) == []


def test_two_days_joined_are_one_interval() -> None:
    found = when("Strikes on Monday and Tuesday shut the port.", "Monday and Tuesday")
    assert (found.earliest, found.latest) == (date(2023, 8, 14), date(2023, 8, 15))


def test_a_span_that_says_no_time_is_returned_bare() -> None:
    assert when("The minister spoke.", "minister") == When(start=4, end=12)


@given(st.text(max_size=120), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_spans_lie_in_the_text_in_order_and_days_in_order(text: str, published: date) -> None:
    last = 0
    for found in find_times(text, published):
        assert found.start is not None and found.end is not None and last <= found.start < found.end <= len(text)
        assert found.earliest is None or (found.latest is not None and found.earliest <= found.latest)
        last = found.end
