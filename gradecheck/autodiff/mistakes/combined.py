"""Mistakes with the rules for products and quotients, and sums that are derived as products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, free_names, neg, number
from .derivation import Derivation
from .rule import Made, Question, Rule

TWO = number(2)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A node that combines two which both depend on the input: what arrives, the two, and their derivatives."""

    arriving: Expr
    first: Name
    second: Name
    derived: tuple[Expr, Expr]


def _pairs(found: Derivation, op: str) -> Iterator[_Pair]:
    """The products, or the quotients, through which every path goes."""
    for child in (found.of, *found.bottlenecks):
        declared, arriving = found.forward.get(child), found.reaching(child)
        match declared.definition if declared is not None else None:
            case Apply(op=own, args=args) if own == op and arriving is not None and not declared.batch:  # type: ignore[union-attr]
                factors = [arg for arg in args if free_names(arg)]
                rest = tuple(arg for arg in args if not free_names(arg))
            case _:
                continue
        match factors:
            case [Name() as one, Name() as two] if one != two and found.shape(child) == SCALAR:
                derived = tuple(map(found.derivative, (one.name, two.name)))
                if derived[0] is not None and derived[1] is not None:
                    front = Apply("mul", (arriving, *rest)) if rest else arriving
                    yield _Pair(front, one, two, (derived[0], derived[1]))


def _product(question: Question) -> Iterator[Made]:
    """u'v' and u' + v' for the derivative of u v."""
    found = question.derivation
    for pair in _pairs(found, "mul") if found is not None else ():
        if found is not None:
            yield found.finish(_times(pair.arriving, *pair.derived)), ("product",)
            yield found.finish(_times(pair.arriving, Apply("add", pair.derived))), ("sum",)


def _quotient(question: Question) -> Iterator[Made]:
    """u'/v' for the derivative of u/v."""
    found = question.derivation
    for pair in _pairs(found, "div") if found is not None else ():
        if found is not None:
            yield found.finish(_times(pair.arriving, Apply("div", pair.derived))), ()


def _quotient_rule(question: Question) -> Iterator[Made]:
    """The quotient rule with another denominator, or without the factors of the numerator."""
    found = question.derivation
    for pair in _pairs(found, "div") if found is not None else ():
        if found is None:
            return
        (above, below), square = pair.derived, Apply("pow", (pair.second, TWO))
        top = _minus(_times(above, pair.second), _times(pair.first, below))
        wrong = (
            top,
            Apply("div", (top, pair.second)),
            Apply("div", (top, Apply("pow", (pair.first, TWO)))),
            Apply("div", (top, below)),
            Apply("div", (_minus(above, below), square)),
            Apply("div", (_minus(_times(above, pair.first), _times(pair.second, below)), square)),
            Apply("div", (_times(above, below), square)),
        )
        for each in wrong:
            yield found.finish(_times(pair.arriving, each)), ()


def _taken_for(question: Question) -> Iterator[Made]:
    """The gradient of a sum as if it were a product, and the reverse."""
    found = question.derivation
    declared = None if found is None else found.forward.get(found.of)
    if found is None or declared is None or declared.shape != SCALAR:
        return
    match declared.definition:
        case Apply(op="add", args=args) if any(not isinstance(arg, Name) for arg in args) or len(args) > 3:
            return
        case Apply(op="add", args=args):
            other = Apply("mul", args)
        case _:
            return
    wrong = found.with_definition(found.of, other).gradient()
    if wrong is not None:
        yield wrong, (question.named(found.of),)


def _minus(left: Expr, right: Expr) -> Expr:
    return Apply("add", (left, neg(right)))


def _times(*factors: Expr) -> Expr:
    rest = tuple(factor for factor in factors if factor != ONE)
    return ONE if not rest else rest[0] if len(rest) == 1 else Apply("mul", rest)


COMBINED = (
    Rule(
        "product_rule",
        "product or sum of the derivatives for the product rule",
        "The derivative of a product is not the {0} of the derivatives: look at the product rule.",
        "(u v)': u' v'",
        _product,
    ),
    Rule(
        "quotient_rule",
        "quotient of the derivatives for the quotient rule",
        "The derivative of a quotient is not the quotient of the derivatives: look at the quotient rule.",
        "(u/v)': u'/v'",
        _quotient,
    ),
    Rule(
        "quotient_rule",
        "quotient rule misremembered",
        "The quotient rule is not applied as it stands: look at its numerator and its denominator.",
        "(u/v)': (u' v − u v')/v",
        _quotient_rule,
    ),
    Rule(
        "product_for_sum",
        "sum derived as a product",
        "{0} is a sum; you differentiate it as if it were a product.",
        "∂q/∂x with q = x + y: y",
        _taken_for,
    ),
)
