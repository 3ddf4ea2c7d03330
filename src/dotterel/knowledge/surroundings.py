"""Which country a text around a phrase tells of: evidence, what speaks for each candidate, and how much it weighs.

The weights (`tables/nearness.tsv`) are those of a softmax over the candidates, fitted on the passages that are trained
on by `training.fit_nearness`, for phrases that tell no country of their own.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from dotterel.knowledge.actors import find_names, on_day, words
from dotterel.knowledge.gazetteer import lookup
from dotterel.knowledge.in_use import remembered
from dotterel.knowledge.namebook import NOWHERE
from dotterel.knowledge.notes import Weighed, are_taken, note
from dotterel.knowledge.phrases import meant_by, owners_in

BODIES = ("IGO", "NGO", "MNC")
NO_LINKS: Mapping[str, float] = MappingProxyType({})
LINK_WEIGHT = 1.2
"""What the reader's log-odds weigh against the rest, fitted on the development part."""

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)”\"’'])[.!?][”\"’']?\s+(?=[A-Z“\"‘'])|\n+")
_PLACED = re.compile(r"\b(?:in|at|near|outside|around|from|of) ((?:[A-Z][\w'’-]{2,} ?){1,3}\b)(?<! )")
_PLACING = frozenset("in at near from around outside across inside throughout of off".split())
_PASSIVE_OWNERS = frozenset("embassy ambassador consulate envoy visa dollar border tourists told".split())
_GROUPS = {
    "state": "GOV LEG JUD PTY OPP ELI PRE SPY",
    "force": "MIL COP",
    "armed": "REB UAF CRM PRM",
    "people": "CVL REF EDU REL AGR LAB MED UNK SOC",
    "trade": "BUS JRN",
}
_GROUP_OF = {sector: group for group, sectors in _GROUPS.items() for sector in sectors.split()}


class Evidence(NamedTuple):
    """One naming of a country or body: characters, code, sentence, kind, and how it is used."""

    start: int
    end: int
    code: str
    sentence: int
    kind: str
    is_place: bool
    is_owner: bool
    is_aside: bool


class Surroundings(NamedTuple):
    """A text's evidence in order, and where its sentences begin."""

    evidence: tuple[Evidence, ...]
    edges: tuple[int, ...]

    def sentence_of(self, at: int) -> int:
        """The index of the sentence that the character lies in."""
        return max(index for index, edge in enumerate(self.edges) if edge <= max(at, 0))


class Asked(NamedTuple):
    """What is asked: a phrase at `start` to `end`, of that sector, definite or not, whose body a role tells of."""

    start: int
    end: int
    sector: str | None
    is_definite: bool
    is_own: bool
    is_plural: bool
    is_counted: bool
    head: str
    may_be_body: bool


@remembered(256)
def surroundings(text: str, on: date | None) -> Surroundings:
    """All evidence of the text."""
    edges = (0, *(match.end() for match in _SENTENCE_END.finditer(text)))
    tokens, found, owners = words(text), [], owners_in("", text)
    for name in find_names(text):
        meant, sectors = on_day(meant_by(name.known, owners, on), on)
        if meant.country in (None, NOWHERE):
            continue
        before = tokens[name.first - 1].folded if name.first else ""
        after = tokens[name.last].folded if name.last < len(tokens) else ""
        is_place = meant.kind in ("place", "capital", "region", "name") and before in _PLACING
        is_owner = meant.kind == "adjective" or text[name.end : name.end + 2] in ("'s", "’s")
        is_aside = "JRN" in sectors or after in _PASSIVE_OWNERS or before == "told"
        sentence = max(index for index, edge in enumerate(edges) if edge <= name.start)
        found.append(Evidence(name.start, name.end, meant.country, sentence, meant.kind, is_place, is_owner, is_aside))
    found += _towns(text, edges, [(one.start, one.end) for one in found], owners)
    return Surroundings(tuple(sorted(found)), edges)


def _towns(
    text: str, edges: Sequence[int], taken: Sequence[tuple[int, int]], owners: frozenset[str]
) -> Iterator[Evidence]:
    """Places that only the gazetteer knows, where a word such as "in" says that a place is meant.

    Of several towns of one name it is the one in a country that the text names, else the largest.
    """
    for match in _PLACED.finditer(text):
        start, end = match.span(1)
        if any(start < right and left < end for left, right in taken):
            continue
        entries = lookup(match[1])
        here = next((entry for entry in entries if entry.country in owners), next(iter(entries), None))
        if here is not None and here.country is not None and here.is_own_name:
            sentence = max(index for index, edge in enumerate(edges) if edge <= start)
            yield Evidence(start, end, here.country, sentence, "town", True, False, False)


