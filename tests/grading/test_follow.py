"""An early mistake costs once: what follows from it is right, given the student's own earlier answers."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import AuthorError, Place
from gradecheck.grading.against import APART, BOTH, FORMULA
from gradecheck.grading.against import CODE as CODE_ALONE
from gradecheck.grading.grade import grade
from gradecheck.grading.memo import Memo
from gradecheck.grading.verdict import PartReport, Report, Status
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.submission.model import Response, Submission


@cache
def section3(number: int) -> Problem:
    return load(find("section3")[number - 1])


def graded(problem: Problem, answers: dict[str, str], memo: Memo | None = None) -> Report:
    place = Place("answers.md")
    responses = tuple(
        Response(key, text, place, is_code=text.lstrip().startswith(("def ", "import ")))
        for key, text in answers.items()
    )
    return grade(problem, Submission(responses), trust=True, memo=memo)


def parts(report: Report) -> dict[str, PartReport]:
    return {part.id: part for item in report.items for part in item.parts}


def lost(problem: Problem, answers: dict[str, str]) -> dict[str, Fraction]:
    """The points lost, by part, among those that were answered."""
    found = parts(graded(problem, answers))
    missing = {
        own_id: part.points * (1 - part.verdict.credit) for own_id, part in found.items() if part.response
    }
    return {own_id: points for own_id, points in missing.items() if points}


GRAPH = {
    "u": "-0.53",
    "E": "-0.53",
    "n": "-0.20",
    "z": "0.20",
    "r": "0.20",
    "p_0": "0.20",
    "p_1": "0.20",
    "w_0": "-0.20",
    "x_0": "0.39",
    "w_1": "-0.39",
    "x_1": "-0.59",
    "w_2": "0.20",
}


def drawn(**changed: str) -> dict[str, str]:
    return {f"2.graph.{name}": text for name, text in (GRAPH | changed).items()}


ONCE: list[tuple[int, dict[str, str], list[str]]] = [
    # the wrong factor of the product, carried along both paths; a sign, in the formulas and in the numbers
    (1, {"1.1.symbolic": "q", "1.5.symbolic": "x + y", "1.6.symbolic": "q"}, ["1.1.symbolic"]),
    (1, {"1.1.numeric": "4", "1.5.numeric": "4", "1.6.numeric": "4"}, ["1.1.numeric"]),
    (1, {"1.1": "-z = 4", "1.5": "-z = 4", "1.6": "-z = 4"}, ["1.1.numeric", "1.1.symbolic"]),
    (1, {"1.2.symbolic": "x", "1.5.symbolic": "z x"}, ["1.2.symbolic"]),
    (1, {"1.1.symbolic": "-z", "1.2.symbolic": "x", "1.5.symbolic": "-z x"}, ["1.1.symbolic", "1.2.symbolic"]),
    (1, {"1.1.symbolic": "-z", "1.2.symbolic": "x", "1.5.symbolic": "-z"}, ["1.1.symbolic", "1.2.symbolic"]),
    # a sign lost at n is lost at all that follows, on both sides of a sum
    (
        2,
        drawn(z="-0.20", r="-0.20", p_0="-0.20", p_1="-0.20", w_2="-0.20")
        | {f"2.graph.{name}": text for name, text in {"w_0": "0.20", "x_0": "-0.39"}.items()}
        | {f"2.graph.{name}": text for name, text in {"w_1": "0.39", "x_1": "0.59"}.items()},
        ["2.graph.z"],
    ),
    # a wrong number with all that it gives, exactly and from the rounded one
    (2, drawn(p_0="0.50", w_0="-0.5", x_0="1"), ["2.graph.p_0"]),
    (2, drawn(p_0="0.50", w_0="-0.50", x_0="1.01"), ["2.graph.p_0"]),
    # somebody who does not know the derivative of the sigmoid
    (
        2,
        {
            "2.1": "σ(z)(1+σ(z)) w_0",
            "2.2": "σ(z)(1+σ(z)) x_0",
            "2.3": "α(1 + α) w_1",
            "2.4": "x_1 σ(z) + x_1 σ(z)^2",
            "2.5": "σ(z)(1+σ(z))",
        },
        ["2.1"],
    ),
    # δ_1 with a wrong sign, written out in what follows; δ_2 wrong as well
    (3, {"3.2": "y/ŷ + (1-y)/(1-ŷ)", "3.2.J": "-1/m sum_i (y/ŷ + (1-y)/(1-ŷ))"}, ["3.2"]),
    (
        3,
        {
            "3.2": "y/ŷ + (1-y)/(1-ŷ)",
            "3.3": "ŷ (1 - ŷ)",
            "3.7": "-1/m Σ_i (y/ŷ + (1-y)/(1-ŷ)) ŷ (1-ŷ) (W_2ᵀ ∘ (z_1 > 0)) x^(i)ᵀ",
        },
        ["3.2"],
    ),
    (
        3,
        {
            "3.2": "y/ŷ + (1-y)/(1-ŷ)",
            "3.3": "1 - ŷ^2",
            "3.7": "-1/m Σ_i (y/ŷ + (1-y)/(1-ŷ)) (1 - ŷ^2) (W_2ᵀ ∘ (z_1 > 0)) x^(i)ᵀ",
        },
        ["3.2", "3.3"],
    ),
    # one of two earlier mistakes is mended on the way
    (
        3,
        {
            "3.2": "y/ŷ + (1-y)/(1-ŷ)",
            "3.3": "1 - ŷ^2",
            "3.7": "-1/m Σ_i (y/ŷ - (1-y)/(1-ŷ)) (1 - ŷ^2) (W_2ᵀ ∘ (z_1 > 0)) x^(i)ᵀ",
        },
        ["3.2", "3.3"],
    ),
    # ∂J/∂ŷ as it is asked for: with a wrong sign, and without 1/m; what is wrong stands for either
    (
        3,
        {
            "3.2": "1/m (y/ŷ - (1-y)/(1-ŷ))",
            "3.2.J": "Σ_i δ_1",
            "3.3": "1 - ŷ^2",
            "3.7": "Σ_i δ_1 (1 - ŷ^2) (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
        },
        ["3.2", "3.3"],
    ),
    (
        3,
        {"3.2": "-(y/ŷ - (1-y)/(1-ŷ))", "3.2.J": "Σ_i δ_1", "3.7": "Σ_i δ_1 δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"},
        ["3.2"],
    ),
    # a right one in its own names, and a mistake after it
    (
        3,
        {
            "3.2": "-1/m (y/ŷ - (1-y)/(1-ŷ))",
            "3.3": "1 - ŷ^2",
            "3.7": "Σ_i δ_1 (1 - ŷ^2) (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
        },
        ["3.3"],
    ),
    (
        3,
        {"3.2": "-1/m (y/ŷ + (1-y)/(1-ŷ))", "3.2.J": "Σ_i δ_1", "3.7": "Σ_i δ_1 δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"},
        ["3.2"],
    ),
    # a number that is wrong, while the next ones go on from the one before it
    (
        2,
        drawn(z="0.69", r="0.69", p_0="0.69", p_1="0.71", w_0="-0.69", x_0="1.38")
        | {"2.graph.w_1": "-1.38", "2.graph.x_1": "-2.07", "2.graph.w_2": "0.69"},
        ["2.graph.p_1", "2.graph.z"],
    ),
    (3, {"3.1.W_1": "D_x × D_a1", "3.1.W_1.vectorized": "D_x × D_a1"}, ["3.1.W_1"]),
    # the inverse permutation, with the same in the last item, and in code
    (4, {"4.2.symbolic": "P g", "4.3.symbolic": "x_0 P g + (g^T sort(x)) e_0"}, ["4.2.symbolic"]),
    (
        4,
        {
            "4.2.symbolic": "P g",
            "4.2.code": "import numpy as np\ndef backward_2(x, g):\n    return g[np.argsort(x)]\n",
        },
        ["4.2.symbolic"],
    ),
]


@pytest.mark.parametrize(("number", "answers", "charged"), ONCE)
def test_an_early_error_costs_once(number: int, answers: dict[str, str], charged: list[str]) -> None:
    assert sorted(lost(section3(number), answers)) == sorted(charged)


TWICE: list[tuple[int, dict[str, str], list[str]]] = [
    # what does not follow is wrong, whatever stood before
    (1, {"1.1.symbolic": "q", "1.5.symbolic": "-z"}, ["1.1.symbolic", "1.5.symbolic"]),
    (1, {"1.5.symbolic": "x + y"}, ["1.5.symbolic"]),
    (1, {"1.1.symbolic": "z", "1.5.symbolic": "x + y"}, ["1.5.symbolic"]),
    (1, {"1.1.symbolic": "q q)", "1.5.symbolic": "q q"}, ["1.1.symbolic", "1.5.symbolic"]),
    # nothing is left to work out: 0, a constant, also in disguise
    (1, {"1.1.symbolic": "0", "1.5.symbolic": "0"}, ["1.1.symbolic", "1.5.symbolic"]),
    (1, {"1.1.symbolic": "1", "1.5.symbolic": "1"}, ["1.1.symbolic", "1.5.symbolic"]),
    (1, {"1.1.symbolic": "z - z", "1.5.symbolic": "0"}, ["1.1.symbolic", "1.5.symbolic"]),
    (1, {"1.1.numeric": "0", "1.5.numeric": "0"}, ["1.1.numeric", "1.5.numeric"]),
    (1, {"1.1.symbolic": "1/(z - z)", "1.5.symbolic": "1/(z - z)"}, ["1.1.symbolic", "1.5.symbolic"]),
    (1, {"1.1.symbolic": "log(-1 - z^2)", "1.5.symbolic": "-z"}, ["1.1.symbolic", "1.5.symbolic"]),
    (1, {"1.1": "7 = 7"}, ["1.1.numeric", "1.1.symbolic"]),
    (2, drawn(z="0", w_2="0", r="0"), ["2.graph.r", "2.graph.w_2", "2.graph.z"]),
    (2, drawn(p_0="0.50", w_0="0.5"), ["2.graph.p_0", "2.graph.w_0"]),
    # a name means what was said of it, and no more
    (3, {"3.2": "y", "3.7": "Σ_i δ_1 δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"}, ["3.2", "3.7"]),
    # a right answer before it leads to nothing wrong: 1/m comes in twice
    (
        3,
        {
            "3.2": "-1/m (y/ŷ - (1-y)/(1-ŷ))",
            "3.2.J": "1/m^2 Σ_i (y/ŷ - (1-y)/(1-ŷ))",
            "3.7": "1/m^2 Σ_i (y - ŷ) (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
        },
        ["3.2.J", "3.7"],
    ),
    (3, {"3.2": "2 (y/ŷ - (1-y)/(1-ŷ))", "3.2.J": "Σ_i δ_1"}, ["3.2", "3.2.J"]),
    # answers that undo one another, an earlier answer again, and all that is 0
    (4, {"4.1.symbolic": "P g", "4.3.symbolic": "g"}, ["4.1.symbolic", "4.3.symbolic"]),
    (
        4,
        {"4.1.symbolic": "g", "4.2.symbolic": "P^T g", "4.3.symbolic": "P^T g"},
        ["4.1.symbolic", "4.3.symbolic"],
    ),
    (4, {"4.2.symbolic": "g", "4.3.symbolic": "x_0 g + (g^T x) e_0"}, ["4.2.symbolic", "4.3.symbolic"]),
    (4, {"4.1.component": "0", "4.1.zeroth": "0"}, ["4.1.component", "4.1.zeroth"]),
    (
        4,
        {"4.1.component": "0", "4.1.zeroth": "0", "4.1.symbolic": "0 g"},
        ["4.1.component", "4.1.symbolic", "4.1.zeroth"],
    ),
    (4, {"4.1.symbolic": "g/0", "4.3.symbolic": "g/0"}, ["4.1.symbolic", "4.3.symbolic"]),
    (4, {"4.1.symbolic": "g^T x", "4.3.symbolic": "g^T x"}, ["4.1.symbolic", "4.3.symbolic"]),
    (4, {"4.2.example": "[g_0, g_1, g_2]", "4.2.symbolic": "g"}, ["4.2.example", "4.2.symbolic"]),
    # a shape lost: an answer that cannot stand in place of δ_1
    (3, {"3.2": "W_2", "3.2.J": "-1/m sum_i W_2"}, ["3.2", "3.2.J"]),
    (3, {"3.1.W_1": "1 × 1", "3.1.W_1.vectorized": "1 × 1"}, ["3.1.W_1", "3.1.W_1.vectorized"]),
]


@pytest.mark.parametrize(("number", "answers", "charged"), TWICE)
def test_what_does_not_follow_is_charged(number: int, answers: dict[str, str], charged: list[str]) -> None:
    assert sorted(lost(section3(number), answers)) == sorted(charged)


def test_the_remark_names_the_earlier_answer() -> None:
    found = parts(graded(section3(3), {"3.2": "y/ŷ + (1-y)/(1-ŷ)", "3.2.J": "-1/m sum_i (y/ŷ + (1-y)/(1-ŷ))"}))
    verdict = found["3.2.J"].verdict
    assert verdict.feedback == ("Right, given your δ_1 (3.2).",)
    assert (verdict.note, verdict.given, verdict.status) == ("follow_through", ("3.2",), Status.CORRECT)


def test_an_answer_in_ones_own_names_is_right() -> None:
    found = parts(graded(section3(3), {"3.2": "-1/m (y/ŷ - (1-y)/(1-ŷ))", "3.2.J": "sum_i δ_1"}))
    verdict = found["3.2.J"].verdict
    assert (verdict.credit, verdict.note) == (1, "own_names")
    assert verdict.feedback == ("Right, with δ_1 (3.2) as you gave it.",)


def test_answers_that_name_one_another_do_not_go_round() -> None:
    answers = {"3.2": "δ_2 + y", "3.3": "δ_1 + δ_2 y", "3.7": "Σ_i δ_1 δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"}
    found = parts(graded(section3(3), answers))
    assert found["3.7"].verdict.status is Status.INCORRECT


def test_answers_that_grow_from_item_to_item_end() -> None:
    big = " + ".join(["δ_1 y"] * 150)
    answers = {"3.2": " + ".join(["y"] * 200), "3.3": big, "3.7": "Σ_i δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"}
    assert parts(graded(section3(3), answers))["3.7"].verdict.status is Status.INCORRECT


CODE = {
    "right": "import numpy as np\ndef backward_1(x, g):\n    d = x[0] * g\n    d[0] += g @ x\n    return d\n",
    "same": "def backward_1(x, g):\n    return x[0] * g\n",
    "other": "def backward_1(x, g):\n    return g\n",
    "broken": "def backward_1(x, g):\n    return undefined\n",
}


@pytest.mark.parametrize(
    ("formula", "code", "credit", "said"),
    [
        ("x_0 g + (g^T x) e_0", "right", 1, ""),
        ("x_0 g", "right", 1, FORMULA),
        ("x_0 g", "same", 1, BOTH),
        ("x_0 g", "other", 0, APART),
        ("x_0 g + (g^T x) e_0", "same", 0, CODE_ALONE),
        ("x_0 g", "broken", 0, ""),
        ("g", "other", 0, BOTH),
        ("x_0 g +", "same", 0, ""),
    ],
)
def test_formula_and_code_are_held_against_one_another(formula: str, code: str, credit: int, said: str) -> None:
    report = graded(section3(4), {"4.1.symbolic": formula, "4.1.code": CODE[code]})
    verdict = parts(report)["4.1.code"].verdict
    ours = [
        one
        for one in verdict.feedback
        if "formula" in one.lower() and not one.startswith(("Right, given", "It follows"))
    ]
    assert (verdict.credit, ours) == (credit, [said] if said else [])


CHAIN = """\
gradecheck: 1
title: A chain
variables: {x: {}, y: {}, z: {}}
graph: {q: x + y z, r: q^2, f: r y}
items:
  - {id: a, gradient: ∂f/∂q, symbolic: {derive: true}}
  - {id: b, gradient: ∂f/∂x, uses: [a], follow_through: CAP, symbolic: {derive: true}}
  - {id: c, gradient: ∂f/∂y, uses: [a], follow_through: CAP, symbolic: {derive: true}}
