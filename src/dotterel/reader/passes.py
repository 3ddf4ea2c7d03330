"""The network's two passes over a document: every window once, then once more for each word that may be a trigger."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

import msgspec
import numpy as np

from dotterel.reader.decode import (
    MAX_LOG_ODDS,
    TRIGGER_FLOOR,
    FoundEntity,
    FoundEvent,
    Trigger,
    decode_event,
    find_entities,
    find_triggers,
)
from dotterel.reader.encoder import Calibration, Encoded, Glanced, Network
from dotterel.reader.windows import Window
from dotterel.reader.words import Pieces
from dotterel.records import Document, Refusal
from dotterel.settings import Settings

BATCH_PIECES = 1024
"""Pieces (padding included) in a batch: larger ones take more memory and gain no speed on one core."""


PADDING = 1.08
"""How much longer than the shortest of its batch a window may be: padding costs as much as words."""
VIEW = 32
"""Pieces on either side of a trigger that are looked at again; farther parties are hardly ever an event's own."""


class ReadWindow(msgspec.Struct, frozen=True, kw_only=True):
    """What both passes found in one window."""

    window: Window
    entities: list[FoundEntity]
    events: list[FoundEvent]


class _Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One window after the first pass."""

    window: Window
    encoded: Encoded
    triggers: list[Trigger]


W = TypeVar("W", Window, _Looked)


def read_windows(
    network: Network, document: Document, windows: Iterator[Window], settings: Settings
) -> tuple[list[ReadWindow], tuple[Refusal, ...]]:
    """Entities and events of the windows that have any, in order, and refusals of what is over the settings' limits."""
    kept, too_long = _up_to(
        document, windows, lambda window: len(window.pieces.ids), settings.max_document_pieces, "word pieces"
    )
    looked = _first_pass(network, kept, _trigger_floor(network.config.calibration, settings.min_score))
    told, too_many = _up_to(
        document, looked, lambda one: len(one.triggers), settings.max_document_triggers, "words that may be events"
    )
    return list(_second_pass(network, told)), (*too_long, *too_many)


def _up_to(
    document: Document, items: Iterable[W], size: Callable[[W], int], limit: int, what: str
) -> tuple[list[W], tuple[Refusal, ...]]:
    """The first items, up to a limit of their summed sizes, and a refusal of those behind it."""
    kept: list[W] = []
    total = 0
    for item in items:
        total += size(item)
        if total > limit:
            at = _window_of(item).pieces.words[0][0]
            detail = f"more than {limit} {what}: from character {at} on it was not read"
            return kept, (Refusal(page=document.id, step="reader", reason="too_long", detail=detail),)
        kept.append(item)
    return kept, ()


def _window_of(item: Window | _Looked) -> Window:
    return item if isinstance(item, Window) else item.window


def _trigger_floor(calibration: Calibration, min_score: float) -> float:
    """The probability that a trigger needs for its event to reach the least score, whatever the second pass says."""
    if calibration.weights[0] <= 0 or not 0 < min_score < 1:
        return TRIGGER_FLOOR
    best = calibration.offset + max(0.0, calibration.weights[1]) * MAX_LOG_ODDS
    needed = (math.log(min_score / (1 - min_score)) - best) / calibration.weights[0]
    return max(TRIGGER_FLOOR, 1 / (1 + math.exp(-min(needed, MAX_LOG_ODDS))))


def _first_pass(network: Network, windows: Sequence[Window], floor: float) -> list[_Looked]:
    """The windows in which the encoder sees a trigger, in order; encoded in batches of like length.

    Most sentences of most pages tell of no event: those that the gate is sure of go no further than the lower layers.
    """
    open_to: dict[int, tuple[Window, Glanced]] = {}
    for rows in _batches([len(window.pieces.ids) for window in windows]):
        for row, glanced in zip(rows, network.glance([windows[row].pieces for row in rows]), strict=True):
            worth = worth_reading(windows[row], glanced, network.config.gate)
            if worth is not None:
                open_to[row] = worth
    found: dict[int, _Looked] = {}
    kept = sorted(open_to)
    for numbers in _batches([len(open_to[row][0].pieces.ids) for row in kept]):
        rows = [kept[number] for number in numbers]
        for row, encoded in zip(rows, network.encode([open_to[row][1] for row in rows]), strict=True):
            window = open_to[row][0]
            triggers = find_triggers(window.pieces, encoded.trigger, floor=floor)
            if triggers:
                found[row] = _Looked(window=window, encoded=encoded, triggers=triggers)
    return [found[row] for row in sorted(found)]


