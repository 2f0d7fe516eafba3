"""What an answer is relative to the right one, where no mistake explains it: what of it is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose

from ...autodiff.mistakes.paths import way
from ...notation.expr import Apply, Expr, Name, neg, number
from .factor_by_factor import factor_by_factor, wrong_local
from .pairs import NAMELESS, Pair, Told, common, simple

MOST_PIECES = 12
"""Terms, factors or entries that are looked at."""


def described(pair: Pair) -> Told | None:
    """The simplest that can be said of a wrong answer; None where there is nothing."""
    if len(pair.places) < 2:
        return None
    if pair.fits:
        found = _constant_factor(pair) or _constant_term(pair) or _entries(pair)
        if found is not None:
            return found
    return wrong_local(pair) or _paths(pair) or _terms_right(pair) or factor_by_factor(pair)


def _constant_factor(pair: Pair) -> Told | None:
    """The same but for a number, or for a number and a dimension."""
    entries = [pair for mine, right in pair.values for pair in zip(mine[2], right[2], strict=True)]
    ratio = common([mine / right for mine, right in entries if right])
    if not ratio or pair.is_constant():
        return None
    for factor in _simple_factors(pair, ratio):
        if pair.equal(Apply("mul", (factor, pair.part.expected)), pair.given):
            return "constant_factor", "Right but for a constant factor."
    return None


def _simple_factors(pair: Pair, ratio: float) -> Iterator[Expr]:
    """Simple numbers, also with a dimension above or below, that come to ``ratio``."""
    for dim, size in pair.places[0].point.dims.items():
        above, below = simple(ratio / size), simple(ratio * size)
        if above:
            yield Apply("mul", (number(above), Name(dim)))
        if below:
            yield Apply("div", (number(below), Name(dim)))
    plain = simple(ratio)
    if plain:
        yield number(plain)


def _constant_term(pair: Pair) -> Told | None:
    """The same but for a number that is added."""
    entries = [pair for mine, right in pair.values for pair in zip(mine[2], right[2], strict=True)]
    rest = common([mine - right for mine, right in entries])
    plain = None if rest is None else simple(rest)
    if not plain or pair.is_constant():
        return None
    if pair.equal(Apply("add", (pair.part.expected, number(plain))), pair.given):
        return "term_added", "Right but for a constant that is added."
    return None


def _entries(pair: Pair) -> Told | None:
    """Which entries of a vector or a matrix of fixed size are right."""
    rows, columns = pair.part.shape
    if not isinstance(rows, int) or not isinstance(columns, int) or not 1 < rows * columns <= MOST_PIECES:
        return None
    base = pair.among.question.scope.base
    right: list[str] = []
    for i in range(rows):
        for j in range(columns):
            at = tuple(map(number, (i + base,) if columns == 1 else (i + base, j + base)))
            one, two = (Apply("index", (whole, *at)) for whole in (pair.part.expected, pair.given))
            if pair.alike(one, two):
                right.append(str(i + base) if columns == 1 else f"({i + base}, {j + base})")
    if not 0 < len(right) < rows * columns:
        return None
    named = "Entry" if len(right) == 1 else "Entries"
    verb = "is" if len(right) == 1 else "are"
    return (
        NAMELESS,
        f"{named} {', '.join(right)} of {rows * columns} {verb} right, the others are not.",
    )


def moved(pair: Pair) -> Told | None:
    """Named where the entries of a vector of fixed size are those of the right one in another order."""
    rows, columns = pair.part.shape
    if not isinstance(rows, int) or columns != 1 or not 1 < rows <= MOST_PIECES or not pair.fits:
        return None
    mine, right = (list(value[2]) for value in pair.values[0])
    if len(set(right)) < rows or sorted(mine) == mine == right:
        return None
    order = [next((k for k, b in enumerate(right) if isclose(a, b, rel_tol=1e-9)), -1) for a in mine]
    if sorted(order) != list(range(rows)):
        return None
    base = pair.among.question.scope.base
    entries = tuple(Apply("index", (pair.part.expected, number(k + base))) for k in order)
    same = pair.equal(Apply("vector", entries), pair.given)
    return ("entries_moved", "The entries are right, their order is not.") if same else None


def _paths(pair: Pair) -> Told | None:
    """Which of several paths of the chain rule are terms of the answer."""
    found, mine = pair.among.question.derivation, _terms(pair.given)
    if found is None or len(found.paths) < 2 or len(mine) > MOST_PIECES:
        return None
    right: list[str] = []
    for path in found.paths:
        term = found.product(path)
        twin = next((other for other in mine if pair.alike(term, other)), None)
        if twin is not None:
            mine.remove(twin)
            right.append(way(pair.among.question, path))
    if not 0 < len(right) < len(found.paths):
        return None
    if len(right) == 1:
        return NAMELESS, f"The path {right[0]} is right, the rest is not."
    return NAMELESS, f"The paths {', '.join(right[:-1])} and {right[-1]} are right, the rest is not."


def _terms_right(pair: Pair) -> Told | None:
    """How many terms of a sum are right."""
    right, mine = _terms(pair.part.expected), _terms(pair.given)
    found = _matched(pair, right, mine)
    if len(right) < 2 or not found:
        return None
    if found == len(right):
        return NAMELESS, "All terms are there, but there is something more."
    verb = "is" if found == 1 else "are"
    return NAMELESS, f"{found} of the {len(right)} terms {verb} right."


def _matched(pair: Pair, right: Sequence[Expr], mine: Sequence[Expr]) -> int:
    if len(right) > MOST_PIECES or len(mine) > MOST_PIECES:
        return 0
    left, count = list(mine), 0
    for piece in right:
        twin = next((other for other in left if pair.alike(piece, other)), None)
        if twin is not None:
            left.remove(twin)
            count += 1
    return count


def _terms(expr: Expr) -> list[Expr]:
    match expr:
        case Apply(op="add", args=args):
            return [term for arg in args for term in _terms(arg)]
        case Apply(op="neg", args=(Apply(op="add", args=args),)):
            return [neg(term) for arg in args for term in _terms(arg)]
    return [expr]
