"""Mentions in the formats of others: one format a file, each with `write_rows`."""

from collections.abc import Callable, Iterable
from typing import BinaryIO, Literal, TypeAlias, get_args

from dotterel.errors import UsageError
from dotterel.exports.written import Written
from dotterel.rows import MentionRow

Format: TypeAlias = Literal["plover", "geojson", "parquet", "csv"]
__all__ = ["FORMATS", "Format", "Written", "write_rows"]

FORMATS: tuple[str, ...] = get_args(Format)


def write_rows(rows: Iterable[MentionRow], out: BinaryIO, export_format: str) -> Written:
    """Write mentions in a format of FORMATS, in their order. Raises UsageError for any other format."""
    return _writer(export_format)(rows, out)


def _writer(export_format: str) -> Callable[[Iterable[MentionRow], BinaryIO], Written]:
    match export_format:
        case "plover":
            from dotterel.exports import plover

            return plover.write_rows
        case "geojson":
            from dotterel.exports import geojson

            return geojson.write_rows
        case "csv":
            from dotterel.exports import csv

            return csv.write_rows
        case "parquet":
            from dotterel.exports import parquet

            return parquet.write_rows
    raise UsageError(f"{export_format!r} is no export format; those are: {', '.join(FORMATS)}.")
