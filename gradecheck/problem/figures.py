"""Numbers to be given: what is right, to how many places, and whether the author's own figure is."""

from __future__ import annotations

from fractions import Fraction

from ..algebra.evaluate import enclosure
from ..algebra.values import NoValue
from ..notation.expr import Apply, Expr, Number
from . import schema
from .critique.reasons import reason_of_number
from .derive import Draft
from .parts import NumericPart
from .yaml_reader import Path

EXACT = Fraction(1, 10**9)
"""The relative tolerance where the file gives none."""


def numeric_part(
    draft: Draft,
    path: Path,
    row: schema.Numeric | schema.Blank,
    derived: Expr | None,
    default: schema.Tolerance | None = None,
) -> tuple[NumericPart, tuple[str, ...]]:
    """A number to be given, and remarks: ``derived`` where there is a derivation, held against the author's.

    Raises ``AuthorError`` where the two differ by more than rounding and the file does not say ``why``.
    """
    source = row if _has_tolerance(row) or default is None else default
    written = draft.read((*path, "expected"), row.expected) if row.expected else None
    if written is None and derived is None:
        raise draft.fail(path, "nothing says what is right here", "write `expected`")
    notes: tuple[str, ...] = ()
    expected = derived if derived is not None else written
    assert expected is not None
    value = _value(draft, path, expected)
    if written is not None and derived is not None:
        given = _value(draft, (*path, "expected"), written)
        near = _rounding(written) + EXACT * abs(value)
        if abs(given - value) > near:
            fact = f"the graph gives {decimal(value)}, not {row.expected}"
            reason = reason_of_number(draft, expected, value, given, near)
            fact = f"{fact}; {reason}" if reason else fact
            error = draft.fail((*path, "expected"), fact, "if it is right so, say `why:`")
            if row.why is None:
                raise error
            notes = (f"{error.fact}; the file says why: {row.why}",)
            expected, value = written, given
    part = NumericPart(
        expected=expected,
        expected_text=row.expected or decimal(value, source.decimals),
        absolute=source.absolute or Fraction(0),
        relative=source.relative if source.relative is not None else EXACT,
        decimals=source.decimals,
        figures=source.figures,
    )
    return part, notes


def _has_tolerance(row: schema.Tolerance) -> bool:
    return any(each is not None for each in (row.absolute, row.relative, row.decimals, row.figures))


def _value(draft: Draft, path: Path, expr: Expr) -> Fraction:
    """The number that an expression comes to at the problem's values."""
    try:
        low, high = enclosure(expr, draft.scope, dict(draft.declared.values))
    except NoValue as problem:
        missing = "give every variable a value, or leave numbers out"
        raise draft.fail(path, f"this cannot be evaluated: {problem}", missing) from None
    return (low + high) / 2


def _rounding(expr: Expr) -> Fraction:
    """Half a unit of the last place of a decimal as typed; 0 for exact numbers."""
    match expr:
        case Number(places=int(places)):
            return Fraction(1, 2) / Fraction(10) ** places
        case Apply(op="neg", args=(inner,)):
            return _rounding(inner)
    return Fraction(0)


def decimal(value: Fraction, places: int | None = None) -> str:
    """A number in a message or on a drawing; four significant figures where no places are asked for.

    >>> decimal(Fraction(-1, 3)), decimal(Fraction(3)), decimal(Fraction(-1, 5), 2)
    ('-0.3333', '3', '-0.20')
    """
    if places is not None:
        return f"{float(value):.{places}f}"
    return f"{float(value):.4g}"
