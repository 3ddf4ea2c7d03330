"""Scores of a network in training, before names are resolved: spans only, with the runtime's own decoding."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from dotterel.knowledge.ontology import TYPES
from dotterel.reader.decode import EventLogits, FoundEntity, FoundEvent, decode_event, find_entities, find_triggers
from dotterel.reader.words import Pieces, cut_words
from training.examples import EventTarget, Example, PairExample, passage_example
from training.losses import Batch, look, view
from training.network import Reader


@torch.no_grad()
def read_pieces(reader: Reader, pieces: Sequence[Pieces]) -> list[tuple[list[FoundEntity], list[FoundEvent]]]:
    """Entities and events of some windows."""
    reader.eval()
    found = []
    for one in pieces:
        batch = Batch([one])
        hidden, trigger_logits, entity, sector, query, key, *_ = batch.encode(reader)
        entities = find_entities(one, entity[0].numpy(), sector[0].numpy(), query[0].numpy(), key[0].numpy())
        triggers = find_triggers(one, trigger_logits[0].numpy())
        events = []
        if triggers:
            spans = [slice(one.first[first], one.last[last - 1]) for first, last, _ in triggers]
            views = [view(one, span) for span in spans]
            outputs = reader.events(*look(hidden, [0] * len(spans), views, spans))
            for row, trigger in enumerate(triggers):
                names = ("roles", "type", "mode", "aux", "claim", "context")
                logits = {name: output[row].numpy() for name, output in zip(names, outputs, strict=True)}
                whole = EventLogits(**logits).over(views[row], len(one.ids))
                events.append(decode_event(one, entities, trigger, whole))
        found.append((entities, events))
    return found


def evaluate(
    reader: Reader,
    tokenizer: Tokenizer,
    rows: Sequence[dict[str, Any]],
    pairs: Sequence[PairExample],
    *,
    floor: float = 0.5,
) -> dict[str, float]:
    """F1 of types, of type + who (spans only), of entities; share of clean negatives; macro-F1 of marked pairs."""
    readings = read_pieces(reader, [cut_words(tokenizer, row["text"]) for row in rows])
    counts: Counter[str] = Counter()
    for row, (entities, events) in zip(rows, readings, strict=True):
        gold = passage_example(row, tokenizer)
        _count_entities(
            counts,
            [(e.first, e.last, e.kind) for e in entities],
            [(*words, kind) for words, kind, _, _ in gold.entities],
        )
        _count_events(counts, [event for event in events if chance(event) >= floor], entities, gold)
    scores = {
        "type": _f1(counts, "type"),
        "precision": counts["type hit"] / max(1, counts["type found"]),
        "who": _f1(counts, "who"),
        "mode": counts["mode"] / max(1, counts["type hit"]),
        "aux": counts["aux"] / max(1, counts["type hit"]),
        "claim": counts["claim"] / max(1, counts["type hit"]),
        "clean": counts["clean"] / max(1, counts["negative"]),
        "entity": _f1(counts, "entity"),
    }
    if pairs:
        scores["pairs"] = pair_score(reader, pairs)
    return scores


def chance(event: FoundEvent) -> float:
    """A rough score before calibration: the mean of both layers' log-odds, as a probability."""
    return 1 / (1 + math.exp(-(event.signs[0] + event.signs[1]) / 2))


def _f1(counts: Counter[str], name: str) -> float:
    return 2 * counts[f"{name} hit"] / max(1, counts[f"{name} found"] + counts[f"{name} gold"])


def _count_entities(counts: Counter[str], found: list[Any], gold: list[Any]) -> None:
    counts["entity found"] += len(found)
    counts["entity gold"] += len(gold)
    counts["entity hit"] += len(set(found) & set(gold))


def _count_events(counts: Counter[str], events: list[FoundEvent], entities: list[FoundEntity], gold: Example) -> None:
    counts["type found"] += len(events)
    counts["type gold"] += len(gold.events)
    counts["who found"] += len(events)
    counts["who gold"] += len(gold.events)
    if not gold.events:
        counts["negative"] += 1
        counts["clean"] += not events
    left = list(gold.events)
    for event in sorted(events, key=lambda event: -chance(event)):
        match = next((g for g in left if _same(event, g)), None)
        if match is None:
            continue
        left.remove(match)
        counts["type hit"] += 1
        counts["aux"] += (
            ["historical", "future", "hypothetical", "negation"].index(event.aux) + 1 if event.aux else 0
        ) == match.aux
        counts["claim"] += ["fact", "said", "disputed"].index(event.claim) == match.claim
        from dotterel.reader.labels import TYPE_MODES

        counts["mode"] += TYPE_MODES[match.mode][1] == event.mode
        right = all(
            _overlap(
                [(entities[i].first, entities[i].last) for i in event.roles[role]],
                [w for r, w in match.roles if r == number],
            )
            for number, role in enumerate(("actor", "recipient"))
        )
        counts["who hit"] += right


def _same(event: FoundEvent, gold: EventTarget) -> bool:
    return TYPES[gold.type - 1] == event.event and event.first < gold.trigger[1] and gold.trigger[0] < event.last


def _overlap(found: list[tuple[int, int]], gold: list[tuple[int, int]]) -> bool:
    return len(found) == len(gold) and all(any(a[0] < b[1] and b[0] < a[1] for b in gold) for a in found)


@torch.no_grad()
def pair_score(reader: Reader, pairs: Sequence[PairExample]) -> float:
    """Macro-F1 over PLV's 15 classes (CONCEDE and RETREAT are one)."""
    reader.eval()
    hits: Counter[int] = Counter()
    found: Counter[int] = Counter()
    gold: Counter[int] = Counter()
    fold = {TYPES.index("RETREAT"): TYPES.index("CONCEDE")}
    for example in pairs:
        chances = torch.softmax(Batch([example.pieces], [example.marks]).encode(reader)[6][0], -1).numpy().copy()
        chances[TYPES.index("CONCEDE")] += chances[TYPES.index("RETREAT")]
        chances[TYPES.index("RETREAT")] = 0
        best, right = int(np.argmax(chances)), fold.get(example.types[0], example.types[0])
        found[best] += 1
        gold[right] += 1
        hits[right] += best == right
    return float(np.mean([2 * hits[kind] / (found[kind] + gold[kind]) for kind in gold]))
