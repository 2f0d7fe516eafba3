"""What grading gives back: verdicts with evidence, gathered in a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from ..algebra.comparison import Evidence, Witness
from ..problem.model import Numbers


class Status(StrEnum):
    """The six verdicts. INVALID is unreadable: no attempt, and told how to mend it."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    BLANK = "blank"
    INVALID = "invalid"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class GradientFacts:
    """What is known about one gradient that a function returned.

    ``wrong_with``, ``right_with`` and ``undecided_with`` name configurations. ``limit`` is the largest error of
    one entry that might not be seen, relative to the largest entry ("" where every entry is 0); ``silent`` of
    ``entries`` were 0 at every point. ``where`` and the rows of ``picture`` say which entries are wrong,
    ``entry`` which is the worst: ``given`` there, ``expected`` to within ``bound``.
    """

    name: str
    verdict: Literal["right", "wrong", "undecidable", "malformed"]
    wrong_with: tuple[str, ...] = ()
    right_with: tuple[str, ...] = ()
    undecided_with: tuple[str, ...] = ()
    limit: str = ""
    silent: int = 0
    entries: int = 0
    where: str = ""
    picture: tuple[str, ...] = ()
    entry: str = ""
    given: str = ""
    expected: str = ""
    bound: str = ""


@dataclass(frozen=True, slots=True)
class GradientEvidence:
    """Finite differences of a forward that a function's gradients were held against, at many inputs."""

    configurations: int
    gradients: tuple[GradientFacts, ...]
    kind: Literal["gradient"] = "gradient"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one part.

    ``credit`` is 0..1; ``note`` a short stable tag; ``feedback`` what the student is told at every level
    above ``verdict``; ``details`` what only level ``full`` shows (values, the expected answer). ``given`` names
    the student's own earlier answers with which it is right, as it is not without them.
    """

    status: Status
    credit: Fraction
    note: str = ""
    feedback: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    read_as: str = ""
    evidence: Evidence | GradientEvidence | None = None
    boundary: Witness | None = None
    given: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The feedback, with the credit in front where that is a part; of code, each gradient tells its own.

        >>> Verdict(Status.PARTIAL, Fraction(2, 3), feedback=("The factor ∂z/∂w is missing.",)).told
        ('2/3: the factor ∂z/∂w is missing.',)
        """
        if self.status is not Status.PARTIAL or isinstance(self.evidence, GradientEvidence):
            return self.feedback
        first, *rest = self.feedback or (PART,)
        return (f"{self.credit}: {_OPENING.sub(lambda word: word[0].lower(), first)}", *rest)


PART = "An answer that earns a part of the credit."
"""What is said where the author says nothing of it."""

_OPENING = re.compile(r"^(The|An|You|Right|One|This|In|Only|Close|Perhaps|Rows|Round)\b")
"""Words that begin with a small letter within a sentence; others may be names."""


def earning(credit: Fraction) -> Status:
    """The status of an answer that earns this much.

    >>> earning(Fraction(1, 2))
    <Status.PARTIAL: 'partial'>
    """
    return Status.CORRECT if credit == 1 else Status.PARTIAL if credit else Status.INCORRECT


@dataclass(frozen=True, slots=True)
class PartReport:
    """One part with its response. ``key`` names the verdict where verdicts are remembered (``Memo.key``).

    ``basis`` stands for the student's own earlier answers that the verdict may rest on, "" for none.
    """

    id: str
    kind: str
    points: Fraction
    response: str
    verdict: Verdict
    key: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item with its parts, how many hints were taken, and the share of its points that they cost."""

    id: str
    label: str
    points: Fraction
    parts: tuple[PartReport, ...]
    hints: int = 0
    hint_cost: Fraction = Fraction(0)

    @property
    def earned(self) -> Fraction:
        """The points that the answers earn."""
        return sum((part.points * part.verdict.credit for part in self.parts), Fraction(0))

    @property
    def score(self) -> Fraction:
        """The points earned, less what hints cost."""
        return max(self.earned - self.points * self.hint_cost, Fraction(0))

    @property
    def status(self) -> Status:
        """The common status of the parts, or PARTIAL where they differ and something was earned."""
        statuses = {part.verdict.status for part in self.parts}
        if len(statuses) == 1:
            return statuses.pop()
        if self.earned:
            return Status.CORRECT if self.earned == self.points else Status.PARTIAL
        for status in (Status.UNDECIDED, Status.INVALID):
            if status in statuses:
                return status
        return Status.INCORRECT


@dataclass(frozen=True, slots=True)
class Report:
    """One problem's grading of one submission."""

    problem: str
    title: str
    seed: int
    items: tuple[ItemReport, ...]
    warnings: tuple[str, ...] = ()
    variant: Numbers = ()
    """The student's own numbers, where everybody has some."""

    @property
    def score(self) -> Fraction:
        """The points earned."""
        return sum((item.score for item in self.items), Fraction(0))

    @property
    def max_score(self) -> Fraction:
        """The points to be had."""
        return sum((item.points for item in self.items), Fraction(0))
