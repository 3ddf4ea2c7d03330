from collections import Counter

from training.agreement import compare

ONE = {
    "text": "Rebels shelled Goma and the army fled.",
    "entities": [["Rebels", "A", "COD REB"], ["army", "A", "COD MIL"]],
    "events": [{"type": "ASSAULT", "trigger": "shelled", "actor": ["Rebels"], "recipient": ["army"]}],
}


def counted(**changes: object) -> Counter[str]:
    counts: Counter[str] = Counter()
    other = {**ONE, "events": [{**ONE["events"][0], **changes}]}  # type: ignore[dict-item]
    compare(counts, ONE, other)
    return counts


def test_one_and_the_same_annotation_agrees_in_all() -> None:
    counts = counted()
    assert [counts[name] for name in ("trigger", "type", "who", "whole")] == [1, 1, 1, 1]


def test_another_recipient_is_another_who() -> None:
    counts = counted(recipient=[])
    assert (counts["type"], counts["who"]) == (1, 0)


def test_another_type_at_one_trigger_agrees_in_the_trigger_alone() -> None:
    counts = counted(type="COERCE")
    assert (counts["trigger"], counts["type"]) == (1, 0)
