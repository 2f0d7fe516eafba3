"""The practice sheet: whatever an item rests on may be wrong, and costs once.

A row has early answers that are wrong, and what follows from them in a later item. Four things hold for each:
what is carried on rightly earns all; the same without the early mistake earns nothing; what does not follow
earns nothing; and the right answer earns all, whatever stood before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from gradecheck.grading.numeric import value_of
from gradecheck.grading.verdict import Status, Verdict
from gradecheck.problem.parts import CodePart, GraphPart, NumericPart, ShapePart, SymbolicPart

from .test_follow import drawn, graded, parts, section3


@dataclass(frozen=True)
class Row:
    """``carried`` follows from the wrong ``early``; ``other`` follows from nothing."""

    problem: int
    early: dict[str, str]
    later: str
    carried: str
    other: str

    def __str__(self) -> str:
        return f"{'+'.join(self.early)}→{self.later}"


NUMPY = "import numpy as np\n"
SCALED = "def backward_1(x, g):\n    return x[0] * g\n"
PLUS = "def backward_1(x, g):\n    return x[0] + g\n"
LATER_ONE = "def backward_1(x, g):\n    d = g.copy()\n    d[0] = x[0] * g[0] + g @ x\n    return d\n"
INVERSE = NUMPY + "def backward_2(x, g):\n    return g[np.argsort(x)]\n"
THROUGH = "def backward_2(x, g):\n    return g * 2\n"
BOTH_WRONG = NUMPY + "def backward_3(x, g):\n    return x[0] * g[np.argsort(x)]\n"
INVERSE_3 = (
    NUMPY + "def backward_3(x, g):\n    d = x[0] * g[np.argsort(x)]\n    d[0] += g @ np.sort(x)\n    return d\n"
)
SHORT_3 = (
    NUMPY + "def backward_3(x, g):\n    d = np.empty_like(g)\n    d[np.argsort(x)] = x[0] * g\n    return d\n"
)
WRONG_3 = "def backward_3(x, g):\n    return x * g\n"
RIGHT = {
    "1.5.symbolic": "z",
    "1.6.symbolic": "z",
    "1.5.numeric": "-4",
    "1.6.numeric": "-4",
    "2.2": "σ(z)(1-σ(z)) x_0",
    "2.3": "σ(z)(1-σ(z)) w_1",
    "2.4": "σ(z)(1-σ(z)) x_1",
    "2.5": "σ(z)(1-σ(z))",
    **{f"3.1.{name}.vectorized": shape for name, shape in (("W_1", "D_a1 × D_x"), ("b_1", "D_a1 × 1"))},
    **{f"3.1.{name}.vectorized": shape for name, shape in (("W_2", "1 × D_a1"), ("b_2", "1 × 1"))},
    "3.2.J": "-1/m Σ_i (y/ŷ - (1-y)/(1-ŷ))",
    "3.7": "1/m Σ_i (ŷ - y) (W_2ᵀ ∘ (z_1 >= 0)) x^(i)ᵀ",
    "4.1.zeroth": "x_0 g_0 + gᵀx",
    "4.1.symbolic": "x_0 g + (gᵀx) e_0",
    "4.2.symbolic": "Pᵀ g",
    "4.3.symbolic": "x_0 Pᵀ g + (gᵀ sort(x)) e_0",
    "4.1.code": "def backward_1(x, g):\n    d = x[0] * g\n    d[0] += g @ x\n    return d\n",
    "4.2.code": NUMPY + "def backward_2(x, g):\n    d = g * 0\n    d[np.argsort(x)] = g\n    return d\n",
    "4.3.code": NUMPY
    + "def backward_3(x, g):\n    d = g * 0\n    d[np.argsort(x)] = x[0] * g\n"
    + "    d[0] += g @ np.sort(x)\n    return d\n",
}
D1, WRONG = "(y/ŷ - (1-y)/(1-ŷ))", "(y/ŷ + (1-y)/(1-ŷ))"
"""δ_1, and with a wrong sign."""
REST = "(W_2ᵀ ∘ (z_1 >= 0)) x^(i)ᵀ"

ROWS = [
    # 1: each factor of the product, as a formula and as a number
    Row(1, {"1.1.symbolic": "q"}, "1.5.symbolic", "x + y", "-z"),
    Row(1, {"1.2.symbolic": "x"}, "1.5.symbolic", "x z", "x q"),
    Row(1, {"1.1.symbolic": "-z", "1.2.symbolic": "x"}, "1.5.symbolic", "-x z", "-q"),
    Row(1, {"1.1.symbolic": "-z"}, "1.6.symbolic", "-z", "q"),
    Row(1, {"1.3.symbolic": "y"}, "1.6.symbolic", "y z", "x z"),
    Row(1, {"1.1.numeric": "4"}, "1.5.numeric", "4", "3"),
    Row(1, {"1.2.numeric": "-2"}, "1.5.numeric", "8", "-8"),
    Row(1, {"1.1.numeric": "3"}, "1.6.numeric", "3", "4"),
    Row(1, {"1.3.numeric": "5"}, "1.6.numeric", "-20", "20"),
    # 2: the derivative of the sigmoid, from whichever item it is wrong in first
    Row(2, {"2.1": "σ(z)(1+σ(z)) w_0"}, "2.2", "σ(z)(1+σ(z)) x_0", "σ(z) x_0"),
    Row(2, {"2.1": "σ(z) w_0"}, "2.3", "σ(z) w_1", "σ(z)^2 w_1"),
    Row(2, {"2.2": "σ(z) x_0"}, "2.3", "σ(z) w_1", "σ(z) x_1"),
    Row(2, {"2.1": "-α(1-α) w_0"}, "2.4", "-α(1-α) x_1", "α^2 x_1"),
    Row(2, {"2.2": "(1-α) x_0"}, "2.4", "(1-α) x_1", "(1-α) w_1"),
    Row(2, {"2.3": "(1-α^2) w_1"}, "2.4", "(1-α^2) x_1", "(1+α^2) x_1"),
    Row(2, {"2.1": "σ(z)^2 w_0"}, "2.5", "σ(z)^2", "σ(z)"),
    Row(2, {"2.2": "σ(z)^2 x_0"}, "2.5", "σ(z)^2", "σ(z)^3"),
    Row(2, {"2.3": "z (1-z) w_1"}, "2.5", "z (1-z)", "z (1+z)"),
    Row(2, {"2.4": "α(α-1) x_1"}, "2.5", "α(α-1)", "α(α+1)"),
    # 3: shapes, the sum over examples, and each of the five factors of the last item
    Row(3, {"3.1.W_1": "D_x × D_a1"}, "3.1.W_1.vectorized", "D_x × D_a1", "D_x × m"),
    Row(3, {"3.1.b_1": "1 × D_a1"}, "3.1.b_1.vectorized", "1 × D_a1", "D_a1 × m"),
    Row(3, {"3.1.W_2": "D_a1 × 1"}, "3.1.W_2.vectorized", "D_a1 × 1", "D_a1 × m"),
    Row(3, {"3.1.b_2": "1 × D_a1"}, "3.1.b_2.vectorized", "1 × D_a1", "1 × m"),
    Row(3, {"3.2": WRONG}, "3.2.J", f"-1/m Σ_i {WRONG}", f"-Σ_i {WRONG}"),
    Row(3, {"3.2": f"1/m {D1}"}, "3.2.J", f"1/m Σ_i {D1}", f"1/m^2 Σ_i {D1}"),
    Row(
        3,
        {"3.2": WRONG},
        "3.7",
        f"-1/m Σ_i {WRONG} δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
        f"-Σ_i {WRONG} δ_2 (W_2ᵀ ∘ δ_4) δ_5",
    ),
    Row(
        3,
        {"3.3": "1 - ŷ"},
        "3.7",
        "-1/m Σ_i δ_1 (1-ŷ) (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
        "-1/m Σ_i δ_1 ŷ (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
    ),
    Row(3, {"3.4": "-W_2"}, "3.7", f"1/m Σ_i δ_1 δ_2 {REST}", f"2/m Σ_i δ_1 δ_2 {REST}"),
    Row(3, {"3.4": "2 W_2ᵀ"}, "3.7", f"-2/m Σ_i δ_1 δ_2 {REST}", f"-3/m Σ_i δ_1 δ_2 {REST}"),
    Row(3, {"3.5": "1{z_1 < 0}"}, "3.7", "-1/m Σ_i δ_1 δ_2 (W_2ᵀ ∘ (z_1<0)) δ_5", "Σ_i δ_1 W_2ᵀ δ_5"),
    Row(
        3,
        {"3.5": "diag(z_1 < 0)"},
        "3.7",
        "-1/m Σ_i δ_1 δ_2 diag(z_1 < 0) W_2ᵀ x^(i)ᵀ",
        "-1/m Σ_i δ_1 δ_2 (W_2ᵀ ∘ z_1) x^(i)ᵀ",
    ),
    Row(3, {"3.6": "-x^(i)ᵀ"}, "3.7", f"1/m Σ_i δ_1 δ_2 {REST}", "1/m Σ_i δ_1 δ_2 δ_4 x^(i)ᵀ"),
    Row(
        3,
        {"3.2": WRONG, "3.3": "1 - ŷ", "3.4": "-W_2", "3.6": "2 x^(i)ᵀ"},
        "3.7",
        f"2/m Σ_i {WRONG} (1-ŷ) (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
        f"3/m Σ_i {WRONG} (1-ŷ) (W_2ᵀ ∘ δ_4) x^(i)ᵀ",
    ),
    # 4: the components, the example, the order, the vector, and code from formulas, also of earlier items
    Row(4, {"4.1.component": "-x_0 g_i"}, "4.1.zeroth", "-x_0 g_0 - gᵀx", "x_0 g_0 - gᵀx"),
    Row(4, {"4.1.component": "g_i"}, "4.1.symbolic", "g + (x_0 g_0 + gᵀx - g_0) e_0", "g + (gᵀx) e_0"),
    Row(4, {"4.1.component": "g_i x_i"}, "4.1.symbolic", "g ∘ x + (x_0 g_0 + gᵀx - x_0 g_0) e_0", "g ∘ x"),
    Row(4, {"4.1.zeroth": "2 x_0 g_0"}, "4.1.symbolic", "x_0 g + x_0 g_0 e_0", "x_0 g + g_0 e_0"),
    Row(
        4, {"4.1.zeroth": "x_0 g_0 + sum_{i != 0} g_i x_i"}, "4.1.symbolic", "x_0 g + (gᵀx - x_0 g_0) e_0", "g"
    ),
    Row(
        4,
        {"4.1.component": "g_i", "4.1.zeroth": "x_0 g_0"},
        "4.1.symbolic",
        "g + (x_0 g_0 - g_0) e_0",
        "g + x_0 g_0 e_0",
    ),
    Row(4, {"4.2.example": "[g_1, g_2, g_0]"}, "4.2.symbolic", "P g", "g"),
    Row(4, {"4.2.symbolic": "P g"}, "4.3.symbolic", "x_0 P g + (gᵀ sort(x)) e_0", "x_0 g"),
    Row(4, {"4.2.symbolic": "P g"}, "4.3.symbolic", "x_0 P g + (xᵀ P g) e_0", "x_0 P g"),
    Row(4, {"4.2.symbolic": "x ∘ (Pᵀ g)"}, "4.3.symbolic", "x_0 (x ∘ Pᵀ g) + (gᵀ P x) e_0", "x ∘ (Pᵀ g)"),
    Row(4, {"4.1.symbolic": "x_0 g"}, "4.3.symbolic", "x_0 Pᵀ g", "x_0 g"),
    Row(4, {"4.1.symbolic": "x_0 g + (gᵀx) e_0 / 2"}, "4.3.symbolic", "x_0 Pᵀ g + (gᵀ P x) e_0 / 2", "P g"),
    Row(4, {"4.1.symbolic": "x_0 g", "4.2.symbolic": "P g"}, "4.3.symbolic", "x_0 P g", "x_0 g"),
    Row(4, {"4.1.symbolic": "x_0 g"}, "4.1.code", SCALED, PLUS),
    Row(4, {"4.1.zeroth": "x_0 g_0"}, "4.1.code", SCALED, PLUS),
    Row(4, {"4.1.component": "x_0 + g_i", "4.1.zeroth": "x_0 + g_0"}, "4.1.code", PLUS, SCALED),
    Row(4, {"4.1.component": "g_i"}, "4.1.code", LATER_ONE, PLUS),
    Row(4, {"4.2.symbolic": "P g"}, "4.2.code", INVERSE, THROUGH),
    Row(4, {"4.3.symbolic": "x_0 P g"}, "4.3.code", BOTH_WRONG, WRONG_3),
    Row(4, {"4.2.code": INVERSE}, "4.3.code", INVERSE_3, WRONG_3),
    Row(4, {"4.1.code": SCALED}, "4.3.code", SHORT_3, WRONG_3),
    Row(4, {"4.1.code": SCALED, "4.2.code": INVERSE}, "4.3.code", BOTH_WRONG, WRONG_3),
    Row(4, {"4.2.symbolic": "P g"}, "4.3.code", INVERSE_3, WRONG_3),
    Row(4, {"4.1.symbolic": "x_0 g"}, "4.3.code", SHORT_3, WRONG_3),
    Row(4, {"4.1.symbolic": "x_0 g", "4.2.symbolic": "P g"}, "4.3.code", BOTH_WRONG, WRONG_3),
]


def judged(row: Row, answer: str, *, alone: bool = False) -> Verdict:
    early = {} if alone else row.early
    return parts(graded(section3(row.problem), early | {row.later: answer}))[row.later].verdict


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_follows_from_a_wrong_answer_costs_nothing_more(row: Row) -> None:
    found = parts(graded(section3(row.problem), row.early | {row.later: row.carried}))
    assert [name for name in row.early if found[name].verdict.credit == 1] == []
    later = found[row.later].verdict
    assert (later.credit, later.note, bool(later.given)) == (1, "follow_through", True)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_it_is_wrong_without_the_early_mistake(row: Row) -> None:
    assert judged(row, row.carried, alone=True).credit == 0


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_does_not_follow_earns_nothing(row: Row) -> None:
    assert judged(row, row.other).credit == 0


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_right_answer_after_a_wrong_one_earns_all(row: Row) -> None:
    found = judged(row, RIGHT[row.later])
    assert (found.status, found.credit, found.note in ("", "by_entry")) == (Status.CORRECT, Fraction(1), True)


def test_there_is_a_row_for_whatever_any_item_rests_on() -> None:
    covered = {
        (row.problem, row.later, early.removesuffix(".symbolic").removesuffix(".numeric"))
        for row in ROWS
        for early in row.early
    }
    for number in (1, 2, 3, 4):
        for item in section3(number).items:
            for part in item.parts:
                key = item.id if len(item.parts) == 1 and part.kind != "code" else f"{item.id}.{part.kind}"
                if isinstance(part, GraphPart) or part.follows is None:
                    continue
                assert isinstance(part, SymbolicPart | NumericPart | ShapePart | CodePart)
                rests = {use.item for use in part.follows.uses} | set(part.follows.formulas)
                assert {(number, key, one) for one in rests} <= covered


JUNK = (
    "0",
    "1",
    "7",
    "10^9",
    "1/0",
    "-1/2",
    "x - x",
    "1/(x - x)",
    "g",
    "0 g",
    "g/0",
    "10^9 g",
    "W_2",
    "m",
    "1 × 1",
)


@pytest.mark.parametrize("junk", JUNK)
def test_the_same_rubbish_everywhere_earns_no_more_than_it_does_alone(junk: str) -> None:
    """Zeros, constants, huge and undefined answers, and those of another shape lead to nothing."""
    for number in (1, 2, 3, 4):
        problem = section3(number)
        keys = [
            item.id if len(item.parts) == 1 else f"{item.id}.{part.kind}"
            for item in problem.items
            for part in item.parts
            if isinstance(part, SymbolicPart | NumericPart)
        ]
        together = parts(graded(problem, dict.fromkeys(keys, junk)))
        for key in keys:
            alone = parts(graded(problem, {key: junk}))[key].verdict
            assert together[key].verdict.credit == alone.credit, key


def test_functions_that_return_zeros_or_the_same_lead_to_nothing() -> None:
    for line in ("0 * g", "g", "x", "g * 1e9"):
        code = {f"4.{n}.code": f"def backward_{n}(x, g):\n    return {line}\n" for n in (1, 2, 3)}
        found = parts(graded(section3(4), code))
        assert [found[key].verdict.credit for key in code] == [0, 0, 0], line


def test_every_blank_of_the_graph_follows_from_the_one_that_its_gradient_comes_from() -> None:
    """A gradient that is twice too large stays so on its way back."""
    problem = section3(2)
    (graph,) = (part for item in problem.items for part in item.parts if isinstance(part, GraphPart))
    blanks = {blank.id: blank for blank in graph.blanks}
    lines = [line for line in graph.lines if line.child in blanks and line.parent in blanks]
    assert len(lines) == len(blanks) - 1
    for line in lines:
        local = value_of(line.local, problem)
        assert local is not None
        own = round(2 * Fraction(blanks[line.child].answer.expected_text), 2)
        wrong = {line.child: str(float(own)), line.parent: str(float(own * local))}
        for answers, credits in (
            (wrong, (0, 1)),
            ({line.parent: wrong[line.parent]}, (1, 0)),
            (wrong | {line.parent: "7.77"}, (0, 0)),
            ({line.child: wrong[line.child]}, (0, 1)),
        ):
            found = parts(graded(problem, drawn(**answers)))
            verdicts = [found[f"2.graph.{name}"].verdict for name in (line.child, line.parent)]
            assert tuple(verdict.credit for verdict in verdicts) == credits, (line, answers)
