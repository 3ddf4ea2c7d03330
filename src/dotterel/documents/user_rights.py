"""Rights by outlet that the user states in a TOML file; they come before all that a page says of itself.

[outlet]
"hill.example" = {reserved = false, licence = "CC-BY-4.0"}       # a host, with those under it
"The Hill Courier" = {reserved = true, holder = "Hill Press Ltd"}  # the name of an outlet, in any case
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from dotterel.errors import UsageError
from dotterel.records import Record, Rights, changed
from dotterel.settings import Settings

FIELDS = ("reserved", "holder", "licence")
EXAMPLE = '"hill.example" = {reserved = true, holder = "Hill Press Ltd"}'
HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]*(?::\d+)?")


class OutletRights(Record, frozen=True, kw_only=True):
    """The user's rights by outlet: hosts in small letters without "www.", names folded."""

    hosts: Mapping[str, Rights]
    names: Mapping[str, Rights]

    def find(self, url: str | None, outlet: str | None) -> Rights | None:
        """The rights of a page by its host, the longest first, else by its outlet; None where the file has neither."""
        host = host_of(url)
        while "." in host:
            if host in self.hosts:
                return self.hosts[host]
            host = host.partition(".")[2]
        return None if outlet is None else self.names.get(folded_name(outlet))


def with_user_rights(found: Rights, url: str | None, outlet: str | None, settings: Settings) -> Rights:
    """The rights that the user's file states of the outlet, with the page's holder where it names none; else as found.

    Raises UsageError where the file cannot be read.
    """
    if settings.rights_file is None:
        return found
    stated = load_rights(settings.rights_file).find(url, outlet)
    return found if stated is None else changed(stated, holder=stated.holder or found.holder)


def load_rights(path: Path) -> OutletRights:
    """The rights in a TOML file. Raises UsageError with the file, the line or the key, and what is wrong there."""
    try:
        seen = path.stat()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}.") from error
    return _loaded(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=8)
def _loaded(path: Path, changed_ns: int, size: int) -> OutletRights:
    """The rights in a file as it was at a time (ns) and with a size (bytes)."""
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: no TOML: {error}.") from error
    unknown = next((key for key in told if key != "outlet"), None)
    if unknown is not None:
        raise UsageError(f"{path}: {unknown}: not known here. All rights stand in the table [outlet], as {EXAMPLE}.")
    outlets = told.get("outlet")
    if not isinstance(outlets, dict) or not outlets:
        raise UsageError(f"{path}: no table [outlet] in it. Write one with a line for each outlet, as {EXAMPLE}.")
    hosts: dict[str, Rights] = {}
    names: dict[str, Rights] = {}
    for key, value in outlets.items():
        rights = rights_of_entry(value, f'{path}: outlet."{key}"')
        place, known = (hosts, host_of("//" + key)) if is_host(key) else (names, folded_name(key))
        if not known or known in place:
            wrong = "stands in it twice, written in two ways" if known else "an outlet has a name"
            raise UsageError(f'{path}: outlet."{key}": {wrong}.')
        place[known] = rights
    return OutletRights(hosts=hosts, names=names)


def rights_of_entry(value: object, where: str) -> Rights:
    """The rights of one outlet. Raises UsageError that begins with `where`."""
    if not isinstance(value, dict):
        raise UsageError(f"{where}: should be a table such as {{reserved = true}}, it is {value!r}.")
    for key, told in value.items():
        if key not in FIELDS:
            raise UsageError(f"{where}.{key}: {unknown_field(key, told)}")
        if key == "reserved" and not isinstance(told, bool):
            raise UsageError(f"{where}.reserved: should be true or false, it is {told!r}.")
        if key != "reserved" and not (isinstance(told, str) and told.strip()):
            raise UsageError(f"{where}.{key}: should be words in quotes, it is {told!r}.")
    reserved, holder, licence = value.get("reserved"), value.get("holder"), value.get("licence")
    if reserved is None and licence is None:
        raise UsageError(f"{where}: says neither reserved nor licence, so that nobody knows if the text may be shown.")
    return Rights(
        reserved=reserved is True,
        holder=holder.strip() if isinstance(holder, str) else None,
        licence=licence.strip() if isinstance(licence, str) else None,
        basis="user",
    )


def unknown_field(key: str, told: object) -> str:
    """What is wrong with a field that is not known, and what may be meant."""
    if isinstance(told, dict):
        return "an outlet in an outlet. A host has dots: write it in quotes."
    near = difflib.get_close_matches(key, FIELDS, n=1)
    return f"not known; did you mean {near[0]}?" if near else f"not known; known are {', '.join(FIELDS)}."


def is_host(key: str) -> bool:
    """True for a key that is a host's name, not that of an outlet with a full stop in it."""
    return HOST.fullmatch(key.strip()) is not None


def host_of(url: str | None) -> str:
    """The host of an address in small letters, without "www."; empty where there is none."""
    try:
        host = urlsplit((url or "").strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def folded_name(name: str) -> str:
    """An outlet's name without case and with single spaces."""
    return " ".join(name.split()).casefold()
