"""The command line: options in, one call to the library, records out.

stdout is data, stderr is talk. Exit codes: 0 done, 1 nothing could be read or the run failed, 2 a wrong command line.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from dotterel.cli.follow import follow
from dotterel.cli.knowledge import ACTORS_FILE, GAZETTEER_FILE, actors, check_user_files, places
from dotterel.cli.options import day_option as _day_option
from dotterel.cli.options import tells_errors as _tells_errors
from dotterel.cli.output import close_stdout, counted, fail, print_mentions, print_readings, whole_file
from dotterel.cli.rights import RIGHTS_FILE
from dotterel.errors import UsageError
from dotterel.knowledge.ontology import TYPES

if TYPE_CHECKING:
    from dotterel.records import ClaimStatus, Page, Reading, Refusal
    from dotterel.settings import Settings

_STORE = click.option("--store", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the store.")
_FORMAT = click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "jsonl"]),
    help="Default: a table on a terminal, JSONL in a pipe.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dotterel")
def main() -> None:
    """Read news pages and tell what happened: cited, dated, placed PLOVER events."""


main.add_command(actors)
main.add_command(follow)
main.add_command(places)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@_day_option("--published", help="Day of publication of pages that state none.")
@click.option("--store", "folder", type=click.Path(path_type=Path), help="Write to the store in this folder as well.")
@_FORMAT
@click.option("--what", type=click.Choice(["mentions", "readings"]), default="mentions", show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that read.")
@click.option("--min-score", type=click.FloatRange(0, 1), help="Least probability of a mention.  [default: 0.5]")
@click.option("--with-text", is_flag=True, help="I have the right to see the pages' text in this output.")
@ACTORS_FILE
@GAZETTEER_FILE
@RIGHTS_FILE
@_tells_errors
def read(
    inputs: tuple[str, ...],
    published: date | None,
    folder: Path | None,
    output_format: str | None,
    what: str,
    jobs: int,
    min_score: float | None,
    with_text: bool,
    actors_file: Path | None,
    gazetteer_file: Path | None,
    rights_file: Path | None,
) -> None:
    """Read pages and tell the events that they mention.

    INPUT is a file (.html .htm .txt .jsonl .jsonl.gz .parquet .warc .warc.gz .xml .rss .atom), a folder, an http(s)
    address, or - for standard input.
    """
    import msgspec

    from dotterel.engine import map_pages
    from dotterel.pages import find_pages
    from dotterel.records import Given

    settings = msgspec.structs.replace(
        _settings(min_score), actors_file=actors_file, gazetteer_file=gazetteer_file, rights_file=rights_file
    )
    check_user_files(settings)
    pages = find_pages(inputs, given=Given(published=published), settings=settings)
    if folder is None:
        readings = map_pages(pages, settings, jobs=jobs)
    else:
        copies: deque[_Copy] = deque()
        readings = map_pages(_noting_copies(pages, copies), settings, jobs=jobs)
        readings = _stored(readings, folder, copies, with_text=with_text)
    readings = counted(readings)
    try:
        print_readings(readings, what=what, output_format=output_format, with_text=with_text)
    except BrokenPipeError:
        close_stdout()
        if folder is not None:
            _exhaust(readings)


def _settings(min_score: float | None) -> "Settings":
    from dotterel.settings import Settings

    return Settings() if min_score is None else Settings(min_score=min_score)


class _Copy(NamedTuple):
    """Where the user's own copy of a page lies: its path, and the offset in an archive; None where there is none."""

    path: str | None
    offset: str | None


def _noting_copies(pages: "Iterable[Page | Refusal]", copies: "deque[_Copy]") -> "Iterator[Page | Refusal]":
    """The pages, with the copy of each noted in their order, which is also that of the readings."""
    from dotterel.records import Page

    for page in pages:
        if isinstance(page, Page) and page.path not in (None, "-"):
            copies.append(_Copy(str(Path(page.path).absolute()), page.offset))
        else:
            copies.append(_Copy(None, None))
        yield page


def _stored(
    readings: "Iterable[Reading]", folder: Path, copies: "deque[_Copy]", *, with_text: bool
) -> "Iterator[Reading]":
    """The readings, each also given to the store."""
    from dotterel.store import Store

    with Store(folder).writer(with_text=with_text) as writer:
        for reading in readings:
            copy = copies.popleft()
            writer.add(reading, path=copy.path, offset=copy.offset)
            yield reading


def _exhaust(readings: "Iterable[Reading]") -> None:
    """Read on without printing: who reads the pipe has seen enough, the store has not."""
    for _ in readings:
        pass