"""


@cache
def chain(cap: str) -> Problem:
    return compiled(CHAIN.replace("CAP", cap).encode(), "chain.yaml", "chain")


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["x", "y", "z", "q", "r", "2", "1", "0", "2 q y", "f"])
    return st.recursive(
        leaves,
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
        max_leaves=4,
    )


@settings(max_examples=60, deadline=None)
@given(own=expressions(), other=expressions(), cap=st.sampled_from(["1", "1/2"]))
def test_nobody_gains_by_a_wrong_answer(own: str, other: str, cap: str) -> None:
    """What follows earns its cap at most, once; and never more than with the right answer before it."""
    problem = chain(cap)
    report = graded(problem, {"a": own, "b": own, "c": f"{own} z + r"})
    first, second, third = (item.parts[0].verdict for item in report.items)
    if first.credit == 1:
        assert not second.given and not third.given
        assert (second.credit, third.credit) == (1, 1)
    else:
        assert second.credit <= Fraction(cap) and third.credit <= Fraction(cap)
        assert report.score < graded(problem, {"a": "2 q y", "b": "2 q y", "c": "2 q y z + r"}).score
    free = graded(problem, {"b": other}).items[1].score
    assert graded(problem, {"a": "2 q y", "b": other}).items[1].score == free


def test_what_another_student_answered_before_is_not_remembered() -> None:
    problem, memo = section3(1), Memo("test")
    carried = graded(problem, {"1.1.symbolic": "q", "1.5.symbolic": "q"}, memo)
    alone = graded(problem, {"1.1.symbolic": "z", "1.5.symbolic": "q"}, memo)
    again = graded(problem, {"1.1.symbolic": "1 q", "1.5.symbolic": "q"}, memo)
    credits = [parts(report)["1.5.symbolic"].verdict.credit for report in (carried, alone, again)]
    assert credits == [1, 0, 1]
    same = {parts(report)["1.5.symbolic"].basis for report in (carried, again)}
    assert len(same) == 1 and "" not in same
    assert parts(alone)["1.5.symbolic"].basis == ""


def test_blanks_are_not_remembered_for_other_graphs() -> None:
    problem, memo = section3(2), Memo("test")
    wrong = parts(graded(problem, drawn(p_0="0.50", w_0="-0.50"), memo))["2.graph.w_0"]
    alone = parts(graded(problem, drawn(w_0="-0.50"), memo))["2.graph.w_0"]
    assert (wrong.verdict.credit, alone.verdict.credit) == (1, 0)
    assert wrong.key != alone.key and wrong.verdict.given == ("p_0",)


FROM_FORMULA = """\
gradecheck: 1
title: Numbers from a formula
variables: {x: 3, y: 5}
graph: {q: x y, f: q^2}
items:
  - {id: a, gradient: ∂f/∂x, uses: [formula], follow_through: 1/2, symbolic: {derive: true}, numeric: {}}
