"""Pairs of answers and what the ladder says of them, on the practice sheet's scopes and beyond."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.algebra.compare import compare
from gradecheck.algebra.comparison import Comparison
from gradecheck.notation.expr import Apply, Expr, Name, add, number
from gradecheck.notation.parse import parse
from gradecheck.notation.scope import Declared, Index, Scope

SCALARS = Scope(
    names=(*map(Declared, ("x", "y", "z")), Declared("p", domain="positive"), Declared("k", domain="integer"))
)
Z = parse("x y + z", SCALARS)[0].expr
NEURON = Scope(
    names=(
        *map(Declared, ("x", "y", "z")),
        Declared("q", definition=Z),
        Declared("α", definition=Apply("sigmoid", (Name("q"),))),
    )
)
EXAMPLES = Index("i", number(1), Name("m"))
BATCH = Scope(
    names=(
        Declared("W", ("h", "d")),
        Declared("V", (1, "h")),
        Declared("A", ("d", "d")),
        Declared("x", ("d", 1), batch="i"),
        Declared("a", ("h", 1), batch="i"),
        Declared("y", batch="i"),
        Declared("t", batch="i", domain="probability"),
        Declared(
            "X",
            ("d", "m"),
            definition=parse(
                "stack_i x",
                Scope(
                    names=(Declared("x", ("d", 1), batch="i"),),
                    indices=(Index("i", number(1), Name("m")),),
                    dims=("d", "m"),
                ),
            )[0].expr,
        ),
    ),
    indices=(EXAMPLES,),
    dims=("h", "d", "m"),
)
SORT = Scope(
    names=(Declared("x", ("n", 1), distinct=True), Declared("g", ("n", 1))),
    indices=(Index("i", number(0), add(Name("n"), number(-1))),),
    dims=("n",),
)


def compared(expected: str, answer: str, scope: Scope = SCALARS, **options: object) -> Comparison:
    left, right = (parse(text, scope)[0].expr for text in (expected, answer))
    return compare(left, right, scope, **options)  # type: ignore[arg-type]


EQUAL = [
    ("z", "z"),
    ("(x+y)z", "zx + zy"),
    ("x^2 - y^2", "(x-y)(x+y)"),
    ("σ(z)(1-σ(z))", "σ'(z)"),
    ("σ(z)(1-σ(z))", "e^(-z)/(1+e^-z)^2"),
    ("σ(z)(1-σ(z))", "1/(2 + e^z + e^-z)"),
    ("σ(z)", "(1 + tanh(z/2))/2"),
    ("1 - σ(z)", "σ(-z)"),
    ("1 - tanh(z)^2", "1/cosh(z)^2"),
    ("sin(x)^2", "1 - cos(x)^2"),
    ("sin(2x)", "2 sin x cos x"),
    ("log(p^2)", "2 log p"),
    ("sqrt(x^2)", "|x|"),
    ("max(0, z)", "(z + |z|)/2"),
    ("relu(z)", "z if z > 0 else 0"),
    ("(x^2-1)/(x-1)", "x + 1"),
    ("x/x", "1"),
    ("e^(x+y)", "e^x e^y"),
    ("log_2 p", "ln p / ln 2"),
    ("1/3", "2/6"),
    ("sqrt(2)^2", "2"),
    ("x^3", "x*x*x"),
    ("2^10", "1024"),
    ("(a-x)".replace("a", "y") + "^40", "(x-y)^40"),
]

DIFFERENT = [
    ("z", "-z"),
    ("z", "q".replace("q", "x")),
    ("xy", "xy + 1e-11*x"),
    ("1/3", "0.333333333333333"),
    ("1/2^99", "1/2^98"),
    ("sqrt(x^2)", "x"),
    ("σ(z)(1-σ(z))", "σ(z)(1+σ(z))"),
    ("σ(z)(1-σ(z))x", "σ(z)(1-σ(z))"),
    ("σ(z)(1-σ(z))", "-σ(z)(1-σ(z))"),
    ("x", "x + 1/10^40"),
    ("sin(x)", "x"),
    ("max(0, z)", "z"),
    ("0 if z<0, 1 if z>=0", "1 if z<0, 0 if z>=0"),
]

EQUAL_TENSORS = [
    ("V^T ∘ (a > 0)", "diag(a > 0) V^T"),
    ("Σ_i x^(i) x^(i)T", "X X^T"),
    ("(A A)^T", "A^T A^T"),
    ("trace(A x x^T)", "x^T A x"),
    ("W x", "np.dot(W, x)"),
    ("-1/m Σ_i (y/t - (1-y)/(1-t))", "1/m Σ_i (t - y)/(t(1-t))"),
    ("sum(a ∘ (W x))", "a^T W x"),
]

DIFFERENT_TENSORS = [
    ("1/m Σ_i y", "Σ_i y", ""),
    ("A x", "A^T x", ""),
    ("V", "V^T", "transposed"),
    ("A A", "(A A)^T", "transposed"),
    ("A", "A^T", "transposed"),
    ("a", "diag(a)", "layout"),
    ("diag(a)", "a", "layout"),
    ("V", "diag(V)", "layout"),
    ("A", "diag(diag(A))", ""),
    ("A", "diag(A)", "shape"),
    ("W x", "x", "shape"),
    ("A ∘ A", "A A", ""),
]

EQUAL_SORTS = [
    ("x_0 g + (g^T x) e_0", "g x_0 + (Σ_i g_i x_i) e_0"),
    ("2x_0 g_0 + Σ_{i≠0} g_i x_i", "x_0 g_0 + g^T x"),
    ("permutation(x) x", "sort(x)"),
    ("permutation(x)^T g", "g[argsort(argsort(x))]"),
    ("permutation(x) g", "g[argsort(x)]"),
]

DIFFERENT_SORTS = [
    ("permutation(x)^T g", "g"),
    ("permutation(x)^T g", "permutation(x) g"),
    ("permutation(x)^T g", "sort(g)"),
    ("2x_0 g_0 + Σ_{i≠0} g_i x_i", "2x_0 g_0"),
    ("2x_0 g_0 + Σ_{i≠0} g_i x_i", "x_0 g_0 + Σ_{i≠0} g_i x_i"),
]


@pytest.mark.parametrize(("expected", "answer"), EQUAL)
def test_equal_scalars_are_found_equal(expected: str, answer: str) -> None:
    found = compared(expected, answer)
    assert (found.verdict, found.evidence.kind in ("proved", "agrees")) == ("equal", True)


@pytest.mark.parametrize(("expected", "answer"), DIFFERENT)
def test_different_scalars_come_with_a_point_that_shows_it(expected: str, answer: str) -> None:
    found = compared(expected, answer)
    assert found.verdict == "different"
    assert found.evidence.witness is not None


@pytest.mark.parametrize(("expected", "answer"), EQUAL_TENSORS)
def test_equal_arrays_are_found_equal(expected: str, answer: str) -> None:
    assert compared(expected, answer, BATCH).verdict == "equal"


@pytest.mark.parametrize(("expected", "answer", "relation"), DIFFERENT_TENSORS)
def test_different_arrays_are_told_apart_with_their_relation(expected: str, answer: str, relation: str) -> None:
    found = compared(expected, answer, BATCH)
    assert (found.verdict, found.relation) == ("different", relation)


@pytest.mark.parametrize(("expected", "answer"), EQUAL_SORTS)
def test_gradients_through_sort_are_found_equal(expected: str, answer: str) -> None:
    assert compared(expected, answer, SORT).verdict == "equal"


@pytest.mark.parametrize(("expected", "answer"), DIFFERENT_SORTS)
def test_gradients_not_rerouted_through_sort_are_different(expected: str, answer: str) -> None:
    assert compared(expected, answer, SORT).verdict == "different"


@pytest.mark.parametrize(
    ("expected", "answer"),
    [("x^2 + 2xy + y^2", "(x+y)^2"), ("σ(z)(1-σ(z))", "e^-z/(1+e^-z)^2"), ("σ(z)", "(1 + tanh(z/2))/2")],
)
def test_rational_identities_over_kernels_are_proved(expected: str, answer: str) -> None:
    assert compared(expected, answer).evidence.kind == "proved"


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        ("0 if z<0, 1 if z>=0", "z > 0"),
        ("(z >= 0)", "(z > 0)"),
        ("relu'(z)", "1{z >= 0}"),
        ("(x > 2)", "(x >= 2)"),
    ],
)
def test_a_difference_on_the_boundary_alone_is_told_apart(expected: str, answer: str) -> None:
    found = compared(expected, answer)
    assert found.verdict == "equal"
    assert found.boundary is not None


def test_a_node_on_its_boundary_counts_as_an_input() -> None:
    found = compared("(q > 0)", "(q >= 0)", NEURON)
    assert found.boundary is not None
    assert ("q", "0") in found.boundary.at


def test_equal_conditions_have_no_boundary_difference() -> None:
    assert compared("(z > 0)", "0 if z <= 0, 1 if z > 0").boundary is None


def test_no_value_where_the_expected_answer_has_one_is_a_difference() -> None:
    found = compared("log(x^2)", "2 log x")
    assert (found.verdict, found.relation) == ("different", "undefined")


def test_points_where_the_expected_answer_is_undefined_do_not_count() -> None:
    assert compared("2 log x", "log(x^2)").verdict == "equal"


def test_an_expected_answer_without_a_value_is_undecided() -> None:
    found = compared("log(-1 - x^2)", "x")
    assert (found.verdict, found.evidence.kind) == ("undecided", "undecided")


def test_definitions_are_put_in_before_comparing() -> None:
    assert compared("α(1-α)", "σ(x y + z)(1 - σ(q))", NEURON).verdict == "equal"


def test_a_freed_node_is_an_input() -> None:
    assert compared("q + 0", "x y + z", NEURON, free=("q",)).verdict == "different"


def test_a_condition_restricts_the_points() -> None:
    condition = parse("i != 0", SORT)[0].expr
    assert compared("g_i x_0", "g_i x_0 + (i == 0)", SORT, condition=condition).verdict == "equal"
    assert compared("g_i x_0", "g_i x_0 + (i == 0)", SORT).verdict == "different"


def test_a_witness_is_simple_and_true() -> None:
    witness = compared("x y", "x + y").evidence.witness
    assert witness is not None
    at = {name: float(value) for name, value in witness.at}
    assert float(witness.expected) == pytest.approx(at["x"] * at["y"])
    assert float(witness.given) == pytest.approx(at["x"] + at["y"])
    assert all(len(value) <= 4 for _, value in witness.at)


@pytest.mark.parametrize(
    ("expected", "answer", "scope"),
    [
        *((*pair, SCALARS) for pair in (*EQUAL, *DIFFERENT)),
        *((*pair[:2], BATCH) for pair in (*EQUAL_TENSORS, *DIFFERENT_TENSORS)),
        *((*pair, SORT) for pair in (*EQUAL_SORTS, *DIFFERENT_SORTS)),
    ],
)
def test_the_verdict_is_the_same_where_nobody_is_shown_a_difference(
    expected: str, answer: str, scope: Scope
) -> None:
    shown, plain = (compared(expected, answer, scope, shown=each) for each in (True, False))
    assert plain.verdict == shown.verdict
    assert plain.verdict == "different" or plain == shown


def test_the_same_seed_gives_the_same_result() -> None:
    assert compared("x y", "x + y", seed=3) == compared("x y", "x + y", seed=3)


@pytest.mark.parametrize(
    "answer",
    [
        "(x+y)^99999",
        "x^99999 y^99999",
        "100000! x",
        "e^(e^(e^(e^x)))",
        "Σ_{i=1}^{4000} x^i",
        "(1+1/10^30)^99999",
    ],
)
def test_huge_powers_are_decided_or_left_within_the_deadline(answer: str) -> None:
    start = process_time()
    found = compared("x y", answer, seconds=1.5)
    assert found.verdict != "equal"
    assert process_time() - start < 4


# ---- properties --------------------------------------------------------------------------------------------

LEAVES = st.sampled_from([Name("x"), Name("y"), Name("z"), Name("p"), number(2), number(3), number(-1)])


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    two = st.tuples(inner, inner)
    return st.one_of(
        st.builds(Apply, st.sampled_from(["add", "mul", "div"]), two),
        st.builds(Apply, st.sampled_from(["neg", "sigmoid", "tanh", "sin", "abs", "relu"]), st.tuples(inner)),
        st.builds(lambda base: Apply("pow", (base, number(2))), inner),
    )


EXPRESSIONS: st.SearchStrategy[Expr] = st.recursive(LEAVES, grown, max_leaves=8)


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_rearranged_expressions_are_never_different(a: Expr, b: Expr, c: Expr) -> None:
    left = Apply("mul", (add(a, b), c))
    right = add(Apply("mul", (c, b)), Apply("mul", (a, c)))
    assert compare(left, right, SCALARS).verdict != "different"


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS)
def test_a_small_constant_makes_a_difference(a: Expr) -> None:
    tiny = Apply("div", (number(1), number(10**30)))
    assert compare(a, Apply("add", (a, tiny)), SCALARS).verdict != "equal"


@pytest.mark.parametrize("tiny", ["1e-40", "1e-60", "1e-200", "1e-299"])
def test_no_number_that_can_be_typed_is_too_small_to_be_seen(tiny: str) -> None:
    assert compared("sin(x)", f"sin(x) + {tiny}").verdict == "different"


def test_an_answer_made_to_fit_the_points_of_another_is_found_out() -> None:
    from itertools import islice

    from gradecheck.algebra.points import candidates, needs_of

    scope = Scope(names=(Declared("x"),))
    needs = needs_of(Name("x"), scope=scope)
    for seed in ("0", "0 "):
        drawn = [
            next(iter(point.values.values())).entries[0]
            for point in islice(candidates(scope, needs, seed, None), 6)
        ]
        roots = "*".join(f"(x - ({entry.p})/({entry.q}))" for entry in drawn)
        assert compared("x", f"x + {roots}", scope).verdict == "different"
