"""Answers to the practice sheet and to small problems: what each earns, and what is said."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import OperatorError, Place
from gradecheck.grading.grade import grade
from gradecheck.grading.matching import unmatched
from gradecheck.grading.memo import Memo
from gradecheck.grading.verdict import PartReport, Report, Status
from gradecheck.notation.expr import ZERO
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import NumericPart
from gradecheck.problem.tolerance import is_near
from gradecheck.submission import read_files
from gradecheck.submission.model import Response, Submission

SHEET = {problem.id.split("/")[1][0]: problem for problem in map(load, find("section3"))}


def sheet(*answers: tuple[str, str]) -> Submission:
    return Submission(
        tuple(Response(key, text, Place("answers.md", n + 1)) for n, (key, text) in enumerate(answers))
    )


def part_of(report: Report, part_id: str) -> PartReport:
    return next(part for item in report.items for part in item.parts if part.id == part_id)


def graded(problem: Problem, key: str, text: str, part: str = "") -> PartReport:
    return part_of(grade(problem, sheet((key, text))), part or key)


WRONG = [
    ("1", "1.5.symbolic", "-z"),
    ("1", "1.1.symbolic", "q"),
    ("1", "1.4.symbolic", "z"),
    ("2", "2.4", "σ(z)(1−σ(z))"),
    ("2", "2.1", "σ(z)(1+σ(z)) w_0"),
    ("2", "2.1", "-σ(z)(1−σ(z)) w_0"),
    ("3", "3.7", "Σ_i δ_1 δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"),
    ("3", "3.2", "-(y/ŷ) + (1-y)/(1-ŷ)"),
    ("4", "4.2.symbolic", "g"),
    ("4", "4.3.symbolic", "x_0 g + (g^T x) e_0"),
    ("4", "4.1.zeroth", "2 x_0 g_0"),
]


@pytest.mark.parametrize(("problem", "key", "text"), WRONG)
def test_a_wrong_answer_is_incorrect_with_a_counterexample(problem: str, key: str, text: str) -> None:
    verdict = graded(SHEET[problem], key, text).verdict
    assert verdict.status is Status.INCORRECT
    assert verdict.credit == 0
    assert verdict.evidence is not None
    assert verdict.evidence.witness is not None
    assert verdict.evidence.witness.at


def test_an_untransposed_matrix_that_changes_the_value_is_wrong() -> None:
    square = SHEET["3"]
    verdict = graded(square, "3.7", "-1/m Σ_i δ_1 δ_2 (W_1 x ∘ δ_4) x^T").verdict
    assert verdict.status is Status.INCORRECT


@pytest.mark.parametrize("text", ["-0.53", "-0.5344", "-.53", "−0.53", "-0.534"])
def test_a_blank_to_two_decimals_takes_what_rounds_to_it(text: str) -> None:
    assert graded(SHEET["2"], "2.graph.u", text).verdict.status is Status.CORRECT


@pytest.mark.parametrize("text", ["-0.54", "0.53", "-0.5", "-0.52"])
def test_a_blank_to_two_decimals_takes_nothing_else(text: str) -> None:
    assert graded(SHEET["2"], "2.graph.u", text).verdict.status is Status.INCORRECT


def test_every_blank_of_the_graph_is_checked() -> None:
    report = grade(SHEET["2"], Submission(()))
    blanks = [part.id for part in report.items[0].parts]
    assert blanks == [f"2.graph.{name}" for name in "u E n z r p_0 p_1 w_0 x_0 w_1 x_1 w_2".split()]
    for blank in blanks:
        assert graded(SHEET["2"], blank, "123").verdict.status is Status.INCORRECT


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("1.1", "1.1.symbolic"),
        ("1.1.symbolic", "1.1.symbolic"),
        ("1.1 symbolic", "1.1.symbolic"),
        ("∂f/∂q", "1.1.symbolic"),
        ("df/dq", "1.1.symbolic"),
        ("\\frac{\\partial f}{\\partial q}", "1.1.symbolic"),
    ],
)
def test_an_item_is_found_by_its_id_and_its_label(key: str, part: str) -> None:
    assert graded(SHEET["1"], key, "z", part).verdict.status is Status.CORRECT


@pytest.mark.parametrize("key", ["2.graph.w_0", "2.w_0", "graph.w_0", "w_0", "2.graph.w0", "2.graph.w_{0}"])
def test_a_blank_is_found_by_its_names(key: str) -> None:
    assert graded(SHEET["2"], key, "-0.20", "2.graph.w_0").verdict.status is Status.CORRECT


def test_a_chain_answers_both_parts() -> None:
    report = grade(SHEET["1"], sheet(("1.4", "∂f/∂z = x + y = 3")))
    assert report.items[3].status is Status.CORRECT
    assert report.score == 2


@pytest.mark.parametrize(
    "text",
    [
        r"$\frac{\partial f}{\partial z} = x + y = 3$",
        r"\(\frac{\partial f}{\partial z} = q = \frac{6}{2}\)",
        r"$$x + y \approx 3$$",
        "$q$, $3$",
        "$q$; 3",
        "df_dz = q = 3.0",
        "q ≈ 3",
        "= q = 3,",
    ],
)
def test_a_chain_may_be_written_in_latex_and_as_in_code(text: str) -> None:
    report = grade(SHEET["1"], sheet(("1.4", text)))
    assert report.items[3].status is Status.CORRECT


@pytest.mark.parametrize(
    "text", ["$1$", r"$\frac{\partial q}{\partial x} = 1$", "dq_dx = 1.0", "1,", r"$\frac22$"]
)
def test_a_number_alone_answers_both_parts_however_it_is_set(text: str) -> None:
    assert grade(SHEET["1"], sheet(("1.2", text))).score == 2


def test_several_blanks_may_stand_behind_one_another() -> None:
    report = grade(SHEET["2"], sheet(("2.graph", "u: -.53, exp = -0,53; n: -0.2\nzz: 3"), ("2", "z: 0.2")))
    assert report.score == 2
    assert report.warnings == ("answers.md:1: 'zz: 3' names no blank: write 2.graph.u: and the number",)


def test_a_missing_answer_is_blank_and_costs_only_itself() -> None:
    report = grade(SHEET["1"], sheet(("1.1", "z = -4")))
    assert report.score == 2
    assert [item.status for item in report.items].count(Status.BLANK) == 5


def test_an_unreadable_answer_is_told_where_and_what_to_write() -> None:
    verdict = graded(SHEET["1"], "1.1.symbolic", "x + w").verdict
    assert verdict.status is Status.INVALID
    assert "w" in verdict.feedback[0]
    assert "^" in verdict.feedback[0]
    assert "declared: x, y, z, q, f" in verdict.feedback[0]


def test_the_last_of_two_answers_counts_and_it_is_said() -> None:
    report = grade(SHEET["1"], sheet(("1.1", "q"), ("1.1", "z")))
    assert part_of(report, "1.1.symbolic").verdict.status is Status.CORRECT
    assert any("answered twice" in warning for warning in report.warnings)


def test_a_misspelt_id_is_noticed_with_the_likely_one() -> None:
    said = unmatched(list(SHEET.values()), sheet(("2.graph.uu", "1"), ("1.1", "z"), ("zzz", "")))
    assert said == ("answers.md:1: there is no item '2.graph.uu': did you mean 2.graph.u?",)


def test_an_ambiguous_answer_counts_if_one_reading_is_right_and_it_is_said() -> None:
    verdict = graded(SHEET["2"], "2.1", "e^(-z)/(1+e^-z)^2 w_0").verdict
    assert verdict.status is Status.CORRECT
    verdict = graded(SHEET["3"], "3.2", "-1/m (y/ŷ - (1-y)/(1-ŷ))").verdict
    assert verdict.credit == 1


def test_a_student_s_own_convention_is_carried_on() -> None:
    own = ("3.2", "-1/m (y/ŷ - (1-y)/(1-ŷ))")
    carried = part_of(grade(SHEET["3"], sheet(own, ("3.7", "Σ_i δ_1 δ_2 (W_2ᵀ ∘ δ_4) x^(i)ᵀ"))), "3.7")
    assert (carried.verdict.credit, carried.verdict.note) == (1, "own_names")


def test_a_boundary_is_told_apart_with_full_credit() -> None:
    verdict = graded(SHEET["3"], "3.5", "1{z_1 > 0}").verdict
    assert (verdict.status, verdict.note) == (Status.CORRECT, "boundary")
    assert verdict.boundary is not None
    assert verdict.boundary.at == (("z_1", "0"),)


def test_the_same_seed_gives_the_same_report() -> None:
    submission = sheet(("2.1", "w_0"), ("2.2", "σ(z)"))
    assert grade(SHEET["2"], submission, 5) == grade(SHEET["2"], submission, 5)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["1.1.symbolic", "1.1.numeric", "1.1"]))
def test_no_answer_whatsoever_raises_or_earns_by_accident(text: str, key: str) -> None:
    report = grade(SHEET["1"], sheet((key, text)))
    assert 0 <= report.score <= 2


@settings(max_examples=100, deadline=None)
@given(st.fractions(-100, 100), st.integers(0, 4))
def test_a_correctly_rounded_number_is_always_near(value: Fraction, decimals: int) -> None:
    part = NumericPart(ZERO, "", decimals=decimals)
    assert is_near(part, value, round(value, decimals))
    assert not is_near(part, value, value + Fraction(51, 100) / 10**decimals)


@settings(max_examples=100, deadline=None)
@given(st.fractions(Fraction(1, 1000), 1000), st.integers(1, 5))
def test_significant_figures_are_counted_from_the_first(value: Fraction, figures: int) -> None:
    part = NumericPart(ZERO, "", figures=figures)
    assert is_near(part, value, Fraction(f"{float(value):.{figures - 1}e}"))


HEADER = "import numpy as np\n"
RIGHT = HEADER + "def backward_1(x, g):\n    d = x[0] * g\n    d[0] += g @ x\n    return d\n"
CODES = [
    (RIGHT, Status.CORRECT, ""),
    (RIGHT.replace("return d", "return d.tolist()"), Status.CORRECT, ""),
    (RIGHT.replace("return d", "return d.reshape(-1, 1)"), Status.INCORRECT, "wrong_shape"),
    (RIGHT.replace("return d", "return d * np.nan"), Status.INCORRECT, "not_finite"),
    (RIGHT.replace("return d", "return None"), Status.INCORRECT, "wrong_return"),
    (RIGHT.replace("return d", "return d, d"), Status.INCORRECT, "wrong_count"),
    (RIGHT.replace("return d", "return -d"), Status.INCORRECT, "sign"),
    (RIGHT.replace("return d", "return d + 1e-3 * (len(x) > 3)"), Status.INCORRECT, "wrong_gradient"),
    (RIGHT.replace("return d", "return d + 1e-3 * np.random.rand()"), Status.INCORRECT, "not_repeatable"),
    (RIGHT.replace("return d", "raise ValueError('no')"), Status.INCORRECT, "exception"),
    (RIGHT.replace("return d", "return d +"), Status.INVALID, "syntax_error"),
    (RIGHT.replace("return d", "while True: pass"), Status.INCORRECT, "time_out"),
    (RIGHT.replace("return d", "import os; os._exit(0)"), Status.INCORRECT, "died"),
    ("raise SystemExit\n" + RIGHT, Status.INCORRECT, "exception"),
]


def code(text: str) -> PartReport:
    short = load_with_short_time()
    response = Response("backprop", text, Place("backprop.py"), is_code=True)
    return part_of(grade(short, Submission((response,))), "4.1.code")


def load_with_short_time() -> Problem:
    from dataclasses import replace

    from gradecheck.problem.parts import CodePart

    problem = SHEET["4"]
    items = tuple(
        replace(
            item,
            parts=tuple(
                replace(part, seconds=1) if isinstance(part, CodePart) else part for part in item.parts
            ),
        )
        for item in problem.items
    )
    return replace(problem, items=items)


@pytest.mark.parametrize(("text", "status", "note"), CODES, ids=[note or "right" for _, _, note in CODES])
def test_code_gets_a_clear_verdict_whatever_it_does(text: str, status: Status, note: str) -> None:
    verdict = code(text).verdict
    assert (verdict.status, verdict.note) == (status, note)


def test_an_exception_is_told_with_the_student_s_own_line() -> None:
    said = code(RIGHT.replace("return d", "return d / undefined")).verdict.feedback[0]
    assert "NameError in line 5" in said
    assert "return d / undefined" in said


def test_an_error_in_a_notebook_is_told_by_its_cell() -> None:
    cells = [
        {"cell_type": "code", "source": "import numpy as np\n%matplotlib inline"},
        {"cell_type": "markdown", "source": "4.1 in code:"},
        {"cell_type": "code", "source": RIGHT.replace("return d", "return d / undefined")},
    ]
    submission = read_files([("hw.ipynb", json.dumps({"cells": cells}).encode())])
    for memo in (None, Memo("test")):
        found = part_of(grade(load_with_short_time(), submission, memo=memo), "4.1.code")
        assert found.verdict.feedback[0].startswith("NameError in cell 3, line 5, ")
        assert "return d / undefined" in found.verdict.feedback[0]


@pytest.mark.parametrize("name", ["df_dq", "∂f/∂q", "df/dq", "1.1", "1.1.symbolic"])
def test_an_item_is_found_by_its_derivative_as_code_would_name_it(name: str) -> None:
    sheet = Submission((Response(name, "z", Place("a.md")),))
    assert part_of(grade(SHEET["1"], sheet), "1.1.symbolic").verdict.status is Status.CORRECT


def test_a_name_of_its_own_goes_before_a_derivative_that_is_spelt_alike() -> None:
    text = """\
