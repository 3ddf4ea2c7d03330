"""Comma-separated values (RFC 4180, UTF-8) with a header; several values in one cell are parted by "|"."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

import msgspec

from dotterel.exports.flat import COLUMNS, flat_row
from dotterel.exports.written import Written
from dotterel.rows import MentionRow


def write_rows(rows: Iterable[MentionRow], out: BinaryIO) -> Written:
    """Write the header and one line a mention, in their order; unknown is the empty cell."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(COLUMNS)
    written = 0
    for row in rows:
        table.writerow([_cell(value) for value in msgspec.structs.astuple(flat_row(row))])
        written += 1
    text.detach()
    return Written(rows=written)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(str(part).replace("|", "/") for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)
