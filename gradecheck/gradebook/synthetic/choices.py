"""What may be answered to each part of a problem, and what each answer is meant to be.

The choices are made once for a problem: right answers, slips that are certainly wrong (each has a point at
which it differs from everything that is accepted), and the rows of the problem's own tests with their verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from ...algebra.compare import compare
from ...algebra.evaluate import enclosure
from ...algebra.values import NoValue
from ...autodiff.mistakes.table import of_formula
from ...notation import parse, to_text
from ...notation.expr import Expr, Shape, free_names
from ...notation.reading import NotationError, Reading
from ...problem.model import Item, Problem, ProblemTest
from ...problem.parts import Accepted, CodePart, GraphPart, NumericPart, ShapePart, SymbolicPart
from ...problem.tolerance import is_near

Meant = Literal["right", "partial", "wrong", "blank", "unreadable", "unknown"]
"""``unknown`` where the answer was not made to be one of the others, such as a random edit of code."""

OF_STATUS: dict[str, Meant] = {
    "correct": "right",
    "partial": "partial",
    "incorrect": "wrong",
    "invalid": "unreadable",
}
MOST_SLIPS = 24
COMMONEST, STEEPNESS = 10.0, 1.2
"""The weight of the likeliest slip, and how fast that of the others falls with their rank."""
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: a text as it stands, or a value that is spelled anew by each student."""

    meant: Meant
    what: str | Expr | Fraction | Shape
    slip: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A part or a blank: what it is called in reports (``id``) and what may be answered.

    ``places`` is the number of decimals that are asked for, where it is.
    """

    problem: Problem
    item: Item
    kind: str
    id: str
    choices: tuple[Choice, ...]
    part: SymbolicPart | NumericPart | ShapePart | CodePart
    places: int | None = None

    def meant(self, *kinds: Meant) -> tuple[Choice, ...]:
        """The choices that are meant to be one of ``kinds``."""
        return tuple(choice for choice in self.choices if choice.meant in kinds)


def questions(problem: Problem) -> tuple[Question, ...]:
    """All parts and blanks of a problem with what may be answered to them."""
    return tuple(question for item in problem.items for question in _of_item(problem, item))


def _of_item(problem: Problem, item: Item) -> Iterator[Question]:
    for part in item.parts:
        own_id = item.id if len(item.parts) == 1 and part.kind != "code" else f"{item.id}.{part.kind}"
        rows = tuple(_rows(problem, item, part.kind))
        match part:
            case SymbolicPart():
                made = (*_symbolic(problem, part), *_certain(problem, part, rows))
                yield Question(problem, item, part.kind, own_id, made, part)
            case NumericPart():
                yield _numeric_question(problem, item, part, own_id, "numeric", rows, _numbers(problem))
            case ShapePart():
                made = (*_shapes(problem, part), *rows)
                yield Question(problem, item, part.kind, own_id, made, part)
            case CodePart():
                yield Question(problem, item, part.kind, own_id, rows, part)
            case GraphPart():
                values = tuple(_value(problem, blank.answer.expected) for blank in part.blanks)
                for blank in part.blanks:
                    tried = tuple(_rows(problem, item, blank.id))
                    name = f"{item.id}.graph.{blank.id}"
                    yield _numeric_question(problem, item, blank.answer, name, "graph", tried, values)


def _rows(problem: Problem, item: Item, key: str) -> Iterator[Choice]:
    """The rows of the problem's tests that answer one part alone, whatever else is on the sheet."""
    for row in problem.tests:
        if row.item == item.id and not row.after and len(row.response) == 1:
            named, text = row.response[0]
            alone = not named and len(item.parts) == 1 and item.parts[0].kind == key
            if text.strip() and (named == key or alone) and _is_whole(row, text):
                yield Choice(OF_STATUS.get(row.status, "unknown"), text, f"row {row.line}", 1.5)


def _is_whole(row: ProblemTest, text: str) -> bool:
    """Whether the text can stand in a sheet: not above a function that is not called as is asked."""
    return row.note != "missing_function" and "```" not in text


# -- expressions ---------------------------------------------------------------------------------------------


def _symbolic(problem: Problem, part: SymbolicPart) -> Iterator[Choice]:
    yield Choice("right", part.expected, "", 10)
    for row in part.accept:
        if row.expected is not None and not row.where and not row.when:
            yield Choice(_earned(row.credit), row.expected, row.note, 2)
    if part.up_to or part.form:
        return
    seen: set[Expr] = {part.expected}
    found: list[Choice] = []
    for name, expr, weight in (*_slips(problem, part), *_neighbours(problem, part)):
        if expr in seen or len(found) >= MOST_SLIPS:
            continue
        seen.add(expr)
        meant = _meaning(problem, part, to_text(expr, "plain", problem.scope))
        if meant in ("wrong", "partial", "right"):
            found.append(Choice(meant, expr, name, weight))
    yield from _by_rank(found)


def _by_rank(slips: Sequence[Choice]) -> Iterator[Choice]:
    """Slips weighted as in a class: one is made by many, the n-th likeliest by 1/n^1.2 of them, most by few.

    The kinds of slips are ranked by their weights, the slips of one kind as they come, the simplest first.

    >>> slips = [Choice("wrong", name, name, weight) for name, weight in (("a", 1), ("b", 3), ("a", 1))]
    >>> [round(one.weight, 2) for one in _by_rank(slips)]
    [4.35, 10.0, 1.89]
    """
    kinds = dict.fromkeys(one.slip for one in sorted(slips, key=lambda one: -one.weight))
    order = {name: rank for rank, name in enumerate(kinds, 1)}
    met: Counter[str] = Counter()
    for one in slips:
        met[one.slip] += 1
        yield replace(one, weight=COMMONEST / (order[one.slip] * met[one.slip]) ** STEEPNESS)


