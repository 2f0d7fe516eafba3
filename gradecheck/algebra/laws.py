"""What is known of each function: how its value is rational in kernels, on the declared domains."""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from .kernels import Kernels
from .powers import HALF, above, absolute, exp, general_power, is_above, log, maximum, minimum, power
from .quotients import Quotient, TooHard

MOST_TURNS = 24
"""How many times an angle may be taken."""


def turn(k: Kernels, a: Quotient) -> tuple[Quotient, Quotient]:
    """cos a and sin a, by the addition theorems from those of the terms of a."""
    sign, a, (_, bottom) = k.canonical(a)
    turned = k.one, k.constant(0)
    for exponents, coefficient in k.terms(a.top):
        turned = _added(k, turned, _angle(k, exponents, sign * coefficient, bottom))
    return turned


def _added(k: Kernels, a: tuple[Quotient, Quotient], b: tuple[Quotient, Quotient]) -> tuple[Quotient, Quotient]:
    """cos and sin of the sum of two angles."""
    cosine = k.minus(k.times(a[0], b[0]), k.times(a[1], b[1]))
    return cosine, k.plus(k.times(a[1], b[0]), k.times(a[0], b[1]))


def _angle(
    k: Kernels, exponents: tuple[int, ...], coefficient: fmpq, bottom: object
) -> tuple[Quotient, Quotient]:
    """cos and sin of one term with its coefficient."""
    if not bottom and k.index_of(k.monomial(exponents, k.unit).top) == k.indices.get(("pi",), -1):
        quarters = 2 * coefficient
        if quarters.denominator == 1:
            values = (1, 0, -1, 0)
            at = int(quarters) % 4
            return k.constant(values[at]), k.constant(values[at - 1])
    key = ("angle", exponents, bottom)
    times = int(coefficient * k.scale(key, coefficient.denominator))
    if abs(times) > MOST_TURNS:
        raise TooHard
    cosine = k.kernel("cos", key)
    sine = k.related(("sin", key), 2, lambda: k.minus(k.one, k.times(cosine, cosine)))
    once = (cosine, sine if times > 0 else k.negative(sine))
    result = once
    for _ in range(abs(times) - 1):
        result = _added(k, result, once)
    return result


def odd(name: str, *restrictions: str) -> Callable[[Kernels, Quotient], Quotient]:
    """A function with f(-a) = -f(a) of which no more is known."""

    def law(k: Kernels, a: Quotient) -> Quotient:
        sign, a, key = k.canonical(a)
        if a.is_zero:
            return a
        k.restrictions.update((restriction, key) for restriction in restrictions)
        kernel = k.kernel(name, key)
        return k.negative(kernel) if sign < 0 else kernel

    return law


def tanh(k: Kernels, a: Quotient) -> Quotient:
    """tanh a = (e^2a - 1)/(e^2a + 1)."""
    square = exp(k, k.scaled(a, fmpq(2)))
    return k.over(k.minus(square, k.one), k.plus(square, k.one))


def sigmoid(k: Kernels, a: Quotient) -> Quotient:
    """σ(a) = e^a/(1 + e^a)."""
    e = exp(k, a)
    return k.over(e, k.plus(k.one, e))


def _complement(k: Kernels, a: Quotient) -> Quotient:
    return k.times(a, k.minus(k.one, a))


def _one_minus_square(k: Kernels, a: Quotient) -> Quotient:
    return k.minus(k.one, k.times(a, a))


def _hyperbolic(k: Kernels, a: Quotient, sign: int) -> Quotient:
    e = exp(k, a)
    return k.scaled(k.plus(e, k.scaled(k.over(k.one, e), fmpq(sign))), HALF)


def _area(k: Kernels, a: Quotient, constant: int) -> Quotient:
    """log(a + sqrt(a² + c))."""
    return log(k, k.plus(a, power(k, k.plus(k.times(a, a), k.constant(constant)), HALF)))


def _atanh(k: Kernels, a: Quotient) -> Quotient:
    return k.scaled(log(k, k.over(k.plus(k.one, a), k.minus(k.one, a))), HALF)


def _pi(k: Kernels) -> Quotient:
    return k.kernel("pi", positive=True)


def _acos(k: Kernels, a: Quotient) -> Quotient:
    return k.minus(k.scaled(_pi(k), HALF), odd("asin", "within one")(k, a))


UNARY: dict[str, Callable[[Kernels, Quotient], Quotient]] = {
    "neg": Kernels.negative,
    "exp": exp,
    "log": log,
    "sqrt": lambda k, a: power(k, a, HALF),
    "abs": absolute,
    "sign": lambda k, a: k.minus(is_above(k, a), is_above(k, k.negative(a))),
    "step": is_above,
    "relu": lambda k, a: maximum(k, a, k.constant(0)),
    "softplus": lambda k, a: log(k, k.plus(k.one, exp(k, a))),
    "sigmoid": sigmoid,
    "sigmoid_prime": lambda k, a: _complement(k, sigmoid(k, a)),
    "tanh": tanh,
    "tanh_prime": lambda k, a: _one_minus_square(k, tanh(k, a)),
    "sinh": lambda k, a: _hyperbolic(k, a, -1),
    "cosh": lambda k, a: _hyperbolic(k, a, 1),
    "asinh": lambda k, a: _area(k, a, 1),
    "acosh": lambda k, a: _area(k, a, -1),
    "atanh": _atanh,
    "sin": lambda k, a: turn(k, a)[1],
    "cos": lambda k, a: turn(k, a)[0],
    "tan": lambda k, a: k.over(*turn(k, a)[::-1]),
    "sec": lambda k, a: k.over(k.one, turn(k, a)[0]),
    "csc": lambda k, a: k.over(k.one, turn(k, a)[1]),
    "cot": lambda k, a: k.over(*turn(k, a)),
    "asin": odd("asin", "within one"),
    "acos": _acos,
    "atan": odd("atan"),
    "ones_like": lambda k, _: k.one,
    "zeros_like": lambda k, _: k.constant(0),
}

BINARY: dict[str, Callable[[Kernels, Quotient, Quotient], Quotient]] = {
    "add": Kernels.plus,
    "mul": Kernels.times,
    "div": Kernels.over,
    "log_base": lambda k, a, b: k.over(log(k, b), log(k, a)),
    "power": general_power,
    "max": maximum,
    "min": minimum,
    "gt": above,
    "ge": lambda k, a, b: k.minus(k.one, above(k, b, a)),
}
