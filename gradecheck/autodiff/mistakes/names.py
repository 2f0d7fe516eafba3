"""One name for another: a name that does not belong there, two that are exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...notation.expr import SCALAR, Expr, Name, free_names, substitute
from ...notation.places import places_of, put
from ...notation.scope import Scope
from .rule import Made, Question, Rule

FEW = 16


def _other_name(question: Question) -> Iterator[Made]:
    """A name for another of the same shape that is spelt alike, or stands next to it in the graph."""
    for right in question.right:
        used = sorted(free_names(right))
        for name in used:
            for other in akin(name, question.scope):
                yield _renamed(right, {name: other}), (other, name)
    for right in question.right:
        for path, node in places_of(right):
            if isinstance(node, Name):
                for other in akin(node.name, question.scope):
                    yield put(right, path, Name(other)), (other, node.name)


def _exchanged(question: Question) -> Iterator[Made]:
    for right in question.right:
        used = sorted(free_names(right) - set(question.scope.dims))
        for one, two in combinations(used[:8], 2):
            mine, its = question.scope.get(one), question.scope.get(two)
            if mine is not None and its is not None and mine.shape == its.shape:
                yield _renamed(right, {one: two, two: one}), (question.named(one), question.named(two))


def akin(name: str, scope: Scope) -> list[str]:
    """Names of the same shape that one may be taken for."""
    mine = scope.get(name)
    if mine is None:
        return [dim for dim in scope.dims if dim != name] if name in scope.dims else []
    found: list[str] = []
    for other in scope.names:
        if other.name == name or (other.shape, other.batch) != (mine.shape, mine.batch):
            continue
        near = name in _used(other.definition) or other.name in _used(mine.definition)
        if near or _stem(other.name) == _stem(name) or mine.shape != SCALAR or len(scope.names) <= FEW:
            found.append(other.name)
    return found


def _used(definition: Expr | None) -> frozenset[str]:
    return frozenset() if definition is None else free_names(definition)


def _stem(name: str) -> str:
    return name.partition("_")[0]


def _renamed(expr: Expr, names: dict[str, str]) -> Expr:
    return substitute(expr, {old: Name(new) for old, new in names.items()})


NAMES = (
    Rule("wrong_name", "another name", "One of the names does not belong there.", "σ'(z): σ'(x)", _other_name),
    Rule("exchanged", "two names exchanged", "{0} and {1} are exchanged.", "x y²: x² y", _exchanged, 2),
)
