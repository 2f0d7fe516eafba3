"""The comparison ladder: rigorous steps, cheapest first. Each proves something, or passes the pair on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import islice
from random import Random
from time import monotonic

from ..notation.expr import SCALAR, Apply, Expr
from ..notation.scope import Scope
from .agreement import Outcome, Seen, Sides, look
from .balls import Point
from .boundary import parting
from .comparison import Comparison, Evidence
from .complex_points import complex_difference
from .exact import Distinct, Identity, identity, same_entries
from .normal import normal_form
from .points import Needs, candidates, needs_of, needs_of_program, whole_numbered
from .regions import beside_boundaries, is_removable
from .sympy_proof import proves_equal
from .values import NoValue
from .witness import simple_look, simplest, witness_of

ENOUGH_POINTS = 6
MANY_POINTS = 150
SLOW_POINTS = 24
DEEP_POINTS = 6
ENOUGH_UNCLEAR = 3
MOST_POINTS = 400


@dataclass
class Pair:
    """What is compared, over which values, until when (on the monotonic clock), and what was seen of it."""

    sides: Sides
    condition: Expr | None
    seed: int
    deadline: float
    agreed: list[Seen] = field(default_factory=list)
    """The points drawn from the answer, looked at so far, at which both agree."""
    met: bool = False
    """Whether both have a value, the same one, at any point."""
    valueless: bool = True
    """Whether the expected one certainly has no value at all points drawn so far."""
    shown: bool = True
    """Whether a difference is to be told by a point with short numbers, and by how it came about."""

    @cached_property
    def needs(self) -> Needs:
        """What values are drawn for."""
        sides = self.sides
        if sides.program is not None:
            return needs_of_program(sides.program[0], (sides.expected, sides.given))
        return needs_of(sides.expected, sides.given, scope=sides.scope)

    @cached_property
    def points(self) -> str:
        """What the points are drawn from: the seed and the answer, so that none can be made to fit them.

        Answers of one normal form get the same points.
        """
        try:
            text = normal_form(self.sides.given)
        except RecursionError:
            text = repr(self.sides.given)
        return f"{self.seed} {sha256(text.encode()).hexdigest()}"

    @cached_property
    def looks(self) -> Iterator[Seen]:
        """Looks at one point after another."""
        return self._looks()

    def _looks(self) -> Iterator[Seen]:
        scope = self.sides.scope
        yield from self._looks_at(candidates(scope, self.needs, self.points, self.condition))
        if self.valueless:
            self.needs = whole_numbered(self.needs)
            yield from self._looks_at(candidates(scope, self.needs, self.points, self.condition))

    def _looks_at(self, points: Iterator[Point]) -> Iterator[Seen]:
        for point in islice(points, MOST_POINTS):
            seen = look(self.sides, point, self.deadline)
            if seen.outcome is Outcome.AGREE:
                self.agreed.append(seen)
                self.met = True
            self.valueless = self.valueless and seen.outcome is Outcome.EXPECTED_UNDEFINED
            yield seen

    @cached_property
    def identity(self) -> tuple[Identity | None, str]:
        """A proof that both are equal wherever both are defined, and at which sizes of the dimensions."""
        sides = self.sides
        if sides.program is not None:
            program, *roots = sides.program
            return identity(program, [(roots[0], roots[1])]), ""
        found = same_entries(sides.expected, sides.given, sides.scope)
        if found is None:
            return None, ""
        sizes = ", ".join(f"{name} = {size}" for name, size in found[0].items())
        return found[1], f"every entry proved{' at ' if sizes else ''}{sizes}"


Step = Callable[[Pair], Comparison | None]


def compare(
    expected: Expr,
    given: Expr,
    scope: Scope,
    *,
    condition: Expr | None = None,
    free: tuple[str, ...] = (),
    seed: int = 0,
    seconds: float = 4.0,
    shown: bool = True,
) -> Comparison:
    """Whether ``given`` equals ``expected`` wherever that is defined on the declared domains.

    ``condition`` restricts the points; ``free`` names nodes that count as inputs. Never raises for a pair of
    typed expressions; what cannot be decided within ``seconds`` is ``undecided``. The verdict is the same where
    nobody is to be ``shown`` a difference: no better point is looked for then, and no ``relation``.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("z"),))
    >>> derivative, answer = (parse(text, scope)[0].expr for text in ("σ'(z)", "σ(z)(1 - σ(z))"))
    >>> compare(derivative, answer, scope).verdict
    'equal'
    """
    scope = scope.with_definitions(dict.fromkeys(free)) if free else scope
    pair = Pair(Sides(expected, given, scope), condition, seed, monotonic() + seconds, shown=shown)
    why = ""
    for step in STEPS:
        found = step(pair)
        if found is not None and found.verdict != "undecided":
            return found
        why = found.evidence.why if found else why
    return Comparison("undecided", Evidence("undecided", why=why or "no step could decide"))


def by_normal_form(pair: Pair) -> Comparison | None:
    """Equal when both have one normal form: as a program, or else as a text."""
    sides = pair.sides
    if sides.program is not None:
        _, expected, given = sides.program
        same = expected == given
    else:
        try:
            same = normal_form(sides.expected) == normal_form(sides.given)
        except RecursionError:
            return None
    return Comparison("equal", Evidence("proved", how="normal form")) if same else None


def by_first_point(pair: Pair) -> Comparison | None:
    """Different where the first points that tell anything show it: one with simple numbers, or a random one."""
    if pair.sides.program is not None and not pair.needs.kinked:
        seen = simple_look(pair.sides, pair.needs, pair.condition, Random(f"simple {pair.seed}"), pair.deadline)
        if seen is not None and seen.outcome is Outcome.DIFFER:
            return Comparison("different", Evidence("differs", witness=witness_of(seen)))
        pair.met = seen is not None and seen.outcome is Outcome.AGREE
    return None if pair.met else _until(pair, 1)


def by_identity(pair: Pair) -> Comparison | None:
    """Equal where an identity is proved that leaves no room for places without a value."""
    sides = pair.sides
    if pair.condition is not None or not pair.met or sides.scope.dims or sides.scope.indices:
        return None
    try:
        proof, _ = pair.identity
    except Distinct:
        return _distinct(pair.agreed[0]) if pair.agreed else None
    if proof is None or not proof.is_everywhere:
        return None
    return Comparison("equal", Evidence("proved", how="exact identity"))


def by_points(pair: Pair) -> Comparison | None:
    """Equal where enough points agree, different at the first that does not."""
    return _until(pair, _enough(pair)) or _equal(pair)


def _until(pair: Pair, enough: int) -> Comparison | None:
    """Look until enough points agree: nothing then, else the difference, or why nothing could be told."""
    why, unclear = "the expected answer has no value at any point tried", 0
    try:
        while len(pair.agreed) < enough and (seen := next(pair.looks, None)):
            match seen.outcome:
                case Outcome.AGREE | Outcome.EXPECTED_UNDEFINED:
                    pass
                case Outcome.UNCLEAR:
                    why, unclear = seen.why, unclear + 1
                case Outcome.GIVEN_UNDEFINED if is_removable(pair.sides, pair.needs, seen, pair.deadline):
                    pass
                case _:
                    return _different(pair, seen)
            if monotonic() > pair.deadline or (unclear >= ENOUGH_UNCLEAR and not pair.agreed):
                break
    except NoValue as reason:
        why = str(reason)
    if len(pair.agreed) >= min(enough, ENOUGH_POINTS):
        return None
    return Comparison("undecided", Evidence("undecided", why=why))


def _enough(pair: Pair) -> int:
    """How many points must agree: one for constants, many where a few may all lie in one region."""
    needs = pair.needs
    if not needs.inputs and not needs.indices:
        return 1
    scalars = all(declared.shape == SCALAR and declared.batch is None for declared in needs.inputs)
    if not scalars or not (needs.branched or needs.is_sparse):
        return ENOUGH_POINTS
    return MANY_POINTS if pair.sides.program else SLOW_POINTS


def _equal(pair: Pair) -> Comparison:
    """Agreement at all points: with a proof where the exact step finds one."""
    try:
        proof, sizes = pair.identity
    except Distinct:
        return _distinct(pair.agreed[0])
    if proof is not None and not sizes:
        return Comparison("equal", Evidence("proved", how="exact identity"))
    if pair.condition is None and (apart := complex_difference(pair.sides, pair.points, pair.deadline)):
        return Comparison("different", Evidence("differs", witness=apart))
    points = [seen.point for seen in pair.agreed]
    if pair.needs.branched and (seen := beside_boundaries(pair.sides, points, pair.deadline)):
        return _different(pair, seen)
    deepest = min(DEEP_POINTS if pair.sides.program else 1, len(pair.agreed))
    for seen in pair.agreed[:deepest]:
        first = look(pair.sides, seen.point, pair.deadline, deep=True)
        if first.outcome is Outcome.UNCLEAR:
            return Comparison("undecided", Evidence("undecided", why=first.why))
        if first.outcome is not Outcome.AGREE:
            return _different(pair, first)
    beside = parting(pair.sides, pair.condition, pair.seed, pair.deadline)
    if beside is not None and beside.boundary is None:
        return _different(pair, beside.seen)
    bits = min(seen.bits for seen in pair.agreed) // 2
    at = "one" if deepest == 1 else str(deepest)
    deep = f"to 2^-{first.bits // 2} at {at} of them" if first.bits // 2 > bits else ""
    how = "; ".join(filter(None, (deep, sizes if beside is None else "")))
    boundary = beside.boundary if beside else None
    return Comparison("equal", Evidence("agrees", how, len(pair.agreed), bits), boundary=boundary)


def _distinct(seen: Seen) -> Comparison:
    """Different by less than can be seen at a point at which both agree."""
    witness = replace(witness_of(seen), given=f"{seen.expected}, but not exactly")
    return Comparison("different", Evidence("differs", witness=witness))


def _different(pair: Pair, seen: Seen) -> Comparison:
    if not pair.shown:
        return Comparison("different", Evidence("differs", witness=witness_of(seen)))
    relation = {Outcome.SHAPES: "shape", Outcome.GIVEN_UNDEFINED: "undefined"}.get(seen.outcome, "")
    if seen.entry or seen.outcome is Outcome.SHAPES:
        relation = next((name for name, other in _layouts(pair.sides, seen) if _agrees(pair, other)), relation)
    shown = simplest(pair.sides, pair.needs, pair.condition, pair.seed, seen, pair.deadline)
    return Comparison("different", Evidence("differs", witness=witness_of(shown)), relation)


def _layouts(sides: Sides, seen: Seen) -> Iterator[tuple[str, Sides]]:
    """The pair with the same numbers laid out otherwise: turned, or a vector as a diagonal matrix."""
    yield "transposed", replace(sides, given=Apply("transpose", (sides.given,)))
    if seen.outcome is Outcome.SHAPES and 1 in sides.shape("expected", seen.point):
        yield "layout", replace(sides, expected=Apply("diag", (sides.expected,)))
    if seen.outcome is Outcome.SHAPES and 1 in sides.shape("given", seen.point):
        yield "layout", replace(sides, given=Apply("diag", (sides.given,)))


def _agrees(pair: Pair, other: Sides) -> bool:
    """Whether the other layout is right at some points of its own."""
    points = candidates(other.scope, pair.needs, pair.points + " turned", pair.condition)
    outcomes = [look(other, point, pair.deadline).outcome for point in islice(points, 3)]
    return bool(outcomes) and all(outcome is Outcome.AGREE for outcome in outcomes)


def by_sympy(pair: Pair) -> Comparison | None:
    """Equal when SymPy can show it, in a process that is killed at the deadline."""
    sides, remaining = pair.sides, pair.deadline - monotonic()
    if (
        pair.condition is None
        and not pair.valueless
        and proves_equal(sides.expected, sides.given, sides.scope, max(remaining, 1.0))
    ):
        return Comparison("equal", Evidence("proved", how="SymPy"))
    return None


STEPS: tuple[Step, ...] = (by_normal_form, by_first_point, by_identity, by_points, by_sympy)
