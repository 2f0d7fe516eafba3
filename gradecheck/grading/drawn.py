"""The blanks of a drawn graph that follow from the student's own numbers at others.

The gradient at a node is the sum over its consumers of the student's gradient there times the local gradient at
the student's values. A number that is right is taken as it should be, so that only what is wrong is carried on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256

from ..algebra.evaluate import enclosure
from ..algebra.normal import normal_form
from ..algebra.values import NoValue
from ..notation.expr import Expr, free_names
from ..notation.scope import Scope
from ..problem.model import Problem
from ..problem.parts import Blank, GraphPart, NumericPart
from ..problem.tolerance import allowed, is_near
from . import numeric
from .earlier import carries
from .follow import may_follow
from .verdict import Status, Verdict, earning

Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The verdict on a blank once the others are looked at; ``basis`` stands for those that it rests on."""

    verdict: Verdict
    basis: str = ""


def drawn(part: GraphPart, problem: Problem, answers: Sequence[tuple[str, Verdict]]) -> list[Drawn]:
    """The verdicts on all blanks, from the answers to them and the verdicts on each alone."""
    own: dict[str, Fraction] = {}
    for blank, (text, verdict) in zip(part.blanks, answers, strict=True):
        found = numeric.read(problem, text) if carries(verdict) else verdict
        if not isinstance(found, Verdict):
            own[blank.id] = found[0]
    if not own:
        return [Drawn(verdict) for _, verdict in answers]
    right = {blank.id for blank, (_, verdict) in zip(part.blanks, answers, strict=True) if _is_right(verdict)}
    case = _Case(part, problem, own, frozenset(right))
    pairs = zip(part.blanks, answers, strict=True)
    return [case.judged(blank, text, verdict) for blank, (text, verdict) in pairs]


