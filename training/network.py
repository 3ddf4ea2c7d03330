"""The reader's network in PyTorch: an encoder that reads a passage once, a layer that reads it again for each event.

Encoder: BERT (MiniLM-L6) with two further input embeddings, the casing of each word and marks of a given actor and
recipient. Heads on it: triggers, entities, sectors, which entities are of one country, and the type of a marked pair.
Event layers: copies of the encoder's last layers that start where those start, but see which word is the trigger;
heads on them: roles of all words, type, mode, auxiliary mode, claim status and contexts of that event.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from dotterel.knowledge.ontology import AUXES, CLAIMS, CONTEXTS, SECTORS, TYPES
from dotterel.reader.labels import ENTITY_TAGS, EVENT_TYPES, ROLES, TRIGGER_TAGS, TYPE_MODES
from dotterel.reader.words import SHAPES

SRL_ROLES = ("ARG0", "ARG1", "ARG2", "ARG3", "LOC", "TMP", "NEG", "MOD", "ADV", "MNR", "PRP", "DIS")
ROLE_SIZE = 48
"""Size of the vectors, one a role, whose product says how well a word and a trigger fit (Dozat and Manning 2017)."""
MARKS = ("none", "actor", "recipient")
LOWER = 2
"""Layers of the encoder from which the gate tells whether a window is worth the others."""


class ChannelDropout(nn.Module):
    """Dropout of whole channels: one draw a window and channel, a tenth of plain dropout's time on a CPU."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """`x` is (batch, pieces, size); unchanged outside training."""
        if not self.training or not self.share:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2]) >= self.share
        return x * (keep / (1 - self.share))


