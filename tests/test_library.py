import subprocess
import sys

import pytest

import dotterel
from dotterel.errors import UsageError


def test_all_names_what_is_public() -> None:
    public = {name for name in vars(dotterel) if not name.startswith("_")}
    rooms = {name for name in public if f"dotterel.{name}" in sys.modules}
    typing_only = {"TYPE_CHECKING", "Iterator", "Path", "Sequence"}
    assert set(dotterel.__all__) == (public - rooms - typing_only) | {"Store", "__version__"}
    assert all(hasattr(dotterel, name) for name in dotterel.__all__)


def test_importing_the_library_imports_nothing_heavy() -> None:
    heavy = "numpy onnxruntime trafilatura lxml deltalake duckdb pyarrow click rich msgspec".split()
    code = f"import sys, dotterel; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_helps_without_importing_anything_heavy() -> None:
    heavy = "numpy onnxruntime trafilatura lxml deltalake duckdb pyarrow rich".split()
    code = f"import sys, dotterel.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_day_that_is_none_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="'yesterday' is no day"):
        dotterel.read("pages/", published="yesterday")


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'link'"):
        getattr(dotterel, "link")  # noqa: B009 - mypy would see it
