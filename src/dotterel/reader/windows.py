"""Stretches of a story that are read at once: whole sentences, as many as fit."""

from collections.abc import Iterator

import msgspec
from tokenizers import Tokenizer

from dotterel.reader.words import Pieces, cut_words
from dotterel.records import Document, Story

MAX_WORDS = 110
"""Words a window may hold, unless one sentence has more: the length of the passages that the reader is trained on."""
MAX_PIECES = 256
"""Word pieces a window may hold; a longer sentence is read in parts."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of one story, cut into pieces."""

    story: Story
    pieces: Pieces


def cut_windows(document: Document, tokenizer: Tokenizer) -> Iterator[Window]:
    """All windows of the document's stories that may tell events, in order; notices have none."""
    for story in document.stories:
        if story.kind == "notice":
            continue
        limit = 10 * MAX_WORDS if document.is_passage else MAX_WORDS
        for start, end in _group(document.text, story, limit):
            yield from _cut(document.text, story, start, end, tokenizer)


def _group(text: str, story: Story, max_words: int) -> list[tuple[int, int]]:
    """Runs of consecutive sentences of up to `max_words` words, as character offsets."""
    runs: list[tuple[int, int]] = []
    words = 0
    for sentence in story.sentences:
        size = text.count(" ", sentence.start, sentence.end) + 1
        if runs and words + size <= max_words:
            runs[-1] = (runs[-1][0], sentence.end)
            words += size
        else:
            runs.append((sentence.start, sentence.end))
            words = size
    return runs


def _cut(text: str, story: Story, start: int, end: int, tokenizer: Tokenizer) -> Iterator[Window]:
    """Windows of a run: one, or several where the run has more pieces than the network reads at once."""
    while start < end:
        pieces = cut_words(tokenizer, text[start:end], shift=start, max_pieces=MAX_PIECES)
        if not pieces.words:
            return
        yield Window(story=story, pieces=pieces)
        start = pieces.words[-1][1]
