"""From the network's logits to events: which words are triggers, which spans play which role."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from dotterel.knowledge.ontology import AUXES, CLAIMS, CONTEXTS, SECTORS
from dotterel.reader.labels import ENTITY_TAGS, EVENT_TYPES, ROLE_KINDS, ROLES, TYPE_MODES
from dotterel.reader.words import Pieces

Array = npt.NDArray[np.float32]
Trigger = tuple[int, int, float]
"""First and last word (half-open) of a possible trigger, and the probability that it is one."""

TRIGGER_FLOOR = 0.15
"""Probability of a word being a trigger from which on the event layer looks at it; lower finds nothing more."""
MAX_LOG_ODDS = 13.8
"""Log-odds of a probability of 0.999999; what is surer than that is not told apart."""
ROLE_FLOOR = 0.5
"""Probability from which on a span plays a role, unless one of the two below says otherwise."""
FIRST_FLOORS = {"actor": 0.3, "recipient": 0.4}
"""The same for the likeliest span: most events have both sides. On the development part, type + who +0.01 over 0.5."""
FURTHER_FLOORS = {"recipient": 0.7}
"""The same for all but the likeliest."""


class FoundEntity(msgspec.Struct, frozen=True, kw_only=True):
    """An actor, place, time or count: words `first` to `last` (half-open) of the window; only actors have a sector."""

    kind: str
    first: int
    last: int
    sector: str | None
    kin: tuple[tuple[int, float], ...] = ()
    """Of an actor: indices of the other actors and places, and the log-odds that they are of the same country."""


class FoundEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a window; `roles` maps actor, recipient, place, time and source to entities, strongest first."""

    event: str
    mode: str | None
    context: tuple[str, ...]
    aux: str | None
    claim: str
    first: int
    last: int
    roles: dict[str, tuple[int, ...]]
    chances: tuple[tuple[float, ...], ...]
    """Of each entity (row), the probability that it plays each of ROLES (column)."""
    signs: tuple[float, float, float]
    """Log-odds that the words are a trigger, log-odds that they tell an event, log of the type's share among types."""


def find_entities(
    pieces: Pieces, entity_logits: Array, sector_logits: Array, query: Array, key: Array
) -> list[FoundEntity]:
    """Entities of one window from its logits, all (pieces, n)."""
    spans = _tagged(pieces, entity_logits[pieces.first].argmax(-1).tolist())
    if not spans:
        return []
    rows = [slice(pieces.first[first], pieces.last[last - 1]) for first, last, _ in spans]
    queries = np.stack([query[row].mean(0) for row in rows])
    keys = np.stack([key[row].mean(0) for row in rows])
    kinship = queries @ keys.T / np.sqrt(query.shape[-1])
    found = []
    for index, ((first, last, kind), row) in enumerate(zip(spans, rows, strict=True)):
        sector = SECTORS[int(sector_logits[row].mean(0).argmax())] if kind == "A" else None
        others = [other for other in range(len(spans)) if other != index and spans[other][2] in "AP"]
        kin = tuple((other, round(float(kinship[index, other]), 3)) for other in others) if kind == "A" else ()
        found.append(FoundEntity(kind=kind, first=first, last=last, sector=sector, kin=kin))
    return found


def _tagged(pieces: Pieces, tags: Sequence[int]) -> list[tuple[int, int, str]]:
    """Runs of words with one B tag and the I tags behind it, none over a line's end: first, last (half-open), kind."""
    spans: list[tuple[int, int, str]] = []
    open_kind = None
    for index, tag in enumerate(tags):
        edge, _, kind = ENTITY_TAGS[tag].partition("-")
        if index in pieces.line_starts:
            open_kind = None
        if edge == "O":
            open_kind = None
        elif edge == "B" or kind != open_kind:
            spans.append((index, index + 1, kind))
            open_kind = kind
        else:
            spans[-1] = (spans[-1][0], index + 1, kind)
    return spans


def find_triggers(pieces: Pieces, trigger_logits: Array, *, floor: float = TRIGGER_FLOOR) -> list[Trigger]:
    """Possible triggers of one window: runs of words of which one is a trigger with probability `floor` or more."""
    probabilities = softmax(trigger_logits[pieces.first])
    is_event = 1 - probabilities[:, 0]
    begins = probabilities[:, 1::2].sum(-1)
    found: list[Trigger] = []
    for index in range(len(pieces.words)):
        if is_event[index] < TRIGGER_FLOOR:
            continue
        goes_on = found and found[-1][1] == index and begins[index] < 0.5 * is_event[index]
        goes_on = goes_on and index not in pieces.line_starts
        if goes_on:
            found[-1] = (found[-1][0], index + 1, max(found[-1][2], float(is_event[index])))
        else:
            found.append((index, index + 1, float(is_event[index])))
    return [trigger for trigger in found if trigger[2] >= floor]


