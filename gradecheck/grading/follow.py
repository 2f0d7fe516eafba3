"""Follow-through: an answer that is right given the student's own earlier ones, so that a mistake costs once.

Nobody gains by a wrong answer: what follows earns no more than a right answer does, and nothing where the
earlier answer takes away what was to be shown (it makes the right answer constant, or changes its shape).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from ..algebra.compare import compare
from ..algebra.comparison import Comparison, Evidence
from ..algebra.evaluate import enclosure
from ..algebra.forms import misfit
from ..algebra.values import NoValue
from ..notation import parse, parse_shape
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, Shape, free_names, number, substitute
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..notation.shapes import infer_shape
from ..problem.model import Follows, NumericPart, Problem, ShapePart, SymbolicPart, Use
from ..problem.tolerance import is_near
from . import numeric
from .earlier import Carried, frozen
from .symbolic import held_against
from .verdict import GradientEvidence, Status, Verdict, earning

REMEMBERED = 1024
"""Expressions that are known to have a value or none, or the same one everywhere: they come again."""

MOST_TOGETHER = 3
"""Own answers of which each subset is tried; of more, all together and each alone."""


def may_follow(verdict: Verdict) -> bool:
    """Whether there is anything to gain: what was read and is not right in full."""
    return verdict.status in (Status.INCORRECT, Status.PARTIAL, Status.UNDECIDED)


def symbolic(
    part: SymbolicPart, problem: Problem, text: str, seed: int, carried: Carried, verdict: Verdict
) -> Verdict:
    """The verdict on an expression, better than ``verdict`` where it follows from own answers."""
    follows = part.follows
    if follows is None or follows.expected is None or not may_follow(verdict):
        return verdict
    read = [reading.expr for reading in parse(text, problem.scope)][: 1 if part.strict else None]
    given = [expr for expr in read if not part.form or not misfit(part.form, expr, part.expected)]
    names = frozenset(use.declared.name for use, _ in carried.exprs)
    told = _told(given, problem.scope, names)
    right = frozen(follows.expected, _with(problem.scope, follows.uses, ()), names)
    for own, expected, may in _taken(follows.expected, carried, problem, seed):
        scope = _with(problem.scope, follows.uses, own)
        for expr in given:
            if may:
                found = held_against(part, scope, expected, expr, seed, shown=False)
                if found.verdict != "different" and not has_value(expected, scope, seed):
                    break
                if found.verdict == "equal":
                    if is_constant(expected, scope, seed) and not is_constant(right, scope, seed):
                        return _trivial(verdict, own)
                    return _given(follows, own, verdict, found)
                if found.verdict == "undecided" and not verdict.credit:
                    return _open(own, verdict, found)
            if told:
                found = held_against(part, scope, right, expr, seed, shown=False)
                if found.verdict == "equal":
                    return _in_own_names(own, verdict, found)
    return verdict


def _told(given: Sequence[Expr], scope: Scope, names: frozenset[str]) -> bool:
    """Whether an answer mentions what the student gave another meaning."""
    return any(frozen(expr, scope, names) != expr for expr in given)


def _subsets(own: tuple[tuple[Use, Expr], ...]) -> Iterator[tuple[tuple[Use, Expr], ...]]:
    sizes = range(len(own), 0, -1) if len(own) <= MOST_TOGETHER else (len(own), 1)
    for size in sizes:
        yield from combinations(own, size)


def _taken(
    expected: Expr, carried: Carried, problem: Problem, seed: int
) -> Iterator[tuple[tuple[tuple[Use, Expr], ...], Expr, bool]]:
    """Own answers, what the right answer is in terms of them, and whether it may follow.

    An item may accept a multiple of what is expected: ∂J/∂ŷ is −1/m times δ_1. A right answer stands for what
    it is, so that nothing wrong follows from it; a wrong one stands for either where it has an m in it, or is
    the accepted one but for the m.
    """
    factors = {use.item: tuple(_factors(use, expr, problem, seed)) for use, expr in carried.exprs}
    for own in _subsets(carried.exprs):
        wrong = [use for use, _ in own if use.item not in carried.right]
        meant, may = expected, bool(wrong)
        for use, expr in own:
            if use not in wrong:
                fits = (one for one in factors[use.item] if _is_right(_times(one, expr), use, problem, seed))
                factor = next(fits, None)
                may = may and factor is not None
                meant = meant if factor is None else _in_place(use, factor, meant)
        yield own, meant, may
        for use in wrong if may else ():
            yield from ((own, _in_place(use, factor, meant), True) for factor in factors[use.item])


def _factors(use: Use, own: Expr, problem: Problem, seed: int) -> Iterator[Expr]:
    """By what an answer is multiplied to give the expected one, where an accepted one may be meant."""
    parts = (part for item in problem.items if item.id == use.item for part in item.parts)
    for part in parts if use.declared.shape == SCALAR else ():
        if not isinstance(part, SymbolicPart):
            continue
        for right in (row.expected for row in part.accept if row.credit == 1 and not row.where):
            factor = None if right is None else Apply("div", (part.expected, right))
            if right is None or factor is None or not is_constant(factor, problem.scope, seed):
                continue
            more = free_names(right) - free_names(part.expected)
            without = substitute(right, dict.fromkeys(more, ONE))
            if more <= free_names(own) or _are_equal(without, own, problem.scope, seed):
                yield factor


def _times(factor: Expr, expr: Expr) -> Expr:
    return Apply("mul", (factor, expr))


def _in_place(use: Use, factor: Expr, expr: Expr) -> Expr:
    """``expr`` with a multiple of an earlier answer in the answer's place."""
    name = use.declared.name
    return substitute(expr, {name: _times(factor, Name(name))})


