"""What an author sees of an item: its keys, what else counts, what its tests gave, and remarks on it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from markupsafe import Markup

from ..errors import AuthorError
from ..grading.own_tests import Outcome
from ..grading.points import points_text
from ..grading.verdict import Status
from ..notation import to_text
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.figures import EXACT
from ..problem.model import Item, Problem
from ..problem.parts import (
    Accepted,
    CodePart,
    GraphForward,
    GraphPart,
    NumericPart,
    PythonForward,
    ShapePart,
    SymbolicPart,
)
from .criteria import rubric_words
from .feedback import Saying, saying
from .fitting import fit_excerpts
from .formulas import Formulas, formula
from .sheet import signature
from .words import on_one_line, visible

LONGEST_ANSWER = 2_000
WIDEST = 64
"""Columns of a line of the file."""
_MORE_THAN_A_NUMBER = re.compile(r"[^\d.+−-]")
Box = Literal["line", "lines", "code"]


@dataclass(frozen=True, slots=True)
class Told:
    """Something said about the file: where, what, the line with a caret below it, and what to do."""

    place: str
    fact: str
    excerpt: str
    remedy: str
    is_error: bool


def told(message: AuthorError, *, is_error: bool = True) -> Told:
    """A message for a page. A long line is cut so that its caret stays in sight.

    >>> from ..errors import Place
    >>> told(AuthorError("unknown name 'v'", place=Place("a.yaml", 3, 4, "f: v"))).excerpt
    'f: v\\n   ^'
    """
    place, lines = message.place, []
    if place is not None and place.source.strip():
        caret = " " * max(place.column - 1, 0) + "^"
        lines = fit_excerpts([f"  {visible(place.source.rstrip())}", f"  {caret}"], WIDEST)
    return Told(
        visible(str(place)) if place else "",
        visible(message.fact),
        "\n".join(line[2:][:WIDEST] for line in lines),
        visible(message.remedy),
        is_error,
    )


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A further right answer: what it is, what it earns, and the rest in words."""

    formula: Markup
    text: str
    credit: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What is right for a part or a blank, as a formula and as ``text`` to copy; ``source`` of a forward."""

    name: str
    formula: Markup
    text: str
    facts: tuple[str, ...] = ()
    accepted: tuple[AcceptedRow, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A row of ``tests:``: the answer, what came out, and what is not as it should be."""

    answers: tuple[tuple[str, str], ...]
    is_code: bool
    status: Status
    credit: str
    note: str
    wrong: tuple[str, ...]
    said: tuple[Saying, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ItemPreview:
    """One item. ``command`` tries an answer in a terminal; ``tests`` are ``None`` where they were not run."""

    id: str
    label: str
    points: str
    prompt: Markup
    keys: tuple[Key, ...]
    tests: tuple[OwnTest, ...] | None
    remarks: tuple[Told, ...]
    box: Box
    hint: str
    command: str

    @property
    def failed(self) -> int:
        """How many tests did not pass."""
        return sum(bool(row.wrong) for row in self.tests or ())


def item_preview(
    problem: Problem,
    item: Item,
    formulas: Formulas,
    outcomes: Sequence[Outcome] | None,
    remarks: Sequence[Told],
    trying: Sequence[str],
) -> ItemPreview:
    """What is shown of ``item``; ``trying`` begins the command that tries an answer to one."""
    came_out = None if outcomes is None else tuple(_test(o) for o in outcomes if o.test.item == item.id)
    box, hint = _box(item)
    return ItemPreview(
        id=visible(item.id),
        label=on_one_line(item.label, 80),
        points=points_text(item.points),
        prompt=formulas.prose(problem.id, item.prompt),
        keys=tuple(_keys(problem, item, formulas)),
        tests=came_out,
        remarks=tuple(remarks),
        box=box,
        hint=hint,
        command=shlex.join([*trying, visible(item.id)]),
    )


def _box(item: Item) -> tuple[Box, str]:
    """How an answer is typed, and an example that gives nothing away."""
    kinds = {part.kind for part in item.parts}
    if kinds == {"code"}:
        return "code", ""
    blanks = [blank.id for part in item.parts if isinstance(part, GraphPart) for blank in part.blanks]
    if blanks:
        return "lines", f"one a line, such as {visible(blanks[0])} = 0.5"
    if {"symbolic", "numeric"} <= kinds:
        return "line", "as on a sheet: a formula = a number"
    return "line", ""


def _keys(problem: Problem, item: Item, formulas: Formulas) -> Iterator[Key]:
    scope = problem.scope
    for part in item.parts:
        match part:
            case GraphPart():
                for blank in part.blanks:
                    where = f" on the line to {blank.child}" if blank.child else ""
                    of = "" if blank.id == blank.node else f" at {blank.node}"
                    key = formulas.key(problem.id, item.id, f"{item.id}.graph.{blank.id}")
                    yield _number(f"{visible(blank.id)}, {blank.what}{of}{where}", blank.answer, key, scope)
            case CodePart():
                yield _code(part)
            case NumericPart():
                yield _number("numeric", part, formulas.key(problem.id, item.id, f"{item.id}.numeric"), scope)
            case SymbolicPart():
                key = formulas.key(problem.id, item.id, f"{item.id}.symbolic")
                rows = tuple(_accepted(row, scope) for row in part.accept)
                yield Key("symbolic", key, visible(part.expected_text), tuple(_conditions(part, scope)), rows)
            case ShapePart():
                key = formulas.key(problem.id, item.id, f"{item.id}.shape")
                rows = tuple(_accepted(row, scope) for row in part.accept)
                yield Key("shape", key, visible(part.expected_text), (), rows)


def _number(name: str, part: NumericPart, key: Markup, scope: Scope) -> Key:
    key = key if _MORE_THAN_A_NUMBER.search(part.expected_text) else Markup()
    rows = tuple(_accepted(row, scope) for row in part.accept)
    return Key(name, key, visible(part.expected_text), (tolerance_words(part), *rubric_words(part)), rows)


def tolerance_words(part: NumericPart) -> str:
    """How near an answer must come.

    >>> from ..notation.expr import ZERO
    >>> tolerance_words(NumericPart(ZERO, "0", decimals=2))
    'to 2 decimals'
    >>> tolerance_words(NumericPart(ZERO, "0", absolute=Fraction(1, 100), figures=1))
    'to 1 significant figure, or within 0.01'
    >>> tolerance_words(NumericPart(ZERO, "0"))
    'exact (to nine significant figures)'
    """
    said: list[str] = []
    if part.decimals is not None:
        said.append(f"to {_counted(part.decimals, 'decimal')}")
    if part.figures is not None:
        said.append(f"to {_counted(part.figures, 'significant figure')}")
    if part.absolute:
        said.append(f"within {float(part.absolute):g}")
    if part.relative > EXACT:
        said.append(f"within {float(100 * part.relative):g} % of it")
    return ", or ".join(said) or "exact (to nine significant figures)"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _conditions(part: SymbolicPart, scope: Scope) -> Iterator[str]:
    """What else the author laid down about answers."""
    if part.form:
        yield f"its form: {part.form.replace('_', ' ')}"
    if part.up_to:
        yield f"up to a {part.up_to.replace('_', ' ')}"
    if part.condition is not None:
        yield f"where {_text(part.condition, scope)}"
    if part.free:
        yield f"for every value of {', '.join(map(visible, part.free))}"
    if part.hidden:
        yield f"without {', '.join(map(visible, part.hidden))}"
    if part.strict:
        yield "only the first reading counts"
    if part.decimals:
        yield "rounded decimals count"
    if part.boundary_credit != 1:
        yield f"{points_text(part.boundary_credit)} of the credit if it differs on a boundary only"
    if part.transposed_credit:
        yield f"{points_text(part.transposed_credit)} of the credit for the transpose"
    yield from rubric_words(part)


def _accepted(row: Accepted, scope: Scope) -> AcceptedRow:
    facts = [f"reading {visible(name)} as {_text(expr, scope)}" for name, expr in row.where]
    facts += [f"after note {visible(note)} in {visible(item)}" for item, note in row.when]
    facts += [f"note {visible(row.note)}"] if row.note else []
    facts += [f"says “{on_one_line(row.feedback)}”"] if row.feedback else []
    text = _text(row.expected, scope) if row.expected is not None else ""
    if row.shape is not None:
        text = f"{row.shape[0]} × {row.shape[1]}"
    drawn = Markup()
    if row.expected is not None and _MORE_THAN_A_NUMBER.search(text):
        drawn = formula(row.expected, scope, text)
    return AcceptedRow(drawn, text, points_text(row.credit), tuple(facts))


def _text(expr: Expr, scope: Scope) -> str:
    return visible(to_text(expr, "unicode", scope))


def _code(part: CodePart) -> Key:
    of = part.forward.output if isinstance(part.forward, GraphForward) else "the forward"
    facts = [f"returns {'the value and ' * part.with_value}the gradient of {of} by {', '.join(part.gradients)}"]
    facts += [f"upstream: {', '.join(part.upstream)}"] if part.upstream else []
    facts += [f"may not call {', '.join(part.forbid)}"] if part.forbid else []
    source = part.forward.source.rstrip() if isinstance(part.forward, PythonForward) else ""
    return Key("code", Markup(), signature(part), tuple(map(visible, facts)), (), visible(source))


def _test(outcome: Outcome) -> OwnTest:
    test, came_out = outcome.test, outcome.came_out
    credit = came_out.score / came_out.points if came_out.points else Fraction(0)
    notes = [part.verdict.note for part in came_out.parts if part.verdict.note]
    said = (
        [sentence for part in came_out.parts for sentence in part.verdict.told] if outcome.differences else []
    )
    answers = tuple((visible(key), visible(text.rstrip()[:LONGEST_ANSWER])) for key, text in test.response)
    after = tuple((f"{visible(key)} before it", on_one_line(text)) for key, text in test.after)
    return OwnTest(
        answers=(*after, *answers),
        is_code=any(part.kind == "code" for part in came_out.parts),
        status=came_out.status,
        credit=points_text(credit),
        note=visible(", ".join(notes)),
        wrong=tuple(map(visible, outcome.differences)),
        said=tuple(saying(visible(sentence)) for sentence in said) if outcome.differences else (),
        line=test.line,
    )
