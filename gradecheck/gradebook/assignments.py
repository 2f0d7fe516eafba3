"""The assignments of a course: kept in the gradebook when they are graded, read anew where they stand."""

from __future__ import annotations

import json
import os.path
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..problem.assignment import AssignmentText
from ..problem.course import Course, load_course
from ..problem.loading import content_of
from ..problem.yaml_reader import decode
from .store import Store
from .tables import NAME


def load_rules(
    folder: Path, new: AssignmentText | None = None, say: Callable[[str], None] = lambda _: None
) -> Course:
    """The rules of the course in ``folder``: its ``course.yaml`` and the assignments that were graded.

    ``new`` is an assignment that is about to be. ``say`` hears of files that are gone: what they said holds.

    Raises what ``load_course`` raises, of assignments too.
    """
    texts: tuple[AssignmentText, ...] = ()
    if (folder / NAME).is_file():
        with Store.open(folder) as store:
            texts = kept(store)
    if new is not None:
        texts = _with(texts, replace(new, path=_seen_from(folder, new.path)))
    return load_course(folder, assignments=[_anew(each, say) for each in texts])


def kept(store: Store) -> tuple[AssignmentText, ...]:
    """The assignments in a gradebook, as they were when they were last graded."""
    folder = store.path.parent
    listed = map(AssignmentText.from_json, json.loads(store.setting("assignments") or b"[]"))
    return tuple(replace(each, path=os.path.normpath(folder / each.path)) for each in listed)


def keep(store: Store, text: AssignmentText) -> None:
    """Keep an assignment in a gradebook, in place of what it was before, or as the last one."""
    folder = store.path.parent
    listed = _with(kept(store), replace(text, path=_seen_from(folder, text.path)))
    inside = [replace(each, path=os.path.relpath(each.path, folder)) for each in listed]
    store.keep_setting("assignments", json.dumps([each.to_json() for each in inside]).encode())


def _seen_from(folder: Path, path: str) -> str:
    """A path as messages about the course in ``folder`` show it."""
    return os.path.normpath(folder / os.path.relpath(path, folder))


def _with(listed: tuple[AssignmentText, ...], new: AssignmentText) -> tuple[AssignmentText, ...]:
    """``new`` among the others. One that is gone and had its problems is the same, moved."""
    left = [each for each in listed if each.path == new.path or not _moved(each, new)]
    if new.path not in [each.path for each in left]:
        return (*left, new)
    return tuple(new if each.path == new.path else each for each in left)


def _moved(old: AssignmentText, new: AssignmentText) -> bool:
    own, other = ({problem for _, ids in each.ids for problem in ids} for each in (old, new))
    return bool(own & other) and not Path(old.path).is_file()


def _anew(text: AssignmentText, say: Callable[[str], None]) -> AssignmentText:
    """An assignment as its file is now."""
    path = Path(text.path)
    if not path.is_file():
        say(f"{path}: this is gone: what it said when gradecheck batch last read it holds")
        return text
    return replace(text, text=decode(content_of(path), text.path))
