"""What can be typed where a problem or one of its items is to be named: what shells offer."""

from __future__ import annotations

from pathlib import Path

from ..errors import GradecheckError
from .finding import SUFFIXES, below, find, problem_id, shipped
from .loading import content_of
from .yaml_reader import read


def problem_names(beginning: str) -> list[str]:
    """Names that begin so and that ``find`` knows: ids and folders that are shipped, then files and folders.

    >>> problem_names("section3/1"), problem_names("no such")
    (['section3/1-graph-review'], [])
    """
    ids = [problem_id(file) for file in below(shipped())]
    known = sorted({*ids, *(own.rpartition("/")[0] for own in ids)} - {""})
    return [*(name for name in known if name.startswith(beginning)), *_files(beginning)]


def item_ids(problem: str) -> list[str]:
    """The ids of a problem's items as its file gives them, sound or not; none where there is no such problem.

    >>> item_ids("section3/1-graph-review")[:2], item_ids("no such problem")
    (['1.1', '1.2'], [])
    """
    try:
        files = find(problem)
        items = [read(content_of(file), str(file)).at(("items",)) for file in files]
    except GradecheckError:
        return []
    rows = [row for each in items if isinstance(each, list) for row in each if isinstance(row, dict)]
    return [own for row in rows if isinstance(own := row.get("id"), str)]


def _files(beginning: str) -> list[str]:
    """Problem files and folders; those inside of a folder that is the only choice, so that one may go on."""
    folder, _, name = beginning.rpartition("/")
    prefix = beginning[: len(beginning) - len(name)]
    try:
        inside = sorted(Path(folder or (prefix or ".")).expanduser().iterdir())
    except OSError:
        return []
    found = [
        f"{prefix}{each.name}/" if each.is_dir() else f"{prefix}{each.name}"
        for each in inside
        if each.name.startswith(name) and not each.name.startswith(".")
        if each.is_dir() or each.suffix in SUFFIXES
    ]
    only_folder = len(found) == 1 and found[0].endswith("/") and found[0] != beginning
    return [*found, *_files(found[0])] if only_folder else found
