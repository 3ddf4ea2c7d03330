"""The reader on passages and on marked pairs that it was not trained on."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

import dotterel
from benchmarks.quality.measures import Measure, macro_f1
from dotterel.gold import GoldPassage
from dotterel.scoring import score_passages
from dotterel.settings import Settings
from training.corpus_data import dev_ids, read_pairs, read_passages

MEASURES = (
    "type F1",
    "type + who F1",
    "whole record F1",
    "clean negatives",
    "mode",
    "aux",
    "claim",
    "counts",
    "calibration error",
)


def measure(shared: Path) -> list[Measure]:
    """Scores on the development part of the corpus, whole and by kind of text, and of `classify` on PLV rows."""
    rows, pairs = read_passages(shared), read_pairs(shared)
    held = dev_ids(rows + pairs)
    groups: dict[str, list[GoldPassage]] = defaultdict(list)
    for row in rows:
        if row["id"] in held:
            passage = msgspec.convert({key: value for key, value in row.items() if value is not None}, GoldPassage)
            for group in ("all", _kind(row["pack"])):
                groups[group].append(passage)
    found = []
    for group, passages in sorted(groups.items()):
        scores = dict(score_passages(passages, Settings()))
        found += [Measure(f"passages/{group}", name, scores[name], len(passages)) for name in MEASURES]
    dev_pairs = [row for row in pairs if row["id"] in held]
    return [*found, Measure("classify/plv", "macro-F1", pair_score(dev_pairs), len(dev_pairs))]


def _kind(pack: str) -> str:
    """Which kind of text a corpus file holds: invented, real news, or general news as it comes."""
    if pack == "real6":
        return "general"
    return "real" if pack.startswith("real") or pack == "wiki" else "own"


def pair_score(rows: list[dict[str, Any]]) -> float:
    """Macro-F1 of `classify` over PLV's 15 classes: CONCEDE and RETREAT are one."""
    gold, found = [], []
    for row in rows:
        spans = {role: next(((s["start"], s["end"]) for s in row[f"{role}s"]), None) for role in ("actor", "recipient")}
        chances = dotterel.classify(row["text"], actor=spans["actor"], recipient=spans["recipient"])
        chances["CONCEDE"] += chances.pop("RETREAT")
        found.append(max(chances, key=lambda kind: chances[kind]))
        gold.append("CONCEDE" if row["types"][0] == "RETREAT" else row["types"][0])
    return macro_f1(gold, found)
