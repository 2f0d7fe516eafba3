"""Problems, reports and standings made by hand: small, exact, without grading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from gradecheck.gradebook.standing import Graded, ProblemStanding, Standing
from gradecheck.grading.verdict import ItemReport, PartReport, Report, Status, Verdict, earning
from gradecheck.notation.scope import Scope
from gradecheck.problem.model import FeedbackLevel, Item, Problem
from gradecheck.submission.handed import Person

DUE = datetime(2026, 10, 5, 21, 59, tzinfo=UTC)


def problem(name: str = "p", points: Fraction | int = 10, feedback: FeedbackLevel = "full") -> Problem:
    item = Item("1", "", Fraction(points), ())
    return Problem(name, f"Problem {name}", "", "", Scope(()), (item,), feedback=feedback)


def part(
    name: str,
    points: Fraction | int,
    credit: Fraction | int | str = 1,
    status: Status | None = None,
    feedback: tuple[str, ...] = (),
    response: str = "z",
    details: tuple[str, ...] = (),
) -> PartReport:
    share = Fraction(credit)
    verdict = Verdict(status or earning(share), share, "", feedback, details, response)
    return PartReport(name, "symbolic", Fraction(points), response, verdict)


def report(earned: Fraction | int | str, points: Fraction | int = 10, name: str = "p") -> Report:
    credit = Fraction(earned) / Fraction(points) if points else Fraction(0)
    item = ItemReport("1", "∂f/∂q", Fraction(points), (part("1", points, credit),))
    return Report(name, f"Problem {name}", 0, (item,))


def attempt(
    earned: Fraction | int | str, late: timedelta | None = timedelta(0), number: int = 1, points: int = 10
) -> Graded:
    """An attempt handed in so long after ``DUE``; ``None`` is at a time that is not known."""
    return Graded(number, None if late is None else DUE + late, report(earned, points))


def row(
    name: str,
    earned: Fraction | int | str = 5,
    points: Fraction | int = 10,
    score: Fraction | str | None = None,
) -> ProblemStanding:
    graded = Graded(1, DUE, report(earned, points, name), 12)
    counted = Fraction(earned) if score is None else Fraction(score)
    return ProblemStanding(
        name, f"Problem {name}", graded, 1, Fraction(earned), counted, Fraction(points), remarks=()
    )


def standing(person: Person, *rows: ProblemStanding, last: datetime | None = DUE) -> Standing:
    return Standing(person, rows, (), last)
