"""`make bench-speed`: pages a second on one core and on two, peak memory of a process, start to first event.

Each run is the command line itself on a folder of pages, held to its cores. What is printed is also kept as a dated
record.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from benchmarks.machine import commit, machine
from benchmarks.speed.articles import digest, make_pages

PAGES = 100
RECORDS = Path(__file__).parent / "records"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run: `pages_per_s` counts from the first reading to the last, so that start-up is not in it."""

    jobs: int
    seconds: float
    first_event_s: float
    pages_per_s: float
    peak_mb: float
    mentions: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement: when, of what, on what."""

    measured: str
    version: str
    commit: str
    machine: str
    pages: int
    corpus: str
    runs: tuple[Run, ...]


def main() -> None:
    """Measure, print, and keep the record."""
    pages = make_pages(PAGES)
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            (Path(folder) / f"{number:04}.html").write_text(page, encoding="utf-8")
        runs = tuple(_measure(folder, jobs) for jobs in (1, 2))
    now = datetime.now(UTC)
    report = Report(
        measured=now.isoformat(timespec="seconds"),
        version=version("dotterel"),
        commit=commit(),
        machine=machine(),
        pages=PAGES,
        corpus=digest(pages),
        runs=runs,
    )
    line = msgspec.json.format(msgspec.json.encode(report)).decode()
    RECORDS.mkdir(exist_ok=True)
    (RECORDS / f"{now:%Y-%m-%dT%H%M%S}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


def _measure(folder: str, jobs: int) -> Run:
    """Read the folder once with that many processes on as many cores."""
    command = [sys.executable, "-m", "dotterel", "read", folder, "--what", "readings", "--jobs", str(jobs)]
    cores = sorted(os.sched_getaffinity(0))[:jobs]
    start = time.perf_counter()
    first_reading = first_event = None
    mentions = readings = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        os.sched_setaffinity(process.pid, cores)
        assert process.stdout is not None
        for line in process.stdout:
            now = time.perf_counter() - start
            found = len(msgspec.json.decode(line)["mentions"])
            readings += 1
            mentions += found
            first_reading = first_reading or now
            if found:
                first_event = first_event or now
    seconds = time.perf_counter() - start
    if process.returncode or first_reading is None or first_event is None:
        raise SystemExit(f"the run with {jobs} jobs failed: exit code {process.returncode}, {mentions} mentions")
    return Run(
        jobs=jobs,
        seconds=round(seconds, 2),
        first_event_s=round(first_event, 2),
        pages_per_s=round((readings - 1) / (seconds - first_reading), 2),
        peak_mb=round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        mentions=mentions,
    )


if __name__ == "__main__":
    main()
