"""The commands that look at what Dotterel knows, and that extend it."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dotterel.cli.options import day_option, tells_errors
from dotterel.cli.output import progress, whole_file

if TYPE_CHECKING:
    from dotterel.records import Party
    from dotterel.resolve.explain import Candidate, Explanation, Matched, Meaning, Origin, Part
    from dotterel.settings import Settings

ACTORS_FILE = click.option(
    "--actors", "actors_file", type=click.Path(path_type=Path), help="Your own table of actors; it goes before ours."
)
GAZETTEER_FILE = click.option(
    "--gazetteer", "gazetteer_file", type=click.Path(path_type=Path), help="A gazetteer made by: dotterel places build."
)
MAX_CONFLICTS_TOLD = 20
"""Conflicts with our tables told one by one on stderr; all are counted."""


class _NamesOrCommands(click.Group):
    """Commands before which a name may stand too: `actors Hezbollah` is `actors show Hezbollah`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Puts the command that looks up before a line that begins with none."""
        if args and args[0] not in self.commands and args[0] not in context.help_option_names:
            args = ["show", *args]
        return super().parse_args(context, args)


@click.group(cls=_NamesOrCommands, subcommand_metavar="NAME|COMMAND [OPTIONS]")
def actors() -> None:
    """Explain who a NAME is, step by step; or build a larger table of actors."""


@actors.command("show")
@click.argument("name", nargs=-1, required=True)
@day_option("--on", help="The day; without one, what was known last.")
@click.option("--context", default="", help="The text that the name stands in.")
@ACTORS_FILE
@GAZETTEER_FILE
@click.option(
    "--format", "output_format", type=click.Choice(["text", "jsonl"]), help="Default: text on a terminal, else JSONL."
)
@tells_errors
def show_actor(
    name: tuple[str, ...],
    on: date | None,
    context: str,
    actors_file: Path | None,
    gazetteer_file: Path | None,
    output_format: str | None,
) -> None:
    """Explain step by step who NAME is; "show" may be left out."""
    from dotterel.knowledge.in_use import using
    from dotterel.resolve.explain import explain_actor
    from dotterel.rows import to_json
    from dotterel.settings import Settings

    settings = Settings(actors_file=actors_file, gazetteer_file=gazetteer_file)
    with using(settings):
        explained = explain_actor(" ".join(name), context=context, on=on)
    if (output_format or ("text" if sys.stdout.isatty() else "jsonl")) == "jsonl":
        click.echo(to_json(explained))
    else:
        for line in _lines(explained):
            click.echo(line)


@actors.command("build")
@click.option(
    "--wikidata",
    "dump",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="A Wikidata JSON dump (.json, .json.gz, .json.bz2).",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Table to write, for --actors.")
@tells_errors
def build_actors(dump: Path, out: Path) -> None:
    """Make a table of actors from a Wikidata dump, which is read twice."""
    from dotterel.knowledge import wikidata

    with whole_file(out) as file, progress("Reading") as tell:
        built = wikidata.build_actors(dump, file, lambda lines: tell(f"{lines:,} lines read"))
    click.echo(f"{out}: {built.rows} rows of {built.people} people and {built.bodies} bodies.", err=True)
    if built.broken:
        click.echo(f"{built.broken} broken lines skipped.", err=True)
    if built.is_cut_short:
        click.echo(f"{dump}: ends early or is damaged; the table holds what came before.", err=True)


def check_user_files(settings: "Settings") -> None:
    """Check the user's files, and tell on stderr where the table of actors says otherwise than ours."""
    if settings.actors_file is None and settings.gazetteer_file is None:
        return
    from dotterel.knowledge import gazetteer
    from dotterel.knowledge.in_use import using
    from dotterel.knowledge.user_tables import conflicts

    with using(settings):
        if settings.gazetteer_file is not None:
            gazetteer.countries()  # opens it, and raises where it is none
        found = conflicts()
    for one in found[:MAX_CONFLICTS_TOLD]:
        line = one.yours.row.line if one.yours.row else 0
        click.echo(f"{settings.actors_file}, line {line}: {one}", err=True)
    if len(found) > MAX_CONFLICTS_TOLD:
        click.echo(f"and {len(found) - MAX_CONFLICTS_TOLD} more names of which your table says otherwise.", err=True)


