"""An answer that is right but for one factor or one term: as a whole, or in one of its terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isclose

from ...algebra.points import needs_of
from ...notation.expr import ONE, SCALAR, Apply, Expr, Number, neg, number
from .evidence import Written, changed, has_one_in_disguise, has_sum, only_powers, powers_of, terms_of
from .pairs import Pair, Told, common, simple
from .pieces import MULTIPLIED_OUT, Factor, Pieces, Term, pieces

POWERS = (1, -1, 2, -2)

POWER = "A power is wrong: look at the exponents."
BRACKETS = "A factor belongs to a whole sum and stands at a part of it only: look at the brackets."

Values = Sequence[tuple[float, ...]]
"""The entries at each place."""


def multiple(pair: Pair) -> Told | None:
    """The factor or the term that is too many, too few or to another power; None where that is not all."""
    known = pieces(pair.among)
    if known.whole is None or not pair.fits or len(pair.values) != len(known.whole.prints):
        return None
    given = [mine[2] for mine, _ in pair.values]
    for tag, sentence, expr in _explained(pair, known, given):
        if pair.equal(expr, pair.given):
            return tag, sentence
    return None


def powers(pair: Pair) -> Told | None:
    """Named where an answer has the factors of the right one, and not their powers: roots that are lost."""
    if not pair.fits or not pair.places or len(terms_of(pair.part.expected)) > 1:
        return None
    wrong = changed(pair.among, pair.given, pair.part.expected)
    number_of = [powers_of(pair.among, each)[0] for each in (pair.given, pair.part.expected)]
    if not only_powers(pair.among, pair.given, pair.part.expected) or number_of[0] != number_of[1]:
        return None
    if all(exponent.denominator == 1 for _, exponent in wrong.values()):
        return None
    product = pair.part.expected
    for base, exponent in wrong.values():
        product = Apply("mul", (product, Apply("pow", (base, number(exponent)))))
    same = pair.equal(product, pair.given) or pair.equal(neg(product), pair.given)
    return ("power", POWER) if same else None


Explained = tuple[str, str, Expr]
"""A tag, a sentence, and the answer that follows."""


def _explained(pair: Pair, known: Pieces, given: Values) -> Iterator[Explained]:
    """What the answer may be, as far as floats tell."""
    assert known.whole is not None
    whole = [value[2] for value in known.whole.prints]
    missing = [_minus(mine, right) for mine, right in zip(given, whole, strict=True)]
    yield from _times_factor(pair, known, known.whole, given)
    for term in known.terms:
        if term.rest is not None:
            values = [value[2] for value in term.prints]
            own = [_plus(rest, value) for rest, value in zip(missing, values, strict=True)]
            constant = _constant(own, values)
            if constant:
                other = Apply("add", (term.rest, Apply("mul", (number(constant), term.expr))))
                if constant == -1 and not has_sum(pair.given):
                    continue
                if constant == -1:
                    yield "sign_of_term", f"The sign is wrong{term.where}.", other
                else:
                    yield "constant_factor", f"Right but for a constant factor{term.where}.", other
            yield from _times_factor(pair, known, term, own)
    written = Written(pair.among, pair.given)
    for each in (*known.others, *known.factors, *known.summands):
        values = [value[2] for value in each.prints]
        sign = _constant(missing, values)
        if sign in (1, -1) and not each.is_double:
            wrong = Apply("add", (known.whole.expr, each.expr if sign == 1 else neg(each.expr)))
            if each in known.others and sign == 1:
                yield "path_added", f"There is a term too many: you add {each.words}.", wrong
            elif each not in known.others and written.is_term(each.expr):
                yield "term_added", f"There is a term too many: {each.words}.", wrong


def _constant(given: Values, right: Values) -> Fraction | None:
    """The simple number that one is of the other."""
    ratios: list[float] = []
    for mine, its in zip(given, right, strict=True):
        if len(mine) != len(its):
            return None
        for a, b in zip(mine, its, strict=True):
            if b:
                ratios.append(a / b)
            elif abs(a) > 1e-12:
                return None
    ratio = common(ratios)
    return None if ratio is None else simple(ratio)


def _times_factor(pair: Pair, known: Pieces, term: Term, own: Values) -> Iterator[Explained]:
    """The factors that make ``own`` out of a term."""
    for factor in known.factors:
        for power in POWERS if not factor.is_double else (-1,):
            if _is_multiple(own, term, factor, power):
                product = _product(term.expr, factor, power)
                whole = product if term.rest is None else Apply("add", (term.rest, product))
                told = _said(pair, term, factor, power)
                if told is not None:
                    yield *told, whole


def _said(pair: Pair, term: Term, factor: Factor, power: int) -> Told | None:
    """What is said of a factor; None where nothing of it can be seen in the answer."""
    where, stands = term.where, _exponent(term.expr, factor.expr)
    written = Written(pair.among, pair.given)
    if power == -1 and has_one_in_disguise(written):
        return None
    if power == 1 and stands == 0 and not written.shows(factor.expr, unfolded=True):
        return None
    if power == 1 and stands == 0:
        return "factor_added", f"There is a factor too many{where}: {factor.words}."
    if power == 1 and stands == -1:
        return "divisor_missing", f"A divisor is missing{where}."
    if where == MULTIPLIED_OUT and len(terms_of(pair.given)) < 2:
        return None
    if power == -1 and where == MULTIPLIED_OUT and (stands == 1 or factor.is_local):
        return "brackets", BRACKETS
    if power == -1 and factor.is_double:
        return "local_missing", f"The factors {factor.words} are missing{where}."
    if power == -1 and factor.is_local:
        return "local_missing", f"The factor {factor.words} is missing{where}."
    if power == -1 and (stands == 1 or not _depends(pair, pair.given, factor)):
        return "factor_missing", f"A factor is missing{where}."
    if power == -1 and stands == 0 and not _depends(pair, term.expr, factor):
        return "factor_added", f"There is a divisor too many{where}: {factor.words}."
    if power == -1 and stands == 0 and not written.divides_by(factor.expr):
        return "factor_missing", f"A factor is missing{where}."
    if power == -1 and stands == 0:
        return "factor_missing", f"A factor is missing, or there is a divisor too many{where}: {factor.words}."
    if power == -2 and factor.is_local:
        return "inverse", f"The factor {factor.words} is upside down{where}."
    many = "one" if abs(power) == 1 else "two"
    side = "high" if power > 0 else "low"
    return "power", f"The power of {factor.words} is {many} too {side}{where}."


def _depends(pair: Pair, expr: Expr, factor: Factor) -> bool:
    """Whether an expression has to do with all that a factor depends on."""
    scope = pair.among.question.scope
    mine, its = ({each.name for each in needs_of(one, scope=scope).inputs} for one in (expr, factor.expr))
    return its <= mine


def _exponent(expr: Expr, factor: Expr) -> int:
    """The power of a factor in a product as it is written; 0 where it is none.

    >>> from ...notation.expr import Name
    >>> _exponent(Apply("div", (Name("x"), Name("y"))), Name("y"))
    -1
    """
    match expr:
        case _ if expr == factor:
            return 1
        case Apply(op="mul" | "hadamard" | "matmul", args=args):
            return sum(_exponent(arg, factor) for arg in args)
        case Apply(op="neg", args=(inner,)):
            return _exponent(inner, factor)
        case Apply(op="div", args=(above, below)):
            return _exponent(above, factor) - _exponent(below, factor)
        case Apply(op="pow", args=(base, Number(value=power))):
            return int(power * _exponent(base, factor))
    return 0


def _product(expr: Expr, factor: Factor, power: int) -> Expr:
    same = Apply("pow", (factor.expr, number(2))) if abs(power) == 2 else factor.expr
    if factor.prints[0][:2] != SCALAR:
        return Apply("hadamard", (expr, same if power > 0 else Apply("div", (ONE, same))))
    return Apply("mul", (same, expr)) if power > 0 else Apply("div", (expr, same))


def _is_multiple(own: Values, term: Term, factor: Factor, power: int) -> bool:
    for mine, right, each in zip(own, term.prints, factor.prints, strict=True):
        values = each[2] if each[:2] == right[:2] else each[2] * len(right[2]) if each[:2] == SCALAR else ()
        if len(values) != len(mine) or len(mine) != len(right[2]):
            return False
        for a, b, f in zip(mine, right[2], values, strict=True):
            if not f or not isclose(a, b * f**power, rel_tol=1e-9, abs_tol=1e-12):
                return False
    return any(any(mine) for mine in own)


def _minus(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _plus(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else ()
