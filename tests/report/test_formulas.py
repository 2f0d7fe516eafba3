"""Answers, keys and prompts as formulas: the same as what was read, or text; never markup of somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.notation.scope import Declared, Scope
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.parts import CodePart, GraphPart
from gradecheck.report.formulas import Formulas, is_drawn, prose

from .standings import HOSTILE
from .test_feedback import Page

SHEET = [load(path) for path in find("section3")]
LAYERS = [load(path) for path in find("backprop")]
FORMULAS = Formulas(SHEET)
GRAPH, NETWORK = SHEET[0].id, SHEET[2].id
SCOPE = Scope(names=(Declared("x"), Declared("yhat"), Declared("z")))


def test_an_answer_is_a_formula_with_its_text_beside_it() -> None:
    found = FORMULAS.answer(GRAPH, "symbolic", "x/y")
    assert "<mfrac><mi>x</mi><mi>y</mi></mfrac>" in found
    assert '<annotation encoding="text/plain">x/y</annotation>' in found
    assert is_drawn(found) and not is_drawn(FORMULAS.answer(GRAPH, "symbolic", "x + y"))


@pytest.mark.parametrize("read_as", ["", "x y z w", "f = x", "((", "x·y " + "+ x" * 400, *HOSTILE])
def test_what_does_not_print_to_the_same_text_is_no_formula(read_as: str) -> None:
    assert FORMULAS.answer(GRAPH, "symbolic", read_as) == ""


def test_without_its_problem_an_answer_is_no_formula() -> None:
    assert FORMULAS.answer("elsewhere", "symbolic", "x") == ""
    assert Formulas().question(GRAPH) == ("", ())


def test_a_shape_is_no_product() -> None:
    assert "<mo>×</mo>" in FORMULAS.answer(NETWORK, "shape", "D_x × m")


def test_every_key_of_the_sheet_is_a_formula() -> None:
    for problem in SHEET:
        for item in problem.items:
            for part in item.parts:
                if isinstance(part, CodePart):
                    assert FORMULAS.key(problem.id, item.id, f"{item.id}.code") == ""
                elif isinstance(part, GraphPart):
                    for blank in part.blanks:
                        key = FORMULAS.key(problem.id, item.id, f"{item.id}.graph.{blank.id}")
                        assert key.startswith("<math"), blank.id
                else:
                    key = FORMULAS.key(problem.id, item.id, f"{item.id}.{part.kind}")
                    assert key.startswith("<math"), (item.id, key)
                    assert FORMULAS.expected(problem.id, part.kind, part.expected_text).startswith("<math")


def test_the_key_of_a_number_is_the_number() -> None:
    assert "<mn>4</mn>" in FORMULAS.key(GRAPH, "1.1", "1.1.numeric")


def test_every_formula_of_the_shipped_problems_is_set() -> None:
    formulas = 0
    for problem in LAYERS:
        shown = prose(problem.statement, problem.scope)
        assert "$" not in shown and "<code>" not in shown, problem.id
        formulas += shown.count("<math")
    assert formulas > 50


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It costs $5 and $6.", "It costs $5 and $6."),
        (r"\$x\$", "$x$"),
        ("a $ b", "a $ b"),
        ("one\n\n\ntwo", "one two"),
        (r"$\undefined{x}$ is", r"\undefined{x} is"),
        ("$N \\times D$", "N×D"),
    ],
)
def test_only_formulas_are_taken_for_formulas(text: str, words: str) -> None:
    assert Page(prose(text, SCOPE)).words == words


def test_words_that_the_problem_declares_are_names() -> None:
    assert "<mover><mi>y</mi>" in prose("$yhat/z$", SCOPE)
    assert "<mi>=</mi>" not in prose("$x = z$", SCOPE) and "<mo>=</mo>" in prose("$x = z$", SCOPE)
    assert 'display="block"' in prose("$$x$$", SCOPE)


HOSTILE_PROSE = [
    *HOSTILE,
    r"$\text{<script>alert(1)</script>}$",
    r"$\operatorname{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$x</annotation></semantics></math><script>alert(1)</script>$",
    r"$$\begin{cases}<svg onload=alert(1)>\end{cases}$$",
    r'$\left" onclick="alert(1) \right"$',
    r"$\mathrm{</mi><script>}$ $\frac{$ $\begin{script}$",
    "$\x00\u202e$",
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(HOSTILE_PROSE)
    | st.lists(st.sampled_from(["$", "<b>", "\\", "{", "}", "x", "&", '"', "^"])).map("".join)
)
def test_no_prose_can_add_an_element_or_attribute_of_its_own(text: str) -> None:
    for wrapped in (text, f"${text}$", rf"$\text{{{text}}}$"):
        page = Page(prose(wrapped, SCOPE))
        for tag, attributes in page.elements:
            assert tag in {"p", "code", "math", "semantics", "annotation"} or tag.startswith("m")
            assert set(attributes) <= {
                "encoding",
                "display",
                "displaystyle",
                "stretchy",
                "form",
                "mathvariant",
                "width",
                "class",
            }
        assert not {tag for tag, _ in page.elements} & {
            "meta",
            "menu",
            "marquee",
            "map",
            "mark",
            "main",
            "maction",
        }
