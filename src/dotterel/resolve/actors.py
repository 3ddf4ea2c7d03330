"""Who a phrase names: country, sectors and identity, from its own words, then from what stands around it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from dotterel.knowledge.actors import Found, Known, on_day, words
from dotterel.knowledge.namebook import NOWHERE
from dotterel.knowledge.notes import Opened, Step, note
from dotterel.knowledge.phrases import JOINTS, Item, Phrase, meant_by, owners_in, taken_apart
from dotterel.knowledge.surroundings import BODIES, Asked, likeliest, surroundings
from dotterel.records import Party
from dotterel.resolve.actor_sectors import head_of, sectors_of

_ENVOYS = frozenset(
    "ambassador ambassadors envoy envoys embassy consul consulate emissary commissioner diplomat diplomats".split()
)
_POSSESSIVES = frozenset({"its", "his", "her", "their"})
_COUNTED = frozenset("both two three four five six several all various neither".split())
"""Words that say that a phrase is of several: "both governments"."""
_PLURALS = frozenset("people men women children police youth".split())
_NAMED = ("group", "body", "person", "surname")
_PEACEKEEPING_ALONE = ("RUS",)
"""Countries whose "peacekeepers" are their own troops."""
_INTERNATIONAL = frozenset(
    """inspectors inspector observers observer monitors monitor mission council agency bloc commission commissioner
    envoy mediator mediators secretary peacekeepers organisation organization body staff representative
    spokesman spokeswoman experts tribunal court judges prosecutor alliance rapporteur coordinator delegates members
    chief""".split()
)
_JOINED = re.compile(r"\b(?:and|or|as well as|along with|together with)\b(?=(?:\W+\w+){0,2}\W*$)|&(?=\W*$)")
"""What joins two parties, with at most two words between it and the second's name."""


class Around(NamedTuple):
    """What surrounds a phrase: text, where it stands in it (None unknown), its day, what it is linked to."""

    text: str
    start: int | None
    end: int | None
    on: date | None
    nearby: tuple[tuple[str, float], ...]


def resolve_actor(
    phrase: str,
    *,
    context: str = "",
    on: date | None = None,
    start: int | None = None,
    end: int | None = None,
    hint_sector: str | None = None,
    nearby: Sequence[tuple[str, float]] = (),
) -> Party:
    """Who the phrase names, on that day, in that text.

    `start` and `end` are the phrase's offsets in `context`; `nearby` are phrases and the log-odds that they are of the
    same country; `hint_sector` is taken where the tables have no firm answer. The code is None where no country can be
    known, and where the phrase joins parties of several.
    """
    around = Around(context, *_placed(phrase, context, start, end), on, tuple(nearby))
    return _resolve(phrase, around, hint_sector, start, end)


def resolve_parties(
    phrase: str,
    *,
    context: str = "",
    on: date | None = None,
    start: int | None = None,
    end: int | None = None,
    hint_sector: str | None = None,
    nearby: Sequence[tuple[str, float]] = (),
) -> tuple[Party, ...]:
    """The parties that one phrase names, each with the span of its own words; one for most phrases.

    "Hungarian and Romanian officials" are two; a name that holds an "and" ("Bosnia and Herzegovina") is one.
    """
    taken = taken_apart(phrase)
    parts = _parts(taken)
    if len(parts) < 2:
        return (
            resolve_actor(phrase, context=context, on=on, start=start, end=end, hint_sector=hint_sector, nearby=nearby),
        )
    placed = _placed(phrase, context, start, end)
    around = Around(context, *placed, on, tuple(nearby))
    head, leading = _resolve(phrase, around, hint_sector, None, None), head_of(taken)
    leads = leading is not None and leading.role is not None
    parties = []
    for first, last in parts:
        text, at = phrase[first:last], None if start is None else start + first
        party = _resolve(text, around, hint_sector, at, None if at is None else at + len(text))
        if leads and not any(item.role for item in taken_apart(text).items) and _is_bare(text):
            party = _with_sectors(party, head)
            note(Step("sectors", "a bare name beside {!r} shares its role", (phrase,)))
        parties.append(party)
    return tuple(parties)


def _with_sectors(party: Party, head: Party) -> Party:
    """A party named by its country alone beside another takes that one's role."""
    return Party(
        entity_text=party.entity_text, start=party.start, end=party.end, code=party.code, sector=head.sector,
        other_sectors=head.other_sectors, score=party.score,
    )  # fmt: skip


