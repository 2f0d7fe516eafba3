"""``grade(problem, submission, seed) -> Report``: each part with its answer, its check, its points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import PurePath

from ..problem.model import (
    Blank,
    CodePart,
    GraphPart,
    Item,
    NumericPart,
    Part,
    Problem,
    ShapePart,
    SymbolicPart,
)
from ..submission.model import Response, Submission
from . import numeric, shape, symbolic
from .code_cells import in_cells
from .matching import Matched, match
from .memo import Memo
from .verdict import ItemReport, PartReport, Report, Status, Verdict


def grade(
    problem: Problem, submission: Submission, seed: int = 0, *, trust: bool = False, memo: Memo | None = None
) -> Report:
    """The report on a submission's answers to one problem. The same seed gives the same report.

    Code that is not trusted is run only where a sandbox holds; raises ``MachineError`` where none does. What
    ``memo`` knows is not judged again.
    """
    matched = match(problem, submission)
    grading = _Grading(problem, matched, seed, trust, memo)
    items = tuple(grading.item(item) for item in problem.items)
    return Report(problem.id, problem.title, seed, items, tuple(matched.warnings))


@dataclass(eq=False)
class _Grading:
    """One submission on its way through a problem; ``notes`` are those that its items earned so far."""

    problem: Problem
    matched: Matched
    seed: int
    trust: bool
    memo: Memo | None
    notes: dict[str, str] = field(default_factory=dict)

    def item(self, item: Item) -> ItemReport:
        parts = tuple(self._parts(item))
        earned = [part.verdict.note for part in parts if part.verdict.note]
        self.notes[item.id] = earned[-1] if earned else ""
        return ItemReport(item.id, item.label, item.points, parts)

    def _parts(self, item: Item) -> Iterator[PartReport]:
        share = item.points / len(item.parts)
        formula_is_right = False
        for part in item.parts:
            if isinstance(part, GraphPart):
                whole = sum((blank.points for blank in part.blanks), Fraction(0))
                for blank in part.blanks:
                    points = share * blank.points / whole if whole else Fraction(0)
                    yield self._blank(item, blank, points)
                continue
            response = self.matched.by_key.get((item.id, part.kind, ""))
            own_id = item.id if len(item.parts) == 1 and part.kind != "code" else f"{item.id}.{part.kind}"
            judged = self._judged(own_id, part.kind, part, share, response, formula_is_right)
            if part.kind == "symbolic":
                formula_is_right = judged.verdict.status is Status.CORRECT
            yield judged

    def _blank(self, item: Item, blank: Blank, points: Fraction) -> PartReport:
        response = self.matched.by_key.get((item.id, "graph", blank.id))
        return self._judged(f"{item.id}.graph.{blank.id}", "graph", blank.answer, points, response)

    def _judged(
        self,
        own_id: str,
        kind: str,
        part: Part,
        points: Fraction,
        response: Response | None,
        formula_is_right: bool = False,
    ) -> PartReport:
        text = response.text if response else ""
        if response is None or not text.strip():
            return PartReport(own_id, kind, points, text, symbolic.blank())
        make = partial(self._verdict, part, response, formula_is_right)
        if self.memo is None:
            return PartReport(own_id, kind, points, text, make())
        name = PurePath(response.place.path).name if isinstance(part, CodePart) else ""
        place = f"{name} {response.cells}" if response.cells and name else name
        formula = "formula" if formula_is_right and part.kind == "numeric" else ""
        key = self.memo.key(self.problem, part, text, self.notes, self.seed, self.trust, place, formula)
        return PartReport(own_id, kind, points, text, self.memo.verdict(key, make), key)

    def _verdict(self, part: Part, response: Response, formula_is_right: bool) -> Verdict:
        problem, text, notes = self.problem, response.text, self.notes
        match part:
            case SymbolicPart():
                return symbolic.check(part, problem, text, self.seed, notes, self._comparing(part))
            case NumericPart():
                return numeric.check(part, problem, text, notes, formula_is_right=formula_is_right)
            case ShapePart():
                return shape.check(part, problem, text, notes)
            case CodePart():
                from . import code

                name = response.place.path
                checked = code.check(part, problem, text, name, self.seed, trust=self.trust)
                return in_cells(checked, response.cells)
        return symbolic.blank()

    def _comparing(self, part: Part) -> symbolic.Comparing | None:
        """How comparisons are remembered, by the part and the row of its answers."""
        memo = self.memo
        if memo is None:
            return None
        name = f"{memo.digest(self.problem, part)} {self.seed} "
        return lambda row, given, make: memo.comparison(name + row, given, make)
