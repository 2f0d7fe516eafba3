"""Numeric keys that a wrong formula gives as well at the values of the problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from ...algebra.compare import compare
from ...notation.expr import SCALAR, Expr, Name, free_names
from ..derive import Draft, target
from ..figures import decimal
from ..model import Problem
from ..parts import NumericPart
from ..tolerance import is_near
from .other_values import other_values
from .remark import Asked, Remark, numbers
from .value import value_of
from .wrong_formulas import WrongFormula, neighbours, wrong_formulas

MOST = 80
"""Wrong formulas looked at for each number."""
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """A number, the formula it comes from, and the wrong ones that are truly different from it."""

    part: NumericPart
    right: Expr
    wrong: tuple[WrongFormula, ...]

    def parted(self, draft: Draft, values: dict[str, Fraction]) -> bool:
        """Whether at these values every wrong formula gives another number."""
        right = value_of(draft, self.right, values)
        return right is not None and not any(self._meets(draft, each, right, values) for each in self.wrong)

    def _meets(self, draft: Draft, wrong: WrongFormula, right: Fraction, values: dict[str, Fraction]) -> bool:
        given = value_of(draft, wrong.expr, values)
        return given is not None and is_near(self.part, right, given)


def coincidences(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """One remark for each number that cannot tell a wrong formula from the right one."""
    looked = list(_all(draft, problem))
    met = [each for each in looked if each[2]]
    if not met:
        return
    cases = [case for _, case, _ in looked]
    found = other_values(draft, cases)
    remedy = f"values that tell them apart: {found}" if found else "other values may tell them apart"
    for asked, case, same in met:
        yield Remark("coincidence", asked.position, draft.fail(asked.path, _fact(draft, case, same), remedy))


def met_by_variant(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """The same for one variant of many, whose numbers nobody chose: no others are proposed."""
    for asked, case, same in _all(draft, problem):
        if same:
            yield Remark("coincidence", asked.position, draft.fail(asked.path, _fact(draft, case, same)))


def _all(draft: Draft, problem: Problem) -> Iterator[tuple[Asked, Case, list[WrongFormula]]]:
    for asked in numbers(draft, problem.items):
        case, same = _looked_at(draft, asked)
        if case is not None:
            yield asked, case, same


def _looked_at(draft: Draft, asked: Asked) -> tuple[Case | None, list[WrongFormula]]:
    """The case of a number, and the wrong formulas that give the same number at the problem's values."""
    right = _formula(draft, asked)
    value = None if right is None else value_of(draft, right)
    if right is None or value is None or (value and is_near(asked.part, value, -value)):
        return None, []
    apart: list[WrongFormula] = []
    same: list[WrongFormula] = []
    for wrong in _candidates(draft, asked, right):
        given = value_of(draft, wrong.expr)
        if given is None or not is_near(asked.part, value, given):
            apart.append(wrong)
        elif compare(right, wrong.expr, draft.scope, seconds=SECONDS).verdict == "different":
            same.append(wrong)
    return Case(asked.part, right, (*same, *apart)), same


def _formula(draft: Draft, asked: Asked) -> Expr | None:
    """The derived formula: one level of it written out, where it is a node's name."""
    expr = asked.part.expected
    if isinstance(expr, Name) and asked.blank is not None and asked.blank.what == "value":
        declared = draft.scope.get(expr.name)
        return declared.definition if declared else None
    row = draft.file.items[asked.position]
    if not free_names(expr) and asked.blank is None and row.gradient is None:
        return None
    return expr


def _candidates(draft: Draft, asked: Asked, right: Expr) -> list[WrongFormula]:
    beside: Iterator[WrongFormula] = iter(())
    row = draft.file.items[asked.position]
    if asked.blank is not None:
        if asked.blank.what == "gradient" and not asked.blank.child:
            beside = neighbours(draft, draft.declared.output, asked.blank.node)
    elif row.gradient:
        wanted = target(draft, ("items", asked.position, "gradient"), row.gradient)
        of = draft.scope.get(wanted.of or draft.declared.output)
        if of is not None and of.shape == SCALAR and not wanted.entry:
            beside = neighbours(draft, of.name, wanted.wrt)
    return [*islice(wrong_formulas(right, draft.scope), MOST), *beside]


def _fact(draft: Draft, case: Case, same: list[WrongFormula]) -> str:
    first = same[0]
    value = value_of(draft, case.right)
    number = "" if value is None else f" {decimal(value)}"
    more = f"; {len(same) - 1} more" if len(same) > 1 else ""
    return (
        f"a wrong formula passes: {draft.text(first.expr)} ({first.slip}{more}) gives{number} as well at "
        f"these values, as {draft.text(case.right)} does"
    )
