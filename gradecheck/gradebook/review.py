"""What a person should look at: answers that could not be read or decided, grouped across the class."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256

from ..errors import OperatorError, StudentError
from ..grading.stored import from_text
from ..grading.verdict import Verdict
from ..notation import parse
from ..notation.expr import Expr
from ..problem.model import Item, Numbers, Problem
from ..problem.variants import variant
from .decisions import Decision, Decisions, decide
from .forms import basis_of
from .sameness import are_equal, compared_over, symbolic_part
from .shard import parts_of, variant_of
from .store import Store

MOST_COMPARED = 40
"""Forms of one part that are compared with one another; beyond these each form is a group of its own."""

_ROWS = """
select answer.problem, answer.place, problem.outline,
  verdict.review, verdict.form, verdict.response, verdict.data, max(graded.variant),
  count(distinct attempt.student) as students
from verdict join answer on answer.verdict = verdict.key join attempt on attempt.id = answer.attempt
join problem on problem.id = answer.problem and problem.position >= 0
join graded on graded.attempt = answer.attempt and graded.problem = answer.problem
where verdict.review != '' group by answer.problem, answer.place, verdict.key
order by problem.position, answer.place, students desc, verdict.response, verdict.key
"""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which an answer was written, and by how many students."""

    response: str
    form: str
    students: int

    @property
    def basis(self) -> str:
        """The earlier answers of those who wrote it, where it was judged with them."""
        return basis_of(self.form)


@dataclass(slots=True)
class Group:
    """Answers to one part that are one answer; ``verdict`` is that on the commonest spelling.

    ``reason`` is ``undecided``, ``invalid`` or ``ambiguous_notation``; ``decided`` is set where somebody has
    decided already.
    """

    problem: Problem
    item: Item
    part: str
    kind: str
    reason: str
    verdict: Verdict
    spellings: list[Spelling] = field(default_factory=list)
    decided: Decision | None = None

    @property
    def id(self) -> str:
        """A short name, the same in every run as long as the commonest spelling is."""
        text = json.dumps([self.problem.id, self.part, self.spellings[0].form])
        return sha256(text.encode()).hexdigest()[:8]

    @property
    def students(self) -> int:
        """How many students wrote it; who wrote it in two attempts counts in both spellings."""
        return sum(each.students for each in self.spellings)


def groups(store: Store) -> list[Group]:
    """All groups, in the order of problems and parts, the commonest first."""
    problems = {problem.id: problem for problem in store.problems()}
    decisions = Decisions.read(store)
    found: dict[tuple[str, int, str, Numbers], list[Group]] = {}
    for problem_id, place, outline, reason, form, response, data, said, students in store.db.execute(_ROWS):
        numbers, _ = variant_of(said)
        problem = variant(problems[problem_id], numbers) if numbers else problems[problem_id]
        item, part, kind = list(parts_of(outline))[place]
        own = found.setdefault((problem_id, place, reason, numbers), [])
        spelling = Spelling(json.loads(response), form, students)
        group = next((one for one in own if _belongs(spelling, one, len(own))), None)
        if group is None:
            asked = next(one for one in problem.items if one.id == item)
            decided = decisions.by_form.get((problem_id, part, form))
            group = Group(problem, asked, part, kind, reason, from_text(data), decided=decided)
            own.append(group)
        group.spellings.append(spelling)
    ordered = [sorted(own, key=lambda one: -one.students) for own in found.values()]
    return [group for own in ordered for group in own]


def _belongs(spelling: Spelling, group: Group, groups: int) -> bool:
    """Whether a spelling is the answer of the group: by its form, or as it can be compared."""
    if any(spelling.form == each.form for each in group.spellings):
        return True
    if spelling.basis != group.spellings[0].basis:
        return False
    if groups > MOST_COMPARED or group.reason == "invalid" or group.kind == "code":
        return False
    one, other = (_read(text, group.problem) for text in (spelling.response, group.spellings[0].response))
    if one is None or other is None:
        return False
    part = symbolic_part(group.problem, group.item.id)
    return are_equal(one, other, *compared_over(part, group.problem.scope))


def _read(response: str, problem: Problem) -> Expr | None:
    try:
        return parse(response, problem.scope)[0].expr
    except StudentError:
        return None


def decisions_on(group: Group, credit: Fraction, remark: str, who: str) -> Iterator[Decision]:
    """A decision for each form that the answers of a group have."""
    now = datetime.now(UTC)
    for spelling in {each.form: each for each in group.spellings}.values():
        asked = group.problem
        yield Decision(
            *(asked.id, group.part, group.kind, spelling.response, credit, remark, who, now),
            basis=spelling.basis,
            variant=asked.variant,
        )


def credit_of(text: str) -> Fraction:
    """A credit as people type it. Raises ``OperatorError`` for anything but a number from 0 to 1.

    >>> credit_of("1/2"), credit_of("50 %"), credit_of("1")
    (Fraction(1, 2), Fraction(1, 2), Fraction(1, 1))
    """
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{0,9})?)(?:\s*/\s*(\d{1,9})|\s*(%))?", text.strip())
    if match and (match[2] is None or int(match[2])):
        credit = Fraction(match[1]) / (int(match[2]) if match[2] else 100 if match[3] else 1)
        if credit <= 1:
            return credit
    raise OperatorError(f"'{text}' is not a credit", remedy="give a number from 0 to 1, such as 1/2 or 0.5")


def settle(store: Store, chosen: Sequence[Group], credit: Fraction, remark: str, who: str) -> None:
    """Give all answers of the groups ``credit`` and ``remark``, and keep who said so, and when."""
    decide(store, tuple(one for group in chosen for one in decisions_on(group, credit, remark, who)))
