"""How near a number must come to the expected one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .parts import Criterion, NumericPart

HALF = Fraction(1, 2)


def is_near(part: NumericPart, expected: Fraction, given: Fraction) -> bool:
    """Whether ``given`` is ``expected`` within the tolerances of the part; the widest one counts.

    >>> from ..notation.expr import ZERO
    >>> part = NumericPart(ZERO, "-0.53", decimals=2)
    >>> [is_near(part, Fraction(-5339, 10_000), Fraction(n)) for n in ("-0.53", "-0.5344", "-0.54", "0.53")]
    [True, True, False, False]
    """
    return abs(given - expected) <= allowed(part, expected)


def widened(part: NumericPart, row: Criterion) -> NumericPart:
    """The part with the tolerance of a criterion in place of its own."""
    return replace(
        part, absolute=row.absolute, relative=row.relative, decimals=row.decimals, figures=row.figures
    )


def allowed(part: NumericPart, expected: Fraction) -> Fraction:
    """How far a number may be from ``expected``."""
    found = max(part.absolute, part.relative * abs(expected))
    if part.decimals is not None:
        found = max(found, HALF / 10**part.decimals)
    if part.figures is not None and expected:
        found = max(found, HALF * Fraction(10) ** (_magnitude(expected) - part.figures + 1))
    return found


def _magnitude(value: Fraction) -> int:
    """The power of ten of the first significant figure.

    >>> [_magnitude(Fraction(n)) for n in ("0.05", "9.99", "10", "-123")]
    [-2, 0, 1, 2]
    """
    magnitude, size = 0, abs(value)
    while size >= 10:
        size, magnitude = size / 10, magnitude + 1
    while size < 1:
        size, magnitude = size * 10, magnitude - 1
    return magnitude
