"""What somebody put together by hand: a folder a student, or one folder with everybody's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..handed import Oddity
from ..layout import Found, Layout, answers_among, passed_over, person, within
from ..tree import ARCHIVES, Entry, Tree, place_of, suffix_of


def many_folders(tree: Tree) -> bool:
    """Whether there are more folders than files with answers at the top."""
    return len(tree.top_folders) > len(answers_among(tree))


def a_folder_a_student(tree: Tree) -> Iterator[Found | Oddity]:
    """Each folder is a student's; files beside them are nobody's."""
    for entry in tree.top_files:
        yield passed_over(entry, "in no student's folder")
    for folder, inside in _folders_of(tree).items():
        yield Found(person(folder), tuple(inside), place_of((folder,)))


def files(tree: Tree) -> Iterator[Found | Oddity]:
    """Files of one stem are a student's, such as ``ada.md`` and ``ada.py``; so is a folder among them."""
    students: defaultdict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for entry in tree.top_files:
        students[_stem(entry.name)].append((entry.name, entry))
    for folder, inside in _folders_of(tree).items():
        students[folder] += inside
    for name, found in sorted(students.items()):
        yield Found(person(name), tuple(found), found[0][1].place if found else place_of((name,)))


def _folders_of(tree: Tree) -> dict[str, list[tuple[str, Entry]]]:
    """The files of each folder at the top, by their paths in it."""
    folders: dict[str, list[tuple[str, Entry]]] = {folder: [] for folder in tree.top_folders}
    for entry in tree.entries:
        if len(entry.parts) > 1:
            folders[entry.parts[0]].append((within(entry, 1), entry))
    return folders


def _stem(name: str) -> str:
    """
    >>> _stem("ada.md"), _stem("j.smith.tar.gz"), _stem("Makefile")
    ('ada', 'j.smith', 'Makefile')
    """
    suffix = suffix_of(name)
    return name[: len(name) - len(suffix)] if suffix in ARCHIVES else PurePosixPath(name).stem


A_FOLDER_A_STUDENT = Layout("folder a student", many_folders, a_folder_a_student, named_by_students=True)
FILES = Layout("files", lambda tree: True, files, named_by_students=True)
