"""A course: its time zone, and for each problem the rules by which attempts count.

This is what ``course.yaml`` and assignments say (``docs/course.md``), as frozen values. Importing it is cheap;
reading the files is not, and happens in ``course_reading``.
"""

from __future__ import annotations

import difflib
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from ..errors import OperatorError, Place
from .durations import NONE, Duration
from .finding import COURSE

if TYPE_CHECKING:
    from .assignment import AssignmentText

MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Late:
    """``penalty`` of the score, or of all ``points``, for each day or hour begun, or once; ``at_most`` so much.

    Nothing counts that comes later than ``refuse_after`` after the deadline.
    """

    penalty: Fraction = Fraction(0)
    per: Literal["day", "hour", "once"] = "day"
    at_most: Fraction = Fraction(1)
    of: Literal["score", "points"] = "score"
    refuse_after: Duration | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one problem.

    The first ``attempts`` count (``None``: all), and of these the one that ``use`` says. ``feedback`` is the
    most that students see ("" for what the problem allows), from the moment ``since``; ``before`` that
    nothing, or the verdicts. Whoever is at most ``grace`` late is in time.
    """

    attempts: int | None = None
    use: Literal["best", "last", "first"] = "best"
    due: datetime | None = None
    grace: Duration = NONE
    late: Late = Late()
    weight: Fraction = Fraction(1)
    droppable: bool = True
    feedback: Literal["", "verdict", "hints", "full"] = ""
    since: Literal["now", "due"] | datetime = "now"
    before: Literal["nothing", "verdict"] = "nothing"


@dataclass(frozen=True, slots=True)
class Extension:
    """``length`` more for a student, at a problem or at all below a folder of them ("" for all there are)."""

    student: str
    problem: str
    length: Duration
    place: Place


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment of a course: its name, the path of its file, and the ids of its problems."""

    name: str
    path: str
    problems: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called: its name, or the path of its file or folder."""
        return self.name, self.path, str(PurePath(self.path).parent)


@dataclass(frozen=True, slots=True)
class Course:
    """What ``course.yaml`` says. ``Course()`` is a course without deadlines, in which the best attempt counts.

    ``problems`` pairs an id, or a folder of them, with its rules, in the order of the file; ``places`` says
    where each stands. ``now`` is the moment that decides whether feedback is out; ``None``: it is. ``told``
    says where ``course.yaml`` and an assignment disagree.
    """

    title: str = ""
    timezone: tzinfo = UTC
    defaults: Rules = Rules()
    problems: tuple[tuple[str, Rules], ...] = ()
    drop_lowest: int = 0
    extensions: tuple[Extension, ...] = ()
    places: tuple[tuple[str, Place], ...] = ()
    now: datetime | None = None
    assignments: tuple[Assigned, ...] = ()
    told: tuple[str, ...] = ()

    def rules(self, problem: str) -> Rules:
        """The rules for a problem: those of its id, else of the nearest folder above it, else the defaults.

        >>> course = Course(problems=(("section3", Rules(weight=Fraction(2))),))
        >>> course.rules("section3/1-graph-review").weight, course.rules("section30").weight
        (Fraction(2, 1), Fraction(1, 1))
        """
        above = [(name, rules) for name, rules in self.problems if covers(name, problem)]
        return max(above, key=lambda entry: len(entry[0]))[1] if above else self.defaults

    def extension(self, names: Iterable[str], problem: str) -> Duration:
        """How much more time a student has whom ``names`` call so; the most specific entry holds."""
        known = set(names)
        found = [each for each in self.extensions if each.student in known and covers(each.problem, problem)]
        return max(found, key=lambda each: len(each.problem)).length if found else NONE

    def position(self, problem: str) -> int:
        """Where a problem stands in the course: the first entry that is about it, or after all of them.

        A problem of an assignment stands there, in its order.
        """
        is_assigned = any(problem in each.problems for each in self.assignments)
        about = operator.eq if is_assigned else covers
        entries = (n for n, (name, _) in enumerate(self.problems) if about(name, problem))
        return next(entries, len(self.problems))

    def only(self, name: str) -> tuple[Course, tuple[str, ...] | None]:
        """The course as if it had but one assignment, and the problems of that; the course as it is for "".

        ``name`` is its title, or the path of its file or folder. Raises ``OperatorError`` where there is none.
        """
        if not name:
            return self, None
        found = [each for each in self.assignments if name in each.names or name.rstrip("/") in each.names]
        if len(found) != 1:
            raise self._unknown(name, [each.path for each in found])
        title = f"{self.title}: {found[0].name}" if self.title else found[0].name
        return replace(self, title=title, drop_lowest=0, assignments=(found[0],)), found[0].problems

    def _unknown(self, name: str, several: Sequence[str]) -> OperatorError:
        if several:
            remedy = f"name one by its file: {', '.join(several)}"
            return OperatorError(f"{len(several)} assignments are called '{name}'", remedy=remedy)
        from .explain import near

        remedy = near(name, [each.name for each in self.assignments], "assignments")
        made = "gradecheck batch with an assignment.yaml makes it one of the course"
        return OperatorError(f"there is no assignment '{name}'", remedy=remedy or made)

    def odd(self, problems: Iterable[str]) -> tuple[str, ...]:
        """What is odd about the files where the gradebook has ``problems``: a sentence for each name that is
        nearly one of them, for each assignment with other problems, and where two files disagree.
        """
        known = list(problems)
        asked = [*self.places, *((each.problem, each.place) for each in self.extensions)]
        said: list[str] = []
        for name, place in asked:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
            if near and not any(covers(name, problem) for problem in known):
                said.append(f"{place}: there is no problem '{name}': did you mean '{near[0]}'?")
        for each in self.assignments:
            if left := [problem for problem in each.problems if problem not in known]:
                said.append(f"{each.path}: not graded yet ({', '.join(left)}): run gradecheck batch with it")
        return (*said, *self.told)


def covers(name: str, problem: str) -> bool:
    """Whether ``name`` is a problem's id, or a folder above it.

    >>> covers("section3", "section3/1-graph-review"), covers("section3", "section30"), covers("", "a")
    (True, False, True)
    """
    return not name or problem == name or problem.startswith(f"{name}/")


def load_course(
    folder: Path, now: datetime | None = None, assignments: Sequence[AssignmentText] = ()
) -> Course:
    """What ``course.yaml`` in ``folder`` says, and its ``assignments``; ``Course()`` where there is nothing.

    ``now`` is the present unless it is given.

    Raises:
        AuthorError: A file is broken; ``AuthorErrors`` has all that is wrong.
        OperatorError: The file cannot be opened.
    """
    path = folder / COURSE
    content = None
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        if not assignments:
            return Course()
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read: {error.strerror or error}") from error
    from .course_reading import read_course

    return read_course(content, str(path), now or datetime.now(UTC), assignments)