"""


@pytest.mark.parametrize(
    ("formula", "number", "credit", "said"),
    [
        ("2 q y", "150", 1, ""),
        ("q y", "75", Fraction(1, 2), "Right, given your formula."),
        ("q y", "76", 0, ""),
        ("x", "3", 0, "It follows from your formula, which lacks too much: no credit carries over."),
    ],
)
def test_a_number_may_follow_from_the_formula(formula: str, number: str, credit: Fraction, said: str) -> None:
    problem = compiled(FROM_FORMULA.encode(), "formula.yaml", "formula")
    verdict = parts(graded(problem, {"a.symbolic": formula, "a.numeric": number}))["a.numeric"].verdict
    ours = [one for one in verdict.feedback if "your formula" in one]
    assert (verdict.credit, ours) == (credit, [said] if said else [])


BROKEN = [
    ("uses: [b], symbolic: {derive: true}", "item 'a' → uses: item 'b' does not stand above"),
    ("uses: [c], symbolic: {derive: true}", "item 'a' → uses: there is no item 'c'"),
    ("follows: 2 q, symbolic: {derive: true}", "item 'a' → follows: nothing is used here"),
    ("follow_through: 1, symbolic: {derive: true}", "item 'a' → follow_through: nothing is used here"),
    (
        "uses: [formula], symbolic: {derive: true}",
        "item 'a' → uses: there is no formula here that a number or code could follow from",
    ),
]


@pytest.mark.parametrize(("keys", "said"), BROKEN)
def test_an_author_is_told_what_cannot_be_used(keys: str, said: str) -> None:
    text = f"""\
