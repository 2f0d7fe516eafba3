"""The ways of shutting a student's code in, best first. Each holds as a whole or is not used at all.

Adding one is adding a row; nothing falls back in silence. ``plain`` is no wall: it is for code that whoever
runs gradecheck trusts, such as their own.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import OperatorError
from .readable import PACKAGE, Readable, library_directories

Guard = Literal["mounts", "landlock", "filter", "none"]
"""What stands between the code and files: a file system of its own, Landlock, a filter that lets nothing be
opened, or nothing."""

VARIABLE = "GRADECHECK_SANDBOX"
"""The environment variable that names the one tier to use."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One way. ``needs`` is what the machine must have, ``remedy`` how it may get that."""

    name: str
    guard: Guard
    namespaces: bool
    needs: str
    remedy: str = ""

    @property
    def confines(self) -> bool:
        """Whether it is a wall at all."""
        return self.guard != "none"

    @property
    def filter(self) -> str:
        """The kind of seccomp filter that belongs to it."""
        return "no-open" if self.guard == "filter" else "open"


TIERS = (
    Tier("bubblewrap", "mounts",   True,  "bwrap, which may make namespaces", "install bubblewrap"),
    Tier("namespaces", "landlock", True,  "Landlock and user namespaces"),
    Tier("landlock",   "landlock", False, "Landlock (Linux 5.13)", "use a kernel with Landlock enabled"),
    Tier("no-open",    "filter",   False, "seccomp (any Linux)", "run gradecheck on Linux"),
    Tier("plain",      "none",     False, "nothing"),
)  # fmt: skip

PLAIN = TIERS[-1]
CONFINING = tuple(tier for tier in TIERS if tier.confines)


def named(name: str) -> Tier:
    """The tier of that name. Raises ``OperatorError`` if there is none.

    >>> named("landlock").guard
    'landlock'
    """
    for tier in TIERS:
        if tier.name == name:
            return tier
    known = ", ".join(tier.name for tier in TIERS)
    raise OperatorError(f"there is no sandbox tier {name!r}", remedy=f"{VARIABLE} may be one of: {known}")


def candidates() -> tuple[Tier, ...]:
    """The tiers to try, best first: all that confine, or the one that the environment names."""
    chosen = os.environ.get(VARIABLE, "")
    return (named(chosen),) if chosen else CONFINING


_PYTHON_FLAGS = ("-s", "-S", "-P", "-B", "-u", "-X", "utf8")
_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]); sys.path += sys.argv[2].splitlines(); "
    "from gradecheck.sandbox.forks import main; del sys.path[0]; main(*sys.argv[3:])"
)
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
ENVIRONMENT = {**dict.fromkeys(_THREADS, "1"), "PYTHONHASHSEED": "0"}
"""All of the child's environment: one thread, and sets in the same order each time."""

_EMPTY = "/empty"


def command(tier: Tier, control: int, readable: Readable) -> list[str]:
    """The command that starts a zygote for this tier; it is spoken to through descriptor ``control``."""
    python = str(Path(sys.executable).resolve())
    arguments = [
        str(PACKAGE.parent),
        "\n".join(library_directories()),
        tier.name,
        str(control),
    ]
    inner = [python, *_PYTHON_FLAGS, "-c", _BOOTSTRAP, *arguments]
    return [*_bubblewrap(readable, python), *inner] if tier.guard == "mounts" else inner


def _bubblewrap(readable: Readable, python: str) -> list[str]:
    """A file system with nothing in it but what a job may read and the sandbox's own modules, all read-only."""
    own = [str(PACKAGE / name) for name in ("__init__.py", "errors.py", "sandbox")]
    devices = [path for path in readable.trees if path.startswith("/dev/")]
    trees = [path for path in (*readable.trees, python, *own) if path not in devices]
    links = [path for path in ("/lib", "/lib64", "/bin") if Path(path).is_symlink()]
    options = ["bwrap", "--unshare-all", "--as-pid-1", "--cap-drop", "ALL"]
    for path in trees:
        options += ["--ro-bind", path, path]
    for path in links:
        options += ["--symlink", str(Path(path).readlink()), path]
    for path in devices:
        options += ["--dev-bind", path, path]
    return [*options, "--dir", _EMPTY, "--remount-ro", "/", "--chdir", _EMPTY, "--"]
