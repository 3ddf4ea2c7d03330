"""The embedded store: Delta tables in a folder, and the queries on them.

Any number of processes may write and read at once. A page counts as stored when its `documents` row is there; that row
is written last, so a killed run leaves a store that opens, and the next run completes it.
"""

from dotterel.store.queries import Filters
from dotterel.store.shown import PageRow, ShownDocument, ShownMention, ShownRefusal, ShownStory
from dotterel.store.store import Shown, Store, StoreWriter
from dotterel.store.tables import text_sha256

__all__ = [
    "Filters",
    "PageRow",
    "Shown",
    "ShownDocument",
    "ShownMention",
    "ShownRefusal",
    "ShownStory",
    "Store",
    "StoreWriter",
    "text_sha256",
]
