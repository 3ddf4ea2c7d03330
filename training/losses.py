"""Batches of examples and the losses on them."""

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from dotterel.reader.labels import ROLES
from dotterel.reader.passes import VIEW
from dotterel.reader.words import Pieces
from training.examples import Example, PairExample, SrlExample
from training.network import SRL_ROLES, Reader

IGNORE = -100
GATE_CARE = 5.0
"""What a trigger that the gate misses weighs against a word that it lets through."""
FRAMES = 3
"""Predicates of a PropBank sentence that are learnt from at a time."""


class Batch:
    """Padded inputs of some windows, (windows, pieces) int64 each."""

    def __init__(
        self, pieces: Sequence[Pieces], marks: Sequence[list[int]] | None = None, *, hide: float = 0.0
    ) -> None:
        length = max(len(one.ids) for one in pieces)
        self.ids = torch.zeros(len(pieces), length, dtype=torch.long)
        self.mask = torch.zeros_like(self.ids)
        self.shapes = torch.zeros_like(self.ids)
        self.marks = torch.zeros_like(self.ids)
        for row, one in enumerate(pieces):
            size = len(one.ids)
            self.ids[row, :size] = torch.tensor(one.ids)
            self.mask[row, :size] = 1
            self.shapes[row, :size] = torch.tensor(one.shapes)
            if marks is not None:
                self.marks[row, :size] = torch.tensor(marks[row])
        if hide:
            hidden = (torch.rand(self.ids.shape) < hide) & (self.ids > 103)
            self.ids[hidden] = 103  # [MASK]: the network shall not lean on single words

    def encode(self, reader: Reader) -> tuple[Tensor, ...]:
        """The encoder's outputs."""
        return reader.encoder(self.ids, self.mask, self.shapes, self.marks)  # type: ignore[no-any-return]


def passage_loss(reader: Reader, examples: Sequence[Example], *, hide: float, rng: random.Random) -> dict[str, Tensor]:
    """Losses of one batch of passages, by head."""
    batch = Batch([example.pieces for example in examples], hide=hide)
    hidden, trigger_logits, entity_logits, sector_logits, query, key, _, gate = batch.encode(reader)
    losses = {
        "trigger": _tag_loss(trigger_logits, examples, "trigger_tags") / (3.0 * len(examples)),
        "entity": _tag_loss(entity_logits, examples, "entity_tags") / (12.0 * len(examples)),
        "sector": 0.3 * _sector_loss(sector_logits, examples),
        "gate": _gate_loss(gate, examples),
        "kin": 0.3 * _kin_loss(query, key, examples),
    }
    losses.update(event_losses(reader, hidden, trigger_logits, examples, rng))
    return losses


def _tag_loss(logits: Tensor, examples: Sequence[Example], name: str) -> Tensor:
    targets = torch.full(logits.shape[:2], IGNORE)
    for row, example in enumerate(examples):
        targets[row, example.pieces.first] = torch.tensor(getattr(example, name))
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORE, reduction="sum")


def _gate_loss(logits: Tensor, examples: Sequence[Example]) -> Tensor:
    """Binary cross-entropy of "a trigger", a word at a time; one missed costs more than one too many."""
    total, words = logits.sum() * 0, 0
    for row, example in enumerate(examples):
        wanted = torch.tensor([float(tag != 0) for tag in example.trigger_tags])
        said = logits[row, example.pieces.first]
        weight = 1 + (GATE_CARE - 1) * wanted
        total = total + functional.binary_cross_entropy_with_logits(said, wanted, weight=weight, reduction="sum")
        words += len(wanted)
    return total / max(words, 1)


def _pieces_of(pieces: Pieces, words: tuple[int, int]) -> slice:
    return slice(pieces.first[words[0]], pieces.last[words[1] - 1])


def _sector_loss(logits: Tensor, examples: Sequence[Example]) -> Tensor:
    pooled, targets = [], []
    for row, example in enumerate(examples):
        for words, _, sector, _ in example.entities:
            if sector >= 0:
                pooled.append(logits[row, _pieces_of(example.pieces, words)].mean(0))
                targets.append(sector)
    return functional.cross_entropy(torch.stack(pooled), torch.tensor(targets)) if targets else logits.sum() * 0


def _kin_loss(query: Tensor, key: Tensor, examples: Sequence[Example]) -> Tensor:
    """Whether two named things are of one country: binary cross-entropy over ordered pairs, actors first."""
    total, pairs = query.sum() * 0, 0
    for row, example in enumerate(examples):
        known = [(words, kind, country) for words, kind, _, country in example.entities if country and kind in "AP"]
        if len(known) < 2:
            continue
        queries = torch.stack([query[row, _pieces_of(example.pieces, words)].mean(0) for words, _, _ in known])
        keys = torch.stack([key[row, _pieces_of(example.pieces, words)].mean(0) for words, _, _ in known])
        scores = queries @ keys.T / query.shape[-1] ** 0.5
        same = torch.tensor([[float(a[2] == b[2] and a[2] != "---") for b in known] for a in known])
        use = torch.tensor([[float(i != j and a[1] == "A") for j in range(len(known))] for i, a in enumerate(known)])
        total = total + (functional.binary_cross_entropy_with_logits(scores, same, reduction="none") * use).sum()
        pairs += int(use.sum())
    return total / max(pairs, 1)


