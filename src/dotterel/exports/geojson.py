"""GeoJSON (RFC 7946): one FeatureCollection, a feature a mention; what has no coordinates has no geometry.

All of a mention is in the feature's properties, with the honest precision and radius of its place beside.
"""

from collections.abc import Iterable
from typing import BinaryIO, Literal

import msgspec

from dotterel.exports.written import Written
from dotterel.rows import MentionRow


class _Point(msgspec.Struct, frozen=True, kw_only=True):
    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class _Properties(MentionRow, frozen=True, kw_only=True):
    """A mention, and how exactly its point is known; kilometres."""

    precision: str | None
    radius_km: float | None


class _Feature(msgspec.Struct, frozen=True, kw_only=True):
    type: Literal["Feature"] = "Feature"
    id: str
    geometry: _Point | None
    properties: _Properties


def write_rows(rows: Iterable[MentionRow], out: BinaryIO) -> Written:
    """Write one FeatureCollection, features in the order of the mentions, one a line."""
    out.write(b'{"type":"FeatureCollection","features":[')
    written = 0
    for row in rows:
        out.write(b",\n" if written else b"\n")
        out.write(msgspec.json.encode(_feature(row)))
        written += 1
    out.write(b"\n]}\n")
    return Written(rows=written)


def _feature(row: MentionRow) -> _Feature:
    place = row.event_loc
    return _Feature(
        id=row.id,
        geometry=_geometry(row),
        properties=_Properties(
            **{name: getattr(row, name) for name in MentionRow.__struct_fields__},
            precision=None if place is None else place.resolution,
            radius_km=None if place is None else place.radius_km,
        ),
    )


def _geometry(row: MentionRow) -> _Point | None:
    place = row.event_loc
    if place is None or place.lat is None or place.lon is None:
        return None
    return _Point(coordinates=(place.lon, place.lat))
