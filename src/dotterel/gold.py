"""Gold passages: annotated text in the form of the corpus guide."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from dotterel.errors import UsageError
from dotterel.records import Given, Page


class GoldEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a gold passage, as the corpus guide defines it; names are surfaces of the passage."""

    type: str
    trigger: str
    mode: str | None = None
    context: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    claim: str = "fact"
    aux: str | None = None
    dead: str | None = None
    injured: str | None = None
    arrested: str | None = None


class GoldPassage(msgspec.Struct, frozen=True, kw_only=True):
    """One gold passage: `entities` are (surface, kind, value) as in the corpus guide."""

    id: str
    text: str
    published: str | None = None
    lang: str = "en"
    entities: tuple[tuple[str, str, str], ...] = ()
    events: tuple[GoldEvent, ...] = ()

    def page(self) -> Page:
        """The passage as a page that is taken as it stands."""
        row = {"published": self.published, "language": self.lang, "is_passage": True}
        given = msgspec.convert({key: value for key, value in row.items() if value is not None}, Given, strict=False)
        return Page(id=self.id, content=self.text.encode(), media_type="text/plain", given=given)


def read_gold(path: Path) -> Iterator[GoldPassage]:
    """The passages of a JSONL file in the corpus guide's form; UsageError with file and line where a row is not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); name a JSONL file of gold passages") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line.encode(), type=GoldPassage)
            except msgspec.DecodeError as error:
                raise UsageError(f"{path}:{number}: not a gold passage: {error}") from error


def find_surface(text: str, surface: str) -> tuple[int, int] | None:
    """Characters of a surface such as `Israel` or `Israel#2` (its second occurrence); None where it does not occur."""
    numbered = re.search(r"#(\d+)$", surface)
    words, nth = (surface[: numbered.start()], int(numbered[1])) if numbered else (surface, 1)
    at = -1
    for _ in range(nth):
        at = text.find(words, at + 1)
        if at < 0:
            return None
    return at, at + len(words)


def gold_days(value: str) -> tuple[date, date] | None:
    """First and last day of a gold time value; None where it has none."""

    def bound(part: str, last: bool) -> date | None:
        found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", part)
        if found is None:
            return None
        year, month = int(found[1]), int(found[2] or (12 if last else 1))
        return date(year, month, int(found[3] or (monthrange(year, month)[1] if last else 1)))

    first, _, second = value.partition("/")
    earliest, latest = bound(first, last=False), bound(second or first, last=True)
    return None if earliest is None or latest is None else (earliest, latest)
