"""What has been judged already: verdicts by all that they rest on, comparisons by the ordered expression.

A class writes the same answers again and again. A verdict follows from the engine, the seed, the part with the
names that it may use, the answer as typed, and the notes that earlier items earned.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from time import perf_counter
from typing import TypeVar

from ..algebra.comparison import Comparison
from ..notation.expr import Expr
from ..problem.codec import Json, encode
from ..problem.model import Problem
from ..problem.parts import CodePart, NumericPart, Part, PythonForward, ShapePart, SymbolicPart
from .verdict import Verdict

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 10_000
"""How many verdicts, and how many comparisons, one process remembers."""


@dataclass(eq=False)
class Memo:
    """Verdicts and comparisons of one process. ``engine`` names the state of the program that makes them."""

    engine: str
    verdicts: OrderedDict[str, Verdict] = field(default_factory=OrderedDict)
    comparisons: OrderedDict[tuple[str, Expr], Comparison] = field(default_factory=OrderedDict)
    spent: dict[str, int] = field(default_factory=dict)
    """Milliseconds for each verdict that was made here and that nobody has been told yet."""
    elsewhere: Callable[[str], Verdict | None] = lambda _: None
    """Verdicts that another process has made."""
    _digests: OrderedDict[tuple[str, int], tuple[Part, str]] = field(default_factory=OrderedDict)

    def verdict(self, key: str, make: Callable[[], Verdict]) -> Verdict:
        """The verdict known under ``key``, made where there is none."""
        found = self.verdicts.get(key)
        if found is not None:
            self.verdicts.move_to_end(key)
            return found
        found = self.elsewhere(key)
        if found is None:
            start = perf_counter()
            found = make()
            self.spent[key] = round((perf_counter() - start) * 1000)
        if gone := _remember(self.verdicts, key, found):
            self.spent.pop(gone, None)
        return found

    def comparison(self, key: str, given: Expr, make: Callable[[], Comparison]) -> Comparison:
        """The comparison with the same expression, made where there is none."""
        place = (key, given)
        found = self.comparisons.get(place)
        if found is None:
            found = make()
            _remember(self.comparisons, place, found)
        return found

    def digest(self, problem: Problem, part: Part) -> str:
        """A part with all of its problem that its verdicts may rest on, as a short text."""
        known = self._digests.get((problem.id, id(part)))
        if known is None or known[0] is not part:
            graph = [[node.name for node in problem.graph], problem.output, encode(problem.upstream)]
            data = [encode(problem.scope), encode(problem.values), graph, *_whole(part, problem)]
            data += [encode(problem.variant)] if problem.variant else []
            text = json.dumps(data, ensure_ascii=True, sort_keys=True)
            known = part, sha256(text.encode()).hexdigest()[:24]
            _remember(self._digests, (problem.id, id(part)), known)
        return known[1]

    def key(self, problem: Problem, part: Part, text: str, notes: Mapping[str, str], *rest: str | int) -> str:
        """The name of the verdict on ``text``; ``rest`` is what else matters: seed, trust, a file's name."""
        wanted = {item: notes.get(item, "") for item in _looked_at(part)}
        basis = [self.engine, self.digest(problem, part), text, sorted(wanted.items()), *rest]
        return sha256(json.dumps(basis).encode()).hexdigest()[:32]


def _remember(kept: OrderedDict[K, V], key: K, value: V) -> K | None:
    """Keep a value; the key of the oldest one, where that has to go, is returned."""
    kept[key] = value
    return kept.popitem(last=False)[0] if len(kept) > MOST else None


def _whole(part: Part, problem: Problem) -> list[Json]:
    """A part as data. Where an author's forward stands in its file changes nothing; hints on code do."""
    if not isinstance(part, CodePart):
        return [encode(part)]
    forward = replace(part.forward, line=0) if isinstance(part.forward, PythonForward) else part.forward
    return [encode(replace(part, forward=forward)), problem.feedback == "verdict"]


def _looked_at(part: Part) -> set[str]:
    """The items whose notes a verdict on this part may look at."""
    if isinstance(part, SymbolicPart | NumericPart | ShapePart):
        return {item for row in part.accept for item, _ in row.when}
    return set()
