"""A sum as its terms: multiplied out, and terms that are alike put together, however it was written."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product

from ..notation.expr import Apply, Expr, Name, Number, number
from ..notation.scope import Scope
from .compare import compare

MOST_TERMS = 12
MOST_STEPS = 2_000
PRODUCTS = frozenset({"mul", "matmul", "hadamard"})


class Beyond(Exception):
    """More terms than are looked at, or two that cannot be told apart or shown to be equal."""


def terms_of(expr: Expr, scope: Scope, *, seed: int = 0) -> tuple[Expr, ...]:
    """The terms of a sum; a single one where it is none. Raises ``Beyond``.

    >>> from ..notation import parse, to_text
    >>> from ..notation.scope import Declared
    >>> scope = Scope((Declared("x"), Declared("y")))
    >>> answer = parse("(x + y)(x - y) + 1 + 2", scope)[0].expr
    >>> [to_text(each, "plain", scope) for each in terms_of(answer, scope)]
    ['x*x', '-y*y', '3']
    """
    found: list[tuple[Fraction, Expr]] = []
    for term in _Out(scope).terms(expr):
        count, rest = _coefficient(term)
        for n, (known, other) in enumerate(found):
            if same(other, rest, scope, seed=seed):
                found[n] = known + count, other
                break
        else:
            found.append((count, rest))
        if len(found) > MOST_TERMS:
            raise Beyond
    return tuple(_times(count, rest) for count, rest in found if count)


def same(one: Expr, two: Expr, scope: Scope, *, condition: Expr | None = None, seed: int = 0) -> bool:
    """Whether two terms or entries are equal. Raises ``Beyond`` where that is open, so that it is open once."""
    found = compare(one, two, scope, condition=condition, seed=seed, shown=False)
    if found.verdict == "undecided":
        raise Beyond
    return found.verdict == "equal"


def matched(right: Iterable[Expr], mine: Iterable[Expr], scope: Scope, *, seed: int = 0) -> int:
    """How many of the right terms stand among the given ones, each of which counts once. Raises ``Beyond``."""
    left, count = list(mine), 0
    for term in right:
        at = next((n for n, other in enumerate(left) if same(term, other, scope, seed=seed)), None)
        if at is not None:
            del left[at]
            count += 1
    return count


class _Out:
    """Multiplies out, in so many steps at most."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.steps = 0

    def terms(self, expr: Expr) -> list[Expr]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Beyond
        found = self._terms(expr)
        if len(found) > 4 * MOST_TERMS:
            raise Beyond
        return found

    def _terms(self, expr: Expr) -> list[Expr]:
        match expr:
            case Name(name=name):
                declared = self.scope.get(name)
                if declared is not None and declared.definition is not None:
                    inner = self.terms(declared.definition)
                    return inner if len(inner) > 1 else [expr]
            case Apply(op="add", args=args):
                return [term for arg in args for term in self.terms(arg)]
            case Apply(op="neg" | "transpose" as op, args=(inner,)):
                return [Apply(op, (term,)) for term in self.terms(inner)]
            case Apply(op="div", args=(top, bottom)):
                return [Apply("div", (term, bottom)) for term in self.terms(top)]
            case Apply(op=op, args=args) if op in PRODUCTS:
                lists = [self.terms(arg) for arg in args]
                size = 1
                for each in lists:
                    size *= len(each)
                if size > 4 * MOST_TERMS:
                    raise Beyond
                return [Apply(op, factors) for factors in product(*lists)]
        return [expr]


def _coefficient(term: Expr) -> tuple[Fraction, Expr]:
    """A term as a number times the rest."""
    match term:
        case Number(value=value):
            return Fraction(value), number(1)
        case Apply(op="neg", args=(inner,)):
            count, rest = _coefficient(inner)
            return -count, rest
        case Apply(op="transpose", args=(inner,)):
            count, rest = _coefficient(inner)
            return count, Apply("transpose", (rest,))
        case Apply(op="div", args=(top, Number(value=value))) if value:
            count, rest = _coefficient(top)
            return count / value, rest
        case Apply(op="div", args=(top, bottom)):
            count, rest = _coefficient(top)
            return count, Apply("div", (rest, bottom))
        case Apply(op=op, args=args) if op in PRODUCTS:
            count, rests = Fraction(1), []
            for arg in args:
                own, rest = _coefficient(arg)
                count *= own
                if not isinstance(rest, Number):
                    rests.append(rest)
            if len(rests) > 1:
                return count, Apply(op, tuple(rests))
            return count, rests[0] if rests else number(1)
    return Fraction(1), term


def _times(count: Fraction, rest: Expr) -> Expr:
    if isinstance(rest, Number):
        return number(count)
    if count == 1:
        return rest
    return Apply("neg", (rest,)) if count == -1 else Apply("mul", (number(count), rest))
