"""A student's own earlier answers, as far as later ones may follow from them.

Only what differs from the expected answer is carried on, and only what was read and decided: with right answers
before it an answer is judged as ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

from ..algebra.compare import compare
from ..algebra.normal import normal_form
from ..errors import StudentError
from ..notation import parse, parse_shape
from ..notation.examples import examples_of
from ..notation.expr import Apply, Expr, Name, Shape, substitute, walk
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..notation.shapes import infer_shape
from ..problem.model import Item, Problem
from ..problem.parts import CodePart, Follows, GraphPart, NumericPart, Part, ShapePart, SymbolicPart, Use
from ..problem.ways import frozen, is_about
from . import numeric
from .dependence import is_constant
from .verdict import GradientEvidence, PartReport, Status, Verdict

LARGEST = 2_000
"""Nodes of an expression that is carried on; a larger one is not."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a ``gradient`` that code returns; ``own`` is the student's where it is not right."""

    gradient: str
    item: str
    right: Expr
    own: Expr | None
    is_own: bool
    """Whether it stands beside the code, in the same item."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Own answers in place of right ones; ``formula`` is that to the same item, ``formulas`` are for code."""

    exprs: tuple[tuple[Use, Expr], ...] = ()
    numbers: tuple[tuple[Use, Fraction], ...] = ()
    shapes: tuple[tuple[Use, Shape], ...] = ()
    formula: Expr | None = None
    formulas: tuple[Formula, ...] = ()
    right: frozenset[str] = frozenset()
    """Items whose own expression is right, though not the expected one."""
    codes: tuple[tuple[Use, CodePart, str], ...] = ()
    """Own code to earlier items, with what it was to return."""
    laid_out: tuple[tuple[Use, Expr], ...] = ()
    """Right answers in the layouts that the student gave: a row for a column, a matrix for its diagonal."""

    @property
    def basis(self) -> str:
        """A short text that is the same for the same answers, "" for none."""
        told = [
            *([use.item, _form(expr)] for use, expr in self.exprs),
            *([use.item, str(value)] for use, value in self.numbers),
            *([use.item, list(shape)] for use, shape in self.shapes),
            *([_form(self.formula)] if self.formula is not None else []),
            *([each.gradient, each.item, _form(each.own) if each.own else "right"] for each in self.formulas),
            *([["right", *sorted(self.right)]] if self.right else []),
            *(["code", use.item, source] for use, _, source in self.codes),
            *(["laid out", use.item, _form(expr)] for use, expr in self.laid_out),
        ]
        return sha256(json.dumps(told).encode()).hexdigest()[:16] if told else ""


NONE = Carried()


