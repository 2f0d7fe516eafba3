"""Which files a student's code may read: Python, its libraries and the system's, and nothing of gradecheck's.

Problem files are part of the installed package, and have the answers in them.
"""

from __future__ import annotations

import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store", "/gnu/store",
    "/etc/ld.so.cache", "/etc/alternatives", "/dev/null", "/dev/urandom",
)  # fmt: skip
"""Where shared libraries are, and the two devices that programs expect."""


@dataclass(frozen=True, slots=True)
class Readable:
    """``trees`` are files, and directories with all in them; of ``listed`` directories only names show."""

    trees: tuple[str, ...]
    listed: tuple[str, ...]


def library_directories() -> tuple[str, ...]:
    """The directories that installed packages are in, NumPy's first."""
    numpy = find_spec("numpy")
    found = [Path(numpy.origin).parent.parent] if numpy and numpy.origin else []
    found += map(Path, site.getsitepackages())
    if site.ENABLE_USER_SITE:
        found.append(Path(site.getusersitepackages()))
    return tuple(dict.fromkeys(str(path.resolve()) for path in found if path.is_dir()))


def readable_paths() -> Readable:
    """What a job may read on this machine."""
    python = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), f"{sys.base_prefix}/lib"]
    named = [*python, *library_directories(), *_SYSTEM]
    present = dict.fromkeys(Path(path).resolve() for path in named if Path(path).exists())
    outermost = [path for path in present if not any(other in path.parents for other in present)]
    return _without_all(outermost, _installations())


def _installations() -> list[Path]:
    """Where gradecheck's files are: this one, and any that lies among the libraries.

    One that is installed to be edited has its modules elsewhere, and the problem files there all the same.
    """
    beside = (Path(directory) / PACKAGE.name for directory in library_directories())
    return list(dict.fromkeys([PACKAGE, *(path for path in beside if path.exists())]))


def _without_all(paths: Iterable[Path], hidden: Iterable[Path]) -> Readable:
    left = Readable(tuple(map(str, paths)), ())
    for each in hidden:
        found = without(map(Path, left.trees), each)
        left = Readable(found.trees, (*left.listed, *found.listed))
    return left


def without(paths: Iterable[Path], hidden: Path) -> Readable:
    """``paths``, but for ``hidden``: a directory above it is replaced by all else that is in it.

    >>> without([Path("/lib"), Path("/usr/lib")], Path("/home/gradecheck")).trees
    ('/lib', '/usr/lib')
    """
    trees: list[str] = []
    listed: list[str] = []
    for path in paths:
        if path in hidden.parents:
            listed.append(str(path))
            trees += _beside(path, hidden)
        elif path != hidden:
            trees.append(str(path))
    return Readable(tuple(trees), tuple(listed))


def _beside(directory: Path, hidden: Path) -> Iterator[str]:
    """All in ``directory`` that is not on the way to ``hidden``, and likewise further down."""
    for entry in sorted(directory.iterdir()):
        if entry in hidden.parents:
            yield from _beside(entry, hidden)
        elif entry != hidden:
            yield str(entry)
