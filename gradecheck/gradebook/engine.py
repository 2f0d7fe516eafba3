"""The state of the program that judges: what a verdict in the gradebook was made by."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version

from .. import __version__
from ..problem.cache import PACKAGE

JUDGING = ("notation", "algebra", "autodiff", "differences", "sandbox", "problem", "submission", "grading")
LIBRARIES = ("numpy", "python-flint", "sympy")


@cache
def engine() -> str:
    """The version and a hash of all sources that judge, and of the versions of the libraries they rest on.

    It is the same on every machine with the same of these.
    """
    digest = sha256()
    for room in JUDGING:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return f"{__version__}+{digest.hexdigest()[:16]}"
