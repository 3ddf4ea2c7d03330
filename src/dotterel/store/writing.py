"""Writing into one table so that nothing is lost or double, whoever else writes at the same time."""

import random
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaError

from dotterel.errors import StoreError
from dotterel.store.snapshot import connect, newest, show_table
from dotterel.store.tables import SCHEMAS, Row

MAX_TRIES = 200
"""Commits that may be lost to others in a row; with eight writers at it, a writer needed 30 at worst."""

LONGEST_WAIT_S = 0.5

MAX_FILES = 64
"""Data files of a table before they are put together; a query opens each of them."""


def create_table(root: Path, name: str) -> None:
    """Make the table where there is none. Raises StoreError where that cannot be done."""
    folder = root / name

    def create() -> None:
        if not DeltaTable.is_deltatable(str(folder)):
            DeltaTable.create(str(folder), SCHEMAS[name], mode="ignore")

    _again_until_committed(create, folder)


def replace_rows(root: Path, name: str, rows: Sequence[Row], *, of_documents: Collection[str]) -> None:
    """Make `rows` all that the table holds of `of_documents`, in one commit; rows that stand already are left alone.

    Rows of other documents are added or brought up to date, and nothing of those is taken away. Ids must be unique.
    Raises StoreError where the table cannot be written.
    """
    folder = root / name

    def commit() -> None:
        table = newest(folder)
        changes = _changes(folder, table, rows, of_documents)
        if changes.num_rows:
            _merge(table, changes, SCHEMAS[name].names)

    _again_until_committed(commit, folder)


def put_files_together(folder: Path) -> None:
    """Merge many small data files into few, and drop files that no reader of the last week can need.

    Mere housekeeping: where another process commits in between, it is left for the next time.
    """
    table = newest(folder)
    if len(table.file_uris()) <= MAX_FILES:
        return
    try:
        table.optimize.compact()
        table.vacuum(dry_run=False)
    except CommitFailedError:
        return


def _changes(folder: Path, table: DeltaTable, rows: Sequence[Row], of_documents: Collection[str]) -> pa.Table:
    """The rows that the table lacks or holds otherwise, and those it must lose (`gone`)."""
    touched = sorted({*of_documents, *(str(row["doc_id"]) for row in rows)})
    standing = _standing(folder, table, touched)
    wanted = {row["id"] for row in rows}
    new = [{**row, "gone": False} for row in rows if standing.get(str(row["id"]), ("", ""))[1] != row["digest"]]
    gone: list[Row] = [
        {"id": row_id, "gone": True}
        for row_id, (owner, _) in standing.items()
        if owner in of_documents and row_id not in wanted
    ]
    schema = SCHEMAS[folder.name]
    return pa.Table.from_pylist([*new, *gone], schema=schema.append(pa.field("gone", pa.bool_())))


def _standing(folder: Path, table: DeltaTable, doc_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Of each row that stands of these documents: its id, and its document and digest."""
    with connect() as connection:
        show_table(connection, folder, table)
        rows = connection.execute(
            f"SELECT id, doc_id, digest FROM {folder.name} WHERE doc_id IN (SELECT unnest(?))", [doc_ids]
        ).fetchall()
    return {row_id: (doc_id, digest) for row_id, doc_id, digest in rows}


def _merge(table: DeltaTable, changes: pa.Table, columns: Sequence[str]) -> None:
    cells = {column: f"s.{column}" for column in columns}
    (
        table.merge(changes, "t.id = s.id", source_alias="s", target_alias="t")
        .when_matched_delete("s.gone")
        .when_matched_update(cells)
        .when_not_matched_insert(cells, predicate="NOT s.gone")
        .execute()
    )


def _again_until_committed(attempt: Callable[[], None], folder: Path) -> None:
    """Carry out `attempt`, anew after a growing random wait while other writers commit first."""
    for tries in range(MAX_TRIES):
        try:
            attempt()
            return
        except CommitFailedError:
            time.sleep(random.uniform(0, min(LONGEST_WAIT_S, 0.01 * 2**tries)))
        except (DeltaError, OSError) as error:
            raise StoreError(f"{folder}: cannot write to the store: {error}") from error
    raise StoreError(f"{folder}: other processes write here without a pause; gave up after {MAX_TRIES} tries.")
