"""Which problem files a name stands for: a file, a folder, an assignment, or the id of a shipped problem."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import OperatorError

PACKAGE = Path(__file__).resolve().parent.parent
SUFFIXES = (".yaml", ".yml")
ASSIGNMENTS = ("assignment.yaml", "assignment.yml")
COURSE = "course.yaml"
_TOP_LEVEL = re.compile(rb"^([\"']?)(problems|items)\1[ \t]*:", re.M)
_LOOKED_AT = 1_000_000


def shipped() -> Path:
    """The folder of the problems that come along: inside the package where it is installed, else beside it."""
    inside = PACKAGE / "problems"
    return inside if inside.is_dir() else PACKAGE.parent / "problems"


def find(name: str) -> tuple[Path, ...]:
    """The problem files that ``name`` stands for, sorted by path.

    A file stands for itself, a folder for all problem files below it, an id such as ``section3`` or
    ``section3/1-graph-review`` for what is shipped under it; the last part of an id is enough where only one
    problem has it, or its first words, such as ``section3/1``. An assignment stands for its problems, in its
    order. Raises ``OperatorError`` where nothing is found, ``AuthorError`` for an assignment that is broken.
    """
    path = Path(name).expanduser()
    assignment = assignment_at(path)
    if assignment is not None:
        from .assignment_reading import load_assignment

        return load_assignment(assignment).files
    return _at(path) or _shipped_as(name, path, _beside(name, path))


def listed(name: str, assignment: Path) -> tuple[Path, ...]:
    """The problem files that an entry of the assignment in a file stands for.

    As in ``find``, but a path begins at that file, and may go without its suffix. Raises ``OperatorError``.
    """
    path = assignment.parent / name
    spellings = (path, *(path.with_name(f"{path.name}{suffix}") for suffix in SUFFIXES if path.name))
    for each in spellings:
        inner = assignment_at(each)
        if inner is not None and not (_what(each) == "folder" and inner.resolve() == assignment.resolve()):
            raise OperatorError(f"'{name}' is an assignment itself", remedy="list its problems")
        if files := _at(each):
            return files
    return _shipped_as(name, path, _beside(name, path))


def assignment_at(path: Path) -> Path | None:
    """The file of the assignment that a path leads to: a file that is one, or a folder that holds one."""
    if _what(path) == "folder":
        return next(filter(None, (assignment_at(path / name) for name in ASSIGNMENTS)), None)
    return path if _what(path) == "file" and _kind(path) == "assignment" else None


def _kind(path: Path) -> str:
    """What a YAML file is by its name and its top-level keys: a problem, unless it looks otherwise."""
    if path.name == COURSE:
        return "course"
    if path.suffix not in SUFFIXES:
        return "problem"
    try:
        with path.open("rb") as file:
            keys = {key for _, key in _TOP_LEVEL.findall(file.read(_LOOKED_AT))}
    except OSError:
        return "problem"
    is_one = b"items" not in keys and (b"problems" in keys or path.name in ASSIGNMENTS)
    return "assignment" if is_one else "problem"


def _at(path: Path) -> tuple[Path, ...]:
    """The problem files at a path, none where it leads nowhere."""
    match _what(path):
        case "file":
            return (path,)
        case "folder":
            return below(path)
    return ()


def _what(path: Path) -> str:
    """Whether a path leads to a file or a folder; "" where to neither."""
    try:
        return "folder" if path.is_dir() else "file" if path.is_file() else ""
    except OSError:  # a name that no system takes
        return ""


def _shipped_as(name: str, path: Path, beside: Iterable[str] = ()) -> tuple[Path, ...]:
    """The shipped problem files of a name that is no path to any; ``beside`` are names to suggest too."""
    root = shipped()
    known = {problem_id(file): file for file in below(root)}
    wanted = name.strip("/").removeprefix("problems/").removesuffix(".yaml")
    found = tuple(file for own, file in known.items() if wanted and f"{own}/".startswith(f"{wanted}/"))
    if not found:
        found = _alone(known, wanted, "") or _alone(known, wanted, "-")
    if found:
        return found
    if _what(path) == "folder":
        raise OperatorError(f"there is no problem file in {name}", remedy="problem files end in .yaml")
    near = difflib.get_close_matches(name, list(beside), n=1)
    remedy = f"did you mean '{near[0]}'?" if near else _remedy(wanted, known)
    raise OperatorError(f"there is no problem '{name}'", remedy=remedy)


def _beside(name: str, path: Path) -> tuple[str, ...]:
    """The files and folders where a path leads nowhere, spelt as ``name`` is."""
    if _what(path.parent) != "folder":
        return ()
    try:
        entries = sorted(path.parent.iterdir())
    except OSError:
        return ()
    start = name[: len(name) - len(path.name)]
    return tuple(
        f"{start}{each.name}"
        for each in entries
        if each.is_dir() or (each.suffix in SUFFIXES and _kind(each) == "problem")
    )


def find_one(name: str) -> Path:
    """The one problem file that ``name`` stands for. Raises ``OperatorError`` where it is none or several."""
    files = find(name)
    if len(files) > 1:
        names = ", ".join(map(problem_id, files[:8]))
        raise OperatorError(f"'{name}' is {len(files)} problems", remedy=f"name one of: {names}")
    return files[0]


def _alone(known: dict[str, Path], wanted: str, end: str) -> tuple[Path, ...]:
    """The one file whose id, or the last part of it, is ``wanted``, or begins so and goes on with ``end``."""

    def fits(own: str) -> bool:
        return own.startswith(wanted + end) if end else own == wanted

    found = tuple(file for own, file in known.items() if wanted and (fits(own) or fits(own.rsplit("/", 1)[-1])))
    return found if len(found) == 1 else ()


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
    own = (file for file in files if file.is_file() and not file.name.startswith("."))
    return tuple(sorted(file for file in own if _kind(file) == "problem"))


def _remedy(wanted: str, known: dict[str, Path]) -> str:
    if not known:
        return "name a problem file, or a folder of them"
    folders = {known_id.rsplit("/", 1)[0] for known_id in known if "/" in known_id}
    names = {known_id.rsplit("/", 1)[-1]: known_id for known_id in known}
    near = difflib.get_close_matches(wanted, [*known, *folders, *names], n=1)
    if near:
        return f"did you mean '{names.get(near[0], near[0])}'?"
    return "name a file, a folder, or one of: " + ", ".join(sorted({*folders, *known})[:12])
