"""Rows of Parquet files as Pages: the same fields as a row of JSON lines, read in small batches."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from dotterel.pages.packed import MAX_RATIO
from dotterel.pages.rows import TEXT_FIELDS, BadRow, read_row
from dotterel.pages.unpacking import FREE_BYTES
from dotterel.pages.whole import refusal, refused_bytes
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

ROWS_AT_ONCE = 16
"""Rows in memory; few, since each may hold a page of `max_page_bytes`."""

BUFFER_BYTES = 65_536
"""Bytes of a column that are read at once; without a buffer Arrow holds the whole column of a row group."""

CONTENT_FIELDS = frozenset(("text", "html"))
FIELDS = CONTENT_FIELDS.union(("id", "kind", "published", "rights"), TEXT_FIELDS)
"""Columns that are read; all others are left in the file."""


def pages_of_parquet(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """One page or refusal a row, rows counted from 1. Raises OSError and ValueError where the file is no Parquet."""
    with parquet.ParquetFile(path, buffer_size=BUFFER_BYTES) as file:
        columns = [name for name in file.schema_arrow.names if name in FIELDS]
        if CONTENT_FIELDS.isdisjoint(columns):
            yield refusal(str(path), "no_text", "a table wants a column text or html")
            return
        if is_too_dense(file.metadata, path.stat().st_size):
            yield refusal(str(path), "over_compressed", f"it grows more than {MAX_RATIO} times when it is unpacked")
            return
        if file.metadata.num_rows == 0:
            yield refusal(str(path), "empty", "there is no row in it")
        before = 0
        for group in range(file.num_row_groups):
            yield from pages_of_group(file, group, columns, before, str(path), given, settings)
            before += file.metadata.row_group(group).num_rows


def pages_of_group(
    file: parquet.ParquetFile,
    group: int,
    columns: list[str],
    before: int,
    path: str,
    given: Given,
    settings: Settings,
) -> Iterator[Page | Refusal]:
    """The rows of a row group, which stands behind `before` rows; the rest of it is one refusal where it is damaged."""
    last = before + file.metadata.row_group(group).num_rows
    number = before
    try:
        for batch in file.iter_batches(ROWS_AT_ONCE, row_groups=[group], columns=columns, use_threads=False):
            for index in range(batch.num_rows):
                number += 1
                yield page_of_cells(batch, index, f"{path}:{number}", path, given, settings)
    except (pa.ArrowException, OSError) as error:
        yield refusal(f"{path}:{number + 1}", "unreadable", f"rows to {last} are damaged: {error}")
        return
    if number < last:
        yield refusal(f"{path}:{number + 1}", "unreadable", f"rows to {last} are stated, but not there")


def is_too_dense(metadata: parquet.FileMetaData, packed_bytes: int) -> bool:
    """True where a file grows more than MAX_RATIO times when it is unpacked, by what it says of itself.

    Its row groups are asked, not their columns: Arrow ends the process where a damaged file is asked for a column.
    """
    plain_bytes = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    return bool(plain_bytes > max(FREE_BYTES, MAX_RATIO * packed_bytes))


def page_of_cells(
    batch: pa.RecordBatch, index: int, where: str, path: str, given: Given, settings: Settings
) -> Page | Refusal:
    """The page that a row is, or why it is none. `where` names file and row, for the refusal."""
    try:
        row = {name: cell(name, column[index]) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
        page = read_row(row, path, given)
    except BadRow as bad:
        return refusal(where, bad.reason, bad.detail)
    return refused_bytes(page.content, where, settings) or page


def cell(name: str, value: pa.Scalar) -> object:
    """A cell as JSON would hold it: dates as ISO 8601, UTF-8 bytes as text. Raises BadRow where that cannot be."""
    try:
        found = value.as_py()
        if isinstance(found, bytes):
            found = found.decode("utf-8")
    except (pa.ArrowException, ValueError, OverflowError, LookupError, ImportError) as error:
        raise BadRow("bad_field", f"field {name} cannot be read: {error}") from None
    return found.isoformat() if isinstance(found, date) else found
