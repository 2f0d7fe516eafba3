"""Exponentials, logarithms, powers, sizes and conditions, taken apart into kernels of single terms and factors.

A law holds for all arguments where the function is defined, boundaries included; what it needs besides is a
restriction.
"""

from __future__ import annotations

from flint import fmpq

from .kernels import HIGHEST_POWER, Factor, Kernels
from .quotients import Quotient, TooHard

HALF = fmpq(1, 2)


def exp(k: Kernels, a: Quotient) -> Quotient:
    """e^a, a product over the terms of a; e^(c log f) is f^c."""
    sign, a, (_, bottom) = k.canonical(a)
    result = k.one
    for exponents, coefficient in k.terms(a.top):
        coefficient *= sign
        lone = k.index_of(k.monomial(exponents, k.unit).top) if not bottom else None
        if lone in k.logarithms:
            result = k.times(result, positive_power(k, k.logarithms[lone], coefficient))
            continue
        key = ("exp", exponents, bottom)
        times = coefficient * k.scale(key, coefficient.denominator)
        if abs(times) > HIGHEST_POWER:
            result = k.times(result, k.kernel(*key, coefficient, positive=True))
            continue
        known = key in k.indices
        kernel = k.kernel(*key, positive=True)
        if not known:
            term = k.scaled(k.monomial(exponents, a.bottom), fmpq(1, k.scale(key, 1)))
            k.exponents[k.indices[key]] = term
        result = k.times(result, k.power(kernel, int(times)))
    return result


def positive_power(k: Kernels, a: Quotient, exponent: fmpq) -> Quotient:
    """a^exponent for a positive a that is one factor (or a prime number): a whole power and a root."""
    if exponent.denominator == 1:
        return k.power(a, int(exponent))
    key = ("root", k.key(a))
    scale = k.scale(key, exponent.denominator)
    known = key in k.indices
    root = k.related(key, scale, lambda: a, positive=True)
    if not known:
        k.exponents[k.indices[key]] = k.scaled(_log_of(k, a), fmpq(1, scale))
    return k.power(root, int(exponent * scale))


def log(k: Kernels, a: Quotient) -> Quotient:
    """log a, a sum over the factors of a that are certainly positive."""
    content, factors = k.factors(a)
    rest = k.constant(-1 if content < 0 else 1)
    result = k.constant(0)
    for factor in factors:
        if factor.is_positive:
            result = k.plus(result, k.scaled(_log_of(k, k.whole(factor.polynomial)), fmpq(factor.power)))
        else:
            rest = k.times(rest, k.raised(factor))
    for prime, power in k.primes(abs(content)):
        result = k.plus(result, k.scaled(_log_of(k, k.constant(prime)), fmpq(power)))
    if rest.top == k.unit and rest.bottom == k.unit:
        return result
    key = k.key(rest)
    k.restrictions.add(("positive", key))
    return k.plus(result, k.kernel("log", key))


def _log_of(k: Kernels, a: Quotient) -> Quotient:
    """The logarithm of one positive factor; that of an exponential is its exponent."""
    index = k.index_of(a.top)
    if index in k.exponents:
        return k.exponents[index]
    kernel = k.kernel("log of", k.key(a))
    k.logarithms[k.indices["log of", k.key(a)]] = a
    return kernel


