"""Stand-ins for the pipeline, importable by a spawned worker."""

import os
import signal

from dotterel.errors import ModelError
from dotterel.records import Page, Reading
from dotterel.settings import Settings


def read_content(page: Page, settings: Settings) -> Reading:
    """What a page's bytes tell it to do."""
    match page.content:
        case b"raise":
            raise ValueError("a page that breaks its reader")
        case b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"no weights":
            raise ModelError("weights en-1: missing")
    return Reading(id=page.id, url=page.content.decode(), made_by="test")
