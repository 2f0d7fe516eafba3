"""Code is held against the formulas of its gradients, whatever its forward is written in."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from gradecheck.errors import AuthorError, Place
from gradecheck.grading.against import APART, BOTH, CODE, FORMULA
from gradecheck.grading.grade import grade
from gradecheck.grading.verdict import Report, Verdict
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.report.as_json import dumps, report_json
from gradecheck.report.terminal import render
from gradecheck.submission.model import Response, Submission

AFFINE = """\
gradecheck: 1
title: An affine layer
dimensions: [N, D, M]
variables:
  X: {shape: N × D}
  W: {shape: D × M}
  b: {shape: 1 × M}
  dout: {shape: N × M}
graph:
  out: X W + b
  L: sum(dout ∘ out)
items:
  - {id: dX, gradient: ∂L/∂X, symbolic: dout W^T}
  - {id: dW, gradient: ∂L/∂W, symbolic: X^T dout}
  - {id: db, gradient: ∂L/∂b, symbolic: "sum(dout, axis=0)"}
  - id: code
    USES
    code:
"""
FORMS = {
    "python": """\
      function: backward
      arguments: [dout, X, W, b]
      forward: |
        def forward(X, W, b):
            return X @ W + b
      takes: {X: "(N, D)", W: "(D, M)", b: "(M,)"}
""",
    "graph": """\
      {function: backward, arguments: [dout, X, W, b], upstream: dout, output: out, inputs: [X, W, b],
       sizes: [{N: 3, D: 2, M: 4}, {N: 1, D: 3, M: 2}]}
""",
}
LINES = {"X": "dout @ W.T", "W": "X.T @ dout", "b": "dout.sum(axis=0)"}
FORMULAS = {"dX": "dout W^T", "dW": "X^T dout", "db": "sum(dout, axis=0)"}


@cache
def affine(form: str, uses: str) -> Problem:
    text = AFFINE.replace("    USES\n", f"    {uses}\n" if uses else "") + FORMS[form]
    return compiled(text.encode(), "affine.yaml", "affine")


def graded(problem: Problem, formulas: dict[str, str], code: str) -> Report:
    place = Place("answers.md")
    answers = [Response(name, text, place) for name, text in formulas.items()]
    return grade(problem, Submission((*answers, Response("code", code, place, is_code=True))), trust=True)


def backward(**changed: str) -> str:
    lines = LINES | changed
    return f"def backward(dout, X, W, b):\n    return {', '.join(lines[name] for name in 'XWb')}\n"


def of_code(report: Report) -> Verdict:
    return report.items[-1].parts[0].verdict


def said(verdict: Verdict) -> list[str]:
    """What is said of gradients and their formulas."""
    return [each for each in verdict.feedback if each.partition(": ")[2] in (APART, BOTH, CODE, FORMULA)]


CASES = [
    ({}, {}, []),
    ({"dW": "-X^T dout"}, {"W": "-X.T @ dout"}, [f"W: {BOTH}"]),
    ({"dW": "-X^T dout"}, {}, [f"W: {FORMULA}"]),
    ({}, {"W": "-X.T @ dout"}, [f"W: {CODE}"]),
    ({"dW": "-X^T dout"}, {"W": "2 * (X.T @ dout)"}, [f"W: {APART}"]),
    ({"dX": "2 dout W^T", "db": "dout^T X"}, {"X": "2 * dout @ W.T"}, [f"X: {BOTH}", f"b: {FORMULA}"]),
    ({"dW": "X^T dout +"}, {"W": "-X.T @ dout"}, []),
    ({"db": "2 sum(dout, axis=0)"}, {"b": "dout.sum(axis=0) * 2"}, [f"b: {BOTH}"]),
    ({"db": "sum(X W, axis=0)"}, {"b": "(X @ W).sum(axis=0)"}, [f"b: {BOTH}"]),
    ({"dW": "-X^T dout"}, {"W": "undefined"}, []),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("formulas", "lines", "expected"), CASES)
def test_each_gradient_is_held_against_its_formula(
    form: str, formulas: dict[str, str], lines: dict[str, str], expected: list[str]
) -> None:
    report = graded(affine(form, ""), FORMULAS | formulas, backward(**lines))
    assert said(of_code(report)) == expected


@pytest.mark.parametrize("form", FORMS)
def test_what_follows_from_a_formula_earns_its_share(form: str) -> None:
    problem = affine(form, "uses: [dX, dW]\n    follow_through: 1/2")
    wrong = FORMULAS | {"dW": "-X^T dout", "db": "2 sum(dout, axis=0)"}
    verdict = of_code(graded(problem, wrong, backward(W="-X.T @ dout", b="2 * dout.sum(axis=0)")))
    assert (verdict.credit, verdict.note, verdict.given) == (Fraction(1, 2), "follow_through", ("dW",))
    assert verdict.feedback[:3] == ("W: right, given your formula.", f"W: {BOTH}", f"b: {BOTH}")
    alone = of_code(graded(problem, FORMULAS, backward(W="-X.T @ dout", b="2 * dout.sum(axis=0)")))
    assert (alone.credit, alone.given) == (Fraction(1, 3), ())
    right = of_code(graded(problem, wrong, backward()))
    assert (right.credit, right.note) == (1, "")


def test_a_formula_that_lacks_too_much_earns_nothing_for_the_code() -> None:
    problem = affine("python", "uses: [dX, dW, db]")
    verdict = of_code(graded(problem, FORMULAS | {"db": "0 b"}, backward(b="0 * b")))
    assert (verdict.credit, verdict.given) == (Fraction(2, 3), ())


@pytest.mark.parametrize("form", FORMS)
def test_the_lowest_level_says_nothing_of_formulas(form: str) -> None:
    for formulas, lines, _ in CASES:
        report = graded(affine(form, ""), FORMULAS | formulas, backward(**lines))
        for text in (render(report, "verdict"), dumps(report_json(report, "verdict"))):
            assert "formula" not in text and "odd one out" not in text


STACKED = """\
gradecheck: 1
title: A loss over examples
dimensions: [D, m]
indices: {i: 1..m}
variables:
  w: {shape: D × 1}
  x: {shape: D × 1, batch: i}
  y: {batch: i}
