"""PLOVER's JSON, one event a line, with the labels of the PLOVER 2.0 manual.

Strict: PLOVER requires an actor and a date, so mentions without are left out; keys with nothing to say are not
written. The auxiliary mode stands among the contexts, as the manual has it. PLOVER has no field for who says so;
`comment` tells it.
"""

from collections.abc import Iterable
from datetime import date as Day  # rows have a field named date
from typing import BinaryIO

import msgspec

from dotterel.exports.written import Written
from dotterel.records import Claim, Count, Party, Place, Size
from dotterel.rows import CiteInfo, MentionRow

_MERGED_MODES = {
    ("ASSAULT", "assassinate"): "targeted",
    ("ASSAULT", "execute"): "targeted",
    ("ASSAULT", "massacre"): "targeted",
    ("RETREAT", "return"): "release",
}
"""Finer modes of ours to those that the manual has since merged them into."""

_RESOLUTIONS = {"point": 5, "town": 4, "district": 3, "province": 2, "country": 1}
"""PLOVER's numbers for how exactly a place is known; a region over several countries has none."""


class _Sparse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Written without the keys that hold nothing."""


class _Entity(_Sparse, frozen=True, kw_only=True, omit_defaults=True):
    entity_text: str
    code: str | None = None
    sector: str | None = None
    other_sector_codes: tuple[str, ...] = ()
    identifier_id: str | None = None
    identifier_text: str | None = None


class _Location(_Sparse, frozen=True, kw_only=True, omit_defaults=True):
    extracted_place: str
    resolved_place: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    province: str | None = None
    country_code: str | None = None
    resolution: int | None = None


class _Sizes(_Sparse, frozen=True, kw_only=True, omit_defaults=True):
    dead: int | str | None = None
    injured: int | str | None = None
    arrested: int | str | None = None


class _TextInfo(_Sparse, frozen=True, kw_only=True, omit_defaults=True):
    sequence: int
    start: int
    end: int


class _Citation(_Sparse, frozen=True, kw_only=True, omit_defaults=True):
    url: str | None = None
    title: str | None = None
    publication: str | None = None
    language: str | None = None
    license: str | None = None
    copyright: str | None = None
    coder: str


class _Event(_Sparse, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    date: Day
    enddate: Day | None = None
    actor: tuple[_Entity, ...]
    recipient: tuple[_Entity, ...] = ()
    event: tuple[str, ...]
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    event_loc: _Location | None = None
    event_text: tuple[str, ...] = ()
    quad_code: int
    event_scale: float
    size: _Sizes | None = None
    text: str | None = None
    text_info: _TextInfo
    cite_info: _Citation
    comment: str | None = None


def write_rows(rows: Iterable[MentionRow], out: BinaryIO) -> Written:
    """Write PLOVER events, one JSON object a line, in the order of the mentions."""
    written = left_out = 0
    for row in rows:
        day = row.date or row.enddate
        if not row.actor or day is None:
            left_out += 1
            continue
        out.write(msgspec.json.encode(_event(row, day)) + b"\n")
        written += 1
    return Written(rows=written, left_out=left_out, reason="PLOVER requires an actor and a date" if left_out else None)


def _event(row: MentionRow, day: Day) -> _Event:
    return _Event(
        id=row.id,
        date=day,
        enddate=row.enddate,
        actor=tuple(_entity(party) for party in row.actor),
        recipient=tuple(_entity(party) for party in row.recipient),
        event=(row.event,),
        mode=tuple(_MERGED_MODES.get((row.event, mode), mode) for mode in row.mode),
        context=row.context if row.aux is None else (*row.context, row.aux),
        event_loc=None if row.event_loc is None else _location(row.event_loc),
        event_text=row.event_text,
        quad_code=row.quad_code,
        event_scale=row.event_scale,
        size=_sizes(row.size),
        text=row.text,
        text_info=_TextInfo(sequence=row.sentence, start=row.trigger.start, end=row.trigger.end),
        cite_info=_citation(row.cite_info, row.made_by),
        comment=_comment(row.claim),
    )


def _entity(party: Party) -> _Entity:
    return _Entity(
        entity_text=party.entity_text,
        code=party.code,
        sector=party.sector,
        other_sector_codes=party.other_sectors,
        identifier_id=party.identifier_id,
        identifier_text=party.identifier_text,
    )


def _location(place: Place) -> _Location:
    return _Location(
        extracted_place=place.extracted_place,
        resolved_place=place.resolved_place,
        geonameid=place.geonameid,
        lat=place.lat,
        lon=place.lon,
        province=place.province,
        country_code=place.country_code,
        resolution=None if place.resolution is None else _RESOLUTIONS.get(place.resolution),
    )


def _sizes(size: Size) -> _Sizes | None:
    if size.dead is size.injured is size.arrested is None:
        return None
    return _Sizes(dead=_number(size.dead), injured=_number(size.injured), arrested=_number(size.arrested))


def _number(count: Count | None) -> int | str | None:
    """One number, or the range "24-99" where the words leave it open."""
    if count is None:
        return None
    if count.low is not None and count.high is not None and count.low < count.high:
        return f"{count.low}-{count.high}"
    return next((number for number in (count.best, count.low, count.high) if number is not None), None)


def _citation(cite: CiteInfo, made_by: str) -> _Citation:
    return _Citation(
        url=cite.url,
        title=cite.title,
        publication=cite.publication,
        language=cite.language,
        license=cite.license,
        copyright=cite.copyright,
        coder=made_by,
    )


def _comment(claim: Claim) -> str | None:
    """Who says so, where it is not the newsroom itself."""
    if claim.status == "fact":
        return None
    sources = ", ".join(source.entity_text for source in claim.source)
    return f"{claim.status} by {sources}" if sources else claim.status
