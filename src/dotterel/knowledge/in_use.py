"""Which files of the user's the knowledge is extended by, for as long as a call lasts.

Names are looked up deep inside of the resolution, so the files are not handed down through it: they are set for the
call, and what is remembered between calls is remembered by them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from dotterel.errors import UsageError
from dotterel.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class UserFile(NamedTuple):
    """A file of the user's in the state that it has: its path, when it was changed last (ns), its bytes."""

    path: str
    changed: int
    size: int


class InUse(NamedTuple):
    """The user's table of actors and the gazetteer in the place of ours; None where there is none."""

    actors: UserFile | None = None
    gazetteer: UserFile | None = None


_NOW: ContextVar[InUse] = ContextVar("in_use", default=InUse())  # noqa: B039 - frozen


def in_use() -> InUse:
    """The files that the knowledge is extended by now."""
    return _NOW.get()


@contextmanager
def using(settings: Settings) -> Iterator[None]:
    """Extends the knowledge by the files of the settings. Raises UsageError where one cannot be read."""
    token = _NOW.set(InUse(_seen(settings.actors_file), _seen(settings.gazetteer_file)))
    try:
        yield
    finally:
        _NOW.reset(token)


def remembered(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """As lru_cache, for what depends on the files in use as well."""

    def decorate(made: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=most)
        def held(_: InUse, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return made(*args, **kwargs)

        @wraps(made)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            return held(_NOW.get(), *args, **kwargs)  # type: ignore[arg-type]  # lru_cache forgets the parameters

        return ask

    return decorate


def _seen(path: Path | None) -> UserFile | None:
    """The file as it is now; None for none."""
    if path is None:
        return None
    try:
        told = path.stat()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}.") from None
    return UserFile(str(path), told.st_mtime_ns, told.st_size)