gradecheck: 1
variables: {{x: {{}}}}
graph: {{q: x^2, f: q^2}}
items:
  - {{id: a, gradient: ∂f/∂q, {keys}}}
  - {{id: b, gradient: ∂f/∂x, symbolic: {{derive: true}}}}
"""
    with pytest.raises(AuthorError) as caught:
        compiled(text.encode(), "broken.yaml", "broken")
    assert caught.value.fact == said


LATER = [
    ("uses: {a: x}, symbolic: {derive: true}", "item 'b' → uses: 'x' is an input, not an answer"),
    ("uses: {a: q}, symbolic: {derive: true}", "item 'b' → uses: the answer to item 'a' is not q"),
    ("uses: {a: d}, symbolic: {derive: true}", "item 'b' → uses: the answer does not make use of ∂f/∂q"),
    (
        "uses: {a: d}, follows: d x, symbolic: {derive: true}",
        "item 'b' → follows 1: with the right ∂f/∂q this comes to (2q)·x, and not to what is expected",
    ),
    ("uses: [a], shape: {of: x}", "item 'b' → uses: item 'a' does not ask for the shape of a name"),
    (
        "uses: {a: d}, follows: [{expected: 2 d x, where: {q: x}}], symbolic: {derive: true}",
        "item 'b' → follows 1 → where → q: 'q' is not an input",
    ),
    (
        'uses: {a: d}, follows: [{expected: d, where: {x: "[x, x]"}}], symbolic: {derive: true}',
        "item 'b' → follows 1 → where → x: this has not the shape of 'x'",
    ),
    (
        "uses: {a: d}, follows: [{expected: d, where: {x: d}}], symbolic: {derive: true}",
        "item 'b' → follows 1 → expected: 'd' cannot be read with `where`",
    ),
    (
        "uses: {a: d}, follows: [2 d x, d x], symbolic: {derive: true}",
        "item 'b' → follows 2: with the right ∂f/∂q this comes to (2q)·x, and not to what is expected",
    ),
    ("uses: [a], shape: 1 × 1", "item 'b' → uses: nothing says what the shape belongs to"),
]


@pytest.mark.parametrize(("keys", "said"), LATER)
def test_an_author_is_told_what_does_not_follow(keys: str, said: str) -> None:
    text = f"""\
