"""`dotterel follow`: the feeds of a file into a store, until stopped."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dotterel.cli.options import tells_errors

if TYPE_CHECKING:
    from dotterel.engine.follow import LogLine


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--store", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the store.")
@click.option("--once", is_flag=True, help="Ask each feed once, read what is new, and end.")
@click.option("--with-text", is_flag=True, help="I have the right to keep the pages' text in this store.")
@tells_errors
def follow(file: Path, folder: Path, once: bool, with_text: bool) -> None:
    """Poll the feeds of a TOML file into a store until stopped (Ctrl-C).

    FILE holds a table [[feed]] with url, every (such as "10m") and outlet for each feed. What was fetched is kept under
    follow/warc in the store's folder. The log goes to stderr, one JSON object a line. Hosts that are not on the open
    internet are refused unless FILE lists them: allow_private_hosts = ["localhost"].
    """
    with _at_end_signals(_end):
        from dotterel.engine.feed_list import load_feeds
        from dotterel.engine.follow import Stop
        from dotterel.engine.follow import follow as follow_feeds
        from dotterel.pages.fetch import rules_of_environment
        from dotterel.settings import Settings

        stop = Stop()
        listed = load_feeds(file)
        with _at_end_signals(stop.ask):
            follow_feeds(
                listed,
                folder,
                Settings(),
                tell=_tell,
                once=once,
                with_text=with_text,
                rules=rules_of_environment(),
                stop=stop,
            )


@contextmanager
def _at_end_signals(handle: Callable[..., None]) -> Iterator[None]:
    """What is done within is ended by Ctrl-C and by SIGTERM as `handle` says."""
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(*signal: object) -> None:
    """Nothing has been begun yet."""
    raise SystemExit(0)


def _tell(line: "LogLine") -> None:
    import msgspec

    click.echo(msgspec.json.encode(line).decode(), err=True)
