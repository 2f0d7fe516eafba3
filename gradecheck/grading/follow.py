"""Follow-through: an answer that is right given the student's own earlier ones, so that a mistake costs once.

Nobody gains by a wrong answer: what follows earns no more than a right answer does, and nothing where the
earlier answer takes away what was to be shown (it makes the right answer constant, or changes its shape).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..algebra.evaluate import enclosure
from ..algebra.forms import misfit
from ..algebra.values import NoValue
from ..notation import parse, parse_shape
from ..notation.expr import SCALAR, Expr, Shape, number
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..notation.shapes import infer_shape
from ..problem.model import Problem
from ..problem.parts import Follows, NumericPart, ShapePart, SymbolicPart, Use, Way
from ..problem.tolerance import is_near
from ..problem.ways import Own, frozen, on, with_own
from . import numeric
from .dependence import has_value
from .earlier import Carried
from .given import given, given_formula, in_own_names, open_, trivial
from .standing_in import is_trivial, meant_by_author, standing, subsets
from .symbolic import check, held_against
from .verdict import Status, Verdict


def may_follow(verdict: Verdict) -> bool:
    """Whether there is anything to gain: what was read and is not right in full."""
    return verdict.status in (Status.INCORRECT, Status.PARTIAL, Status.UNDECIDED)


def symbolic(
    part: SymbolicPart, problem: Problem, text: str, seed: int, carried: Carried, verdict: Verdict
) -> Verdict:
    """The verdict on an expression, better than ``verdict`` where it follows from own answers."""
    if part.follows is None:
        return verdict
    if verdict.status is Status.INVALID and carried.laid_out:
        return _in_own_layout(part, problem, text, seed, carried, verdict)
    if not may_follow(verdict):
        return verdict
    read = [reading.expr for reading in parse(text, problem.scope)][: 1 if part.strict else None]
    exprs = [expr for expr in read if not part.form or not misfit(part.form, expr, part.expected)]
    case = _Case(part, part.follows, problem, seed, carried, verdict)
    open_ones = []
    for way in part.follows.ways:
        found = case.by(way, exprs)
        if found is not None and found.status is not Status.UNDECIDED:
            return found
        open_ones += [found] if found is not None else []
    return open_ones[0] if open_ones else verdict


def _in_own_layout(
    part: SymbolicPart, problem: Problem, text: str, seed: int, carried: Carried, verdict: Verdict
) -> Verdict:
    """The verdict on what cannot be read unless names have the shapes that the student's own answers have."""
    meant = {use.declared.name: expr for use, expr in carried.laid_out}
    expected = frozen(part.expected, problem.scope, frozenset(meant))
    names = tuple(
        replace(one, shape=infer_shape(meant[one.name], problem.scope), definition=meant[one.name])
        if one.name in meant
        else one
        for one in problem.scope.names
    )
    scope = replace(problem.scope, names=names)
    plain = replace(part, expected=expected, accept=(), follows=None)
    found = check(plain, replace(problem, scope=scope), text, seed, {})
    if found.status is not Status.CORRECT or found.evidence is None:
        return verdict
    return in_own_names(carried.laid_out, replace(verdict, read_as=found.read_as), found.evidence)


@dataclass(frozen=True, slots=True)
class _Case:
    """An expression that is not right as it stands, beside what the student answered before."""

    part: SymbolicPart
    follows: Follows
    problem: Problem
    seed: int
    carried: Carried
    verdict: Verdict

    def by(self, way: Way, exprs: Sequence[Expr]) -> Verdict | None:
        """The verdict where one of its readings follows in this way."""
        names = frozenset(use.declared.name for use, _ in self.carried.exprs)
        told = _told(exprs, self.problem.scope, names)
        right = meant_by_author(self.follows, way, self.carried, self.problem)
        for one in standing(self.follows, way, self.carried, self.problem, self.seed):
            for expr in exprs:
                if one.may:
                    found = held_against(self.part, one.scope, one.expected, expr, self.seed, shown=False)
                    if found.verdict != "different" and not has_value(one.expected, one.scope, self.seed):
                        break
                    if found.verdict == "equal":
                        if is_trivial(one, self.follows, way, self.carried, self.problem, self.seed):
                            return trivial(self.verdict, one.own)
                        return given(self.follows, one.own, self.verdict, found)
                    if found.verdict == "undecided" and not self.verdict.credit:
                        return open_(one.own, self.verdict, found)
                if told:
                    found = held_against(self.part, one.scope, right, expr, self.seed, shown=False)
                    if found.verdict == "equal":
                        return in_own_names(one.own, self.verdict, found.evidence)
        return None


def _told(given: Sequence[Expr], scope: Scope, names: frozenset[str]) -> bool:
    """Whether an answer mentions what the student gave another meaning."""
    return any(frozen(expr, scope, names) != expr for expr in given)


def numbers(part: NumericPart, problem: Problem, text: str, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict on a number, better than ``verdict`` where it follows from own numbers or the own formula."""
    follows, found = part.follows, numeric.read(problem, text)
    if follows is None or isinstance(found, Verdict) or not may_follow(verdict):
        return verdict
    typed, true = found[0], numeric.value_of(part.expected, problem)
    for way, own in _number_ways(follows, carried.numbers):
        value = _at(way.expected, problem, with_own(problem.scope, follows, way, own))
        if value is not None and is_near(part, value, typed):
            return trivial(verdict, own) if true and not value else given(follows, own, verdict)
    if follows.formula is not None and carried.formula is not None:
        value = numeric.value_of(carried.formula, problem)
        if value is not None and is_near(part, value, typed):
            return given_formula(follows, problem.scope, carried.formula, verdict)
    return verdict


def _number_ways(follows: Follows, own: tuple[tuple[Use, Fraction], ...]) -> Iterator[tuple[Way, Own]]:
    """Ways with own numbers; a number cannot be read with something else in place of an input."""
    for way in follows.ways:
        if not way.where:
            rests = on(follows, way)
            for some in subsets(tuple((use, number(value)) for use, value in own if use in rests)):
                yield way, some


def _at(expr: Expr, problem: Problem, scope: Scope) -> Fraction | None:
    try:
        low, high = enclosure(expr, scope, dict(problem.values))
    except NoValue:
        return None
    return (low + high) / 2


def shapes(part: ShapePart, problem: Problem, text: str, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict on a shape, better than ``verdict`` where it follows from own shapes."""
    follows = part.follows
    if follows is None or not follows.ways or not may_follow(verdict) or not carried.shapes:
        return verdict
    typed = parse_shape(text, problem.scope)
    names = {use.declared.name: shape for use, shape in carried.shapes}
    whole = follows.ways[0].expected
    if _shape_with(whole, problem.scope, names) != typed:
        return verdict
    own = [(use, whole) for use, _ in carried.shapes]
    if typed == SCALAR != part.expected:
        return trivial(verdict, own)
    return given(follows, own, verdict)


def _shape_with(expr: Expr, scope: Scope, shapes: dict[str, Shape]) -> Shape | None:
    names = tuple(
        replace(one, shape=shapes[one.name], definition=None) if one.name in shapes else one
        for one in scope.names
    )
    try:
        return infer_shape(expr, replace(scope, names=names))
    except NotationError:
        return None