@main.command()
@_STORE
@click.option("--what", type=click.Choice(["mentions"]), default="mentions", show_default=True)
@click.option("--type", "event", type=click.Choice(TYPES, case_sensitive=False), multiple=True)
@click.option("--actor", help='A country (SYR), a sector (GOV), both ("SYR GOV"), or words of the name.')
@click.option("--recipient", help="As --actor.")
@click.option("--country", help="Where it took place: a country's name or code.")
@click.option("--place", help="Words of the place's name.")
@_day_option("--since", help="It may have happened on this day or later.")
@_day_option("--until", help="It may have happened on this day or earlier.")
@click.option("--text", help="Words that all occur in what is known of the mention.")
@click.option("--claim", type=click.Choice(["fact", "said", "disputed"]))
@_FORMAT
@_tells_errors
def find(
    folder: Path,
    what: str,
    event: tuple[str, ...],
    actor: str | None,
    recipient: str | None,
    country: str | None,
    place: str | None,
    since: date | None,
    until: date | None,
    text: str | None,
    claim: "ClaimStatus | None",
    output_format: str | None,
) -> None:
    """Find mentions in a store; all options given must hold."""
    from dotterel.store import Filters, Store

    filters = Filters(
        event=event,
        actor=actor,
        recipient=recipient,
        country=None if country is None else _country_code(country),
        place=place,
        since=since,
        until=until,
        text=text,
        claim=claim,
    )
    print_mentions(Store(folder).find(filters), output_format)


def _country_code(asked: str) -> str:
    """The alpha-3 code of a country's name or code; codes that ISO 3166 does not hold (XKX) stay as they are."""
    import pycountry

    try:
        return str(pycountry.countries.lookup(asked).alpha_3)
    except LookupError:
        if len(asked) == 3 and asked.isalpha():
            return asked.upper()
        raise UsageError(f"{asked!r} is no country's name or code. Use a code such as SYR.") from None


@main.command()
@click.argument("record_id", metavar="ID")
@_STORE
@click.option("--with-text", is_flag=True, help="I have the right to see the page's text; read it from my own copy.")
@_tells_errors
def show(record_id: str, folder: Path, with_text: bool) -> None:
    """Show any record of a store by its id, with its words and its page.

    ID is that of a mention, a document, a refusal, or a story (the document's id, a colon, the story's number from 0).
    """
    from dotterel.rows import to_json
    from dotterel.store import Store

    shown = Store(folder).show(record_id)
    if shown is None:
        fail(f"{folder}: no record has the id {record_id!r}.")
    if with_text:
        from dotterel.engine.again import show_with_text

        shown = show_with_text(shown, _settings(None))
    line = to_json(shown)
    if sys.stdout.isatty():
        import msgspec

        line = msgspec.json.format(line)
    click.echo(line)


@main.command()
@click.option("--format", "export_format", type=click.Choice(["plover", "geojson", "parquet", "csv"]), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write; - for standard output.")
@_STORE
@_tells_errors
def export(export_format: str, out: Path, folder: Path) -> None:
    """Write all mentions of a store in a format of others."""
    from dotterel.exports import write_rows
    from dotterel.store import Store

    rows = Store(folder).find()
    with whole_file(out) as file:
        written = write_rows(rows, file, export_format)
    click.echo(f"{out}: {written.rows} mentions.", err=True)
    if written.left_out:
        click.echo(f"{written.left_out} left out: {written.reason}.", err=True)


@main.command()
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_tells_errors
def score(gold: Path) -> None:
    """Measure precision and recall of the reader against gold passages."""
    from dotterel.scoring import score_file

    for measure, value in score_file(gold, _settings(None)):
        click.echo(f"{measure}\t{value:.4f}")


@main.command()
@_tells_errors
def models() -> None:
    """List the reader's weights, and verify that their files are whole."""
    from dotterel.reader import list_models

    found = list_models()
    for model in found:
        state = "ok" if model.sha256_ok else "damaged"
        click.echo(f"{model.name}\t{model.version}\t{model.size_bytes}\t{state}\t{model.card}")
    if not found:
        fail("no weights are installed. Install dotterel again, or make them: make train.")
    if not all(model.sha256_ok for model in found):
        fail("some weights are damaged. Install dotterel again.")


@main.command()
@_tells_errors
def check() -> None:
    """Tell whether this machine is ready, what is missing, and how to get it."""
    from dotterel.readiness import find_problems

    problems = find_problems()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("ready")