# ---- the explanation as text


def _lines(explained: "Explanation") -> Iterator[str]:
    for part in explained.parts:
        yield f"{part.phrase}" + (f", on {explained.on}" if explained.on else "")
        yield from _indented("words", _word_lines(part))
        yield from _indented("sectors", part.sectors)
        yield from _indented("country", (*part.country, *(_candidate_line(one) for one in part.candidates)))
        yield from _indented("identity", part.identity)
    for party in explained.parties:
        yield f"= {_party_line(party)}"


def _indented(title: str, lines: Sequence[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        yield f"  {title if index == 0 else '':<9} {line}"


def _word_lines(part: "Part") -> list[str]:
    lines = [line for one in part.matched for line in _matched_lines(one)]
    if part.unknown_words:
        lines.append(f"not in the tables: {', '.join(part.unknown_words)}")
    return lines


def _matched_lines(one: "Matched") -> Iterator[str]:
    where = "" if one.is_in_core else " (after the core)"
    if not one.meanings:
        told = [" ".join(one.role_sectors) or "no sector", one.role_code or ""]
        told += ["takes the sectors of what it stands beside"] if one.role_points_through else []
        yield f"{one.words!r}{where}: role noun: {', '.join(filter(None, told))} [{_origin(one.role_origin)}]"
    for meaning in one.meanings:
        aside = f"; set aside: {meaning.set_aside}" if meaning.set_aside else ""
        yield f"{one.words!r}{where}: {_meaning(meaning)}{aside}"


def _meaning(meaning: "Meaning") -> str:
    days = [f"from {meaning.valid_from}"] if meaning.valid_from else []
    days += [f"to {meaning.valid_to}"] if meaning.valid_to else []
    codes = " ".join([meaning.country or "no country", *meaning.sectors])
    if meaning.set_aside is None and not meaning.is_of_day:
        codes += " outside of its days"
    told = [f"{meaning.name} ({meaning.kind})", codes, " ".join(days), meaning.wikidata or ""]
    return f"{', '.join(filter(None, told))} [{_origin(meaning.origin)}]"


def _origin(origin: "Origin | None") -> str:
    return "unknown" if origin is None else f"{origin.table}, line {origin.line}: {origin.source or 'no source'}"


def _candidate_line(one: "Candidate") -> str:
    spoke = ", ".join(f"{spoke.feature} {spoke.points:+.2f}" for spoke in one.strongest)
    return f"{one.code or 'no country'} {one.probability:.0%}: {spoke}"


def _party_line(party: "Party") -> str:
    codes = [party.code or "no country", *filter(None, [party.sector]), *party.other_sectors]
    known = [party.identifier_text, party.identifier_id]
    told = [" ".join(codes), " ".join(filter(None, known)), f"score {party.score}" if party.score is not None else ""]
    return f"{party.entity_text}: {', '.join(filter(None, told))}"


@click.group()
def places() -> None:
    """Build a larger gazetteer."""


@places.command("build")
@click.option(
    "--geonames",
    "dump",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="GeoNames' table of places, such as allCountries.zip.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Gazetteer to write, for --gazetteer.")
@tells_errors
def build_places(dump: Path, out: Path) -> None:
    """Make a gazetteer of ours and all places of a GeoNames dump, which is read twice."""
    from dotterel.knowledge import geonames

    with whole_file(out) as file, progress("Reading") as tell:
        built = geonames.build_gazetteer(dump, file, lambda lines: tell(f"{lines:,} lines read"))
    click.echo(f"{out}: {built.entries} places, {built.new} of them new.", err=True)
    if built.broken:
        click.echo(f"{built.broken} broken lines skipped.", err=True)
