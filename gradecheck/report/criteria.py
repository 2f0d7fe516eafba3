"""The rubric of a part in words, for its author."""

from __future__ import annotations

from ..grading.points import points_text
from ..problem.model import Criterion, NumericPart, SymbolicPart
from .words import visible


def rubric_words(part: SymbolicPart | NumericPart) -> tuple[str, ...]:
    """A line for each criterion, in order."""
    return tuple(map(_words, part.rubric))


def _words(row: Criterion) -> str:
    """
    >>> from fractions import Fraction
    >>> _words(Criterion("up_to", Fraction(1, 2), up_to="constant_factor"))
    '0.5 of the credit: up to constant_factor'
    """
    what = ", ".join(filter(None, (*row.mistakes, row.up_to)))
    told = visible(f"{row.matcher.replace('_', ' ')} {what}".strip())
    return f"{points_text(row.credit)} of the credit: {told}"
