"""The pipeline over many pages on this machine: in this process, or in several beside it."""

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from dotterel.errors import DotterelError
from dotterel.records import Page, Reading, Refusal
from dotterel.settings import Settings

PAGES_WAITING_PER_JOB = 8
"""Pages read ahead of the oldest one still being read; bounds memory where one page takes long."""


Read: TypeAlias = Callable[[Page, Settings], Reading]


def read_page(page: Page, settings: Settings) -> Reading:
    """The pipeline's reading; what it needs is imported with the first page, in the process that reads it."""
    from dotterel import pipeline

    return pipeline.read(page, settings)


def map_pages(
    pages: Iterable[Page | Refusal], settings: Settings, *, jobs: int = 1, read: Read = read_page
) -> Iterator[Reading]:
    """The reading of each page, in the order of the pages; a refusal among them is a reading without document.

    With `jobs` over 1 that many processes read; a script that asks for it must be guarded by `if __name__ ==
    "__main__"`, since they are spawned. What a page does to its reader is a refusal of that page: "crashed" for an
    exception, "worker_died" for the end of the process. Raises DotterelError for what no page is to blame for.
    """
    if jobs <= 1:
        return (_read_or_refuse(page, settings, read) for page in pages)
    return _Pool(settings, jobs, read).map(pages)


def _read_or_refuse(page: Page | Refusal, settings: Settings, read: Read) -> Reading:
    """One page's reading; a refusal in the place of any exception that is not of Dotterel's own making."""
    if isinstance(page, Refusal):
        return _refused(page.page, None, page, settings)
    try:
        return read(page, settings)
    except DotterelError:
        raise
    except Exception as error:  # any page may hold anything, and one page must never end the run
        return _blamed(page, "crashed", f"{type(error).__name__}: {error}", settings)


def _blamed(page: Page, reason: str, detail: str, settings: Settings) -> Reading:
    return _refused(page.id, page.url, Refusal(page=page.id, step="engine", reason=reason, detail=detail), settings)


def _refused(reading_id: str, url: str | None, refusal: Refusal, settings: Settings) -> Reading:
    from dotterel import pipeline

    return Reading(id=reading_id, url=url, refusals=(refusal,), made_by=pipeline.made_by(settings))


class _Slot:
    """A page's place in the order of output; `reading` is None until the page is read."""

    def __init__(self, reading: Reading | None = None) -> None:
        self.reading = reading


_Task: TypeAlias = tuple[Page, _Slot]


class _Worker:
    """A process that reads one page at a time, so that when it dies the page to blame is known."""

    def __init__(self, settings: Settings, read: Read) -> None:
        # Spawned, not forked: delta-rs and ONNX Runtime keep threads, which do not live on in a forked child.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, settings, read), daemon=True)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None

    def give(self, task: _Task) -> None:
        """Send the page to the process; that it died before is seen when its answer is taken."""
        self.task = task
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(task[0])

    def take(self) -> Reading | None:
        """The answer to what was given; None where the process died over it. Raises what it raised."""
        try:
            answer: Reading | DotterelError = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return None
        if isinstance(answer, DotterelError):
            raise answer
        return answer

    def end(self) -> None:
        """Stop the process, whatever it does."""
        self.connection.close()
        self.process.terminate()
        self.process.join()


def _work(connection: Connection, settings: Settings, read: Read) -> None:
    """What a worker does: read pages and send their readings, until the other side is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked, which then ends this one
    with contextlib.suppress(EOFError):
        while True:
            page: Page = connection.recv()
            try:
                connection.send(_read_or_refuse(page, settings, read))
            except DotterelError as error:
                connection.send(error)


class _Pool:
    """Up to `jobs` workers, and the pages under way in their order; for one run."""

    def __init__(self, settings: Settings, jobs: int, read: Read) -> None:
        self._settings = settings
        self._jobs = jobs
        self._read = read
        self._workers: list[_Worker] = []
        self._order: deque[_Slot] = deque()
        self._unread: deque[_Task] = deque()

    def map(self, pages: Iterable[Page | Refusal]) -> Iterator[Reading]:
        """The pages' readings in order; ends the workers when it ends, however it ends."""
        coming = iter(pages)
        try:
            while self._read_ahead(coming):
                self._hand_out()
                self._collect()
                while self._order and self._order[0].reading is not None:
                    yield self._order[0].reading
                    self._order.popleft()
        finally:
            for worker in self._workers:
                worker.end()

    def _read_ahead(self, coming: Iterator[Page | Refusal]) -> bool:
        """Take pages until enough wait for output; false where none is left. A refused page needs no worker."""
        while len(self._order) < self._jobs * PAGES_WAITING_PER_JOB:
            page = next(coming, None)
            if page is None:
                break
            if isinstance(page, Refusal):
                self._order.append(_Slot(_read_or_refuse(page, self._settings, self._read)))
            else:
                self._order.append(_Slot())
                self._unread.append((page, self._order[-1]))
        return bool(self._order)

    def _hand_out(self) -> None:
        """Give a page to each worker that has none, with new workers up to `jobs`."""
        idle = [worker for worker in self._workers if worker.task is None]
        while self._unread and (idle or len(self._workers) < self._jobs):
            if not idle:
                idle = [_Worker(self._settings, self._read)]
                self._workers.extend(idle)
            idle.pop().give(self._unread.popleft())

    def _collect(self) -> None:
        """Wait for at least one answer, if any page is being read; a worker that died is not used again."""
        busy = [worker for worker in self._workers if worker.task is not None]
        answered = wait([worker.connection for worker in busy]) if busy else []
        for worker in busy:
            if worker.task is not None and worker.connection in answered:
                page, slot = worker.task
                worker.task = None
                slot.reading = worker.take() or self._bury(worker, page)

    def _bury(self, worker: _Worker, page: Page) -> Reading:
        worker.end()
        self._workers.remove(worker)
        detail = f"The process that read this page ended with exit code {worker.process.exitcode}."
        return _blamed(page, "worker_died", detail, self._settings)
