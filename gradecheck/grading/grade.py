"""``grade(problem, submission, seed) -> Report``: each part with its answer, its check, its points."""

from __future__ import annotations

from fractions import Fraction

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
from .matching import Matched, match
from .verdict import ItemReport, PartReport, Report, Verdict


def grade(problem: Problem, submission: Submission, seed: int = 0, *, trust: bool = False) -> Report:
    """The report on a submission's answers to one problem. The same seed gives the same report.

    Code that is not trusted is run only where a sandbox holds; raises ``MachineError`` where none does.
    """
    matched = match(problem, submission)
    notes: dict[str, str] = {}
    items: list[ItemReport] = []
    for item in problem.items:
        report = _item(item, problem, matched, seed, notes, trust)
        earned = [part.verdict.note for part in report.parts if part.verdict.note]
        notes[item.id] = earned[-1] if earned else ""
        items.append(report)
    return Report(problem.id, problem.title, seed, tuple(items), tuple(matched.warnings))


def _item(
    item: Item, problem: Problem, matched: Matched, seed: int, notes: dict[str, str], trust: bool
) -> ItemReport:
    share = item.points / len(item.parts)
    parts: list[PartReport] = []
    for part in item.parts:
        if isinstance(part, GraphPart):
            parts.extend(_blanks(item, part, problem, matched, share, notes))
            continue
        response = matched.by_key.get((item.id, part.kind, ""))
        verdict = _verdict(part, problem, response, seed, notes, trust)
        own_id = item.id if len(item.parts) == 1 and part.kind != "code" else f"{item.id}.{part.kind}"
        parts.append(PartReport(own_id, part.kind, share, response.text if response else "", verdict))
    return ItemReport(item.id, item.label, item.points, tuple(parts))


def _blanks(
    item: Item, part: GraphPart, problem: Problem, matched: Matched, share: Fraction, notes: dict[str, str]
) -> list[PartReport]:
    whole = sum((blank.points for blank in part.blanks), Fraction(0))
    return [
        _blank(item, blank, problem, matched, share * blank.points / whole if whole else Fraction(0), notes)
        for blank in part.blanks
    ]


def _blank(
    item: Item, blank: Blank, problem: Problem, matched: Matched, points: Fraction, notes: dict[str, str]
) -> PartReport:
    response = matched.by_key.get((item.id, "graph", blank.id))
    text = response.text if response else ""
    verdict = numeric.check(blank.answer, problem, text, notes)
    return PartReport(f"{item.id}.graph.{blank.id}", "graph", points, text, verdict)


def _verdict(
    part: Part, problem: Problem, response: Response | None, seed: int, notes: dict[str, str], trust: bool
) -> Verdict:
    text = response.text if response else ""
    match part:
        case SymbolicPart():
            return symbolic.check(part, problem, text, seed, notes)
        case NumericPart():
            return numeric.check(part, problem, text, notes)
        case ShapePart():
            return shape.check(part, problem, text, notes)
        case CodePart() if response is not None and text.strip():
            from . import code

            return code.check(part, problem, text, response.place.path, seed, trust=trust)
    return symbolic.blank()
