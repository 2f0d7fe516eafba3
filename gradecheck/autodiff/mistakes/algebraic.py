"""Mistakes in a formula: signs, factors, terms, powers, brackets, sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...notation.expr import (
    ONE,
    Apply,
    Expr,
    Number,
    neg,
    number,
)
from ...notation.scope import Scope
from .operations import (
    TWO,
    brackets,
    double_for_square,
    factor_twice,
    is_constant,
    left,
    multiplied_for_divided,
    one_off,
    power,
    product_for_sum,
    square_for_double,
    sum_for_product,
    upside_down,
)
from .rule import Rule, of_formulas, whole

PRODUCTS = frozenset({"mul", "hadamard", "matmul"})
HALF = Apply("div", (ONE, TWO))


def _opposite(right: Expr, scope: Scope) -> Iterator[Expr]:
    yield neg(right)


def _sign_of_term(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="add", args=args):
            for n, term in enumerate(args):
                yield Apply("add", (*args[:n], neg(term), *args[n + 1 :]))


def _minus_dropped(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="neg", args=(inner,)):
            yield inner
        case Number(value=value) if value < 0:
            yield number(-value)
        case Apply(op="sigmoid" | "tanh" as op, args=(inner,)):
            yield Apply(op, (neg(inner),))


def _exponent_turned(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="exp", args=(inner,)):
            yield Apply("exp", (neg(inner),))
        case Apply(op="pow", args=(Apply(op="e"), exponent)):
            yield Apply("pow", (node.args[0], neg(exponent)))


def _number_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="mul", args=args):
            for n, factor in enumerate(args):
                if is_constant(factor):
                    yield left("mul", args[:n] + args[n + 1 :])
        case Apply(op="div", args=(top, bottom)) if is_constant(bottom):
            yield top
        case Apply(op="div", args=(top, bottom)) if is_constant(top) and top != ONE:
            yield Apply("div", (ONE, bottom))


def _number_wrong(right: Expr, scope: Scope) -> Iterator[Expr]:
    yield Apply("mul", (TWO, right))
    yield Apply("mul", (HALF, right))


def _factor_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op=op, args=args) if op in PRODUCTS:
            for n in range(len(args)):
                yield left(op, args[:n] + args[n + 1 :])
        case Apply(op="div", args=(top, bottom)) if top != ONE:
            yield Apply("div", (ONE, bottom))
    if isinstance(node, Apply) and node.op in PRODUCTS and len(node.args) > 2:
        for kept in combinations(node.args, len(node.args) - 2):
            yield left(node.op, kept)


def _divisor_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)) if not is_constant(bottom):
            yield top


def _term_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="add", args=args):
            for n in range(len(args)):
                yield left("add", args[:n] + args[n + 1 :])


FIRST = (Rule("sign", "sign", "The sign is wrong.", "2x: −2x", whole(_opposite), 5),)


FORMULA = (
    of_formulas(
        "sign_of_term",
        "sign of a term",
        "One term has the wrong sign.",
        "x − y: x + y",
        _sign_of_term,
        3,
    ),
    of_formulas(
        "sign_inside",
        "minus sign inside",
        "A minus sign inside is missing, or one too many.",
        "σ(−z): σ(z)",
        _minus_dropped,
        2,
    ),
    of_formulas(
        "sign_inside",
        "minus sign in an exponent",
        "An exponential is upside down: look at the sign of its exponent.",
        "e^(−z): e^z",
        _exponent_turned,
        2,
    ),
    of_formulas(
        "constant_missing",
        "constant factor left out",
        "A constant factor is missing.",
        "2x: x",
        _number_left_out,
        2,
    ),
    Rule(
        "constant_factor",
        "constant factor",
        "Right but for a constant factor.",
        "x: 2x",
        whole(_number_wrong),
        1.5,
    ),
    of_formulas(
        "factor_missing",
        "factor left out",
        "A factor is missing.",
        "a b c: a c",
        _factor_left_out,
        2,
    ),
    of_formulas("divisor_missing", "divisor left out", "A divisor is missing.", "a/b: a", _divisor_left_out),
    of_formulas("power", "power", "A power is wrong: look at the exponents.", "1/x²: 1/x", power),
    of_formulas(
        "term_missing",
        "term left out",
        "A term of a sum is missing.",
        "a + b: a",
        _term_left_out,
        2,
    ),
    of_formulas(
        "double_for_square",
        "double in place of the square",
        "You multiply by the exponent where the power itself stands.",
        "x²: 2x",
        double_for_square,
    ),
    of_formulas(
        "square_for_double",
        "square in place of the double",
        "A square stands where none belongs.",
        "2x: x²",
        square_for_double,
    ),
    of_formulas("upside_down", "upside down", "A fraction is upside down.", "a/b: b/a", upside_down),
    of_formulas(
        "multiplied_for_divided",
        "product in place of the quotient",
        "You multiply by something that is to be divided by, or the reverse.",
        "a/b: a b",
        multiplied_for_divided,
    ),
    of_formulas(
        "factor_twice",
        "factor twice",
        "A factor is there once too often.",
        "a b: a b²",
        factor_twice,
    ),
    of_formulas(
        "sum_for_product",
        "sum in place of the product",
        "You add what is to be multiplied.",
        "a b: a + b",
        sum_for_product,
    ),
    of_formulas(
        "product_for_sum",
        "product in place of the sum",
        "You multiply what is to be added.",
        "a + b: a b",
        product_for_sum,
    ),
    of_formulas(
        "brackets",
        "brackets",
        "A factor belongs to a whole sum and stands at a part of it only: look at the brackets.",
        "a (b + c): a b + c",
        brackets,
    ),
    of_formulas("off_by_one", "position one off", "A position is off by one.", "g_i: g_(i+1)", one_off),
)
