"""Place names to places on the map: each span one Place, chosen by what the whole text says.

Of all places of that name the one is taken that best fits, in this order of weight: what the text says at the name
itself ("Athens, Georgia", "Syria's Idlib province"), countries and provinces named elsewhere in the text, nearness to
the other places of the text, and at last the number of inhabitants, which is a prior only. The weights were set by
coordinate search on the public dev parts of LGL, GeoWebNews and TR-News.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dotterel.knowledge import gazetteer
from dotterel.knowledge.gazetteer import Entry
from dotterel.knowledge.in_use import remembered
from dotterel.records import Place, changed
from dotterel.resolve.place_words import PlaceWords, read_words

EARTH_RADIUS_KM = 6371.0
MAX_CANDIDATES = 80
QUALIFIED, NAMED_COUNTRY, NAMED_PROVINCE, NEAR = 4.0, 4.5, 1.6, 5.5
NEAR_KM = 120.0
OTHER_NAME = 2.6
BESIDE = 7.0
LIST_GAP = 3
"""Characters between a name and the larger place beside it ("Athens, Georgia")."""
PRIORS = {
    "country": 8.0, "capital": 3.0, "province": 1.0, "district": -1.2, "town": 0.0, "quarter": -1.0, "region": 8.2,
    "sea": 8.6, "strait": 8.6, "river": 7.6, "point": 7.6,
}  # fmt: skip
RESOLUTIONS = {
    "country": "country", "capital": "town", "province": "province", "district": "district", "town": "town",
    "quarter": "district", "region": "region", "sea": "region", "strait": "region", "river": "region", "point": "point",
}  # fmt: skip

_NAME = re.compile(r"[A-Z\u00c0-\u00de\u0400-\u042f][\w’'.-]*")
_AFTER = re.compile(
    r"[’']?\s*(?:,|\(|\bin\b|\bof\b)\s*(?:(?:the|south|north|east|west|central|southern|northern|eastern|western|"
    r"north\w+|south\w+|province|state|district|region|governorate|county) )*(?:of )?(?=[A-Z\u00c0-\u00de])"
)
_RUN = re.compile(r"[A-Z\u00c0-\u00de][\w’'.&-]*(?: (?:[A-Z\u00c0-\u00de][\w’'.&-]*|of|al|and|de|la|el|i))*")
_BEFORE = re.compile(r"([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?:[’']s?)? (?:[\w-]+ ){0,4}$")


class _Asked(NamedTuple):
    """One span as it is worked on: its words, the places that they may mean, and what the text says at them."""

    start: int
    end: int
    words: PlaceWords
    candidates: tuple[Entry, ...]
    containers: tuple[Entry, ...]

    @property
    def span(self) -> tuple[int, int]:
        """What the choice is kept under."""
        return self.start, self.end


_Chosen = dict[tuple[int, int], Entry]


def resolve_places(text: str, spans: Sequence[tuple[int, int]], *, home: str | None = None) -> list[Place | None]:
    """The place of each span of the text, by the whole text.

    `home` is the alpha-3 code of the country that the outlet writes in, where known. None only for a span that holds no
    words; a name that the gazetteer does not hold keeps its words, with everything else None.
    """
    asked = [_ask(text, start, end) for start, end in spans]
    named = _named_areas(text, [one for one in asked if one], home)
    chosen = _choose([one for one in asked if one and one.candidates], named)
    return [
        _place(text, start, end, one, chosen) if one else None for (start, end), one in zip(spans, asked, strict=True)
    ]


def distance_km(one: Entry, other: Entry) -> float:
    """Kilometres between two places; haversine on a sphere of 6,371 km, within about 0.5 % of the ellipsoid."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    across = math.sin((other_lat - lat) / 2) ** 2
    along = math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, across + math.cos(lat) * math.cos(other_lat) * along)))


def _ask(text: str, start: int, end: int) -> _Asked | None:
    """What is asked of one span; None where it holds no words or does not lie in the text."""
    if not 0 <= start < end <= len(text) or not any(letter.isalnum() for letter in text[start:end]):
        return None
    words = read_words(text[start:end])
    candidates = _candidates(words, text[start : end + 1])
    containers = tuple(_containers(text, start, end, words)) if len(candidates) > 1 else ()
    if any(entry.kind == "country" and entry.is_own_name for entry in candidates):
        containers = tuple(area for area in containers if area.kind == "province")
    return _Asked(start, end, words, candidates, containers)


def _candidates(words: PlaceWords, written: str) -> tuple[Entry, ...]:
    """The places that the words may mean; of the wanted kind where the words say one and there is such a place."""
    found = gazetteer.lookup_short(written) or gazetteer.lookup_short(written.rstrip(",; ")[: len(words.whole)])
    for name in words.names:
        if not found and _is_name(name):
            found = gazetteer.lookup(name)
    if all(entry.kind in ("town", "district") for entry in found):
        found = _people(words) or found
    wanted = tuple(entry for entry in found if not words.kinds or entry.kind in words.kinds)
    return (wanted or found)[:MAX_CANDIDATES]