class EventLogits(msgspec.Struct, frozen=True, kw_only=True):
    """What the event layer says of one event: roles (pieces, ROLES), the rest one row each."""

    roles: Array
    type: Array
    mode: Array
    aux: Array
    claim: Array
    context: Array

    def over(self, view: slice, pieces: int) -> "EventLogits":
        """The same for a window of `pieces` pieces of which those in `view` were looked at: others play no role."""
        roles = np.full((pieces, self.roles.shape[-1]), -MAX_LOG_ODDS, dtype=np.float32)
        roles[view] = self.roles[: view.stop - view.start]
        return msgspec.structs.replace(self, roles=roles)


def decode_event(pieces: Pieces, entities: list[FoundEntity], trigger: Trigger, logits: EventLogits) -> FoundEvent:
    """One event from its logits."""
    types = softmax(logits.type)
    best = 1 + int(types[1:].argmax())
    event = EVENT_TYPES[best]
    aux = int(logits.aux.argmax())
    chances = _chances(pieces, entities, logits.roles)
    return FoundEvent(
        event=event,
        mode=_mode(event, logits.mode),
        context=_contexts(logits.context),
        aux=None if aux == 0 else AUXES[aux - 1],
        claim=CLAIMS[int(logits.claim.argmax())],
        first=trigger[0],
        last=trigger[1],
        roles=_roles(chances),
        chances=tuple(tuple(row) for row in chances.tolist()),
        signs=(_log_odds(trigger[2]), _log_odds(1 - float(types[0])), math.log(types[best] / types[1:].sum() + 1e-9)),
    )


def _log_odds(chance: float) -> float:
    """Log-odds of a probability, kept within MAX_LOG_ODDS of even."""
    kept = min(max(chance, 1e-9), 1 - 1e-9)
    return max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, math.log(kept / (1 - kept))))


def _mode(event: str, logits: Array) -> str | None:
    """The likeliest mode among those that are valid for the type."""
    valid = [index for index, (kind, _) in enumerate(TYPE_MODES) if kind == event]
    return TYPE_MODES[max(valid, key=lambda index: float(logits[index]))][1]


def _contexts(logits: Array) -> tuple[str, ...]:
    """One to three contexts, likeliest first."""
    best = np.argsort(-logits)[:3].tolist()
    return tuple(CONTEXTS[index] for rank, index in enumerate(best) if rank == 0 or logits[index] > 0)


def _chances(pieces: Pieces, entities: list[FoundEntity], logits: Array) -> Array:
    """Probabilities (entities, ROLES).

    Zero where an entity's kind cannot play a role, and where the other one of actor and recipient is likelier.
    """
    chances = np.zeros((len(entities), len(ROLES)), dtype=np.float32)
    for index, entity in enumerate(entities):
        row = logits[pieces.first[entity.first] : pieces.last[entity.last - 1]].mean(0)
        fits = np.array([ROLE_KINDS[role] == entity.kind for role in ROLES])
        chances[index] = np.where(fits, 1 / (1 + np.exp(-row)), 0)
        weaker = min((ROLES.index("actor"), ROLES.index("recipient")), key=lambda role: float(chances[index, role]))
        chances[index, weaker] = 0
    return chances


def _roles(chances: Array) -> dict[str, tuple[int, ...]]:
    """Entities of each role that is not a count's; place and time have one each."""
    found: dict[str, tuple[int, ...]] = {}
    for number, role in enumerate(ROLES):
        if ROLE_KINDS[role] == "N":
            continue
        first, further = FIRST_FLOORS.get(role, ROLE_FLOOR), FURTHER_FLOORS.get(role, ROLE_FLOOR)
        ranked = np.argsort(-chances[:, number]).tolist()
        likely = [index for rank, index in enumerate(ranked) if chances[index, number] >= (further if rank else first)]
        found[role] = tuple(likely if ROLE_KINDS[role] == "A" else likely[:1])
    return found


def softmax(logits: Array) -> Array:
    """Probabilities along the last axis."""
    moved = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(moved / moved.sum(-1, keepdims=True), dtype=np.float32)
