"""What a story is about, and whether a line belongs to it."""

import re
from collections import Counter
from collections.abc import Sequence

from dotterel.knowledge import newsroom
from dotterel.stories.lines import Line

CORE_WORDS = 60
"""Words of headline and lead; a line that has a name out of them is taken to belong to the article."""

STRANGE_FACTOR = 1.6
"""How much more a line must have in common with the article where all its names are new."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

CONTINUING = re.compile(
    r"""^["“”'‘«(]|^(?:he|she|it|they|his|her|its|their|this|that|these|those|but|however|meanwhile|also|the\s+(?:two|three|statement|ministry|minister
    |president|report|group|army|police|attack|court|official|officials|announcement|move|decision|agreement|request|spokesman|spokesperson|spokeswoman)
    |in\s+(?:response|addition|his|her|their|its|a\s+statement)|according\s+to|neither|both|another|responding|since\s+then|earlier|later|after\s+the|as\s+part)\b""",
    re.IGNORECASE | re.VERBOSE,
)

SMALL_WORDS = frozenset(
    """the of and to in that was for on with said by from is at as his her has after a an it its be been were are had
    have not but or who
    which their they he she this these those than more most over under into out up about between during before against
    would will could
    may can one two three people also new last first year years day days week month monday tuesday wednesday thursday
    friday saturday
    sunday january february march april june july august september october november december told says say according
    officials official
    country government minister president state police when where while there other some all no only since until still
    many several
    part made make take took being them him our your you we news agency reported report statement ministry ve bir bu
    için de da ile el
    la los las del que en y por con una para se le les des du et dans pour qui sur par est und der
    die das den von zu mit""".split()
)


class Topic:
    """What a story is about: its content words, names counting double; `core` are the names of headline and lead."""

    def __init__(self) -> None:
        """A topic of nothing yet."""
        self.words: Counter[str] = Counter()
        self.size = 0
        self.core: set[str] = set()

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Topic":
        """The topic of a story's lines."""
        topic = cls()
        for line in lines:
            topic.add(line)
        return topic

    def add(self, line: Line) -> None:
        """Learn the words of a line that belongs to the story."""
        words = content_words(line.text)
        if self.size < CORE_WORDS:
            self.core.update(word for word, weight in words.items() if weight > 1)
        self.words.update(words)
        self.size += len(line.text.split())

    def share_of(self, words: Counter[str]) -> float:
        """Share of the weight of some words that the topic knows, 0 to 1; 1 where there is nothing to know."""
        total = sum(words.values())
        return sum(weight for word, weight in words.items() if word in self.words) / total if total else 1.0

    def knows(self, line: Line) -> float:
        """Share of a line's content words that the topic knows, 0 to 1."""
        return self.share_of(content_words(line.text))


def content_words(text: str) -> Counter[str]:
    """Content words cut to six letters, each once; capitalised ones inside a sentence weigh 2, others 1."""
    words: Counter[str] = Counter()
    for match in WORD.finditer(text):
        word = match.group().lower().split("'")[0].split("’")[0]
        if len(word) < 3 or word in SMALL_WORDS or word.isdigit():
            continue
        words[word[:6]] = max(words[word[:6]], 2 if match.group()[0].isupper() and match.start() > 0 else 1)
    return words


def is_foreign(line: Line, topic: Topic, border: float) -> bool:
    """True for a line that shares too little with the topic.

    No name with its lead, and does not lean on what came before.
    """
    if CONTINUING.match(line.text) or newsroom.is_sign_off_line(line.text) or newsroom.ends_with_sign_off(line.text):
        return False
    words = content_words(line.text)
    if topic.core & words.keys():
        return False
    names = [word for word, weight in words.items() if weight > 1]
    is_strange = len(names) >= 2 and len(strange_names(line, topic)) == len(names)
    return len(words) >= 4 and topic.share_of(words) < (STRANGE_FACTOR * border if is_strange else border)


def strange_names(line: Line, topic: Topic) -> list[str]:
    """The names in a line that its story has not told before."""
    return [word for word, weight in content_words(line.text).items() if weight > 1 and word not in topic.words]
