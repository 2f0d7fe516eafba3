"""Checking an expression: every sensible reading against the expected answer and what else is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from ..algebra.balls import constant
from ..algebra.compare import ENOUGH_POINTS, compare
from ..algebra.comparison import Comparison, Evidence
from ..algebra.decimals import agrees_within_decimals, has_decimals
from ..algebra.forms import misfit
from ..algebra.ordered import ordered
from ..algebra.relations import compare_up_to
from ..notation import parse, to_text
from ..notation.expr import Expr, free_names, neg
from ..notation.parse import formula_before_number
from ..notation.reading import NotationError, Reading
from ..notation.scope import Scope
from ..notation.shape_rules import show_shape
from ..problem.model import Problem
from ..problem.parts import Accepted, SymbolicPart
from .mistakes.pairs import NAMELESS
from .mistakes.recognise import recognise
from .verdict import PART, Status, Verdict, earning

RIGHT = Fraction(1)
NEUTRAL = frozenset({Fraction(0), Fraction(1), Fraction(-1)})
"""Numbers that a gradient may well be, though not this one."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A reading held against one right answer; ``row`` is None for the expected one."""

    reading: Reading
    found: Comparison
    row: Accepted | None


def blank() -> Verdict:
    """Nothing was answered."""
    return Verdict(Status.BLANK, Fraction(0))


def unreadable(error: NotationError) -> Verdict:
    """An answer that cannot be read: where, why, and what to write instead."""
    return Verdict(Status.INVALID, Fraction(0), "unreadable", (str(error),))


Comparing = Callable[[str, Expr, Callable[[], Comparison]], Comparison]
"""Gives the comparison of a right answer's name with a given answer, made by the last argument if need be."""


def check(
    part: SymbolicPart,
    problem: Problem,
    text: str,
    seed: int,
    notes: Mapping[str, str],
    comparing: Comparing | None = None,
) -> Verdict:
    """The verdict on an answer. ``notes`` are those that earlier items earned (``when`` in the file)."""
    if not text.strip():
        return blank()
    try:
        readings = parse(text, problem.scope)
    except NotationError as error:
        return unreadable(error)
    hidden = [name for name in part.hidden if any(name in free_names(each.expr) for each in readings)]
    if hidden:
        sentence = f"The answer must do without {', '.join(hidden)}: write it out."
        return Verdict(
            Status.INVALID, Fraction(0), "hidden_name", (sentence,), read_as=_read_as(readings[0], problem)
        )
    tried: list[Tried] = []
    for one in _attempts(part, problem, readings[:1] if part.strict else readings, seed, notes, comparing):
        tried.append(one)
        if one.found.verdict == "equal":
            return _in_form(part, one, _equal(part, problem, one))
    if not free_names(readings[0].expr) and not part.strict:
        before = formula_before_number(text, problem.scope)
        for one in _attempts(part, problem, before, seed, notes, comparing):
            if one.found.verdict == "equal":
                return _in_form(part, one, _equal(part, problem, one))
    if part.decimals:
        for reading in readings:
            if has_decimals(reading.expr) and agrees_within_decimals(
                part.expected, reading.expr, problem.scope
            ):
                return _rounded(reading, problem)
    return _not_equal(part, problem, tried)


def _rounded(reading: Reading, problem: Problem) -> Verdict:
    """Right within the decimals that were typed."""
    evidence = Evidence("agrees", how="within the decimals as typed", points=ENOUGH_POINTS)
    said = ("Right within its decimals; an exact number says more.",)
    return Verdict(Status.CORRECT, RIGHT, "rounded", said, (), _read_as(reading, problem), evidence)


def _attempts(
    part: SymbolicPart,
    problem: Problem,
    readings: tuple[Reading, ...],
    seed: int,
    notes: Mapping[str, str],
    comparing: Comparing | None,
) -> Iterator[Tried]:
    """All readings against the expected answer, then against each accepted one."""

    def compared(row: str, expected: Expr, given: Expr, scope: Scope) -> Comparison:
        with suppress(RecursionError):
            given = ordered(given)
        make = partial(held_against, part, scope, expected, given, seed)
        return comparing(row, given, make) if comparing else make()

    for reading in readings:
        yield Tried(reading, compared("", part.expected, reading.expr, problem.scope), None)
    for number, row in enumerate(part.accept):
        if row.expected is None or any(notes.get(item) != note for item, note in row.when):
            continue
        scope = problem.scope.with_definitions(dict(row.where)) if row.where else problem.scope
        for reading in readings:
            yield Tried(reading, compared(str(number), row.expected, reading.expr, scope), row)


def held_against(
    part: SymbolicPart, scope: Scope, expected: Expr, given: Expr, seed: int, *, shown: bool = True
) -> Comparison:
    """An answer against an expression, in the sense and over the values that the part asks for.

    ``shown`` is as for ``compare``.
    """
    if part.up_to:
        return compare_up_to(part.up_to, expected, given, scope, seed=seed)
    return compare(expected, given, scope, condition=part.condition, free=part.free, seed=seed, shown=shown)


