"""Who a phrase names: country, sectors and identity, from its own words, then from what stands around it."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from dotterel.knowledge.actors import Found, Known, Role, countries_in, country_of, on_day, words
from dotterel.knowledge.phrases import JOINTS, Item, Phrase, meant_by, owners_in, taken_apart
from dotterel.knowledge.surroundings import BODIES, Asked, likeliest, surroundings
from dotterel.records import Party

__all__ = ["countries_in", "country_of", "resolve_actor", "resolve_parties"]

_PAST = frozenset(
    "former ex ousted deposed late retired erstwhile toppled disgraced onetime overthrown fugitive".split()
)
_OFFICES = frozenset("GOV MIL LEG COP SPY JUD PTY".split())
_ENVOYS = frozenset(
    "ambassador ambassadors envoy envoys embassy consul consulate emissary commissioner diplomat diplomats".split()
)
_POSSESSIVES = frozenset({"its", "his", "her", "their"})
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


_UNARMED = frozenset({"CVL", "SOC", "UNK"})
_ARMED_GROUPS = frozenset("group groups faction factions movement movements organisation organization wing".split())

_JOINED = re.compile(r"\b(?:and|or|as well as|along with|together with)\b(?=(?:\W+\w+){0,2}\W*$)|&(?=\W*$)")
"""What joins two parties, with at most two words between it and the second's name."""


class Around(NamedTuple):
    """What surrounds a phrase: text, where it stands in it (None unknown), its day, what it is linked to."""

    text: str
    start: int | None
    end: int | None
    on: date | None
    nearby: tuple[str, ...]


def resolve_actor(
    phrase: str,
    *,
    context: str = "",
    on: date | None = None,
    start: int | None = None,
    end: int | None = None,
    hint_sector: str | None = None,
    nearby: Sequence[str] = (),
) -> Party:
    """Who the phrase names, on that day, in that text.

    `start` and `end` are the phrase's offsets in `context`; `nearby` are phrases known to be of the same country, the
    strongest first; `hint_sector` is taken where the tables have no firm answer. The code is None where no country can
    be known, and where the phrase joins parties of several.
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
    nearby: Sequence[str] = (),
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
    head, leading = _resolve(phrase, around, hint_sector, None, None), _head(taken)
    leads = leading is not None and leading.role is not None
    parties = []
    for first, last in parts:
        text, at = phrase[first:last], None if start is None else start + first
        party = _resolve(text, around, hint_sector, at, None if at is None else at + len(text))
        if leads and not any(item.role for item in taken_apart(text).items) and _is_bare(text):
            party = _with_sectors(party, head)
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
    sectors, firm = _sectors(taken, owners, around.on)
    code, score = _code(taken, around, owners, hint if hint and not firm else next(iter(sectors), None))
    if hint and not firm:
        sectors = (hint,)
    elif code in BODIES and not firm:
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
    return None if " " in known.name and known.name.islower() else known


def _code_of(known: Sequence[Known]) -> str | None:
    return known[0].country


# ---- sectors


def _sectors(taken: Phrase, owners: frozenset[str], on: date | None) -> tuple[tuple[str, ...], bool]:
    """The sectors of the phrase, the first the main one, and whether the tables are firm about them."""
    head = _head(taken)
    sectors, firm = _sectors_of(taken, head, owners, on) if head else ((), False)
    own = head.role.sectors if head and head.role else sectors
    if (not sectors or {*sectors[:1], *own[:1]} & _UNARMED) and _is_armed(taken):
        return _of_armed(taken), True
    if not sectors:
        return (("CVL",), False)
    folded = {word.folded for word in taken.tokens[: taken.core_end]}
    if folded & _PAST and sectors[0] in _OFFICES:
        kept = sectors[:1] if sectors[0] in ("MIL", "SPY", "COP") else ()
        return ("ELI", *kept), True
    if "opposition" in folded and sectors[0] in ("PTY", "LEG", "CVL") and "OPP" not in sectors:
        sectors = (sectors[0], "OPP")
    if folded & {"ruling", "governing"} and sectors[0] == "PTY" and "GOV" not in sectors:
        sectors = ("PTY", "GOV")
    return sectors, firm


def _is_armed(taken: Phrase) -> bool:
    """True where the phrase itself says that people bear arms: "armed Druze groups", "villagers armed with sticks"."""
    core = taken.tokens[: taken.core_end + 1]
    return any(word.folded == "armed" for word in core)


def _of_armed(taken: Phrase) -> tuple[str, ...]:
    """Armed groups and factions fight as rebels; other armed people are of no known side."""
    return ("REB",) if {word.folded for word in taken.tokens[: taken.core_end]} & _ARMED_GROUPS else ("UAF",)


def _head(taken: Phrase) -> Item | None:
    """The item that says what the party is: the last of the core, or the first after it where the core says nothing."""
    core = taken.core
    return core[-1] if core else next(iter(taken.tail), None)


def _sectors_of(taken: Phrase, head: Item, owners: frozenset[str], on: date | None) -> tuple[tuple[str, ...], bool]:
    """The sectors of one item; a role that points through takes those of what it stands beside."""
    if head.found:
        return _sectors_of_name(taken, head, head.found, owners, on)
    if head.role is None:
        return (), False
    if not head.role.through:
        return head.role.sectors, bool(head.role.sectors)
    beside = _beside(taken, head, owners, on)
    if beside:
        return beside, True
    if head.role.sectors:
        return head.role.sectors, True
    return (), False


def _beside(taken: Phrase, head: Item, owners: frozenset[str], on: date | None) -> tuple[str, ...]:
    """Sectors of the body, group or role that stands before the head in the core, or first after the core."""
    before = [item for item in taken.core if item.first < head.first]
    for item in (*reversed(before), *taken.tail[:2]):
        if item.found:
            meant, sectors = on_day(meant_by(item.found.known, owners, on), on)
            if meant.kind in ("group", "body", "breakaway") and sectors:
                return sectors
            if item.first >= taken.core_end and meant.kind in ("person", "surname"):
                return _of_person(head, sectors)
        elif item.role and item.role.sectors and not item.role.through and not _is_vaguer(item.role, head.role):
            return item.role.sectors
    return ()


def _is_vaguer(role: Role, head: Role | None) -> bool:
    """True for a people that says less than the head itself: the Arabs of "Arab fighters"."""
    return role.sectors == ("CVL",) and head is not None and head.sectors[:1] in (("REB",), ("UAF",), ("PRM",))


def _of_person(head: Item, sectors: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever stands beside an office holder: kin and followers are civilians, aides share the office."""
    own = head.role.sectors if head.role else ()
    return own if own and own[0] in ("CVL", "JUD", "MIL") else sectors


