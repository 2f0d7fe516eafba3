"""Gradients by reverse mode, in numbers and as expressions, against finite differences and known answers."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from numpy.typing import NDArray

from gradecheck.algebra.compare import compare
from gradecheck.algebra.sympy_worker import built
from gradecheck.autodiff.arrays import FORWARD
from gradecheck.autodiff.numeric import value, vjp
from gradecheck.autodiff.rules import CONSTANT, RULES, WITHOUT_RULE
from gradecheck.autodiff.symbolic import edge_gradient, symbolic_gradient, symbolic_jacobian
from gradecheck.errors import AuthorError
from gradecheck.notation import parse, to_text
from gradecheck.notation.expr import Apply, Expr, Name, Reduction, add, number
from gradecheck.notation.operations import OPERATIONS
from gradecheck.notation.scope import Declared, Index, Scope

Array = NDArray[np.float64]
N, K = 5, 3
INPUTS = (
    Declared("s"),
    Declared("p", domain="positive"),
    Declared("u", domain="probability"),
    Declared("x", ("n", 1), distinct=True),
    Declared("v", ("n", 1)),
    Declared("W", ("k", "n")),
    Declared("A", ("n", "n")),
)
SIZES = {"n": N, "k": K, "n - 1": N - 1, "n + n + n": 3 * N, "n+n+n": 3 * N}


def scope_of(text: str, shape: tuple[int | str, int | str] | None = None) -> Scope:
    """The inputs with one node F that is defined by ``text``, and an upstream gradient g of its shape."""
    inputs = Scope(names=INPUTS, dims=("n", "k"))
    reading = parse(text, inputs)[0]
    names = (*INPUTS, Declared("F", reading.shape, definition=reading.expr), Declared("g", reading.shape))
    return Scope(names=names, dims=("n", "k"))


def drawn(scope: Scope, seed: int = 0) -> dict[str, Array]:
    random = np.random.default_rng(seed)
    values = {}
    for declared in scope.names:
        if declared.definition is None:
            rows, columns = (SIZES[size] if isinstance(size, str) else size for size in declared.shape)
            array = random.normal(size=(rows, columns))
            values[declared.name] = (
                array if declared.domain == "real" else 0.1 + 0.8 * random.random((rows, columns))
            )
    return values


def differences(scope: Scope, inputs: dict[str, Array], wrt: str) -> Array:
    """Central differences of sum(g · F), entry by entry."""
    gradient = np.zeros_like(inputs[wrt])
    for place in np.ndindex(*gradient.shape):
        ends = []
        for step in (1e-6, -1e-6):
            moved = inputs[wrt].copy()
            moved[place] += step
            ends.append(float((inputs["g"] * value(scope, "F", {**inputs, wrt: moved})).sum()))
        gradient[place] = (ends[0] - ends[1]) / 2e-6
    return gradient


CASES = [
    *(
        (f"{function}({arg})", "v")
        for function in ("exp", "sin", "cos", "tanh", "sinh", "cosh", "atan", "asinh")
        for arg in ["v"]
    ),
    *(
        (f"{function}(v)", "v")
        for function in ("sigmoid", "relu", "softplus", "abs", "sigmoid'", "tanh'", "softplus'", "softmax")
    ),
    *((f"{function}(p)", "p") for function in ("log", "sqrt", "tan", "sec", "csc", "cot")),
    *((f"{function}(u)", "u") for function in ("asin", "acos", "atanh")),
    ("acosh(1 + p)", "p"),
    ("log_3(p)", "p"),
    ("log(3, p)", "p"),
    ("s^3", "s"),
    ("p^s", "p"),
    ("p^s", "s"),
    ("s x - v/p", "s"),
    ("s x - v/p", "p"),
    ("s x - v/p", "v"),
    ("x ∘ v ∘ x", "x"),
    ("v / (1 + x ∘ x)", "x"),
    ("W ∘ x^T", "x"),
    ("W + x^T", "x"),
    ("max(v, x)", "v"),
    ("min(v, x, 0)", "x"),
    ("v if v > x, x if x > 0, s otherwise", "v"),
    ("v if v > x, x if x > 0, s otherwise", "s"),
    ("W x", "W"),
    ("W A x", "A"),
    ("W A x", "x"),
    ("(W^T W)^T", "W"),
    ("[s, p, s p]", "s"),
    ("[[s, p], [p s, 1]]", "s"),
    ("x_0 x", "x"),
    ("x[1] v", "x"),
    ("W[1, 2] v", "W"),
    ("W[1]", "W"),
    ("x[1:3]", "x"),
    ("x[1:]", "x"),
    ("concat(x, v, x)", "x"),
    ("diag(x) v", "x"),
    ("diag(A)", "A"),
    ("outer(x, W v)", "x"),
    ("outer(x, W v)", "v"),
    ("inner(x, v)", "v"),
    ("tr(A A)", "A"),
    ("norm(W)", "W"),
    ("sum(W ∘ W)", "W"),
    ("np.sum(W, axis=0)", "W"),
    ("np.sum(W, axis=1)", "W"),
    ("mean(x ∘ v)", "x"),
    ("max(x)", "x"),
    ("min(x)", "x"),
    ("sort(x)", "x"),
    ("x_0 sort(x)", "x"),
    ("x[argsort(v)]", "x"),
    ("softmax(W)", "W"),
    ("logsumexp(x)", "x"),
    ("Σ_{j=0}^{n-1} x_j v_j^2", "v"),
    ("Σ_{j=0, j != 2}^{n-1} x_j x", "x"),
    ("e_1 s + x", "s"),
]

NUMBERS_ONLY = {"x[argsort(v)]"}


@pytest.mark.parametrize(("text", "wrt"), CASES)
def test_reverse_mode_agrees_with_finite_differences(text: str, wrt: str) -> None:
    scope = scope_of(text)
    for seed in range(2):
        inputs = drawn(scope, seed)
        reverse = vjp(scope, "F", inputs, inputs["g"], wrt)
        assert reverse.shape == inputs[wrt].shape
        np.testing.assert_allclose(reverse, differences(scope, inputs, wrt), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("text", "wrt"), [case for case in CASES if case[0] not in NUMBERS_ONLY])
def test_the_symbolic_gradient_has_the_value_that_reverse_mode_gives(text: str, wrt: str) -> None:
    scope = scope_of(text)
    gradient = symbolic_gradient(scope, "F", wrt, upstream=Name("g"))
    declared = scope.get(wrt)
    assert declared is not None
    wider = Scope(names=(*scope.names, Declared("G", declared.shape, definition=gradient)), dims=scope.dims)
    inputs = drawn(scope, 7)
    np.testing.assert_allclose(
        value(wider, "G", inputs), vjp(scope, "F", inputs, inputs["g"], wrt), rtol=1e-9, atol=1e-12
    )


SCALAR_FUNCTIONS = (
    "exp log sqrt sin cos tan asin acos atan sinh cosh tanh asinh atanh sec csc cot sigmoid".split()
)


@pytest.mark.parametrize("op", SCALAR_FUNCTIONS)
def test_derivatives_of_scalar_functions_are_those_of_sympy(op: str) -> None:
    scope = Scope(
        names=(Declared("u", domain="probability"), Declared("F", definition=Apply(op, (Name("u"),))))
    )
    symbols: dict[str, sympy.Expr] = {"u": sympy.Symbol("u", positive=True)}
    ours = built(symbolic_gradient(scope, "F", "u"), symbols)
    theirs = sympy.diff(built(Apply(op, (Name("u"),)), symbols), symbols["u"])
    at = {symbols["u"]: sympy.Rational(3, 7)}
    assert abs(sympy.N((ours - theirs).subs(at), 30)) < 1e-25


def test_every_operation_has_a_rule_or_is_known_to_have_none() -> None:
    special = {"slice"}
    assert set(RULES) | CONSTANT | WITHOUT_RULE | special == set(OPERATIONS)
    assert set(FORWARD) | {"index", "slice", "basis"} == set(OPERATIONS)


# ---- the practice sheet ------------------------------------------------------------------------------------


def named(text: str, names: tuple[Declared, ...], scope: Scope) -> Expr:
    return parse(text, Scope(names=names, indices=scope.indices, dims=scope.dims))[0].expr


def built_up(inputs: tuple[Declared, ...], definitions: dict[str, str], base: Scope) -> Scope:
    names = inputs
    for name, text in definitions.items():
        reading = parse(text, Scope(names=names, indices=base.indices, dims=base.dims))[0]
        depends = any(declared.batch for declared in names if declared.name in text) and "Σ" not in text
        batch = "i" if depends and base.indices else None
        names = (*names, Declared(name, reading.shape, batch=batch, definition=reading.expr))
    return Scope(names=names, indices=base.indices, dims=base.dims)


GRAPH = built_up(tuple(map(Declared, "xyz")), {"q": "x + y", "f": "q z"}, Scope())
NEURON = built_up(
    tuple(map(Declared, ("w_0", "x_0", "w_1", "x_1", "w_2"))),
    {"z": "w_0 x_0 + w_1 x_1 + w_2", "α": "σ(z)"},
    Scope(),
)
EXAMPLES = Scope(indices=(Index("i", number(1), Name("m")),), dims=("h", "d", "m"))
NETWORK = built_up(
    (
        Declared("W_1", ("h", "d")),
        Declared("b_1", ("h", 1)),
        Declared("W_2", (1, "h")),
        Declared("b_2"),
        Declared("x", ("d", 1), batch="i"),
        Declared("y", batch="i", domain="boolean"),
    ),
    {
        "z_1": "W_1 x + b_1",
        "a_1": "relu(z_1)",
        "z_2": "W_2 a_1 + b_2",
        "ŷ": "σ(z_2)",
        "L": "y log(ŷ) + (1 - y) log(1 - ŷ)",
        "J": "-1/m Σ_i L",
    },
    EXAMPLES,
)

KNOWN = [
    (GRAPH, "f", "q", "z"),
    (GRAPH, "q", "x", "1"),
    (GRAPH, "f", "z", "x + y"),
    (GRAPH, "f", "x", "z"),
    (NEURON, "α", "x_0", "σ(z)(1-σ(z)) w_0"),
    (NEURON, "α", "w_2", "σ(z)(1-σ(z))"),
    (NETWORK, "L", "ŷ", "y/ŷ - (1-y)/(1-ŷ)"),
    (NETWORK, "J", "ŷ", "-1/m (y/ŷ - (1-y)/(1-ŷ))"),
    (NETWORK, "ŷ", "z_2", "σ(z_2)(1-σ(z_2))"),
    (NETWORK, "z_2", "a_1", "W_2^T"),
    (NETWORK, "J", "W_2", "1/m Σ_i (ŷ - y) a_1^T"),
    (NETWORK, "J", "b_2", "1/m Σ_i (ŷ - y)"),
    (NETWORK, "J", "W_1", "1/m Σ_i (ŷ - y) (W_2^T ∘ (z_1 > 0)) x^T"),
    (NETWORK, "J", "b_1", "1/m Σ_i (ŷ - y) (W_2^T ∘ (z_1 > 0))"),
    (NETWORK, "J", "x", "1/m (ŷ - y) W_1^T (W_2^T ∘ (z_1 > 0))"),
]


@pytest.mark.parametrize(("scope", "of", "wrt", "expected"), KNOWN)
def test_the_sheet_s_gradients_are_derived(scope: Scope, of: str, wrt: str, expected: str) -> None:
    found = symbolic_gradient(scope, of, wrt)
    assert compare(parse(expected, scope)[0].expr, found, scope).verdict == "equal", to_text(
        found, "plain", scope
    )


@pytest.mark.parametrize(
    ("of", "wrt", "expected"),
    [
        ("z_2", "a_1", "W_2"),
        ("a_1", "z_1", "diag(z_1 > 0)"),
        ("z_1", "x", "W_1"),
        ("z_2", "x", "W_2 diag(z_1 > 0) W_1"),
    ],
)
def test_jacobians_have_a_row_for_each_output(of: str, wrt: str, expected: str) -> None:
    found = symbolic_jacobian(NETWORK, of, wrt)
    assert compare(parse(expected, NETWORK)[0].expr, found, NETWORK).verdict == "equal"


def test_the_gradient_along_one_line_is_that_part_alone() -> None:
    scope = built_up((Declared("x"),), {"a": "x^2", "b": "3x", "f": "a b"}, Scope())
    along = [edge_gradient(scope, "f", "x", child) for child in ("a", "b")]
    for found, expected in zip(along, ("2x b", "3a"), strict=True):
        assert compare(parse(expected, scope)[0].expr, found, scope).verdict == "equal"
    assert compare(symbolic_gradient(scope, "f", "x"), add(*along), scope).verdict == "equal"


def test_derived_gradients_read_well() -> None:
    texts = [
        to_text(symbolic_gradient(NEURON, "α", "w_0"), "unicode", NEURON),
        to_text(symbolic_gradient(NETWORK, "J", "b_2"), "unicode", NETWORK),
    ]
    assert texts == ["σ(z)·(1 − σ(z))·x₀", "−1/m·Σ_i (y/ŷ − (1 − y)/(1 − ŷ))·σ(z₂)·(1 − σ(z₂))"]


def test_what_cannot_be_differentiated_says_so() -> None:
    with pytest.raises(AuthorError, match="no gradient is known for 'kron'"):
        symbolic_gradient(scope_of("sum(kron(x, v))"), "F", "x")
    with pytest.raises(AuthorError, match="upstream"):
        symbolic_gradient(scope_of("sort(x)"), "F", "x")
    with pytest.raises(AuthorError, match="not declared"):
        symbolic_gradient(GRAPH, "f", "w")


def test_a_name_that_the_output_does_not_use_has_gradient_zero() -> None:
    assert symbolic_gradient(GRAPH, "q", "z") == number(0)


def test_columns_side_by_side_are_a_matrix() -> None:
    stacked = Reduction("stack", "j", number(0), number(2), None, Apply("mul", (Name("j"), Name("x"))))
    scope = Scope(names=(Declared("x", ("n", 1)), Declared("F", ("n", 3), definition=stacked)), dims=("n",))
    x = np.arange(4.0).reshape(4, 1)
    np.testing.assert_array_equal(value(scope, "F", {"x": x}), np.hstack([0 * x, x, 2 * x]))
