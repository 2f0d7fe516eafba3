"""Loading a problem file, out of the cache where it has not changed since it was last compiled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..errors import OperatorError
from . import cache
from .finding import problem_id
from .model import Problem

MAX_BYTES = 1_000_000


def load(path: Path) -> Problem:
    """The problem in the file at ``path``; of one with parameters the base variant, see ``variants``.

    Raises ``OperatorError`` for a file that cannot be opened, ``AuthorError`` for one that is broken.
    """
    content = content_of(path)
    default = problem_id(path)
    name = cache.key(content, default)
    problem = cache.fetch(name)
    if problem is None:
        from .compiling import compiled

        problem = compiled(content, str(path), default)
        cache.keep(name, problem)
    return replace(problem, path=str(path))


def content_of(path: Path) -> bytes:
    """The bytes of a problem file. Raises ``OperatorError`` where it cannot be opened."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise OperatorError(f"{path}: larger than {MAX_BYTES} bytes", remedy="split it into several problems")
    return content