gradecheck: 1
variables: {x: 1}
graph: {f: x^2}
items:
  - {id: "1", gradient: ∂f/∂x, symbolic: 2x}
  - {id: df_dx, symbolic: {expected: x}}
"""
    problem = compiled(text.encode(), "p.yaml", "p")
    found = grade(problem, Submission((Response("df_dx", "x", Place("a.md")),)))
    assert [item.status for item in found.items] == [Status.BLANK, Status.CORRECT]


def test_a_file_without_the_function_belongs_to_no_item() -> None:
    response = Response("other", "def other(): pass\n", Place("other.py"), is_code=True)
    assert "defines none of the functions" in unmatched([SHEET["4"]], Submission((response,)))[0]


def test_the_shipped_problems_are_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(find("section3")) == 4
    assert find("section3/1-graph-review") == find("1-graph-review")
    assert find("section3/1") == find("1-graph") == find("section3/1-graph-review")
    for name in ("section3/1-gr", "s", "section3/9"):
        with pytest.raises(OperatorError, match="there is no problem"):
            find(name)


ASKED = """\
gradecheck: 1
variables: {x: {}, y: {}}
items:
  - {id: expand, symbolic: {expected: x^2 + 2x + 1, form: expanded}}
  - {id: integral, symbolic: {expected: x^2/2, up_to: constant}}
  - {id: careful, symbolic: {expected: 1/(2x), strict: true}}
  - {id: rough, symbolic: {expected: x/3 + sqrt(2) y, decimals: accept}}
  - {id: exact, symbolic: {expected: x/3}}
