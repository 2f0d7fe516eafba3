"""A shard: a few attempts that one worker judges. It holds all that the worker needs, so no disk is shared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from ..errors import AuthorError, GradecheckError, MachineError
from ..grading.grade import grade
from ..grading.matching import unmatched
from ..grading.memo import Memo
from ..grading.stored import from_text, to_text
from ..grading.verdict import PartReport, Report, Status, Verdict
from ..grading.whose import drawn_for
from ..problem.codec import decode
from ..problem.model import Numbers, Problem
from ..problem.variants import for_student
from ..submission import read_files
from ..submission.handed import Person
from ..submission.model import Submission
from .engine import engine
from .forms import form_of, review_reason
from .tables import Verdicts

T = TypeVar("T")

NOBODY = Person("")

Missing = str
"""Why a file has no content."""


@dataclass(frozen=True, slots=True)
class Work:
    """One attempt of ``person`` with its files, and the problems that it is to be judged on."""

    attempt: int
    files: tuple[tuple[str, bytes | Missing], ...]
    problems: tuple[str, ...]
    person: Person = NOBODY


@dataclass(frozen=True, slots=True)
class Order:
    """What all shards of a run have in common: compiled problems as JSON, the seed, the engine, the trust.

    ``run`` is different for each run: a worker sends each verdict once in a run. ``store`` is the gradebook
    where workers on the same disk look for what others have judged, "" for those that have none.
    """

    problems: str
    seed: int
    engine: str
    run: str
    trust: bool = False
    store: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """``known`` are verdicts that were made before, by key."""

    order: Order
    works: tuple[Work, ...]
    known: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict that was made anew, with what is looked for in the store."""

    key: str
    response: str
    data: str
    milliseconds: int
    status: str
    note: str
    review: str
    form: str


