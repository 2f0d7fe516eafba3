"""Elementary functions of balls, each with its real domain.

A function returns ``NAN`` outside its domain, and raises ``Imprecise`` where the ball does not tell inside
from outside. A result that is not finite is imprecise too: it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, fmpq, fmpz

from .values import NAN, NOUGHT, UNIT, Imprecise, TooLarge

LARGEST_FACTORIAL = 100_000
LARGEST_EXPONENT_BITS = 256

Unary = Callable[[arb], arb]
Binary = Callable[[arb, arb], arb]


def unclear(*balls: arb) -> arb:
    """What to give when no test decided: ``NAN`` for undefined arguments, else ``Imprecise``."""
    if any(ball.is_nan() for ball in balls):
        return NAN
    raise Imprecise("the sign of a number could not be determined")


def finite(result: arb, *arguments: arb) -> arb:
    """``result`` if it is a number, ``NAN`` if an argument was undefined; else a ball was too wide to tell."""
    if result.is_finite():
        return result
    if any(argument.is_nan() for argument in arguments):
        return NAN
    raise Imprecise("a number is too large, or not known well enough")


def checked(function: Unary) -> Unary:
    """``function`` of the library, which gives NaN for some balls that are only too wide."""
    return lambda x: finite(function(x), x)


def divide(a: arb, b: arb) -> arb:
    """a / b; undefined for b = 0.

    >>> divide(arb(1), arb(0)).is_nan()
    True
    """
    if b.is_zero():
        return NAN
    if 0 in b:
        return unclear(a, b)
    return finite(a / b, a, b)


def exp(x: arb) -> arb:
    """The exponential function."""
    return finite(x.exp(), x)


def log(x: arb) -> arb:
    """The natural logarithm, for x > 0."""
    if x > 0:
        return finite(x.log(), x)
    return NAN if x <= 0 else unclear(x)


def log_base(base: arb, x: arb) -> arb:
    """The logarithm of x to a base that is positive and not 1."""
    return divide(log(x), log(base))


def sqrt(x: arb) -> arb:
    """The square root, for x >= 0."""
    if x >= 0:
        return x.sqrt()
    return NAN if x < 0 else unclear(x)


def sign(x: arb) -> arb:
    """-1, 0 or 1."""
    if x > 0:
        return UNIT
    if x < 0:
        return -UNIT
    return NOUGHT if x.is_zero() else unclear(x)


def step(x: arb) -> arb:
    """1 where x > 0, else 0."""
    return greater(x, NOUGHT)


def greater(a: arb, b: arb) -> arb:
    """1 where a > b, else 0."""
    if a > b:
        return UNIT
    return NOUGHT if a <= b else unclear(a, b)


def greater_equal(a: arb, b: arb) -> arb:
    """1 where a >= b, else 0."""
    if a >= b:
        return UNIT
    return NOUGHT if a < b else unclear(a, b)


def equal(a: arb, b: arb) -> arb:
    """1 where a = b, else 0."""
    if a == b:
        return UNIT
    return NOUGHT if a != b else unclear(a, b)


def negate(a: arb) -> arb:
    """The logical *not*: any number but 0 counts as true."""
    return equal(a, NOUGHT)


def unequal(a: arb, b: arb) -> arb:
    """1 where a differs from b, else 0."""
    return negate(equal(a, b))


def both(a: arb, b: arb) -> arb:
    """The logical *and*: false if either is certainly false, even when the other is undefined."""
    if a.is_zero() or b.is_zero():
        return NOUGHT
    return negate(negate(a)) * negate(negate(b))


def either(a: arb, b: arb) -> arb:
    """The logical *or*: true if either is certainly true."""
    if UNIT in (a, b):
        return UNIT
    return negate(both(negate(a), negate(b)))


def reciprocal_of(function: Unary) -> Unary:
    """x ↦ 1 / function(x)."""
    return lambda x: divide(UNIT, function(x))


def cot(x: arb) -> arb:
    """The cotangent."""
    return divide(x.cos(), x.sin())


def within_one(function: Unary) -> Unary:
    """``function`` restricted to [-1, 1]."""

    def restricted(x: arb) -> arb:
        if -1 <= x <= 1:
            return finite(function(x), x)
        return NAN if x < -1 or x > 1 else unclear(x)

    return restricted


def atanh(x: arb) -> arb:
    """The inverse of tanh, for -1 < x < 1."""
    if -1 < x < 1:
        return finite(x.atanh(), x)
    return NAN if x <= -1 or x >= 1 else unclear(x)


def acosh(x: arb) -> arb:
    """The inverse of cosh, for x >= 1."""
    if x >= 1:
        return finite(x.acosh(), x)
    return NAN if x < 1 else unclear(x)


def factorial(x: arb) -> arb:
    """x! = Γ(x + 1), undefined at -1, -2, ..."""
    if not abs(x) <= LARGEST_FACTORIAL:
        raise TooLarge("a factorial is too large")
    if x.is_exact() and x.is_integer() and x < 0:
        return NAN
    if x < 0 and x.contains_integer():
        return unclear(x)
    return finite((x + 1).gamma(), x)


def sigmoid(x: arb) -> arb:
    """1 / (1 + exp(-x))."""
    return finite(1 / (1 + exp(-x)), x)


def sigmoid_prime(x: arb) -> arb:
    """σ(x)(1 - σ(x)), as 1 / (e^(x/2) + e^(-x/2))², which loses no digits far out."""
    return finite(1 / (4 * (x / 2).cosh() ** 2), x)


def softplus(x: arb) -> arb:
    """log(1 + exp(x))."""
    return finite(exp(x).log1p(), x)


def tanh_prime(x: arb) -> arb:
    """1 - tanh²(x) = 1 / cosh²(x)."""
    return finite(1 / x.cosh() ** 2, x)


def relu(x: arb) -> arb:
    """max(x, 0)."""
    return x.max(NOUGHT)


def power(a: arb, b: arb, exponent: Fraction | None = None) -> arb:
    """a^b over the reals; ``exponent`` is b where it is known exactly.

    A negative base wants an exponent that is known, and is an integer or has an odd denominator; 0^0 = 1.

    >>> power(arb(-2), arb(3), Fraction(3)) == -8
    True
    >>> power(arb(-8), arb(fmpq(1, 2)), Fraction(1, 2)).is_nan()
    True
    """
    if exponent is None and b.is_exact() and b.is_integer():
        exponent = _integer(b)
    if exponent is not None:
        return constant_power(a, exponent)
    if a > 0:
        return exp(b * a.log())
    if a.is_zero():
        return NOUGHT if b > 0 else NAN if b < 0 else unclear(b)
    return NAN if a < 0 and not b.contains_integer() else unclear(a, b)


def constant_power(a: arb, exponent: Fraction) -> arb:
    """a to an exponent that is known exactly; an odd root of a negative number is the real one.

    >>> constant_power(arb(-8), Fraction(2, 3)).contains(4)
    True
    """
    if exponent.denominator == 1:
        return integer_power(a, exponent.numerator)
    if a > 0:
        return _rational_power(a, exponent)
    if a < 0 and exponent.denominator % 2:
        root = _rational_power(-a, exponent)
        return -root if exponent.numerator % 2 else root
    if a.is_zero():
        return NOUGHT if exponent > 0 else NAN
    return NAN if a < 0 else unclear(a)


def _integer(ball: arb) -> Fraction | None:
    if not abs(ball) < arb((1, LARGEST_EXPONENT_BITS)):
        raise TooLarge("an exponent is too large")
    return Fraction(int(ball.fmpz()))


def _rational_power(a: arb, exponent: Fraction) -> arb:
    if exponent.denominator == 2:
        return integer_power(a.sqrt(), exponent.numerator)
    return exp(a.log() * fmpq(exponent.numerator, exponent.denominator))


def integer_power(a: arb, k: int) -> arb:
    """a^k, with 0^0 = 1 and no value for 0 to a negative power."""
    if k.bit_length() > LARGEST_EXPONENT_BITS:
        raise TooLarge("an exponent is too large")
    if k == 0:
        return a * 0 + 1
    if k < 0 and 0 in a:
        return NAN if a.is_zero() else unclear(a)
    return finite(_by_squaring(a, k) if 0 in a else a ** fmpz(k), a)


def _by_squaring(a: arb, k: int) -> arb:
    """a^k for k > 0 where a may be 0, for which the library's power has no value.

    >>> 0 in _by_squaring(arb(0, 0.5), 3)
    True
    """
    result = arb(1)
    while k:
        if k & 1:
            result = result * a
        a, k = a * a, k >> 1
    return result
