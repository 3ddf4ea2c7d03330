"""The weights that are installed."""

from pathlib import Path

import msgspec

from dotterel.reader.encoder import WEIGHTS_FOLDER, damaged_files, read_config


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One set of weights: its name and version, size in bytes, whether its files are whole, and its model card."""

    name: str
    version: str
    languages: tuple[str, ...]
    size_bytes: int
    sha256_ok: bool
    card: Path


def list_models(folder: Path | None = None) -> list[ModelInfo]:
    """All weights in a folder, by name; None means those shipped with the package."""
    found = []
    for path in sorted((folder or WEIGHTS_FOLDER).glob("*/model.json")):
        config = read_config(path.parent)
        found.append(
            ModelInfo(
                name=config.name,
                version=config.version,
                languages=config.languages,
                size_bytes=sum(file.stat().st_size for file in path.parent.iterdir()),
                sha256_ok=not damaged_files(path.parent),
                card=path.parent / "README.md",
            )
        )
    return found
