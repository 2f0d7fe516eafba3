"""Mistakes in a formula: signs, factors, terms, powers, brackets, sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...notation.expr import (
    ONE,
    Apply,
    Expr,
    Name,
    Number,
    Reduction,
    neg,
    number,
    walk,
)
from ...notation.places import is_scalar
from ...notation.scope import Scope
from .rule import Rule, of_formulas, whole

PRODUCTS = frozenset({"mul", "hadamard", "matmul"})
TWO = number(2)
"""Names among which any may stand in for any other."""
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


def left(op: str, args: tuple[Expr, ...]) -> Expr:
    """What is left of an operation on several arguments."""
    return args[0] if len(args) == 1 else Apply(op, args)


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


def is_constant(node: Expr) -> bool:
    """Whether there is no name in an expression."""
    return not any(isinstance(part, Name | Reduction) for part in walk(node))


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


def _factor_twice(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="mul" | "hadamard" as op, args=args):
            for factor in args:
                yield Apply(op, (*args, factor))


def _divisor_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)) if not is_constant(bottom):
            yield top


def _upside_down(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)):
            yield Apply("div", (bottom, top))


def _multiplied_for_divided(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)) if not is_constant(top) or not isinstance(bottom, Number):
            yield Apply("mul", (top, bottom))
        case Apply(op="mul" | "hadamard", args=args) if len(args) <= 4:
            for n, factor in enumerate(args):
                if not is_constant(factor):
                    yield Apply("div", (left("mul", args[:n] + args[n + 1 :]), factor))


def _power(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="pow", args=(base, Number(value=power))) if power not in (0, 1):
            yield base
            yield Apply("pow", (base, number(power - 1)))
            yield Apply("pow", (base, number(power + 1)))
        case Apply(op="pow", args=(base, exponent)) if not is_constant(exponent):
            yield Apply("pow", (base, Apply("add", (exponent, neg(ONE)))))
            yield Apply("pow", (base, Apply("add", (exponent, ONE))))
        case Apply(op="sqrt", args=(inner,)):
            yield inner
        case Apply(op="mul" | "hadamard" as op, args=args) if len(set(args)) < len(args):
            yield left(op, tuple(dict.fromkeys(args)))
        case Apply(op="div", args=(top, bottom)):
            yield Apply("div", (top, Apply("pow", (bottom, TWO))))


def _double_for_square(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="pow", args=(base, Number(value=power))) if power not in (0, 1):
            yield Apply("mul", (number(power), base))


def _square_for_double(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="mul", args=args) if TWO in args:
            rest = list(args)
            rest.remove(TWO)
            for n, factor in enumerate(rest):
                squared = (*rest[:n], Apply("pow", (factor, TWO)), *rest[n + 1 :])
                yield left("mul", squared)
            if len(rest) > 1:
                yield Apply("pow", (Apply("mul", tuple(rest)), TWO))


def _sum_for_product(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="mul" | "hadamard", args=args):
            if len(args) <= 5:
                yield Apply("add", args)
                if len(args) > 2 and is_constant(args[0]):
                    yield Apply("add", (Apply("mul", args[:2]), *args[2:]))
            for n in range(len(args)) if len(args) > 2 else ():
                yield Apply("add", (left(node.op, args[:n] + args[n + 1 :]), args[n]))


def _product_for_sum(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="add", args=args):
            product = "mul" if all(is_scalar(arg, scope) for arg in args) else "hadamard"
            yield Apply(product, args)
            yield Apply(product, tuple(_without_minus(arg) for arg in args))


def _without_minus(node: Expr) -> Expr:
    return node.args[0] if isinstance(node, Apply) and node.op == "neg" else node


def _term_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="add", args=args):
            for n in range(len(args)):
                yield left("add", args[:n] + args[n + 1 :])


def _brackets(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A factor in front of a sum that multiplies its first or last term only."""
    match node:
        case Apply(op="mul" | "hadamard" | "matmul" as op, args=args):
            for n, factor in enumerate(args):
                if isinstance(factor, Apply) and factor.op == "add":
                    front, back = args[:n], args[n + 1 :]
                    terms = factor.args
                    yield Apply("add", (left(op, (*front, terms[0], *back)), *terms[1:]))
                    yield Apply("add", (*terms[:-1], left(op, (*front, terms[-1], *back))))
                    yield Apply(
                        "add", (left(op, (*front, terms[0])), *terms[1:-1], left(op, (terms[-1], *back)))
                    )
        case Apply(op="neg", args=(Apply(op="add", args=terms),)):
            yield Apply("add", (neg(terms[0]), *terms[1:]))
        case Apply(op="div", args=(Apply(op="add", args=terms), bottom)):
            yield Apply("add", (*terms[:-1], Apply("div", (terms[-1], bottom))))
            yield Apply("add", (Apply("div", (terms[0], bottom)), *terms[1:]))


def _one_off(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A position counted one too far, or one too short."""
    match node:
        case Apply(op="index", args=(base, *positions)):
            for n, position in enumerate(positions):
                for step in (ONE, neg(ONE)):
                    moved = Apply("add", (position, step))
                    if isinstance(position, Number):
                        moved = number(position.value + (1 if step == ONE else -1))  # type: ignore[assignment]
                    yield Apply("index", (base, *positions[:n], moved, *positions[n + 1 :]))


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
    of_formulas("power", "power", "A power is wrong: look at the exponents.", "1/x²: 1/x", _power),
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
        _double_for_square,
    ),
    of_formulas(
        "square_for_double",
        "square in place of the double",
        "A square stands where none belongs.",
        "2x: x²",
        _square_for_double,
    ),
    of_formulas("upside_down", "upside down", "A fraction is upside down.", "a/b: b/a", _upside_down),
    of_formulas(
        "multiplied_for_divided",
        "product in place of the quotient",
        "You multiply by something that is to be divided by, or the reverse.",
        "a/b: a b",
        _multiplied_for_divided,
    ),
    of_formulas(
        "factor_twice",
        "factor twice",
        "A factor is there once too often.",
        "a b: a b²",
        _factor_twice,
    ),
    of_formulas(
        "sum_for_product",
        "sum in place of the product",
        "You add what is to be multiplied.",
        "a b: a + b",
        _sum_for_product,
    ),
    of_formulas(
        "product_for_sum",
        "product in place of the sum",
        "You multiply what is to be added.",
        "a + b: a b",
        _product_for_sum,
    ),
    of_formulas(
        "brackets",
        "brackets",
        "A factor belongs to a whole sum and stands at a part of it only: look at the brackets.",
        "a (b + c): a b + c",
        _brackets,
    ),
    of_formulas("off_by_one", "position one off", "A position is off by one.", "g_i: g_(i+1)", _one_off),
)
