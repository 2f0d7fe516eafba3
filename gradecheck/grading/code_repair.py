"""The one edit that would make a student's backward right, tried in the sandbox, many candidates in one job.

Candidates differ in one function only: they are appended to the file under names of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..differences.own_file import has_while
from ..differences.point import Outcome, Raised
from ..differences.repair import Repair, definition, lines_of, parsed, repair
from ..differences.screening import Stage, stages
from ..differences.verdicts import GradientCheck
from .calling import Student
from .reference import Reference

MOST, MOST_NAMED = 1000, 300
"""Candidates, and where the mistake has a name: numbers, no time, so that the same is found every time."""


def repaired(student: Student, known: Reference, check: GradientCheck) -> Repair | None:
    """The likeliest edit of the backward with which it passes wherever it was tried.

    Candidates are first called where the student's function went wrong. A function that is so slow that a job
    does not end has no repair.
    """
    name = student.part.function
    spot = _spot(student.source, name)
    if spot is None or has_while(student.source, name):
        return None
    wrong = [block for block in check.blocks if block.wrong]
    first = check.trials[wrong[0].wrong[0]].station if wrong else None
    steps = stages(known.survey, first)
    named = {one.name for one in check.named}
    most = MOST_NAMED if wrong and all(block.name in named for block in wrong) else MOST
    slow = student.late

    def passes(sources: Sequence[str]) -> list[bool]:
        if student.late is not slow:
            return [False] * len(sources)
        left = [k for k, source in enumerate(sources) if parsed(_function(student.source, source, spot))]
        for stage in steps:
            left = [
                k for k, good in zip(left, _agree(student, sources, left, spot, stage), strict=True) if good
            ]
        return [k in left for k in range(len(sources))]

    return repair(student.source, name, passes, most=most)


def _spot(source: str, name: str) -> tuple[int, int] | None:
    """The first and the last line of a function of the file, counted from 0 and from 1; plain ones only."""
    tree = parsed(source)
    found = definition(tree, name) if tree is not None else None
    if tree is None or found not in tree.body or found is None or found.decorator_list:
        return None
    return found.lineno - 1, found.end_lineno or found.lineno


def _function(source: str, edited: str, spot: tuple[int, int]) -> str:
    """The text of the function in an edited file, which has more or fewer lines in it and nowhere else."""
    lines = lines_of(edited)
    more = len(lines) - len(lines_of(source))
    return "".join(lines[spot[0] : spot[1] + more])


def _agree(
    student: Student, sources: Sequence[str], left: Sequence[int], spot: tuple[int, int], stage: Stage
) -> list[bool]:
    """Whether each candidate that is left agrees with the forward at the points of a stage."""
    if not left:
        return []
    name, points = student.part.function, stage.points
    renamed = {k: f"{name}__edited_{k}" for k in left}
    pieces = [student.source]
    for k, other in renamed.items():
        text = _function(student.source, sources[k], spot)
        pieces.append(re.sub(rf"\bdef(\s+){name}\b", rf"def\g<1>{other}", text, count=1))
    whole = "\n\n".join(pieces) + "\n"
    outcomes = student.called_each([(other, point) for other in renamed.values() for point in points], whole)
    return [stage.agrees(_part(outcomes, n * len(points), len(points))) for n in range(len(left))]


def _part(outcomes: Sequence[Outcome], start: int, count: int) -> list[Outcome]:
    found = [*outcomes[start : start + count]]
    return found + [Raised("", "not called")] * (count - len(found))
