"""Pages from WARC archives: what is read, what is told as left out, and what damage costs."""

import gzip
import io
import random
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotterel.pages import find_pages, page_at
from dotterel.records import Given, Page, Refusal
from dotterel.settings import Settings

GZIPPED_BODY = {"Content-Encoding": "gzip"}
CHUNKED = {"Transfer-Encoding": "chunked"}


def body(number: int) -> bytes:
    """A page of words that hardly pack, as pages are."""
    words = random.Random(number)
    text = " ".join("".join(words.choices("abcdefghij", k=6)) for _ in range(60))
    return f"<html><body><p>Page {number}: {text}.</p></body></html>".encode()


def answer(
    content: bytes,
    more: dict[str, str] | None = None,
    *,
    media: str | None = "text/html; charset=utf-8",
    status: str = "200 OK",
) -> bytes:
    fields = ({} if media is None else {"Content-Type": media}) | (more or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content


def brotlied(content: bytes) -> bytes:
    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(content)
    writer.close()
    return packed.getvalue()


def urn(number: int) -> str:
    return f"<urn:uuid:00000000-0000-0000-0000-{number:012d}>"


def record(
    number: int,
    block: bytes | None = None,
    more: dict[str, str] | None = None,
    *,
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    """A record by hand, so that it can be wrong; by default a whole page."""
    block = answer(body(number)) if block is None else block
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": urn(number),
        "WARC-Date": f"2024-05-01T12:00:{number:02d}Z",
        "WARC-Target-URI": f"https://news.example/{number}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block) if length is None else length),
    } | (more or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def each_gzipped(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one) for one in records)


def all_gzipped(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records))


def plain(*records: bytes) -> bytes:
    return b"".join(records)


PACKINGS = pytest.mark.parametrize("pack", [plain, each_gzipped, all_gzipped])


def found(folder: Path, archive: bytes, settings: Settings | None = None) -> list[Page | Refusal]:
    path = folder / ("a.warc.gz" if archive.startswith(b"\x1f\x8b") else "a.warc")
    path.write_bytes(archive)
    return list(find_pages([path], given=Given(), settings=settings or Settings()))


def told(results: list[Page | Refusal]) -> list[str]:
    """The last part of each page's address, and the reason of each refusal."""
    return [
        result.reason if isinstance(result, Refusal) else (result.url or "").rpartition("/")[2] for result in results
    ]


