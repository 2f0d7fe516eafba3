"""Checking a number against the expected one, within what the problem allows for rounding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from ..algebra.comparison import Evidence
from ..algebra.evaluate import enclosure
from ..algebra.values import NoValue
from ..notation import parse, to_text
from ..notation.expr import Expr, free_names
from ..notation.reading import NotationError
from ..problem.model import Problem
from ..problem.parts import Accepted, NumericPart
from ..problem.tolerance import is_near
from .mistakes.numbers import recognise_number
from .symbolic import blank, unreadable
from .verdict import Status, Verdict, earning

HALF = Fraction(1, 2)
_DECIMAL_COMMA = re.compile(r"^([+\-−–]?\d+),(\d+)$")


def check(
    part: NumericPart, problem: Problem, text: str, notes: Mapping[str, str], *, formula_is_right: bool = False
) -> Verdict:
    """The verdict on a number; it may be written as an expression of numbers, such as -1/2 or e^-1.

    ``formula_is_right`` says that the formula that was given for it is the right one.
    """
    found = read(problem, text)
    return found if isinstance(found, Verdict) else _judged(part, problem, *found, notes, formula_is_right)


def read(problem: Problem, text: str) -> tuple[Fraction, str] | Verdict:
    """The number that was written and how it was read, or the verdict on what is none."""
    text = text.strip().lstrip("≈~").strip()
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    if not text:
        return blank()
    try:
        expr = parse(text, problem.scope)[0].expr
    except NotationError as error:
        return unreadable(error)
    read_as = to_text(expr, "unicode", problem.scope)
    names = sorted(free_names(expr))
    if names:
        sentence = f"A number is asked for here: put in the values of {', '.join(names)}."
        return Verdict(Status.INVALID, Fraction(0), "not_a_number", (sentence,), read_as=read_as)
    try:
        given = _middle(enclosure(expr, problem.scope, {}))
    except NoValue as reason:
        return Verdict(
            Status.INVALID, Fraction(0), "no_value", (f"This has no value: {reason}.",), read_as=read_as
        )
    return given, read_as


def _judged(
    part: NumericPart,
    problem: Problem,
    given: Fraction,
    read_as: str,
    notes: Mapping[str, str],
    formula_is_right: bool,
) -> Verdict:
    expected = value_of(part.expected, problem)
    if expected is None:
        why = Evidence("undecided", why="the expected number cannot be evaluated")
        return Verdict(Status.UNDECIDED, Fraction(0), "undecided", read_as=read_as, evidence=why)
    if is_near(part, expected, given):
        return Verdict(Status.CORRECT, Fraction(1), read_as=read_as)
    for row in part.accept:
        value = None if row.expected is None else value_of(row.expected, problem)
        applies = all(notes.get(item) == note for item, note in row.when)
        if value is not None and applies and is_near(part, value, given):
            return _accepted(row, read_as)
    note, said = _slip(part, problem, expected, given, formula_is_right)
    return Verdict(Status.INCORRECT, Fraction(0), note, said, (f"expected: {part.expected_text}",), read_as)


def _accepted(row: Accepted, read_as: str) -> Verdict:
    return Verdict(
        earning(row.credit), row.credit, row.note, (row.feedback,) if row.feedback else (), read_as=read_as
    )


def _slip(
    part: NumericPart, problem: Problem, expected: Fraction, given: Fraction, formula_is_right: bool
) -> tuple[str, tuple[str, ...]]:
    """A name for a wrong number."""
    if is_near(part, -expected, given):
        return "sign", ("The size is right, the sign is not.",)
    if part.decimals is not None and abs(given - expected) <= 4 * HALF / 10**part.decimals:
        return "rounding", (f"Close: give {part.decimals} decimals, and round only at the end.",)
    if formula_is_right:
        return "arithmetic", ("The formula is right; put the values in again, step by step.",)
    found = recognise_number(part, problem, expected, given)
    if found is not None:
        return found.tag, ("This is not the value.", found.sentence)
    return "different", ("This is not the value.",)


def value_of(expr: Expr, problem: Problem) -> Fraction | None:
    """The number that an expression comes to at the problem's values, if it does."""
    try:
        return _middle(enclosure(expr, problem.scope, dict(problem.values)))
    except NoValue:
        return None


def _middle(bounds: tuple[Fraction, Fraction]) -> Fraction:
    return (bounds[0] + bounds[1]) / 2
