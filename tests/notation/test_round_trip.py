"""parse(print(e)) = e in all three notations; random text raises nothing but ``NotationError``."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.notation import parse, parse_shape, to_text
from gradecheck.notation.expr import Name, add, number
from gradecheck.notation.reading import NotationError
from gradecheck.notation.scope import Declared, Index, Scope
from gradecheck.notation.spelling import STYLES

SCOPE = Scope(
    names=(
        *map(Declared, ("x", "y", "z_1", "ŷ", "δ_2")),
        Declared("v", ("n", 1)),
        Declared("g", ("n", 1)),
        Declared("W_1", ("k", "n")),
        Declared("A", ("n", "n")),
    ),
    indices=(
        Index("i", number(0), add(Name("n"), number(-1))),
        Index("j", number(1), Name("k")),
    ),
    dims=("k", "n"),
)

LEAVES = {
    "scalar": ["x", "y", "z_1", "ŷ", "δ_2", "2", "0.5", "10", "pi", "e", "v_0", "g[1]", "W_1[0, 1]"],
    "vector": ["v", "g", "e_0"],
    "matrix": ["W_1"],
}


SCALAR_OF_SCALARS = [
    "({} + {})",
    "({} - {})",
    "({} * {})",
    "({} / {})",
    "({})^2",
    "({})^(-1)",
    "({})^({})",
    "-({})",
    "sigmoid({})",
    "σ'({})",
    "exp({})",
    "log({})",
    "log_2({})",
    "sqrt({})",
    "|{}|",
    "max({}, {})",
    "relu'({})",
    "tanh({})",
    "({} > {})",
    "({} <= {} and {} != 1)",
    "(not ({} < {}) or {} == 2)",
    "({} if {} > 0, {} otherwise)",
    "({} if {} >= 0, {} if {} < 0)",
]
SCALAR_OF_VECTORS = ["(({})^T ({}))", "sum({})", "mean({})", "norm({})", "max({})", "inner({}, {})"]
SUMS = ["sum_i ({} v_i)", "(Σ_{{i≠0}} (g_i v_i + {}))", "sum_{{j=1}}^{{3}} ({} / j)", "prod_{{j}} (j + {})"]
VECTOR_OF_VECTORS = [
    "({} + {})",
    "-({})",
    "(({}) ∘ ({}))",
    "sort({})",
    "sigmoid({})",
    "({} > 0)",
    "(A ({}))",
    "(W_1^T W_1 ({}))",
    "(diag({}) ({}))",
    "({})[argsort({})]",
    "(W_1[0]^T + {})",
    "(permutation({})^T ({}))",
]


@st.composite
def filled(draw: st.DrawFn, forms: list[str], inner: st.SearchStrategy[str]) -> str:
    form = draw(st.sampled_from(forms))
    return form.format(*(draw(inner) for _ in range(form.count("{}"))))


def scalars(depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(LEAVES["scalar"])
    if depth == 0:
        return leaf
    below, vectors_below = scalars(depth - 1), vectors(depth - 1)
    return st.one_of(
        leaf, filled(SCALAR_OF_SCALARS, below), filled(SCALAR_OF_VECTORS, vectors_below), filled(SUMS, below)
    )


def vectors(depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(LEAVES["vector"])
    if depth == 0:
        return leaf
    scaled = st.builds("({})({})".format, scalars(depth - 1), vectors(depth - 1))
    return st.one_of(leaf, filled(VECTOR_OF_VECTORS, vectors(depth - 1)), scaled)


ANSWERS = st.one_of(
    scalars(3),
    vectors(2),
    st.builds("({})({})^T".format, vectors(1), vectors(1)),
    st.builds("[{}, {}, {}]".format, scalars(1), scalars(1), scalars(1)),
    st.builds("[[{}, {}], [{}, 1]]".format, scalars(1), scalars(1), scalars(1)),
    st.builds("W_1 diag({}) + W_1 ∘ ({})".format, vectors(1), st.just("W_1")),
)


@settings(max_examples=300, deadline=None)
@given(ANSWERS)
def test_every_notation_reads_back_to_the_same_expression(text: str) -> None:
    expr = parse(text, SCOPE)[0].expr
    for style in STYLES:
        printed = to_text(expr, style, SCOPE)
        assert parse(printed, SCOPE)[0].expr == expr, f"{style}: {printed}"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("xyzvgW_1AI+-*/^()[]{}|,<>=σΣ∂ ifand0123.eT'\\frac", max_size=60))
def test_random_text_raises_nothing_but_a_notation_error(text: str) -> None:
    for read in (parse, parse_shape):
        try:
            read(text, SCOPE)
        except NotationError as error:
            assert error.remedy
            assert "^" in str(error)


TOKENS = [
    *"xyvgA+-*/^()[]{}|,<'!",
    "W_1",
    "σ",
    "Σ_i",
    "sum",
    "if",
    "else",
    "\\frac",
    "^T",
    ".T",
    "1{",
    "np.",
    "e_",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map(" ".join))
def test_random_rows_of_tokens_raise_nothing_but_a_notation_error(text: str) -> None:
    try:
        readings = parse(text, SCOPE)
    except NotationError as error:
        assert error.fact
    else:
        assert readings


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000 + "x" + ")" * 20_000,
        "(" * 1900 + "x" + ")" * 1900,
        "-" * 3900 + "x",
        "x^" * 1500 + "x",
        "9^9^9^9",
        "9^999999999",
        "x" * 3999,
        "1/2" + "x" * 1500,
        "sin " * 900 + "x",
        "[" * 1000,
        "|" * 3000,
        "||(" * 50 + "x" + ")|" * 50,
        "x if " * 700,
        "\\frac" * 700,
        "1e99999999",
        "9" * 3900,
        "x!" + "!" * 3000,
        "x" + "'" * 3000,
        "x" + "^T" * 1500,
        "Σ_i " * 900 + "v_i",
        "1/2x log x y " * 200,
    ],
    ids=lambda text: text[:12],
)
def test_oversized_text_is_refused_or_read_within_a_second_of_work(text: str) -> None:
    start = process_time()
    try:
        parse(text, SCOPE)
    except NotationError as error:
        assert len(str(error)) < 500
    assert process_time() - start < 1.0
