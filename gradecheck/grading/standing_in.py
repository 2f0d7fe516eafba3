"""A student's own earlier answers in the place of the right ones: which of them, and what follows then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, free_names, substitute
from ..notation.scope import Scope
from ..problem.model import Problem
from ..problem.parts import Follows, SymbolicPart, Use, Way
from ..problem.ways import Own, frozen, on, with_own
from .dependence import are_equal, is_constant, is_poorer
from .earlier import Carried

MOST_TOGETHER = 3
"""Own answers of which each subset is tried; of more, all together and each alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Own answers, and what the right answer is with them: ``expected`` in ``scope``.

    ``may`` says whether an answer may follow from them; where not, they are only names that it may use.
    """

    own: Own
    expected: Expr
    scope: Scope
    may: bool


def standing(follows: Follows, way: Way, carried: Carried, problem: Problem, seed: int) -> Iterator[Standing]:
    """The own answers that a way rests on, all of them first.

    An item may accept a multiple of what is expected: ∂J/∂ŷ is −1/m times δ_1. A right answer stands for what
    it is, so that nothing wrong follows from it; a wrong one stands for either where it has an m in it, or is
    the accepted one but for the m.
    """
    rests = on(follows, way)
    exprs = tuple((use, expr) for use, expr in carried.exprs if use in rests)
    factors = {use.item: tuple(_factors(use, expr, problem, seed)) for use, expr in exprs}
    for own in subsets(exprs):
        scope = with_own(problem.scope, follows, way, own)
        wrong = [use for use, _ in own if use.item not in carried.right]
        meant, may = way.expected, bool(wrong)
        for use, expr in own:
            if use not in wrong:
                fits = (one for one in factors[use.item] if _is_right(_times(one, expr), use, problem, seed))
                factor = next(fits, None)
                may = may and factor is not None
                meant = meant if factor is None else _in_place(use, factor, meant)
        yield Standing(own, meant, scope, may)
        for use in wrong if may else ():
            for factor in factors[use.item]:
                yield Standing(own, _in_place(use, factor, meant), scope, True)


def meant_by_author(follows: Follows, way: Way, carried: Carried, problem: Problem) -> Expr:
    """The right answer as a way has it, with right earlier answers written out."""
    names = frozenset(use.declared.name for use, _ in carried.exprs)
    return frozen(way.expected, with_own(problem.scope, follows, way, ()), names)


def is_trivial(
    one: Standing, follows: Follows, way: Way, carried: Carried, problem: Problem, seed: int
) -> bool:
    """Whether own answers leave nothing to work out: what follows is constant, or an earlier answer again.

    That is no matter where the right answer is so too. Answers that are read with other inputs might undo one
    another: what follows has to depend on as many inputs as the right answer does.
    """
    right = meant_by_author(follows, way, carried, problem)
    if is_constant(one.expected, one.scope, seed) and not is_constant(right, one.scope, seed):
        return True
    if way.where and is_poorer(one.expected, right, one.scope, seed):
        return True
    own = {use.item: expr for use, expr in one.own}
    names = frozenset(use.declared.name for use, _ in carried.exprs)
    for use in on(follows, way):
        if use.declared.definition is not None:
            true = frozen(use.declared.definition, problem.scope, names)
            again = are_equal(one.expected, own.get(use.item, true), one.scope, seed)
            if again and not are_equal(right, true, one.scope, seed):
                return True
    return False


def subsets(own: Own) -> Iterator[Own]:
    """Which own answers are tried together, the most first."""
    sizes = range(len(own), 0, -1) if len(own) <= MOST_TOGETHER else (len(own), 1)
    for size in sizes:
        yield from combinations(own, size)


def _factors(use: Use, own: Expr, problem: Problem, seed: int) -> Iterator[Expr]:
    """By what an answer is multiplied to give the expected one, where an accepted one may be meant."""
    parts = (part for item in problem.items if item.id == use.item for part in item.parts)
    for part in parts if use.declared.shape == SCALAR else ():
        if not isinstance(part, SymbolicPart):
            continue
        for right in (row.expected for row in part.accept if row.credit == 1 and not row.where):
            factor = None if right is None else Apply("div", (part.expected, right))
            if right is None or factor is None or not is_constant(factor, problem.scope, seed):
                continue
            more = free_names(right) - free_names(part.expected)
            without = substitute(right, dict.fromkeys(more, ONE))
            if more <= free_names(own) or are_equal(without, own, problem.scope, seed):
                yield factor


def _times(factor: Expr, expr: Expr) -> Expr:
    return Apply("mul", (factor, expr))


def _in_place(use: Use, factor: Expr, expr: Expr) -> Expr:
    """``expr`` with a multiple of an earlier answer in the answer's place."""
    name = use.declared.name
    return substitute(expr, {name: _times(factor, Name(name))})


def _is_right(expr: Expr, use: Use, problem: Problem, seed: int) -> bool:
    right = use.declared.definition
    return right is not None and are_equal(right, expr, problem.scope, seed)
