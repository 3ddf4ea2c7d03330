"""What the commands share: options, and how errors are told."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from dotterel.cli.output import close_stdout, fail
from dotterel.errors import DotterelError, UsageError

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., object])


def day_option(name: str, *, help: str) -> Callable[[F], F]:
    """An option that takes a day, ISO 8601."""
    return click.option(name, type=click.DateTime(["%Y-%m-%d"]), callback=_day, metavar="DATE", help=help)


def _day(context: click.Context, option: click.Parameter, value: datetime | None) -> date | None:
    return None if value is None else value.date()


def tells_errors(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with Dotterel's own errors as one line on stderr and exit code 2 or 1; a closed pipe is success."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            close_stdout()
        except UsageError as error:
            raise click.UsageError(str(error)) from error
        except DotterelError as error:
            fail(str(error))

    return run