class Layer(nn.Module):
    """One transformer layer as in BERT (post-norm)."""

    def __init__(self, size: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(size, size)
        self.key = nn.Linear(size, size)
        self.value = nn.Linear(size, size)
        self.mix = nn.Linear(size, size)
        self.mix_norm = nn.LayerNorm(size, eps=1e-12)
        self.widen = nn.Linear(size, inner)
        self.narrow = nn.Linear(inner, size)
        self.out_norm = nn.LayerNorm(size, eps=1e-12)
        self.drop = ChannelDropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` is (batch, pieces, size); `bias` (batch, 1, 1, pieces) holds 0, and a large negative for padding."""
        batch, pieces, size = x.shape
        split = (batch, pieces, self.heads, size // self.heads)
        q = self.query(x).view(split).transpose(1, 2)
        k = self.key(x).view(split).transpose(1, 2)
        v = self.value(x).view(split).transpose(1, 2)
        if self.training:
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        else:
            mixed = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(size // self.heads) + bias, dim=-1) @ v
        mixed = mixed.transpose(1, 2).reshape(batch, pieces, size)
        x = self.mix_norm(x + self.drop(self.mix(mixed)))
        return self.out_norm(x + self.drop(self.narrow(nn.functional.gelu(self.widen(x)))))


class Encoder(nn.Module):
    """Pieces to vectors and to everything that is said of a passage before its events are known."""

    def __init__(self, config: dict[str, Any], event_layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.fork = config["num_hidden_layers"] - event_layers
        self.carry = nn.Linear(size, size)
        self.word = nn.Embedding(config["vocab_size"], size)
        self.position = nn.Embedding(config["max_position_embeddings"], size)
        self.shape = nn.Embedding(len(SHAPES), size)
        self.mark = nn.Embedding(len(MARKS), size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(size, config["num_attention_heads"], config["intermediate_size"], dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self.drop = ChannelDropout(dropout)
        self.gate_head = nn.Linear(size, 1)
        self.trigger_head = nn.Linear(size, len(TRIGGER_TAGS))
        self.entity_head = nn.Linear(size, len(ENTITY_TAGS))
        self.sector_head = nn.Linear(size, len(SECTORS))
        self.kin_query = nn.Linear(size, 64)
        self.kin_key = nn.Linear(size, 64)
        self.pair_head = nn.Sequential(
            nn.Linear(3 * size, size), nn.GELU(), nn.Dropout(dropout), nn.Linear(size, len(TYPES))
        )
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.mark.weight)
        nn.init.zeros_(self.carry.weight)
        nn.init.zeros_(self.carry.bias)

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor, marks: Tensor) -> tuple[Tensor, ...]:
        """Inputs are (batch, pieces) int64; returns what `upper` does, then the gate's logits (batch, pieces)."""
        x, gate = self.lower(ids, mask, shapes, marks)
        return (*self.upper(x, mask, marks), gate)

    def lower(self, ids: Tensor, mask: Tensor, shapes: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (batch, pieces, size) after the lower layers, and the gate's logits (batch, pieces)."""
        places = torch.arange(ids.shape[1]).unsqueeze(0)
        x = self.word(ids) + self.position(places) + self.shape(shapes) + self.mark(marks)
        x = self.drop(self.norm(x))
        bias = attention_bias(mask)
        for layer in self.layers[:LOWER]:
            x = layer(x, bias)
        return x, self.gate_head(x).squeeze(-1)

    def upper(self, x: Tensor, mask: Tensor, marks: Tensor) -> tuple[Tensor, ...]:
        """From the lower layers' vectors to hidden, trigger, entity, sector, kin query, kin key, pair.

        `hidden` is what the event layers start from: the vectors below the layers that they are copies of, and what
        the encoder made of them in the end.
        """
        bias, middle = attention_bias(mask), x
        for number, layer in enumerate(self.layers[LOWER:], LOWER):
            if number == self.fork:
                middle = x
            x = layer(x, bias)
        dropped = self.drop(x)
        pair = torch.cat(
            [mean_over(dropped, mask), mean_over(dropped, marks == 1), mean_over(dropped, marks == 2)], dim=-1
        )
        return (
            middle + self.carry(x),
            self.trigger_head(dropped),
            self.entity_head(dropped),
            self.sector_head(dropped),
            self.kin_query(dropped),
            self.kin_key(dropped),
            self.pair_head(pair),
        )


class EventLayer(nn.Module):
    """A passage's vectors and one trigger to everything that is said of that event."""

    def __init__(self, config: dict[str, Any], layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.trigger = nn.Embedding(2, size)
        self.side = nn.Embedding(33, size)
        self.layers = nn.ModuleList(
            Layer(size, config["num_attention_heads"], config["intermediate_size"], dropout) for _ in range(layers)
        )
        self.drop = ChannelDropout(dropout)
        self.role_word = nn.Linear(size, len(ROLES) * ROLE_SIZE)
        self.role_trigger = nn.Linear(size, len(ROLES) * ROLE_SIZE)
        self.role_head = nn.Sequential(
            nn.Linear(2 * size, size), nn.GELU(), nn.Dropout(dropout), nn.Linear(size, len(ROLES))
        )
        self.type_head = nn.Linear(2 * size, len(EVENT_TYPES))
        self.mode_head = nn.Linear(2 * size, len(TYPE_MODES))
        self.aux_head = nn.Linear(2 * size, 1 + len(AUXES))
        self.claim_head = nn.Linear(2 * size, len(CLAIMS))
        self.context_head = nn.Linear(2 * size, len(CONTEXTS))
        self.srl_head = nn.Linear(size, len(SRL_ROLES))
        nn.init.normal_(self.trigger.weight, std=0.1)
        nn.init.normal_(self.side.weight, std=0.02)

    def forward(self, hidden: Tensor, mask: Tensor, trigger: Tensor) -> tuple[Tensor, ...]:
        """`hidden` (events, pieces, size), `mask` and `trigger` (events, pieces) int64: 1 on the trigger's pieces."""
        x = self.read(hidden, mask, trigger)
        head = mean_over(x, trigger)
        pooled = torch.cat([head, mean_over(x, mask)], dim=-1)
        about = torch.cat([x, head.unsqueeze(1).expand_as(x)], dim=-1)
        split = (*x.shape[:2], len(ROLES), ROLE_SIZE)
        word, of = self.role_word(x).view(split), self.role_trigger(head).view(-1, 1, *split[2:])
        return (
            self.role_head(about) + (word * of).sum(-1) / ROLE_SIZE**0.5,
            self.type_head(pooled),
            self.mode_head(pooled),
            self.aux_head(pooled),
            self.claim_head(pooled),
            self.context_head(pooled),
        )

    def read(self, hidden: Tensor, mask: Tensor, trigger: Tensor) -> Tensor:
        """The passage's vectors (events, pieces, size) as seen from the trigger."""
        first = torch.argmax(trigger, dim=1, keepdim=True)
        away = torch.clamp(torch.arange(hidden.shape[1]).unsqueeze(0) - first, -16, 16) + 16
        x = hidden + self.trigger(trigger) + self.side(away)
        bias = attention_bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        return self.drop(x)

    def srl(self, hidden: Tensor, mask: Tensor, trigger: Tensor) -> Tensor:
        """Logits (events, pieces, SRL_ROLES): roles of PropBank, for pre-training only."""
        return self.srl_head(self.read(hidden, mask, trigger))


class Reader(nn.Module):
    """Encoder and event layer together, as they are trained."""

    def __init__(self, config: dict[str, Any], *, event_layers: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(config, event_layers, dropout)
        self.events = EventLayer(config, event_layers, dropout)


def attention_bias(mask: Tensor) -> Tensor:
    """(batch, pieces) of 0 and 1 to the (batch, 1, 1, pieces) that is added to attention logits."""
    return (1.0 - mask[:, None, None, :].float()) * -1e4


def mean_over(x: Tensor, mask: Tensor) -> Tensor:
    """Mean of `x` (batch, pieces, size) over the pieces where `mask` (batch, pieces) holds; zeros where none does."""
    weight = mask.float().unsqueeze(-1)
    return (x * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def load_bert(reader: Reader, weights: dict[str, Tensor]) -> None:
    """Fill the encoder from a BERT checkpoint; the event layers start as copies of its last layers."""
    encoder = reader.encoder
    prefix = "bert." if any(name.startswith("bert.") for name in weights) else ""
    get = {name.removeprefix(prefix): tensor for name, tensor in weights.items()}
    encoder.word.weight.data.copy_(get["embeddings.word_embeddings.weight"])
    types = get["embeddings.token_type_embeddings.weight"]
    encoder.position.weight.data.copy_(get["embeddings.position_embeddings.weight"] + types[0])
    encoder.norm.load_state_dict(
        {"weight": get["embeddings.LayerNorm.weight"], "bias": get["embeddings.LayerNorm.bias"]}
    )
    names = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "mix": "attention.output.dense",
        "mix_norm": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "out_norm": "output.LayerNorm",
    }
    for number, layer in enumerate(encoder.layers):
        for ours, theirs in names.items():
            module = getattr(layer, ours)
            module.weight.data.copy_(get[f"encoder.layer.{number}.{theirs}.weight"])
            module.bias.data.copy_(get[f"encoder.layer.{number}.{theirs}.bias"])
    for copy, layer in zip(reader.events.layers, encoder.layers[encoder.fork :], strict=True):
        copy.load_state_dict(layer.state_dict())
