"""The form of an answer, and equality up to something."""

from __future__ import annotations

import pytest

from gradecheck.algebra.forms import Form, misfit
from gradecheck.algebra.relations import UpTo, compare_up_to
from gradecheck.notation.expr import Apply, Expr, Name
from gradecheck.notation.parse import parse
from gradecheck.notation.scope import Declared, Scope

SCOPE = Scope(
    names=(
        *map(Declared, ("x", "y", "c")),
        Declared("v", ("n", 1)),
        Declared("q", definition=Apply("sin", (Name("x"),))),
    ),
    dims=("n",),
)


def read(text: str) -> Expr:
    return parse(text, SCOPE)[0].expr


FORMS = [
    ("expanded", "x^2 + 2x y + y^2", True),
    ("expanded", "(x + y)^2", False),
    ("expanded", "x(x + y)", False),
    ("expanded", "-(x + y)", False),
    ("expanded", "sin(x) + 1", True),
    ("factored", "(x + 1)(x - 1)", True),
    ("factored", "3(x + 1)^2 y", True),
    ("factored", "x^2 - 1", False),
    ("factored", "(x^2 - 1) y", False),
    ("factored", "x^2 + 1", True),
    ("factored", "x^2 - 2", True),
    ("single_fraction", "(x + y)/(x - y)", True),
    ("single_fraction", "1/x + 1/y", False),
    ("single_fraction", "-1/x", True),
    ("single_fraction", "x + 1", True),
    ("simplified", "x + y", True),
    ("simplified", "x + y + 0", False),
    ("simplified", "1*x + y", False),
    ("simplified", "x + 2y - y + x - x", False),
]


@pytest.mark.parametrize(("form", "text", "fits"), FORMS)
def test_a_form_is_seen_in_the_answer_as_written(form: Form, text: str, fits: bool) -> None:
    said = misfit(form, read(text), read("x + y"))
    assert (said == "") is fits
    assert said == "" or said.endswith(".")


UP_TO = [
    ("constant", "sin(x)^2", "5 - cos(x)^2", "equal"),
    ("constant", "x^2", "x^2 + y", "different"),
    ("constant", "x^2", "2x^2", "different"),
    ("constant", "q", "sin(x) + 3", "equal"),
    ("constant_factor", "x y", "-3 x y", "equal"),
    ("constant_factor", "x y", "x y c", "different"),
    ("constant_factor", "x y", "0", "different"),
    ("constant_factor", "x", "x + 1", "different"),
    ("constant_factor", "[x, y]", "[-3 x, -3 y]", "equal"),
    ("constant_factor", "[x, y]", "[x, y]", "equal"),
    ("constant_factor", "[x, y]", "[x, -y]", "different"),
    ("constant_factor", "[x, y]", "[x c, y c]", "different"),
    ("constant_factor", "[x, y]", "[0, 0]", "different"),
    ("constant_factor", "[x, y]", "[2 x, 2 y, 0]", "different"),
    ("constant_factor", "[x, 0]", "[2 x, 0]", "equal"),
    ("constant_factor", "[x, 0]", "[2 x, 1]", "different"),
    ("constant_factor", "v x", "-v x / 2", "equal"),
    ("constant_factor", "v x", "v (v^T v)", "different"),
    ("sign", "x - y", "y - x", "equal"),
    ("sign", "x - y", "x - y", "equal"),
    ("sign", "x - y", "x + y", "different"),
    ("permutation", "[x, y, c]", "[c, x, y]", "equal"),
    ("permutation", "[x, y, c]", "[c, x, x]", "different"),
]


@pytest.mark.parametrize(("kind", "expected", "given", "verdict"), UP_TO)
def test_equality_up_to_something(kind: UpTo, expected: str, given: str, verdict: str) -> None:
    assert compare_up_to(kind, read(expected), read(given), SCOPE).verdict == verdict
