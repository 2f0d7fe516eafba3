"""A class from whatever a platform gave out: a folder, an archive or a table becomes a ``Class``."""

from __future__ import annotations

import difflib
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import partial
from pathlib import Path

from ..errors import OperatorError, StudentError
from .acceptance import accept
from .archive_tree import CLASS, archive_tree
from .duplicates import Duplicates
from .folder_tree import folder_tree, single_file
from .handed import Class, Handed, Oddity, Person
from .layout import Found, Layout
from .layouts import BY_HAND, LAYOUTS
from .mapping import Mapping, read_mapping
from .responses import RESPONSES, is_a_table, responses
from .roster import Roster, joined, merged, read_roster, same
from .shown import shown
from .spool import Spool
from .tree import ARCHIVES, Tree, suffix_of

LAYOUT_NAMES = (*(layout.name for layout in (*LAYOUTS, *BY_HAND)), RESPONSES)
"""What ``layout`` may be."""


def collect(
    path: Path,
    *,
    roster: Path | None = None,
    mapping: Path | None = None,
    layout: str | None = None,
    timezone: tzinfo | None = None,
) -> Class:
    """The class that handed in ``path``: a folder, a zip or tar archive, a table of responses, or one file.

    The layout is detected unless ``layout`` names it. ``roster`` is a table of who is enrolled, ``mapping`` a
    YAML file that says what the columns of a table of responses are; ``timezone`` holds for times in it that
    name none. Files are looked at once and read again when ``HandedFile.read`` is called, which works in this
    process and in forks of it. A ``Handed`` without files is an attempt of which nothing can be read.

    Raises:
        OperatorError: Nothing is there, it cannot be opened, or ``layout``, ``roster`` or ``mapping`` is wrong.
    """
    if layout is not None and layout not in LAYOUT_NAMES:
        near = difflib.get_close_matches(layout, LAYOUT_NAMES, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise OperatorError(f"there is no layout '{layout}'", remedy=f"{hint}known: {', '.join(LAYOUT_NAMES)}")
    known = read_roster(roster) if roster is not None else Roster()
    columns = read_mapping(mapping) if mapping is not None else Mapping()
    columns = replace(columns, timezone=columns.timezone or timezone)
    spool = Spool()
    tree = _tree(path, spool)
    rows = partial(responses, mapping=columns, spool=spool)
    table = Layout(RESPONSES, partial(is_a_table, wanted=mapping is not None), rows)
    chosen, tree = _detected(tree, layout, (table, *LAYOUTS))
    if mapping is not None and chosen.name != RESPONSES:
        fact = (
            f"{shown(str(path))}: there is no table of responses here, whose columns {mapping.name} could name"
        )
        raise OperatorError(fact, remedy="name the table itself")
    gathered = _Gathering(chosen, known, spool, list(tree.oddities))
    gathered.take(chosen.read(tree))
    if not gathered.attempts and not gathered.oddities:
        remedy = "check the path of the submissions"
        raise OperatorError(f"{shown(str(path))}: nothing is handed in here", remedy=remedy)
    return gathered.finished(chosen.name)


def _tree(path: Path, spool: Spool) -> Tree:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise OperatorError(
            f"{shown(str(path))}: no such file", remedy="check the path of the submissions"
        ) from error
    if stat.S_ISDIR(mode):
        tree = folder_tree(path)
        if len(tree.entries) != 1 or suffix_of(tree.entries[0].name) not in ARCHIVES:
            return tree
        path = path.joinpath(*tree.entries[0].parts)
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):
        raise OperatorError(f"{shown(str(path))}: not a file or folder")
    if suffix_of(path.name) not in ARCHIVES:
        return single_file(path)
    try:
        with path.open("rb") as file:
            return _unwrapped(archive_tree(file, path.name, spool, CLASS))
    except OSError as error:
        raise OperatorError(f"{shown(str(path))}: cannot be read: {error.strerror or error}") from error
    except StudentError as error:
        raise OperatorError(error.fact, remedy=error.remedy) from error


def _unwrapped(tree: Tree) -> Tree:
    """An archive without the one folder that holds everything in it."""
    if len(tree.top_folders) == 1 and not tree.top_files:
        return tree.below(tree.top_folders[0])
    return tree


def _detected(tree: Tree, name: str | None, layouts: Sequence[Layout]) -> tuple[Layout, Tree]:
    """The layout, and the class without a folder around it where a platform's layout lies in that."""
    trees = [tree, *([tree.below(tree.top_folders[0])] if len(tree.top_folders) == 1 else [])]
    for layout in layouts:
        for one in trees:
            if layout.name == name or (name is None and layout.detects(one)):
                detected = next((tree for tree in trees if layout.detects(tree)), one)
                return layout, detected
    for layout in BY_HAND:
        if layout.name == name or (name is None and layout.detects(tree)):
            return layout, _inner(tree)
    raise OperatorError(f"there is no layout '{name}'")


