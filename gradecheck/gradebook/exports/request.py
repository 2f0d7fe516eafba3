"""What is asked of an export, and the two forms that exports have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from ...errors import OperatorError
from ...grading.verdict import Report, Status
from ...problem.course import Course
from ..standing import ProblemStanding, Standing


def _forget(said: str) -> None:
    """Where nobody listens."""


@dataclass(frozen=True, slots=True)
class Template:
    """A file that a platform gave, to be filled."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What an export is given besides the standings.

    ``describe`` writes a report out at a feedback level (``docs/report-format.md``). ``say`` hears what
    somebody should know: who was not found, what was left as it was. ``column`` names the column to fill,
    ``scale`` says that scores are brought to the platform's maximum, ``missing`` what is written for who
    handed nothing in. ``allowed`` is the highest feedback level of each problem.
    """

    course: Course
    describe: Callable[[Report, str], Mapping[str, object]]
    say: Callable[[str], None] = _forget
    template: Template | None = None
    column: str = ""
    scale: bool = False
    missing: Literal["blank", "zero"] = "blank"
    leaderboard: bool = False
    allowed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OneFile:
    """An export that is one file, given in pieces. ``fills`` says that it fills a template."""

    pieces: Callable[[Iterable[Standing], Request], Iterator[bytes]]
    fills: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """An export with files for each student: paths inside the folder, with what is in them."""

    files: Callable[[Iterable[Standing], Request], Iterator[tuple[str, bytes]]]


def only(standings: Iterable[Standing], problem: str, known: Collection[str]) -> Iterator[Standing]:
    """The standings at one problem, as if there were no other: it has its own points, and is not dropped.

    Raises ``OperatorError`` where it is none of those ``known``.
    """
    if problem not in known:
        from ...problem.explain import near

        raise OperatorError(f"there is no problem '{problem}'", remedy=near(problem, known, "problems"))
    return (_narrowed(standing, problem) for standing in standings)


def _narrowed(standing: Standing, problem: str) -> Standing:
    kept = tuple(
        replace(one, weight=Fraction(1), dropped=False) for one in standing.problems if one.problem == problem
    )
    return replace(standing, problems=kept)


def watched(standings: Iterable[Standing], course: Course, say: Callable[[str], None]) -> Iterator[Standing]:
    """The standings as they are. At their end it is said whose extension was for nobody among them, and whose
    answers count nothing only because no person has looked at them yet."""
    waiting = {each.student for each in course.extensions}
    undecided: list[str] = []
    for standing in standings:
        waiting -= {standing.person.id, *(value for _, value in standing.person.ids)}
        if any(map(_is_undecided, standing.problems)):
            undecided.append(standing.person.id)
        yield standing
    for each in course.extensions:
        if each.student in waiting:
            say(f"{each.place}: there is no student '{each.student}' to give an extension to")
    if undecided:
        listed = ", ".join(undecided)
        say(
            f"answers wait for a person (gradecheck review) and count 0 until then ({len(undecided)}): {listed}"
        )


def _is_undecided(one: ProblemStanding) -> bool:
    items = one.chosen.report.items if one.chosen else ()
    return any(part.verdict.status is Status.UNDECIDED for item in items for part in item.parts)