def _slips(problem: Problem, part: SymbolicPart) -> Iterator[tuple[str, Expr, float]]:
    for wrong in of_formula(part.expected, problem.scope):
        yield wrong.rule.name, wrong.expr, wrong.rule.weight


def _neighbours(problem: Problem, part: SymbolicPart) -> Iterator[tuple[str, Expr, float]]:
    for item in problem.items:
        for other in item.parts:
            if isinstance(other, SymbolicPart) and other is not part:
                yield "answer of a neighbour", other.expected, 0.5


def _certain(problem: Problem, part: SymbolicPart, rows: Sequence[Choice]) -> Iterator[Choice]:
    """Rows whose verdict holds whatever else is on the sheet: a wrong one might follow from another answer."""
    follows = [row for row in part.accept if row.when]
    for row in rows:
        assert isinstance(row.what, str)
        certain = row.meant != "wrong" or not follows or _meaning(problem, part, row.what) == "wrong"
        yield row if certain else Choice("unknown", row.what, row.slip, row.weight)


def _meaning(problem: Problem, part: SymbolicPart, text: str) -> Meant:
    """What an expression is certainly meant to be, ``unknown`` where that cannot be told."""
    try:
        readings = parse(text, problem.scope)
    except NotationError:
        return "unreadable"
    if any(name in free_names(reading.expr) for name in part.hidden for reading in readings):
        return "unreadable"
    found = {_against(problem, part, reading) for reading in readings}
    return found.pop() if len(found) == 1 else "unknown"


def _against(problem: Problem, part: SymbolicPart, reading: Reading) -> Meant:
    plain = compare(
        part.expected,
        reading.expr,
        problem.scope,
        condition=part.condition,
        free=part.free,
        seconds=SECONDS,
    )
    if plain.verdict != "different":
        return "unknown"
    for row in part.accept:
        if row.expected is not None:
            scope = problem.scope.with_definitions(dict(row.where))
            found = compare(
                row.expected,
                reading.expr,
                scope,
                condition=part.condition,
                free=part.free,
                seconds=SECONDS,
            )
            if found.verdict != "different":
                return "unknown"
    return _earned(part.transposed_credit) if plain.relation == "transposed" else "wrong"


def _earned(credit: Fraction) -> Meant:
    return "right" if credit == 1 else "partial" if credit else "wrong"


# -- numbers -------------------------------------------------------------------------------------------------


def _numeric_question(
    problem: Problem,
    item: Item,
    part: NumericPart,
    name: str,
    kind: str,
    rows: tuple[Choice, ...],
    others: Sequence[Fraction | None],
) -> Question:
    value = _value(problem, part.expected)
    made = () if value is None else tuple(_numeric(problem, part, value, others))
    return Question(problem, item, kind, name, (*made, *rows), part, part.decimals)


def _numeric(
    problem: Problem, part: NumericPart, value: Fraction, others: Sequence[Fraction | None]
) -> Iterator[Choice]:
    yield Choice("right", value, "", 10)
    accepted = [(row, _value(problem, row.expected)) for row in part.accept if row.expected is not None]
    for row, number in accepted:
        if number is not None and not row.when:
            yield Choice(_earned(row.credit), number, row.note, 2)
    step = Fraction(14, 10 ** (part.decimals + 1)) if part.decimals is not None else Fraction(1)
    tried = [
        ("sign", -value, 5.0),
        ("rounding", value + step, 1.5),
        ("rounding", value - step, 1.5),
        ("constant factor", 2 * value, 1.0),
        ("constant factor", value / 2, 1.0),
        *(("exchanged", other, 1.0) for other in dict.fromkeys(others) if other is not None),
    ]
    near = [value, *(number for _, number in accepted if number is not None)]
    for slip, number, weight in tried:
        if not any(_may_count(part, expected, number) for expected in near):
            yield Choice("wrong", number, slip, weight)


def _may_count(part: NumericPart, expected: Fraction, given: Fraction) -> bool:
    """Whether a number, once it is rounded to be written, may be near enough."""
    return any(is_near(part, expected, expected + (given - expected) / n) for n in (1, 2))


def _numbers(problem: Problem) -> tuple[Fraction | None, ...]:
    parts = (part for item in problem.items for part in item.parts if isinstance(part, NumericPart))
    return tuple(_value(problem, part.expected) for part in parts)


def _value(problem: Problem, expr: Expr) -> Fraction | None:
    try:
        lower, upper = enclosure(expr, problem.scope, dict(problem.values))
    except NoValue:
        return None
    return (lower + upper) / 2


# -- shapes --------------------------------------------------------------------------------------------------


def _shapes(problem: Problem, part: ShapePart) -> Iterator[Choice]:
    yield Choice("right", part.expected, "", 10)
    accepted: list[Accepted] = [row for row in part.accept if row.shape is not None]
    for row in accepted:
        if row.shape is not None and not row.when:
            yield Choice(_earned(row.credit), row.shape, row.note, 3)
    rows, columns = part.expected
    tried: list[tuple[str, Shape, float]] = [("transposed", (columns, rows), 5)]
    for dim in problem.scope.dims:
        tried += [("dimension", (rows, dim), 1), ("dimension", (dim, columns), 1)]
    right = {part.expected, *(row.shape for row in accepted)}
    for slip, shape, weight in tried:
        if shape not in right:
            yield Choice("wrong", shape, slip, weight)
