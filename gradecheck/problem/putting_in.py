"""Numbers put in for parameters, and expressions written as people do: ``3x − 2``, never ``3x + −2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..notation.expr import ONE, ZERO, Apply, Expr, Name, Number, Reduction, free_names, neg, rebuild
from ..notation.places import is_scalar
from ..notation.printing import decimal_places
from ..notation.scope import Scope
from .draws import is_short_power
from .model import Family, Numbers


@dataclass(frozen=True, slots=True)
class Constant:
    """A rational number, and whether it is written as a decimal where it is not whole."""

    value: Fraction
    decimal: bool = False

    @property
    def is_one_number(self) -> bool:
        """Whether it is written without a quotient."""
        decimal = self.decimal and decimal_places(self.value) is not None
        return decimal or self.value.denominator == 1

    @property
    def expr(self) -> Expr:
        """The number as it is written: ``1/3`` is a quotient, and minus one half has its sign in front."""
        if self.is_one_number:
            return Number(self.value)
        size = abs(self.value)
        quotient = Apply("div", (Number(Fraction(size.numerator)), Number(Fraction(size.denominator))))
        return quotient if self.value > 0 else neg(quotient)


def constants(family: Family, numbers: Numbers) -> dict[str, Constant]:
    """The numbers of a variant with how they are written."""
    decimal = {parameter.name: parameter.decimal for parameter in family.parameters}
    return {name: Constant(value, decimal[name]) for name, value in numbers}


def put_in(expr: Expr, numbers: Mapping[str, Constant], scope: Scope) -> Expr:
    """``expr`` with numbers in place of parameters; only what holds one is written anew.

    >>> x, a, b = Name("x"), Name("a"), Name("b")
    >>> numbers = {"a": Constant(Fraction(-1)), "b": Constant(Fraction(-2))}
    >>> put_in(Apply("add", (Apply("mul", (a, x)), b)), numbers, Scope())
    Apply(op='add', args=(Apply(op='neg', args=(Name(name='x'),)), Number(value=Fraction(-2, 1), places=None)))
    """
    if free_names(expr).isdisjoint(numbers):
        return expr
    match expr:
        case Name():
            return numbers[expr.name].expr
        case Reduction() if expr.index in numbers:
            numbers = {name: number for name, number in numbers.items() if name != expr.index}
    inner = rebuild(expr, lambda child: put_in(child, numbers, scope))
    return _tidied(inner, scope) if isinstance(inner, Apply) else inner


def constant_of(expr: Expr) -> Constant | None:
    """The number that an expression is, written as such."""
    match expr:
        case Number():
            return Constant(expr.value, expr.value.denominator != 1)
        case Apply(op="neg", args=(inner,)):
            found = constant_of(inner)
            return found and Constant(-found.value, found.decimal)
        case Apply(op="div", args=(Number(value=top), Number(value=bottom))) if bottom:
            whole = top.denominator == bottom.denominator == 1
            return Constant(top / bottom, not whole)
    return None


def _tidied(expr: Apply, scope: Scope) -> Expr:
    match expr:
        case Apply(op="add", args=args):
            return _sum(args)
        case Apply(op="neg", args=(arg,)):
            found = constant_of(arg)
            return neg(arg) if found is None else Constant(-found.value, found.decimal).expr
        case Apply(op="mul", args=args):
            return _product(args, scope)
        case Apply(op="div", args=(top, bottom)):
            return _quotient(top, bottom, scope)
        case Apply(op="pow", args=(base, exponent)):
            return _power(base, exponent, scope)
    return expr


def _together(found: Iterable[Constant], value: Fraction) -> Constant:
    return Constant(value, any(each.decimal for each in found))


def _sum(args: Iterable[Expr]) -> Expr:
    """The numbers of a sum as one, where the first of them stands; no zeros."""
    flat = [part for arg in args for part in _parts(arg, "add")]
    found = [(place, each) for place, arg in enumerate(flat) if (each := constant_of(arg)) is not None]
    total = _together((each for _, each in found), sum((each.value for _, each in found), Fraction(0)))
    terms: list[Expr] = []
    for place, arg in enumerate(flat):
        if constant_of(arg) is None:
            terms.append(arg)
        elif place == found[0][0] and total.value:
            terms.append(total.expr)
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def _parts(expr: Expr, op: str) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Apply) and expr.op == op else (expr,)


def _product(args: Iterable[Expr], scope: Scope) -> Expr:
    """The numbers of a product as one in front, its sign before all."""
    found, rest = _factors(args)
    return _times(found, rest, scope)


def _factors(args: Iterable[Expr]) -> tuple[Constant, list[Expr]]:
    """The number that stands in a product, and its other factors."""
    number, rest = Constant(Fraction(1)), list[Expr]()
    for arg in args:
        own = constant_of(arg)
        match arg:
            case _ if own is not None:
                inner: tuple[Constant, list[Expr]] = own, []
            case Apply(op="mul", args=factors):
                inner = _factors(factors)
            case Apply(op="neg", args=(below,)):
                found, others = _factors((below,))
                inner = Constant(-found.value, found.decimal), others
            case Apply(op="div", args=(top, Number(value=bottom))) if bottom.denominator == 1 and bottom:
                found, others = _factors((top,))
                inner = Constant(found.value / bottom, found.decimal), others
            case _:
                inner = Constant(Fraction(1)), [arg]
        number = Constant(number.value * inner[0].value, number.decimal or inner[0].decimal)
        rest += inner[1]
    return number, rest


def _times(factor: Constant, rest: list[Expr], scope: Scope) -> Expr:
    """``factor`` times the product of ``rest``."""
    if not rest:
        return factor.expr
    product = rest[0] if len(rest) == 1 else Apply("mul", tuple(rest))
    if not factor.value:
        return ZERO if is_scalar(product, scope) else Apply("mul", (ZERO, *rest))
    size = Constant(abs(factor.value), factor.decimal)
    top = Number(size.value if size.is_one_number else Fraction(size.value.numerator))
    found = product if top == ONE else Apply("mul", (top, *rest))
    if not size.is_one_number:
        found = Apply("div", (found, Number(Fraction(size.value.denominator))))
    return found if factor.value > 0 else neg(found)


def _quotient(top: Expr, bottom: Expr, scope: Scope) -> Expr:
    """A quotient with its sign in front; one by a number is in lowest terms."""
    below, above = constant_of(bottom), constant_of(top)
    if below is not None and below.value:
        if above is not None:
            return _together((above, below), above.value / below.value).expr
        found, rest = _factors((top,))
        if not below.decimal or below.value.denominator == 1:
            return _times(Constant(found.value / below.value, found.decimal), rest, scope)
    elif above is not None and not above.value and below is None and is_scalar(bottom, scope):
        return ZERO
    (one, over), (other, under) = _unsigned(top), _unsigned(bottom)
    quotient = Apply("div", (over, under))
    return quotient if one == other else neg(quotient)


def _unsigned(expr: Expr) -> tuple[bool, Expr]:
    """Whether an expression begins with a minus sign, and what is behind it."""
    found = constant_of(expr)
    if found is not None:
        return found.value < 0, Constant(abs(found.value), found.decimal).expr
    return (True, expr.args[0]) if isinstance(expr, Apply) and expr.op == "neg" else (False, expr)


def _power(base: Expr, exponent: Expr, scope: Scope) -> Expr:
    power, number = constant_of(exponent), constant_of(base)
    if power is None or power.value.denominator != 1 or not is_scalar(base, scope):
        return Apply("pow", (base, exponent))
    if power.value == 1:
        return base
    if number is not None and is_short_power(number.value, power.value) and (number.value or power.value > 0):
        return Constant(number.value ** int(power.value), number.decimal).expr
    if power.value == 0 and number is None:
        return ONE
    return Apply("pow", (base, exponent))
