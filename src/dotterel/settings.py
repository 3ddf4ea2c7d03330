"""One frozen Settings: each field with its default, its unit and its reason."""

from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a run may be told. Pass a changed copy with `msgspec.structs.replace`."""

    max_page_bytes: int = 20_000_000
    """Bytes; a larger page is refused. News pages stay under 5 MB; more is an archive or an attack."""

    max_document_chars: int = 60_000
    """Characters; what lies beyond is refused, not read. About twenty articles, some 6 s of reading on one core."""

    max_document_pieces: int = 14_000
    """Word pieces; what lies beyond is refused, not read. As many as `max_document_chars` of English has."""

    max_document_triggers: int = 250
    """Words that may be events; what lies beyond is refused. An article has about ten; 250 take 3 s."""

    min_score: float = 0.5
    """Probability; mentions under it are not output. 0.5 is where calibrated scores are more right than wrong."""

    model: str = "en-1"
    """Name of the reader's weights, a folder under `reader/weights`."""

    weights_folder: Path | None = None
    """Folder that holds weights by name; None for those shipped with the package."""

    actors_file: Path | None = None
    """The user's own table of actors (TSV, columns as in `knowledge/tables/groups.tsv`), which goes before ours."""

    gazetteer_file: Path | None = None
    """A gazetteer that `dotterel places build` made; None for the one shipped with the package."""

    rights_file: Path | None = None
    """The user's own rights by outlet (TOML, as in `documents/user_rights.py`), which go before what pages say."""