def _equal(part: SymbolicPart, problem: Problem, one: Tried) -> Verdict:
    """Right: in full, or with the credit of the row; what is to be said about the notation is said.

    A row that earns nothing is there for what it says; being equal to it is no evidence of a mistake.
    """
    credit, note = (RIGHT, "") if one.row is None else (one.row.credit, one.row.note)
    remarks = [remark.sentence for remark in one.reading.remarks]
    said = [one.row.feedback] if one.row is not None and one.row.feedback else []
    if one.found.boundary is not None:
        credit *= part.boundary_credit
        note = note or "boundary"
        said.append("Right but for the boundary itself, where conventions differ.")
    said = remarks + said if credit in (0, 1) else (said or [PART]) + remarks
    return Verdict(
        status=earning(credit),
        credit=credit,
        note=note,
        feedback=tuple(said),
        details=() if credit else (f"expected: {part.expected_text}",),
        read_as=_read_as(one.reading, problem),
        evidence=one.found.evidence if credit else None,
        boundary=one.found.boundary,
        given=tuple(item for item, _ in one.row.when) if one.row is not None and credit else (),
    )


def _in_form(part: SymbolicPart, one: Tried, verdict: Verdict) -> Verdict:
    """The verdict on a right answer, once its form is looked at."""
    said = misfit(part.form, one.reading.expr, part.expected) if part.form else ""
    if not said:
        return verdict
    sentence = f"The value is right, the form is not. {said}"
    return replace(
        verdict, status=Status.INCORRECT, credit=Fraction(0), note="wrong_form", feedback=(sentence,)
    )


def _not_equal(part: SymbolicPart, problem: Problem, tried: list[Tried]) -> Verdict:
    """Not right: told by the first reading, unless another one was right but for a transposition."""
    own = [one for one in tried if one.row is None]
    turned = next((one for one in own if one.found.relation == "transposed"), None)
    open_ = next((one for one in tried if one.found.verdict == "undecided"), None)
    shown = turned or (open_ if open_ is not None and open_.row is None else own[0])
    read_as = _read_as(shown.reading, problem)
    evidence = shown.found.evidence
    details = (f"expected: {part.expected_text}",)
    if turned is not None:
        sentence = part.transposed_feedback or "Right up to transposition: check the layout that is asked for."
        status = earning(part.transposed_credit)
        return Verdict(status, part.transposed_credit, "transposed", (sentence,), details, read_as, evidence)
    if open_ is not None:
        sentence = "This could not be decided; a person will look at it. No marks are lost."
        return Verdict(
            Status.UNDECIDED, Fraction(0), "undecided", (sentence,), (), read_as, open_.found.evidence
        )
    note, said = _why(part, problem, shown, [one.reading.expr for one in own])
    opposite = _opposite(part, problem, tried) if note == "sign" else None
    if opposite is not None and opposite.row is not None and opposite.row.expected is not None:
        evidence = opposite.found.evidence
        details = (f"expected: {to_text(opposite.row.expected, 'unicode', problem.scope)}",)
    return Verdict(Status.INCORRECT, Fraction(0), note, said, details, read_as, evidence)


def _opposite(part: SymbolicPart, problem: Problem, tried: list[Tried]) -> Tried | None:
    """The accepted answer of which this one is the opposite."""
    for one in tried:
        right = None if one.row is None or one.row.where else one.row.expected
        if right is not None and one.found.relation == "":
            turned = held_against(part, problem.scope, neg(right), one.reading.expr, 0)
            if turned.verdict == "equal":
                return one
    return None


def _why(
    part: SymbolicPart, problem: Problem, shown: Tried, readings: Sequence[Expr]
) -> tuple[str, tuple[str, ...]]:
    """A short tag and sentences for a wrong answer."""
    found = recognise(part, problem, readings)
    named = (found.sentence,) if found else ()
    match shown.found.relation:
        case "shape":
            mine, right = show_shape(shown.reading.shape), show_shape(part.shape)
            shapes = f"The answer has shape {mine}; {right} is needed."
            if found is None or found.tag == NAMELESS:
                return "wrong_shape", (shapes, *named)
            return found.tag, (*named, shapes)
        case "layout":
            return "layout", ("Right up to layout: a vector for a diagonal matrix, or the reverse.",)
    if found is not None:
        return found.tag, named
    if shown.found.relation == "undefined":
        return "undefined", ("The answer has no value where the right one has.",)
    given = shown.reading.expr
    if has_decimals(given) and agrees_within_decimals(part.expected, given, problem.scope):
        return "decimal", ("Write exact numbers, such as 1/3, not rounded decimals.",)
    number = constant(given)
    if number is not None and number not in NEUTRAL and constant(part.expected) is None:
        return "different", ("This is a number; a formula is asked for.",)
    return "different", ()


def _read_as(reading: Reading, problem: Problem) -> str:
    return to_text(reading.expr, "unicode", problem.scope)
