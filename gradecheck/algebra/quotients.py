"""Rational functions of some generators, with bounds on the work that they may take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import comb
from typing import NamedTuple

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

MOST_TERMS = 1_500
MOST_PRODUCTS = 150_000
"""Products of terms in all of one proof."""
HIGHEST_DEGREE = 2_000
"""FLINT ends the process on exponents that do not fit, so that degrees are bounded before anything is done."""
LONGEST_NUMBER = 20_000
"""Bits of a coefficient that is typed."""


class TooHard(Exception):
    """Not a rational function, or one that is too large."""


class Quotient(NamedTuple):
    """top / bottom; ``degree`` bounds the total degree of both."""

    top: fmpq_mpoly
    bottom: fmpq_mpoly
    degree: int

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 as it stands."""
        return bool(self.top.is_zero())


@cache
def _ring(size: int) -> tuple[fmpq_mpoly_ctx, fmpq_mpoly, list[fmpq_mpoly]]:
    """The polynomials in so many generators: their context, 1, and the generators."""
    context = fmpq_mpoly_ctx.get([f"k{n}" for n in range(size)], Ordering.lex)
    return context, context.constant(1), [context.gen(n) for n in range(size)]


class Quotients:
    """Arithmetic over ``size`` generators; all methods raise ``TooHard`` where a result would be too large.

    >>> field = Quotients(2)
    >>> x, y = field.generator(0), field.generator(1)
    >>> difference = field.plus(field.times(x, x), field.negative(field.times(y, y)))
    >>> quotient = field.over(difference, field.plus(x, field.negative(y)))
    >>> field.are_equal(quotient, field.plus(x, y))
    True
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.context, self.unit, self.generators = _ring(size)
        self.one = Quotient(self.unit, self.unit, 0)
        self.left = MOST_PRODUCTS

    def constant(self, value: fmpq | int) -> Quotient:
        """A number."""
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > LONGEST_NUMBER:
            raise TooHard
        return Quotient(self.context.constant(value), self.unit, 0)

    def generator(self, index: int) -> Quotient:
        """One of the generators."""
        return Quotient(self.generators[index], self.unit, 1)

    def product(self, a: fmpq_mpoly, b: fmpq_mpoly) -> fmpq_mpoly:
        """a b, where there is work left for it."""
        if a is self.unit:
            return b
        if b is self.unit:
            return a
        self.left -= len(a) * len(b)
        if self.left < 0:
            raise TooHard
        result = a * b
        if len(result) > MOST_TERMS:
            raise TooHard
        return result

    def quotient(self, top: fmpq_mpoly, bottom: fmpq_mpoly, degree: int) -> Quotient:
        """top / bottom, where its degree is not too high."""
        if degree > HIGHEST_DEGREE:
            raise TooHard
        return Quotient(top, bottom, degree)

    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        """a + b."""
        if a.bottom is b.bottom or a.bottom == b.bottom:
            return Quotient(a.top + b.top, a.bottom, max(a.degree, b.degree))
        top = self.product(a.top, b.bottom) + self.product(b.top, a.bottom)
        return self.quotient(top, self.product(a.bottom, b.bottom), a.degree + b.degree)

    def negative(self, a: Quotient) -> Quotient:
        """-a."""
        return Quotient(-a.top, a.bottom, a.degree)

    def minus(self, a: Quotient, b: Quotient) -> Quotient:
        """a - b."""
        return self.plus(a, self.negative(b))

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        """a b."""
        top, bottom = self.product(a.top, b.top), self.product(a.bottom, b.bottom)
        return self.quotient(top, bottom, a.degree + b.degree)

    def over(self, a: Quotient, b: Quotient) -> Quotient:
        """a / b; ``TooHard`` where b is 0."""
        if b.is_zero:
            raise TooHard
        return self.times(a, Quotient(b.bottom, b.top, b.degree))

    def scaled(self, a: Quotient, factor: fmpq) -> Quotient:
        """A rational multiple."""
        return Quotient(a.top * factor, a.bottom, a.degree)

    def power(self, a: Quotient, exponent: int) -> Quotient:
        """a^exponent, for any whole number."""
        if exponent < 0:
            return self.power(self.over(self.one, a), -exponent)
        terms = max(len(a.top), len(a.bottom))
        degree = a.degree * exponent
        if degree > HIGHEST_DEGREE or (terms > 1 and comb(exponent + terms - 1, terms - 1) > MOST_TERMS):
            raise TooHard
        bottom = self.unit if a.bottom is self.unit else a.bottom**exponent
        return Quotient(a.top**exponent, bottom, degree)

    def are_equal(self, a: Quotient, b: Quotient) -> bool:
        """Whether both are the same rational function."""
        return bool(self.product(a.top, b.bottom) == self.product(b.top, a.bottom))

    def lowest(self, a: Quotient) -> Quotient:
        """In lowest terms, with a denominator whose leading coefficient is 1."""
        top, bottom = a.top, a.bottom
        if bottom is self.unit:
            return a
        if not bottom.is_constant():
            self.left -= len(top) * len(bottom)
            if self.left < 0:
                raise TooHard
            common = top.gcd(bottom)
            if not common.is_constant():
                top, bottom = divmod(top, common)[0], divmod(bottom, common)[0]
        lead = bottom.leading_coefficient()
        top, bottom = top * (1 / lead), bottom * (1 / lead)
        return Quotient(top, self.unit if bottom.is_constant() else bottom, a.degree)

    def terms(self, polynomial: fmpq_mpoly) -> Iterator[tuple[tuple[int, ...], fmpq]]:
        """Exponents (without zeros at the end) and coefficients."""
        for exponents, coefficient in polynomial.terms():
            end = max((n + 1 for n, exponent in enumerate(exponents) if exponent), default=0)
            yield tuple(exponents[:end]), coefficient

    def monomial(self, exponents: tuple[int, ...], bottom: fmpq_mpoly) -> Quotient:
        """A single term over a denominator."""
        full = exponents + (0,) * (self.size - len(exponents))
        return Quotient(self.context.from_dict({full: 1}), bottom, sum(exponents) + _degree(bottom))


def _degree(polynomial: fmpq_mpoly) -> int:
    return max(int(polynomial.total_degree()), 0)
