"""What a phrase says of a party's sectors: by its role nouns, by the names in it, by the day."""

from datetime import date

from dotterel.knowledge.actors import Found, Role, on_day
from dotterel.knowledge.notes import Step, note
from dotterel.knowledge.phrases import Item, Phrase, meant_by

_PAST = frozenset(
    "former ex ousted deposed late retired erstwhile toppled disgraced onetime overthrown fugitive".split()
)
_UNARMED = frozenset({"CVL", "SOC", "UNK"})
_ARMED_GROUPS = frozenset("group groups faction factions movement movements organisation organization wing".split())
_OFFICES = frozenset("GOV MIL LEG COP SPY JUD PTY".split())


def sectors_of(taken: Phrase, owners: frozenset[str], on: date | None) -> tuple[tuple[str, ...], bool]:
    """The sectors of the phrase, the first the main one, and whether the tables are firm about them."""
    head = head_of(taken)
    sectors, firm = _sectors_of_head(taken, head, owners, on) if head else ((), False)
    if head:
        told = " ".join(sectors) or "nothing"
        note(Step("sectors", "{!r} says what the party is: {}", (_words_of(taken, head), told)))
    own = head.role.sectors if head and head.role else sectors
    if (not sectors or {*sectors[:1], *own[:1]} & _UNARMED) and _is_armed(taken):
        note(Step("sectors", "the phrase says that people bear arms"))
        return _of_armed(taken), True
    if not sectors:
        note(Step("sectors", "nothing in the phrase tells a sector: a civilian, until more is known"))
        return (("CVL",), False)
    folded = {word.folded for word in taken.tokens[: taken.core_end]}
    if folded & _PAST and sectors[0] in _OFFICES:
        note(Step("sectors", "the office is said to be past: {} becomes ELI", (sectors[0],)))
        kept = sectors[:1] if sectors[0] in ("MIL", "SPY", "COP") else ()
        return ("ELI", *kept), True
    if "opposition" in folded and sectors[0] in ("PTY", "LEG", "CVL") and "OPP" not in sectors:
        note(Step("sectors", "said to be of the opposition"))
        sectors = (sectors[0], "OPP")
    if folded & {"ruling", "governing"} and sectors[0] == "PTY" and "GOV" not in sectors:
        note(Step("sectors", "said to be the ruling party"))
        sectors = ("PTY", "GOV")
    return sectors, firm


def _is_armed(taken: Phrase) -> bool:
    """True where the phrase itself says that people bear arms: "armed Druze groups", "villagers armed with sticks"."""
    core = taken.tokens[: taken.core_end + 1]
    return any(word.folded == "armed" for word in core)


def _of_armed(taken: Phrase) -> tuple[str, ...]:
    """Armed groups and factions fight as rebels; other armed people are of no known side."""
    return ("REB",) if {word.folded for word in taken.tokens[: taken.core_end]} & _ARMED_GROUPS else ("UAF",)


def _words_of(taken: Phrase, item: Item) -> str:
    return taken.text[taken.tokens[item.first].start : taken.tokens[item.last - 1].end]


def head_of(taken: Phrase) -> Item | None:
    """The item that says what the party is: the last of the core, or the first after it where the core says nothing."""
    core = taken.core
    return core[-1] if core else next(iter(taken.tail), None)


def _sectors_of_head(
    taken: Phrase, head: Item, owners: frozenset[str], on: date | None
) -> tuple[tuple[str, ...], bool]:
    """The sectors of the head; a role that points through takes those of what it stands beside."""
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
                _note_through(taken, head, item)
                return sectors
            if item.first >= taken.core_end and meant.kind in ("person", "surname"):
                _note_through(taken, head, item)
                return _of_person(head, sectors)
        elif item.role and item.role.sectors and not item.role.through and not _is_vaguer(item.role, head.role):
            _note_through(taken, head, item)
            return item.role.sectors
    return ()


def _note_through(taken: Phrase, head: Item, item: Item) -> None:
    note(Step("sectors", "{!r} points through to {!r}", (_words_of(taken, head), _words_of(taken, item))))


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
            note(Step("sectors", "the role before the name goes before what is known of the person"))
            return roles[-1].sectors, True
        return sectors, bool(sectors)
    if meant.kind in ("group", "body", "breakaway"):
        return sectors, bool(sectors)
    if roles:
        note(Step("sectors", "the role before the name tells what of {} it is", (meant.name,)))
        return roles[-1].sectors, True
    after = [item for item in taken.tail if item.role and item.role.sectors]
    if after and meant.kind != "place":
        note(Step("sectors", "the role after the name tells what of {} it is", (meant.name,)))
        return after[0].role.sectors if after[0].role else (), False
    if meant.kind == "demonym":
        return ("CVL",), False
    if meant.kind in ("place", "adjective") or taken.core_end < len(taken.tokens):
        return ("CVL" if meant.kind == "place" else "GOV",), False
    return ("GOV",), False
