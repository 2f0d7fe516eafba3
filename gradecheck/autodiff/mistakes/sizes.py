"""Mistakes with averages and sums: sizes, indices, ranges."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, Apply, Expr, Name, Reduction, free_names, neg, number
from ...notation.places import is_scalar
from ...notation.scope import Scope
from .operations import TWO, left
from .rule import Rule, of_formulas, whole


def _is_size(node: Expr, scope: Scope) -> bool:
    """Whether a node counts something: a dimension."""
    return isinstance(node, Name) and node.name in scope.dims


def _size_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)) if _is_size(bottom, scope):
            yield top
        case Apply(op="mul", args=args):
            for n, factor in enumerate(args):
                if _is_size(factor, scope):
                    yield left("mul", args[:n] + args[n + 1 :])


def _size_twice(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)) if _is_size(bottom, scope):
            yield Apply("div", (top, Apply("pow", (bottom, TWO))))


def _size_above(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="div", args=(top, bottom)) if _is_size(bottom, scope):
            yield Apply("mul", (top, bottom))


def _other_size(node: Expr, scope: Scope) -> Iterator[Expr]:
    if _is_size(node, scope):
        yield Apply("add", (node, neg(ONE)))
        yield from (Name(dim) for dim in scope.dims if isinstance(node, Name) and dim != node.name)


def _averaged(right: Expr, scope: Scope) -> Iterator[Expr]:
    """One over a size where none belongs."""
    for dim in scope.dims:
        yield Apply("div", (right, Name(dim)))


def _summed(right: Expr, scope: Scope) -> Iterator[Expr]:
    """A sum where none belongs."""
    names = [scope.get(name) for name in free_names(right)]
    used = {declared.batch for declared in names if declared} | free_names(right)
    for index in scope.indices:
        if index.name in used:
            yield Reduction("sum", index.name, index.lower, index.upper, None, right)
    if not is_scalar(right, scope):
        yield Apply("total", (right,))


def _sum_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Reduction(op="sum"):
            yield node.body
        case Apply(op="total" | "total_rows" | "total_columns" | "mean", args=(inner,)):
            yield inner


def _whole_range(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A condition on the index of a sum left out, and the range cut by one."""
    if isinstance(node, Reduction) and node.op == "sum":
        if node.condition is not None:
            yield Reduction("sum", node.index, node.lower, node.upper, None, node.body)
        less, more = Apply("add", (node.upper, neg(ONE))), Apply("add", (node.lower, ONE))
        yield Reduction("sum", node.index, node.lower, less, node.condition, node.body)
        yield Reduction("sum", node.index, more, node.upper, node.condition, node.body)


def _other_index(node: Expr, scope: Scope) -> Iterator[Expr]:
    """A sum over another index of the problem."""
    if isinstance(node, Reduction) and node.op == "sum":
        for index in scope.indices:
            if index.name != node.index:
                yield Reduction("sum", index.name, index.lower, index.upper, None, node.body)


def _other_entry(node: Expr, scope: Scope) -> Iterator[Expr]:
    """Another entry of a vector: the first one for the i-th, or the reverse."""
    match node:
        case Apply(op="index", args=(base, position)):
            others: list[Expr] = [number(scope.base), *(Name(index.name) for index in scope.indices)]
            for other in others:
                if other != position:
                    yield Apply("index", (base, other))


SIZES = (
    of_formulas(
        "mean_missing",
        "factor of an average left out",
        "The average is missing: divide by the number of terms.",
        "(1/m) Σ x: Σ x",
        _size_left_out,
        2,
    ),
    of_formulas(
        "mean_twice",
        "divided twice for an average",
        "The average is taken twice: you divide twice by the number of terms.",
        "(1/m) Σ x: (1/m²) Σ x",
        _size_twice,
    ),
    of_formulas(
        "mean_inverted",
        "multiplied for an average",
        "For an average, divide by the number of terms; you multiply by it.",
        "(1/m) Σ x: m Σ x",
        _size_above,
    ),
    of_formulas("wrong_size", "another size", "A size is the wrong one.", "(1/m) Σ x: (1/n) Σ x", _other_size),
    Rule(
        "mean_added",
        "average where there is none",
        "You divide by a size; nothing is averaged here.",
        "Σ x: (1/m) Σ x",
        whole(_averaged),
    ),
    of_formulas("sum_missing", "sum left out", "The sum is missing.", "Σ x y: x y", _sum_left_out, 2),
    Rule(
        "sum_added",
        "sum where there is none",
        "You sum where nothing is summed.",
        "x y: Σ x y",
        whole(_summed),
    ),
    of_formulas(
        "wrong_index",
        "sum over another index",
        "The sum is over the wrong index.",
        "Σ_i: Σ_j",
        _other_index,
    ),
    of_formulas(
        "wrong_index",
        "another entry of a vector",
        "The wrong entry of a vector stands there: look at the indices.",
        "g_i x_0: g_i x_i",
        _other_entry,
    ),
    of_formulas(
        "wrong_range",
        "range of a sum",
        "The sum has the wrong range: look at its first and last term, and at what it leaves out.",
        "Σ_{i ≠ 0}: Σ_i",
        _whole_range,
    ),
)
