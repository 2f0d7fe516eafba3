"""All that its author is told about a problem file: whether it is sound, remarks, and its own tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import AuthorError, AuthorErrors
from ..problem.critique.criticism import Criticism, criticised
from ..problem.loading import load
from ..problem.model import Problem
from ..problem.variants import for_student
from .own_tests import Outcome, outcomes, tried_variants

NOTHING = Criticism((), ())


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in the file at ``path``. ``problem`` is ``None`` where it could not be loaded.

    ``faults`` say why not, or what is wrong with the forwards of its code items. ``outcomes`` are those of its
    tests, ``None`` where they were not run; of other ``variants`` than the base variant those that failed.
    """

    path: Path
    problem: Problem | None
    faults: tuple[AuthorError, ...] = ()
    criticism: Criticism = NOTHING
    outcomes: tuple[Outcome, ...] | None = None
    variants: int = 1

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The tests that did not come out as expected."""
        return tuple(outcome for outcome in self.outcomes or () if outcome.differences)

    @property
    def is_sound(self) -> bool:
        """Whether nothing has to be mended."""
        return not self.faults and not self.failed and not any(each.is_error for each in self.criticism.remarks)


def examine(path: Path, seed: int, student: str = "") -> Examination:
    """What there is to tell about the file at ``path``, with the numbers of ``student`` where it has variants.

    Raises ``OperatorError`` where it cannot be opened.
    """
    found = opened(path, student)
    if found.problem is None:
        return found
    problem, criticism = found.problem, criticised(path, found.problem)
    faults = _faults(problem, seed)
    if faults:
        return Examination(path, problem, faults, criticism)
    others = [own for own in tried_variants(problem) if own.variant != problem.variant]
    failed = [each for own in others for each in outcomes(own, seed) if each.differences]
    came_out = (*outcomes(problem, seed), *failed)
    return Examination(path, problem, faults, criticism, came_out, len(others) + 1)


def opened(path: Path, student: str = "") -> Examination:
    """The problem alone, or why it cannot be loaded: what can be told at once. Raises as ``examine`` does."""
    try:
        problem = load(path)
        return Examination(path, for_student(problem, student) if student else problem)
    except AuthorErrors as several:
        return Examination(path, None, several.errors)
    except AuthorError as error:
        return Examination(path, None, (error,))


def _faults(problem: Problem, seed: int) -> tuple[AuthorError, ...]:
    """What is wrong with the forwards of code items: they are run. Imports little where there are none."""
    if not any(part.kind == "code" for item in problem.items for part in item.parts):
        return ()
    from .reference import tried

    return tried(problem, seed)
