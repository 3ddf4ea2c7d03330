"""Stories, dates and rights on annotated whole pages."""

import json
import re
from pathlib import Path
from typing import Any

from benchmarks.quality.measures import Measure, f1
from dotterel import pipeline
from dotterel.pages import find_pages
from dotterel.records import Document, Given, Page
from dotterel.settings import Settings


def measure(shared: Path) -> list[Measure]:
    """F1 of stories (kind, first and last words), share of publication days right, of rights and holders right."""
    hits = found = gold_stories = days = reserved = holders = pages = 0
    for page in find_pages([shared / "corpus" / "pages"], given=Given(), settings=Settings()):
        if not isinstance(page, Page) or page.path is None:
            continue
        gold = json.loads(Path(page.path).with_suffix(".json").read_text())
        document, _ = pipeline.open_document(page, Settings())
        pages += 1
        gold_stories += len(gold["stories"])
        if document is None:
            continue
        found += len(document.stories)
        hits += _same_stories(document, gold["stories"])
        days += str(document.published) == gold["published"]
        reserved += document.rights.reserved == gold["rights"]["reserved"]
        holders += _plain(document.rights.holder) == _plain(gold["rights"]["holder"])
    return [
        Measure("pages/stories", "F1", f1(hits, found, gold_stories), gold_stories),
        Measure("pages/published", "right", days / pages, pages),
        Measure("pages/rights", "reserved right", reserved / pages, pages),
        Measure("pages/rights", "holder right", holders / pages, pages),
    ]


def _same_stories(document: Document, gold: list[dict[str, Any]]) -> int:
    """How many gold stories were found, each found one used once."""
    left = [(story.kind, _plain(document.text[story.start : story.end])) for story in document.stories]
    hits = 0
    for story in gold:
        starts, ends = _plain(story["starts"])[:20], _plain(story["ends"])[-20:]
        match = next(
            (one for one in left if one[0] == story["kind"] and starts in one[1][:60] and one[1].endswith(ends)), None
        )
        if match is not None:
            left.remove(match)
            hits += 1
    return hits


def _plain(words: str | None) -> str:
    """Letters and digits only, case folded."""
    return re.sub(r"[\W_]+", "", words or "").casefold()
