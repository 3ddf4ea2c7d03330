"""Sentences of a story, by rule: lines end sentences, and so do stops that are not part of an abbreviation."""

import re

from dotterel.records import Document, Span, Story, changed

_STOP = re.compile(r"(?:[.!?…؟۔।]+[\"'”’»)\]]*(?=\s)|[。！？]+[”’」』）]*)")
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof gen col maj lt sgt capt cmdr adm brig rep sen gov pres hon rev st jr sr no nos vs etc al fig
    vol inc ltd co corp dept est approx jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun
    u.s u.n u.k e.u p.m a.m i.e e.g d.c messrs mt ft gens reps sens cf ca art sec supt insp""".split()
)
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof gen col maj lt sgt capt cmdr adm brig rep sen gov pres hon rev st messrs".split()
)


def mark_sentences(document: Document) -> Document:
    """The document with the sentences of each of its stories."""
    stories = tuple(
        changed(story, sentences=split_sentences(document.text, story.start, story.end)) for story in document.stories
    )
    return changed(document, stories=stories)


def split_sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Sentences of `text[start:end]`, trimmed, in order; none is empty."""
    found: list[Span] = []
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text[start:end]):
        begin, stop = start + line.start(), start + line.end()
        for match in _STOP.finditer(text, begin, stop):
            if _ends_sentence(text, match, begin, stop):
                _add(found, text, begin, match.end())
                begin = match.end()
        _add(found, text, begin, stop)
    return tuple(found)


def _ends_sentence(text: str, match: re.Match[str], begin: int, stop: int) -> bool:
    """Whether the stop found is the end of a sentence and not of an abbreviation, an initial or an ordinal."""
    rest = text[match.end() : min(stop, match.end() + 12)].lstrip()
    if not rest:
        return True
    if match.group()[0] != ".":
        return not rest[0].islower()
    word = text[max(begin, match.start() - 20) : match.start()].rsplit(maxsplit=1)[-1:] or [""]
    last = word[0].lstrip("(\"'“‘[").lower()
    if last in _NEVER_LAST or (len(last) == 1 and last.isalpha() and word[0][-1:].isupper()):
        return False
    if rest[0].islower():
        return False
    if last in _ABBREVIATIONS:
        return last in {"u.s", "u.n", "u.k", "e.u", "p.m", "a.m", "etc", "inc", "ltd", "co", "corp"} and _opens(rest)
    return True


def _opens(rest: str) -> bool:
    """Whether the words that follow look like the start of a sentence, not like a name."""
    first = re.match(r"\W*(\w+)", rest)
    return first is not None and first[1].lower() in {
        "the", "a", "an", "it", "he", "she", "they", "in", "on", "at", "but", "and", "this", "that", "we", "i", "there",
    }  # fmt: skip


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append(Span(start=start, end=end))


def sentence_at(story: Story, at: int) -> int:
    """Index of the story's sentence that holds character `at`; the nearest one before where it lies between two."""
    index = 0
    for number, sentence in enumerate(story.sentences):
        if sentence.start <= at:
            index = number
    return index
