"""A mention as one flat row of columns, for tables."""

from datetime import date as Day  # rows have a field named date

from dotterel.records import Count, Party, Place, Record
from dotterel.rows import MentionRow

_NOWHERE = Place(extracted_place="")
_NO_COUNT = Count(start=0, end=0)


class FlatRow(Record, frozen=True, kw_only=True):
    """The columns in their order; None where unknown.

    Lists of one role run alike: the second code belongs to the second text; inside them "" stands for unknown, since a
    list's place must be kept.
    """

    id: str
    doc_id: str
    story: int
    sentence: int
    event: str
    mode: tuple[str, ...]
    context: tuple[str, ...]
    aux: str | None
    date: Day | None
    enddate: Day | None
    date_precision: str | None
    date_basis: str | None
    actor_text: tuple[str, ...]
    actor_code: tuple[str, ...]
    actor_sector: tuple[str, ...]
    actor_name: tuple[str, ...]
    recipient_text: tuple[str, ...]
    recipient_code: tuple[str, ...]
    recipient_sector: tuple[str, ...]
    recipient_name: tuple[str, ...]
    place: str | None
    resolved_place: str | None
    geonameid: int | None
    lat: float | None
    lon: float | None
    country_code: str | None
    province: str | None
    resolution: str | None
    radius_km: float | None
    dead_low: int | None
    dead_best: int | None
    dead_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    arrested_low: int | None
    arrested_best: int | None
    arrested_high: int | None
    claim: str
    claim_source: tuple[str, ...]
    quad_code: int
    event_scale: float
    score: float
    event_text: tuple[str, ...]
    trigger_start: int
    trigger_end: int
    text: str | None
    url: str | None
    title: str | None
    publication: str | None
    published_first: Day | None
    published_last: Day | None
    published_basis: str | None
    language: str | None
    license: str | None
    copyright: str | None
    made_by: str


COLUMNS: tuple[str, ...] = FlatRow.__struct_fields__


def flat_row(row: MentionRow) -> FlatRow:
    """One mention as one flat row."""
    place = row.event_loc or _NOWHERE
    dead, injured, arrested = (count or _NO_COUNT for count in (row.size.dead, row.size.injured, row.size.arrested))
    cite = row.cite_info
    first, last = cite.published_range or (cite.published, cite.published)
    return FlatRow(
        id=row.id,
        doc_id=row.doc_id,
        story=row.story,
        sentence=row.sentence,
        event=row.event,
        mode=row.mode,
        context=row.context,
        aux=row.aux,
        date=row.date,
        enddate=row.enddate,
        date_precision=row.date_precision,
        date_basis=row.date_basis,
        actor_text=_texts(row.actor),
        actor_code=_codes(row.actor),
        actor_sector=_sectors(row.actor),
        actor_name=_names(row.actor),
        recipient_text=_texts(row.recipient),
        recipient_code=_codes(row.recipient),
        recipient_sector=_sectors(row.recipient),
        recipient_name=_names(row.recipient),
        place=place.extracted_place or None,
        resolved_place=place.resolved_place,
        geonameid=place.geonameid,
        lat=place.lat,
        lon=place.lon,
        country_code=place.country_code,
        province=place.province,
        resolution=place.resolution,
        radius_km=place.radius_km,
        dead_low=dead.low,
        dead_best=dead.best,
        dead_high=dead.high,
        injured_low=injured.low,
        injured_best=injured.best,
        injured_high=injured.high,
        arrested_low=arrested.low,
        arrested_best=arrested.best,
        arrested_high=arrested.high,
        claim=row.claim.status,
        claim_source=_texts(row.claim.source),
        quad_code=row.quad_code,
        event_scale=row.event_scale,
        score=row.score,
        event_text=row.event_text,
        trigger_start=row.trigger.start,
        trigger_end=row.trigger.end,
        text=row.text,
        url=cite.url,
        title=cite.title,
        publication=cite.publication,
        published_first=first,
        published_last=last,
        published_basis=cite.published_basis,
        language=cite.language,
        license=cite.license,
        copyright=cite.copyright,
        made_by=row.made_by,
    )


def _texts(parties: tuple[Party, ...]) -> tuple[str, ...]:
    return tuple(party.entity_text for party in parties)


def _codes(parties: tuple[Party, ...]) -> tuple[str, ...]:
    return tuple(party.code or "" for party in parties)


def _sectors(parties: tuple[Party, ...]) -> tuple[str, ...]:
    return tuple(party.sector or "" for party in parties)


def _names(parties: tuple[Party, ...]) -> tuple[str, ...]:
    return tuple(party.identifier_text or "" for party in parties)
