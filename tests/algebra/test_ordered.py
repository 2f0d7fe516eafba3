"""One order for what may stand in any order: it changes no meaning, and brings the same answers together."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from gradecheck.algebra.normal import normal_form
from gradecheck.algebra.ordered import SORTED, ordered
from gradecheck.notation.expr import Apply, Expr, Name, Number, rebuild

leaves = st.one_of(st.sampled_from("xyz").map(Name), st.fractions(-3, 3, max_denominator=4).map(Number))
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Apply, st.sampled_from(("add", "mul", "max")), st.tuples(inner, inner, inner)),
        st.builds(lambda op, arg: Apply(op, (arg,)), st.sampled_from(("neg", "exp", "sigmoid")), inner),
        st.builds(lambda one, other: Apply("div", (one, other)), inner, inner),
    ),
    max_leaves=20,
)


def shuffled(expr: Expr, chance: random.Random) -> Expr:
    """The same with the arguments of sums and products in another order."""
    changed = rebuild(expr, lambda below: shuffled(below, chance))
    if isinstance(changed, Apply) and changed.op in SORTED:
        return Apply(changed.op, tuple(chance.sample(changed.args, len(changed.args))))
    return changed


@given(expressions)
def test_an_ordered_expression_means_the_same(expr: Expr) -> None:
    assert normal_form(ordered(expr)) == normal_form(expr)
    assert ordered(ordered(expr)) == ordered(expr)


@given(expressions, st.integers())
def test_another_order_is_the_same_answer(expr: Expr, seed: int) -> None:
    assert ordered(shuffled(expr, random.Random(seed))) == ordered(expr)


def test_what_has_an_order_keeps_it() -> None:
    x, y = Name("x"), Name("y")
    for op in ("matmul", "div", "pow", "lt"):
        assert ordered(Apply(op, (y, x))) == Apply(op, (y, x))
