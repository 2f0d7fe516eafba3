"""The cache of compiled problems: one JSON file for each problem file and state of the engine.

It lies in ``$GRADECHECK_CACHE``, else in ``$XDG_CACHE_HOME/gradecheck``, else in ``~/.cache/gradecheck``;
``GRADECHECK_CACHE=off`` does without. A cache that cannot be read or written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .. import __version__
from .codec import decode, encode
from .model import Numbers, Problem

PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path | None:
    """Where compiled problems are kept, ``None`` where they are not."""
    chosen = os.environ.get("GRADECHECK_CACHE", "")
    if chosen:
        return None if chosen == "off" else Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(home) if home else Path.home() / ".cache") / "gradecheck"
    except RuntimeError:  # the user has no home
        return None


def key(content: bytes, default_id: str, numbers: Numbers = ()) -> str:
    """The name under which the problem with this text is kept, or one of its variants."""
    digest = hashlib.sha256(fingerprint().encode())
    variant = ", ".join(f"{name} = {value}" for name, value in numbers)
    digest.update(f"{default_id}\0{variant}\0".encode() + content)
    return digest.hexdigest()


@cache
def fingerprint() -> str:
    """The state of the engine: its version, and size and time of each of its source files."""
    state = sorted(_states(PACKAGE))
    return hashlib.sha256("\n".join([__version__, *state]).encode()).hexdigest()


def _states(root: Path | str) -> Iterator[str]:
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in ("__pycache__", "problems"):
                    yield from _states(entry.path)
            elif entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"


def fetch(name: str) -> Problem | None:
    """The problem kept under ``name``, ``None`` where there is none that can be read."""
    where = folder()
    if where is None:
        return None
    try:
        problem = decode(json.loads((where / f"{name}.json").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    return problem if isinstance(problem, Problem) else None


def keep(name: str, problem: Problem) -> None:
    """Keep ``problem`` under ``name``: all of it or nothing, and without a word where that fails."""
    where = folder()
    if where is None:
        return
    with contextlib.suppress(OSError, RecursionError):
        where.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=where, suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(encode(problem), file, ensure_ascii=False, separators=(",", ":"))
            Path(temporary).replace(where / f"{name}.json")
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
