"""The exact step: equality of rational functions whose variables are *kernels*. It can only prove equal.

A kernel is an input, or a transcendental subexpression in normal form. Exponentials are split into powers of
the exponentials of single terms, so that σ(z), e^(-z) and tanh z are rational functions of one kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from ..notation.expr import Apply, Expr, Name, Number, walk
from ..notation.scope import Scope
from .balls import constant
from .entries import Beyond, entries_of, sizes_of
from .normal import normal_form, terms_of
from .sympy_proof import spelled_out

MOST_NODES = 300
MOST_TERMS = 2_000
LARGEST_POWER = 12
MOST_KERNELS = 24

POLYNOMIAL = frozenset({"add", "neg", "mul", "div"})
EXPONENTIAL = frozenset(
    {"exp", "sigmoid", "tanh", "sinh", "cosh", "sigmoid_prime", "tanh_prime", "softplus_prime"}
)


class _NotRational(Exception):
    """Not a rational function of kernels, or too large for one."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator."""

    top: fmpq_mpoly
    bottom: fmpq_mpoly

    def plus(self, other: Quotient) -> Quotient:
        """The sum."""
        if self.bottom == other.bottom:
            return Quotient(self.top + other.top, self.bottom)
        return Quotient(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def times(self, other: Quotient) -> Quotient:
        """The product."""
        return Quotient(self.top * other.top, self.bottom * other.bottom)

    def over(self, other: Quotient) -> Quotient:
        """The quotient; raises where the divisor is 0."""
        if other.top.is_zero():
            raise _NotRational
        return Quotient(self.top * other.bottom, self.bottom * other.top)


def same_entries(expected: Expr, given: Expr, scope: Scope) -> dict[str, int] | None:
    """The small sizes at which all entries of two arrays are the same rational functions; None says nothing.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("A", ("m", "n")), Declared("B", ("n", "k"))), dims=("m", "n", "k"))
    >>> same_entries(*(parse(text, scope)[0].expr for text in ("(A B)^T", "B^T A^T")), scope)
    {'m': 2, 'n': 3, 'k': 4}
    """
    dims = sizes_of(scope)
    fixed = {index.name: 1 for index in scope.indices}
    try:
        left, right = (entries_of(expr, scope, dims, fixed) for expr in (expected, given))
    except (Beyond, RecursionError, IndexError, ValueError):
        return None
    if (len(left), len(left[0])) != (len(right), len(right[0])):
        return None
    pairs = zip(sum(left, ()), sum(right, ()), strict=True)
    return dims if all(is_identity(a, b, Scope()) for a, b in pairs) else None


def is_identity(expected: Expr, given: Expr, scope: Scope) -> bool:
    """Whether both are the same rational function of their kernels. False says nothing.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("z"),))
    >>> is_identity(*(parse(text, scope)[0].expr for text in ("1 - σ(z)", "σ(-z)")), scope)
    True
    """
    pair = [spelled_out(expr, scope) for expr in (expected, given)]
    if sum(1 for expr in pair for _ in walk(expr)) > MOST_NODES:
        return False
    try:
        kernels = _Kernels.of(pair, scope)
        left, right = (kernels.quotient(expr) for expr in pair)
        return bool(left.top * right.bottom == right.top * left.bottom)
    except (_NotRational, RecursionError):
        return False


@dataclass(slots=True)
class _Kernels:
    """The variables of one comparison. Exponentials of a term are powers of that of term / (its parts)."""

    scope: Scope
    names: list[str] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    context: fmpq_mpoly_ctx | None = None

    @classmethod
    def of(cls, exprs: list[Expr], scope: Scope) -> _Kernels:
        """All kernels of these expressions."""
        kernels = cls(scope)
        for expr in exprs:
            kernels._gather(expr)
        names = [*kernels.names, *(f"exp({term})" for term in kernels.parts)]
        if len(names) > MOST_KERNELS:
            raise _NotRational
        kernels.names = names
        kernels.context = fmpq_mpoly_ctx.get([f"k{n}" for n in range(len(names))], Ordering.lex)
        return kernels

    def _gather(self, expr: Expr) -> None:
        match expr:
            case Number():
                return
            case Apply(op=op) if op in POLYNOMIAL:
                for arg in expr.args:
                    self._gather(arg)
                return
            case Apply(op="pow", args=(base, exponent)) if _is_whole(exponent):
                self._gather(base)
                return
        argument = _exponent(expr)
        if argument is None:
            self._enter(_kernel(expr))
            return
        for term, coefficient in terms_of(argument).items():
            self.parts[term] = lcm(self.parts.get(term, 1), coefficient.denominator)

    def _enter(self, name: str) -> None:
        if name not in self.names:
            self.names.append(name)

    def _variable(self, name: str) -> Quotient:
        assert self.context is not None
        return Quotient(self.context.gen(self.names.index(name)), self._constant(Fraction(1)).top)

    def _constant(self, value: Fraction) -> Quotient:
        assert self.context is not None
        one = self.context.constant(1)
        return Quotient(self.context.constant(fmpq(value.numerator, value.denominator)), one)

    def quotient(self, expr: Expr) -> Quotient:
        """``expr`` as a rational function; raises ``_NotRational`` where that grows too large."""
        result = self._quotient(expr)
        if max(len(result.top), len(result.bottom)) > MOST_TERMS:
            raise _NotRational
        return result

    def _quotient(self, expr: Expr) -> Quotient:
        match expr:
            case Number() if expr.value.numerator.bit_length() < 1000:
                return self._constant(expr.value)
            case Apply(op="add" | "mul" as op):
                first, *rest = (self.quotient(arg) for arg in expr.args)
                for other in rest:
                    first = first.plus(other) if op == "add" else first.times(other)
                return first
            case Apply(op="neg"):
                return self.quotient(expr.args[0]).times(self._constant(Fraction(-1)))
            case Apply(op="div"):
                return self.quotient(expr.args[0]).over(self.quotient(expr.args[1]))
            case Apply(op="pow", args=(base, exponent)) if _is_whole(exponent):
                return self._power(self.quotient(base), int(constant(exponent) or 0))
        argument = _exponent(expr)
        if argument is None:
            return self._variable(_kernel(expr))
        return self._exponential(expr, self._exp(terms_of(argument)))

    def _power(self, base: Quotient, exponent: int) -> Quotient:
        if exponent < 0:
            return self._power(self._constant(Fraction(1)).over(base), -exponent)
        if len(base.top) ** exponent > MOST_TERMS or len(base.bottom) ** exponent > MOST_TERMS:
            raise _NotRational
        return Quotient(base.top**exponent, base.bottom**exponent)

    def _exp(self, terms: Mapping[str, Fraction]) -> Quotient:
        """e to a sum of terms, as a product of powers."""
        result = self._constant(Fraction(1))
        for term, coefficient in terms.items():
            power = coefficient * self.parts[term]
            if power.denominator != 1 or abs(power) > LARGEST_POWER:
                raise _NotRational
            result = result.times(self._power(self._variable(f"exp({term})"), int(power)))
        return result

    def _exponential(self, expr: Expr, e: Quotient) -> Quotient:
        """A function of exponentials, ``e`` being that of its argument."""
        one, two = self._constant(Fraction(1)), self._constant(Fraction(2))
        minus = self._constant(Fraction(-1))
        sigmoid = e.over(one.plus(e))
        match expr:
            case Apply(op="sigmoid" | "softplus_prime"):
                return sigmoid
            case Apply(op="sigmoid_prime"):
                return sigmoid.times(one.plus(minus.times(sigmoid)))
            case Apply(op="sinh"):
                return e.plus(minus.over(e)).over(two)
            case Apply(op="cosh"):
                return e.plus(one.over(e)).over(two)
            case Apply(op="tanh" | "tanh_prime" as op):
                square = e.times(e)
                tanh = square.plus(minus).over(square.plus(one))
                return tanh if op == "tanh" else one.plus(minus.times(tanh.times(tanh)))
        return e


def _is_whole(exponent: Expr) -> bool:
    value = constant(exponent)
    return value is not None and value.denominator == 1 and abs(value) <= LARGEST_POWER


def _exponent(expr: Expr) -> Expr | None:
    """The argument of an exponential; ``e^x`` is one."""
    match expr:
        case Apply(op="pow", args=(Apply(op="e"), exponent)):
            return exponent
        case Apply(op=op, args=(argument,)) if op in EXPONENTIAL:
            return argument
    return None


def _kernel(expr: Expr) -> str:
    """The name of a kernel: the normal form of what is not taken apart."""
    match expr:
        case Name():
            return expr.name
        case Apply(op="e"):
            raise _NotRational
    return normal_form(expr)