def _is_bare(text: str) -> bool:
    """True for an adjective or a country with nothing that says who of it."""
    return any(
        item.found and item.found.known[0].kind in ("adjective", "demonym", "name", "capital")
        for item in taken_apart(text).items
    )


def _parts(taken: Phrase) -> list[tuple[int, int]]:
    """The characters of each joined party; a single part where the phrase names one.

    Parties are joined where "and", "&", "/" or a comma stands between names of different countries or bodies.
    """
    named = [item for item in taken.items if item.found and _code_of(item.found.known) is not None]
    cuts = []
    for left, right in pairwise(named):
        at, to = taken.tokens[left.last - 1].end, taken.tokens[right.first].start
        cut, gap = _JOINED.search(taken.text, at, to), taken.text[at:to].strip()
        if left.found and right.found and _differ(left.found, right.found, by_name=cut is not None):
            if cut or gap in (",", "/", "&"):
                cuts.append(cut.span() if cut else (at, to))
    edges = [0, *[edge for cut in cuts for edge in cut], len(taken.text)]
    return [_trimmed(taken.text, edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]


def _differ(left: Found, right: Found, *, by_name: bool) -> bool:
    """True for names of different countries or, where asked, of different bodies, groups and persons."""
    one, other = left.known[0], right.known[0]
    named = by_name and one.kind in _NAMED and other.kind in _NAMED
    return one.country != other.country or (named and one.name != other.name)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blanks, commas and a leading article at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip(" ,/&"))
    for small in ("both ", "the "):
        if text[start:end].lower().startswith(small):
            start += len(small)
    return start, start + len(text[start:end].rstrip(" ,/&"))


def _resolve(phrase: str, around: Around, hint: str | None, start: int | None, end: int | None) -> Party:
    """The party of one phrase."""
    taken = taken_apart(phrase)
    owners = owners_in(phrase, around.text)
    note(Opened(taken, owners, around.on))
    sectors, firm = sectors_of(taken, owners, around.on)
    code, score = _code(taken, around, owners, hint if hint and not firm else next(iter(sectors), None))
    if hint and not firm:
        note(Step("sectors", "the tables are not firm: the reader's guess {} is taken", (hint,)))
        sectors = (hint,)
    elif code in BODIES and not firm:
        note(Step("sectors", "a body of which nothing more is told has none"))
        sectors = ()
    known = _identity(taken, owners, around.on)
    return Party(
        entity_text=phrase, start=start, end=end, code=code, sector=sectors[0] if sectors else None,
        other_sectors=sectors[1:], identifier_id=known.wikidata if known else None,
        identifier_text=known.name if known else None, score=score,
    )  # fmt: skip


def _identity(taken: Phrase, owners: frozenset[str], on: date | None) -> Known | None:
    """The one body, group or person that the phrase names; None for none, a country or a mere kind of body."""
    named = [item for item in taken.core if item.found and item.found.known[0].kind in _NAMED]
    if not named or named[-1].last < taken.core_end or named[-1].found is None:
        return None
    known = on_day(meant_by(named[-1].found.known, owners, on), on)[0]
    note(Step("identity", "it ends in the name of {}", (known.name,)))
    return None if " " in known.name and known.name.islower() else known


def _code_of(known: Sequence[Known]) -> str | None:
    return known[0].country


# ---- countries


def _code(taken: Phrase, around: Around, owners: frozenset[str], sector: str | None) -> tuple[str | None, float]:
    """The code of the phrase's country or body, and how sure it is."""
    own = _own_code(taken, around, owners)
    if own is not None:
        return (None if own[0] == NOWHERE else own[0]), own[1]
    return _code_from_context(taken, around, sector, _linked(around, owners))


def _linked(around: Around, owners: frozenset[str]) -> dict[str, float]:
    """The codes of the phrases nearby, each with the highest log-odds of one that has it."""
    odds: dict[str, float] = {}
    for phrase, one in around.nearby:
        code, _ = _own_code(taken_apart(phrase), around, owners) or (None, 0.0)
        if code not in (None, NOWHERE):
            odds[code] = max(one, odds.get(code, one))
    return odds


