"""Random numbers of the declared domains: exact, dyadic, most of order one, some small, some large."""

from __future__ import annotations

from random import Random

from flint import fmpq

from ..notation.scope import Domain

BITS = 30
FARTHEST = 70
"""Exponents of 2 of the largest and the smallest numbers drawn."""
FACTORS = (1, 1, 1, 7, 101)
"""What whole numbers are multiplied by, so that some are large."""
SPARSE = frozenset({"integer", "natural", "boolean"})
"""Domains of whole numbers."""
CONTINUOUS = frozenset({"real", "positive", "nonnegative", "negative", "probability"})
"""Domains that are intervals: an analytic function that is not 0 everywhere on them is 0 almost nowhere."""


def lies_in(value: fmpq, domain: Domain) -> bool:
    """Whether a number is in a domain.

    >>> lies_in(fmpq(1, 2), "integer"), lies_in(fmpq(0), "nonnegative")
    (False, True)
    """
    match domain:
        case "positive":
            return bool(value > 0)
        case "nonnegative":
            return bool(value >= 0)
        case "negative":
            return bool(value < 0)
        case "probability":
            return bool(0 < value < 1)
        case "integer":
            return bool(value.q == 1)
        case "natural":
            return bool(value.q == 1 and value > 0)
        case "boolean":
            return value in (0, 1)
    return True


def number(domain: Domain, random: Random, spread: int) -> fmpq:
    """A random number of ``domain``: exact, dyadic, mostly of order one."""
    match domain:
        case "boolean":
            return fmpq(random.randrange(2))
        case "integer":
            return fmpq(random.randint(-7 - spread, 7 + spread) * (random.choice(FACTORS) if spread else 1))
        case "natural":
            return fmpq(random.randint(1, 7 + spread) * (random.choice(FACTORS) if spread else 1))
        case "probability":
            inside = fmpq(random.getrandbits(BITS - 1) * 2 + 1, 1 << BITS)
            edge = inside / (1 << random.choice((0, 0, 0, 5, 25))) if spread else inside
            return edge if random.getrandbits(1) else 1 - edge
    size = _magnitude(random, spread)
    negative = domain == "negative" or (domain == "real" and random.random() < 0.5)
    return -size if negative else size


def short_number(domain: Domain, random: Random) -> fmpq:
    """A random number of ``domain`` with at most two digits."""
    match domain:
        case "boolean":
            return fmpq(random.randrange(2))
        case "integer":
            return fmpq(random.choice((-3, -2, 2, 3, 4)))
        case "natural":
            return fmpq(random.randint(2, 5))
        case "probability":
            return fmpq(random.randint(1, 9), 10)
    size = random.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30))
    negative = domain == "negative" or (domain == "real" and random.random() < 0.5)
    return fmpq(-size if negative else size, 10)


def _magnitude(random: Random, spread: int) -> fmpq:
    """A positive number, mostly between 1/8 and 4, and never a whole one."""
    chance = random.random()
    if chance < (0.75 if spread < 2 else 0.4):
        exponent = random.getrandbits(2) - 1
    elif chance < 0.9 or not spread:
        exponent = random.randint(-5 - 2 * spread, 5 + spread)
    else:
        exponent = random.randint(-FARTHEST, FARTHEST)
    odd = 2 * random.getrandbits(BITS + max(exponent, 0) - 1) + 1
    return fmpq(odd, 1 << (BITS + max(-exponent, 0)))