@dataclass(eq=False)
class _Case:
    """One student's graph. ``own`` are numbers that are not the expected ones, ``right`` the right blanks."""

    part: GraphPart
    problem: Problem
    own: Mapping[str, Fraction]
    right: frozenset[str]
    known: dict[str, Bounds] = field(default_factory=dict)
    """The gradients at nodes, since it was last cleared."""
    used: set[str] = field(default_factory=set)
    """The blanks whose numbers were used since it was last cleared."""

    def judged(self, blank: Blank, text: str, verdict: Verdict) -> Drawn:
        """The verdict given the nearest own numbers, or those before them: one mistake may have been mended."""
        nearest = self._given(blank, text, verdict)
        if nearest.verdict is not verdict or not self.used:
            return nearest
        before = {name: value for name, value in self.own.items() if name not in self.used}
        farther = replace(self, own=before, known={}, used=set())._given(blank, text, verdict)
        return farther if farther.verdict.credit > verdict.credit else nearest

    def _given(self, blank: Blank, text: str, verdict: Verdict) -> Drawn:
        if not may_follow(verdict):
            return Drawn(verdict)
        self.used.clear()
        self.known.clear()
        try:
            low, high = self._value(blank) if blank.what == "value" else self._gradient(blank)
        except (NoValue, RecursionError):
            return Drawn(verdict)
        found = numeric.read(self.problem, text)
        if not self.used or isinstance(found, Verdict):
            return Drawn(verdict)
        given, true = found[0], numeric.value_of(blank.answer.expected, self.problem)
        names = [each.id for each in self.part.blanks if each.id in self.used]
        basis = self._basis(names)
        near = low < given < high or any(is_near(blank.answer, bound, given) for bound in (low, high))
        if not near or self.part.credit <= verdict.credit:
            return Drawn(verdict, basis)
        called = " and ".join(names)
        if true and low <= 0 <= high:
            said = f"It follows from your answer at {called}, but all is 0 then: no credit carries over."
            return Drawn(replace(verdict, feedback=(*verdict.feedback, said)), basis)
        credit, said = self.part.credit, f"Right, given your answer at {called}."
        better = replace(
            verdict,
            status=earning(credit),
            credit=credit,
            note="follow_through",
            feedback=(said,),
            given=tuple(names),
        )
        return Drawn(better, basis)

    def _basis(self, names: Sequence[str]) -> str:
        told = [[name, str(self.own[name])] for name in names]
        graph = [self.problem.output, normal_form(self.problem.upstream), str(self.part.credit)]
        return sha256(json.dumps([told, graph]).encode()).hexdigest()[:16]

    def _value(self, blank: Blank) -> Bounds:
        """The value at a node from the student's values at others."""
        declared = self.problem.scope.get(blank.node)
        if declared is None or declared.definition is None:
            raise NoValue("an input is given")
        return self._at(declared.definition, but=blank.node)

    def _gradient(self, blank: Blank) -> Bounds:
        lines = [line for line in self.part.lines if line.parent == blank.node]
        if blank.child:
            lines = [line for line in lines if line.child == blank.child]
        parts = [_times(self._at_node(line.child), self._at(line.local)) for line in lines]
        return sum((low for low, _ in parts), Fraction(0)), sum((high for _, high in parts), Fraction(0))

    def _at_node(self, node: str) -> Bounds:
        """The gradient at a node: the student's where it is not the expected one, else what follows."""
        if node not in self.known:
            self.known[node] = self._reaching(node)
        return self.known[node]

    def _reaching(self, node: str) -> Bounds:
        asked = self._asked(node, "gradient")
        if asked is not None and asked.id in self.own:
            return self._own(asked)
        if asked is not None and asked.id in self.right:
            return self._true(asked.answer)
        if node == self.problem.output:
            return self._at(self.problem.upstream)
        low = high = Fraction(0)
        for line in (line for line in self.part.lines if line.parent == node):
            edge = self._asked(node, "gradient", line.child)
            if edge is not None and edge.id in self.own:
                more = self._own(edge)
            else:
                more = _times(self._at_node(line.child), self._at(line.local))
            low, high = low + more[0], high + more[1]
        return low, high

    def _asked(self, node: str, what: str, child: str = "") -> Blank | None:
        wanted = (node, what, child)
        return next((each for each in self.part.blanks if (each.node, each.what, each.child) == wanted), None)

    def _own(self, blank: Blank) -> Bounds:
        """A number of the student's, to within what its rounding may be."""
        self.used.add(blank.id)
        value = self.own[blank.id]
        off = allowed(blank.answer, value) if value else Fraction(0)
        return value - off, value + off

    def _true(self, answer: NumericPart) -> Bounds:
        return enclosure(answer.expected, self.problem.scope, dict(self.problem.values))

    def _at(self, expr: Expr, but: str = "") -> Bounds:
        """An expression at the student's values."""
        own = {
            blank.node: blank.id
            for blank in self.part.blanks
            if blank.what == "value" and blank.id in self.own and blank.node != but
        }
        self.used |= {own[name] for name in _reached(expr, self.problem.scope, frozenset(own)) if name in own}
        values = dict(self.problem.values) | {node: self.own[name] for node, name in own.items()}
        return enclosure(expr, self.problem.scope, values)


def _reached(expr: Expr, scope: Scope, ends: frozenset[str]) -> set[str]:
    """The names that an expression rests on, as far as ``ends``."""
    found: set[str] = set()
    waiting = list(free_names(expr))
    while waiting:
        name = waiting.pop()
        declared = scope.get(name)
        if name not in found and declared is not None:
            found.add(name)
            if declared.definition is not None and name not in ends:
                waiting.extend(free_names(declared.definition))
    return found


def _times(one: Bounds, other: Bounds) -> Bounds:
    products = [a * b for a in one for b in other]
    return min(products), max(products)


def _is_right(verdict: Verdict) -> bool:
    return verdict.status is Status.CORRECT and not carries(verdict)
