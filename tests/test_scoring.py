from pathlib import Path

import msgspec
import pytest

from dotterel import pipeline
from dotterel.errors import UsageError
from dotterel.gold import GoldPassage, find_surface, read_gold
from dotterel.records import Count, Mention, Party, Reading, Size, Span
from dotterel.scoring import calibration_error, score_passages
from dotterel.settings import Settings

TEXT = "Rebels shelled Goma on Monday, killing four soldiers, the Congolese army said."
GOLD = """{"id": "g1", "text": "%s", "published": "2024-05-16",
 "entities": [["Rebels", "A", "COD REB"], ["soldiers", "A", "COD MIL"], ["four", "N", "4"]],
 "events": [{"type": "ASSAULT", "trigger": "shelled", "actor": ["Rebels"], "recipient": ["soldiers"], "dead": "four"}]}
""".replace("\n", " ")


def gold(text: str = TEXT) -> GoldPassage:
    return msgspec.json.decode((GOLD % text).encode(), type=GoldPassage)


def party(words: str, code: str | None) -> Party:
    at = TEXT.index(words)
    return Party(entity_text=words, start=at, end=at + len(words), code=code)


def mention(**fields: object) -> Mention:
    at = TEXT.index("four")
    told: dict[str, object] = {
        "id": "m", "doc_id": "g1", "story": 0, "sentence": 0, "event": "ASSAULT", "trigger": Span(start=7, end=14),
        "actor": (party("Rebels", "COD"),), "recipient": (party("soldiers", "COD"),), "score": 1.0,
        "size": Size(dead=Count(low=4, best=4, high=4, start=at, end=at + 4)),
    }  # fmt: skip
    return Mention(**{**told, **fields})  # type: ignore[arg-type]


def scores(monkeypatch: pytest.MonkeyPatch, *found: Mention, passage: GoldPassage | None = None) -> dict[str, float]:
    def read(page: object, settings: Settings) -> Reading:
        return Reading(id="g1", mentions=found, made_by="test")

    monkeypatch.setattr(pipeline, "read", read)
    return dict(score_passages([passage or gold()], Settings()))


def test_a_right_record_scores_one_throughout(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, mention())
    names = ("type F1", "type + who F1", "whole record F1", "counts")
    assert [found[name] for name in names] == [1, 1, 1, 1]
    assert found["calibration error"] == 0


def test_a_wrong_country_spoils_who_but_not_the_type(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, mention(actor=(party("Rebels", "RWA"),)))
    assert (found["type F1"], found["type + who F1"]) == (1, 0)


def test_a_missing_recipient_spoils_who(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scores(monkeypatch, mention(recipient=()))["type + who F1"] == 0


def test_a_wrong_count_spoils_the_whole_record_only(monkeypatch: pytest.MonkeyPatch) -> None:
    at = TEXT.index("four")
    wrong = mention(size=Size(dead=Count(low=5, best=5, high=5, start=at, end=at + 4)))
    found = scores(monkeypatch, wrong)
    assert (found["type + who F1"], found["whole record F1"], found["counts"]) == (1, 0, 0)


def test_an_event_is_matched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, mention(), mention(id="m2"))
    assert (found["type precision"], found["type recall"]) == (0.5, 1)


def test_a_mention_elsewhere_or_of_another_type_does_not_match(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scores(monkeypatch, mention(event="COERCE"))["type F1"] == 0
    assert scores(monkeypatch, mention(trigger=Span(start=0, end=6)))["type F1"] == 0


def test_a_passage_without_events_is_clean_only_where_none_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = GoldPassage(id="g1", text=TEXT)
    assert scores(monkeypatch, passage=empty)["clean negatives"] == 1
    assert scores(monkeypatch, mention(), passage=empty)["clean negatives"] == 0


def test_calibration_is_the_gap_between_score_and_share_right() -> None:
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0
    assert calibration_error([(0.9, False)]) == pytest.approx(0.9)


def test_a_numbered_surface_is_its_nth_occurrence() -> None:
    assert find_surface("Oman and Oman", "Oman#2") == (9, 13)
    assert find_surface("Oman", "Oman#2") is None


def test_a_row_that_is_no_gold_passage_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text((GOLD % TEXT) + '\n{"id": 3}\n')
    with pytest.raises(UsageError, match=r"gold\.jsonl:2"):
        list(read_gold(path))


def test_a_phrase_of_several_states_is_met_by_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    joint = "Rebels shelled Goma on Monday"
    row = {
        "id": "g2", "text": TEXT, "entities": [[joint, "A", "--- REB"], ["soldiers", "A", "COD MIL"]],
        "events": [{"type": "ASSAULT", "trigger": "shelled", "actor": [joint], "recipient": ["soldiers"]}],
    }  # fmt: skip
    passage = msgspec.convert(row, GoldPassage)
    parts = (party("Rebels", "COD"), party("Goma", "RWA"))
    assert scores(monkeypatch, mention(actor=parts), passage=passage)["type + who F1"] == 1.0
    assert scores(monkeypatch, mention(actor=parts[:1]), passage=passage)["type + who F1"] == 0.0
