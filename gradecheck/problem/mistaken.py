"""What the rules of ``autodiff.mistakes`` are told of a part: its right answers, and the graph behind them."""

from __future__ import annotations

from ..autodiff.mistakes.derivation import Derivation
from ..autodiff.mistakes.rule import Question
from ..autodiff.mistakes.spellings import spellings
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name
from .model import Problem
from .parts import NumericPart, SymbolicPart, Target


def question(problem: Problem, part: SymbolicPart | NumericPart) -> Question:
    """What is asked for in a part."""
    free = part.free if isinstance(part, SymbolicPart) else ()
    scope = problem.scope.with_definitions(dict.fromkeys(free)) if free else problem.scope
    rights = [part.expected]
    if isinstance(part, NumericPart):
        rights = [_formula(problem, part.expected)]
    else:
        rights += [row.expected for row in part.accept if row.expected and not row.where and not row.when]
    spelt = dict.fromkeys(each for right in rights for each in (right, *spellings(right, scope)))
    return Question(tuple(spelt), scope, derivation(problem, part.target), part.target is not None)


def _formula(problem: Problem, expected: Expr) -> Expr:
    """How the value of a node is computed, where it is asked for."""
    declared = problem.scope.get(expected.name) if isinstance(expected, Name) else None
    return expected if declared is None or declared.definition is None else declared.definition


def derivation(problem: Problem, target: Target | None) -> Derivation | None:
    """The way to the derivative that is asked for; None for what is none, and for Jacobians of arrays."""
    if target is None or not problem.output or target.layout == "factor":
        return None
    forward = problem.forward
    of = forward.get(target.of or problem.output)
    if of is None or forward.get(target.wrt) is None:
        return None
    turned = target.layout == "numerator"
    if not target.of:
        return Derivation(forward, problem.output, target.wrt, problem.upstream, entry=target.entry)
    if target.layout == "elementwise":
        ones: Expr = ONE if of.shape == SCALAR else Apply("ones_like", (Name(of.name),))
        return Derivation(forward, of.name, target.wrt, ones, entry=target.entry)
    if of.shape != SCALAR:
        return None
    return Derivation(forward, of.name, target.wrt, ONE, turned, target.entry)