def _is_right(expr: Expr, use: Use, problem: Problem, seed: int) -> bool:
    right = use.declared.definition
    return right is not None and _are_equal(right, expr, problem.scope, seed)


def _are_equal(one: Expr, other: Expr, scope: Scope, seed: int) -> bool:
    return compare(one, other, scope, seed=seed, shown=False).verdict == "equal"


def _with(scope: Scope, uses: Sequence[Use], own: Sequence[tuple[Use, Expr]]) -> Scope:
    """The scope in which the names of earlier answers have the student's meaning, as far as given."""
    meanings: dict[str, Expr | None] = {use.declared.name: expr for use, expr in own}
    new = tuple(use.declared for use in uses if scope.get(use.declared.name) is None)
    return replace(scope, names=(*scope.names, *new)).with_definitions(meanings)


@lru_cache(maxsize=REMEMBERED)
def has_value(expr: Expr, scope: Scope, seed: int) -> bool:
    """Whether ``expr`` has a value anywhere: there it differs from itself and 1.

    >>> from ..notation.scope import Declared
    >>> scope = Scope((Declared("x"),))
    >>> texts = ("1/x", "1/(x - x)")
    >>> [has_value(parse(text, scope)[0].expr, scope, 0) for text in texts]
    [True, False]
    """
    return compare(expr, Apply("add", (expr, ONE)), scope, seed=seed, shown=False).verdict == "different"


@lru_cache(maxsize=REMEMBERED)
def is_constant(expr: Expr, scope: Scope, seed: int) -> bool:
    """Whether the value of ``expr`` does not depend on any input.

    >>> from ..notation.scope import Declared
    >>> x = Name("x")
    >>> scope = Scope((Declared("x"),))
    >>> is_constant(Apply("add", (x, Apply("neg", (x,)))), scope, 0), is_constant(x, scope, 0)
    (True, False)
    """
    return not _varies(expr, scope, {one.name for one in scope.names if one.definition is None}, seed)


def is_poorer(own: Expr, right: Expr, scope: Scope, seed: int) -> bool:
    """Whether a formula depends on fewer inputs than the right one does: to follow it shows less."""
    counts = []
    for expr in (own, right):
        names = [one.name for one in scope.names if one.definition is None]
        counts.append(sum(_varies(expr, scope, {name}, seed) for name in names))
    return counts[0] < counts[1]


def _varies(expr: Expr, scope: Scope, inputs: set[str], seed: int) -> bool:
    """Whether ``expr`` has another value for other values of the inputs."""
    copied = [one for one in scope.names if one.name in inputs or one.definition is not None]
    others: dict[str, Expr] = {one.name: Name(one.name + "′") for one in copied}
    again = tuple(
        replace(
            one,
            name=one.name + "′",
            aliases=(),
            definition=None if one.definition is None else substitute(one.definition, others),
        )
        for one in copied
    )
    both = replace(scope, names=(*scope.names, *again))
    return not _are_equal(expr, substitute(expr, others), both, seed)


