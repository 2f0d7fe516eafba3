"""On what the value of an expression depends: a formula that depends on less shows less."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..algebra.compare import compare
from ..notation.expr import ONE, Apply, Expr, Name, substitute
from ..notation.scope import Scope

REMEMBERED = 1024
"""Expressions that are known to have a value or none, or the same one everywhere: they come again."""


def are_equal(one: Expr, other: Expr, scope: Scope, seed: int) -> bool:
    """Whether two expressions are certainly equal; how they differ is not looked at."""
    return compare(one, other, scope, seed=seed, shown=False).verdict == "equal"


@lru_cache(maxsize=REMEMBERED)
def has_value(expr: Expr, scope: Scope, seed: int) -> bool:
    """Whether ``expr`` has a value anywhere: there it differs from itself and 1.

    >>> from ..notation import parse
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
    return _inputs(own, scope, seed) < _inputs(right, scope, seed)


def has_lost_half(own: Expr, right: Expr, scope: Scope, seed: int) -> bool:
    """Whether a formula depends on at most half as many inputs as the right one does."""
    return 2 * _inputs(own, scope, seed) <= _inputs(right, scope, seed)


def _inputs(expr: Expr, scope: Scope, seed: int) -> int:
    """On how many inputs the value of ``expr`` depends."""
    return sum(_varies(expr, scope, {one.name}, seed) for one in scope.names if one.definition is None)


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
    return not are_equal(expr, substitute(expr, others), both, seed)