def _sectors_of_name(
    taken: Phrase, head: Item, found: Found, owners: frozenset[str], on: date | None
) -> tuple[tuple[str, ...], bool]:
    """The sectors of a phrase that ends in a name."""
    meant, sectors = on_day(meant_by(found.known, owners, on), on)
    roles = [item.role for item in taken.core if item.role and item.first < head.first and item.role.sectors]
    if meant.kind in ("person", "surname"):
        if roles and (meant.kind == "surname" or sectors[:1] in (("ELI",), ("PTY",))) and not roles[-1].through:
            return roles[-1].sectors, True
        return sectors, bool(sectors)
    if meant.kind in ("group", "body", "breakaway"):
        return sectors, bool(sectors)
    if roles:
        return roles[-1].sectors, True
    after = [item for item in taken.tail if item.role and item.role.sectors]
    if after and meant.kind != "place":
        return after[0].role.sectors if after[0].role else (), False
    if meant.kind == "demonym":
        return ("CVL",), False
    if meant.kind in ("place", "adjective") or taken.core_end < len(taken.tokens):
        return ("CVL" if meant.kind == "place" else "GOV",), False
    return ("GOV",), False


# ---- countries


def _code(taken: Phrase, around: Around, owners: frozenset[str], sector: str | None) -> tuple[str | None, float]:
    """The code of the phrase's country or body, and how sure it is."""
    own = _own_code(taken, around, owners)
    if own is not None:
        return own
    for phrase in around.nearby:
        code, score = _own_code(taken_apart(phrase), around, owners) or (None, 0.0)
        if code is not None:
            return code, round(score * 0.9, 3)
    return _code_from_context(taken, around, sector)


def _own_code(taken: Phrase, around: Around, owners: frozenset[str]) -> tuple[str | None, float] | None:
    """The code that the phrase's own words tell; None where they tell none."""
    head = _head(taken)
    code_of_role = head.role.code if head and head.role else None
    if len(_parts(taken)) > 1:
        codes = {meant_by(item.found.known, owners, around.on)[0].country for item in taken.items if item.found}
        return (next(iter(codes)) if len(codes) == 1 else None), 0.8
    core = _countried(taken.core, owners, around.on)
    if code_of_role == "IGO" and head and head.role and head.role.sectors == ("MIL",):
        return (core[0] if core and core[0] in _PEACEKEEPING_ALONE else "IGO"), 0.8
    if core:
        return core[0], 0.97
    tail = _countried(_reachable_tail(taken), owners, around.on)
    if code_of_role and not (tail and code_of_role != "IGO"):
        return code_of_role, 0.85
    if tail:
        return tail[0], 0.9
    return None


def _countried(items: Sequence[Item], owners: frozenset[str], on: date | None) -> list[str]:
    """The codes of the names among the items, an owner's before those that it stands for."""
    codes = []
    for item in items:
        if item.found:
            meant = on_day(meant_by(item.found.known, owners, on), on)[0]
            if meant.country is not None:
                codes.append(meant.country)
    return codes


def _reachable_tail(taken: Phrase) -> tuple[Item, ...]:
    """What stands after the core and may tell the country: not whom an envoy is sent to, nor against whom one is."""
    is_envoy = any(word.folded in _ENVOYS for word in taken.tokens[: taken.core_end])
    kept = []
    for item in taken.tail:
        joint = _joint_before(taken, item)
        if joint in ("against", "to", "with", "by", "opposed", "under", "across", "over") and joint != "loyal":
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


def _code_from_context(taken: Phrase, around: Around, sector: str | None) -> tuple[str | None, float]:
    """The country that the surroundings make likeliest, and how likely; None where none can be known."""
    if not around.text:
        return None, 0.3
    told = surroundings(around.text, around.on)
    if not told.evidence:
        return None, 0.3
    code, share = likeliest(told, _asked(taken, around, sector))
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
        is_own={last, first} & _POSSESSIVES != set(), is_plural=head.endswith("s") or head in _PLURALS, head=head,
        may_be_body=any(word.folded in _INTERNATIONAL for word in taken.tokens),
    )  # fmt: skip


def _placed(phrase: str, context: str, start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Where the phrase stands in the context: as told, else at its first occurrence."""
    if start is not None:
        return start, start + len(phrase) if end is None else end
    at = context.find(phrase)
    return (at, at + len(phrase)) if at >= 0 else (None, None)
