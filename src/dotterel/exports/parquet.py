"""Parquet with typed columns: those of the CSV, with days as dates and several values as lists."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import BinaryIO, get_type_hints

import msgspec
import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from dotterel.exports.flat import FlatRow, flat_row
from dotterel.exports.written import Written
from dotterel.rows import MentionRow

ROWS_PER_GROUP = 10_000

_KINDS = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    date: pa.date32(),
    str | None: pa.string(),
    int | None: pa.int64(),
    float | None: pa.float64(),
    date | None: pa.date32(),
    tuple[str, ...]: pa.list_(pa.string()),
}

_SCHEMA = pa.schema([(name, _KINDS[kind]) for name, kind in get_type_hints(FlatRow).items()])


def write_rows(rows: Iterable[MentionRow], out: BinaryIO) -> Written:
    """Write one Parquet file, rows in the order of the mentions; unknown is null."""
    coming = iter(rows)
    written = 0
    with ParquetWriter(out, _SCHEMA, compression="zstd") as file:
        while group := [msgspec.structs.asdict(flat_row(row)) for row in islice(coming, ROWS_PER_GROUP)]:
            file.write_table(pa.Table.from_pylist(group, schema=_SCHEMA))
            written += len(group)
    return Written(rows=written)
