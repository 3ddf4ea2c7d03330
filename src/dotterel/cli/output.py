"""What the commands print: records on stdout, talk on stderr."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

from dotterel.errors import UsageError

if TYPE_CHECKING:
    import msgspec

    from dotterel.records import Party, Reading
    from dotterel.rows import MentionRow

MAX_REFUSALS_TOLD = 5
"""Refusals told one by one on stderr; all of them are counted, and stand in the store and in `--what readings`."""

PIPED_TABLE_WIDTH = 160
"""Characters of a table that is not printed on a terminal."""


def fail(message: str) -> NoReturn:
    """Tell what happened, where and what to do, and end with exit code 1."""
    click.echo(f"dotterel: {message}", err=True)
    raise SystemExit(1)


def close_stdout() -> None:
    """Let nothing more be written to a pipe that its reader has closed, not even by the interpreter at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def counted(readings: "Iterable[Reading]") -> "Iterator[Reading]":
    """The readings, with progress on a terminal; refusals are told at the end. A run that read nothing has failed."""
    read_pages = mention_count = 0
    refused: Counter[str] = Counter()
    told: list[str] = []
    with progress("Reading") as tell:
        for reading in readings:
            read_pages += reading.document is not None
            mention_count += len(reading.mentions)
            for refusal in reading.refusals:
                refused[refusal.reason] += 1
                if len(told) < MAX_REFUSALS_TOLD:
                    told.append(f"{refusal.page}: {refusal.reason}: {refusal.detail}")
            tell(f"{read_pages} pages read, {mention_count} mentions, {refused.total()} refused")
            yield reading
    _tell_refusals(refused, told)
    if not read_pages:
        fail("nothing could be read.")


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str], None]]:
    """A way to tell how far it is, on stderr; it tells nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda words: None
        return
    from rich.console import Console

    with Console(stderr=True).status(doing) as status:
        yield status.update


def _tell_refusals(refused: "Counter[str]", told: Sequence[str]) -> None:
    for line in told:
        click.echo(f"refused: {line}", err=True)
    if refused:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(refused.items()))
        click.echo(f"{refused.total()} refused: {reasons}.", err=True)


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
    """The file, which takes its name only when it is whole; "-" is standard output. Raises UsageError."""
    if str(out) == "-":
        yield sys.stdout.buffer
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        file = part.open("wb")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}.") from None
    try:
        with file:
            yield file
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def print_readings(readings: "Iterable[Reading]", *, what: str, output_format: str | None, with_text: bool) -> None:
    """Print mentions, or whole readings as JSON lines."""
    from dotterel.rows import mention_rows, reading_row

    if what == "readings":
        _print_lines(reading_row(reading, with_text=with_text) for reading in readings)
    else:
        rows = (row for reading in readings for row in mention_rows(reading, with_text=with_text))
        print_mentions(rows, output_format)


def print_mentions(rows: "Iterable[MentionRow]", output_format: str | None) -> None:
    """Print mentions as a table or as JSON lines; None: a table on a terminal, lines in a pipe."""
    if (output_format or ("table" if sys.stdout.isatty() else "jsonl")) == "table":
        _print_table(rows)
    else:
        _print_lines(rows)


def _print_lines(rows: "Iterable[msgspec.Struct]") -> None:
    """One line of JSON each, at once: a reader at the other end of the pipe need not wait for the last page."""
    from dotterel.rows import to_json

    for row in rows:
        click.echo(to_json(row))


def _print_table(rows: "Iterable[MentionRow]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("date", min_width=10)
    table.add_column("event", min_width=11)
    table.add_column("who → whom", min_width=20)
    table.add_column("where", min_width=10)
    table.add_column("claim", min_width=5)
    for row in rows:
        table.add_row(*_table_cells(row))
    Console(markup=False, width=None if sys.stdout.isatty() else PIPED_TABLE_WIDTH).print(table)


def _table_cells(row: "MentionRow") -> list[str]:
    dead = row.size.dead
    toll = [] if dead is None or dead.best is None else [f"{dead.best} dead"]
    aux = [] if row.aux is None else [f"({row.aux})"]
    parties = [_names(parties) for parties in (row.actor, row.recipient)]
    return [
        _days(row),
        " ".join([row.event, *row.mode, *aux, *toll]),
        " → ".join(parties) if row.recipient else parties[0],
        "" if row.event_loc is None else row.event_loc.resolved_place or row.event_loc.extracted_place,
        row.claim.status,
    ]


def _days(row: "MentionRow") -> str:
    days = [day.isoformat() for day in (row.date, row.enddate) if day is not None]
    return " to ".join(dict.fromkeys(days))


def _names(parties: "Sequence[Party]") -> str:
    """Words and codes: "Syrian government (SYR GOV)"; several are parted by semicolons."""
    return "; ".join(
        f"{party.entity_text} ({' '.join(code for code in (party.code, party.sector) if code)})"
        if party.code or party.sector
        else party.entity_text
        for party in parties
    )