def event_losses(
    reader: Reader,
    hidden: Tensor,
    trigger_logits: Tensor,
    examples: Sequence[Example],
    rng: random.Random,
) -> dict[str, Tensor]:
    """Losses of the event layer on a batch's gold triggers and on words that are none, from the encoder's outputs."""
    rows, triggers, targets = [], [], []
    for row, example in enumerate(examples):
        for event in example.events:
            rows.append(row)
            triggers.append(_pieces_of(example.pieces, event.trigger))
            targets.append(event)
        for word in _false_triggers(example, trigger_logits[row], rng):
            rows.append(row)
            triggers.append(_pieces_of(example.pieces, (word, word + 1)))
            targets.append(None)
    if not rows:
        return {}
    views = [view(examples[row].pieces, span) for row, span in zip(rows, triggers, strict=True)]
    roles, types, modes, aux, claims, contexts = reader.events(*look(hidden, rows, views, triggers))
    real = [index for index, target in enumerate(targets) if target is not None]
    type_target = torch.tensor([0 if target is None else target.type for target in targets])
    losses = {"type": functional.cross_entropy(types, type_target, label_smoothing=0.05)}
    if not real:
        return losses
    found = [target for target in targets if target is not None]
    losses["mode"] = 0.5 * functional.cross_entropy(modes[real], torch.tensor([event.mode for event in found]))
    losses["aux"] = 0.5 * functional.cross_entropy(aux[real], torch.tensor([event.aux for event in found]))
    losses["claim"] = 0.5 * functional.cross_entropy(claims[real], torch.tensor([event.claim for event in found]))
    wanted = torch.zeros(len(real), contexts.shape[-1])
    for index, event in enumerate(found):
        wanted[index, event.context] = 1
    losses["context"] = 4.0 * functional.binary_cross_entropy_with_logits(contexts[real], wanted)
    role_target = torch.zeros(len(real), roles.shape[1], len(ROLES))
    word_mask = torch.zeros(len(real), roles.shape[1], 1)
    for index, (position, event) in enumerate(zip(real, found, strict=True)):
        pieces, seen = examples[rows[position]].pieces, views[position]
        word_mask[index, : seen.stop - seen.start] = 1
        for role, words in event.roles:
            role_target[index, _within(_pieces_of(pieces, words), seen), role] = 1
    role_loss = functional.binary_cross_entropy_with_logits(roles[real], role_target, reduction="none")
    losses["role"] = (role_loss * word_mask).sum() / (8.0 * len(real))
    return losses


def view(pieces: Pieces, trigger: slice) -> slice:
    """The pieces around a trigger's that the event layers are shown, as in reading."""
    return slice(max(0, trigger.start - VIEW), min(len(pieces.ids), trigger.stop + VIEW))


def _within(span: slice, seen: slice) -> slice:
    """A span of pieces counted from the start of a view, without what lies outside it."""
    return slice(max(0, span.start - seen.start), max(0, min(span.stop, seen.stop) - seen.start))


def look(
    hidden: Tensor, rows: Sequence[int], views: Sequence[slice], triggers: Sequence[slice]
) -> tuple[Tensor, Tensor, Tensor]:
    """The event layers' inputs: vectors of the views (events, pieces, size), mask and trigger (events, pieces)."""
    vectors = pad_sequence([hidden[row, seen] for row, seen in zip(rows, views, strict=True)], batch_first=True)
    mask = torch.zeros(vectors.shape[:2], dtype=torch.long)
    trigger = torch.zeros_like(mask)
    for index, (seen, span) in enumerate(zip(views, triggers, strict=True)):
        mask[index, : seen.stop - seen.start] = 1
        trigger[index, _within(span, seen)] = 1
    return vectors, mask, trigger


def _false_triggers(example: Example, logits: Tensor, rng: random.Random) -> list[int]:
    """Half the time, the word that is no trigger but looks most like one now."""
    free = [word for word, tag in enumerate(example.trigger_tags) if tag == 0]
    if not free or rng.random() < 0.5:
        return []
    first = torch.tensor([example.pieces.first[word] for word in free])
    alike = 1 - torch.softmax(logits[first].detach(), dim=-1)[:, 0]
    return [free[int(alike.argmax())]]


def pair_loss(reader: Reader, examples: Sequence[PairExample], *, hide: float) -> Tensor:
    """Negative log of the probability given to the right types of marked pairs."""
    batch = Batch([example.pieces for example in examples], [example.marks for example in examples], hide=hide)
    chances = torch.log_softmax(batch.encode(reader)[6], dim=-1)
    right = torch.stack([chances[row, example.types].logsumexp(0) for row, example in enumerate(examples)])
    return -(0.9 * right + 0.1 * chances.mean(-1)).mean()


def srl_loss(reader: Reader, examples: Sequence[SrlExample], rng: random.Random) -> Tensor:
    """Binary cross-entropy of PropBank roles, a piece at a time, from the event layers; some frames a sentence."""
    batch = Batch([example.pieces for example in examples], hide=0.1)
    hidden = batch.encode(reader)[0]
    rows, triggers, views, frames = [], [], [], []
    for row, example in enumerate(examples):
        for predicate, spans in rng.sample(example.frames, min(FRAMES, len(example.frames))):
            rows.append(row)
            triggers.append(_pieces_of(example.pieces, predicate))
            views.append(view(example.pieces, triggers[-1]))
            frames.append(spans)
    vectors, mask, trigger = look(hidden, rows, views, triggers)
    target = torch.zeros(*mask.shape, len(SRL_ROLES))
    for index, (row, spans) in enumerate(zip(rows, frames, strict=True)):
        for role, words in spans:
            target[index, _within(_pieces_of(examples[row].pieces, words), views[index]), role] = 1
    logits = reader.events.srl(vectors, mask, trigger)
    loss = functional.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(-1)
    return (loss * mask).sum() / (8.0 * len(rows))