def _is_name(words: str) -> bool:
    """True for words with a capital, or in a script without capitals."""
    return any(letter.isupper() or (letter.isalpha() and letter.lower() == letter.upper()) for letter in words)


def _people(words: PlaceWords) -> tuple[Entry, ...]:
    """The country whose people or adjective the words begin with ("Turkish border"); empty for none."""
    parts = words.people.split(" ")
    for count in range(min(2, len(parts)), 0, -1):
        country = gazetteer.country_of_people(" ".join(parts[:count]))
        if country and (count == len(parts) or parts[count][:1].islower() or words.people == words.names[-1]):
            return _country(country)
    return ()


@remembered(512)
def _country(code: str) -> tuple[Entry, ...]:
    """The country of that alpha-3 code, by its own name in the gazetteer."""
    return tuple(entry for entry in gazetteer.countries() if entry.country == code)


def _containers(text: str, start: int, end: int, words: PlaceWords) -> Iterator[Entry]:
    """The larger places that the text sets after a name ("Athens, Georgia") or before it ("Syria's Idlib")."""
    for name in words.containers:
        yield from _areas(name)
    place = end
    for _ in range(2):
        after = _AFTER.match(text, place)
        run = after and _RUN.match(text, after.end())
        if not after or not run or run.end() - end > 60:
            break
        found, length = _longest_area(run[0])
        yield from found
        place = after.end() + length
        if not found:
            break
    before = _BEFORE.search(text, max(0, start - 60), start)
    if before:
        yield from _areas(before[1])


def _longest_area(run: str) -> tuple[tuple[Entry, ...], int]:
    """The areas named by the longest beginning of a run of words, and the length of that beginning."""
    parts = run.split(" ")
    for count in range(min(4, len(parts)), 0, -1):
        name = " ".join(parts[:count])
        found = _areas(name)
        if found:
            return found, len(name)
    return (), 0


@remembered(16384)
def _areas(name: str) -> tuple[Entry, ...]:
    """The countries, provinces, districts and large towns of a name, also by its people or short form."""
    bare = name.removesuffix("'s").removesuffix("’s").rstrip("'’,;:")
    people = gazetteer.country_of_people(bare)
    if people:
        return _country(people)
    found = gazetteer.lookup_short(bare) or gazetteer.lookup(bare) or gazetteer.lookup_short(bare.rstrip(".") + ".")
    kept = [entry for entry in found if entry.kind != "town" or (entry.is_own_name and entry.population > 20_000)]
    countries = [entry for entry in kept if entry.kind == "country"]
    return tuple(countries + [entry for entry in kept if entry.kind != "country"][:8])


class _Named(NamedTuple):
    """Countries and provinces that the text names, and how often, with diminishing weight."""

    countries: dict[str, float]
    provinces: dict[tuple[str, str], float]


def _named_areas(text: str, asked: Iterable[_Asked], home: str | None) -> _Named:
    """What countries and provinces the text names, in its spans and elsewhere; `home` counts half a naming."""
    countries: Counter[str] = Counter()
    provinces: Counter[tuple[str, str]] = Counter()
    for name, times in Counter(_capitalised(text)).items():
        for entry in _areas(name):
            if entry.kind == "country" and entry.country:
                countries[entry.country] += times
            elif entry.kind == "province" and entry.country:
                provinces[entry.country, entry.name] += times
    for one in asked:
        codes = {entry.country for entry in one.candidates}
        if len(codes) == 1 and one.candidates[0].country:
            countries[one.candidates[0].country] += 1
    if home:
        countries[home] += 1
    return _Named(
        {code: min(1.0, 0.4 + 0.2 * times) for code, times in countries.items()},
        {key: min(1.0, 0.4 + 0.2 * times) for key, times in provinces.items()},
    )


def _capitalised(text: str) -> Iterator[str]:
    """The names of one and two words in the text."""
    previous, previous_end = "", -2
    for match in _NAME.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("’s").rstrip("'’-")
        yield word if gazetteer.lookup_short(word) else word.rstrip(".")
        if match.start() == previous_end + 1:
            yield f"{previous} {word.rstrip('.')}"
        previous, previous_end = word, match.end()


def _choose(asked: list[_Asked], named: _Named) -> _Chosen:
    """The place meant by each span (by its offsets): first each by itself, then twice again by the others around it."""
    scores = {one.span: [_own_score(one, entry, named) for entry in one.candidates] for one in asked}
    chosen = {one.span: _best(one, scores[one.span]) for one in asked}
    for _ in range(2):
        names = _agreed(asked, chosen)
        chosen = {one.span: _best(one, _with_others(one, scores[one.span], names, chosen)) for one in asked}
    return _same_sense(asked, chosen)


def _with_others(one: _Asked, scores: list[float], names: dict[str, Entry], chosen: _Chosen) -> list[float]:
    """The scores with what the other places of the text add: nearness, and holding the name just before it."""
    if len(one.candidates) == 1:
        return scores
    others = [entry for name, entry in names.items() if name != one.words.names[0]]
    beside = [entry for (_, end), entry in chosen.items() if 0 < one.start - end <= LIST_GAP]
    return [
        score
        + NEAR * _nearness(entry, others)
        + BESIDE * (entry.kind == "province" and any(_holds(entry, held) for held in beside))
        for score, entry in zip(scores, one.candidates, strict=True)
    ]


