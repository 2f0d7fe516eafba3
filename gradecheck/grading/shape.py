"""Checking the shape of an array."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..notation import parse_shape
from ..notation.reading import NotationError
from ..notation.shape_rules import show_shape
from ..problem.model import Problem, ShapePart
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
    turned = given[::-1] == part.expected
    sentence = "Rows and columns are exchanged." if turned else "This is not the shape."
    note = "transposed" if turned else "different"
    return Verdict(
        Status.INCORRECT, Fraction(0), note, (sentence,), (f"expected: {part.expected_text}",), read_as
    )
