"""What an answer that is not right earns by the rubric of its part: the first criterion that it meets.

It earns no less than it did without, and a person still looks at what could not be decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from ..algebra.relations import compare_up_to
from ..algebra.terms import Beyond, matched, same, terms_of
from ..notation import parse
from ..notation.expr import ZERO, Apply, Expr
from ..notation.expr import number as exact
from ..notation.reading import Reading
from ..notation.scope import Scope
from ..problem.model import Problem
from ..problem.parts import Criterion, NumericPart, SymbolicPart, UpTo
from ..problem.tolerance import is_near, widened
from . import numeric
from .mistakes.factors import factors_named
from .verdict import Status, Verdict, earning

WHOLE = Fraction(1)
DIFFERENCES = {
    "sign": "the sign",
    "constant": "a constant that is added",
    "constant_factor": "a constant factor",
    "permutation": "the order of the entries",
}


@dataclass(frozen=True, slots=True)
class Met:
    """A criterion that is met: the ``share`` of its credit, why, and whether more is told of what is wrong."""

    share: Fraction
    said: str
    more: bool = False


def expression(part: SymbolicPart, problem: Problem, text: str, seed: int, verdict: Verdict) -> Verdict:
    """The verdict on an expression, better than ``verdict`` where the rubric gives more."""
    if not part.rubric or verdict.status not in (Status.INCORRECT, Status.PARTIAL):
        return verdict
    scope = problem.scope.with_definitions(dict.fromkeys(part.free)) if part.free else problem.scope
    readings = parse(text, problem.scope)[: 1 if part.strict else None]
    case = _Case(part, scope, readings, seed, verdict)
    for row in part.rubric:
        met = case.met(row)
        if met is not None:
            return _earned(part, problem, row, met, verdict)
    return verdict


def number(part: NumericPart, problem: Problem, text: str, verdict: Verdict) -> Verdict:
    """The verdict on a number, better than ``verdict`` where the rubric gives more."""
    if not part.rubric or verdict.status not in (Status.INCORRECT, Status.PARTIAL):
        return verdict
    read, expected = numeric.read(problem, text), numeric.value_of(part.expected, problem)
    if isinstance(read, Verdict) or expected is None:
        return verdict
    for row in part.rubric:
        met = _met_by_number(part, row, expected, read[0], verdict)
        if met is not None:
            return _earned(part, problem, row, met, verdict)
    return verdict


def _met_by_number(
    part: NumericPart, row: Criterion, expected: Fraction, given: Fraction, verdict: Verdict
) -> Met | None:
    match row.matcher:
        case "mistake":
            return _mistaken(row, verdict)
        case "up_to" if expected and is_near(part, -expected, given):
            return Met(WHOLE, "Right but for the sign.")
        case "sign_of" if expected * given > 0:
            return Met(WHOLE, "The sign is right, the size is not.", more=True)
        case "within" if is_near(widened(part, row), expected, given):
            return Met(WHOLE, "The number is near the right one, but not near enough.")
    return None


@dataclass(frozen=True, slots=True)
class _Case:
    """An answer that is not right, in the scope in which it was compared."""

    part: SymbolicPart
    scope: Scope
    readings: tuple[Reading, ...]
    seed: int
    verdict: Verdict

    def met(self, row: Criterion) -> Met | None:
        """How a criterion is met; one is not where that cannot be decided."""
        with suppress(Beyond, RecursionError):
            return self._met(row)
        return None

    def _met(self, row: Criterion) -> Met | None:
        match row.matcher:
            case "mistake":
                return _mistaken(row, self.verdict)
            case "form" if self.verdict.note == "wrong_form":
                return Met(WHOLE, self.verdict.feedback[0])
            case "shape_only" if self._shaped():
                return Met(WHOLE, "The shape is right.", more=True)
            case "up_to" if row.up_to and any(map(self._up_to(row.up_to), self._shaped())):
                return Met(WHOLE, f"Right but for {DIFFERENCES[row.up_to]}.")
            case "entries":
                return _best(map(self._entries, self._shaped()))
            case "terms":
                return _best(map(self._terms, self._shaped()))
        return None

    def _shaped(self) -> list[Expr]:
        """The readings of the right shape."""
        return [each.expr for each in self.readings if each.shape == self.part.shape]

    def _is(self, expected: Expr, given: Expr) -> bool:
        return same(expected, given, self.scope, condition=self.part.condition, seed=self.seed)

    def _up_to(self, kind: UpTo) -> Callable[[Expr], bool]:
        def alike(given: Expr) -> bool:
            found = compare_up_to(kind, self.part.expected, given, self.scope, seed=self.seed)
            return found.verdict == "equal"

        return alike

    def _entries(self, given: Expr) -> Met:
        """The right entries. One that is to be 0 earns nothing, and costs one where it is not."""
        right = wrong = count = 0
        for at in _positions(self.part, self.scope):
            wanted, own = (Apply("index", (whole, *at)) for whole in (self.part.expected, given))
            fits = self._is(wanted, own)
            if self._is(ZERO, wanted):
                wrong += not fits
            else:
                count, right = count + 1, right + fits
        extra = f", {wrong} not 0 where {_is_are(wrong)} to be" if wrong else ""
        return Met(_share(right - wrong, count), f"{right} of {count} entries {_is_are(right)} right{extra}.")

    def _terms(self, given: Expr) -> Met:
        """The right terms. Each term that there is too much costs one."""
        wanted, own = (terms_of(each, self.scope, seed=self.seed) for each in (self.part.expected, given))
        right = matched(wanted, own, self.scope, seed=self.seed)
        many = max(0, len(own) - len(wanted))
        extra = f", {many} too many" if many else ""
        said = f"{right} of {len(wanted)} terms {_is_are(right)} right{extra}."
        return Met(_share(right - many, len(wanted)), said)


def _positions(part: SymbolicPart, scope: Scope) -> Iterator[tuple[Expr, ...]]:
    rows, columns = part.shape
    for i, j in product(range(int(rows)), range(int(columns))):
        places = (i,) if columns == 1 else (i, j)
        yield tuple(exact(place + scope.base) for place in places)


def _mistaken(row: Criterion, verdict: Verdict) -> Met | None:
    if verdict.note not in row.mistakes:
        return None
    return Met(WHOLE, " ".join(verdict.feedback))


def _best(found: Iterator[Met]) -> Met | None:
    """Of several readings the one that earns most, if any earns something."""
    best = max(found, key=lambda met: met.share, default=None)
    return best if best is not None and best.share else None


def _share(right: int, of: int) -> Fraction:
    return Fraction(max(right, 0), of) if of else Fraction(0)


def _is_are(count: int) -> str:
    return "is" if count == 1 else "are"


def _earned(
    part: SymbolicPart | NumericPart, problem: Problem, row: Criterion, met: Met, verdict: Verdict
) -> Verdict:
    """The verdict by a criterion, unless it earned as much already."""
    credit = row.credit * met.share
    if verdict.credit and credit <= verdict.credit:
        return verdict
    said = tuple(filter(None, (row.feedback or met.said, *(verdict.feedback if met.more else ()))))
    named = factors_named(problem, part, met.said) if row.matcher == "mistake" else ()
    return replace(
        verdict,
        status=earning(credit),
        credit=credit,
        note=row.note or verdict.note,
        feedback=said,
        details=(*named, *verdict.details),
    )