def worth_reading(window: Window, glanced: Glanced, gate: float) -> tuple[Window, Glanced] | None:
    """The sentences in which a word's log-odds reach `gate`, as a window of their own; None where there is none."""
    pieces = window.pieces
    if not pieces.words:
        return None
    sentences = sentences_of_words(window)
    told = {sentences[word] for word in np.flatnonzero(glanced.gate[pieces.first] >= gate)}
    words = [word for word, sentence in enumerate(sentences) if sentence in told]
    if not told:
        return None
    if len(words) == len(pieces.words):
        return window, glanced
    taken = [0, *(at for word in words for at in range(pieces.first[word], pieces.last[word])), len(pieces.ids) - 1]
    return (
        msgspec.structs.replace(window, pieces=_only(pieces, words, taken)),
        Glanced(hidden=glanced.hidden[taken], gate=glanced.gate[taken]),
    )


def sentences_of_words(window: Window) -> list[int]:
    """For each word of a window, the number of its story's sentence that it stands in."""
    starts = [sentence.start for sentence in window.story.sentences]
    return [bisect_right(starts, start) - 1 for start, _ in window.pieces.words]


def _only(pieces: Pieces, words: Sequence[int], taken: Sequence[int]) -> Pieces:
    """Some words of a window, with their pieces; no name runs over what was left out."""
    sizes = [pieces.last[word] - pieces.first[word] for word in words]
    last = [1 + size for size in accumulate(sizes)]
    return Pieces(
        ids=[pieces.ids[at] for at in taken],
        shapes=[pieces.shapes[at] for at in taken],
        words=[pieces.words[word] for word in words],
        first=[end - size for end, size in zip(last, sizes, strict=True)],
        last=last,
        line_starts=frozenset(
            number
            for number, word in enumerate(words)
            if word in pieces.line_starts or (number and words[number - 1] != word - 1)
        ),
    )


def _second_pass(network: Network, looked: Sequence[_Looked]) -> Iterator[ReadWindow]:
    """What the event layer sees in each window, its triggers in batches."""
    jobs = [(row, trigger) for row, one in enumerate(looked) for trigger in one.triggers]
    entities = [
        find_entities(
            one.window.pieces, one.encoded.entity, one.encoded.sector, one.encoded.kin_query, one.encoded.kin_key
        )
        for one in looked
    ]
    events: list[list[FoundEvent]] = [[] for _ in looked]
    views = [_view(looked[row], trigger) for row, trigger in jobs]
    for numbers in _batches([view.stop - view.start for view in views]):
        hidden = [looked[jobs[number][0]].encoded.hidden[views[number]] for number in numbers]
        slices = [_trigger_pieces(looked[jobs[number][0]], jobs[number][1], views[number].start) for number in numbers]
        for number, logits in zip(numbers, network.look_at_events(hidden, slices), strict=True):
            row, trigger = jobs[number]
            whole = logits.over(views[number], len(looked[row].window.pieces.ids))
            events[row].append(decode_event(looked[row].window.pieces, entities[row], trigger, whole))
    for row, one in enumerate(looked):
        in_order = sorted(events[row], key=lambda event: event.first)
        yield ReadWindow(window=one.window, entities=entities[row], events=in_order)


def _view(looked: _Looked, trigger: Trigger) -> slice:
    """The pieces around a trigger that the event layer is shown."""
    pieces = looked.window.pieces
    first, last = pieces.first[trigger[0]], pieces.last[trigger[1] - 1]
    return slice(max(0, first - VIEW), min(len(pieces.ids), last + VIEW))


def _trigger_pieces(looked: _Looked, trigger: Trigger, start: int) -> slice:
    """The pieces of a trigger's words, counted from the start of its view."""
    pieces = looked.window.pieces
    return slice(pieces.first[trigger[0]] - start, pieces.last[trigger[1] - 1] - start)


def _batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Indices in batches of like size, each of up to BATCH_PIECES with padding."""
    batch: list[int] = []
    for index in sorted(range(len(sizes)), key=lambda index: sizes[index]):
        if batch and (sizes[index] * (len(batch) + 1) > BATCH_PIECES or sizes[index] > PADDING * sizes[batch[0]]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
