"""What stands beside every figure: the machine, the commit, the digest of what was read."""

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path


def describe(files: Iterable[Path]) -> dict[str, str]:
    """Machine, commit (with `+` where the working tree differs), date, and a digest of some files."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "machine": machine(),
        "commit": commit(),
        "corpus": digest(files),
    }


def digest(files: Iterable[Path]) -> str:
    """First 16 hex digits of the SHA-256 of the files' names and contents, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(files, key=lambda one: one.name):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def machine() -> str:
    """Processor, cores and Python of this machine."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def commit() -> str:
    """The commit, with `+` where the working tree differs from it; "unknown" outside a checkout."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=False).stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if git("status", "--porcelain") else "")


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
