"""The type of what one given party does to another."""

from dotterel.errors import UsageError
from dotterel.knowledge.ontology import TYPES
from dotterel.reader.decode import softmax
from dotterel.reader.encoder import open_network
from dotterel.reader.windows import MAX_PIECES
from dotterel.reader.words import Pieces, cut_words
from dotterel.settings import Settings


def classify(
    text: str,
    *,
    actor: tuple[int, int] | None = None,
    recipient: tuple[int, int] | None = None,
    settings: Settings | None = None,
) -> dict[str, float]:
    """Probability of each of the 16 PLOVER types for the act between a given pair; they sum to 1.

    `actor` and `recipient` are half-open character offsets into `text`; None where the text does not name the party.
    UsageError where an offset lies outside the text.
    """
    for name, span in (("actor", actor), ("recipient", recipient)):
        if span is not None and not 0 <= span[0] < span[1] <= len(text):
            raise UsageError(f"{name}={span}: not a stretch of the text, which has {len(text)} characters")
    network = open_network(settings or Settings())
    pieces = cut_words(network.tokenizer, text, max_pieces=2 * MAX_PIECES)
    marks = [0] * len(pieces.ids)
    for mark, span in ((1, actor), (2, recipient)):
        if span is not None:
            _mark(marks, pieces, span, mark)
    chances = softmax(network.classify_pair(pieces, marks))
    return {kind: float(chance) for kind, chance in zip(TYPES, chances, strict=True)}


def _mark(marks: list[int], pieces: Pieces, span: tuple[int, int], mark: int) -> None:
    """Write `mark` on the pieces of the words that the span touches."""
    for (start, end), first, last in zip(pieces.words, pieces.first, pieces.last, strict=True):
        if start < span[1] and span[0] < end:
            marks[first:last] = [mark] * (last - first)
