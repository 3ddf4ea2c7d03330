"""Moments as the web writes them."""

from datetime import UTC, datetime


def iso_moment(value: object) -> datetime | None:
    """A moment as ISO 8601 writes it, UTC where it names no zone; None for another type or form."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