def _inner(tree: Tree) -> Tree:
    """A folder that holds nothing but folders is around the class, not a student's."""
    if len(tree.top_folders) == 1 and not tree.top_files:
        below = tree.below(tree.top_folders[0])
        return below if below.top_folders and not below.top_files else tree
    return tree


@dataclass(slots=True)
class _Gathering:
    """The attempts of a class as they are found, joined with the roster."""

    layout: Layout
    roster: Roster
    spool: Spool
    oddities: list[Oddity]
    attempts: defaultdict[str, list[Handed]] = field(default_factory=lambda: defaultdict(list))
    people: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    duplicates: Duplicates = field(default_factory=Duplicates)

    def take(self, found: Iterable[Found | Oddity]) -> None:
        for one in found:
            self.oddities.append(one) if isinstance(one, Oddity) else self.attempt(one)

    def attempt(self, found: Found) -> None:
        who = joined(self.roster, found.who, loosely=self.layout.named_by_students)
        accepted = accept(found, who.id, self.spool)
        if self.layout.named_by_students and not accepted.files and not who.enrolled and self._is_loose(found):
            self.oddities += [replace(oddity, student="") for oddity in accepted.oddities]
            return
        self.people[who.id].append(who)
        self.oddities += [replace(oddity, student=who.id) for oddity in found.oddities]
        self.oddities += accepted.oddities
        for file, digest in zip(accepted.files, accepted.digests, strict=True):
            self.duplicates.add(digest, who.id, f"{found.source}: {file.name}", found.source)
        if not accepted.files and not accepted.oddities:
            self.oddities.append(Oddity("unreadable", found.source, "there is no file in it", student=who.id))
        self.attempts[who.id].append(Handed(who.id, tuple(accepted.files), found.source, found.at))

    @staticmethod
    def _is_loose(found: Found) -> bool:
        return all(len(entry.parts) == 1 for _, entry in found.files) and bool(found.files)

    def finished(self, layout: str) -> Class:
        people = {person.id: person for person in self.roster.people}
        people |= {student: merged(persons) for student, persons in self.people.items()}
        handed: list[Handed] = []
        odd = [*self.roster.oddities, *self.oddities, *self.duplicates.oddities()]
        for student in sorted(self.attempts):
            attempts = _in_order(self.attempts[student])
            if self.layout.named_by_students and len(attempts) > 1:
                attempts = [_together(attempts)]
                odd.append(_one_of(student, attempts[0]))
            if len(attempts) > 1:
                odd.append(_again(student, len(attempts)))
            handed += attempts
        odd += _strangers(people.values(), self.roster)
        odd += _collisions(people)
        return Class(layout, tuple(people[student] for student in sorted(people)), tuple(handed), _sorted(odd))


def _in_order(attempts: list[Handed]) -> list[Handed]:
    """Attempts by time where all have one, else as they were found."""
    if any(attempt.at is None for attempt in attempts):
        return attempts
    return sorted(attempts, key=lambda attempt: attempt.at.timestamp() if attempt.at else 0.0)


def _together(attempts: list[Handed]) -> Handed:
    files = tuple(file for attempt in attempts for file in attempt.files)
    return replace(attempts[0], files=files, source=", ".join(attempt.source for attempt in attempts))


def _one_of(student: str, attempt: Handed) -> Oddity:
    remedy = "name them by ids of the roster if they are not one person's"
    return Oddity("resubmission", student, f"taken together: {attempt.source}", remedy, student)


def _again(student: str, count: int) -> Oddity:
    remedy = "the policy of the course says which one counts"
    return Oddity("resubmission", student, f"handed in {count} times", remedy, student)


def _strangers(people: Iterable[Person], roster: Roster) -> Iterator[Oddity]:
    for person in people if roster.people else ():
        if not person.enrolled:
            named = f"{person.name} is " if person.name and person.name != person.id else ""
            remedy = "add them to the roster, or a column with what the platform calls them"
            yield Oddity("unknown_student", person.id, f"{named}not on the roster", remedy, person.id)


def _collisions(people: Iterable[str]) -> Iterator[Oddity]:
    """Ids that only case or accents tell apart: on some disks their files would be one."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for student in people:
        alike[same(student)].append(student)
    for students in alike.values():
        for student in sorted(students)[1:]:
            fact = f"{student} and {sorted(students)[0]} differ in case or blanks only: are they one person?"
            yield Oddity("duplicate", student, fact, "give both a roster with one id", student)


def _sorted(oddities: Iterable[Oddity]) -> tuple[Oddity, ...]:
    return tuple(sorted(oddities, key=lambda odd: (odd.student, odd.place, odd.kind, odd.fact)))
