"""The option that hands in the user's own rights by outlet."""

from pathlib import Path

import click

from dotterel.errors import UsageError


def _checked(context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """The path of a file that can be read; a bad one is refused before any page is."""
    from dotterel.documents.user_rights import load_rights

    if path is None:
        return None
    try:
        load_rights(path)
    except UsageError as error:
        raise click.UsageError(str(error), context) from error
    return path


RIGHTS_FILE = click.option(
    "--rights",
    "rights_file",
    type=click.Path(path_type=Path),
    callback=_checked,
    help="Your own table (TOML) of rights by outlet; it goes before what pages say.",
)