def numbers(part: NumericPart, problem: Problem, text: str, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict on a number, better than ``verdict`` where it follows from own numbers or the own formula."""
    follows, found = part.follows, numeric.read(problem, text)
    if follows is None or isinstance(found, Verdict) or not may_follow(verdict):
        return verdict
    given, true = found[0], numeric.value_of(part.expected, problem)
    if follows.expected is not None:
        for own in _number_subsets(carried.numbers):
            value = _at(follows.expected, problem, _with(problem.scope, follows.uses, own))
            if value is not None and is_near(part, value, given):
                return _trivial(verdict, own) if true and not value else _given(follows, own, verdict)
    if follows.formula is not None and carried.formula is not None:
        value = numeric.value_of(carried.formula, problem)
        if value is not None and is_near(part, value, given):
            return given_formula(follows, problem.scope, carried.formula, verdict)
    return verdict


def _number_subsets(own: tuple[tuple[Use, Fraction], ...]) -> Iterator[tuple[tuple[Use, Expr], ...]]:
    yield from _subsets(tuple((use, number(value)) for use, value in own))


def _at(expr: Expr, problem: Problem, scope: Scope) -> Fraction | None:
    try:
        low, high = enclosure(expr, scope, dict(problem.values))
    except NoValue:
        return None
    return (low + high) / 2


def shapes(part: ShapePart, problem: Problem, text: str, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict on a shape, better than ``verdict`` where it follows from own shapes."""
    follows = part.follows
    if follows is None or follows.expected is None or not may_follow(verdict) or not carried.shapes:
        return verdict
    given = parse_shape(text, problem.scope)
    names = {use.declared.name: shape for use, shape in carried.shapes}
    if _shape_with(follows.expected, problem.scope, names) != given:
        return verdict
    own = [(use, follows.expected) for use, _ in carried.shapes]
    if given == SCALAR != part.expected:
        return _trivial(verdict, own)
    return _given(follows, own, verdict)


def _shape_with(expr: Expr, scope: Scope, shapes: dict[str, Shape]) -> Shape | None:
    names = tuple(
        replace(one, shape=shapes[one.name], definition=None) if one.name in shapes else one
        for one in scope.names
    )
    try:
        return infer_shape(expr, replace(scope, names=names))
    except NotationError:
        return None


# ---- verdicts --------------------------------------------------------------------------------------------


def _given(
    follows: Follows, own: Sequence[tuple[Use, Expr]], verdict: Verdict, found: Comparison | None = None
) -> Verdict:
    """Right, given own answers; never less than it earned without them."""
    said = f"Right, given your {' and '.join(_called(use) for use, _ in own)}."
    items = tuple(use.item for use, _ in own)
    return _earned(follows, verdict, items, said, None if found is None else found.evidence)


def given_formula(follows: Follows, scope: Scope, own: Expr, verdict: Verdict) -> Verdict:
    """Right, given the item's own formula, if that has in it what the right one has."""
    if follows.formula is None:
        return verdict
    if is_poorer(own, follows.formula, scope, 0):
        return _said(verdict, "It follows from your formula, which lacks too much: no credit carries over.")
    return _earned(follows, verdict, ("formula",), "Right, given your formula.")


def _earned(
    follows: Follows,
    verdict: Verdict,
    given: tuple[str, ...],
    said: str,
    evidence: Evidence | GradientEvidence | None = None,
) -> Verdict:
    if follows.credit <= verdict.credit:
        return verdict
    return replace(
        verdict,
        status=earning(follows.credit),
        credit=follows.credit,
        note="follow_through",
        feedback=(said,),
        given=given,
        evidence=evidence,
    )


def _in_own_names(own: Sequence[tuple[Use, Expr]], verdict: Verdict, found: Comparison) -> Verdict:
    """The right answer, written in names as the student gave them: right in full."""
    said = f"Right, with {' and '.join(_called(use) for use, _ in own)} as you gave it."
    items = tuple(use.item for use, _ in own)
    return replace(
        verdict,
        status=Status.CORRECT,
        credit=Fraction(1),
        note="own_names",
        feedback=(said,),
        details=(),
        evidence=found.evidence,
        given=items,
    )


def _open(own: Sequence[tuple[Use, Expr]], verdict: Verdict, found: Comparison) -> Verdict:
    called = " and ".join(_called(use) for use, _ in own)
    said = f"Whether this follows from your {called} could not be decided; a person will look at it."
    return replace(
        verdict,
        status=Status.UNDECIDED,
        note="undecided",
        feedback=(said, "No marks are lost."),
        details=(),
        evidence=found.evidence,
    )


def _trivial(verdict: Verdict, own: Sequence[tuple[Use, Expr]]) -> Verdict:
    called = " and ".join(_called(use) for use, _ in own)
    return _said(
        verdict, f"It follows from your {called}, but nothing is left to work out then: no credit carries over."
    )


def _said(verdict: Verdict, sentence: str) -> Verdict:
    return replace(verdict, feedback=(*verdict.feedback, sentence))


def _called(use: Use) -> str:
    return f"{use.label} ({use.item})" if use.label != use.item else use.item
