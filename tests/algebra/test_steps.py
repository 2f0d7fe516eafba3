"""The single steps of the ladder, and the tables that they rest on."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.algebra import scalars, values
from gradecheck.algebra.balls import LAZY, Point, value_at
from gradecheck.algebra.encode import from_json, to_json
from gradecheck.algebra.evaluate import enclosure
from gradecheck.algebra.exact import Distinct, identity, same_entries
from gradecheck.algebra.meanings import STRICT
from gradecheck.algebra.normal import normal_form
from gradecheck.algebra.numbers import number
from gradecheck.algebra.points import dimensions
from gradecheck.algebra.program import Program
from gradecheck.algebra.sympy_proof import proves_equal
from gradecheck.algebra.values import Exact, NoValue, Undefined
from gradecheck.notation.expr import Apply, Expr, Name
from gradecheck.notation.expr import number as constant_number
from gradecheck.notation.operations import OPERATIONS
from gradecheck.notation.parse import parse
from gradecheck.notation.scope import Declared, Index, Scope

SCOPE = Scope(names=tuple(map(Declared, ("x", "y", "z"))))


def read(text: str) -> Expr:
    return parse(text, SCOPE)[0].expr


def test_every_operation_has_a_meaning() -> None:
    assert set(STRICT) | set(LAZY) == set(OPERATIONS)


UNARY = {
    "exp": mpmath.exp,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "atan": mpmath.atan,
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "asinh": mpmath.asinh,
    "atanh": mpmath.atanh,
    "sec": mpmath.sec,
    "csc": mpmath.csc,
    "cot": mpmath.cot,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "relu": lambda x: max(x, 0),
    "abs": abs,
    "sign": mpmath.sign,
}


@pytest.mark.parametrize("op", UNARY)
@pytest.mark.parametrize("x", [Fraction(-5, 7), Fraction(1, 9), Fraction(3, 4)])
def test_functions_agree_with_another_implementation(op: str, x: Fraction) -> None:
    expr = Apply(op, (Name("x"),))
    reference = UNARY[op](mpmath.mpf(x.numerator) / x.denominator)
    if op in ("log", "sqrt") and x < 0:
        with pytest.raises(Undefined):
            enclosure(expr, SCOPE, {"x": x})
        return
    low, high = enclosure(expr, SCOPE, {"x": x})
    assert low <= high
    assert float(low) == pytest.approx(float(reference), rel=1e-14)


@settings(max_examples=60, deadline=None)
@given(st.fractions(-9, 9), st.fractions(-9, 9), st.fractions(-9, 9))
def test_an_enclosure_contains_the_exact_rational_value(x: Fraction, y: Fraction, z: Fraction) -> None:
    low, high = enclosure(read("(x + y) z - x^2/3 + |y|"), SCOPE, {"x": x, "y": y, "z": z})
    assert low <= (x + y) * z - x**2 / 3 + abs(y) <= high


SCALAR_OPERATIONS = [
    op
    for op, row in OPERATIONS.items()
    if row.kind in ("elementwise", "compare") and row.least in (1, 2) and op in STRICT
]


@pytest.mark.parametrize("op", [*SCALAR_OPERATIONS, "pow 2", "pow 3", "pow 40", "pow 1/2"])
@pytest.mark.parametrize(
    ("centre", "radius"),
    [
        (-1, 1e-12),
        (0, 1e-12),
        (1, 1e-12),
        (0, 1),
        (2, 3),
        (0, 1e2),
        (0, 1e9),
        (3, 1e21),
        (1e6, 10),
        (-1e6, 1e5),
        (1e21, 1e4),
        (-1e21, 1e4),
    ],
)
def test_a_wide_ball_is_undefined_only_where_all_of_it_is(op: str, centre: float, radius: float) -> None:
    """A ball across the edge of a domain is imprecise; ``no value`` there would convict a right answer."""
    wide = values.scalar(arb(centre, radius))
    inside = [values.scalar(arb(centre) + arb(k) * arb(radius) / 10) for k in (-7, 0, 7)]

    def result(value: values.Value) -> arb:
        with ctx.workprec(128):
            if op.startswith("pow"):
                exponent = Fraction(op.removeprefix("pow "))
                return scalars.power(
                    value.entries[0], arb(fmpq(exponent.numerator, exponent.denominator)), exponent
                )
            args = [value] * OPERATIONS[op].least
            return STRICT[op](*args).entries[0]

    try:
        found = result(wide)
    except (values.Imprecise, values.TooLarge):
        return
    points = []
    for value in inside:
        try:
            points.append(result(value))
        except values.NoValue:
            continue
    if found.is_nan():
        assert all(point.is_nan() for point in points)
    else:
        assert all(point.is_nan() or found.overlaps(point) for point in points)


@pytest.mark.parametrize("text", ["1/(x - x)", "log(0)", "sqrt(-1)", "asin(2)", "0/0", "1 if x > 1"])
def test_what_has_no_value_says_so(text: str) -> None:
    with pytest.raises(NoValue):
        enclosure(read(text), SCOPE, {"x": Fraction(1)})


def test_dimensions_of_an_instance_are_pairwise_different() -> None:
    scope = Scope(names=(Declared("W", ("a", 2)),), dims=("a", "b", "c"))
    for instance in range(4):
        sizes = dimensions(scope, instance)
        assert len({*sizes.values(), 2}) == 4


@pytest.mark.parametrize(
    ("domain", "holds"),
    [
        ("positive", lambda v: v > 0),
        ("negative", lambda v: v < 0),
        ("probability", lambda v: 0 < v < 1),
        ("natural", lambda v: v >= 1 and v.denominator == 1),
        ("integer", lambda v: v.denominator == 1),
        ("boolean", lambda v: v in (0, 1)),
    ],
)
def test_numbers_are_drawn_from_their_domain(domain: str, holds: object) -> None:
    random = Random(1)
    for _ in range(200):
        drawn = number(domain, random, 3)  # type: ignore[arg-type]
        assert holds(Fraction(int(drawn.p), int(drawn.q)))  # type: ignore[operator]


@pytest.mark.parametrize("text", ["x y + z", "y x + z", "z + y*x", "z + x*y + 0"])
def test_a_normal_form_forgets_the_order(text: str) -> None:
    assert normal_form(read(text)).replace("0*1 + ", "") == normal_form(read("x y + z"))


def test_nothing_is_cancelled_in_a_normal_form() -> None:
    assert normal_form(read("x/x")) != normal_form(read("1"))


def is_identity(left: str, right: str, scope: Scope = SCOPE) -> bool:
    program = Program(scope)
    pair = tuple(program.enter(parse(text, scope)[0].expr) for text in (left, right))
    try:
        return identity(program, [(pair[0], pair[1])]) is not None
    except Distinct:
        return False


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("e^(-z)/(1+e^(-z))^2", "σ(z)(1-σ(z))"),
        ("(x+y)^3", "x^3 + 3x^2y + 3x y^2 + y^3"),
        ("(e^(x/2))^2", "e^x"),
        ("sinh(x)/cosh(x)", "tanh x"),
        ("tanh'(x)", "1 - tanh(x)^2"),
    ],
)
def test_the_exact_step_proves_identities_of_kernels(left: str, right: str) -> None:
    assert is_identity(left, right)


@pytest.mark.parametrize(("left", "right"), [("x", "y"), ("(x+y)^1000", "(y+x)^1000 + 1"), ("sin(x)", "x")])
def test_the_exact_step_proves_nothing_false(left: str, right: str) -> None:
    assert not is_identity(left, right)


ARRAYS = Scope(
    names=(
        Declared("W", ("k", "n")),
        Declared("A", ("n", "n")),
        Declared("v", ("n", 1)),
        Declared("x", ("n", 1), batch="i"),
        Declared("y", batch="i"),
    ),
    indices=(Index("i", constant_number(1), Name("m")),),
    dims=("k", "n", "m"),
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(W A)^T", "A^T W^T"),
        ("v^T A v", "tr(A v v^T)"),
        ("diag(v) v", "v ∘ v"),
        ("Σ_i y x", "Σ_i x y"),
        ("v_0 v + (v^T v) e_0", "(v^T v) e_0 + v v_0"),
        ("W ∘ (v^T)", "W diag(v)"),
        ("sum(W)", "sum(np.sum(W, axis=0))"),
        ("σ(-v)", "1 - σ(v)"),
    ],
)
def test_arrays_are_proved_entry_by_entry(left: str, right: str) -> None:
    pair = [parse(text, ARRAYS)[0].expr for text in (left, right)]
    found = same_entries(*pair, ARRAYS)
    assert found is not None
    assert found[0] == {"k": 2, "n": 3, "m": 4}


@pytest.mark.parametrize(
    ("left", "right"), [("A v", "A^T v"), ("Σ_i y x", "y x"), ("v", "v^T"), ("sort(v)", "v")]
)
def test_arrays_that_differ_are_not_proved(left: str, right: str) -> None:
    pair = [parse(text, ARRAYS)[0].expr for text in (left, right)]
    assert same_entries(*pair, ARRAYS) is None


def test_sympy_proves_in_a_process_of_its_own() -> None:
    assert proves_equal(read("sin(2x)"), read("2 sin(x) cos(x)"), SCOPE, 60)
    assert not proves_equal(read("sin(2x)"), read("sin(x)"), SCOPE, 60)


def test_sympy_is_stopped_at_its_deadline() -> None:
    assert not proves_equal(read("sin(2x)"), read("2 sin(x) cos(x)"), SCOPE, 0.0)
    assert proves_equal(read("sin(2x)"), read("2 sin(x) cos(x)"), SCOPE, 60)


def test_expressions_survive_the_way_to_the_process_and_back() -> None:
    for text in ("x + 1.5 y", "Σ_{i=1, i != 2}^{3} i x", "z if x > 0, 1 otherwise"):
        assert from_json(to_json(read(text))) == read(text)
    with pytest.raises(ValueError, match="not an encoded"):
        from_json(["a", "__import__", ["v", "x"]])


def test_a_value_is_computed_at_an_exact_point() -> None:
    vector = Exact(3, 1, (fmpq(3), fmpq(1), fmpq(2)))
    scope = Scope(names=(Declared("v", ("n", 1)),), dims=("n",))
    value = value_at(Apply("argsort", (Name("v"),)), scope, Point({"n": 3}, {}, {("v", None): vector}), 64)
    assert [math.floor(float(entry.mid())) for entry in value.entries] == [1, 2, 0]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x + e^(-100000)", "x"),
        ("tanh(1000 + x^2)", "1"),
        ("1 - 1/2^5000", "1"),
        ("2^y x", "2^y x (1 + 1/10^99)"),
    ],
)
def test_a_difference_that_is_nowhere_zero_is_proved(left: str, right: str) -> None:
    program = Program(SCOPE)
    pair = [program.enter(read(text)) for text in (left, right)]
    with pytest.raises(Distinct):
        identity(program, [(pair[0], pair[1])])


@pytest.mark.parametrize(
    ("left", "right"),
    [("(-2)^(x+1)", "-2*(-2)^x"), ("log(-1) x", "x"), ("sin(x)", "0"), ("x - y", "0"), ("sqrt(x)", "0")],
)
def test_no_difference_is_proved_that_may_be_zero_or_undefined(left: str, right: str) -> None:
    program = Program(SCOPE)
    pair = [program.enter(read(text)) for text in (left, right)]
    assert identity(program, [(pair[0], pair[1])]) is None
