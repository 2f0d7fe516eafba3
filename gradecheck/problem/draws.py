"""Which numbers a student's variant has: drawn by a hash, evenly over all that satisfy the constraints.

A draw follows from the problem's id, its ``seed`` and the student alone. It is the same on every machine. What
is imported here is light: a student's ``submit`` passes by.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from itertools import islice, product
from math import prod

from ..errors import AuthorError
from ..notation.expr import Apply, Expr, Name, Number
from .model import Family, Numbers

TRIES = 1_000
"""Draws that may miss the constraints before all numbers are listed."""
MOST_LISTED = 50_000
LARGEST_POWER = 64
MOST_BITS = 2_000
"""Of a power that is worked out."""


class NotExact(Exception):
    """An expression that is not made of numbers, parameters, arithmetic and comparisons."""


def student_key(student: str) -> str:
    """What of a student's id is drawn by: case, blanks around it and the coding of accents do not matter.

    >>> student_key(" Ada ") == student_key("ada")
    True
    """
    return unicodedata.normalize("NFC", student.casefold()).strip()


def drawn(family: Family, student: str = "") -> Numbers:
    """The numbers of a student's variant; those of the base variant for nobody.

    Raises ``AuthorError`` where the constraints leave nothing to draw.

    >>> from .model import Parameter
    >>> sign = Parameter("s", (Fraction(-1), Fraction(1)))
    >>> [drawn(Family("p", "0", (sign,), (), "", "p"), name)[0][1] == 1 for name in ("ada", "ben", "eve")]
    [False, False, True]
    """
    choice = next(islice(_hashed(family, student_key(student)), TRIES), None)
    if choice is None:
        every = list(islice(satisfying(family), MOST_LISTED))
        if not every:
            raise AuthorError(f"{family.id}: no numbers satisfy the constraints of the parameters")
        choice = every[_hash(family, student_key(student), -1) % len(every)]
    return choice


def first(family: Family) -> Numbers | None:
    """Some numbers that satisfy the constraints, ``None`` where none are found."""
    found = next(islice(_hashed(family, ""), TRIES), None)
    return found or next(satisfying(family), None)


def satisfying(family: Family) -> Iterator[Numbers]:
    """All numbers that satisfy the constraints, in order, as far as ``MOST_LISTED`` go."""
    names = [parameter.name for parameter in family.parameters]
    values = product(*(parameter.values for parameter in family.parameters))
    for each in islice(values, MOST_LISTED):
        numbers = tuple(zip(names, each, strict=True))
        if is_satisfied(family, numbers):
            yield numbers


def size(family: Family) -> int:
    """How many variants there would be without constraints."""
    return prod(len(parameter.values) for parameter in family.parameters)


def is_satisfied(family: Family, numbers: Numbers) -> bool:
    """Whether all constraints hold; one that divides by 0, or takes too high a power, does not."""
    values = dict(numbers)
    try:
        return all(holds(constraint, values) for constraint in family.constraints)
    except (ZeroDivisionError, NotExact):
        return False


def _hashed(family: Family, student: str) -> Iterator[Numbers]:
    """Draw after draw, those that satisfy the constraints."""
    for turn in range(TRIES):
        left = _hash(family, student, turn)
        numbers = []
        for parameter in family.parameters:
            left, place = divmod(left, len(parameter.values))
            numbers.append((parameter.name, parameter.values[place]))
        if is_satisfied(family, tuple(numbers)):
            yield tuple(numbers)


def _hash(family: Family, student: str, turn: int) -> int:
    """A number of 512 bits: even for twenty parameters of a thousand values each."""
    text = json.dumps(["gradecheck variant", family.id, family.seed, student, turn])
    digests = (sha256(f"{half} {text}".encode()).digest() for half in "ab")
    return int.from_bytes(b"".join(digests), "big")


def holds(condition: Expr, values: Mapping[str, Fraction]) -> bool:
    """Whether a condition on numbers holds.

    Raises ``NotExact`` where it is no condition, ``ZeroDivisionError`` where it divides by 0.

    >>> a, b = Name("a"), Name("b")
    >>> holds(Apply("ne", (a, b)), {"a": Fraction(1), "b": Fraction(2)})
    True
    """
    match condition:
        case Apply(op="and" | "or" as op, args=args):
            found = [holds(arg, values) for arg in args]  # each is looked at: none may be something else
            return all(found) if op == "and" else any(found)
        case Apply(op="not", args=(arg,)):
            return not holds(arg, values)
        case Apply(op="eq" | "ne" | "lt" | "le" | "gt" | "ge" as op, args=(left, right)):
            one, other = exact(left, values), exact(right, values)
            return {
                "eq": one == other,
                "ne": one != other,
                "lt": one < other,
                "le": one <= other,
                "gt": one > other,
                "ge": one >= other,
            }[op]
    raise NotExact("this is not a condition; two numbers are equal where `==` stands between them")


def is_short_power(base: Fraction, power: Fraction) -> bool:
    """Whether a power is a rational number that is not too long to be written out.

    >>> is_short_power(Fraction(2), Fraction(10)), is_short_power(Fraction(2), Fraction(1, 2))
    (True, False)
    """
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    return power.denominator == 1 and abs(power) <= LARGEST_POWER and bits * abs(power) <= MOST_BITS


def exact(expr: Expr, values: Mapping[str, Fraction]) -> Fraction:
    """The rational number that an expression comes to.

    Raises ``NotExact`` for functions and names without a number, ``ZeroDivisionError`` as it says.
    """
    match expr:
        case Number(value=value):
            return value
        case Name(name=name) if name in values:
            return values[name]
        case Apply(op="add", args=args):
            return sum((exact(arg, values) for arg in args), Fraction(0))
        case Apply(op="mul", args=args):
            return prod((exact(arg, values) for arg in args), start=Fraction(1))
        case Apply(op="neg", args=(arg,)):
            return -exact(arg, values)
        case Apply(op="div", args=(top, bottom)):
            return exact(top, values) / exact(bottom, values)
        case Apply(op="pow", args=(base, exponent)):
            below, power = exact(base, values), exact(exponent, values)
            if is_short_power(below, power):
                return below ** int(power)
            raise NotExact(f"powers are whole numbers up to {LARGEST_POWER} here, and not too large")
        case Apply(op="abs", args=(arg,)):
            return abs(exact(arg, values))
        case Apply(op="max", args=args):
            return max([exact(arg, values) for arg in args])
        case Apply(op="min", args=args):
            return min([exact(arg, values) for arg in args])
        case Apply(op=op):
            raise NotExact(f"'{op}' is not exact arithmetic, which is needed here")
    raise NotExact("only parameters and numbers may stand here")
