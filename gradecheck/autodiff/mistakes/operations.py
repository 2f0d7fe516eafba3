"""One operation in a formula for another: powers, quotients, products, sums, brackets."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, Apply, Expr, Name, Number, Reduction, neg, number, walk
from ...notation.places import is_scalar
from ...notation.scope import Scope

TWO = number(2)


def left(op: str, args: tuple[Expr, ...]) -> Expr:
    """What is left of an operation on several arguments."""
    return args[0] if len(args) == 1 else Apply(op, args)


def is_constant(node: Expr) -> bool:
    """Whether there is no name in an expression."""
    return not any(isinstance(part, Name | Reduction) for part in walk(node))


def factor_twice(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A factor once more."""
    match node:
        case Apply(op="mul" | "hadamard" as op, args=args):
            for factor in args:
                yield Apply(op, (*args, factor))


def upside_down(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A fraction upside down."""
    match node:
        case Apply(op="div", args=(top, bottom)):
            yield Apply("div", (bottom, top))


def multiplied_for_divided(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A product for a quotient, and the reverse."""
    match node:
        case Apply(op="div", args=(top, bottom)) if not is_constant(top) or not isinstance(bottom, Number):
            yield Apply("mul", (top, bottom))
        case Apply(op="mul" | "hadamard", args=args) if len(args) <= 4:
            for n, factor in enumerate(args):
                if not is_constant(factor):
                    yield Apply("div", (left("mul", args[:n] + args[n + 1 :]), factor))


def power(node: Expr, scope: Scope) -> Iterator[Expr]:
    """Another exponent."""
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


def double_for_square(node: Expr, scope: Scope) -> Iterator[Expr]:
    """The exponent as a factor, and no power."""
    match node:
        case Apply(op="pow", args=(base, Number(value=power))) if power not in (0, 1):
            yield Apply("mul", (number(power), base))


def square_for_double(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A square for a factor 2."""
    match node:
        case Apply(op="mul", args=args) if TWO in args:
            rest = list(args)
            rest.remove(TWO)
            for n, factor in enumerate(rest):
                squared = (*rest[:n], Apply("pow", (factor, TWO)), *rest[n + 1 :])
                yield left("mul", squared)
            if len(rest) > 1:
                yield Apply("pow", (Apply("mul", tuple(rest)), TWO))


def sum_for_product(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A sum for a product."""
    match node:
        case Apply(op="mul" | "hadamard", args=args):
            if len(args) <= 5:
                yield Apply("add", args)
                if len(args) > 2 and is_constant(args[0]):
                    yield Apply("add", (Apply("mul", args[:2]), *args[2:]))
            for n in range(len(args)) if len(args) > 2 else ():
                yield Apply("add", (left(node.op, args[:n] + args[n + 1 :]), args[n]))


def product_for_sum(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A product for a sum."""
    match node:
        case Apply(op="add", args=args) if ONE not in map(_without_minus, args):
            product = "mul" if all(is_scalar(arg, scope) for arg in args) else "hadamard"
            yield Apply(product, args)
            yield Apply(product, tuple(_without_minus(arg) for arg in args))


def _without_minus(node: Expr) -> Expr:
    return node.args[0] if isinstance(node, Apply) and node.op == "neg" else node


def brackets(node: Expr, scope: Scope) -> Iterator[Expr]:
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


def one_off(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A position counted one too far, or one too short."""
    match node:
        case Apply(op="index", args=(base, *positions)):
            for n, position in enumerate(positions):
                for step in (ONE, neg(ONE)):
                    moved = Apply("add", (position, step))
                    if isinstance(position, Number):
                        moved = number(position.value + (1 if step == ONE else -1))  # type: ignore[assignment]
                    yield Apply("index", (base, *positions[:n], moved, *positions[n + 1 :]))
