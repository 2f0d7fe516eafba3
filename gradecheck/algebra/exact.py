"""The exact step: equality of rational functions whose variables are *kernels*. It can only prove equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flint import fmpq, fmpq_mpoly

from ..notation.expr import Expr
from ..notation.scope import Scope
from .entries import Beyond, entries_of, sizes_of
from .kernels import Crowded, Kernels, Rescaled
from .laws import BINARY, UNARY
from .numbers import CONTINUOUS
from .powers import power
from .program import Key, Program
from .quotients import Quotient, TooHard

MOST_NODES = 2_000
SIZES = (8, 16, 32, 64)
"""How many generators are tried."""
MOST_RESTARTS = 12

ANALYTIC = frozenset(
    "number pi e add mul neg exp sin cos sinh cosh tanh sigmoid sigmoid_prime tanh_prime softplus"
    " atan asinh".split()
)
"""Operations that are analytic wherever their arguments are, on all real numbers."""
INDICATORS = frozenset({"gt", "ge", "eq", "ne", "and", "or", "not", "step"})
"""Operations whose values are 0 and 1."""
DIVISORS = {"tan": "cos", "sec": "cos", "csc": "sin", "cot": "sin"}


@dataclass(frozen=True, slots=True)
class Identity:
    """A proof that two expressions have the same value wherever both have one.

    ``is_everywhere``: the second has one wherever the first has, up to removable singularities, if it has one
    at any point at all where the first has.
    """

    is_everywhere: bool


class Distinct(Exception):
    """Two expressions certainly differ, by a multiple of something that is nowhere 0."""


Law = Callable[..., Quotient]
Pairs = Sequence[tuple[int, int]]


def identity(program: Program, pairs: Pairs) -> Identity | None:
    """Whether the two nodes of each pair are the same function of their kernels. ``None`` says nothing.

    Raises ``Distinct`` where the two nodes of a pair certainly differ.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> program = Program(Scope(names=(Declared("z"),)))
    >>> pair = [program.enter(parse(text, program.scope)[0].expr) for text in ("1 - σ(z)", "σ(-z)")]
    >>> identity(program, [tuple(pair)])
    Identity(is_everywhere=True)
    """
    if len(program.nodes) > MOST_NODES:
        return None
    scales: dict[tuple[object, ...], int] = {}
    sizes = iter(SIZES)
    size = next(sizes)
    for _ in range(MOST_RESTARTS):
        try:
            return _Proof(program, Kernels(size, scales)).of(pairs)
        except Rescaled:
            continue
        except Crowded:
            size = next(sizes, 0)
        except TooHard:
            return None
        if not size:
            return None
    return None


class _Proof:
    """One attempt: all nodes as quotients, in order."""

    def __init__(self, program: Program, kernels: Kernels) -> None:
        self.program = program
        self.kernels = kernels
        self.quotients: list[Quotient] = []
        self.analytic: list[bool] = []

    def of(self, pairs: Pairs) -> Identity | None:
        k = self.kernels
        self._extend(max(expected for expected, _ in pairs))
        allowed = frozenset(k.restrictions)
        self._extend(max(given for _, given in pairs))
        for expected, given in pairs:
            left, right = self.quotients[expected], self.quotients[given]
            if not k.are_equal(left, right):
                difference = k.product(left.top, right.bottom) - k.product(right.top, left.bottom)
                rest = k.reduced(k.whole(difference))
                if not rest.is_zero:
                    if self._is_nowhere_zero(rest.top):
                        raise Distinct
                    return None
        jumps = any(relation.value is None for relation in k.relations.values())
        return Identity(not jumps and k.restrictions <= allowed)

    def _is_nowhere_zero(self, polynomial: fmpq_mpoly) -> bool:
        """Whether a difference is a positive or negative number times powers of inputs, or a sum of such."""
        k = self.kernels
        inputs = {n for key, n in k.indices.items() if key[0] == "input"}
        if len(polynomial) == 1:
            return all(n in k.positive | inputs for n, e in enumerate(polynomial.degrees()) if e)
        return k.is_positive(polynomial) or k.is_positive(-polynomial)

    def _extend(self, last: int) -> None:
        for n in range(len(self.quotients), last + 1):
            node = self.program.nodes[n]
            try:
                self.quotients.append(self._quotient(node))
            except TooHard:
                self.kernels.restrictions.add(("node", n))
                self.quotients.append(self.kernels.kernel("node", n))

    def _quotient(self, node: Key) -> Quotient:
        op, a, b, datum = node
        k, known = self.kernels, self.quotients
        if b >= 0:
            if op == "div":
                self._divides(b)
            if op == "otherwise":
                return self._otherwise(self.program.nodes[a], known[b])
            return _law(BINARY, op)(k, known[a], known[b])
        if datum is None:
            return self._function(op, a)
        if isinstance(datum, str):
            return self._input(datum)
        if op == "number":
            return k.constant(fmpq(*datum))
        if datum[0] < 0:
            self._divides(a)
        return power(k, known[a], fmpq(*datum))

    def _otherwise(self, case: Key, rest: Quotient) -> Quotient:
        """[c] value + (1 - [c]) rest, where the condition c is 0 or 1."""
        _, condition, value, _ = case
        if self.program.nodes[condition][0] not in INDICATORS:
            raise TooHard
        k, holds = self.kernels, self.quotients[condition]
        return k.plus(k.times(holds, self.quotients[value]), k.times(k.minus(k.one, holds), rest))

    def _function(self, op: str, a: int) -> Quotient:
        """A function of a node, or a constant."""
        k = self.kernels
        if a < 0:
            return k.kernel("pi", positive=True) if op == "pi" else UNARY["exp"](k, k.one)
        if op in DIVISORS and not self._is_analytic(a):
            self._restrict(UNARY[DIVISORS[op]](k, self.quotients[a]))
        return _law(UNARY, op)(k, self.quotients[a])

    def _divides(self, n: int) -> None:
        """Write down that a node must not be 0, unless that is almost nowhere."""
        if not self._is_analytic(n):
            self._restrict(self.quotients[n])

    def _restrict(self, divisor: Quotient) -> None:
        k = self.kernels
        if not (k.is_positive(divisor.top) and k.is_positive(divisor.bottom)):
            _, divisor, _ = k.canonical(divisor)
            monic = divisor.top if divisor.is_zero else divisor.top * (1 / divisor.top.leading_coefficient())
            k.restrictions.add(("not zero", (str(monic), str(divisor.bottom))))

    def _input(self, name: str) -> Quotient:
        """A name, by its domain: a probability is 1/(1 + odds)."""
        k = self.kernels
        declared = self.program.scope.get(name)
        if declared is None:
            return k.kernel("input", name, positive=name in self.program.scope.dims)
        match declared.domain:
            case "boolean":
                return k.related(("input", name), 2, lambda: None, nonnegative=True)
            case "probability":
                return k.over(k.one, k.plus(k.one, k.kernel("input", name, positive=True)))
            case "negative":
                return k.negative(k.kernel("input", name, positive=True))
        positive = declared.domain in ("positive", "natural")
        return k.kernel("input", name, positive=positive, nonnegative=declared.domain == "nonnegative")

    def _is_analytic(self, n: int) -> bool:
        """Whether a node is analytic for all values of the inputs."""
        for op, a, b, datum in self.program.nodes[len(self.analytic) : n + 1]:
            known = self.analytic
            if op == "input":
                declared = self.program.scope.get(str(datum))
                known.append(declared is not None and declared.domain in CONTINUOUS)
            elif op == "pow" and isinstance(datum, tuple):
                known.append(known[a] and datum[1] == 1 and datum[0] >= 0)
            else:
                known.append(op in ANALYTIC and (a < 0 or known[a]) and (b < 0 or known[b]))
        return self.analytic[n]


def _law(laws: Mapping[str, Law], op: str) -> Law:
    try:
        return laws[op]
    except KeyError:
        raise TooHard from None


def same_entries(expected: Expr, given: Expr, scope: Scope) -> tuple[dict[str, int], Identity] | None:
    """The small sizes at which all entries of two arrays are the same, with the proof; None says nothing.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("A", ("m", "n")), Declared("B", ("n", "k"))), dims=("m", "n", "k"))
    >>> same_entries(*(parse(text, scope)[0].expr for text in ("(A B)^T", "B^T A^T")), scope)
    ({'m': 2, 'n': 3, 'k': 4}, Identity(is_everywhere=True))
    """
    dims = sizes_of(scope)
    fixed = {index.name: 1 for index in scope.indices}
    try:
        program, (left, right) = entries_of((expected, given), scope, dims, fixed)
    except (Beyond, RecursionError, IndexError, ValueError):
        return None
    if (len(left), len(left[0])) != (len(right), len(right[0])):
        return None
    pairs = [pair for rows in zip(left, right, strict=True) for pair in zip(*rows, strict=True)]
    proof = identity(program, pairs)
    return (dims, proof) if proof else None