def power(k: Kernels, a: Quotient, exponent: fmpq) -> Quotient:
    """a^exponent, for a rational exponent."""
    if exponent.denominator == 1:
        return _whole_power(k, a, int(exponent))
    content, factors = k.factors(a)
    negative = content < 0 and exponent.denominator % 2 == 0
    result, rest = k.one, k.constant(-1 if negative else 1)
    if content < 0 and not negative and exponent.numerator % 2:
        result = k.constant(-1)
    for prime, times in k.primes(abs(content)):
        result = k.times(result, positive_power(k, k.constant(prime), times * exponent))
    for factor in factors:
        if factor.is_positive:
            root = positive_power(k, k.whole(factor.polynomial), factor.power * exponent)
            result = k.times(result, root)
        elif exponent.denominator % 2:
            result = k.times(result, _odd_root(k, k.whole(factor.polynomial), factor.power * exponent))
        elif exponent == HALF:
            even = factor.power - factor.power % 2
            result = k.times(result, k.power(_size(k, factor), even // 2))
            rest = k.times(rest, k.power(k.whole(factor.polynomial), factor.power % 2))
        else:
            rest = k.times(rest, k.raised(factor))
    if rest.top == k.unit and rest.bottom == k.unit:
        return result
    return k.times(result, _root_of_rest(k, rest, exponent))


def _odd_root(k: Kernels, a: Quotient, exponent: fmpq) -> Quotient:
    """a^exponent for a factor of any sign and an exponent with an odd denominator: the real one."""
    sign, a, key = k.canonical(a)
    scale = k.scale(("odd root", key), exponent.denominator)
    root = k.related(("odd root", key), scale, lambda: a)
    times = int(exponent * scale)
    return k.scaled(k.power(root, times), fmpq(-1 if sign < 0 and times % 2 else 1))


def _root_of_rest(k: Kernels, rest: Quotient, exponent: fmpq) -> Quotient:
    """The power of what may be negative."""
    key = k.key(rest)
    k.restrictions.add(("nonnegative" if exponent > 0 else "positive", key))
    if exponent.denominator != 2:
        return k.kernel("power", key, exponent, nonnegative=True)
    root = k.related(("sqrt", key), 2, lambda: rest, nonnegative=True)
    return k.power(root, int(exponent.numerator))


def _whole_power(k: Kernels, a: Quotient, exponent: int) -> Quotient:
    """a^exponent; one that is too large to be written out is a kernel."""
    try:
        return k.power(a, exponent)
    except TooHard:
        if exponent < 2:
            raise
        sign, _, key = k.canonical(a)
        large = k.kernel("power", key, exponent)
        return k.negative(large) if sign < 0 and exponent % 2 else large


def general_power(k: Kernels, a: Quotient, exponent: Quotient) -> Quotient:
    """a^exponent = e^(exponent log a), for a positive a."""
    number = k.number(exponent)
    if number is not None:
        return power(k, a, number)
    content, factors = k.factors(a)
    if content < 0 or not all(factor.is_positive for factor in factors):
        raise TooHard
    return exp(k, k.times(exponent, log(k, a)))


def is_above(k: Kernels, a: Quotient) -> Quotient:
    """The indicator of a > 0; a positive factor, or a square below a fraction bar, does not matter."""
    number = k.number(a)
    if number is not None:
        return k.constant(int(number > 0))
    a = k.lowest(k.reduced(a))
    top = k.product(a.top, a.bottom)
    lead = abs(top.leading_coefficient())
    key = ("above", str(top * (1 / lead)))
    return k.related(key, 2, lambda: None, nonnegative=True)


def above(k: Kernels, a: Quotient, b: Quotient) -> Quotient:
    """The indicator of a > b."""
    return is_above(k, k.minus(a, b))


def _size(k: Kernels, factor: Factor) -> Quotient:
    """|f| for one factor: f, or f(2 [f > 0] - 1)."""
    f = k.whole(factor.polynomial)
    if factor.is_nonnegative:
        return f
    return k.times(f, k.minus(k.scaled(is_above(k, f), fmpq(2)), k.one))


def absolute(k: Kernels, a: Quotient) -> Quotient:
    """|a|, a product over its factors."""
    if a.is_zero:
        return a
    content, factors = k.factors(a)
    result = k.constant(abs(content))
    for factor in factors:
        of_one = k.whole(factor.polynomial) if factor.power % 2 == 0 else _size(k, factor)
        result = k.times(result, k.power(of_one, factor.power))
    return result


def maximum(k: Kernels, a: Quotient, b: Quotient) -> Quotient:
    """max(a, b) = (a + b + |a - b|)/2."""
    return k.scaled(k.plus(k.plus(a, b), absolute(k, k.minus(a, b))), HALF)


def minimum(k: Kernels, a: Quotient, b: Quotient) -> Quotient:
    """min(a, b) = (a + b - |a - b|)/2."""
    return k.scaled(k.minus(k.plus(a, b), absolute(k, k.minus(a, b))), HALF)