gradecheck: 1
variables: {{x: {{}}}}
graph: {{q: x^2, f: q^2}}
items:
  - {{id: a, gradient: ∂f/∂q, symbolic: {{derive: true}}}}
  - {{id: b, gradient: ∂f/∂x, {keys}}}
"""
    with pytest.raises(AuthorError) as caught:
        compiled(text.encode(), "broken.yaml", "broken")
    assert caught.value.fact == said


VALUES = """\
gradecheck: 1
title: Values and gradients, with a fan-out
variables: {x: 2, y: 3}
graph: {p: x y, r: p + x, f: p r}
items:
  - id: g
    follow_through: 1
    graph:
      decimals: 2
      blanks:
        v_p: {node: p, what: value}
        v_r: {node: r, what: value}
        v_f: {node: f, what: value}
        r: {}
        p: {}
        e: {node: p, child: r}
        x: {}
"""


@pytest.mark.parametrize(
    ("answers", "charged"),
    [
        ({"v_p": "6", "v_r": "8", "v_f": "48", "r": "6", "p": "14", "e": "6", "x": "48"}, []),
        ({"v_p": "5", "v_r": "7", "v_f": "35", "r": "5", "p": "12", "e": "5", "x": "41"}, ["v_p"]),
        ({"v_p": "5", "v_r": "7", "v_f": "48", "r": "6"}, ["v_p"]),
        ({"r": "-6", "e": "-6", "p": "2"}, ["r"]),
        ({"r": "-6", "p": "2", "x": "0"}, ["r", "x"]),
        ({"r": "-6", "p": "3", "x": "3"}, ["p", "r"]),
        ({"v_p": "five", "v_r": "7"}, ["v_p", "v_r"]),
        ({"v_p": "0", "v_r": "2", "v_f": "0"}, ["v_f", "v_p"]),
    ],
)
def test_values_and_gradients_follow_from_ones_own(answers: dict[str, str], charged: list[str]) -> None:
    problem = compiled(VALUES.encode(), "values.yaml", "values")
    missing = lost(problem, {f"g.graph.{name}": text for name, text in answers.items()})
    assert sorted(name.rpartition(".")[2] for name in missing) == charged
