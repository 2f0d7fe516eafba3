"""nbgrader: ``submitted/student/assignment/notebook.ipynb`` with a ``timestamp.txt`` beside it.

What lies in the exchange before it is collected is read too:
``inbound/student+assignment+2026-01-30 10:30:47 UTC+random/notebook.ipynb``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from ...errors import OperatorError, StudentError
from ..clock import moment
from ..handed import Oddity
from ..layout import Found, Layout, mostly, passed_over, person, within
from ..shown import shown
from ..tree import Entry, Tree, place_of

_TIME = "timestamp.txt"
_INBOUND = re.compile(
    r"(?P<student>.+?)\+(?P<assignment>[^+]+)\+(?P<at>\d{4}-\d\d-\d\d [^+]*)(?:\+[^+]*)?", re.S
)


def detects(tree: Tree) -> bool:
    """Whether a time stamp lies in a student's folder of an assignment, or all is in ``submitted``."""
    if any(len(entry.parts) == 3 and entry.name == _TIME for entry in tree.entries):
        return True
    return (
        tree.name == "submitted" and bool(tree.entries) and all(len(entry.parts) > 2 for entry in tree.entries)
    )


def read(tree: Tree) -> Iterator[Found | Oddity]:
    """Each student's folder of the assignment is an attempt."""
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in tree.entries:
        if len(entry.parts) > 2:
            found[entry.parts[0], entry.parts[1]].append(entry)
        else:
            yield passed_over(entry, "in no assignment's folder")
    _only_one(sorted({assignment for _, assignment in found}))
    for (student, assignment), entries in sorted(found.items()):
        files = tuple((within(entry, 2), entry) for entry in entries if entry.parts[2:] != (_TIME,))
        yield Found(person(student), files, place_of((student, assignment)), _time(entries))


def _only_one(assignments: list[str]) -> None:
    if len(assignments) > 1:
        raise OperatorError(
            f"there are several assignments here: {', '.join(map(shown, assignments[:5]))}",
            remedy="put the folders of one assignment into a folder of their own",
        )


def _time(entries: list[Entry]) -> datetime | None:
    """nbgrader's own time stamp; its time zone is UTC where it names none."""
    for entry in entries:
        if entry.parts[2:] == (_TIME,):
            try:
                return moment(entry.read().decode("utf-8", "replace"), default=UTC)
            except StudentError:
                return None
    return None


def detects_inbound(tree: Tree) -> bool:
    """Whether at least half of the folders are named as nbgrader's exchange names them."""
    return mostly(tree.top_folders, _INBOUND.fullmatch)


def read_inbound(tree: Tree) -> Iterator[Found | Oddity]:
    """Each folder is an attempt; the names sort by time."""
    matches = {folder: match for folder in tree.top_folders if (match := _INBOUND.fullmatch(folder))}
    _only_one(sorted({match["assignment"] for match in matches.values()}))
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in tree.entries:
        if len(entry.parts) > 1 and entry.parts[0] in matches:
            entries[entry.parts[0]].append(entry)
        else:
            yield passed_over(entry, "in no submission's folder")
    for folder, match in sorted(matches.items()):
        files = tuple((within(entry, 1), entry) for entry in entries[folder] if entry.parts[1:] != (_TIME,))
        yield Found(person(match["student"]), files, shown(folder), moment(match["at"], default=UTC))


LAYOUT = Layout("nbgrader", detects, read)
INBOUND = Layout("nbgrader inbound", detects_inbound, read_inbound)
