from collections.abc import Iterator

import pytest

from dotterel.engine import map_pages
from dotterel.errors import ModelError
from dotterel.records import Page, Reading, Refusal
from dotterel.settings import Settings
from tests.engine.readers import read_content

NOT_FOUND = Refusal(page="x.html", step="pages", reason="not_found", detail="there is no such file")


def page(content: str, name: str = "p") -> Page:
    return Page(id=name, content=content.encode(), media_type="text/plain")


def read_all(pages: list[Page | Refusal], jobs: int) -> list[Reading]:
    return list(map_pages(pages, Settings(), jobs=jobs, read=read_content))


@pytest.mark.parametrize("jobs", [1, 2])
def test_readings_come_in_the_order_of_the_pages(jobs: int) -> None:
    pages = [page("words", f"p{number}") for number in range(40)]
    assert [reading.id for reading in read_all([*pages], jobs)] == [one.id for one in pages]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_refusal_passes_through_as_a_reading_without_document(jobs: int) -> None:
    readings = read_all([NOT_FOUND, page("words")], jobs)
    assert [reading.id for reading in readings] == ["x.html", "p"]
    assert (readings[0].document, readings[0].refusals) == (None, (NOT_FOUND,))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_breaks_its_reader_is_refused_and_the_rest_is_read(jobs: int) -> None:
    readings = read_all([page("raise", "bad"), page("words", "good")], jobs)
    assert [refusal.reason for refusal in readings[0].refusals] == ["crashed"]
    assert "ValueError: a page that breaks its reader" in readings[0].refusals[0].detail
    assert readings[1].refusals == ()


def test_a_page_that_kills_its_worker_is_refused_and_the_rest_is_read() -> None:
    pages = [page("words", "a"), page("die", "b"), page("words", "c"), page("die", "d"), page("words", "e")]
    readings = read_all([*pages], 2)
    assert [reading.id for reading in readings] == ["a", "b", "c", "d", "e"]
    reasons = [[refusal.reason for refusal in reading.refusals] for reading in readings]
    assert reasons == [[], ["worker_died"], [], ["worker_died"], []]


@pytest.mark.parametrize("jobs", [1, 2])
def test_missing_weights_end_the_run(jobs: int) -> None:
    with pytest.raises(ModelError, match="weights en-1: missing"):
        read_all([page("no weights")], jobs)


def test_pages_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[Page]:
        nonlocal taken
        while True:
            taken += 1
            yield page("words", f"p{taken}")

    readings = map_pages(endless(), Settings(), jobs=2, read=read_content)
    assert [next(readings).id for _ in range(3)] == ["p1", "p2", "p3"]
    assert taken <= 3 + 2 * 8
    readings.close()  # type: ignore[attr-defined]
