"""The words of a stored page, read again from the user's own copy."""

import gzip
from pathlib import Path

import pytest

from dotterel import pages, pipeline
from dotterel.engine.again import show_with_text
from dotterel.errors import RunError
from dotterel.records import Given, Page, Reading
from dotterel.settings import Settings
from dotterel.store import ShownDocument, Store

SETTINGS = Settings()


def record(path: str) -> bytes:
    page = f"<html><p>The council of {path} met on Monday, and its members spoke for an hour.</p></html>"
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{path}\r\n"
    return gzip.compress(f"{head}Content-Length: {len(block)}\r\n\r\n{block}\r\n\r\n".encode())


def stored_pages(archive: Path, store: Store) -> list[Page]:
    """Write the pages of an archive to a store that may not keep their text."""
    found = [page for page in pages.find_pages([archive], given=Given(), settings=SETTINGS) if isinstance(page, Page)]
    with store.writer(with_text=False) as writer:
        for page in found:
            document, _ = pipeline.open_document(page, SETTINGS)
            assert document is not None
            writer.add(
                Reading(id=page.id, url=page.url, document=document, made_by="test"), path=page.path, offset=page.offset
            )
    return found


def words_of(store: Store, page: Page) -> str:
    shown = store.show(page.id)
    assert isinstance(shown, ShownDocument) and shown.text is None
    again = show_with_text(shown, SETTINGS)
    assert isinstance(again, ShownDocument)
    return again.text or ""


def test_a_page_in_an_archive_is_read_at_its_offset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "a.warc.gz"
    archive.write_bytes(b"".join(map(record, ("alpha", "beta", "gamma"))))
    store = Store(tmp_path / "store")
    *_, last = stored_pages(archive, store)
    with monkeypatch.context() as patched:
        patched.setattr(pages, "find_pages", None)
        assert "council of gamma" in words_of(store, last)


def test_a_page_that_moved_within_its_archive_is_found(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    archive.write_bytes(b"".join(map(record, ("alpha", "beta"))))
    store = Store(tmp_path / "store")
    first, _ = stored_pages(archive, store)
    archive.write_bytes(b"".join(map(record, ("gamma", "beta", "alpha"))))
    assert "council of alpha" in words_of(store, first)


def test_a_page_that_is_gone_is_told(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    archive.write_bytes(b"".join(map(record, ("alpha", "beta"))))
    store = Store(tmp_path / "store")
    first, _ = stored_pages(archive, store)
    archive.write_bytes(b"".join(map(record, ("beta", "gamma"))))
    with pytest.raises(RunError, match="gone or changed"):
        words_of(store, first)
    archive.unlink()
    with pytest.raises(RunError, match="gone or changed"):
        words_of(store, first)
