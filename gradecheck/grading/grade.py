"""``grade(problem, submission, seed) -> Report``: each part with its answer, its check, its points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from pathlib import PurePath

from ..problem.model import Item, Problem
from ..problem.parts import Blank, CodePart, GraphPart, NumericPart, Part, ShapePart, SymbolicPart
from ..submission.model import Response, Submission
from . import follow, numeric, rubric, shape, symbolic
from .code_cells import in_cells
from .drawn import Drawn, drawn
from .earlier import NONE, Carried, Earlier
from .hint_cost import charged
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
    return Report(problem.id, problem.title, seed, items, tuple(matched.warnings), problem.variant)


@dataclass(eq=False)
class _Grading:
    """One submission on its way through a problem; ``notes`` are those that its items earned so far."""

    problem: Problem
    matched: Matched
    seed: int
    trust: bool
    memo: Memo | None
    notes: dict[str, str] = field(default_factory=dict)
    earlier: Earlier = field(init=False)

    def __post_init__(self) -> None:
        self.earlier = Earlier(self.problem)

    def item(self, item: Item) -> ItemReport:
        reports: dict[int, list[PartReport]] = {}
        formula: Verdict | None = None
        for part in sorted(item.parts, key=lambda part: not isinstance(part, SymbolicPart)):
            reports[id(part)] = list(self._part(item, part, formula))
            if isinstance(part, SymbolicPart):
                formula = reports[id(part)][0].verdict
            for report in reports[id(part)]:
                self.earlier.enter(item, report)
        parts = tuple(report for part in item.parts for report in reports[id(part)])
        earned = [part.verdict.note for part in parts if part.verdict.note]
        self.notes[item.id] = earned[-1] if earned else ""
        taken = {blank: n for (own_id, blank), n in self.matched.hints.items() if own_id == item.id}
        return ItemReport(item.id, item.label, item.points, parts, *charged(self.problem, item, taken))

    def _part(self, item: Item, part: Part, formula: Verdict | None) -> Iterator[PartReport]:
        share = item.points / len(item.parts)
        if isinstance(part, GraphPart):
            yield from self._blanks(item, part, share)
            return
        response = self.matched.by_key.get((item.id, part.kind, ""))
        own_id = item.id if len(item.parts) == 1 and part.kind != "code" else f"{item.id}.{part.kind}"
        carried = self.earlier.carried(item, part, formula)
        is_right = formula is not None and formula.status is Status.CORRECT and not formula.given
        yield self._judged(own_id, part.kind, part, share, response, carried, formula_is_right=is_right)

    def _blanks(self, item: Item, part: GraphPart, share: Fraction) -> list[PartReport]:
        whole = sum((blank.points for blank in part.blanks), Fraction(0))
        reports: list[PartReport] = []
        for blank in part.blanks:
            points = share * blank.points / whole if whole else Fraction(0)
            response = self.matched.by_key.get((item.id, "graph", blank.id))
            own_id = f"{item.id}.graph.{blank.id}"
            reports.append(self._judged(own_id, "graph", blank.answer, points, response, NONE))
        if not part.lines:
            return reports
        found = drawn(part, self.problem, [(report.response, report.verdict) for report in reports])
        blanks = zip(part.blanks, reports, found, strict=True)
        return [self._resting(blank, report, rests) for blank, report, rests in blanks]

    def _resting(self, blank: Blank, report: PartReport, found: Drawn) -> PartReport:
        """A blank with the verdict that rests on the others, under a name of its own."""
        if not found.basis:
            return report
        key = report.key
        if self.memo is not None:
            key = self.memo.key(self.problem, blank.answer, report.response, self.notes, key, found.basis)
            self.memo.verdict(key, lambda: found.verdict)
        return replace(report, verdict=found.verdict, key=key, basis=found.basis)

    def _judged(
        self,
        own_id: str,
        kind: str,
        part: Part,
        points: Fraction,
        response: Response | None,
        carried: Carried,
        *,
        formula_is_right: bool = False,
    ) -> PartReport:
        text = response.text if response else ""
        if response is None or not text.strip():
            return PartReport(own_id, kind, points, text, symbolic.blank())
        basis = carried.basis
        make = partial(self._verdict, part, response, formula_is_right)
        if self.memo is None:
            verdict = self._following(part, response, carried, make())
            return PartReport(own_id, kind, points, text, verdict, basis=_rests(part, carried, verdict))
        name = PurePath(response.place.path).name if isinstance(part, CodePart) else ""
        place = f"{name} {response.cells}" if response.cells and name else name
        formula = "formula" if formula_is_right and part.kind == "numeric" else ""
        rest = (self.seed, self.trust, place, formula)
        key = self.memo.key(self.problem, part, text, self.notes, *rest)
        if basis:
            plain, remember = key, self.memo
            key = self.memo.key(self.problem, part, text, self.notes, *rest, basis)
            verdict = self.memo.verdict(
                key, lambda: self._following(part, response, carried, remember.verdict(plain, make))
            )
        else:
            verdict = self.memo.verdict(key, make)
        return PartReport(own_id, kind, points, text, verdict, key, _rests(part, carried, verdict))

    def _verdict(self, part: Part, response: Response, formula_is_right: bool) -> Verdict:
        problem, text, notes = self.problem, response.text, self.notes
        match part:
            case SymbolicPart():
                verdict = symbolic.check(part, problem, text, self.seed, notes, self._comparing(part))
                return rubric.expression(part, problem, text, self.seed, verdict)
            case NumericPart():
                verdict = numeric.check(part, problem, text, notes, formula_is_right=formula_is_right)
                return rubric.number(part, problem, text, verdict)
            case ShapePart():
                return shape.check(part, problem, text, notes)
            case CodePart():
                from . import code

                name = response.place.path
                checked = code.check(part, problem, text, name, self.seed, trust=self.trust)
                return in_cells(checked, response.cells)
        return symbolic.blank()

    def _following(self, part: Part, response: Response, carried: Carried, verdict: Verdict) -> Verdict:
        """The verdict once the student's own earlier answers are looked at."""
        problem, text = self.problem, response.text
        match part:
            case SymbolicPart() if carried.exprs or carried.laid_out:
                return follow.symbolic(part, problem, text, self.seed, carried, verdict)
            case NumericPart():
                return follow.numbers(part, problem, text, carried, verdict)
            case ShapePart():
                return follow.shapes(part, problem, text, carried, verdict)
            case CodePart() if carried.basis:
                from .against import held_together

                name = response.place.path
                return held_together(part, problem, text, name, self.seed, carried, verdict, trust=self.trust)
        return verdict

    def _comparing(self, part: Part) -> symbolic.Comparing | None:
        """How comparisons are remembered, by the part and the row of its answers."""
        memo = self.memo
        if memo is None:
            return None
        name = f"{memo.digest(self.problem, part)} {self.seed} "
        return lambda row, given, make: memo.comparison(name + row, given, make)


def _rests(part: Part, carried: Carried, verdict: Verdict) -> str:
    """What stands for the earlier answers that the credit may rest on; what cannot be read rests on none."""
    if isinstance(part, GraphPart) or part.follows is None or verdict.status is Status.INVALID:
        return ""
    return carried.basis
