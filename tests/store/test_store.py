from datetime import date
from pathlib import Path

import msgspec
import pytest
from deltalake import DeltaTable
from pyarrow import parquet

from dotterel.errors import StoreError
from dotterel.records import Reading, Refusal
from dotterel.store import Filters, ShownDocument, ShownMention, ShownRefusal, ShownStory, Store
from dotterel.store.tables import SCHEMAS
from tests.factories import FREE, HEADLINE, SENTENCE, TEXT, reading, span_of


def versions(folder: Path) -> dict[str, int]:
    return {name: DeltaTable(str(folder / name)).version() for name in SCHEMAS}


def refused(page: str, detail: str = "line 3: not JSON") -> Reading:
    refusal = Refusal(page=page, step="pages", reason="bad_json", detail=detail)
    return Reading(id=page, refusals=(refusal,), made_by="dotterel test")


def ids(store: Store, **filters: object) -> list[str]:
    return [row.id for row in store.find(msgspec.convert(filters, Filters))]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "news")
    store.add([reading("a"), reading("b", rights=FREE)])
    return store


def test_what_was_added_is_found_in_a_fixed_order(store: Store) -> None:
    assert ids(store) == ["a-shelling", "b-shelling", "a-recall", "b-recall"]


def test_reading_a_page_twice_changes_nothing(store: Store) -> None:
    before = versions(store.folder)
    assert store.add([reading("a"), reading("b", rights=FREE)]) == 2
    assert versions(store.folder) == before


def test_one_page_twice_in_one_batch_is_stored_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([reading("a"), reading("a")])
    assert ids(store) == ["a-shelling", "a-recall"]


def test_a_page_read_by_a_newer_reader_replaces_its_rows(store: Store) -> None:
    newer = reading("a", made_by="dotterel test 2")
    store.add([msgspec.structs.replace(newer, mentions=newer.mentions[:1])])
    assert ids(store) == ["a-shelling", "b-shelling", "b-recall"]
    assert store.find()[0].made_by == "dotterel test 2"


def test_a_refusal_is_kept_and_goes_when_the_page_can_be_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([refused("c"), refused("c", "line 9: not JSON")])
    table = DeltaTable(str(tmp_path / "refusals"))
    assert table.to_pyarrow_table().num_rows == 2
    store.add([reading("c")])
    assert DeltaTable(str(tmp_path / "refusals")).to_pyarrow_table().num_rows == 0


def test_a_page_that_fails_later_keeps_what_was_read_of_it(store: Store) -> None:
    store.add([refused("a")])
    assert "a-shelling" in ids(store)


def test_a_page_without_its_documents_row_is_not_found_yet(store: Store) -> None:
    DeltaTable(str(store.folder / "documents")).delete("id = 'a'")
    assert ids(store) == ["b-shelling", "b-recall"]
    store.add([reading("a")])
    assert ids(store) == ["a-shelling", "b-shelling", "a-recall", "b-recall"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"event": ["SANCTION"]}, ["a-recall", "b-recall"]),
        ({"event": ["SANCTION", "ASSAULT"], "actor": "MIL"}, ["a-shelling", "b-shelling"]),
        ({"actor": "SYR"}, ["a-shelling", "b-shelling"]),
        ({"actor": "SYR MIL"}, ["a-shelling", "b-shelling"]),
        ({"actor": "SYR GOV"}, []),
        ({"actor": "karvian"}, ["a-shelling", "b-shelling"]),
        ({"actor": "arvian"}, []),
        ({"actor": "belmoria"}, ["a-recall", "b-recall"]),
        ({"recipient": "SYR"}, []),
        ({"country": "CZE"}, ["a-shelling", "b-shelling"]),
        ({"place": "ostrava"}, ["a-shelling", "b-shelling"]),
        ({"place": "moravskoslezsky"}, ["a-shelling", "b-shelling"]),
        ({"since": date(2025, 3, 4)}, ["a-recall", "b-recall"]),
        ({"until": date(2025, 3, 3)}, ["a-shelling", "b-shelling"]),
        ({"text": "ostrava shelled"}, ["a-shelling", "b-shelling"]),
        ({"text": "killing"}, ["b-shelling"]),
        ({"claim": "said"}, ["a-shelling", "b-shelling"]),
        ({"actor": "x' OR '1'='1"}, []),
        ({"country": "'; DROP TABLE mentions; --"}, []),
    ],
)
def test_each_filter_finds_what_it_asks_for(store: Store, filters: dict[str, object], found: list[str]) -> None:
    assert ids(store, **filters) == found


def test_text_is_kept_only_where_its_rights_allow(store: Store) -> None:
    documents = DeltaTable(str(store.folder / "documents")).to_pyarrow_table().to_pylist()
    texts = {row["id"]: row["text"] for row in documents}
    assert texts == {"a": None, "b": TEXT}
    assert [row.text for row in store.find(Filters(event=("ASSAULT",)))] == [None, SENTENCE]


def test_a_page_with_reserved_rights_leaves_no_sentence_in_any_file(tmp_path: Path) -> None:
    Store(tmp_path).add([reading("a")])
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 8
    for file in files:
        columns = parquet.read_table(file).to_pylist() if file.suffix == ".parquet" else file.read_text()
        assert "killing" not in str(columns)


def test_the_user_may_vouch_for_the_text(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([reading("a")], with_text=True)
    assert store.find(Filters(event=("ASSAULT",)))[0].text == SENTENCE


def test_a_mention_is_shown_with_its_sentence_story_and_page(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer() as writer:
        writer.add(reading("a"), path="pages/a.html")
    shown = store.show("a-shelling")
    assert isinstance(shown, ShownMention)
    assert shown.event == "ASSAULT"
    assert shown.sentence_span == span_of(SENTENCE)
    assert shown.story_told is not None
    assert shown.story_told.headline == HEADLINE
    assert (shown.page.path, shown.page.title) == ("pages/a.html", HEADLINE)


def test_documents_stories_and_refusals_are_shown_by_id(store: Store) -> None:
    store.add([refused("c")])
    document, story = store.show("b"), store.show("b:0")
    assert isinstance(document, ShownDocument)
    assert document.text == TEXT
    assert [row.id for row in document.mentions] == ["b-shelling", "b-recall"]
    assert isinstance(story, ShownStory)
    assert (story.text, story.mentions) == (TEXT, ("b-recall", "b-shelling"))
    refusal_id = DeltaTable(str(store.folder / "refusals")).to_pyarrow_table()["id"].to_pylist()[0]
    refusal = store.show(refusal_id)
    assert isinstance(refusal, ShownRefusal)
    assert refusal.reason == "bad_json"


def test_an_unknown_id_shows_nothing(store: Store) -> None:
    assert store.show("nobody") is None


def test_a_folder_that_is_no_store_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        Store(tmp_path / "empty").find()


def test_many_batches_leave_few_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dotterel.store.store.COMMITS_PER_TIDYING", 5)
    monkeypatch.setattr("dotterel.store.writing.MAX_FILES", 4)
    with Store(tmp_path).writer() as writer:
        for number in range(6):
            writer.add(reading(f"page-{number}"))
            writer.flush()
    assert len(DeltaTable(str(tmp_path / "mentions")).file_uris()) <= 2
    assert len(ids(Store(tmp_path))) == 12
