"""Text to the word pieces that the network was trained on, with the way back to characters."""

from functools import lru_cache
from pathlib import Path

import msgspec
from tokenizers import Tokenizer

SHAPES = ("none", "lower", "capitalised", "upper", "number", "other")
"""Casing of a word: the word pieces are lower-case, so that casing is told to the network apart."""


MAX_CHARS_A_PIECE = 40
"""Characters a piece takes at most in text that is worth reading: bounds the work on lines that never end."""


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text as the network sees it.

    `ids` and `shapes` have one entry a word piece, with the start and end marks. `words` holds the characters of each
    word (offsets into the text given, moved by its own start), `first` the index of each word's first piece and `last`
    the index behind its last. `line_starts` are the words that begin a line: no name or phrase runs over them.
    """

    ids: list[int]
    shapes: list[int]
    words: list[tuple[int, int]]
    first: list[int]
    last: list[int]
    line_starts: frozenset[int] = frozenset()


@lru_cache(maxsize=4)
def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a model folder, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut_words(tokenizer: Tokenizer, text: str, *, shift: int = 0, max_pieces: int = 256) -> Pieces:
    """Cut `text` into words and pieces; `shift` is added to all offsets; words beyond `max_pieces` are left out."""
    encoding = tokenizer.encode(text[: max_pieces * MAX_CHARS_A_PIECE])
    all_ids, offsets, word_numbers = (
        encoding.ids,
        encoding.offsets,
        encoding.word_ids,
    )  # each is built anew when asked for
    ids, shapes = [all_ids[0]], [0]
    words: list[tuple[int, int]] = []
    first: list[int] = []
    last: list[int] = []
    line_starts: set[int] = set()
    previous = None
    for index in range(1, len(all_ids) - 1):
        if len(ids) >= max_pieces - 1:
            break
        start, end = offsets[index]
        word = word_numbers[index]
        if word != previous:
            previous = word
            if words and "\n" in text[words[-1][1] - shift : start]:
                line_starts.add(len(words))
            words.append((start + shift, end + shift))
            first.append(len(ids))
            last.append(len(ids) + 1)
        else:
            words[-1] = (words[-1][0], end + shift)
            last[-1] = len(ids) + 1
        ids.append(all_ids[index])
        shapes.append(_shape(text[words[-1][0] - shift : end]))
    ids.append(all_ids[-1])
    shapes.append(0)
    return Pieces(ids=ids, shapes=shapes, words=words, first=first, last=last, line_starts=frozenset(line_starts))


def _shape(word: str) -> int:
    """Index into SHAPES of one word's casing."""
    if word[:1].isdigit():
        return 4
    if word.islower():
        return 1
    if len(word) > 1 and word.isupper():
        return 3
    if word[:1].isupper():
        return 2
    return 5
