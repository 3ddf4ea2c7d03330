"""Is this machine ready: what is missing, and how to get it."""

import sys
from importlib.util import find_spec

OLDEST_PYTHON = (3, 11)

_NEEDED = (
    "babel", "click", "deltalake", "duckdb", "htmldate", "lxml", "msgspec", "numpy", "onnxruntime", "pyarrow",
    "pycountry", "rich", "tokenizers", "trafilatura",
)  # fmt: skip


def find_problems() -> list[str]:
    """One line for each thing that is missing or damaged, with what to do about it; empty where all is well."""
    return [*_python_problems(), *_package_problems()] or _weight_problems()


def _python_problems() -> list[str]:
    if sys.version_info >= OLDEST_PYTHON:
        return []
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    return [f"Python {sys.version.split()[0]} is too old. To go on: install {wanted} or newer, and make .venv again."]


def _package_problems() -> list[str]:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    return [f"{name}: not installed. To get it: pip install -r requirements/run.txt" for name in missing]


def _weight_problems() -> list[str]:
    """Asked last, since looking at weights needs the packages."""
    from dotterel.reader import list_models

    models = list_models()
    if not models:
        return ["no weights are installed. To get them: install dotterel again, or make train."]
    return [
        f"weights {model.name}: damaged. To get them: install dotterel again, or make train."
        for model in models
        if not model.sha256_ok
    ]