@dataclass(eq=False)
class Earlier:
    """What one student answered so far, where it is not what was expected."""

    problem: Problem
    exprs: dict[str, Expr] = field(default_factory=dict)
    numbers: dict[str, Fraction] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    right: set[str] = field(default_factory=set)
    """Items whose own expression is right, though maybe not the expected one."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Declared names that stand for the answer to an item."""

    def __post_init__(self) -> None:
        uses = [use for part in _parts(self.problem) for use in _uses(part)]
        self.names = {use.declared.name: use.item for use in uses if self.problem.scope.get(use.declared.name)}

    def enter(self, item: Item, report: PartReport) -> None:
        """Put down an answer that was judged."""
        unknown = report.kind == "code" and not isinstance(report.verdict.evidence, GradientEvidence)
        if carries(report.verdict) and not unknown:
            with suppress(StudentError, RecursionError):
                self._enter(item.id, report.kind, report.response)
        if report.kind == "symbolic" and is_right(report.verdict):
            self.right.add(item.id)

    def _enter(self, item: str, kind: str, text: str) -> None:
        match kind:
            case "code":
                self.codes[item] = text
            case "symbolic":
                expr = self.resolved(parse(text, self.problem.scope)[0].expr)
                if expr is not None:
                    self.exprs[item] = expr
            case "numeric":
                found = numeric.read(self.problem, text)
                if not isinstance(found, Verdict):
                    self.numbers[item] = found[0]
            case "shape":
                self.shapes[item] = parse_shape(text, self.problem.scope)

    def resolved(self, expr: Expr) -> Expr | None:
        """An answer in which earlier answers are the student's own and later ones the author's.

        No name in it can be given another meaning any more. ``None`` where it gets too large.
        """
        own = {name: self.exprs[item] for name, item in self.names.items() if item in self.exprs}
        names = [node.name for node in walk(expr) if isinstance(node, Name)]
        if _size(expr) + sum(_size(own[name]) for name in names if name in own) > LARGEST:
            return None
        expr = frozen(substitute(expr, own), self.problem.scope, frozenset(self.names))
        return expr if _size(expr) <= LARGEST else None

    def carried(self, item: Item, part: Part, formula: Verdict | None) -> Carried:
        """What a part may rest on. ``formula`` is the verdict on the item's own formula, if there is one."""
        follows = None if isinstance(part, GraphPart) else part.follows
        own = self.exprs.get(item.id) if formula is not None and carries(formula) else None
        match part:
            case SymbolicPart() if follows is not None:
                exprs = tuple(self._exprs(follows))
                right = frozenset(use.item for use, _ in exprs if use.item in self.right)
                return Carried(exprs, right=right, laid_out=tuple(self._laid_out(follows)))
            case NumericPart() if follows is not None:
                used = own if follows.formula is not None else None
                return Carried(numbers=tuple(self._numbers(follows)), formula=used)
            case ShapePart() if follows is not None:
                bound = ((use, self.shapes.get(use.item)) for use in follows.uses)
                return Carried(shapes=tuple((use, shape) for use, shape in bound if shape is not None))
            case CodePart():
                exprs = tuple(self._exprs(follows)) if follows is not None else ()
                right = frozenset(use.item for use, _ in exprs if use.item in self.right)
                formulas, codes = self._formulas(item, part), self._codes(follows) if follows else ()
                return Carried(exprs, formulas=tuple(formulas), right=right, codes=tuple(codes))
        return NONE

    def _formulas(self, item: Item, part: CodePart) -> Iterator[Formula]:
        """The student's formulas for the gradients of a function, of each the nearest one above it."""
        for gradient in part.gradients:
            for one, formula in self._above(item):
                if is_about(formula, gradient, part, self.problem.scope):
                    own = None if one in self.right else self.exprs.get(one)
                    if own is not None or one in self.right:
                        yield Formula(gradient, one, formula.expected, own, one == item.id)
                    break

    def _codes(self, follows: Follows) -> Iterator[tuple[Use, CodePart, str]]:
        """Own functions that each return a single gradient, which an earlier item asks for."""
        for use in follows.uses:
            asked = (part for item in self.problem.items if item.id == use.item for part in item.parts)
            for part in asked if use.item in self.codes else ():
                if isinstance(part, CodePart) and len(part.gradients) == 1 and part.own is None:
                    yield use, part, self.codes[use.item]

    def _above(self, item: Item) -> list[tuple[str, SymbolicPart]]:
        """The formulas asked for in an item and above it, the nearest first."""
        found: list[tuple[str, SymbolicPart]] = []
        for each in self.problem.items:
            found += [(each.id, part) for part in each.parts if isinstance(part, SymbolicPart)]
            if each.id == item.id:
                break
        return found[::-1]

    def _exprs(self, follows: Follows) -> Iterator[tuple[Use, Expr]]:
        for use in follows.uses:
            own = self.exprs.get(use.item)
            expr = None if own is None else _fitted(own, use, self.problem.scope)
            if expr is not None and (expr is own or not _is_meant(expr, use, self.problem.scope)):
                yield use, expr

    def _laid_out(self, follows: Follows) -> Iterator[tuple[Use, Expr]]:
        """The right answers in the layouts that the student gave, where those are others."""
        for use in follows.uses:
            own, declared = self.exprs.get(use.item), self.problem.scope.get(use.declared.name)
            if own is None or declared is None or declared.definition is None:
                continue
            for op in ("transpose", "diag"):
                other = Apply(op, (declared.definition,))
                if _shape(own, self.problem.scope) == _shape(other, self.problem.scope) != declared.shape:
                    yield use, other
                    break

    def _numbers(self, follows: Follows) -> Iterator[tuple[Use, Fraction]]:
        """Own numbers; where an item asks for none, what the own expression comes to.

        None is carried on beside a formula that is a mere number, as the right one is not.
        """
        kinds = {item.id: {part.kind for part in item.parts} for item in self.problem.items}
        for use in follows.uses:
            if self._is_mere_number(use):
                continue
            value = self.numbers.get(use.item)
            if value is None and use.item in self.exprs and "numeric" not in kinds.get(use.item, ()):
                value = numeric.value_of(self.exprs[use.item], self.problem)
            if value is not None:
                yield use, value

    def _is_mere_number(self, use: Use) -> bool:
        own, scope = self.exprs.get(use.item), self.problem.scope
        asked = next((item for item in self.problem.items if item.id == use.item), None)
        if own is None or asked is None or not is_constant(own, scope, 0):
            return False
        formulas = (part for part in asked.parts if isinstance(part, SymbolicPart))
        return not any(is_constant(part.expected, scope, 0) for part in formulas)


def carries(verdict: Verdict) -> bool:
    """Whether an answer was read, decided, and is not simply the expected one."""
    if verdict.status is Status.CORRECT:
        return verdict.note not in ("", "boundary", "rounded")
    return verdict.status in (Status.INCORRECT, Status.PARTIAL)


def is_right(verdict: Verdict) -> bool:
    """Whether an answer is right by itself, not only given others that are wrong."""
    return verdict.status is Status.CORRECT and verdict.note != "follow_through"


def _fitted(expr: Expr, use: Use, scope: Scope) -> Expr | None:
    """An answer as it can stand in place of the right one; ``None`` where it cannot.

    It has the shape of the right one, if need be once transposed or as the diagonal of a diagonal matrix, and
    depends on the same examples.
    """
    shapes = [expr, Apply("transpose", (expr,))]
    if isinstance(expr, Apply) and expr.op == "diag":
        shapes += expr.args
    if not examples_of(expr, scope) <= {use.declared.batch}:
        return None
    return next((each for each in shapes if _shape(each, scope) == use.declared.shape), None)


def _is_meant(expr: Expr, use: Use, scope: Scope) -> bool:
    """Whether an answer is the right one, now that it has its shape."""
    right = use.declared.definition
    return right is not None and compare(right, expr, scope).verdict == "equal"


def _shape(expr: Expr, scope: Scope) -> Shape | None:
    try:
        return infer_shape(expr, scope)
    except NotationError:
        return None


def _parts(problem: Problem) -> Iterator[Part]:
    for item in problem.items:
        yield from item.parts


def _uses(part: Part) -> tuple[Use, ...]:
    follows = part.follows if isinstance(part, SymbolicPart | NumericPart) else None
    return follows.uses if follows is not None else ()


def _size(expr: Expr) -> int:
    return sum(1 for _ in walk(expr))


def _form(expr: Expr) -> str:
    try:
        return normal_form(expr)
    except RecursionError:
        return repr(expr)
