"""Reads the annotated passages and the public packs, and parts training from development.

A record goes to the development part by the hash of its group; near copies (word sets at Jaccard >= 0.6, over all packs
that are trained or measured on) are one group, so that no sentence is trained on and measured on in another guise.
"""

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from dotterel.gold import GoldPassage, find_surface

__all__ = [
    "dev_ids",
    "find_surface",
    "gold_passage",
    "is_own",
    "near_copies",
    "read_pairs",
    "read_passages",
    "read_rows",
]

DEV_SHARE = 0.12
NEAR_COPY = 0.6
OWN_FOLDER = Path(__file__).parent / "corpus"


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON rows of a .jsonl or .jsonl.gz file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def read_passages(shared: Path, *, languages: Iterable[str] = ("en",)) -> list[dict[str, Any]]:
    """All annotated passages, the project's own later ones included; `pack` names the file that each came from."""
    wanted = set(languages)
    files = sorted((shared / "corpus" / "passages").glob("*.jsonl")) + sorted(OWN_FOLDER.glob("*.jsonl"))
    rows = []
    for path in files:
        for row in read_rows(path):
            if row.get("lang", "en") in wanted:
                rows.append({**row, "pack": path.stem})
    return rows


def gold_passage(row: dict[str, Any]) -> GoldPassage:
    """A corpus row as the record that scoring reads; fields without a value are left out."""
    return msgspec.convert({name: value for name, value in row.items() if value is not None}, GoldPassage)


def is_own(pack: str) -> bool:
    """Whether a passage's pack is of the project's own later ones."""
    return (OWN_FOLDER / f"{pack}.jsonl").exists()


def read_pairs(shared: Path) -> list[dict[str, Any]]:
    """PLV rows: a text, its marked actor and recipient, and the types it may be."""
    return [{**row, "pack": "plv"} for row in read_rows(shared / "data" / "events" / "plv.jsonl.gz")]


def dev_ids(rows: list[dict[str, Any]]) -> set[str]:
    """Ids of the rows that are kept out of training, near copies together."""
    groups = near_copies([row["text"] for row in rows])
    members: dict[int, list[str]] = defaultdict(list)
    for row, group in zip(rows, groups, strict=True):
        members[group].append(row["id"])
    return {name for ids in members.values() if _share(min(ids)) < DEV_SHARE for name in ids}


def near_copies(texts: list[str]) -> list[int]:
    """A group number for each text; texts whose word sets overlap by NEAR_COPY or more share one."""
    sets = [frozenset(re.findall(r"\w+", text.lower())) for text in texts]
    parent = list(range(len(texts)))
    frequency: dict[str, int] = defaultdict(int)
    for words in sets:
        for word in words:
            frequency[word] += 1
    by_word: dict[str, list[int]] = defaultdict(list)
    for index, words in enumerate(sets):
        rarest = sorted(words, key=lambda word: (frequency[word], word))
        # Two sets at Jaccard >= t share a word among the rarest (1 - t) of the larger (prefix filter).
        prefix = rarest[: len(rarest) - int(len(rarest) * NEAR_COPY) + 1]
        seen = {other for word in prefix for other in by_word[word]}
        for other in seen:
            if len(words & sets[other]) >= NEAR_COPY * len(words | sets[other]):
                parent[_root(parent, index)] = _root(parent, other)
        for word in prefix:
            by_word[word].append(index)
    return [_root(parent, index) for index in range(len(texts))]


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def _share(name: str) -> float:
    """A number in [0, 1) made from the hash of a name."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32
