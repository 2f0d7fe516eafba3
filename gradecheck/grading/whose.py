"""Whose variant of a problem an answer is held against, where everybody has numbers of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import OperatorError
from ..problem.draws import student_key
from ..problem.model import Problem
from ..problem.variants import for_student, has_variants
from ..submission.handed import Person
from ..submission.model import Submission
from ..submission.roster import names_of
from ..submission.table import plain

NOBODY = "no student is named, so these are numbers of nobody's; name one with --student"


def own_problems(problems: Sequence[Problem], student: str) -> tuple[Problem, ...]:
    """The problems with the student's own numbers; the base variants for nobody."""
    return tuple(for_student(problem, student) if student else problem for problem in problems)


def own_variants(
    problems: Sequence[Problem], submission: Submission, student: str = ""
) -> tuple[tuple[Problem, ...], Submission]:
    """The problems as the student of ``submission`` has them, and the submission, with a warning where it
    names nobody.

    Raises ``OperatorError`` where the sheet is another student's than ``student``.
    """
    if not has_variants(problems):
        return tuple(problems), submission
    other = submission.student
    if student and other and student_key(student) != student_key(other):
        remedy = (
            f"leave --student out to grade it on the numbers of '{other}', or take the sheet of '{student}'"
        )
        raise OperatorError(f"this sheet is for '{other}', not for '{student}'", remedy=remedy)
    if not (student or other):
        return tuple(problems), replace(submission, warnings=(*submission.warnings, NOBODY))
    return own_problems(problems, student or other), submission


def drawn_for(person: Person, named: str) -> str | None:
    """The id by which the numbers of ``person`` were drawn, where the sheet is for ``named``; ``None`` where it
    is not a sheet of theirs.

    It is what the gradebook calls them, or what their sheet says where that is another id of theirs.

    >>> ada = Person("ada", "Ada Lovelace", ids=(("email", "al@example.org"),))
    >>> [drawn_for(ada, named) for named in ("", "Ada", "AL@example.org", "Lovelace, Ada", "ben")]
    ['ada', 'ada', 'AL@example.org', 'ada', None]
    """
    key = student_key(named)
    if not key or key == student_key(person.id) or plain(named) in names_of(person.name):
        return person.id
    return named if any(key == student_key(value) for _, value in person.ids) else None