def _own_code(taken: Phrase, around: Around, owners: frozenset[str]) -> tuple[str | None, float] | None:
    """The code that the phrase's own words tell; None where they tell none."""
    head = head_of(taken)
    code_of_role = head.role.code if head and head.role else None
    if len(_parts(taken)) > 1:
        codes = {meant_by(item.found.known, owners, around.on)[0].country for item in taken.items if item.found}
        _note_code(taken, "it joins parties of {}", " ".join(sorted(code or "none" for code in codes)))
        return (next(iter(codes)) if len(codes) == 1 else None), 0.8
    core = _countried(taken.core, owners, around.on)
    if NOWHERE in (code_of_role, *core[:1], *_codes_of_roles(taken.tail)) and not set(core) - {NOWHERE, *BODIES}:
        _note_code(taken, "its own words tell that it is of no one country")
        return NOWHERE, 0.85
    if code_of_role == "IGO" and head and head.role and head.role.sectors == ("MIL",):
        _note_code(taken, "troops that keep a peace are a body's")
        return (core[0] if core and core[0] in _PEACEKEEPING_ALONE else "IGO"), 0.8
    if core:
        _note_code(taken, "its own words tell {}", core[0])
        return core[0], 0.97
    tail = _countried(_reachable_tail(taken), owners, around.on)
    if code_of_role and not (tail and code_of_role != "IGO"):
        _note_code(taken, "its role noun tells {}", code_of_role)
        return code_of_role, 0.85
    if tail:
        _note_code(taken, "what follows its core tells {}", tail[0])
        return tail[0], 0.9
    _note_code(taken, "its own words tell no country")
    return None


def _note_code(taken: Phrase, says: str, *values: str) -> None:
    note(Step("country", "{!r}: " + says, (taken.text, *values)))


def _countried(items: Sequence[Item], owners: frozenset[str], on: date | None) -> list[str]:
    """The codes of the names among the items, an owner's before those that it stands for."""
    codes = []
    for item in items:
        if item.found:
            meant = on_day(meant_by(item.found.known, owners, on), on)[0]
            if meant.country is not None:
                codes.append(meant.country)
    return codes


def _codes_of_roles(items: Sequence[Item]) -> tuple[str | None, ...]:
    """The codes that role nouns tell: "countries" are no one's."""
    return tuple(item.role.code for item in items if item.role)


def _reachable_tail(taken: Phrase) -> tuple[Item, ...]:
    """What stands after the core and may tell the country: not whom an envoy is sent to, nor against whom one is."""
    is_envoy = any(word.folded in _ENVOYS for word in taken.tokens[: taken.core_end])
    kept = []
    for item in taken.tail:
        joint = _joint_before(taken, item)
        if joint in ("against", "to", "with", "by", "opposed", "under", "across", "over"):
            continue
        if is_envoy and joint in ("in", "at", "to", "on", "for"):
            continue
        kept.append(item)
    return tuple(kept)


def _joint_before(taken: Phrase, item: Item) -> str:
    """The last preposition before an item."""
    for word in reversed(taken.tokens[: item.first]):
        if word.folded in JOINTS:
            return word.folded
    return ""


def _code_from_context(
    taken: Phrase, around: Around, sector: str | None, linked: Mapping[str, float]
) -> tuple[str | None, float]:
    """The country that the surroundings make likeliest, and how likely; None where none can be known."""
    if not around.text:
        note(Step("country", "no text stands around it"))
        return None, 0.3
    told = surroundings(around.text, around.on)
    if not told.evidence:
        note(Step("country", "the text around it names no country"))
        return None, 0.3
    code, share = likeliest(told, _asked(taken, around, sector), linked)
    note(Step("country", "the text around it makes {} likeliest ({:.0%})", (code or "no country", share)))
    return code, round(0.3 + 0.6 * share, 3)


def _asked(taken: Phrase, around: Around, sector: str | None) -> Asked:
    """The phrase as the surroundings are asked about it; one whose place is not known stands at the end."""
    start = len(around.text) if around.start is None else around.start
    end = start if around.end is None else around.end
    before = words(around.text[max(0, start - 20) : start])
    last = before[-1].folded if before and around.text[max(0, start - 20) : start].endswith(" ") else ""
    first = taken.tokens[0].folded if taken.tokens else ""
    heads = [word for word in taken.tokens[: taken.core_end] if word.folded]
    head = heads[-1].folded if heads else ""
    return Asked(
        start=start, end=end, sector=sector, is_definite=last in ("the", "this", "that"),
        is_counted=bool({last, first} & _COUNTED),
        is_own={last, first} & _POSSESSIVES != set(), is_plural=head.endswith("s") or head in _PLURALS, head=head,
        may_be_body=any(word.folded in _INTERNATIONAL for word in taken.tokens),
    )  # fmt: skip


def _placed(phrase: str, context: str, start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Where the phrase stands in the context: as told, else at its first occurrence."""
    if start is not None:
        return start, start + len(phrase) if end is None else end
    at = context.find(phrase)
    return (at, at + len(phrase)) if at >= 0 else (None, None)
