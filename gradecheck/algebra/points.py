"""Where expressions are compared: dimensions, indices, and seeded values from the declared domains.

Symbolic dimensions become pairwise different primes, so that shapes which fit by accident on one instance do
not on another. Values are exact dyadic numbers with some thirty random bits: no crafted answer has a root
there. Most are of order one, some small, some large.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from random import Random

from flint import fmpq

from ..notation.expr import Apply, Expr, free_names, walk
from ..notation.scope import Declared, Domain, Index, Scope
from . import tensors as t
from .balls import Evaluation, Point, Position, constant
from .numbers import SPARSE, lies_in, number, short_number
from .program import Program
from .values import Exact, NoValue, TooLarge

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)
TRIES = 400
LARGEST_BATCH = 200
MOST_ANCHORS = 12
SCALES = (fmpq(1), fmpq(1, 1000), fmpq(1000))
LARGEST_ANCHOR = 10**40
KINKED = frozenset(
    "relu relu_prime abs sign step max min lt le gt ge eq ne and or not cases case"
    " maximum_entry minimum_entry".split()
)

BRANCHED = KINKED | frozenset("sqrt log log_base power asin acos atan acosh atanh tan sec csc cot norm".split())


@dataclass(frozen=True)
class Needs:
    """What a comparison draws values for: the inputs that matter, and whether dimensions are involved."""

    inputs: tuple[Declared, ...]
    indices: tuple[Index, ...]
    exprs: tuple[Expr, ...] = ()
    kinked: bool = False
    """Whether there are conditions, relu, abs and the like, which may jump."""
    branched: bool = False
    """Whether there are these, roots, logarithms, inverse functions: regions that a few points may miss."""

    @property
    def is_sparse(self) -> bool:
        """Whether an input takes whole numbers only: a few of them say little of the others."""
        return any(declared.domain in SPARSE for declared in self.inputs)

    @cached_property
    def anchors(self) -> tuple[fmpq, ...]:
        """Numbers in the expressions: values near them find narrow domains, such as that of asin(x − 50)."""
        return _anchors(self.exprs)


def needs_of(*exprs: Expr, scope: Scope) -> Needs:
    """The inputs and indices that ``exprs`` depend on, directly or through definitions."""
    todo = set[str]().union(*(free_names(expr) for expr in exprs))
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        seen.add(name)
        todo |= _mentioned_by(name, scope) - seen
    inputs = tuple(d for d in scope.names if d.name in seen and d.definition is None)
    indices = tuple(index for index in scope.indices if index.name in seen)
    definitions = [d.definition for d in scope.names if d.name in seen and d.definition is not None]
    ops = {node.op for expr in (*exprs, *definitions) for node in walk(expr) if isinstance(node, Apply)}
    return Needs(inputs, indices, tuple(exprs), bool(ops & KINKED), bool(ops & BRANCHED))


def whole_numbered(needs: Needs) -> Needs:
    """The same with whole numbers for all real inputs, where (-2)^n has values."""
    inputs = (replace(d, domain="integer") if d.domain in ("real", "positive") else d for d in needs.inputs)
    return replace(needs, inputs=tuple(inputs))


def needs_of_program(program: Program, exprs: Collection[Expr]) -> Needs:
    """The same from the program of ``exprs``, which has all of their inputs as nodes."""
    scope = program.scope
    names = program.inputs
    inputs = tuple(declared for declared in scope.names if declared.name in names)
    seen = {*names, *(declared.batch for declared in inputs)}
    indices = tuple(index for index in scope.indices if index.name in seen)
    ops = {node[0] for node in program.nodes}
    rooted = "pow" in ops and any(
        op == "pow" and isinstance(datum, tuple) and datum[1] != 1 for op, _, _, datum in program.nodes
    )
    return Needs(inputs, indices, tuple(exprs), bool(ops & KINKED), rooted or bool(ops & BRANCHED))


def _anchors(exprs: Collection[Expr]) -> tuple[fmpq, ...]:
    """The numbers that expressions are made of, such as 10^6, a few of them, with both signs."""
    found: dict[fmpq, None] = {}
    for node in (node for expr in exprs for node in walk(expr)):
        value = constant(node)
        if value and value != 1 and abs(value) < LARGEST_ANCHOR and len(found) < MOST_ANCHORS:
            for signed in (value, -value):
                found[fmpq(signed.numerator, signed.denominator)] = None
    return tuple(found)


def _mentioned_by(name: str, scope: Scope) -> frozenset[str]:
    """The names that the meaning of ``name`` rests on."""
    declared = scope.get(name)
    if declared is None:
        return frozenset()
    own = frozenset() if declared.definition is None else free_names(declared.definition)
    return own if declared.batch is None else own | {declared.batch}


def dimensions(scope: Scope, instance: int) -> dict[str, int]:
    """Pairwise different primes for the symbolic dimensions, other than the sizes that are fixed.

    >>> dimensions(Scope(dims=("m", "n")), 0)
    {'m': 3, 'n': 5}
    >>> dimensions(Scope(dims=("m", "n")), 1)
    {'m': 3, 'n': 2}
    """
    if not scope.dims:
        return {}
    fixed = {size for declared in scope.names for size in declared.shape if isinstance(size, int)}
    order = scope.dims if instance % 2 == 0 else scope.dims[::-1]
    first = instance % 2 == 0 or len(order) == 1
    primes = [prime for prime in PRIMES[1 if first else 0 :] if prime not in fixed]
    if len(order) == 1 and instance % 2:
        primes = primes[1:]
    sizes = dict(zip(order, _extended(primes, len(order)), strict=False))
    return {name: sizes[name] for name in scope.dims}


def _extended(primes: Sequence[int], count: int) -> list[int]:
    """At least ``count`` different numbers, starting with ``primes``."""
    return [*primes, *range(31, 31 + 2 * max(0, count - len(primes)), 2)]


def draw(scope: Scope, needs: Needs, random: Random, instance: int, spread: int = 0) -> Point:
    """A random point; ``spread`` > 0 draws from wider and narrower ranges, ``instance`` chooses dimensions.

    Raises ``NoValue`` where the range of an index cannot be evaluated.
    """
    point = _drawn(scope, needs, random, instance, partial(number, random=random, spread=spread))
    if not spread or not needs.anchors:
        return point
    moved = {d.name for d in needs.inputs if random.random() < 0.5}
    domains = {declared.name: declared.domain for declared in needs.inputs}
    values = {
        position: _moved(exact, domains[position[0]], needs, random) if position[0] in moved else exact
        for position, exact in point.values.items()
    }
    return Point(point.dims, point.indices, values)


def draw_simple(scope: Scope, needs: Needs, random: Random) -> Point:
    """A random point with numbers that a student can calculate with; raises like ``draw``."""
    return _drawn(scope, needs, random, 0, partial(short_number, random=random))


def _drawn(
    scope: Scope, needs: Needs, random: Random, instance: int, numbers: Callable[[Domain], fmpq]
) -> Point:
    dims = dimensions(scope, instance)
    ranges = {index.name: index_range(index, scope, Point(dims, {}, {})) for index in needs.indices}
    turns = enumerate(ranges.items(), instance)
    indices = {name: span[turn % len(span)] for turn, (name, span) in turns}
    values: dict[Position, Exact] = {}
    for declared in needs.inputs:
        ks: Sequence[int | None] = (None,) if declared.batch is None else ranges.get(declared.batch, (0,))
        for k in ks:
            values[declared.name, k] = sample(declared, dims, numbers, instance)
    return Point(dims, indices, values)


def _moved(exact: Exact, domain: Domain, needs: Needs, random: Random) -> Exact:
    """Values moved near a number of the expressions, or to a multiple of it, where that is in the domain."""
    anchor = random.choice(needs.anchors)
    scale = random.choice((None, None, None, *SCALES))
    entries = (anchor + entry if scale is None else anchor * entry * scale for entry in exact.entries)
    whole = domain in SPARSE
    rounded = (fmpq(int(entry)) if whole else entry for entry in entries)
    kept = (new if lies_in(new, domain) else old for new, old in zip(rounded, exact.entries, strict=True))
    return Exact(exact.rows, exact.columns, tuple(kept))


def index_range(index: Index, scope: Scope, point: Point) -> range:
    """The values of an index, at given dimensions."""
    evaluation = Evaluation(scope, point)
    lower = t.integer(evaluation.of(index.lower, {}))
    upper = t.integer(evaluation.of(index.upper, {}))
    if upper < lower:
        raise NoValue(f"the range of {index.name} is empty")
    if upper - lower > LARGEST_BATCH:
        raise TooLarge(f"the range of {index.name} is too long")
    return range(lower, upper + 1)


def sample(declared: Declared, dims: dict[str, int], numbers: Callable[[Domain], fmpq], instance: int) -> Exact:
    """Entries for an input, with ``numbers`` from its domain."""
    rows, columns = (size if isinstance(size, int) else dims[size] for size in declared.shape)
    if rows * columns > t.LARGEST:
        raise TooLarge(f"{declared.name} is too large")
    for _ in range(TRIES):
        entries = tuple(numbers(declared.domain) for _ in range(rows * columns))
        if not declared.distinct or _is_mixed(entries, instance < 4):
            break
    return Exact(rows, columns, entries)


def _is_mixed(entries: Sequence[fmpq], strictly: bool) -> bool:
    """Whether all differ, and (``strictly``) the order is not undone by being applied twice.

    A permutation that is its own inverse would not tell P from Pᵀ.
    """
    if len(set(entries)) < len(entries):
        return False
    order = sorted(range(len(entries)), key=lambda k: (entries[k] - entries[0], k))
    return not strictly or len(order) < 3 or any(order[order[k]] != k for k in range(len(order)))


def candidates(scope: Scope, needs: Needs, seed: str, condition: Expr | None) -> Iterator[Point]:
    """An endless stream of points that satisfy ``condition``; stops after too many that do not.

    Dimensions change from point to point; ranges get wider the longer the stream is read.
    """
    random = Random(f"gradecheck {seed}")
    count = misses = 0
    while misses < TRIES:
        point = draw(scope, needs, random, count if misses < 50 else count + 4, (count + misses) // 12)
        if condition is None or satisfies(point, condition, scope):
            count, misses = count + 1, 0
            yield point
        else:
            misses += 1


def satisfies(point: Point, condition: Expr, scope: Scope) -> bool:
    """Whether ``condition`` certainly holds at ``point``."""
    try:
        return Evaluation(scope, point).holds(condition, {})
    except NoValue:
        return False
