"""Why a phrase names whom it names: the notes of the resolution itself, put in order."""

from collections.abc import Iterator, Sequence
from datetime import date

from dotterel.knowledge.actors import Known, in_force, on_day
from dotterel.knowledge.namebook import NOWHERE, Row
from dotterel.knowledge.notes import Note, Opened, Step, Weighed, taken_down
from dotterel.knowledge.phrases import Item, meant_by
from dotterel.records import Party, Record
from dotterel.resolve.actors import resolve_parties

MAX_CANDIDATES, MAX_FEATURES = 3, 6


class Origin(Record, frozen=True, kw_only=True):
    """The row that something is known from: the table, its line, what its source column says."""

    table: str
    line: int
    source: str


class Meaning(Record, frozen=True, kw_only=True):
    """What a name can mean; `set_aside` says why it does not here, None where it does.

    `sectors` are those of the day, `is_of_day` says whether it lies within the meaning's days. `country` is None where
    the meaning has none of its own, or several.
    """

    name: str
    kind: str
    country: str | None
    sectors: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    wikidata: str | None
    is_of_day: bool
    origin: Origin | None
    set_aside: str | None


class Matched(Record, frozen=True, kw_only=True):
    """Words of the phrase that the tables know: as a name with its meanings, or as a role noun with its sectors."""

    words: str
    is_in_core: bool
    meanings: tuple[Meaning, ...] = ()
    role_sectors: tuple[str, ...] = ()
    role_code: str | None = None
    role_points_through: bool = False
    role_origin: Origin | None = None


class Spoke(Record, frozen=True, kw_only=True):
    """Something that spoke for or against a country: `points` (value times weight) are added up."""

    feature: str
    value: float
    weight: float
    points: float


class Candidate(Record, frozen=True, kw_only=True):
    """A country that the text around the phrase names, None for no country; its probability and what spoke."""

    code: str | None
    probability: float
    strongest: tuple[Spoke, ...]


class Part(Record, frozen=True, kw_only=True):
    """The resolution of a phrase, or of one of several parties in it."""

    phrase: str
    unknown_words: tuple[str, ...]
    matched: tuple[Matched, ...]
    countries_at_hand: tuple[str, ...]
    sectors: tuple[str, ...]
    country: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    identity: tuple[str, ...]


class Explanation(Record, frozen=True, kw_only=True):
    """A phrase, how it was resolved step by step, and what came out."""

    phrase: str
    on: date | None
    parts: tuple[Part, ...]
    parties: tuple[Party, ...]


def explain_actor(
    phrase: str, *, context: str = "", on: date | None = None, nearby: Sequence[tuple[str, float]] = ()
) -> Explanation:
    """How `resolve_parties` resolves the phrase on that day in that text."""
    with taken_down() as notes:
        parties = resolve_parties(phrase, context=context, on=on, nearby=nearby)
    return Explanation(phrase=phrase, on=on, parts=tuple(_parts(notes)), parties=parties)


def _parts(notes: Sequence[Note]) -> Iterator[Part]:
    """One part for each phrase that was opened."""
    starts = [index for index, one in enumerate(notes) if isinstance(one, Opened)]
    for start, end in zip(starts, [*starts[1:], len(notes)], strict=True):
        opened = notes[start]
        if isinstance(opened, Opened):
            yield _part(opened, notes[start + 1 : end])


def _part(opened: Opened, notes: Sequence[Note]) -> Part:
    taken = opened.taken
    inside = {index for item in taken.items for index in range(item.first, item.last)}
    steps = [one for one in notes if isinstance(one, Step)]
    weighed = [one for one in notes if isinstance(one, Weighed)]
    return Part(
        phrase=taken.text,
        unknown_words=tuple(word.raw for index, word in enumerate(taken.tokens) if index not in inside),
        matched=tuple(_matched(opened, item) for item in taken.items),
        countries_at_hand=tuple(sorted(opened.owners)),
        sectors=tuple(str(one) for one in steps if one.part == "sectors"),
        country=tuple(str(one) for one in steps if one.part == "country"),
        candidates=tuple(_candidate(one) for one in weighed[:MAX_CANDIDATES]),
        identity=tuple(str(one) for one in steps if one.part == "identity"),
    )


def _matched(opened: Opened, item: Item) -> Matched:
    taken = opened.taken
    text = taken.text[taken.tokens[item.first].start : taken.tokens[item.last - 1].end]
    is_in_core = item.first < taken.core_end
    if item.found:
        return Matched(words=text, is_in_core=is_in_core, meanings=tuple(_meanings(opened, item.found.known)))
    role = item.role
    if role is None:
        return Matched(words=text, is_in_core=is_in_core)
    return Matched(
        words=text,
        is_in_core=is_in_core,
        role_sectors=role.sectors,
        role_code=_known_code(role.code),
        role_points_through=role.through,
        role_origin=_origin(role.row),
    )


def _meanings(opened: Opened, known: Sequence[Known]) -> Iterator[Meaning]:
    """Each meaning of a name, the one that counts first."""
    counting = in_force(known, opened.on)
    meant = meant_by(known, opened.owners, opened.on)
    chosen, sectors = on_day(meant, opened.on)
    yield _meaning(chosen, sectors, opened.on, None)
    for one in known:
        if one is not chosen:
            why = _why_set_aside(one, opened.on, is_counting=one in counting, is_meant=one in meant)
            yield _meaning(one, one.sectors, opened.on, why)


def _why_set_aside(one: Known, on: date | None, *, is_counting: bool, is_meant: bool) -> str:
    if on is not None and not one.holds(on):
        return f"it does not hold on {on}"
    if not is_counting:
        return "your own table goes before ours"
    if not is_meant:
        return "another meaning is of a country at hand, in office that day, or first in the tables"
    return "another row tells of that day" if on else "a later row is taken where no day is known"


def _meaning(known: Known, sectors: tuple[str, ...], on: date | None, set_aside: str | None) -> Meaning:
    return Meaning(
        name=known.name,
        kind=known.kind,
        country=_known_code(known.country),
        sectors=sectors,
        valid_from=known.valid_from,
        valid_to=known.valid_to,
        wikidata=known.wikidata,
        is_of_day=on is None or known.holds(on),
        origin=_origin(known.row),
        set_aside=set_aside,
    )


def _known_code(code: str | None) -> str | None:
    return None if code == NOWHERE else code


def _origin(row: Row | None) -> Origin | None:
    return None if row is None else Origin(table=row.table, line=row.line, source=row.source)


def _candidate(weighed: Weighed) -> Candidate:
    spoke = [
        Spoke(feature=name, value=round(value, 3), weight=round(weight, 3), points=round(value * weight, 3))
        for name, value, weight in weighed.features
        if value and weight
    ]
    strongest = sorted(spoke, key=lambda one: -abs(one.points))[:MAX_FEATURES]
    return Candidate(code=_known_code(weighed.code), probability=round(weighed.share, 3), strongest=tuple(strongest))
