"""Who acts in the news: countries, armed groups, parties, bodies, leaders and role nouns, from tables read once.

Names are matched as the longest run of folded words; capitals count, so that "US" is a country and "us" is not. What
the columns of the tables mean and where they are from stands in `tables/SOURCES.md`.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from dotterel.knowledge.in_use import remembered
from dotterel.knowledge.namebook import MARKS, Known, Role, Tables, Word, role_nouns, words
from dotterel.knowledge.user_tables import tables_in_use

__all__ = [
    "NATIONAL", "Found", "Known", "Role", "Word", "countries_in", "country_of", "find_names", "in_force", "on_day",
    "role_at", "words",
]  # fmt: skip

NATIONAL = ("name", "adjective", "demonym", "capital", "region", "breakaway")
"""Kinds of names that are a country's own, or of its capital and regions."""
_SIDES = frozenset(
    "backed allied supported funded sponsored friendly aligned trained equipped financed armed brokered mediated "
    "occupied administered controlled bound educated imposed member".split()
)
"""Words that, tied to a country by a hyphen, say that the party is another's: "Iran-backed militia"."""
_STANCES = frozenset({"anti", "pro", "non"})


class Found(NamedTuple):
    """A name found in a text: words `first` to `last` (half-open) and characters `start` to `end`."""

    known: tuple[Known, ...]
    first: int
    last: int
    start: int
    end: int


@remembered(1024)
def find_names(text: str) -> tuple[Found, ...]:
    """Every known name in the text, the longest at each place; none inside another, none that only marks a side."""
    tokens, found, index, floor = words(text), [], 0, 0
    held = tables_in_use()
    while index < len(tokens):
        hit = _name_at(held, text, tokens, index)
        if hit is None:
            index += 1
            continue
        told = None if _marks_side(text, tokens, hit) else _not_a_stranger(text, tokens, hit, floor)
        if told is not None:
            found.append(told)
            if hit.known[0].kind not in ("surname", "place") or hit.last - hit.first > 1:
                floor = hit.last
        index = hit.last
    return tuple(found)


def _name_at(held: Tables, text: str, tokens: Sequence[Word], index: int) -> Found | None:
    """The longest name that begins at that word; None where none does."""
    longest = min(held.longest.get(tokens[index].folded, 0), len(tokens) - index)
    for length in range(longest, 0, -1):
        part = tokens[index : index + length]
        known = held.get(" ".join(word.folded for word in part))
        if known is None or (length > 1 and _is_parted(text, part)):
            continue
        meant = tuple(one for one in known if _is_written_so(one.raw, part))
        if meant:
            return Found(meant, index, index + length, part[0].start, part[-1].end)
    return None


def _is_parted(text: str, part: Sequence[Word]) -> bool:
    """True where a comma, stop or bracket stands between the words."""
    return any(
        any(mark in ",;:()!?." for mark in text[left.end : right.start]) and not left.raw.endswith(".")
        for left, right in pairwise(part)
        if len(left.raw) > 2
    )


def _is_written_so(raw: str, part: Sequence[Word]) -> bool:
    """True where the capitals fit: an acronym wants capitals throughout, a proper name at least one."""
    if not any(letter.isupper() for letter in raw):
        return True
    if raw.isupper() and len(raw.translate(MARKS)) <= 6:
        return all(word.raw.isupper() or not word.raw.isalpha() for word in part)
    return any(word.raw[0].isupper() for word in part)


def _marks_side(text: str, tokens: Sequence[Word], found: Found) -> bool:
    """True for the country in "Iran-backed", "anti-Russian": it says for or against whom, not who."""
    if (
        found.last < len(tokens)
        and text[found.end : tokens[found.last].start] in "-‑–"
        and tokens[found.last].folded in _SIDES
    ):
        return True
    before = tokens[found.first - 1] if found.first else None
    return before is not None and before.folded in _STANCES and text[before.end : found.start].strip() in ("-", "‑", "")


def _not_a_stranger(text: str, tokens: Sequence[Word], found: Found, floor: int) -> Found | None:
    """The name, without the leaders whom the given names before it contradict; None where it is a stranger's.

    "Gabriel Suswam", "Dr. Abdul Bari Omar", "President Herrera" hold surnames and towns that tell nothing. `floor` is
    the word after the last name that was accepted.
    """
    kind = found.known[0].kind
    if kind not in ("surname", "place"):
        return found
    first = _given_from(text, tokens, found.first, floor)
    given = [word.folded for word in tokens[first : found.first]]
    title = tokens[first - 1] if first > floor and text[tokens[first - 1].end : tokens[first].start] in _GAPS else None
    follows = _is_followed_by_name(text, tokens, found)
    if kind == "place":
        titled = title is not None and title.folded in _TITLES and role_at(tokens, first - 1) is not None
        is_person = found.last - found.first == 1 and (titled or (bool(given) and follows))
        return None if is_person and not _INSTITUTIONS & set(given) else found
    if follows:
        return None
    meant = tuple(one for one in found.known if not given or _fits(given, one.name))
    return found._replace(known=meant) if meant else None


def _given_from(text: str, tokens: Sequence[Word], last: int, floor: int) -> int:
    """The first word of the unknown capitalised words that stand right before a word."""
    first = last
    while first > floor:
        word = tokens[first - 1]
        if not word.raw[0].isupper() or text[word.end : tokens[first].start] not in _GAPS:
            break
        if word.folded in _TITLES or role_at(tokens, first - 1) or not _may_be_given(word.folded):
            break
        first -= 1
    return first


