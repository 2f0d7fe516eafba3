"""The form of an expression as it was written: expanded, factored, a single fraction, simplified."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from ..notation.expr import Apply, Expr, Name, Number, free_names, walk
from .balls import constant

Form = Literal["expanded", "factored", "single_fraction", "simplified"]
LARGEST_POWER = 40
LONGER = 3 / 2
"""How much longer than the expected answer a simplified one may be."""


def misfit(form: Form, given: Expr, expected: Expr) -> str:
    """What keeps ``given`` from having the form; "" where it has it.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared, Scope
    >>> scope = Scope(names=(Declared("x"),))
    >>> [misfit("expanded", parse(text, scope)[0].expr, Name("x")) for text in ("x^2 + 2x + 1", "(x + 1)^2")]
    ['', 'Expand the products and powers of sums.']
    """
    match form:
        case "expanded":
            return "Expand the products and powers of sums." if next(_unexpanded(given), False) else ""
        case "factored":
            return (
                "" if _is_factored(given) else "Write it as a product of factors that cannot be split further."
            )
        case "single_fraction":
            return "" if _is_single_fraction(given) else "Write it as a single fraction."
        case "simplified":
            long = sum(1 for _ in walk(given)) > LONGER * sum(1 for _ in walk(expected)) + 1
            return "It can be simplified." if long or any(_redundant(given)) else ""


def _unexpanded(expr: Expr) -> Iterator[bool]:
    """True for each product or power of a sum."""
    for node in walk(expr):
        match node:
            case Apply(op="mul" | "matmul", args=args) if any(_is_sum(arg) for arg in args):
                yield True
            case Apply(op="pow", args=(base, exponent)) if _is_sum(base):
                power = constant(exponent)
                if power is not None and power.denominator == 1 and power > 1:
                    yield True
            case Apply(op="div", args=(top, _)) if _is_sum(top):
                yield True
            case Apply(op="neg", args=(inner,)) if _is_sum(inner):
                yield True


def _is_sum(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "add"


def _factors(expr: Expr) -> Iterator[Expr]:
    """The factors of a product, numbers and signs left out."""
    match expr:
        case Apply(op="mul" | "div", args=args):
            for arg in args:
                yield from _factors(arg)
        case Apply(op="neg", args=(inner,)) | Apply(op="pow", args=(inner, _)):
            yield from _factors(inner)
        case Number():
            return
        case _:
            yield expr


def _is_factored(expr: Expr) -> bool:
    """Whether no factor is a polynomial that splits over the rational numbers."""
    return not any(_splits(factor) for factor in _factors(expr))


def _splits(factor: Expr) -> bool:
    names = sorted(free_names(factor))
    if not names or not _is_sum(factor):
        return False
    context = fmpq_mpoly_ctx.get([f"v{n}" for n in range(len(names))], Ordering.lex)
    polynomial = _polynomial(factor, {name: context.gen(n) for n, name in enumerate(names)}, context)
    if polynomial is None or polynomial.is_zero():
        return False
    _, parts = polynomial.factor()
    return sum(int(power) for _, power in parts) > 1


def _polynomial(expr: Expr, gens: dict[str, fmpq_mpoly], context: fmpq_mpoly_ctx) -> fmpq_mpoly | None:
    """``expr`` as a polynomial; None where it is none, or too large."""
    match expr:
        case Number(value=value):
            return context.constant(fmpq(value.numerator, value.denominator))
        case Name(name=name):
            return gens.get(name)
        case Apply(op="neg", args=(inner,)):
            found = _polynomial(inner, gens, context)
            return None if found is None else -found
        case Apply(op="add" | "mul" as op, args=args):
            result = context.constant(0 if op == "add" else 1)
            for arg in args:
                part = _polynomial(arg, gens, context)
                if part is None:
                    return None
                result = result + part if op == "add" else result * part
            return result
        case Apply(op="pow", args=(base, exponent)):
            power, part = constant(exponent), _polynomial(base, gens, context)
            if part is None or power is None or power.denominator != 1 or not 0 <= power <= LARGEST_POWER:
                return None
            return part ** int(power)
    return None


def _is_single_fraction(expr: Expr) -> bool:
    """Whether at most one fraction bar stands in it, and on top of all."""
    inner = expr.args[0] if isinstance(expr, Apply) and expr.op == "neg" else expr
    bars = sum(1 for node in walk(inner) if isinstance(node, Apply) and node.op == "div")
    return bars == 0 or (bars == 1 and isinstance(inner, Apply) and inner.op == "div")


def _redundant(expr: Expr) -> Iterator[bool]:
    """True for what nobody leaves standing: + 0, · 1, · 0, a double minus, a number times a number."""
    for node in walk(expr):
        match node:
            case Apply(op="add", args=args):
                numbers = [arg for arg in args if isinstance(arg, Number)]
                yield len(numbers) > 1 or any(number.value == 0 for number in numbers)
            case Apply(op="mul", args=args):
                numbers = [arg for arg in args if isinstance(arg, Number)]
                yield len(numbers) > 1 or any(number.value in (0, 1) for number in numbers)
            case Apply(op="neg", args=(Apply(op="neg"),)):
                yield True
            case Apply(op="pow" | "div", args=(_, Number(value=value))) if value == 1:
                yield True
