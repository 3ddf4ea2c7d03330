"""What the other processes of the concurrency tests do; by itself, so that a spawned process can import it."""

import os
import signal
from collections.abc import Callable, Collection, Sequence
from multiprocessing.synchronize import Event
from pathlib import Path

from dotterel.store import Store, store, writing
from dotterel.store.tables import Row
from tests.factories import reading


def write_pages(folder: str, first: int, end: int) -> None:
    """Write pages `first` to `end`, ten a commit."""
    with Store(folder).writer() as writer:
        for number in range(first, end):
            writer.add(reading(f"page-{number:03}"))
            if number % 10 == 9:
                writer.flush()


def read_until_done(folder: str, done: Event, report: Callable[[list[int]], None]) -> None:
    """Ask for all mentions again and again; report how many there were, -1 where any was double."""
    counts: list[int] = []
    while not counts or not done.is_set():
        rows = [row.id for row in Store(folder).find()]
        counts.append(len(rows) if len(rows) == len(set(rows)) else -1)
    report(counts)


def be_killed_in_the_middle(folder: str) -> None:
    """Write ten pages, and die as by kill -9 when half of the tables of the next ten are written."""
    write_pages(folder, 0, 10)
    replace_rows = writing.replace_rows

    def die_before_documents(root: Path, name: str, rows: Sequence[Row], *, of_documents: Collection[str]) -> None:
        if name == "refusals":
            os.kill(os.getpid(), signal.SIGKILL)
        replace_rows(root, name, rows, of_documents=of_documents)

    setattr(store, "replace_rows", die_before_documents)  # noqa: B010 - mypy takes it for private
    write_pages(folder, 10, 20)
