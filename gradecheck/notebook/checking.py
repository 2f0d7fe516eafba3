"""Answers from Python, judged as on a sheet: what ``gradecheck.check`` gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import OperatorError, Place
from ..grading.grade import grade
from ..grading.matching import named
from ..grading.verdict import Report
from ..grading.whose import own_variants
from ..problem.finding import find_one
from ..problem.levels import LEVELS, lower
from ..problem.loading import load
from ..problem.model import Problem
from ..submission.model import Response, Submission
from .writing import is_code, text_of


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """A report on some answers. As a text it is the table of a terminal, in a notebook a table with the graph.

    ``level`` is how much of it is shown: ``verdict``, ``hints`` or ``full``.
    """

    problem: Problem
    report: Report
    level: str

    @property
    def score(self) -> Fraction:
        """The points earned."""
        return self.report.score

    @property
    def max_score(self) -> Fraction:
        """The points to be had by what was answered."""
        return self.report.max_score

    def __repr__(self) -> str:
        from ..report.terminal import render

        return render(self.report, self.level).rstrip("\n")

    def _repr_html_(self) -> str:
        from ..report.notebook_html import notebook_html

        return notebook_html(self.problem, self.report, self.level)


def check(
    problem: str,
    answers: Mapping[str, object],
    feedback: str | None = None,
    seed: int = 0,
    student: str = "",
) -> Checked:
    """The report on ``answers``, by the names that an answer sheet may give items, parts and blanks.

    ``student`` says whose numbers they are about, where everybody has their own. Raises ``OperatorError`` for
    what is not there or cannot be an answer, ``AuthorError`` for a broken problem.

    >>> check("section3/1", {"df_dq": "z = -4"}).score
    Fraction(2, 1)
    """
    loaded = load(find_one(problem))
    responses = tuple(_responses(loaded, answers.items()))
    if not responses:
        remedy = 'write them like check("section3/1", {"1.1": "z = -4"}) or check("section3/1", df_dq="z")'
        raise OperatorError("there are no answers to check", remedy=remedy)
    (own,), submission = own_variants([loaded], Submission(responses), student)
    return checked(own, submission, feedback, seed)


def checked(problem: Problem, submission: Submission, feedback: str | None, seed: int) -> Checked:
    """The report on what a submission answers. Raises ``OperatorError`` for a level or a seed that is none."""
    if feedback is not None and feedback not in LEVELS:
        raise OperatorError(f"'{feedback}' is no feedback level", remedy=f"one of: {', '.join(LEVELS)}")
    if seed < 0:
        raise OperatorError(f"the seed is {seed}", remedy="it is 0 or more")
    report = _answered(grade(problem, submission, seed, trust=True))
    warnings = (*submission.warnings, *report.warnings, *_unconfined(report))
    level = lower(problem.feedback, feedback) if feedback else problem.feedback
    return Checked(problem, replace(report, warnings=warnings), level)


def _responses(problem: Problem, answers: Iterable[tuple[str, object]]) -> Iterator[Response]:
    for name, value in answers:
        if isinstance(value, Mapping):
            yield from _responses(problem, ((f"{name}.{part}", each) for part, each in value.items()))
            continue
        item, part = named(problem, str(name))
        key = f"{item.id}.{part}" if part else item.id
        takes_code = part == "code" or (not part and all(each.kind == "code" for each in item.parts))
        yield Response(key, text_of(value, str(name)), Place(str(name)), is_code=takes_code or is_code(value))


def _answered(report: Report) -> Report:
    """A report without what was not answered; all of it where nothing was."""
    items = []
    for item in report.items:
        parts = tuple(part for part in item.parts if part.response.strip())
        if parts:
            points = sum((part.points for part in parts), Fraction(0))
            items.append(replace(item, parts=parts, points=points))
    return replace(report, items=tuple(items)) if items else report


def _unconfined(report: Report) -> Iterator[str]:
    """A line where code ran without a sandbox, which is imported only when code has been run."""
    if any(part.kind == "code" for item in report.items for part in item.parts):
        from ..sandbox.process import ran_unconfined

        if ran_unconfined():
            yield "code ran with your own rights: this machine has no sandbox (gradecheck doctor)"