def candidates(around: Surroundings, asked: Asked) -> dict[str, dict[str, float]]:
    """What speaks for each code at hand, and for NOWHERE, by the name of the feature."""
    usable = [
        one
        for one in around.evidence
        if not (one.start < asked.end and asked.start < one.end) and (asked.may_be_body or one.code not in BODIES)
    ]
    own = around.sentence_of(asked.start)
    total = len(usable) or 1
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name, code in _marks(usable, own, asked):
        found[code][name] = 1.0
    for one in usable:
        features = found[one.code]
        distance = asked.start - one.end if one.end <= asked.start else one.start - asked.end
        close = 1 / (1 + max(distance, 0) / 30)
        side = "before" if one.end <= asked.start else "after"
        where = "same" if one.sentence == own else "earlier" if one.sentence < own else "later"
        for name, value in ((f"{where} {side}", close), (f"{where} present", 1.0)):
            features[name] = max(features[name], value * (0.3 if one.is_aside else 1.0))
        features["share"] += 1 / total
        features["place"] = max(features["place"], close if one.is_place else 0.0)
        features["owner"] = max(features["owner"], close if one.is_owner else 0.0)
        features["not aside"] = max(features["not aside"], 0.0 if one.is_aside else 1.0)
        features[f"kind {one.kind}"] = 1.0
    for code in [code for code in found if code in BODIES]:
        found[code]["body"] = 1.0
    nowhere = found[NOWHERE]
    nowhere["bias"] = 1.0
    nowhere["definite"] = float(asked.is_definite)
    nowhere["own"] = float(asked.is_own)
    nowhere["plural"] = float(asked.is_plural)
    nowhere[f"head {asked.head}"] = 1.0
    nowhere["counted"] = float(asked.is_counted)
    nowhere["countries"] = float(len(found) > 3)
    nowhere["no evidence"] = float(not usable)
    return found


def _marks(usable: Sequence[Evidence], own: int, asked: Asked) -> Iterator[tuple[str, str]]:
    """The first, last and most frequent codes of the text and of the sentences at hand."""
    if not usable:
        return
    yield "first of text", usable[0].code
    counted = Counter(one.code for one in usable).most_common(2)
    if len(counted) == 1 or counted[0][1] > counted[1][1]:
        yield "most frequent", counted[0][0]
    before = [one for one in usable if one.end <= asked.start]
    if before:
        yield "nearest before", before[-1].code
        owners = [one for one in before if one.is_owner and not one.is_aside]
        if owners:
            yield "nearest owner", owners[-1].code
        places = [one for one in before if one.is_place]
        if places:
            yield "nearest place before", places[-1].code
    after = [one for one in usable if one.start >= asked.end]
    if after:
        yield "nearest after", after[0].code
        if not before or before[-1].sentence != own:
            yield "nearest after, none before here", after[0].code
    yield from _marks_of_sentences(usable, own)


def _marks_of_sentences(usable: Sequence[Evidence], own: int) -> Iterator[tuple[str, str]]:
    """The first and last codes of the phrase's sentence and of the one before."""
    here = [one for one in usable if one.sentence == own]
    if here:
        yield "first of sentence", here[0].code
        if len({one.code for one in here}) == 1:
            yield "only one of sentence", here[0].code
    earlier = [one for one in usable if one.sentence == own - 1]
    if earlier:
        yield "first of last sentence", earlier[0].code
        yield "last of last sentence", earlier[-1].code


def group_of(sector: str | None) -> str:
    """The group of sectors that shares weights; "other" for none."""
    return _GROUP_OF.get(sector or "", "other")


def likeliest(around: Surroundings, asked: Asked, linked: Mapping[str, float] = NO_LINKS) -> tuple[str | None, float]:
    """The likeliest code and its probability; None where it is likelier that none can be known.

    `linked`: the log-odds, by code, that a phrase of that code is of the same country, from the reader.
    """
    weights, group = _weights(), group_of(asked.sector)
    weighed = {
        code: [
            (name, value, weights.get(name, 0.0) + weights.get(f"{group}: {name}", 0.0))
            for name, value in features.items()
        ]
        for code, features in candidates(around, asked).items()
    }
    for code, odds in linked.items():
        if code in weighed:
            weighed[code].append(("linked phrase", odds, LINK_WEIGHT))
    scores = {code: sum(value * weight for _, value, weight in features) for code, features in weighed.items()}
    highest = max(scores.values())
    powers = {code: math.exp(score - highest) for code, score in scores.items()}
    total = sum(powers.values())
    if are_taken():
        for code in sorted(powers, key=lambda one: -powers[one]):
            note(Weighed(code, powers[code] / total, tuple(weighed[code])))
    code = max(powers, key=lambda one: powers[one])
    return (None if code == NOWHERE else code), powers[code] / total


@cache
def _weights() -> dict[str, float]:
    """Weights by feature, and by group and feature."""
    content = (files("dotterel.knowledge") / "tables" / "nearness.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in content.splitlines()[1:] if line)
    return {feature: float(weight) for feature, weight, *_ in rows}
