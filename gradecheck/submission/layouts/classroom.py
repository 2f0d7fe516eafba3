"""GitHub Classroom: a clone for each student, ``assignment-username``, in a folder ``assignment-submissions``.

The time is that of the last commit, which the student's own clock made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..handed import Oddity
from ..layout import Found, Layout, passed_over, person, within
from ..shown import shown
from ..tree import Entry, Tree

_PARENT = "-submissions"


def detects(tree: Tree) -> bool:
    """Whether most folders at the top are clones, or all are named after the folder above them."""
    folders = tree.top_folders
    clones = [folder for folder in folders if (folder,) in tree.commits]
    return bool(folders) and (
        len(clones) * 2 > len(folders) or (tree.name.endswith(_PARENT) and bool(_prefix(tree)))
    )


def read(tree: Tree) -> Iterator[Found | Oddity]:
    """Each clone is an attempt of the user whose name it ends in."""
    prefix = _prefix(tree)
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in tree.entries:
        if len(entry.parts) > 1:
            entries[entry.parts[0]].append(entry)
        else:
            yield passed_over(entry, "in no student's clone")
    for folder in tree.top_folders:
        user = folder.removeprefix(prefix)
        files = tuple((within(entry, 1), entry) for entry in entries[folder])
        when = tree.commits.get((folder,))
        yield Found(person(user, ("github", user)), files, shown(folder), when() if when else None)


def _prefix(tree: Tree) -> str:
    """The assignment's name and a hyphen: that of the folder above, or what all clones begin with."""
    folders = tree.top_folders
    named = tree.name.removesuffix(_PARENT) + "-" if tree.name.endswith(_PARENT) else ""
    if named and all(folder.startswith(named) and folder != named for folder in folders):
        return named
    if not folders or (tree.name.endswith(_PARENT) and not tree.commits):
        return ""
    first, last = folders[0], folders[-1]
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    shared = first[:same] if len(folders) > 1 else first
    return shared[: shared.rfind("-") + 1]


LAYOUT = Layout("github classroom", detects, read)
