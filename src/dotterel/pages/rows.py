"""One row of JSON lines as a Page: its fields checked one by one, a bad one refused with its name."""

from datetime import date, datetime
from typing import Literal

import msgspec

from dotterel.pages.identity import page_id
from dotterel.records import Given, Page, Refusal, Rights

TEXT_FIELDS = ("title", "url", "outlet", "language")
MAX_SHOWN_CHARS = 60


class BadRow(Exception):
    """Why a row cannot be taken: a reason code and the detail in words."""

    def __init__(self, reason: str, detail: str) -> None:
        """Keep the reason code and the words apart, as the Refusal wants them."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def page_of_row(line: bytes, where: str, path: str, given: Given) -> Page | Refusal:
    """The page that a row is, or why it is none. `where` names file and line, for the refusal."""
    try:
        return read_row(decoded_row(line), path, given)
    except BadRow as bad:
        return Refusal(page=where, step="pages", reason=bad.reason, detail=f"{where}: {bad.detail}")


def decoded_row(line: bytes) -> dict[str, object]:
    """The JSON object of a line. Raises BadRow where the line holds none."""
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRow("bad_json", f"not a JSON object: {error}") from None
    if not isinstance(row, dict):
        raise BadRow("bad_json", f"a row is a JSON object, this is {shown(row)}")
    return row


def read_row(row: dict[str, object], path: str, given: Given) -> Page:
    """The page of a decoded row. Raises BadRow."""
    content, media_type = row_content(row)
    fields = {name: row_text(row, name) for name in TEXT_FIELDS}
    url = fields["url"]
    return Page(
        id=row_id(row) or page_id(url or path, content),
        content=content,
        media_type=media_type,
        url=url,
        path=path,
        given=Given(
            published=given.published or row_date(row, "published"),
            title=fields["title"] or given.title,
            outlet=fields["outlet"] or given.outlet,
            language=fields["language"] or given.language,
            rights=row_rights(row) or given.rights,
            is_passage=is_passage(row) or given.is_passage,
        ),
    )


def row_content(row: dict[str, object]) -> tuple[bytes, Literal["text/html", "text/plain"]]:
    """The bytes of `text`, else of `html`. Raises BadRow where there is neither."""
    text, markup = row_text(row, "text"), row_text(row, "html")
    if text is None and markup is None:
        raise BadRow("no_text", "a row wants a field text or html that is not empty")
    if text is not None:
        return text.encode(), "text/plain"
    return (markup or "").encode(), "text/html"


def row_text(row: dict[str, object], name: str) -> str | None:
    """A field that holds text; None where it is absent, null or blank. Raises BadRow for another type."""
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRow("bad_field", f"field {name} should be a string, it is {shown(value)}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadRow("bad_field", f"field {name} holds half a surrogate pair, which is no character")
    return value if value.strip() else None


def row_id(row: dict[str, object]) -> str | None:
    """The row's own id; a whole number is taken as its digits. Raises BadRow for another type."""
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return row_text(row, "id")


def row_date(row: dict[str, object], name: str) -> date | None:
    """The calendar day of a field, as written, whatever its time zone. Raises BadRow for anything but an ISO date."""
    value = row_text(row, name)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        raise BadRow("bad_field", f"field {name} should be a date such as 2025-07-23, it is {shown(value)}") from None


def is_passage(row: dict[str, object]) -> bool:
    """True for `"kind": "passage"`. Raises BadRow for another type."""
    return row_text(row, "kind") == "passage"


def row_rights(row: dict[str, object]) -> Rights | None:
    """The rights that the user states: a word of his own, or an object {reserved, holder, licence}. Raises BadRow."""
    value = row.get("rights")
    if not isinstance(value, dict):
        word = row_text(row, "rights")
        return None if word is None else Rights(licence=word.strip(), basis="user")
    reserved = value.get("reserved")
    if reserved is not None and not isinstance(reserved, bool):
        raise BadRow("bad_field", f"field rights.reserved should be true or false, it is {shown(reserved)}")
    return Rights(
        reserved=bool(reserved), holder=row_text(value, "holder"), licence=row_text(value, "licence"), basis="user"
    )


def shown(value: object) -> str:
    """A value in few words, for a message."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN_CHARS else text[:MAX_SHOWN_CHARS] + "…"
