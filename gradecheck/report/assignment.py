"""What a student should know of an assignment before its problems: its title, and when they are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from ..grading.points import number
from ..grading.verdict import Report
from ..problem.assignment import Assignment
from .as_json import Json, report_json
from .feedback import moment


def introduction(assignment: Assignment) -> str:
    """The title with the deadline, or below it the deadlines where problems have different ones."""
    dues = [rules.due for rules in assignment.rules]
    if len(set(dues)) == 1:
        return f"{assignment.name}{_due(dues[0])}\n"
    each = (f"  {own}{_due(due)}" for own, due in zip(assignment.problems, dues, strict=True) if due)
    return "\n".join([assignment.name, *each]) + "\n"


def _due(due: datetime | None) -> str:
    return f", due {moment(due)}" if due else ""


def assignment_json(
    assignment: Assignment, graded: Sequence[tuple[Report, str]], warnings: Sequence[str] = ()
) -> dict[str, Json]:
    """The reports of an assignment's problems as JSON, with weights, deadlines, and the weighted total."""
    weights = [rules.weight for rules in assignment.rules]
    reports = [report for report, _ in graded]
    problems: list[Json] = [
        {**report_json(*each), "weight": number(rules.weight), "due": _iso(rules.due)}
        for each, rules in zip(graded, assignment.rules, strict=True)
    ]
    return {
        "assignment": assignment.name,
        "problems": problems,
        "score": number(weighted([report.score for report in reports], weights)),
        "max_score": number(weighted([report.max_score for report in reports], weights)),
        "warnings": list(warnings),
    }


def _iso(due: datetime | None) -> str | None:
    return due.isoformat() if due else None


def weighted(points: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The sum of points, each times its weight.

    >>> weighted([Fraction(1), Fraction(3)], [Fraction(2), Fraction(1, 2)])
    Fraction(7, 2)
    """
    return sum((each * weight for each, weight in zip(points, weights, strict=True)), Fraction(0))
