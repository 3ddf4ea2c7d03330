"""Which count is of the dead, the injured or the arrested, and of which event.

The network sees few counts in training; what a count counts is told by the words beside it ("killing", "wounded",
"were detained"), so that these decide, and the network says only to which event it belongs.
"""

import re
from collections.abc import Sequence

from dotterel.reader.decode import FoundEntity, FoundEvent
from dotterel.reader.labels import ROLES
from dotterel.reader.words import Pieces
from dotterel.records import Span, Story

_CUES = {
    "dead": re.compile(
        r"\b(?:kill(?:s|ed|ing)?|dead|die[ds]?|dying|deaths?|bodies|corpses?|lives|martyr\w*|slain|slaughter\w*|murder\w*"
        r"|massacr\w*|execut\w*|behead\w*|claimed|perish\w*|fatalit\w*|toll|gunned|assassinat\w*|hanged|graves?)\b",
        re.IGNORECASE,
    ),
    "injured": re.compile(
        r"\b(?:injur\w*|wound\w*|hurt|hospital|hospitalised|hospitalized|treated|maimed|suffocat\w*|burns)\b",
        re.IGNORECASE,
    ),
    "arrested": re.compile(
        r"\b(?:arrest\w*|detain\w*|detention|custody|held|jailed|rounded up|imprison\w*|picked up|captur\w*)\b",
        re.IGNORECASE,
    ),
}
_CAUSE = {"dead": "ASSAULT", "injured": "ASSAULT", "arrested": "COERCE"}
"""The type that kills, injures, arrests."""
_MAX_WORDS_AWAY = 9
"""Words (a comma or "and" counts as three) between a count and its cue; a farther cue is another's. From the corpus."""
_BORDER = re.compile(r"[,;:]|\band\b|\bwhile\b")
_SURE = 0.2
"""Chance given by the network from which on a count may belong to an event of any type."""


def assign_counts(
    text: str, story: Story, pieces: Pieces, entities: Sequence[FoundEntity], events: Sequence[FoundEvent]
) -> list[dict[str, int]]:
    """For each event of a window, the entity that counts its dead, injured and arrested, by role."""
    assigned: list[dict[str, int]] = [{} for _ in events]
    for index, entity in enumerate(entities):
        if entity.kind != "N":
            continue
        start, end = pieces.words[entity.first][0], pieces.words[entity.last - 1][1]
        sentence = next((one for one in story.sentences if one.start <= start < one.end), None)
        role = None if sentence is None else what_is_counted(text, sentence, start, end)
        if role is None:
            continue
        number = _whose(role, index, entity, events)
        if number is not None and role not in assigned[number]:
            assigned[number][role] = index
    return assigned


def what_is_counted(text: str, sentence: Span, start: int, end: int) -> str | None:
    """The role of a count by the nearest cue in its sentence: dead, injured, arrested; None where no cue is near."""
    nearest: dict[str, int] = {}
    for role, cues in _CUES.items():
        for cue in cues.finditer(text, sentence.start, sentence.end):
            between = text[end : cue.start()] if cue.start() >= end else text[cue.end() : start]
            away = len(re.findall(r"\w+", between)) + 3 * len(_BORDER.findall(between))
            nearest[role] = min(away, nearest.get(role, away))
    if not nearest or min(nearest.values()) > _MAX_WORDS_AWAY:
        return None
    return min(nearest, key=lambda role: nearest[role])


def _whose(role: str, index: int, entity: FoundEntity, events: Sequence[FoundEvent]) -> int | None:
    """The event that a count belongs to: the one the network thinks likeliest, else the nearest that may cause it."""
    column = ROLES.index(role)
    sure = [number for number, event in enumerate(events) if event.chances[index][column] >= _SURE]
    if sure:
        return max(sure, key=lambda number: events[number].chances[index][column])
    causes = [number for number, event in enumerate(events) if event.event == _CAUSE[role] and event.aux is None]
    return min(causes, key=lambda number: abs(events[number].first - entity.first), default=None)
