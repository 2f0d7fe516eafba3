"""A whole problem file from a one-line forward, with tests whose statuses are what grading gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ..algebra.evaluate import enclosure
from ..autodiff.symbolic import edge_gradient
from ..errors import AuthorError, AuthorErrors, OperatorError, Place
from ..notation import to_text
from ..notation.expr import Apply, Expr, neg
from ..problem.compiling import compiled
from ..problem.model import Item, Problem
from ..problem.parts import NumericPart, SymbolicPart
from ..problem.starting import start
from ..problem.writing import Key, Row, gradient, problem_text
from ..submission.model import Response, Submission
from .grade import grade

_PLAIN_NOTES = ("different", "unreadable")
"""Notes that say no more than the status."""

Slip = tuple[str, tuple[tuple[str, str], ...]]
"""What a wrong answer is, and the answer by parts."""


def first_problem(forward: str, at: Sequence[str], schema: str = "") -> str:
    """A problem file for the gradients of ``forward`` at the values ``at``.

    Raises ``OperatorError`` where the forward or a value cannot be read, or has no gradient there.
    """
    begun = start(forward, at)
    problem = _compiled(problem_text(begun))
    keys = [_key(problem, item) for item in problem.items]
    problem = _compiled(problem_text(begun, keys))
    rows: list[Row] = []
    for n, (item, name) in enumerate(zip(problem.items, begun.asked, strict=True)):
        rows += _rows(problem, item, keys[n], name, gradient(begun, name))
    text = problem_text(begun, keys, rows, schema)
    _compiled(text)
    return text


def _compiled(text: str) -> Problem:
    try:
        return compiled(text.encode(), "new", "new")
    except AuthorError as error:
        first = error.errors[0] if isinstance(error, AuthorErrors) else error
        fact, remedy = first.fact, first.remedy
        if "cannot be evaluated" in fact:
            fact, remedy = f"a gradient has no value at this point: {fact}", "choose other values for --at"
        raise OperatorError(fact, remedy=remedy, place=Place("forward")) from None


def _key(problem: Problem, item: Item) -> Key:
    symbolic, numeric = item.parts
    assert isinstance(symbolic, SymbolicPart)
    assert isinstance(numeric, NumericPart)
    low, high = enclosure(numeric.expected, problem.scope, dict(problem.values))
    value = (low + high) / 2
    text = to_text(symbolic.expected, "plain", problem.scope)
    for places in range(5):
        decimal = f"{float(value):.{places}f}"
        if abs(Fraction(decimal) - value) <= Fraction(1, 10**12) * abs(value):
            return Key(text, decimal)
    if abs(value) >= Fraction(1, 100):
        return Key(text, f"{float(value):.4f}", "decimals: 4")
    return Key(text, f"{float(value):.3g}", "figures: 3")


def _rows(problem: Problem, item: Item, key: Key, name: str, label: str) -> Iterator[Row]:
    """Right answers, then slips; one that is right by chance is left out."""
    symbolic = item.parts[0]
    assert isinstance(symbolic, SymbolicPart)
    right: list[Slip] = [("", (("symbolic", key.symbolic), ("numeric", key.numeric)))]
    right.append(("", (("", f"{label} = {key.symbolic} = {key.numeric}"),)))
    spelled = to_text(symbolic.expected, "latex", problem.scope)
    spelled = _longer(key.symbolic) if spelled == key.symbolic else spelled
    right.append(("the same, spelled differently", (("symbolic", spelled),)))
    for why, response in right:
        yield _graded(problem, item, why, response)
    seen = {key.symbolic}
    for why, response in _slips(problem, symbolic.expected, key, name):
        row = _graded(problem, item, why, response)
        if row.status not in ("correct", "undecided") and response[0][1] not in seen:
            seen.add(response[0][1])
            yield row


def _slips(problem: Problem, right: Expr, key: Key, name: str) -> Iterator[Slip]:
    yield "the sign", (("symbolic", _text(problem, neg(right))),)
    yield "the sign", (("numeric", key.numeric[1:] if key.numeric.startswith("-") else f"-{key.numeric}"),)
    if isinstance(right, Apply) and right.op in ("mul", "hadamard", "matmul"):
        for n in range(len(right.args)):
            rest = right.args[:n] + right.args[n + 1 :]
            left = rest[0] if len(rest) == 1 else replace(right, args=rest)
            yield "a factor is missing", (("symbolic", _text(problem, left)),)
    children = [node.name for node in problem.graph if name in node.parents]
    for child in children if len(children) > 1 else ():
        along = edge_gradient(problem.scope, problem.output, name, child)
        yield f"only the path through {child}", (("symbolic", _text(problem, along)),)
    yield "the name in place of its gradient", (("symbolic", name),)
    yield "unreadable", (("symbolic", f"({key.symbolic}"),)


def _longer(text: str) -> str:
    """
    >>> _longer("z"), _longer("x + y")
    ('1*z + 0', '1*(x + y) + 0')
    """
    return f"1*{text} + 0" if text.isalnum() else f"1*({text}) + 0"


def _text(problem: Problem, expr: Expr) -> str:
    return to_text(expr, "plain", problem.scope)


def _graded(problem: Problem, item: Item, why: str, response: Iterable[tuple[str, str]]) -> Row:
    """A row with the status that grading gives to the answered parts."""
    answers = tuple(response)
    responses = tuple(Response(f"{item.id}.{part}".rstrip("."), text, Place("tests")) for part, text in answers)
    alone = replace(problem, items=(item,), feedback="verdict")
    report = grade(alone, Submission(responses), trust=True).items[0]
    parts = {part for part, _ in answers}
    answered = tuple(part for part in report.parts if "" in parts or part.kind in parts)
    points = sum((part.points for part in answered), Fraction(0))
    cut = replace(report, parts=answered, points=points)
    notes = [part.verdict.note for part in answered if part.verdict.note not in ("", *_PLAIN_NOTES)]
    return Row(item.id, answers, cut.status.value, notes[0] if notes else "", why)
