"""``course.yaml`` → ``Course``: read, checked, its times made moments. Imports what takes long to import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from ..errors import AuthorError
from .assignment import AssignmentText
from .assignment_reading import Layers, assignment_layers, open_text
from .course import Assigned, Course, Extension, covers
from .course_schema import CourseFile
from .explain import check_as, gather, together
from .rules_reading import Layer, differing, layer, sensible, zone_of
from .yaml_reader import Document, Path, read

_NO_FILE = b"gradecheck: 1\n"


def read_course(
    content: bytes | None, path: str, now: datetime, assignments: Sequence[AssignmentText] = ()
) -> Course:
    """The course in ``content`` with its assignments; ``path`` is for messages.

    Of a problem holds, key by key, what its own entry says, then what its assignment says of it, what the
    assignment says, the course's entry of its folder, the course's defaults.

    Raises ``AuthorError``, or ``AuthorErrors`` with all of them.
    """
    document = read(_NO_FILE if content is None else content, path)
    file = check_as(document, CourseFile)
    opened = gather(partial(open_text, text) for text in assignments)
    own_zone = zone_of(document, file.timezone) if file.timezone else None
    zone = own_zone or next((zone for each in opened if (zone := each.zone) is not None), UTC)
    defaults = partial(layer, document, zone, ("defaults",), file.defaults, needs_due=False)
    entries = (partial(layer, document, zone, ("problems", name), part) for name, part in file.problems.items())
    first, *others = gather([defaults, *entries])
    own = _Own(document, first, dict(zip(file.problems, others, strict=True)))
    assigned = gather(partial(assignment_layers, each, zone) for each in opened)
    _check_apart(assigned)
    stacks = own.stacks(assigned)
    standard, *rules = gather(
        [partial(sensible, (), [first]), *(partial(sensible, *each) for each in stacks.values())]
    )
    return Course(
        title=" ".join(file.title.split()),
        timezone=zone,
        defaults=standard,
        problems=tuple(zip(stacks, rules, strict=True)),
        drop_lowest=file.drop_lowest,
        extensions=_extensions(document, file),
        places=tuple((name, document.key_place(("problems", name))) for name in file.problems),
        now=now,
        assignments=tuple(Assigned(each.name, each.text.path, each.ids) for each in assigned),
        told=tuple(said for each in assigned for said in own.disagreements(each)),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """What ``course.yaml`` says itself: of all problems, and by id or folder."""

    document: Document
    defaults: Layer
    entries: Mapping[str, Layer]

    def stacks(self, assigned: Sequence[Layers]) -> dict[str, tuple[list[Layer], list[Layer]]]:
        """For each entry and each assigned problem the layers above it, and its own, from far to near."""
        own = {name: [entry] for name, entry in self.entries.items()}
        for each in assigned:
            for one in each.problems:
                own[one.problem] = [each.whole, one.entry, *own.get(one.problem, ())]
        above = {name: [self.defaults, *self._folders(name).values()] for name in own}
        return {name: (above[name], own[name]) for name in self._ordered(assigned)}

    def _ordered(self, assigned: Sequence[Layers]) -> Iterable[str]:
        """Entries and assigned problems as the course shows them.

        An assignment stands together, at the first entry that is about one of its problems, or at the end.
        """
        order: dict[str, None] = {}
        for name in self.entries:
            about = [each for each in assigned if any(covers(name, problem) for problem in each.ids)]
            if not any(name in each.ids for each in about):
                order[name] = None
            for each in about:
                order |= dict.fromkeys(each.ids)
        return order | dict.fromkeys(problem for each in assigned for problem in each.ids)

    def _folders(self, problem: str) -> dict[str, Layer]:
        """The entries of folders above a problem, the nearest one last."""
        above = [name for name in self.entries if covers(name, problem) and name != problem]
        return {name: self.entries[name] for name in sorted(above, key=len)}

    def disagreements(self, assigned: Layers) -> Iterator[str]:
        """A sentence for each entry that says other things than an assignment, and which of the two holds."""
        path, said = assigned.text.path, dict[str, None]()
        for one in assigned.problems:
            theirs = {**assigned.whole.said, **one.entry.said}
            own = self.entries[one.problem].said if one.problem in self.entries else {}
            said |= self._differ(one.problem, own, theirs, f"this holds, not what {path} says")
            left = {name: value for name, value in theirs.items() if name not in own}
            for name, entry in self._folders(one.problem).items():
                said |= self._differ(name, entry.said, left, f"what {path} says holds, not this")
        return iter(said)

    def _differ(
        self, name: str, own: Mapping[str, object], theirs: Mapping[str, object], which: str
    ) -> dict[str, None]:
        keys = differing(own, theirs)
        place = self.document.key_place(("problems", name))
        return {f"{place}: {name}: {', '.join(keys)}: {which}": None} if keys else {}


def _check_apart(assigned: Sequence[Layers]) -> None:
    """Raises ``AuthorError`` where a problem belongs to two assignments."""
    seen: dict[str, str] = {}
    errors: list[AuthorError] = []
    for each in assigned:
        for one in each.problems:
            if one.problem in seen:
                fact = f"'{one.problem}' is in {seen[one.problem]} too"
                remedy = "a problem of a course belongs to one assignment"
                place = one.entry.document.place((*one.entry.path, "problem"))
                errors.append(AuthorError(fact, remedy=remedy, place=place))
            seen[one.problem] = each.text.path
    if errors:
        raise together(errors)


def _extensions(document: Document, file: CourseFile) -> tuple[Extension, ...]:
    found: list[Extension] = []
    for student, entries in file.extensions.items():
        for problem, length in entries.items():
            path: Path = ("extensions", student, problem) if problem else ("extensions", student)
            found.append(Extension(student, problem, length, document.key_place(path)))
    return tuple(found)