def _own_score(one: _Asked, entry: Entry, named: _Named) -> float:
    """How well a place fits a span by itself: prior, what stands beside the name, what areas the text names."""
    score = PRIORS[entry.kind] + 0.9 * math.log10(entry.population + 10)
    score -= 0.0 if entry.is_own_name else OTHER_NAME
    if any(_holds(area, entry) for area in one.containers):
        score += QUALIFIED if entry.is_own_name else QUALIFIED / 2
    if entry.kind != "country":
        score += NAMED_COUNTRY * named.countries.get(entry.country or "", 0.0)
    if entry.kind not in ("country", "province") and entry.province:
        score += NAMED_PROVINCE * named.provinces.get((entry.country or "", entry.province), 0.0)
    return score


def _holds(area: Entry, entry: Entry) -> bool:
    """True where a place lies in an area and is not that area itself."""
    if area.number == entry.number or entry.kind == "country":
        return False
    if area.kind == "country":
        return area.country == entry.country
    if area.kind == "province":
        return entry.kind != "province" and (area.country, area.name) == (entry.country, entry.province)
    if area.kind in ("district", "capital", "town"):
        return area.country == entry.country and distance_km(area, entry) < area.radius_km * 1.5 + 25
    return area.radius_km < 1500 and distance_km(area, entry) < area.radius_km * 1.2


def _best(one: _Asked, scores: list[float]) -> Entry:
    """The candidate of the highest score; the first of equals."""
    return one.candidates[max(range(len(scores)), key=scores.__getitem__)]


def _agreed(asked: list[_Asked], chosen: _Chosen) -> dict[str, Entry]:
    """What each name of the text means so far, names that mean wide areas left out."""
    return {one.words.names[0]: chosen[one.span] for one in asked if chosen[one.span].radius_km < 400}


def _nearness(entry: Entry, others: list[Entry]) -> float:
    """How near the other places of the text lie, 0 to 1: the sum of their closeness, with diminishing weight."""
    closeness = sum(math.exp(-distance_km(entry, other) / NEAR_KM) for other in others if other.number != entry.number)
    return 1 - math.exp(-closeness)


def _same_sense(asked: list[_Asked], chosen: _Chosen) -> _Chosen:
    """A name means one place all through a text, the one that it means where the text says more beside it."""
    meant: dict[tuple[str, frozenset[str]], Entry] = {}
    for one in sorted(
        asked, key=lambda one: (not any(_holds(area, chosen[one.span]) for area in one.containers), one.start)
    ):
        meant.setdefault((one.words.names[0], one.words.kinds), chosen[one.span])
    return {
        one.span: chosen[one.span] if one.containers else meant[one.words.names[0], one.words.kinds] for one in asked
    }


def _place(text: str, start: int, end: int, one: _Asked, chosen: _Chosen) -> Place:
    """The Place of a span: the entry's own, shifted and widened where the words say "10 km north of"."""
    entry = chosen.get((start, end))
    bare = Place(extracted_place=text[start:end], start=start, end=end)
    if entry is None or not one.candidates:
        return bare
    place = changed(
        bare,
        resolved_place=entry.name,
        geonameid=entry.geonameid,
        lat=round(entry.lat, 5),
        lon=round(entry.lon, 5),
        country_code=entry.country,
        province=entry.province,
        resolution=RESOLUTIONS[entry.kind],
        radius_km=round(entry.radius_km, 1),
    )
    return _shifted(place, entry, one.words)


def _shifted(place: Place, entry: Entry, words: PlaceWords) -> Place:
    """The place moved as the words say: so many kilometres that way, or that part of it."""
    is_part = words.direction is not None and not gazetteer.lookup(words.names[0])
    if words.distance_km is None and not is_part and not words.is_near:
        return place
    part = words.distance_km is None
    away = 0.4 * entry.radius_km if part else words.distance_km or 0.0
    radius = max(0.6 * entry.radius_km if part else 0.2 * away, 3.0)
    if words.is_near or (part and words.is_outside):
        away, radius = (away if words.direction else 0.0), entry.radius_km + 15.0
    angle = math.radians(words.direction) if words.direction is not None else 0.0
    if words.direction is None and not part:
        away, radius = 0.0, (words.distance_km or 0.0) + entry.radius_km
    lat = entry.lat + away * math.cos(angle) / 111.2
    lon = entry.lon + away * math.sin(angle) / (111.2 * max(0.05, math.cos(math.radians(entry.lat))))
    wide = entry.kind in ("country", "province") and part
    return changed(
        place,
        lat=round(max(-90.0, min(90.0, lat)), 4),
        lon=round((lon + 180) % 360 - 180, 4),
        radius_km=round(radius, 1),
        resolution="region" if wide else ("point" if not part else place.resolution),
    )
