"""Batches of examples and the losses on them."""

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from dotterel.reader.labels import ROLES
from dotterel.reader.words import Pieces
from training.examples import Example, PairExample, SrlExample
from training.network import SRL_ROLES, Reader

IGNORE = -100


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
    hidden, trigger_logits, entity_logits, sector_logits, query, key, _ = batch.encode(reader)
    losses = {
        "trigger": _tag_loss(trigger_logits, examples, "trigger_tags") / (3.0 * len(examples)),
        "entity": _tag_loss(entity_logits, examples, "entity_tags") / (12.0 * len(examples)),
        "sector": 0.3 * _sector_loss(sector_logits, examples),
        "kin": 0.3 * _kin_loss(query, key, examples),
    }
    losses.update(event_losses(reader, batch, hidden, trigger_logits, examples, rng))
    return losses


def _tag_loss(logits: Tensor, examples: Sequence[Example], name: str) -> Tensor:
    targets = torch.full(logits.shape[:2], IGNORE)
    for row, example in enumerate(examples):
        targets[row, example.pieces.first] = torch.tensor(getattr(example, name))
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORE, reduction="sum")


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
    batch: Batch,
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
    trigger = torch.zeros(len(rows), batch.ids.shape[1], dtype=torch.long)
    for index, span in enumerate(triggers):
        trigger[index, span] = 1
    roles, types, modes, aux, claims, contexts = reader.events(hidden[rows], batch.mask[rows], trigger)
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
    role_target = torch.zeros(len(real), batch.ids.shape[1], len(ROLES))
    word_mask = torch.zeros(len(real), batch.ids.shape[1], 1)
    for index, (position, event) in enumerate(zip(real, found, strict=True)):
        example = examples[rows[position]]
        word_mask[index, 1 : len(example.pieces.ids) - 1] = 1
        for role, words in event.roles:
            role_target[index, _pieces_of(example.pieces, words), role] = 1
    role_loss = functional.binary_cross_entropy_with_logits(roles[real], role_target, reduction="none")
    losses["role"] = (role_loss * word_mask).sum() / (8.0 * len(real))
    return losses


def _false_triggers(example: Example, logits: Tensor, rng: random.Random) -> list[int]:
    """The word that is no trigger but looks most like one now; now and then another one at random."""
    free = [word for word, tag in enumerate(example.trigger_tags) if tag == 0]
    if not free:
        return []
    first = torch.tensor([example.pieces.first[word] for word in free])
    alike = 1 - torch.softmax(logits[first].detach(), dim=-1)[:, 0]
    hardest = free[int(alike.argmax())]
    return [hardest, rng.choice(free)] if rng.random() < 0.3 else [hardest]


def pair_loss(reader: Reader, examples: Sequence[PairExample], *, hide: float) -> Tensor:
    """Negative log of the probability given to the right types of marked pairs."""
    batch = Batch([example.pieces for example in examples], [example.marks for example in examples], hide=hide)
    chances = torch.log_softmax(batch.encode(reader)[-1], dim=-1)
    right = torch.stack([chances[row, example.types].logsumexp(0) for row, example in enumerate(examples)])
    return -(0.9 * right + 0.1 * chances.mean(-1)).mean()


def srl_loss(reader: Reader, examples: Sequence[SrlExample]) -> Tensor:
    """Binary cross-entropy of PropBank roles, a piece at a time, from the event layer."""
    batch = Batch([example.pieces for example in examples], hide=0.1)
    hidden = batch.encode(reader)[0]
    frames = [(row, frame) for row, example in enumerate(examples) for frame in example.frames[:3]]
    rows = [row for row, _ in frames]
    trigger = torch.zeros(len(rows), batch.ids.shape[1], dtype=torch.long)
    target = torch.zeros(len(rows), batch.ids.shape[1], len(SRL_ROLES))
    for index, (row, (predicate, spans)) in enumerate(frames):
        pieces = examples[row].pieces
        trigger[index, _pieces_of(pieces, predicate)] = 1
        for role, words in spans:
            target[index, _pieces_of(pieces, words), role] = 1
    logits = reader.events.srl(hidden[rows], batch.mask[rows], trigger)
    loss = functional.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(-1)
    return (loss * batch.mask[rows]).sum() / (8.0 * len(rows))