def _may_be_given(folded: str) -> bool:
    """True for a word that the tables do not know, or only as a town, a surname or a leader's first name."""
    held = tables_in_use()
    known = held.get(folded)
    if known is not None:
        return all(one.kind in ("place", "surname") for one in known)
    return folded in held.given or folded not in held.longest


def _is_followed_by_name(text: str, tokens: Sequence[Word], found: Found) -> bool:
    """True where a capitalised word stands right behind that is neither a role nor an institution nor known."""
    after = tokens[found.last] if found.last < len(tokens) else None
    if after is None or not after.raw[0].isupper() or text[found.end : after.start] != " ":
        return False
    if role_at(tokens, found.last) or after.folded in _INSTITUTIONS:
        return False
    held = tables_in_use()
    known = held.get(after.folded)
    if known is not None:
        return all(one.kind in ("surname", "place") for one in known)
    return after.folded in held.given or after.folded not in held.longest


def _fits(given: Sequence[str], name: str) -> bool:
    """True where one of the given names, or an initial, is of that name; spellings may differ in their vowels."""
    parts = [word.folded for word in words(name)][:-1]
    telling = [one for one in given if one not in _PARTICLES]
    return not telling or any(
        _spoken(part) == _spoken(one) or (len(one) == 1 and part.startswith(one)) for one in telling for part in parts
    )


def _spoken(folded: str) -> str:
    """The first letter and the consonants, doubled ones once: the same for "Mohamed" and "Muhammad"."""
    return folded[:1] + re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", folded[1:]))


_VOWELS = re.compile(r"[aeiouyj]")
_PARTICLES = frozenset("abd abdel abdul abdal al el ul bin ben ibn abu ould von van de da dos di du le la".split())
_GAPS = (" ", ". ")
_INSTITUTIONS = frozenset(
    """airport bank hospital hotel university college school institute street road avenue square park port bridge
    stadium refinery company group city state province county district region metropolitan greater central north south
    east west northern southern eastern western upper lower old new grand downtown agreement accords accord summit
    declaration conference convention treaty protocol times post herald tribune news daily""".split()
)
"""Words that show that a town's name beside them is no person's."""
_TITLES = frozenset(
    """president minister secretary chancellor premier senator sen rep gov governor mayor judge justice general gen
    colonel col captain major lieutenant sergeant commander admiral mr mrs ms dr sir lord king queen prince pope
    ambassador prosecutor deputy leader congressman professor sheikh imam mullah then democrat republican with but and
    when while as after if for""".split()
)


def role_at(tokens: Sequence[Word], index: int) -> tuple[Role, int] | None:
    """The longest role noun, singular or plural, that begins at that word, and how many words it has."""
    roles, longest = role_nouns()
    for length in range(min(longest.get(tokens[index].folded, 0), len(tokens) - index), 0, -1):
        role = roles.get(" ".join(word.folded for word in tokens[index : index + length]))
        if role is not None:
            return role, length
    return None


def in_force(known: Sequence[Known], on: date | None) -> Sequence[Known]:
    """The meanings that count on that day: the user's own alone where one holds, else those that are not the user's."""
    if known[0].row is None or not known[0].row.is_users:
        return known
    users = [one for one in known if one.row and one.row.is_users]
    holding = [one for one in users if on is None or one.holds(on)]
    return holding or known[len(users) :] or users


def on_day(known: Sequence[Known], on: date | None) -> tuple[Known, tuple[str, ...]]:
    """Of several meanings of a name the one of that day, with the sectors it has then.

    Without a day, the last one. Out of office a person is ELI, before it PTY, unless the table says otherwise.
    """
    known = in_force(known, on)
    if on is None:
        last = max(known, key=lambda one: (one.valid_to is None, one.valid_to or date.max, one.valid_from or date.min))
        return last, last.sectors
    for one in known:
        if one.holds(on):
            return one, one.sectors
    earlier = [one for one in known if one.valid_to is not None and one.valid_to < on]
    if earlier:
        one = max(earlier, key=lambda one: one.valid_to or date.min)
        return one, one.after or (
            ("ELI",) if one.kind in ("person", "surname") and one.country != "IGO" else one.sectors
        )
    one = min(known, key=lambda one: one.valid_from or date.min)
    return one, one.before or (("PTY",) if one.kind in ("person", "surname") and one.country != "IGO" else one.sectors)


def country_of(phrase: str) -> str | None:
    """Alpha-3 of a phrase that is a country's name, adjective, people or capital and nothing else; None otherwise."""
    tokens = [word for word in words(phrase) if word.folded != "the"]
    found = [one for one in find_names(phrase) if one.known[0].kind in NATIONAL]
    if len(found) != 1 or found[0].last - found[0].first < len(tokens):
        return None
    return found[0].known[0].country


def countries_in(text: str) -> list[tuple[int, int, str]]:
    """Start, end and alpha-3 of all that tells of a country: names, peoples, capitals, towns, bodies and leaders."""
    return [
        (one.start, one.end, one.known[0].country)
        for one in find_names(text)
        if one.known[0].country is not None and len(one.known[0].country) == 3 and one.known[0].country not in _BODIES
    ]


_BODIES = ("IGO", "NGO", "MNC")
