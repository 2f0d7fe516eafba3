"""Which problem files a name stands for: a file, a folder, or the id of a shipped problem."""

from __future__ import annotations

import difflib
from pathlib import Path

from ..errors import OperatorError

PACKAGE = Path(__file__).resolve().parent.parent
SUFFIXES = (".yaml", ".yml")


def shipped() -> Path:
    """The folder of the problems that come along: inside the package where it is installed, else beside it."""
    inside = PACKAGE / "problems"
    return inside if inside.is_dir() else PACKAGE.parent / "problems"


def find(name: str) -> tuple[Path, ...]:
    """The problem files that ``name`` stands for, sorted by path.

    A file stands for itself, a folder for all problem files below it, an id such as ``section3`` or
    ``section3/1-graph-review`` for what is shipped under it; the last part of an id is enough where only one
    problem has it. Raises ``OperatorError`` where nothing is found.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return (path,)
    if path.is_dir():
        files = below(path)
        if files:
            return files
    root = shipped()
    known = {problem_id(file): file for file in below(root)}
    wanted = name.strip("/").removeprefix("problems/").removesuffix(".yaml")
    found = tuple(file for own, file in known.items() if wanted and f"{own}/".startswith(f"{wanted}/"))
    if not found:
        found = tuple(file for own, file in known.items() if own.rsplit("/", 1)[-1] == wanted)
        found = found if len(found) == 1 else ()
    if found:
        return found
    if path.is_dir():
        raise OperatorError(f"there is no problem file in {name}", remedy="problem files end in .yaml")
    raise OperatorError(f"there is no problem '{name}'", remedy=_remedy(wanted, known))


def problem_id(path: Path) -> str:
    """The id of a problem whose file gives none: its path below the nearest folder ``problems``, or its name.

    >>> problem_id(Path("/home/ada/problems/section3/1-graph-review.yaml")), problem_id(Path("sigmoid.yaml"))
    ('section3/1-graph-review', 'sigmoid')
    """
    parts = path.resolve().with_suffix("").parts
    after = max((n + 1 for n, part in enumerate(parts[:-1]) if part == "problems"), default=len(parts) - 1)
    return "/".join(parts[after:])


def below(folder: Path) -> tuple[Path, ...]:
    """All problem files in a folder and in those inside of it, sorted by path."""
    files = (file for suffix in SUFFIXES for file in folder.rglob(f"*{suffix}"))
    return tuple(sorted(file for file in files if file.is_file() and not file.name.startswith(".")))


def _remedy(wanted: str, known: dict[str, Path]) -> str:
    if not known:
        return "name a problem file, or a folder of them"
    folders = {known_id.rsplit("/", 1)[0] for known_id in known if "/" in known_id}
    names = {known_id.rsplit("/", 1)[-1]: known_id for known_id in known}
    near = difflib.get_close_matches(wanted, [*known, *folders, *names], n=1)
    if near:
        return f"did you mean '{names.get(near[0], near[0])}'?"
    return "name a file, a folder, or one of: " + ", ".join(sorted({*folders, *known})[:12])
