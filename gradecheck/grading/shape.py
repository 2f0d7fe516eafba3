"""Checking the shape of an array."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..notation import parse_shape
from ..notation.expr import SCALAR, Name, Shape
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..notation.shape_rules import show_shape
from ..problem.model import Problem
from ..problem.parts import ShapePart
from .symbolic import blank, unreadable
from .verdict import Status, Verdict, earning


def check(part: ShapePart, problem: Problem, text: str, notes: Mapping[str, str]) -> Verdict:
    """The verdict on a shape such as ``D_a1 × D_x``."""
    if not text.strip():
        return blank()
    try:
        given = parse_shape(text, problem.scope)
    except NotationError as error:
        return unreadable(error)
    read_as = show_shape(given)
    if given == part.expected:
        return Verdict(Status.CORRECT, Fraction(1), read_as=read_as)
    for row in part.accept:
        if row.shape == given and all(notes.get(item) == note for item, note in row.when):
            said = (row.feedback,) if row.feedback else ()
            return Verdict(earning(row.credit), row.credit, row.note, said, read_as=read_as)
    note, sentence = misshapen(part.expected, given, problem.scope)
    return Verdict(
        Status.INCORRECT, Fraction(0), note, (sentence,), (f"expected: {part.expected_text}",), read_as
    )


def misshapen(expected: Shape, given: Shape, scope: Scope) -> tuple[str, str]:
    """A short tag and a sentence for a shape that is not the ``expected`` one.

    >>> from ..notation.expr import number
    >>> from ..notation.scope import Index
    >>> scope = Scope((), (Index("i", number(1), Name("m")),), ("n", "m"))
    >>> misshapen(("n", 1), ("n", "m"), scope)
    ('examples_too_many', 'It is the same for all examples: no axis of the m examples belongs to it.')
    >>> misshapen(("n", "m"), (1, "m"), scope)
    ('wrong_rows', 'The columns are right, the rows are not.')
    """
    if given == expected[::-1]:
        return "transposed", "Rows and columns are exchanged."
    if given == SCALAR:
        return "single_number", "This is a single number; an array is asked for."
    examples = [index.upper.name for index in scope.indices if isinstance(index.upper, Name)]
    wrong = [axis for axis in (0, 1) if given[axis] != expected[axis]]
    if len(wrong) == 2:
        return "different", "This is not the shape."
    (axis,) = wrong
    if expected[axis] == 1 and given[axis] in examples:
        said = f"It is the same for all examples: no axis of the {given[axis]} examples belongs to it."
        return "examples_too_many", said
    if given[axis] == 1 and expected[axis] in examples:
        return "examples_missing", "The axis of the examples is missing."
    if axis == 0:
        return "wrong_rows", "The columns are right, the rows are not."
    return "wrong_columns", "The rows are right, the columns are not."
