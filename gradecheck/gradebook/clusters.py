"""The commonest wrong answers, those that mean the same drawn together.

Expressions with one normal form are one. The commonest forms are then held against one another: first their
values at seeded points, and where these agree the steps of ``algebra.compare`` that are counted and not timed.
The same class gives the same clusters on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from flint import ctx

from ..algebra.balls import Evaluation, Point, defined
from ..algebra.evaluate import enclosure
from ..algebra.normal import normal_form
from ..algebra.points import candidates, needs_of
from ..algebra.values import NoValue, Value
from ..grading.verdict import Status
from ..notation import parse
from ..notation.expr import Expr
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..problem.model import Numbers, Problem
from ..problem.parts import SymbolicPart
from .sameness import SEED, are_equal, compared_over, symbolic_part
from .wrong_answers import Answer, PartAnswers

MOST_PARSED = 1_000
"""Different readings of one part that are brought to normal form."""
MOST_FORMS = 60
"""Normal forms, the commonest, that are held against one another."""
MOST_COMPARED = 150
"""Pairs of one part that the ladder is asked about."""
MOST_POINTS = 4
"""Seeded points that are tried before a value is given up."""
MOST_SPELLINGS = 4
BITS = 128
FIGURES = 9
"""Significant figures in which numbers must agree to be one."""

Key = TypeVar("Key", str, tuple[Status, str, str])


@dataclass(frozen=True, slots=True)
class Cluster:
    """Wrong answers that mean the same: how many wrote one, and the commonest spellings.

    ``read_as`` is the shortest way in which it was read ("" for code and for what cannot be read), ``wrong``
    names the gradients that are wrong in code. ``note`` and ``sentence`` are of the mistake that most of them
    were told. ``different`` counts the spellings, of which the commonest are in ``spellings``.
    """

    count: int
    status: Status
    note: str
    sentence: str
    read_as: str
    spellings: tuple[tuple[str, int], ...]
    different: int = 0
    wrong: str = ""
    variant: Numbers = ()
    """The numbers that the answers are to, where students have their own."""


@dataclass(frozen=True, slots=True)
class PartClusters:
    """The clusters of one part, the largest first. ``wrong`` of ``n`` answers were not right.

    ``others`` counts wrong answers that are in none: too rare, where there are very many different ones.
    """

    problem: str
    item: str
    part: str
    kind: str
    n: int
    wrong: int
    clusters: tuple[Cluster, ...]
    others: int = 0


@dataclass(slots=True)
class _Group:
    """Answers known to be the same, and what stands for them where they are compared."""

    answers: Counter[Answer] = field(default_factory=Counter)
    expr: Expr | None = None
    values: tuple[Value | None, ...] = ()

    @property
    def rank(self) -> tuple[int, str, Numbers]:
        """Sorts the commonest first, and the same way in every run."""
        return -self.answers.total(), min(answer.key for answer in self.answers), self.variant

    @property
    def variant(self) -> Numbers:
        """The numbers that the answers are to."""
        return next(iter(self.answers)).variant

    @property
    def text(self) -> str:
        """What can be read again as the same answer."""
        return next(iter(self.answers)).key

    @property
    def is_unread(self) -> bool:
        return all(answer.status is Status.INVALID for answer in self.answers)

    def cluster(self, kind: str) -> Cluster:
        status, note, sentence = _counted(self.answers, lambda a: (a.status, a.note, a.sentence))[0][0]
        spellings = _counted(self.answers, lambda a: a.written)
        return Cluster(
            count=self.answers.total(),
            status=status,
            note=note,
            sentence=sentence,
            read_as=min((answer.read_as for answer in self.answers), key=lambda text: (len(text), text)),
            spellings=() if kind == "code" else tuple(spellings[:MOST_SPELLINGS]),
            different=0 if kind == "code" else len(spellings),
            wrong=spellings[0][0] if kind == "code" else "",
            variant=self.variant,
        )


def _counted(answers: Counter[Answer], key: Callable[[Answer], Key]) -> list[tuple[Key, int]]:
    """The answers counted by ``key``, the commonest first."""
    counts: Counter[Key] = Counter()
    for answer, count in answers.items():
        counts[key(answer)] += count
    return sorted(counts.items(), key=lambda row: (-row[1], len(row[0]), row[0]))


def clusters(answers: Iterable[PartAnswers], problems: Sequence[Problem]) -> tuple[PartClusters, ...]:
    """The clusters of each part that somebody got wrong, in the order of ``answers``."""
    known = {problem.id: problem for problem in problems}
    return tuple(_of_part(one, known.get(one.problem)) for one in answers if one.wrong)


def _of_part(answers: PartAnswers, problem: Problem | None) -> PartClusters:
    groups = _by_key(answers.counts)
    if problem is not None and answers.kind in ("numeric", "graph"):
        groups = _merged(groups, lambda group: _number(group.text, problem.scope))
    elif problem is not None and answers.kind == "symbolic":
        groups = _by_meaning(groups, symbolic_part(problem, answers.item), problem)
    found = tuple(group.cluster(answers.kind) for group in sorted(groups, key=lambda group: group.rank))
    others = answers.wrong - sum(cluster.count for cluster in found)
    return PartClusters(
        answers.problem, answers.item, answers.part, answers.kind, answers.n, answers.wrong, found, others
    )


def _by_key(counts: Counter[Answer]) -> list[_Group]:
    groups: dict[tuple[bool, str, Numbers], _Group] = {}
    for answer, count in counts.items():
        unread = answer.status is Status.INVALID
        groups.setdefault((unread, answer.key, answer.variant), _Group()).answers[answer] += count
    return list(groups.values())


def _merged(groups: Sequence[_Group], form: Callable[[_Group], str | None]) -> list[_Group]:
    """Groups of one ``form`` drawn together; those that have none, or could not be read, stay as they are."""
    by_form: dict[tuple[str, Numbers], _Group] = {}
    apart: list[_Group] = []
    for group in sorted(groups, key=lambda group: group.rank):
        found = None if group.is_unread else form(group)
        if found is None:
            apart.append(group)
        elif (found, group.variant) in by_form:
            by_form[found, group.variant].answers += group.answers
        else:
            by_form[found, group.variant] = group
    return [*by_form.values(), *apart]


def _number(text: str, scope: Scope) -> str | None:
    """A number as its significant figures; ``None`` for what is none."""
    try:
        lower, upper = enclosure(parse(text, scope)[0].expr, scope, {})
    except (NotationError, NoValue, RecursionError):
        return None
    return _figures((lower + upper) / 2)


def _figures(value: Fraction) -> str:
    """
    >>> _figures(Fraction(1, 3)), _figures(Fraction(-4))
    ('0.333333333', '-4')
    """
    try:
        return f"{value.numerator / value.denominator:.{FIGURES}g}"
    except OverflowError:
        return str(value)


def _by_meaning(groups: Sequence[_Group], part: SymbolicPart | None, problem: Problem) -> list[_Group]:
    """Groups that are equal as expressions drawn together, as far as the bounds go.

    Where students have their own numbers, only what is equal whatever these are.
    """
    read, scope = 0, problem.scope

    def form(group: _Group) -> str | None:
        nonlocal read
        read += 1
        if read > MOST_PARSED:
            return None
        try:
            group.expr = parse(group.text, scope)[0].expr
            return normal_form(group.expr)
        except (NotationError, RecursionError):
            return None

    merged = sorted(_merged(groups, form), key=lambda group: group.rank)
    if problem.variant:
        return merged
    scope, condition = compared_over(part, scope)
    compared = [group for group in merged if group.expr is not None][:MOST_FORMS]
    _evaluate(compared, scope, condition)
    kept: list[_Group] = []
    asked = 0
    for group in compared:
        for other in kept:
            if asked < MOST_COMPARED and _may_be_equal(group, other):
                asked += 1
                if group.expr and other.expr and are_equal(group.expr, other.expr, scope, condition):
                    other.answers += group.answers
                    break
        else:
            kept.append(group)
    rest = [group for group in merged if all(group is not one for one in compared)]
    return [*kept, *rest]


def _evaluate(groups: Sequence[_Group], scope: Scope, condition: Expr | None) -> None:
    """Give each group its values at the same few seeded points."""
    needs = needs_of(*(group.expr for group in groups if group.expr is not None), scope=scope)
    points: list[Point] = []
    try:
        points = list(islice(candidates(scope, needs, f"clusters {SEED}", condition), MOST_POINTS))
    except NoValue:
        return
    for group in groups:
        group.values = tuple(_value(group.expr, point, scope) for point in points)


def _value(expr: Expr | None, point: Point, scope: Scope) -> Value | None:
    if expr is None:
        return None
    try:
        with ctx.workprec(BITS):
            return defined(Evaluation(scope, point).of(expr, {}))
    except (NoValue, RecursionError):
        return None


def _may_be_equal(one: _Group, other: _Group) -> bool:
    """Whether values that both have are the same as far as can be seen, and there are any."""
    pairs = [(a, b) for a, b in zip(one.values, other.values, strict=False) if a is not None and b is not None]
    return bool(pairs) and all(
        a.shape == b.shape and all((x - y).contains(0) for x, y in zip(a.entries, b.entries, strict=True))
        for a, b in pairs
    )
