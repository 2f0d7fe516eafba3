"""The rubric of a part in words, for its author."""

from __future__ import annotations

from ..problem.parts import Criterion, NumericPart, SymbolicPart
from .words import visible


def rubric_words(part: SymbolicPart | NumericPart) -> tuple[str, ...]:
    """A line for each criterion, in order."""
    return tuple(map(_words, part.rubric))


def _words(row: Criterion) -> str:
    """
    >>> from fractions import Fraction
    >>> _words(Criterion("up_to", Fraction(1, 2), up_to="constant_factor"))
    '1/2 of the credit: up to constant_factor'
    """
    what = ", ".join(filter(None, (*row.mistakes, row.up_to)))
    told = visible(f"{row.matcher.replace('_', ' ')} {what}".strip())
    return f"{row.credit} of the credit: {told}"
