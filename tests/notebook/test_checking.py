"""``gradecheck.check``: what counts as an answer, what it is called, and what comes back."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy

import gradecheck
from gradecheck.errors import AuthorError, OperatorError
from gradecheck.notebook.magic import judged
from gradecheck.notebook.writing import source_of, text_of, with_what_it_uses

GRAPH, NEURON, CHAIN = "section3/1", "section3/2", "variants/chain-rule"


def test_answers_have_the_names_of_a_sheet_or_of_python() -> None:
    for answers in ({"1.1": "z = -4"}, {"∂f/∂q": "z = -4"}, {"1.1": {"symbolic": "z", "numeric": -4}}):
        assert gradecheck.check(GRAPH, answers).score == 2
    assert gradecheck.check(GRAPH, df_dq="z", df_dz="x + y").score == 2
    assert gradecheck.check(NEURON, w_0=-0.2, dα_dx_0="σ(z)(1-σ(z)) w_0").score > 2


def test_only_what_was_answered_is_reported() -> None:
    found = gradecheck.check(NEURON, {"2": {"w_0": -0.2, "x_0": 0.4}})
    assert [part.id for item in found.report.items for part in item.parts] == ["2.graph.w_0", "2.graph.x_0"]
    assert (found.score, found.max_score) == (Fraction(3, 4), 1)


def test_as_a_text_it_is_the_table_of_a_terminal() -> None:
    text = repr(gradecheck.check(GRAPH, df_dq="-z"))
    assert text.startswith("section3/1-graph-review  Computation Graph Review\n")
    assert "✗ incorrect" in text
    assert "\x1b" not in text
    assert "expected: z" not in repr(gradecheck.check(GRAPH, df_dq="-z", feedback="hints"))


def test_as_html_it_has_the_answers_in_the_graph_and_no_script() -> None:
    html = gradecheck.check(NEURON, w_0="<script>1</script>", x_0=0.39)._repr_html_()
    assert "✓ 0.39" in html
    assert "&lt;script&gt;1&lt;/script&gt;" in html
    assert "<script" not in html
    assert html == gradecheck.check(NEURON, w_0="<script>1</script>", x_0=0.39)._repr_html_()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (-0.2, "-0.2"),
        (1e-7, "1e-07"),
        (np.float64(-0.2), "-0.2"),
        (np.int32(4), "4"),
        (np.array(2.5), "2.5"),
        (Fraction(-1, 3), "-1/3"),
        (Decimal("0.20"), "0.20"),
        ((3, 1), "(3, 1)"),
        ([np.int64(3), 1], "(3, 1)"),
        (("N", "D"), "(N, D)"),
        (sympy.Symbol("z") ** 2 * sympy.E, "exp(1)*z**2"),
        (sympy.Max(0, sympy.Abs(sympy.Symbol("z"))) / 3, "abs(z)/3"),
        (sympy.Max(0, sympy.Symbol("z")) * sympy.tanh(2), "tanh(2)*max(0, z)"),
    ],
)
def test_a_value_is_written_as_on_a_sheet(value: object, text: str) -> None:
    assert text_of(value, "1") == text


@pytest.mark.parametrize(
    "value", [None, True, float("nan"), np.inf, np.zeros(3), {1}, 1j, lambda x: x, len, object()]
)
def test_what_is_no_answer_is_refused(value: object) -> None:
    with pytest.raises(OperatorError):
        text_of(value, "1")


Z, W_0, SIGMOID = sympy.Symbol("z"), sympy.Symbol("w_0"), sympy.Function("sigmoid")
EXPRESSIONS = (
    (W_0 * sympy.exp(-Z) / (1 + sympy.exp(-Z)) ** 2, 2),
    (SIGMOID(Z) * (1 - SIGMOID(Z)) * W_0, 2),
    (sympy.diff(1 / (1 + sympy.exp(-Z)), Z) * W_0, 2),
    (W_0 * sympy.exp(-Z), 0),
)


@pytest.mark.parametrize(("expression", "score"), EXPRESSIONS, ids=str)
def test_an_expression_of_sympy_is_judged_by_what_it_means(expression: object, score: int) -> None:
    assert gradecheck.check(NEURON, {"2.1": expression}).score == score


def affine_backward(dout: np.ndarray, x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, ...]:
    return dout @ w.T, x.T @ dout, np.sum(dout, axis=0)


def test_a_function_is_judged_by_its_source() -> None:
    found = gradecheck.check("backprop/affine", affine=affine_backward)
    assert found.score == 3
    source = source_of(affine_backward)
    assert source.startswith("import numpy as np\ndef affine_backward(")


def test_a_program_brings_what_it_uses_of_its_notebook() -> None:
    namespace: dict[str, object] = {"__name__": "other", "np": np, "K": 2.0, "x": 1, "many": [1]}
    source = "def f(x):\n    y = np.exp(x) * K\n    return y, many\n"
    assert with_what_it_uses(source, namespace) == "import numpy as np\nK = 2.0\n" + source
    assert with_what_it_uses("def f(:", namespace) == "def f(:"
    assert with_what_it_uses("import numpy as np\nnp.exp(1)", namespace) == "import numpy as np\nnp.exp(1)"


@pytest.mark.parametrize(
    ("name", "said"),
    [("df_dw", "did you mean '∂f/∂"), ("9.9", "items: 1.1, 1.2"), ("", "items: 1.1")],
)
def test_an_item_that_is_not_there_is_told_in_a_line_or_two(name: str, said: str) -> None:
    with pytest.raises(OperatorError) as caught:
        gradecheck.check(GRAPH, {name: "z"})
    lines = caught.value._render_traceback_()
    assert lines[0] == f"section3/1-graph-review: there is no item '{name}'"
    assert said in lines[1]


@pytest.mark.parametrize("feedback", ["all", "", "FULL"])
def test_a_level_that_is_none_is_told(feedback: str) -> None:
    with pytest.raises(OperatorError, match="one of: verdict, hints, full"):
        gradecheck.check(GRAPH, df_dq="z", feedback=feedback)


def test_several_problems_or_none_are_told() -> None:
    with pytest.raises(OperatorError, match="is 4 problems"):
        gradecheck.check("section3", df_dq="z")
    with pytest.raises(OperatorError, match="there is no problem"):
        gradecheck.check("section9/1", df_dq="z")
    with pytest.raises(OperatorError, match="no answers to check"):
        gradecheck.check(GRAPH)


def test_a_broken_problem_is_told_to_its_author(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("gradecheck: 1\nitems: []\n", encoding="utf-8")
    with pytest.raises(AuthorError) as caught:
        gradecheck.check(str(tmp_path / "p.yaml"), a="z")
    assert "p.yaml:" in caught.value._render_traceback_()[0]


def test_a_cell_is_a_sheet_with_its_warnings() -> None:
    found = judged(f"{GRAPH} --feedback hints", "1.1: z = -4\n1.9: x\n", {})
    assert (found.score, found.max_score, found.level) == (2, 2, "hints")
    assert (
        found.report.warnings == ("cell:2: there is no item '1.9': did you mean 1.6?",) or found.report.warnings
    )
    assert "there is no item" in repr(found)
    assert "there is no item" in found._repr_html_()


def test_answers_are_about_the_numbers_of_the_student_who_is_named() -> None:
    for student, value in (("ada", 101), ("ben", 224)):
        assert gradecheck.check(CHAIN, {"1": value}, student=student).score == 1
        assert judged(f"{CHAIN} --student {student}", f"1: {value}\n", {}).score == 1
        assert judged(CHAIN, f"student: {student}\n1: {value}\n", {}).score == 1
    assert gradecheck.check(CHAIN, {"1": 101}, student="ben").score == 0
    assert "no student is named" in repr(gradecheck.check(CHAIN, {"1": 101}))
    with pytest.raises(OperatorError, match="this sheet is for 'ada', not for 'ben'"):
        judged(f"{CHAIN} --student ben", "student: ada\n1: 101\n", {})


def test_a_cell_with_the_function_that_is_asked_for_is_a_program() -> None:
    cell = "def affine_backward(dout, x, w, b):\n    return dout @ w.T, x.T @ dout, np.sum(dout, axis=0)\n"
    assert judged("backprop/affine", cell, {"np": np}).score == 3
    assert judged("backprop/affine", cell, {}).score == 0


@pytest.mark.parametrize("line", ["", "a b", "section3/1 --seed x", "section3/1 --what", "'section3"])
def test_a_magic_that_is_misspelt_is_told_how_it_is_written(line: str) -> None:
    with pytest.raises(OperatorError, match="write %%gradecheck PROBLEM"):
        judged(line, "1.1: z", {})


def test_importing_the_package_brings_in_nothing_of_a_notebook() -> None:
    code = "import gradecheck, sys; print({m.partition('.')[0] for m in sys.modules} & {'IPython', 'jinja2'})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
