"""Pages from files, folders and standard input; what cannot be taken becomes a Refusal, and the rest goes on."""

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TypeAlias

import msgspec

from dotterel.pages.rows import page_of_row
from dotterel.pages.whole import BOM, MediaType, page_of_bytes, refusal, sniffed_type
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

MEDIA_TYPES: dict[str, MediaType] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
STDIN = "-"
WEB = ("http://", "https://")


def find_pages(inputs: Sequence[str | Path], *, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The pages of files (.html .htm .txt .jsonl[.gz] .parquet .warc[.gz]), folders (recursive, sorted), `-` (stdin).

    `given` fills what a row does not state; its `published` wins over the row's. Rows and archives are read forward,
    one page in memory at a time; only a Parquet file holds a small batch.
    """
    for name in inputs:
        if str(name) == STDIN:
            yield from pages_of_stdin(given, settings)
            continue
        if str(name).lower().startswith(WEB):
            yield from pages_of_web(str(name), given, settings)
            continue
        for path in files_under(Path(name)):
            yield from pages_of_file(path, given, settings)


def files_under(path: Path) -> Iterator[Path]:
    """The file itself, or all files of a folder in order of name; hidden ones are left out."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))


def pages_of_file(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The pages of one file, by its suffix."""
    name = path.name.lower()
    try:
        if not path.exists():
            yield refusal(str(path), "not_found", "there is no such file or folder")
        elif path.suffix.lower() in MEDIA_TYPES:
            yield whole_page(path, given, settings)
        elif (read := next((read for suffix, read in COLLECTIONS.items() if name.endswith(suffix)), None)) is not None:
            yield from read(path, given, settings)
        else:
            wanted = ", ".join([*MEDIA_TYPES, *COLLECTIONS])
            yield refusal(
                str(path), "unknown_type", f"{path.suffix or 'a name without suffix'} is not read, only {wanted}"
            )
    except (OSError, EOFError, zlib.error, ValueError) as error:
        yield refusal(str(path), "unreadable", str(error) or type(error).__name__)


def whole_page(path: Path, given: Given, settings: Settings) -> Page | Refusal:
    """The file as one page. Raises OSError."""
    with path.open("rb") as file:
        content = file.read(settings.max_page_bytes + 1)
    return page_of_bytes(content, str(path), MEDIA_TYPES[path.suffix.lower()], given, settings)


def pages_of_rows(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The rows of a file of JSON lines, plain or gzipped. Raises OSError, EOFError and zlib.error."""
    if path.name.lower().endswith(".gz"):
        with gzip.open(path, "rb") as packed:
            yield from pages_of_lines(lines_of(packed, settings), str(path), given, settings)
    else:
        with path.open("rb") as file:
            yield from pages_of_lines(lines_of(file, settings), str(path), given, settings)


def lines_of(file: BinaryIO | gzip.GzipFile, settings: Settings) -> Iterator[bytes]:
    """Lines of at most one byte more than the limit; the rest of an overlong line is skipped, never held."""
    while line := file.readline(settings.max_page_bytes + 1):
        yield line
        rest = line
        while len(rest) > settings.max_page_bytes and not rest.endswith(b"\n"):
            rest = file.readline(settings.max_page_bytes + 1)


def pages_of_lines(lines: Iterator[bytes], path: str, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """One page or refusal a line; blank lines are no rows. A file without any row is refused as empty."""
    found_row = False
    for number, line in enumerate(lines, 1):
        row = line.removeprefix(BOM) if number == 1 else line
        if not row.strip():
            continue
        found_row = True
        where = f"{path}:{number}"
        if len(row) > settings.max_page_bytes:
            yield refusal(where, "too_large", f"a row of more than {settings.max_page_bytes} bytes")
        else:
            yield page_of_row(row, where, path, given)
    if not found_row:
        yield refusal(path, "empty", "there is no row in it")


def pages_of_stdin(given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """Rows if the first line of standard input is a JSON object, else one page of HTML or plain text."""
    file = sys.stdin.buffer
    first = file.readline(settings.max_page_bytes + 1)
    if is_json_object(first.removeprefix(BOM)):
        yield from pages_of_lines(chain([first], lines_of(file, settings)), STDIN, given, settings)
        return
    content = first + file.read(max(0, settings.max_page_bytes + 1 - len(first)))
    yield page_of_bytes(content, STDIN, sniffed_type(content), given, settings)


def is_json_object(line: bytes) -> bool:
    """True where the line parses as a JSON object."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def pages_of_table(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The rows of a Parquet file; Arrow is imported with the first one. Raises OSError and ValueError."""
    from dotterel.pages.parquet import pages_of_parquet

    return pages_of_parquet(path, given, settings)


def pages_of_archive(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The pages of a WARC archive; FastWARC is imported with the first one. Raises OSError."""
    from dotterel.pages.warc import pages_of_warc

    return pages_of_warc(path, given, settings)


def page_at(path: Path, offset: str, settings: Settings) -> Page | None:
    """The page at a `Page.offset` of an archive; None where it can no longer be read there."""
    from dotterel.pages.warc import page_at_offset

    try:
        return page_at_offset(path, offset, settings)
    except OSError:
        return None


def pages_of_web(address: str, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The page at an address; httpx is imported with the first one."""
    from dotterel.pages.feeds import pages_of_address

    return pages_of_address(address, given, settings)


def pages_of_feed(path: Path, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The entries of a feed; feedparser is imported with the first one."""
    from dotterel.pages.feeds import read_feed

    return read_feed(path, given=given, settings=settings)


Reader: TypeAlias = Callable[[Path, Given, Settings], Iterator[Page | Refusal]]

COLLECTIONS: dict[str, Reader] = {
    ".jsonl": pages_of_rows,
    ".jsonl.gz": pages_of_rows,
    ".parquet": pages_of_table,
    ".warc": pages_of_archive,
    ".warc.gz": pages_of_archive,
    ".xml": pages_of_feed,
    ".rss": pages_of_feed,
    ".atom": pages_of_feed,
}
"""Files of many pages, by the end of their name."""
