"""A headline and the lead under it tell one act twice; it is kept once, where it is told more fully."""

import re
from collections.abc import Sequence

from dotterel.records import Document, Mention

LEAD_SENTENCES = 3
"""Sentences behind a headline that may tell its act again."""
_STEM = 5
"""First letters by which words are compared: "convicts" and "convicted" are one."""


def without_echoes(document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without those of a headline that the lead tells again: one type, like words for party or act."""
    return tuple(
        mention
        for mention in mentions
        if not any(_is_echo(document, mention, other) for other in mentions if other is not mention)
    )


def _is_echo(document: Document, mention: Mention, other: Mention) -> bool:
    """Whether `mention` stands in its story's headline and `other`, in the lead, tells the same act."""
    story = document.stories[mention.story]
    headline = story.headline
    if headline is None or mention.trigger.start >= headline.end or other.trigger.start < headline.end:
        return False
    return (
        other.story == mention.story
        and other.event == mention.event
        and other.aux == mention.aux
        and other.sentence <= mention.sentence + LEAD_SENTENCES
        and bool(_stems(document, mention) & _stems(document, other))
    )


def _stems(document: Document, mention: Mention) -> set[str]:
    """Beginnings of the words of the trigger and the parties."""
    trigger = document.text[mention.trigger.start : mention.trigger.end]
    parties = (party.entity_text for party in (*mention.actor, *mention.recipient))
    words = re.findall(r"\w{3,}", " ".join([trigger, *parties]).casefold())
    return {word[:_STEM] for word in words}