@PACKINGS
def test_html_captures_become_pages_with_address_and_archive(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    results = found(tmp_path, pack(record(1), record(2), record(3)))
    pages = [result for result in results if isinstance(result, Page)]
    assert told(results) == ["1", "2", "3"]
    assert [page.content for page in pages] == [body(1), body(2), body(3)]
    assert {page.media_type for page in pages} == {"text/html"}
    assert {Path(page.path or "").name for page in pages} <= {"a.warc", "a.warc.gz"}
    assert len({page.id for page in pages}) == 3


@PACKINGS
def test_a_page_is_read_again_at_its_offset(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    results = found(tmp_path, pack(record(1), record(2), revisit(3, {"WARC-Refers-To": urn(1)})))
    pages = [result for result in results if isinstance(result, Page)]
    assert [page.fetched for page in pages] == [datetime(2024, 5, 1, 12, 0, second, tzinfo=UTC) for second in (1, 2, 3)]
    again = [page_at(Path(page.path or ""), page.offset or "", Settings()) for page in pages]
    assert again == [*pages[:2], None]


@pytest.mark.parametrize("offset", ["3", "99999999", "7+7", "here", "-5"])
def test_where_no_record_begins_no_page_is_read(tmp_path: Path, offset: str) -> None:
    for pack in (plain, each_gzipped):
        [page] = found(tmp_path, pack(record(1)))
        assert isinstance(page, Page)
        assert page_at(Path(page.path or ""), offset, Settings()) is None
    assert page_at(tmp_path / "gone.warc", "0", Settings()) is None


def test_what_fastwarc_writes_is_read(tmp_path: Path) -> None:
    archive = io.BytesIO()
    one = WarcRecord()
    one.init_headers(WarcRecordType.response)
    one.headers["WARC-Target-URI"] = "https://news.example/written"
    one.headers["Content-Type"] = "application/http; msgtype=response"
    one.set_bytes_content(answer(body(1)))
    one.write(archive, checksum_data=True)
    assert told(found(tmp_path, archive.getvalue())) == ["written"]


def test_the_id_of_a_page_is_the_same_in_every_archive(tmp_path: Path) -> None:
    ids = {
        page.id
        for archive in (plain(record(1)), each_gzipped(record(2), record(1)))
        for page in found(tmp_path, archive)
        if isinstance(page, Page) and page.url == "https://news.example/1"
    }
    assert len(ids) == 1


def test_descriptions_of_captures_are_passed_over_and_other_kinds_are_counted(tmp_path: Path) -> None:
    results = found(
        tmp_path,
        plain(
            record(1, b"software: crawler\r\n", kind="warcinfo"),
            record(2, b"GET / HTTP/1.1\r\n\r\n", kind="request"),
            record(3, b"via: x\r\n", kind="metadata"),
            record(4, answer(b"\x89PNG", media="image/png")),
            record(5, answer(b"{}", media="application/json")),
            record(6, answer(b"\x89PNG", media="image/png")),
            record(7, answer(b"<p>Gone.", status="404 Not Found")),
            record(8, b"Words.", kind="conversion"),
            record(9, more={"WARC-Truncated": "length"}),
            record(10),
        ),
    )
    assert told(results) == ["10", "http_status", "other_media_type", "other_record", "truncated"]
    details = [result.detail for result in results if isinstance(result, Refusal)]
    assert details[1].endswith("3 captures of media types that are not read: 2 image/png, 1 application/json")


def test_plain_text_resources_and_unstated_html_are_read(tmp_path: Path) -> None:
    results = found(
        tmp_path,
        plain(
            record(1, answer(b"Words.", media="text/plain")),
            record(2, b"<p>Words.", {"Content-Type": "text/html"}, kind="resource"),
            record(3, answer(b"<!doctype html><p>Words.", media=None)),
            record(4, answer(b"\x00\x01", media=None)),
            record(5, answer(b"  ")),
        ),
    )
    assert told(results) == ["1", "2", "3", "empty", "other_media_type"]
    assert isinstance(results[0], Page)
    assert results[0].media_type == "text/plain"


def test_bodies_are_unpacked_and_bodies_that_already_were_are_taken_as_they_are(tmp_path: Path) -> None:
    words = b"<p>Words of a page.</p>"
    bare = zlib.compress(words)[2:-4]
    chunks = b"5;x=y\r\n<p>Wo\r\n12\r\nrds of a page.</p>\r\n0\r\n\r\n"
    bodies: list[tuple[bytes, dict[str, str]]] = [
        (gzip.compress(words), GZIPPED_BODY),
        (zlib.compress(words), {"Content-Encoding": "deflate"}),
        (bare, {"Content-Encoding": "deflate"}),
        (brotlied(words), {"Content-Encoding": "br"}),
        (chunks, CHUNKED),
        (words, GZIPPED_BODY),
        (words, {"Content-Encoding": "br"}),
        (words, CHUNKED),
        (words, {"Content-Encoding": "identity"}),
    ]
    results = found(tmp_path, plain(*(record(n, answer(packed, more)) for n, (packed, more) in enumerate(bodies))))
    assert [result.content if isinstance(result, Page) else result.detail for result in results] == [words] * 9


def test_bodies_that_are_cut_or_no_packing_are_refused_and_the_next_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(body(1))
    results = found(
        tmp_path,
        each_gzipped(
            record(1, answer(packed[:-20], GZIPPED_BODY)),
            record(2, answer(b"Words.", GZIPPED_BODY)),
            record(3, answer(b"5\r\n<p>Wo\r\n12\r\nrds", CHUNKED)),
            record(4, answer(b"Words.", {"Content-Encoding": "own"})),
            record(5, answer(brotlied(body(1))[:-20], {"Content-Encoding": "br"})),
            record(6),
        ),
    )
    assert told(results) == ["truncated", "bad_encoding", "truncated", "unknown_encoding", "bad_encoding", "6"]


def test_large_and_exploding_bodies_are_refused(tmp_path: Path) -> None:
    zeros = b"<p>" + bytes(3_000_000)
    noise = b"<p>" + random.Random(1).randbytes(400_000)
    results = found(
        tmp_path,
        plain(
            record(1, answer(gzip.compress(zeros), GZIPPED_BODY)),
            record(2, answer(brotlied(zeros), {"Content-Encoding": "br"})),
            record(3, answer(gzip.compress(noise), GZIPPED_BODY)),
            record(4, answer(noise)),
            record(5, answer(noise, media="video/mp4")),
            record(6),
        ),
        Settings(max_page_bytes=300_000),
    )
    assert told(results)[2:] == ["too_large", "too_large", "6", "other_media_type"]
    assert set(told(results)[:2]) <= {"too_large", "over_compressed"}
    results = found(tmp_path, plain(record(1, answer(gzip.compress(zeros), GZIPPED_BODY)), record(2)))
    assert told(results) == ["over_compressed", "2"]


def test_an_archive_that_explodes_is_refused_where_it_does(tmp_path: Path) -> None:
    archive = each_gzipped(record(1), record(2, answer(bytes(9_000_000))), record(3))
    assert told(found(tmp_path, archive)) == ["1", "over_compressed", "3"]


def test_many_alike_pages_in_one_gzip_member_are_no_explosion(tmp_path: Path) -> None:
    page = answer(b"<p>" + b"The same words. " * 4000)
    results = found(tmp_path, all_gzipped(*(record(number, page) for number in range(60))))
    assert told(results) == [str(number) for number in range(60)]


def revisit(number: int, more: dict[str, str]) -> bytes:
    return record(number, answer(b"", status="304 Not Modified"), more, kind="revisit")


@PACKINGS
@pytest.mark.parametrize("is_first", [False, True])
def test_a_revisit_is_followed_to_what_it_names_in_the_same_archive(
    tmp_path: Path, pack: Callable[..., bytes], is_first: bool
) -> None:
    captures = [record(1), record(2, more={"WARC-Payload-Digest": "sha1:AAAA"}), record(3)]
    dated = {"WARC-Refers-To-Target-URI": "https://news.example/3", "WARC-Refers-To-Date": "2024-05-01T12:00:03Z"}
    revisits = [
        revisit(11, {"WARC-Refers-To": urn(1)}),
        revisit(12, {"WARC-Payload-Digest": "sha1:AAAA"}),
        revisit(13, dated),
        revisit(14, {"WARC-Refers-To": urn(99)}),
    ]
    results = found(tmp_path, pack(*(revisits + captures if is_first else captures + revisits)))
    assert told(results) == ["1", "2", "3", "11", "12", "13", "revisit_unresolved"]
    contents = [result.content for result in results if isinstance(result, Page)]
    assert contents[3:] == [body(1), body(2), body(3)]


def test_a_revisit_of_a_picture_is_counted_with_the_pictures(tmp_path: Path) -> None:
    picture = record(1, answer(b"", media="image/png"), {"WARC-Refers-To": urn(9)}, kind="revisit")
    assert told(found(tmp_path, plain(picture, record(2)))) == ["2", "other_media_type"]


@pytest.mark.parametrize("pack", [plain, all_gzipped])
@pytest.mark.parametrize(
    "broken",
    [
        record(2, length=50),
        record(2, length=900),
        record(2, length=90_000_000_000),
        record(2).replace(b"WARC/1.0", b"WXRC/1.0"),
        record(2).replace(b"Content-Length: ", b"Content-Length: x"),
        record(2).replace(b"Content-Length", b"Content-Breadth"),
        record(2, b"no answer"),
        record(2)[:200] + b"\n",
    ],
)
def test_a_broken_record_is_refused_with_its_place_and_the_others_are_read(
    tmp_path: Path, pack: Callable[..., bytes], broken: bytes
) -> None:
    results = found(tmp_path, pack(record(1), broken, record(3), record(4)))
    assert told(results) == ["1", "broken_record", "3", "4"]
    assert isinstance(results[1], Refusal)
    assert f"{len(record(1))}: " in results[1].detail


@pytest.mark.parametrize(
    "damage",
    [
        lambda member: member[:200],
        lambda member: member[:100] + b"\xff\xff" + member[102:],
        lambda member: member[:-8] + bytes(8),
        lambda member: b"",
        lambda member: b"no gzip" * 9,
    ],
)
def test_a_damaged_gzip_member_costs_only_itself(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    first, second, third, fourth = (gzip.compress(record(number)) for number in (1, 2, 3, 4))
    damaged = damage(second)
    results = found(tmp_path, first + damaged + third + fourth)
    assert told(results) == ["1", "broken_record", "3", "4"] if damaged else ["1", "3", "4"]


@PACKINGS
def test_an_archive_that_ends_too_soon_gives_its_whole_records(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    archive = pack(record(1), record(2), record(3))
    assert told(found(tmp_path, archive[:-150])) == ["1", "2", "broken_record"]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    assert told(found(tmp_path, b"")) == ["empty"]
    assert told(found(tmp_path, gzip.compress(b""))) == ["empty"]
    assert told(found(tmp_path, b"Words.\n" * 20_000)) == ["broken_record"]
    assert told(found(tmp_path, gzip.compress(b"Words.\n" * 900))) == ["broken_record"]
    assert told(found(tmp_path, all_gzipped(record(1)) + bytes(100_000))) == ["1"]


def test_a_charset_that_only_the_head_states_is_used(tmp_path: Path) -> None:
    words = "Дождь идёт."
    results = found(
        tmp_path,
        plain(
            record(1, answer(words.encode("cp1251"), media="text/plain; charset=windows-1251")),
            record(2, answer(b"caf\xe9 \x93x\x94", media="text/plain; charset=iso-8859-1")),
            record(3, answer(b"caf\xe9", media="text/plain; charset=rot13")),
        ),
    )
    contents = [result.content for result in results if isinstance(result, Page)]
    assert contents == [words.encode(), "café “x”".encode(), b"caf\xe9"]


def test_addresses_in_brackets_and_of_other_schemes(tmp_path: Path) -> None:
    bracketed = record(1, more={"WARC-Target-URI": "<https://news.example/b>"})
    other = record(2, more={"WARC-Target-URI": "urn:x:y"})
    one, two = found(tmp_path, plain(bracketed, other))
    assert isinstance(one, Page)
    assert isinstance(two, Page)
    assert (one.url, two.url) == ("https://news.example/b", None)


MIXED = [
    record(1),
    record(2, answer(gzip.compress(body(2)), GZIPPED_BODY)),
    record(3, answer(b"5\r\n<p>Wo\r\n12\r\nrds of a page.</p>\r\n0\r\n\r\n", CHUNKED)),
    record(4, answer(brotlied(body(4)), {"Content-Encoding": "br"})),
    revisit(5, {"WARC-Refers-To": urn(1)}),
    record(6, answer(b"\x89PNG", media="image/png")),
    record(7),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pack=st.sampled_from([plain, each_gzipped, all_gzipped]),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=8),
    kept=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_no_damage_whatever_raises_and_nothing_is_lost_in_silence(
    folder: Path, pack: Callable[..., bytes], flips: list[tuple[float, int]], kept: float
) -> None:
    archive = bytearray(pack(*MIXED))
    for place, change in flips:
        archive[int(place * len(archive))] ^= change
    results = found(folder, bytes(archive[: int(kept * len(archive))]), Settings(max_page_bytes=100_000))
    assert results
    if pack is each_gzipped:
        # Each record has its checksum: what is given out is what was stored, and whatever is not given out is told.
        stored = {body(1), body(2), body(4), body(7), b"<p>Words of a page.</p>"}
        assert {result.content for result in results if isinstance(result, Page)} <= stored


@pytest.mark.parametrize("pack", [each_gzipped, plain])
@pytest.mark.parametrize("max_page_bytes", [1_000_000, 20_000_000])
def test_memory_does_not_grow_with_the_archive(tmp_path: Path, pack: Callable[..., bytes], max_page_bytes: int) -> None:
    path = tmp_path / "large.warc"
    large = answer(random.Random(1).randbytes(1_500_000), media="video/mp4")
    path.write_bytes(pack(record(1, large), record(2)) * 16)
    tracemalloc.start()
    pages = find_pages([path], given=Given(), settings=Settings(max_page_bytes=max_page_bytes))
    count = sum(isinstance(result, Page) for result in pages)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 16
    assert peak_bytes < 8_000_000 < path.stat().st_size
