from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotterel.resolve.publication import MAX_DAYS, infer_published

JOURNEY = (
    "The harbour reopened to grain ships, port officials confirmed on Thursday.\n"
    "Fighting broke out near the docks on May 4 between two militias. "
    "A truce was signed last Sunday, though shots are still heard. "
    "The old governor was driven out on November 20, 2021."
)


def test_a_said_weekday_after_last_sunday_after_a_day_of_the_month_leaves_one_day() -> None:
    assert infer_published(JOURNEY) == (date(2022, 5, 12), date(2022, 5, 12))


def test_the_order_of_the_lead_and_the_background_does_not_matter() -> None:
    moved = "The old governor was driven out on 20 November 2021. " + JOURNEY.rsplit(" The old", 1)[0].replace(
        "\n", " "
    )
    assert infer_published(moved) is not None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (
            "Rebels said on Friday, May 9, that they had left. The war began on February 24, 2022.",
            date(2025, 5, 9),
            date(2025, 5, 9),
        ),
        ("The quake struck on Tuesday, 4 March 2025, and killed nine.", date(2025, 3, 4), date(2025, 3, 5)),
        (
            "The minister resigned on March 3, the palace said on Thursday. A vote was held last Sunday. "
            "The party took power on January 10, 2023.",
            date(2023, 3, 9),
            date(2023, 3, 9),
        ),
    ],
)
def test_these_texts_leave_these_days(text: str, first: date, last: date) -> None:
    assert infer_published(text) == (first, last)


def test_several_days_stay_an_interval_of_the_weekdays_that_fit() -> None:
    text = (
        "Two soldiers were killed on Monday. Fighting broke out on October 2 in the hills. "
        "The truce was signed on June 1, 2024."
    )
    days = infer_published(text)
    assert days is not None and days[0] < days[1]
    assert days[0].weekday() in (0, 1) and days[1].weekday() in (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Officials said on Friday that nobody was hurt.",
        "A ceasefire broke last Saturday, sources said on Tuesday.",
        "Clashes erupted on July 13 in the south.",
        "The ministry was founded in 1995.",
        "Talks will resume on 4 March 2031.",
        "",
    ],
)
def test_nothing_is_invented_where_no_year_is_known(text: str) -> None:
    assert infer_published(text) is None


def test_a_date_told_as_future_does_not_bound_from_below() -> None:
    text = JOURNEY + " Elections will be held on December 1, 2027."
    assert infer_published(text) == (date(2022, 5, 12), date(2022, 5, 12))


def test_no_day_lies_after_today() -> None:
    days = infer_published(JOURNEY.replace("on Thursday", ""), today=date(2022, 5, 13))
    assert days is not None and days[1] <= date(2022, 5, 13)


@given(st.text(max_size=200))
def test_any_text_gives_an_interval_in_order_or_none(text: str) -> None:
    days = infer_published(text)
    assert days is None or 0 <= (days[1] - days[0]).days < MAX_DAYS
