"""Questions to the store: mentions by what they tell, and any record by its id."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from dotterel.errors import StoreError
from dotterel.records import ClaimStatus, Record
from dotterel.rows import MentionRow
from dotterel.store.snapshot import connect, newest, show_table
from dotterel.store.tables import folded_words

Value: TypeAlias = str | date
Condition: TypeAlias = tuple[str, tuple[Value, ...]]
R = TypeVar("R", bound=Record)

_CODE = re.compile(r"[A-Z]{3}( [A-Z]{3})?")
_ACRONYM = re.compile(r"[A-Z]{2,5}")


class Filters(Record, frozen=True, kw_only=True):
    """What mentions must be; None or empty asks nothing.

    `event`: any of these types. `actor`, `recipient`: a code ("SYR"), a sector ("GOV"), both ("SYR GOV"), or words of
    the name. `country`: alpha-3, where the event took place. `place`: words of its name. `since`, `until`: the event
    may have happened on or after, on or before this day. `text`: words that all occur, each from its beginning.
    """

    event: tuple[str, ...] = ()
    actor: str | None = None
    recipient: str | None = None
    country: str | None = None
    place: str | None = None
    since: date | None = None
    until: date | None = None
    text: str | None = None
    claim: ClaimStatus | None = None


def find_mentions(root: Path, filters: Filters) -> list[MentionRow]:
    """The mentions that agree with all filters, by date, then as their pages tell them.

    Only those of pages that are stored whole: a page that a writer is in the middle of is not there yet.
    """
    conditions = _conditions(filters)
    sql = " AND ".join(["doc_id IN (SELECT id FROM documents)", *(condition for condition, _ in conditions)])
    values = [value for _, values in conditions for value in values]
    records = _records(
        root,
        f"SELECT record FROM mentions WHERE {sql}"
        " ORDER BY first_day NULLS LAST, last_day NULLS LAST, doc_id, story, sentence, start, id",
        values,
        tables=("documents", "mentions"),
    )
    return [decoded(record, MentionRow, root) for record in records]


def find_by_id(root: Path, table: str, record_id: str, kind: type[R]) -> R | None:
    """The record of that id in one table; None where there is none."""
    records = _records(root, f"SELECT record FROM {table} WHERE id = ?", [record_id], tables=(table,))
    return decoded(records[0], kind, root) if records else None


def find_of_document(root: Path, table: str, doc_id: str, kind: type[R]) -> list[R]:
    """All records of one document in one table, by id."""
    sql = f"SELECT record FROM {table} WHERE doc_id = ? ORDER BY id"
    return [decoded(record, kind, root) for record in _records(root, sql, [doc_id], tables=(table,))]


def find_text(root: Path, doc_id: str) -> str | None:
    """The document's text; None where the store may not keep it."""
    texts = _records(root, "SELECT text FROM documents WHERE id = ?", [doc_id], tables=("documents",))
    return texts[0] if texts else None


def _conditions(filters: Filters) -> list[Condition]:
    """Each filter that asks something, as a fixed clause and the values for its question marks."""
    conditions: list[Condition] = []
    if filters.event:
        marks = ", ".join("?" for _ in filters.event)
        conditions.append((f"event IN ({marks})", filters.event))
    if filters.actor is not None:
        conditions.append(_party_condition("actor", filters.actor))
    if filters.recipient is not None:
        conditions.append(_party_condition("recipient", filters.recipient))
    if filters.country is not None:
        conditions.append(("country = ?", (filters.country,)))
    if filters.place is not None:
        conditions.append(("contains(place_words, ?)", (_from_word_start(filters.place),)))
    if filters.since is not None:
        conditions.append(("last_day >= ?", (filters.since,)))
    if filters.until is not None:
        conditions.append(("first_day <= ?", (filters.until,)))
    if filters.text is not None:
        conditions.extend(("contains(words, ?)", (f" {word}",)) for word in folded_words(filters.text))
    if filters.claim is not None:
        conditions.append(("claim = ?", (filters.claim,)))
    return conditions


def _party_condition(role: str, asked: str) -> Condition:
    """By code or by words; an acronym that is no code ("PKK") must be a whole word."""
    words = _from_word_start(asked)
    if _ACRONYM.fullmatch(asked):
        words += " "
    if _CODE.fullmatch(asked):
        return f"(list_contains({role}_keys, ?) OR contains({role}_words, ?))", (asked, words)
    return f"contains({role}_words, ?)", (words,)


def _from_word_start(asked: str) -> str:
    return f" {' '.join(folded_words(asked))}"


def _records(root: Path, sql: str, values: Sequence[Value], *, tables: Sequence[str]) -> list[str]:
    """The first column of the answer. Tables are opened in the order given, each at its newest version."""
    with connect() as connection:
        for table in tables:
            show_table(connection, root / table, newest(root / table))
        return [record for (record,) in connection.execute(sql, values).fetchall()]


def decoded(record: str, kind: type[R], root: Path) -> R:
    """The record out of its JSON. Raises StoreError where another version of Dotterel wrote it otherwise."""
    try:
        return msgspec.json.decode(record, type=kind)
    except msgspec.ValidationError as error:
        raise StoreError(
            f"{root}: written by another version of Dotterel ({error}). Read the pages into a new store."
        ) from error
