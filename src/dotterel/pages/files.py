"""Pages from files, folders and standard input; what cannot be taken becomes a Refusal, and the rest goes on."""

import gzip
import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from dotterel.pages.identity import page_id
from dotterel.pages.rows import page_of_row
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

MEDIA_TYPES: dict[str, Literal["text/html", "text/plain"]] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
ROWS = (".jsonl", ".jsonl.gz")
STDIN = "-"
SNIFFED_BYTES = 1024
BOM = b"\xef\xbb\xbf"


def find_pages(inputs: Sequence[str | Path], *, given: Given, settings: Settings) -> Iterator[Page | Refusal]:
    """The pages of files (.html .htm .txt .jsonl .jsonl.gz), folders (recursive, sorted) and `-` (standard input).

    `given` fills what a row does not state; its `published` wins over the row's. Rows are read one at a time.
    """
    for name in inputs:
        if str(name) == STDIN:
            yield from pages_of_stdin(given, settings)
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
        elif name.endswith(ROWS):
            yield from pages_of_rows(path, given, settings)
        elif path.suffix.lower() in MEDIA_TYPES:
            yield whole_page(path, given, settings)
        else:
            wanted = ", ".join([*MEDIA_TYPES, *ROWS])
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


def page_of_bytes(
    content: bytes, address: str, media_type: Literal["text/html", "text/plain"], given: Given, settings: Settings
) -> Page | Refusal:
    """A page of bytes that stand by themselves, or why they are none."""
    if len(content) > settings.max_page_bytes:
        return refusal(address, "too_large", f"more than {settings.max_page_bytes} bytes")
    if not content.strip():
        return refusal(address, "empty", "there is nothing in it")
    return Page(id=page_id(address, content), content=content, media_type=media_type, path=address, given=given)


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


def sniffed_type(content: bytes) -> Literal["text/html", "text/plain"]:
    """HTML where the first bytes look like markup, else plain text."""
    start = content[:SNIFFED_BYTES].replace(b"\x00", b"").lstrip(BOM + b"\xff\xfe \t\r\n").lower()
    markup = (b"<!doctype", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<p", b"<article", b"<!--", b"<?xml")
    return "text/html" if start.startswith(markup) else "text/plain"


def refusal(page: str, reason: str, detail: str) -> Refusal:
    """What was not taken, with its name in front of the detail."""
    return Refusal(page=page, step="pages", reason=reason, detail=f"{page}: {detail}")
