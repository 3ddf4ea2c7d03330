"""What the words of a place say: the name itself, what kind of place, which part of it, how far from it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_DIRECTIONS = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
}  # fmt: skip
_WAY = r"(?P<way>(?:north|south)[ -]?(?:east|west)|north|south|east|west)"
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a hundred": 100,
}  # fmt: skip
_FAR = re.compile(
    r"^(?:about |some |around |roughly |nearly |just |less than |more than )*"
    rf"(?P<number>\d+(?:[.,]\d+)?|{'|'.join(_NUMBER_WORDS)})[ -]?"
    r"(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi|m|met(?:er|re)s?|yards?)\b"
    r"(?: \([^)]*\))? (?:to the )?(?:due )?(?:away )?"
    rf"(?:{_WAY}(?: of| from)? |from |off |outside |inside |of )(?:the )?"
    r"(?:[a-z][\w-]* ){0,3}?(?:of )?(?=[A-Z])"
)
_PART = re.compile(
    rf"^(?:the )?(?:far |deep |rural )?(?:{_WAY}(?P<ern>ern)?(?:most)?|(?P<middle>central|upper|lower|mainland|rural))"
    r"(?P<of>(?: (?:part|parts|side|areas?|suburbs?|outskirts))? of)? (?:the )?(?=[A-Z])",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"^(?:near|close to|around|just outside|outside|on the outskirts of|the "
    r"outskirts of|outskirts of|off|off the coast of|"
    r"the coast of|the border with|the suburbs of|suburbs of|the area of|area of)\s(?:the )?",
    re.IGNORECASE,
)
_TOWN_WORDS = "city|town|village|port|port city|capital|capital city|settlement|municipality|hamlet|resort|seaport"
_PROVINCE_WORDS = "province|governorate|oblast|state|region|krai|prefecture|voivodeship|emirate|autonomous region"
_DISTRICT_WORDS = "district|county|parish|subdistrict|raion|rayon|department|borough|township|municipality|canton"
_QUARTER_WORDS = "neighborhood|neighbourhood|quarter|suburb"
_KINDS = {
    "town": frozenset({"town", "capital"}),
    "province": frozenset({"province", "region", "district", "country"}),
    "district": frozenset({"district", "province", "region", "quarter"}),
}
_TYPE_OF = re.compile(
    r"^(?:(?P<container>[A-Z][\w-]+(?: [A-Z][\w-]+)?)(?:['’]s)? )?(?:[a-z][\w-]* ){0,3}"
    rf"(?:(?P<town>{_TOWN_WORDS})|(?P<province>{_PROVINCE_WORDS})|(?P<district>{_DISTRICT_WORDS}|{_QUARTER_WORDS}))"
    r" of (?P<name>[A-Z].*)$"
)
_TYPE_AFTER = re.compile(
    rf"^(?P<name>.+?) (?:(?P<town>{_TOWN_WORDS})|(?P<province>{_PROVINCE_WORDS})|(?P<district>{_DISTRICT_WORDS}|"
    rf"{_QUARTER_WORDS}))s?$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(?P<container>[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s? (?:[a-z][\w-]* )*(?P<name>[A-Z].*)$")
_FACILITY = re.compile(
    r"^(?P<name>[A-Z].*?)(?:['’]s)? (?:(?:International|Central|General|Regional|"
    r"State|National|Military|Air|Main|University) )*(?:Airport|Cathedral|"
    r"University|Stadium|Prison|Port|Embassy|Palace|Hospital|Bridge|Barracks|Base|Airbase|Mosque|Market|Camp|Valley|"
    r"Mountains|Hills|Lagoon|Crossing|Gate|Dam|Harbou?r|Bay|Island|Islands|Peninsula|Plateau|Forest|Zoo|Station|"
    r"Municipality|City|Township|Courthouse|Metro|Front|Corridor|Basin|Square)$",
    re.IGNORECASE,
)
_OUTLYING = re.compile(r"^(?:north|south|east|west).* of ", re.IGNORECASE)


class PlaceWords(NamedTuple):
    """The words of a place taken apart.

    `names` are tried in order; `kinds` are those that the words allow (empty: any); `direction` is in degrees clockwise
    from north; `distance_km` is None where no distance is named; `people` are words that may begin with a people.
    """

    whole: str
    names: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    containers: tuple[str, ...] = ()
    direction: float | None = None
    distance_km: float | None = None
    is_near: bool = False
    is_outside: bool = False
    people: str = ""


@lru_cache(maxsize=16384)
def read_words(whole: str) -> PlaceWords:
    """The words of a place taken apart."""
    rest = " ".join(whole.split())
    direction, distance_km, is_near = None, None, False
    far = _FAR.match(rest)
    part = None if far else _PART.match(rest)
    is_outside = bool(_OUTLYING.match(rest))
    if far:
        distance_km, direction, rest = _kilometres(far["number"], far["unit"]), _degrees(far["way"]), rest[far.end() :]
    elif near := _NEAR.match(rest):
        is_near, rest = True, rest[near.end() :]
    kinds, containers, name = _kinds_and_name(rest)
    names = [rest, name]
    if part:
        inner = rest[part.end() :]
        kinds_of_part, containers, name = _kinds_and_name(inner)
        direction, names = _degrees(part["way"]), [rest, inner, name]
        kinds = kinds or kinds_of_part
    if "," in rest:
        head, *tail = (piece.strip() for piece in rest.split(","))
        names, containers = [*names, head], (*containers, *tail)
    names += _shortened(names[-1])
    people = rest[part.end() :] if part else rest
    return PlaceWords(
        whole,
        tuple(dict.fromkeys(filter(None, names))),
        kinds,
        containers,
        direction,
        distance_km,
        is_near,
        is_outside,
        people,
    )


def _kinds_and_name(rest: str) -> tuple[frozenset[str], tuple[str, ...], str]:
    """The kinds of place that the type word allows, larger places named before it, and the bare name."""
    match = _TYPE_OF.match(rest) or _TYPE_AFTER.match(rest)
    if match is None:
        possessive = _POSSESSIVE.match(rest)
        if possessive is None:
            return frozenset(), (), rest
        kinds, containers, name = _kinds_and_name(possessive["name"])
        return kinds, (possessive["container"], *containers), name
    kinds = next(_KINDS[kind] for kind in _KINDS if match[kind])
    container = match.groupdict().get("container")
    inner = _POSSESSIVE.match(match["name"])
    if inner:
        return kinds, (inner["container"],), inner["name"]
    return kinds, (container,) if container else (), match["name"].removeprefix("the ")


def _shortened(name: str) -> Iterator[str]:
    """A name without small letters after it or a word for a facility ("Baghdad airport" is at Baghdad)."""
    words = name.split(" ")
    count = next((index for index, word in enumerate(words) if word[:1].islower() and "-" not in word), len(words))
    if 0 < count < len(words) and words[count] not in ("of", "and", "de", "la", "al", "el", "and", "da", "do", "del"):
        yield " ".join(words[:count]).removesuffix("'s").removesuffix("’s")
    facility = _FACILITY.match(name)
    if facility:
        yield facility["name"]


def _kilometres(number: str, unit: str) -> float:
    """A written distance in kilometres."""
    value = float(_NUMBER_WORDS.get(number, 0) or number.replace(",", ""))
    if unit.startswith("mi"):
        return value * 1.609344
    return value / 1000 if unit.startswith(("m", "y")) else value


def _degrees(way: str | None) -> float | None:
    """A compass direction in degrees clockwise from north; None for none."""
    return None if way is None else float(_DIRECTIONS[re.sub(r"[ -]", "", way).lower()])
