"""What people decided about answers: a credit and a remark for all answers of one form, for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction

from ..grading.verdict import PartReport, earning
from ..problem.model import Numbers, Problem
from .forms import form_of
from .shard import numbers_row, variant_of
from .store import Store


@dataclass(frozen=True, slots=True)
class Decision:
    """``who`` gave all answers of this form ``credit`` (0 to 1), with a sentence for the students.

    ``basis`` stands for the earlier answers of those who wrote it, where it was judged with them.
    """

    problem: str
    part: str
    kind: str
    response: str
    credit: Fraction
    remark: str
    who: str
    at: datetime
    basis: str = ""
    variant: Numbers = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions, by problem, part and form of the answer. Of several on one form the last one counts."""

    by_form: Mapping[tuple[str, str, str], Decision]
    problems: Mapping[str, Problem] = field(default_factory=dict)

    @classmethod
    def read(cls, store: Store) -> Decisions:
        """The decisions in a store; the forms of their answers are read anew."""
        problems = {problem.id: problem for problem in store.problems()}
        found: dict[tuple[str, str, str], Decision] = {}
        for row in store.db.execute(
            "select problem, part, kind, response, credit, remark, who, at, variant from decision order by id"
        ):
            problem, part, kind, response, credit, remark, who, at, numbers = row
            answer, basis = _answer(response)
            one = Decision(
                problem,
                part,
                kind,
                answer,
                Fraction(credit),
                json.loads(remark),
                json.loads(who),
                datetime.fromisoformat(at),
                basis,
                variant_of(numbers)[0],
            )
            own = _own(problems.get(problem), one.variant)
            if own is not None:
                form, _ = form_of(kind, one.response, own, basis)
                found[problem, part, form] = one
        return cls(found, problems)

    def applied(self, problem: str, part: PartReport, form: str, numbers: Numbers = ()) -> PartReport:
        """A part with the decision on answers of its form in force; the form is found where it is "".

        ``numbers`` are those of the student's variant.
        """
        if not any((problem, part.id) == (one, other) for one, other, _ in self.by_form):
            return part
        own = _own(self.problems.get(problem), numbers)
        if not form and part.response and own is not None:
            form, _ = form_of(part.kind, part.response, own, part.basis)
        decision = self.by_form.get((problem, part.id, form))
        if decision is None:
            return part
        said = (decision.remark,) if decision.remark else ()
        verdict = replace(
            part.verdict,
            status=earning(decision.credit),
            credit=decision.credit,
            note="decided",
            feedback=(*said, "A person has looked at this answer."),
        )
        return replace(part, verdict=verdict)


def _written(one: Decision) -> str:
    """An answer as it is kept: its text, and beside it the earlier answers that it rests on, if any."""
    return json.dumps([one.response, one.basis] if one.basis else one.response)


def _answer(kept: str) -> tuple[str, str]:
    found = json.loads(kept)
    return (found, "") if isinstance(found, str) else (found[0], found[1])


def _own(problem: Problem | None, numbers: Numbers) -> Problem | None:
    """The variant with these numbers; ``None`` where the problem has no such variant any more."""
    if problem is None or [name for name, _ in numbers] != [name for name, _ in problem.variant]:
        return None
    return replace(problem, variant=numbers)


def decide(store: Store, decisions: tuple[Decision, ...]) -> None:
    """Keep decisions. Nothing that was decided before is lost: the last one counts."""
    with store.transaction() as db:
        for one in decisions:
            db.execute(
                "insert into decision (problem, part, kind, response, credit, remark, who, at, variant) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(one.problem, one.part, one.kind, _written(one), str(one.credit)),
                    *(json.dumps(one.remark), json.dumps(one.who), one.at.astimezone(UTC).isoformat()),
                    numbers_row(one.variant),
                ),
            )
