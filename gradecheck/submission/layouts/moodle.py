"""Moodle, *Download all submissions*: ``Ada Lovelace_12345_assignsubmission_file_/hw.md``.

The number is that of the participant, as in the grading worksheet's column *Identifier*; where marking is
blind, the name is ``Participant``, and a team has its name and number. What was typed into a text box is
``…_assignsubmission_onlinetext_/onlinetext.html``. Without *Download submissions in folders* all lie in one
folder, ``Ada Lovelace_12345_assignsubmission_file_hw.md``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ..handed import Oddity, Person
from ..layout import Found, Layout, mostly, passed_over, person, within
from ..tree import Entry, Tree

_NAMED = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<kind>file|onlinetext|[a-z]+)(?:_(?P<rest>.*))?",
    re.S,
)


def detects(tree: Tree) -> bool:
    """Whether at least half of what is at the top is named so."""
    return mostly([*tree.top_folders, *(entry.name for entry in tree.top_files)], _NAMED.fullmatch)


def read(tree: Tree) -> Iterator[Found | Oddity]:
    """All that bears a student's name and number is one attempt."""
    people: dict[str, Person] = {}
    files: defaultdict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for entry in tree.entries:
        match = _NAMED.fullmatch(entry.parts[0])
        name = within(entry, 1) if len(entry.parts) > 1 else (match["rest"] or "") if match else ""
        if match is None or not name:
            yield passed_over(entry, "not named as Moodle names submissions")
            continue
        who = _who(match)
        people[who.id] = who
        files[who.id].append((name, entry))
    for folder in tree.top_folders:
        if (match := _NAMED.fullmatch(folder)) and (who := _who(match)).id not in people:
            people[who.id] = who
    for student in sorted(people):
        found = tuple(files[student])
        yield Found(people[student], found, found[0][1].place if found else student)


def _who(match: re.Match[str]) -> Person:
    name, number = match["name"], match["number"] or ""
    blind = name.lower() == "participant" or not number
    return person(f"{name}_{number}".rstrip("_"), ("moodle", number), full="" if blind else name)


LAYOUT = Layout("moodle", detects, read)
