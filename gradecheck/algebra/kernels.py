"""Kernels: the generators that stand for inputs and for what is not rational in them.

A kernel is known by its function and by its argument in lowest terms, so that sin(x² - 1) and
sin((x - 1)(x + 1)) are one. Exponentials, logarithms, roots and angles are taken apart into kernels of single
terms and factors, as far as the laws hold on the declared domains; some kernels have a relation (s² = 1 - c²,
r² = x, p² = p).

What a rewriting takes for granted of its argument is written down as a *restriction*: log q wants q > 0.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import lcm
from typing import NamedTuple

from flint import fmpq, fmpq_mpoly, fmpz

from .quotients import Quotient, Quotients, TooHard

HIGHEST_POWER = 64
MOST_FACTORED = 40
"""Terms, and degree, of a polynomial that is factored."""
LARGEST_FACTORED = 2**48

Key = tuple[Hashable, ...]
Restriction = tuple[str, Hashable]


class Rescaled(Exception):
    """A kernel of a fraction of a term was met: the proof is begun again with finer ones."""


class Crowded(Exception):
    """More kernels than generators."""


class Relation(NamedTuple):
    """generator^power = value; without a value the generator is its own square."""

    power: int
    value: Quotient | None


class Factor(NamedTuple):
    """polynomial^power; certainly ``positive``, certainly not negative, or neither."""

    polynomial: fmpq_mpoly
    power: int
    is_positive: bool
    is_nonnegative: bool


class Kernels(Quotients):
    """The kernels of one proof. ``scales`` says of which fractions of a term there are kernels."""

    def __init__(self, size: int, scales: dict[Key, int]) -> None:
        super().__init__(size)
        self.scales = scales
        self.indices: dict[Key, int] = {}
        self.relations: dict[int, Relation] = {}
        self.positive: set[int] = set()
        self.nonnegative: set[int] = set()
        self.logarithms: dict[int, Quotient] = {}
        """Generators that are the logarithm of something positive."""
        self.exponents: dict[int, Quotient] = {}
        """Generators that are e to the power of something."""
        self.restrictions: set[Restriction] = set()

    # ---- kernels ----

    def kernel(self, *key: Hashable, positive: bool = False, nonnegative: bool = False) -> Quotient:
        """The generator of this key."""
        index = self.indices.get(key)
        if index is None:
            index = self.indices[key] = len(self.indices)
            if index >= self.size:
                raise Crowded
            if positive:
                self.positive.add(index)
            if positive or nonnegative:
                self.nonnegative.add(index)
        return self.generator(index)

    def related(self, key: Key, power: int, value: Callable[[], Quotient | None], **sign: bool) -> Quotient:
        """The generator of this key, with a relation."""
        known = key in self.indices
        kernel = self.kernel(*key, **sign)
        if not known:
            self.relations[self.indices[key]] = Relation(power, value())
        return kernel

    def scale(self, key: Key, denominator: fmpz | int) -> int:
        """Into how many parts the term of ``key`` is divided; raises ``Rescaled`` if these are too coarse."""
        scale = self.scales.get(key, 1)
        if scale % denominator:
            self.scales[key] = lcm(scale, int(denominator))
            if self.scales[key] > HIGHEST_POWER:
                raise TooHard
            raise Rescaled
        return scale

    # ---- forms ----

    def reduced(self, a: Quotient) -> Quotient:
        """The same by the relations: no generator with one has a power that it replaces."""
        if not self.relations:
            return a
        top, bottom = self._reduced(a.top), self._reduced(a.bottom)
        return a if top.top is a.top and bottom.top is a.bottom else self.over(top, bottom)

    def _reduced(self, polynomial: fmpq_mpoly) -> Quotient:
        result = Quotient(polynomial, self.unit, max(int(polynomial.total_degree()), 0))
        for index in sorted(self.relations, reverse=True):
            relation = self.relations[index]
            if result.top.degrees()[index] >= relation.power:
                top = self._replaced(result.top, index, relation)
                result = self.over(top, Quotient(result.bottom, self.unit, result.degree))
        return result

    def _replaced(self, polynomial: fmpq_mpoly, index: int, relation: Relation) -> Quotient:
        """All powers of one generator by its relation."""
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in polynomial.terms():
            power = exponents[index]
            times, left = divmod(power, relation.power) if relation.value else (0, min(power, 1))
            key = (*exponents[:index], left, *exponents[index + 1 :])
            part = parts.setdefault(times, {})
            part[key] = part[key] + coefficient if key in part else coefficient
        result = self.constant(0)
        for times, part in parts.items():
            top = self.context.from_dict(part)
            piece = Quotient(top, self.unit, max(int(top.total_degree()), 0))
            if times and relation.value:
                piece = self.times(piece, self.power(relation.value, times))
            result = self.plus(result, piece)
        return result

    def canonical(self, a: Quotient) -> tuple[int, Quotient, Key]:
        """The sign of the leading coefficient, the rest in lowest terms, and its key."""
        a = self.lowest(self.reduced(a))
        sign = -1 if not a.is_zero and a.top.leading_coefficient() < 0 else 1
        a = self.negative(a) if sign < 0 else a
        return sign, a, (str(a.top), "" if a.bottom is self.unit else str(a.bottom))

    def key(self, a: Quotient) -> Key:
        """The key of a quotient with its sign."""
        sign, _, key = self.canonical(a)
        return (sign, *key)

    def number(self, a: Quotient) -> fmpq | None:
        """The rational number that it is, if it is one."""
        a = self.lowest(self.reduced(a))
        if not a.top.is_constant() or a.bottom is not self.unit:
            return None
        return next((value for _, value in self.terms(a.top)), fmpq(0))

    # ---- signs and factors ----

    def is_nonnegative(self, polynomial: fmpq_mpoly) -> bool:
        """Whether all terms certainly are."""
        return all(
            coefficient > 0 and all(n in self.nonnegative or e % 2 == 0 for n, e in enumerate(exponents) if e)
            for exponents, coefficient in polynomial.terms()
        )

    def is_positive(self, polynomial: fmpq_mpoly) -> bool:
        """Whether no term is negative and one certainly is positive."""
        return self.is_nonnegative(polynomial) and any(
            all(n in self.positive for n, e in enumerate(exponents) if e) for exponents in polynomial.monoms()
        )

    def factors(self, a: Quotient) -> tuple[fmpq, list[Factor]]:
        """A rational number and irreducible factors, positive where they certainly are one or the other."""
        a = self.lowest(self.reduced(a))
        if a.is_zero:
            raise TooHard
        content, found = fmpq(1), list[Factor]()
        for polynomial, sign in ((a.top, 1), (a.bottom, -1)):
            if len(polynomial) > MOST_FACTORED or polynomial.total_degree() > MOST_FACTORED:
                raise TooHard
            number, parts = polynomial.factor()
            content *= number**sign
            for part, power in parts:
                flips = self.is_nonnegative(-part)
                content *= -1 if flips and power % 2 else 1
                part = -part if flips else part
                found.append(Factor(part, sign * int(power), self.is_positive(part), self.is_nonnegative(part)))
        return content, found

    def whole(self, polynomial: fmpq_mpoly) -> Quotient:
        """A polynomial as a quotient."""
        return Quotient(polynomial, self.unit, max(int(polynomial.total_degree()), 0))

    def raised(self, factor: Factor) -> Quotient:
        """A factor with its power."""
        return self.power(self.whole(factor.polynomial), factor.power)

    def primes(self, number: fmpq) -> list[tuple[int, int]]:
        """The prime factors of a positive number, with their powers."""
        found = []
        for value, sign in ((number.numerator, 1), (number.denominator, -1)):
            if value > LARGEST_FACTORED:
                raise TooHard
            found += [(int(prime), sign * int(power)) for prime, power in value.factor()]
        return found

    def index_of(self, polynomial: fmpq_mpoly) -> int | None:
        """The generator that a polynomial is, if it is one."""
        if len(polynomial) != 1 or polynomial.total_degree() != 1 or polynomial.leading_coefficient() != 1:
            return None
        return next(n for n, exponent in enumerate(polynomial.degrees()) if exponent)
