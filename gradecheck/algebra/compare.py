"""The comparison ladder: rigorous steps, cheapest first. Each proves something, or passes the pair on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import islice
from time import monotonic

from ..notation.expr import SCALAR, Apply, Expr
from ..notation.scope import Scope
from .agreement import Outcome, Seen, look
from .boundary import parting
from .comparison import Comparison, Evidence
from .exact import is_identity, same_entries
from .normal import normal_form
from .points import Needs, candidates, needs_of
from .sympy_proof import proves_equal
from .values import NoValue
from .witness import simplest, witness_of

ENOUGH_POINTS = 6
KINKED_POINTS = 40
ENOUGH_UNCLEAR = 3
MOST_POINTS = 400


@dataclass(frozen=True)
class Pair:
    """What is compared, over which values, until when (on the monotonic clock)."""

    expected: Expr
    given: Expr
    scope: Scope
    condition: Expr | None
    seed: int
    deadline: float

    @cached_property
    def needs(self) -> Needs:
        """What values are drawn for."""
        return needs_of((self.expected, self.given), self.scope)

    @cached_property
    def points(self) -> str:
        """What the points are drawn from: the seed and the answer, so that none can be made to fit them."""
        return f"{self.seed} {sha256(repr(self.given).encode()).hexdigest()}"


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
) -> Comparison:
    """Whether ``given`` equals ``expected`` wherever that is defined on the declared domains.

    ``condition`` restricts the points; ``free`` names nodes that count as inputs. Never raises for a pair of
    typed expressions; what cannot be decided within ``seconds`` is ``undecided``.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("z"),))
    >>> derivative, answer = (parse(text, scope)[0].expr for text in ("σ'(z)", "σ(z)(1 - σ(z))"))
    >>> compare(derivative, answer, scope).verdict
    'equal'
    """
    scope = scope.with_definitions(dict.fromkeys(free)) if free else scope
    pair = Pair(expected, given, scope, condition, seed, monotonic() + seconds)
    why = ""
    for step in STEPS:
        found = step(pair)
        if found is not None and found.verdict != "undecided":
            return found
        why = found.evidence.why if found else why
    return Comparison("undecided", Evidence("undecided", why=why or "no step could decide"))


def by_normal_form(pair: Pair) -> Comparison | None:
    """Equal when both have one normal form."""
    try:
        same = normal_form(pair.expected) == normal_form(pair.given)
    except RecursionError:
        return None
    return Comparison("equal", Evidence("proved", how="normal form")) if same else None


def by_balls(pair: Pair) -> Comparison | None:
    """Different at the first point that shows it; equal where enough points agree."""
    agreed: list[Seen] = []
    why, unclear = "the expected answer has no value at any point tried", 0
    try:
        for point in islice(candidates(pair.scope, pair.needs, pair.points, pair.condition), MOST_POINTS):
            first = not agreed
            seen = look(pair.expected, pair.given, pair.scope, point, pair.deadline, deep=first)
            match seen.outcome:
                case Outcome.AGREE:
                    agreed.append(seen)
                case Outcome.UNCLEAR:
                    why, unclear = seen.why, unclear + 1
                case Outcome.EXPECTED_UNDEFINED:
                    pass
                case _:
                    return _different(pair, seen)
            if len(agreed) >= _enough(pair.needs):
                return _equal(pair, agreed)
            if monotonic() > pair.deadline or (unclear >= ENOUGH_UNCLEAR and not agreed):
                break
    except NoValue as reason:
        why = str(reason)
    return Comparison("undecided", Evidence("undecided", why=why))


def _enough(needs: Needs) -> int:
    """How many points must agree: one for constants, many where a few may all lie in one region."""
    if not needs.inputs and not needs.indices:
        return 1
    scalars = all(declared.shape == SCALAR and declared.batch is None for declared in needs.inputs)
    return KINKED_POINTS if needs.kinked and scalars else ENOUGH_POINTS


def _equal(pair: Pair, agreed: list[Seen]) -> Comparison:
    """Agreement at all points: with a proof where the exact step finds one."""
    apart = parting(pair.expected, pair.given, pair.scope, pair.condition, pair.seed, pair.deadline)
    if apart is not None and apart.boundary is None:
        return _different(pair, apart.seen)
    boundary = apart.boundary if apart else None
    if boundary is None and is_identity(pair.expected, pair.given, pair.scope):
        return Comparison("equal", Evidence("proved", how="exact identity"))
    sizes = same_entries(pair.expected, pair.given, pair.scope) if boundary is None else None
    bits = min(seen.bits for seen in agreed) // 2
    deep = f"to 2^-{agreed[0].bits // 2} at one of them" if agreed[0].bits // 2 > bits else ""
    at = ", ".join(f"{name} = {size}" for name, size in (sizes or {}).items())
    proof = f"every entry proved at {at}" if at else "every entry proved" if sizes is not None else ""
    how = "; ".join(filter(None, (deep, proof)))
    return Comparison("equal", Evidence("agrees", how, len(agreed), bits), boundary=boundary)


def _different(pair: Pair, seen: Seen) -> Comparison:
    relation = {Outcome.SHAPES: "shape", Outcome.GIVEN_UNDEFINED: "undefined"}.get(seen.outcome, "")
    if _agrees_transposed(pair, seen):
        relation = "transposed"
    shown = simplest(
        pair.expected, pair.given, pair.scope, pair.needs, pair.condition, pair.seed, seen, pair.deadline
    )
    return Comparison("different", Evidence("differs", witness=witness_of(shown)), relation)


def _agrees_transposed(pair: Pair, seen: Seen) -> bool:
    """Whether the given answer is the expected one, transposed."""
    turned = replace(pair, given=Apply("transpose", (pair.given,)))
    if seen.outcome is Outcome.GIVEN_UNDEFINED or not (seen.entry or seen.outcome is Outcome.SHAPES):
        return False
    outcomes = [
        look(turned.expected, turned.given, pair.scope, point, pair.deadline).outcome
        for point in islice(candidates(pair.scope, pair.needs, pair.points + " turned", pair.condition), 3)
    ]
    return bool(outcomes) and all(outcome is Outcome.AGREE for outcome in outcomes)


def by_sympy(pair: Pair) -> Comparison | None:
    """Equal when SymPy can show it, in a process that is killed at the deadline."""
    remaining = pair.deadline - monotonic()
    if pair.condition is None and proves_equal(pair.expected, pair.given, pair.scope, max(remaining, 1.0)):
        return Comparison("equal", Evidence("proved", how="SymPy"))
    return None


STEPS: tuple[Step, ...] = (by_normal_form, by_balls, by_sympy)
