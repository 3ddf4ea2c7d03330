"""The reader on passages and on marked pairs that it was not trained on."""

import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import dotterel
from benchmarks.quality.measures import Measure, macro_f1
from dotterel.scoring import Judged, judge, summed
from dotterel.settings import Settings
from training.corpus_data import dev_ids, gold_passage, is_own, read_pairs, read_passages

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


RESAMPLES = 1000


def measure(shared: Path) -> list[Measure]:
    """Scores on the development part of the corpus and of `classify` on PLV rows.

    Of the corpus: all passages, those of ../shared alone, and by kind of text; with 95 % intervals by resampling
    passages (Efron's bootstrap).
    """
    rows, pairs = read_passages(shared), read_pairs(shared)
    held = dev_ids(rows + pairs)
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        if row["id"] in held:
            judged = judge(gold_passage(row), Settings())
            for group in ("all", _kind(row["pack"]), *(() if is_own(row["pack"]) else ("shared",))):
                groups[group].append(judged)
    found = []
    for group, judged_ones in sorted(groups.items()):
        found += _scores(f"passages/{group}", judged_ones)
    dev_pairs = [row for row in pairs if row["id"] in held]
    return [*found, Measure("classify/plv", "macro-F1", pair_score(dev_pairs), len(dev_pairs))]


def _scores(name: str, judged: list[Judged]) -> list[Measure]:
    scores, numbers = dict(summed(judged)), random.Random(1)
    again = [dict(summed(numbers.choices(judged, k=len(judged)))) for _ in range(RESAMPLES)]
    found = []
    for measured in MEASURES:
        values = sorted(one[measured] for one in again)
        interval = (values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES)])
        found.append(Measure(name, measured, scores[measured], len(judged), interval))
    return found


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
