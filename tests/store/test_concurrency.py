import multiprocessing
from pathlib import Path

from dotterel.store import Store
from tests.factories import reading
from tests.store.processes import be_killed_in_the_middle, read_until_done, write_pages

SPAWN = multiprocessing.get_context("spawn")


def page_ids(first: int, end: int) -> set[str]:
    return {f"page-{number:03}" for number in range(first, end)}


def test_two_writers_and_a_reader_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    Store(tmp_path).add([reading("page-000")])
    done, counts = SPAWN.Event(), SPAWN.SimpleQueue()
    writers = [SPAWN.Process(target=write_pages, args=(str(tmp_path), first, first + 40)) for first in (0, 20)]
    reader = SPAWN.Process(target=read_until_done, args=(str(tmp_path), done, counts.put))
    for process in (reader, *writers):
        process.start()
    for process in writers:
        process.join()
    done.set()
    seen = counts.get()
    reader.join()
    rows = Store(tmp_path).find()
    assert [process.exitcode for process in (reader, *writers)] == [0, 0, 0]
    assert seen == sorted(seen)
    assert seen[0] >= 2
    assert len(rows) == 120
    assert {row.doc_id for row in rows} == page_ids(0, 60)


def test_a_killed_run_leaves_a_store_that_opens_and_a_second_run_completes_it(tmp_path: Path) -> None:
    process = SPAWN.Process(target=be_killed_in_the_middle, args=(str(tmp_path),))
    process.start()
    process.join()
    assert process.exitcode == -9
    assert {row.doc_id for row in Store(tmp_path).find()} == page_ids(0, 10)
    write_pages(str(tmp_path), 0, 20)
    rows = Store(tmp_path).find()
    assert {row.doc_id for row in rows} == page_ids(0, 20)
    assert len(rows) == 40
