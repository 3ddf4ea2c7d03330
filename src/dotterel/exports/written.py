"""What an export says of itself when it is done."""

from dotterel.records import Record


class Written(Record, frozen=True, kw_only=True):
    """How many mentions were written, and how many the format has no way to tell, with the reason."""

    rows: int
    left_out: int = 0
    reason: str | None = None
