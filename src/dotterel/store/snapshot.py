"""One version of a table, as DuckDB sees it: the names of its Parquet files."""

import glob
from pathlib import Path

import duckdb
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from dotterel.errors import StoreError
from dotterel.store.tables import SCHEMAS

_NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""DuckDB fetches extensions by itself otherwise; nothing here may reach for the network."""


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that never asks the network; close it after use."""
    return duckdb.connect(config=_NO_EXTENSIONS)


def newest(folder: Path) -> DeltaTable:
    """The table in `folder` at its newest version. Raises StoreError where there is none."""
    try:
        return DeltaTable(str(folder))
    except (DeltaError, OSError) as error:
        raise StoreError(
            f"{folder.parent}: no store, or not a whole one. To make one: dotterel read INPUT --store {folder.parent}"
        ) from error


def show_table(connection: duckdb.DuckDBPyConnection, folder: Path, table: DeltaTable) -> None:
    """Make this version of the table known to DuckDB under its folder's name, which is one of SCHEMAS.

    By file names, not as an Arrow dataset: in deltalake 1.6 an Arrow dataset bounds text columns by string views, which
    Arrow 26 cannot compare with strings, so every filter on a text column fails. Of each address only the
    file's name is used: the rest comes percent-encoded.
    """
    name = folder.name
    files = [glob.escape(str(folder / Path(address).name)) for address in table.file_uris()]
    if files:
        connection.read_parquet(files).create_view(name)
    else:
        connection.register(name, SCHEMAS[name].empty_table())