graph:
  r: w^T x - y
  L: 1/m sum_i r^2
stacked:
  X: {of: x, transpose: true}
  Y: {of: y, transpose: true}
items:
  - id: a
    gradient: ∂L/∂w
    uses: [formula]
    symbolic: 2/m sum_i r x
    code:
      function: gradient
      arguments: [w, X, Y]
      forward: |
        import numpy as np
        def forward(w, X, Y):
            return np.mean((X @ w - Y) ** 2)
      takes: {w: "(D,)", X: "(m, D) no-gradient", Y: "(m,) no-gradient"}
"""


@pytest.mark.parametrize(
    ("formula", "line", "credit", "sentence"),
    [
        ("2/m sum_i r x", "2 / len(Y) * X.T @ (X @ w - Y)", 1, ""),
        ("2 sum_i r x", "2 * X.T @ (X @ w - Y)", 1, BOTH),
        ("2 sum_i r x", "2 / len(Y) * X.T @ (X @ w - Y)", 1, FORMULA),
        ("2/m X^T (X w - Y)", "2 * X.T @ (X @ w - Y)", 0, CODE),
        ("2/m X^T (X w + Y)", "2 / len(Y) * X.T @ (X @ w + Y)", 1, BOTH),
        ("2 sum_i r x", "X.T @ (X @ w - Y)", 0, APART),
    ],
)
def test_examples_that_are_stacked_are_the_rows_of_an_array(
    formula: str, line: str, credit: int, sentence: str
) -> None:
    problem = compiled(STACKED.encode(), "stacked.yaml", "stacked")
    place = Place("answers.md")
    code = f"def gradient(w, X, Y):\n    return {line}\n"
    responses = (Response("a.symbolic", formula, place), Response("a.code", code, place, is_code=True))
    verdict = grade(problem, Submission(responses), trust=True).items[0].parts[1].verdict
    ours = [each for each in verdict.feedback if each in (APART, BOTH, CODE, FORMULA)]
    assert (verdict.credit, ours) == (credit, [sentence] if sentence else [])


def test_a_formula_that_is_not_what_the_function_returns_is_left_out() -> None:
    """The forward is another one than the graph: nothing is said of formulas that do not belong to it."""
    text = STACKED.replace("np.mean(", "3 * np.mean(").replace("    uses: [formula]\n", "")
    problem = compiled(text.encode(), "stacked.yaml", "stacked")
    place = Place("answers.md")
    code = "def gradient(w, X, Y):\n    return 2 / len(Y) * X.T @ (X @ w - Y)\n"
    responses = (Response("a.symbolic", "2 sum_i r x", place), Response("a.code", code, place, is_code=True))
    verdict = grade(problem, Submission(responses), trust=True).items[0].parts[1].verdict
    assert verdict.credit == 0
    assert [each for each in verdict.feedback if "formula" in each] == []


def test_an_author_is_told_of_a_formula_that_is_about_no_gradient() -> None:
    text = AFFINE.replace("    USES\n", "    uses: [dX]\n") + FORMS["python"]
    text = text.replace('takes: {X: "(N, D)"', 'gradients: [W, b]\n      takes: {X: "(N, D)"')
    with pytest.raises(AuthorError) as caught:
        compiled(text.encode(), "affine.yaml", "affine")
    assert (
        caught.value.fact == "item 'code' → uses: backward returns no gradient that item 'dX' has a formula for"
    )
