"""Who, where and when by themselves, on gold spans."""

import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dotterel
from benchmarks.quality.measures import Measure, f1
from dotterel.gold import find_surface, gold_days
from dotterel.records import Place
from dotterel.resolve.actors import resolve_actor
from dotterel.resolve.counts import count_value
from dotterel.resolve.places import resolve_places
from dotterel.resolve.times import resolve_time
from training.corpus_data import read_passages, read_rows

_BODIES = ("IMG", "IGO", "UNO", "EUR")
"""What the packs call international bodies of governments."""
_RENAMED = {"HLH": "MED"}
"""Sectors by their name in CAMEO."""


def measure(shared: Path) -> list[Measure]:
    """Countries, sectors, coordinates, days and numbers on the corpus and the public packs.

    The tables and rules were written with one half of the corpus and with these packs at hand: development figures.
    """
    found = _corpus(shared)
    for pack in ("ngec_actors", "actors_gsr"):
        found += _actors(shared / "data" / "actors" / f"{pack}.jsonl")
    for pack in ("lgl.jsonl.gz", "geowebnews.jsonl.gz", "trnews.jsonl", "geovirus.jsonl.gz"):
        found.append(_places(shared / "data" / "places" / pack))
    found.append(_times(shared / "data" / "times" / "timebank_aquaint.jsonl.gz"))
    return found


def _corpus(shared: Path) -> list[Measure]:
    """Every annotated entity of the English passages, its span given."""
    right: dict[str, list[bool]] = {name: [] for name in ("country", "sector", "place country", "days", "number")}
    for row in read_passages(shared):
        published = date.fromisoformat(row["published"])
        for (start, end), kind, value in _entities(row):
            if kind == "A":
                _judge_actor(right, row["text"], start, end, value.split(), published)
            elif kind == "P":
                place = resolve_places(row["text"], [(start, end)])[0]
                country = None if place is None else place.country_code
                right["place country"].append(country == {"---": None}.get(value, value))
            elif kind == "T" and value != "PRESENT_REF":
                when = resolve_time(row["text"], start, end, published)
                right["days"].append((when.earliest, when.latest) == gold_days(value))
            elif kind == "N":
                count = count_value(row["text"], start, end)
                low, _, high = value.partition("-")
                told = None if count is None else ((str(count.low), str(count.high)) if high else str(count.best))
                right["number"].append(told == ((low, high) if high else low))
    return [Measure("corpus spans", name, _mean(values), len(values)) for name, values in right.items()]


def _judge_actor(
    right: dict[str, list[bool]], text: str, start: int, end: int, codes: list[str], published: date
) -> None:
    party = resolve_actor(text[start:end], context=text, on=published, start=start, end=end)
    right["country"].append({"---": None, "KOS": "XKX"}.get(codes[0], codes[0]) == party.code)
    if len(codes) > 1:
        right["sector"].append(codes[1] == party.sector)


def _entities(row: dict[str, Any]) -> Iterator[tuple[tuple[int, int], str, str]]:
    for surface, kind, value in row["entities"]:
        span = find_surface(row["text"], surface)
        if span is not None:
            yield span, kind, value


def _actors(path: Path) -> list[Measure]:
    """Country and sector where the pack asserts them; the peer's own expected failures are left out."""
    country, sector = [], []
    for row in read_rows(path):
        if row.get("status", "ok") != "ok":
            continue
        party = dotterel.actor(row["actor"], context=row.get("context") or "", date=_iso(row.get("date")))
        if row.get("country") is not None or row.get("org"):
            wanted = row.get("org") or row.get("country") or None
            country.append(party.code == ("IGO" if wanted in _BODIES else wanted))
        if row.get("sector"):
            sector.append(party.sector == _RENAMED.get(row["sector"], row["sector"]))
    name = f"actors/{path.name.split('.')[0]}"
    return [Measure(name, "country", _mean(country), len(country)), Measure(name, "sector", _mean(sector), len(sector))]


def _iso(day: str | None) -> str | None:
    """The pack's date where it is one; some rows say "today"."""
    return day if day and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None


def _places(path: Path) -> Measure:
    """Share of gold toponyms with coordinates that are resolved to within 161 km (100 miles)."""
    near = []
    for row in read_rows(path):
        tops = [one for one in row["toponyms"] if one.get("lat") is not None and not one.get("non_locational")]
        found = resolve_places(row["text"], [(one["start"], one["end"]) for one in tops])
        near += [
            _distance(place, float(one["lat"]), float(one["lon"])) <= 161
            for place, one in zip(found, tops, strict=True)
        ]
    return Measure(f"places/{path.name.split('.')[0]}", "acc@161km", _mean(near), len(near))


def _distance(place: Place | None, lat: float, lon: float) -> float:
    """Kilometres between a place and a point on a 6,371 km sphere (haversine); infinite for an unknown place."""
    if place is None or place.lat is None or place.lon is None:
        return math.inf
    a, b = math.radians(place.lat), math.radians(lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon - place.lon) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def _times(path: Path) -> Measure:
    """Value F1 of TempEval-3: spans may differ but must overlap, values must be equal."""
    hits = found = gold = 0
    for row in read_rows(path):
        told = dotterel.times(row["text"], published=str(row["dct"])[:10])
        left = list(row["timexes"])
        found += len(told)
        gold += len(left)
        for when in told:
            match = next(
                (one for one in left if one["start"] < (when.end or 0) and (when.start or 0) < one["end"]), None
            )
            if match is not None:
                left.remove(match)
                hits += match["value"] == when.value
    return Measure("times/timebank_aquaint", "value F1", f1(hits, found, gold), gold)


def _mean(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
