"""Code that follows from a student's own earlier functions, so that a slip in one of them costs once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from time import monotonic

import numpy as np

from ..differences.point import Array, Point
from ..notation.expr import free_names
from ..notation.scope import Scope
from ..problem.parts import CodePart, Follows, Use, Way
from ..problem.ways import on, with_own
from .beside import Beside, is_same
from .earlier import Carried
from .formula_values import SECONDS, arguments, formula_value
from .given import earned, said_too
from .verdict import Verdict

Own = tuple[tuple[Use, CodePart, str], ...]
Arrays = dict[str, Array]
"""What own functions return at one place, by the names that stand for them."""


def following_code(beside: Beside, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict where a function computes what follows from what own functions return; else ``verdict``."""
    follows = beside.part.follows
    for way in follows.ways if follows is not None else ():
        assert follows is not None
        rests = on(follows, way)
        codes = tuple(each for each in carried.codes if each[0] in rests)
        for size in range(len(codes), 0, -1):
            for own in combinations(codes, size):
                case = _Case(beside, follows, way, own)
                known = case.known()
                if known is not None and case.follows_from(known):
                    return case.verdict(verdict)
    return verdict


@dataclass(frozen=True, slots=True)
class _Case:
    """Some own functions in the place of right answers, in one way."""

    beside: Beside
    follows: Follows
    way: Way
    own: Own

    def follows_from(self, known: Sequence[Arrays]) -> bool:
        """Whether the function returns what follows, wherever it was called."""
        scope, deadline = self._scope, monotonic() + SECONDS
        returned = self.beside.returned
        for point, array, own in zip(self.beside.points, returned or (), known, strict=bool(returned)):
            inputs = {**arguments(self.beside.part, point), **own}
            said = formula_value(self.way.expected, scope, inputs, deadline)
            if said is None or not is_same(array, said):
                return False
        return bool(returned)

    def verdict(self, verdict: Verdict) -> Verdict:
        """Right, given own code, unless that leaves nothing to work out."""
        items = tuple(use.item for use, _, _ in self.own)
        called = f"your code in {' and '.join(items)}"
        if self._is_trivial():
            said = f"It follows from {called}, but nothing is left to work out then: no credit carries over."
            return said_too(verdict, said)
        found = earned(self.follows.credit, verdict, items, f"Right, given {called}.")
        return replace(found, feedback=(*found.feedback, *verdict.feedback), evidence=verdict.evidence)

    @property
    def _scope(self) -> Scope:
        """The scope in which own answers are inputs, and the others are right."""
        names: dict[str, None] = {use.declared.name: None for use, _, _ in self.own}
        return with_own(self.beside.problem.scope, self.follows, self.way, ()).with_definitions({**names})

    def known(self) -> list[Arrays] | None:
        """What own functions return at each place; those that the way reads with other inputs come last."""
        points = self.beside.points
        found: list[Arrays] = [{} for _ in points]
        reread = free_names(self.way.expected) if self.way.where else frozenset[str]()
        for use, part, source in sorted(self.own, key=lambda each: each[0].declared.name in reread):
            where = use.declared.name in reread
            given = [self._inputs(point, own, where=where) for point, own in zip(points, found, strict=True)]
            asked = [at for each in given if each is not None and (at := _point(part, each)) is not None]
            arrays = self.beside.called(part, source, asked) if len(asked) == len(points) else None
            if arrays is None:
                return None
            for own, array in zip(found, arrays, strict=True):
                own[use.declared.name] = array
        return found

    def _inputs(self, point: Point, known: Mapping[str, Array], *, where: bool) -> Arrays | None:
        """The inputs of a place, with what the way puts in their place."""
        inputs = arguments(self.beside.part, point)
        if not where:
            return inputs
        changed: Arrays = {}
        for name, expr in self.way.where:
            said = formula_value(expr, self._scope, {**inputs, **known}, monotonic() + SECONDS)
            if said is None or name not in inputs:
                return None
            changed[name] = said.reshape(np.shape(inputs[name]))
        return {**inputs, **changed}

    def _is_trivial(self) -> bool:
        """Whether the function returns nothing but zeros, or what an earlier one returns there."""
        returned = self.beside.returned or []
        plain = [arguments(self.beside.part, point) for point in self.beside.points]
        for _, part, source in self.own:
            asked = [at for each in plain if (at := _point(part, each)) is not None]
            arrays = self.beside.called(part, source, asked) if len(asked) == len(plain) else None
            if arrays is not None and all(map(np.array_equal, returned, arrays)):
                return True
        return not any(np.any(array) for array in returned)


def _point(part: CodePart, values: Mapping[str, Array]) -> Point | None:
    names = (*part.forward.inputs, *part.upstream)
    if any(name not in values for name in names):
        return None
    inputs = {name: values[name] for name in part.forward.inputs}
    return Point(inputs, tuple(values[name] for name in part.upstream))
