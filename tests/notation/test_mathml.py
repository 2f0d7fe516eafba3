"""MathML of expressions and of formulas in prompts: well formed, known elements only, nothing that can run."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gradecheck.notation import parse
from gradecheck.notation.expr import Apply, Expr, Name, Number, Reduction, number
from gradecheck.notation.latex import latex_to_mathml
from gradecheck.notation.mathml import shape_to_mathml, to_mathml
from gradecheck.notation.operations import OPERATIONS
from gradecheck.notation.scope import Declared, Scope

from .scopes import NETWORK, SCOPES
from .test_round_trip import ANSWERS, SCOPE

ELEMENTS = frozenset(
    (
        "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover "
        "mtable mtr mtd"
    ).split()
)
ATTRIBUTES = {
    ("mo", "stretchy"): {"true", "false"},
    ("mo", "form"): {"prefix", "postfix"},
    ("mtable", "class"): {"cases"},
    ("mi", "mathvariant"): {"normal"},
    ("mspace", "width"): {"0.17em", "0.22em", "0.28em", "0.3em", "1em", "2em"},
}
CHILDREN = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
    "mroot": 2,
}


def checked(markup: str) -> ElementTree.Element:
    """The tree; fails where it is no XML or has what it must not have."""
    tree = ElementTree.fromstring(f"<math>{markup}</math>")
    for node in tree.iter():
        assert node.tag in ELEMENTS
        for key, value in node.attrib.items():
            assert value in ATTRIBUTES[node.tag, key]
        assert len(node) == CHILDREN.get(node.tag, len(node)), markup
    return tree


def flat(markup: str) -> str:
    """The signs in the order of the markup, one row for a script: enough to see brackets."""
    return "".join(checked(markup).itertext()).replace("\u2061", "").replace("\u2062", "")


def shown(text: str, scope: Scope = SCOPE) -> str:
    return flat(to_mathml(parse(text, scope)[0].expr, scope))


@settings(max_examples=300, deadline=None)
@given(ANSWERS)
def test_every_expression_is_well_formed(text: str) -> None:
    checked(to_mathml(parse(text, SCOPE)[0].expr, SCOPE))


NAMES = st.text(max_size=8) | st.sampled_from(
    ["a_<b>", "x_{1}", "hat", "_", "^", "y_^", "a_{b_1}", "W^[2]", "∂L/∂F", "/"]
)
LEAVES = st.builds(Name, NAMES) | st.builds(Number, st.fractions(max_denominator=999))


def applied(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    @st.composite
    def one(draw: st.DrawFn) -> Expr:
        row = OPERATIONS[draw(st.sampled_from(sorted(OPERATIONS)))]
        most = row.least + 2 if row.most is None else row.most
        count = draw(st.integers(row.least, most))
        return Apply(row.name, tuple(draw(inner) for _ in range(count)))

    heads = st.sampled_from(["sum", "prod", "stack"])
    return one() | st.builds(Reduction, heads, NAMES, inner, inner, st.none() | inner, inner)


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, applied, max_leaves=12))
def test_any_tree_with_any_names_is_well_formed(expr: Expr) -> None:
    checked(to_mathml(expr))
    checked(to_mathml(expr, Scope(names=(Declared("x", batch="<i>"),))))


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("(x + y) z_1", "(x+y)·z1"),
        ("x - (y - z_1)", "x−(y−z1)"),
        ("(-x)^2", "(−x)2"),
        ("-x^2", "−x2"),
        ("(x/y)^2", "(xy)2"),
        ("(x + y)/2", "x+y2"),
        ("sqrt(x + 1)", "x+1"),
        ("ŷ - y", "y^−y"),
        ("δ_2 x", "δ2·x"),
        ("A^T v", "A⊤v"),
        ("v ∘ g", "v∘g"),
        ("g ∘ (v > 0)", "g∘𝟙[v>0]"),
        ("x if y > 0, 0 otherwise", "{xif\u00a0y>00otherwise"),
        ("|x| + 1", "|x|+1"),
        ("σ'(x)", "σ′(x)"),
        ("sum_i (v_i g_i)", "∑ivi·gi"),
        ("sum_{j=1}^{3} (x/j)", "∑j=13xj"),
        ("(sum_i v_i) x", "(∑ivi)·x"),
        ("[x, y, 1/2]", "[xy12]"),
        ("1/3", "13"),
        ("2 x", "2x"),
        ("2 (x + y)", "2·(x+y)"),
        ("-2 x^2", "−2x2"),
        ("2 exp(x)", "2·exp(x)"),
        ("z_1^2", "z12"),
    ],
)
def test_brackets_stand_where_they_are_needed(text: str, signs: str) -> None:
    assert shown(text) == signs


def test_a_name_of_the_batch_has_its_index_above() -> None:
    assert to_mathml(Name("δ_1"), NETWORK).startswith("<msubsup><mi>δ</mi><mn>1</mn><mrow><mo>(</mo><mi>i</mi>")
    assert flat(to_mathml(Apply("transpose", (Name("x"),)), NETWORK)) == "x(i)⊤"
    assert flat(to_mathml(Name("W^[2]"))) == "W[2]"
    assert flat(to_mathml(Apply("pow", (Name("x"), number(2))), NETWORK)) == "(x(i))2"


def test_shapes_keep_their_sign_of_times() -> None:
    assert flat(shape_to_mathml("D_x × m", NETWORK)) == "Dx×m"


def test_the_answers_of_the_sheet_are_well_formed() -> None:
    for scope in SCOPES.values():
        for declared in scope.names:
            if declared.definition is not None:
                checked(to_mathml(declared.definition, scope))


# -- formulas of prompts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("x", "x"),
        (r"N \times D", "N×D"),
        (r"\mathrm{out}_{nm} = \sum_d x_{nd} w_{dm} + b_m", "outnm=∑dxndwdm+bm"),
        (r"\hat{x}_{nd} = \frac{x_{nd} - \mu_d}{\sqrt{v_d + \varepsilon}}", "x^nd=xnd−μdvd+ε"),
        (r"\frac12", "12"),
        (r"\frac{\partial L}{\partial W^{[2]}}", "∂L∂W[2]"),
        (r"x \in \mathbb{R}^{n \times 1}", "x∈ℝn×1"),
        (r"\left( \frac{a}{b} \right)^2", "(ab)2"),
        (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", "[abcd]"),
        (r"\sqrt[3]{x}", "x3"),
        (r"x_1, \dots, x_n", "x1,…,xn"),
        (r"f'(x)", "f′(x)"),
        (r"\operatorname{softmax}(z)", "softmax(z)"),
        (r"\max_{0 \le a < k} x", "max0≤a<kx"),
        (r"\text{<script>alert(1)</script>}", "<script>alert(1)</script>"),
        ("a < b > c", "a<b>c"),
    ],
)
def test_a_formula_is_set_as_it_is_written(text: str, signs: str) -> None:
    markup = latex_to_mathml(text)
    assert markup is not None
    assert flat(markup) == signs
    assert "<script" not in markup


@pytest.mark.parametrize(
    "text",
    [
        "",
        r"\href{javascript:alert(1)}{x}",
        r"\html{<b>}",
        r"\frac{1}",
        r"\frac{1}{",
        "}",
        "x^",
        "x_1_2",
        r"\left( x",
        r"\begin{array} x \end{array}",
        r"\begin{matrix} x \end{cases}",
        "{" * 500 + "}" * 500,
        "x" * 3000,
        r"\mathbb{<b>}",
        r"\def\x{\x}\x",
        r"\text{a{b}}",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_not_on_the_list_is_not_read(text: str) -> None:
    assert latex_to_mathml(text) is None


PIECES = [
    *"xy12^_{}()[]&<>\"'=+-| \x00\\",
    *r"\\ \frac \sqrt \left( \right) \sum \begin{cases} \end{cases} \hat \mathbb{R}".split(),
    *r"\operatorname{ <script>".split(),
    r"\text{<img onerror=x>}",
]


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@example("0'^0")
@example("x'^{'}_1")
def test_any_text_becomes_well_formed_markup_or_nothing(text: str) -> None:
    markup = latex_to_mathml(text)
    if markup is not None:
        checked(markup)