@dataclass(frozen=True, slots=True)
class GradedRow:
    """An attempt judged on a problem: keys of verdicts in the order of the outline, "" for blanks.

    ``variant`` is what ``variant_text`` says of a variant, "" where all have the same problem. ``hints`` has
    for each item with hints taken how many, and the share of its points that they cost.
    """

    attempt: int
    problem: str
    keys: tuple[str, ...]
    warnings: tuple[str, ...]
    milliseconds: int
    variant: str = ""
    hints: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be judged, and why."""

    attempt: int
    problem: str
    why: str
    remedy: str = "run again, or report it"


@dataclass(slots=True)
class Judged:
    """What became of a shard. ``outlines`` gives for each problem its items and parts, as JSON."""

    graded: list[GradedRow] = field(default_factory=list)
    verdicts: dict[str, VerdictRow] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    outlines: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def problems_of(text: str) -> tuple[Problem, ...]:
    """The problems of an order; decoded once in a process."""
    return tuple(decode(json.loads(text)))


@lru_cache(maxsize=1)
def _memo(name: str, run: str, store: str) -> Memo:
    """What this process remembers in one run, or finds in the gradebook as it is by then."""
    if not store:
        return Memo(name)
    verdicts = Verdicts(Path(store))

    def elsewhere(key: str) -> Verdict | None:
        text = verdicts.find(key)
        return None if text is None else from_text(text)

    return Memo(name, elsewhere=elsewhere)


def judge(shard: Shard) -> Judged:
    """Judge all attempts of a shard. An attempt that cannot be judged is a ``Failure``, and the others go on.

    Raises ``MachineError`` where this process runs another engine than the order asks for, or where no sandbox
    holds, and ``AuthorError`` where a problem's own forward does not work.
    """
    order = shard.order
    if engine() != order.engine:
        raise MachineError(
            f"this worker runs gradecheck {engine()}, the run was ordered by {order.engine}",
            remedy="install the same version, with the same numpy, sympy and python-flint, on all workers",
        )
    memo = _memo(order.engine, order.run, order.store)
    for key, text in shard.known:
        memo.verdicts[key] = from_text(text)
    judged = Judged()
    problems = {problem.id: problem for problem in problems_of(order.problems)}
    for work in shard.works:
        _one(work, problems, order, memo, judged)
    return judged


def _one(work: Work, problems: Mapping[str, Problem], order: Order, memo: Memo, judged: Judged) -> None:
    found = _guarded(lambda: _read(work, problems, judged))
    if isinstance(found, str):
        judged.failures += [Failure(work.attempt, name, found) for name in work.problems]
        return
    reading, own = found
    for name, problem in own.items():
        start = perf_counter()
        report = _guarded(lambda: grade(problem, reading, order.seed, trust=order.trust, memo=memo))  # noqa: B023
        if isinstance(report, str):
            judged.failures.append(Failure(work.attempt, name, report))
            continue
        milliseconds = round((perf_counter() - start) * 1000)
        _enter(work, problem, report, reading.warnings, milliseconds, memo, judged)
        judged.outlines.setdefault(name, outline(_labelled(report, problems[name])))


def _read(work: Work, problems: Mapping[str, Problem], judged: Judged) -> tuple[Submission, dict[str, Problem]]:
    """What is in the files, with a warning for each that is missing and each answer that is to no item, and
    the problems as who handed them in has them.
    """
    found = read_files([(name, content) for name, content in work.files if isinstance(content, bytes)])
    missing = tuple(f"{name}: {content}" for name, content in work.files if isinstance(content, str))
    asked = {name: _own(problems[name], work, found, judged) for name in work.problems}
    own = {name: problem for name, problem in asked.items() if problem is not None}
    odd = unmatched([own.get(name, problems[name]) for name in work.problems], found)
    return replace(found, warnings=(*missing, *found.warnings, *odd)), own


def _own(problem: Problem, work: Work, reading: Submission, judged: Judged) -> Problem | None:
    """The problem as who handed it in has it; ``None``, and a failure, where that is not to be told."""
    if problem.family is None:
        return problem
    whose = drawn_for(work.person, reading.student)
    if whose is None:
        fact = f"this sheet is for '{reading.student}', which is no id of {work.person.id}: it is not graded"
        remedy = "is it another's? Else give a roster with both ids of this student"
        judged.failures.append(Failure(work.attempt, problem.id, fact, remedy))
        return None
    try:
        return for_student(problem, whose)
    except AuthorError as error:
        fact = f"the numbers of {whose} have no problem: {error.fact}"
        judged.failures.append(Failure(work.attempt, problem.id, fact, "mend it: gradecheck validate says how"))
        return None


def _labelled(report: Report, problem: Problem) -> Report:
    """A report on a variant with the labels of the base variant."""
    labels = {item.id: item.label for item in problem.items}
    return replace(report, items=tuple(replace(item, label=labels[item.id]) for item in report.items))


def _guarded(make: Callable[[], T]) -> T | str:
    """What ``make`` gives, or what went wrong in it. What an author or operator must mend is raised."""
    try:
        return make()
    except GradecheckError:
        raise
    except Exception as error:
        return f"internal error: {type(error).__name__}: {error}"


def _enter(
    work: Work,
    problem: Problem,
    report: Report,
    warnings: Sequence[str],
    milliseconds: int,
    memo: Memo,
    judged: Judged,
) -> None:
    parts = [part for item in report.items for part in item.parts]
    keys = tuple(part.key for part in parts)
    said = tuple(dict.fromkeys((*warnings, *report.warnings)))
    own = variant_text(report) if problem.variant else ""
    hints = tuple((item.id, item.hints, str(item.hint_cost)) for item in report.items if item.hints)
    judged.graded.append(GradedRow(work.attempt, problem.id, keys, said, milliseconds, own, hints))
    for part in parts:
        # A verdict may have been made before it was anybody's: below one that rests on earlier answers.
        spent = memo.spent.pop(part.key, None)
        if spent is not None:
            judged.verdicts[part.key] = _row(part, problem, spent)


def _row(part: PartReport, problem: Problem, milliseconds: int) -> VerdictRow:
    verdict = part.verdict
    form, ambiguous = "", False
    if verdict.status is not Status.CORRECT or part.basis:
        form, ambiguous = form_of(part.kind, part.response, problem, part.basis)
    return VerdictRow(
        part.key,
        json.dumps(part.response),
        to_text(verdict),
        milliseconds,
        verdict.status.value,
        verdict.note,
        review_reason(verdict, ambiguous),
        form,
    )


def outline(report: Report) -> str:
    """The items and parts of a report without what a student did: the same for all reports on a problem."""
    return json.dumps(
        [
            [
                item.id,
                item.label,
                str(item.points),
                [[part.id, part.kind, str(part.points)] for part in item.parts],
            ]
            for item in report.items
        ]
    )


def variant_text(report: Report) -> str:
    """The numbers of a report on a variant, with its labels of items."""
    return numbers_row(report.variant, [item.label for item in report.items])


def numbers_row(numbers: Numbers, labels: Sequence[str] = ()) -> str:
    """Numbers, and labels if there are any, as the store keeps them; "" where all have the same problem."""
    if not numbers:
        return ""
    return json.dumps([[[name, str(value)] for name, value in numbers], list(labels)])


def variant_of(text: str) -> tuple[Numbers, tuple[str, ...]]:
    """Numbers and labels as ``variant_text`` wrote them; nothing for ""."""
    if not text:
        return (), ()
    numbers, labels = json.loads(text)
    return tuple((name, Fraction(value)) for name, value in numbers), tuple(labels)


def parts_of(text: str) -> Iterator[tuple[str, str, str]]:
    """The ids of item and part and the kind of the part at each place of an outline."""
    for item, _, _, parts in json.loads(text):
        for part, kind, _ in parts:
            yield str(item), str(part), str(kind)
