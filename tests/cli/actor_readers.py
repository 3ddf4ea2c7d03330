"""What a worker process does in these tests; it must be importable by name."""

from dotterel.knowledge.in_use import using
from dotterel.records import Mention, Page, Party, Reading, changed
from dotterel.resolve.actors import resolve_actor
from dotterel.settings import Settings
from tests.factories import reading


def read_actor(page: Page, settings: Settings) -> Reading:
    """A reading with one mention, by whom the page's content names."""
    with using(settings):
        party: Party = resolve_actor(page.content.decode())
    made = reading(page.id)
    mention: Mention = made.mentions[0]
    return Reading(id=page.id, document=made.document, mentions=(_by(mention, party),), made_by="test")


def _by(mention: Mention, party: Party) -> Mention:
    return changed(mention, actor=(party,))