"""


@pytest.mark.parametrize(
    ("key", "text", "status", "note"),
    [
        ("expand", "1 + 2x + x^2", Status.CORRECT, ""),
        ("expand", "(x + 1)^2", Status.INCORRECT, "wrong_form"),
        ("expand", "(x - 1)^2", Status.INCORRECT, "sign_of_term"),
        ("integral", "x^2/2 + 7", Status.CORRECT, ""),
        ("integral", "x^2/2 + y", Status.INCORRECT, "term_added"),
        ("careful", "1/2x", Status.INCORRECT, "multiplied_for_divided"),
        ("careful", "1/(2x)", Status.CORRECT, ""),
        ("rough", "x/3 + sqrt(2) y", Status.CORRECT, ""),
        ("rough", "0.33x + 1.41y", Status.CORRECT, "rounded"),
        ("rough", "0.333x + 1.414 y", Status.CORRECT, "rounded"),
        ("rough", "0.34x + 1.41y", Status.INCORRECT, "different"),
        ("rough", "0.33x", Status.INCORRECT, "different"),
        ("exact", "0.33x", Status.INCORRECT, "decimal"),
    ],
)
def test_a_form_a_relation_and_strictness_are_honoured(key: str, text: str, status: Status, note: str) -> None:
    from gradecheck.problem.compiling import compiled

    verdict = graded(compiled(ASKED.encode(), "p.yaml", "p"), key, text).verdict
    assert (verdict.status, verdict.note) == (status, note)


@pytest.mark.parametrize(
    ("item", "answer", "note"),
    [
        ("3.1.W_1", "D_x × D_a1", "transposed"),
        ("3.1.W_1", "1", "single_number"),
        ("3.1.b_1.vectorized", "D_a1 × m", "examples_too_many"),
        ("3.1.X", "D_x × 1", "examples_missing"),
        ("3.1.X", "D_a1 × m", "wrong_rows"),
        ("3.1.W_1", "D_a1 × m", "wrong_columns"),
        ("3.1.W_1", "m × m", "different"),
    ],
)
def test_a_wrong_shape_is_called_what_is_wrong_with_it(item: str, answer: str, note: str) -> None:
    (path,) = find("3-backprop-basics")
    report = grade(load(path), Submission((Response(item, answer, Place("sheet", 1)),)))
    (part,) = next(each for each in report.items if each.id == item).parts
    assert (part.verdict.status, part.verdict.note) == (Status.INCORRECT, note)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("-1/m sum δ_1 δ_2 (δ_3^T ∘ δ_4) δ_5", Status.CORRECT),
        ("-1/m sum(δ_1 δ_2 (δ_3^T ∘ δ_4) δ_5)", Status.CORRECT),
        ("-1/m np.sum(δ_1 δ_2 (δ_3^T ∘ δ_4) δ_5)", Status.INCORRECT),
        ("1/m sum δ_1 δ_2 (δ_3^T ∘ δ_4) δ_5", Status.INCORRECT),
    ],
)
def test_the_word_sum_may_stand_for_the_sum_over_the_examples(answer: str, status: Status) -> None:
    (path,) = find("3-backprop-basics")
    report = grade(load(path), Submission((Response("3.7", answer, Place("sheet", 1)),)))
    (part,) = next(each for each in report.items if each.id == "3.7").parts
    assert part.verdict.status is status
