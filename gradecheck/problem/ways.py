"""The scope in which a right answer is said in terms of earlier ones, whatever these are."""

from __future__ import annotations

from dataclasses import replace

from ..notation.expr import Expr, free_names, substitute
from ..notation.names import exact_key
from ..notation.scope import Scope
from .parts import CodePart, Follows, SymbolicPart, Use, Way

Own = tuple[tuple[Use, Expr], ...]
"""Answers in the place of right ones."""


def on(follows: Follows, way: Way) -> tuple[Use, ...]:
    """What a way rests on."""
    names = free_names(way.expected).union(*(free_names(expr) for _, expr in way.where))
    return tuple(use for use in follows.uses if use.declared.name in names)


def with_own(scope: Scope, follows: Follows, way: Way, own: Own) -> Scope:
    """The scope in which the names of earlier answers have the student's meaning, as far as given.

    Where the way reads earlier answers with something else in place of an input, so does their name; it comes
    after all names that it may rest on then.
    """
    given = {use.declared.name: expr for use, expr in own}
    new = [use.declared for use in follows.uses if scope.get(use.declared.name) is None]
    if way.where:
        new.sort(key=lambda declared: declared.name in free_names(way.expected))
    every = replace(scope, names=(*scope.names, *new)).with_definitions(dict(given))
    return every.with_definitions(elsewhere(every, follows, way)) if way.where else every


def elsewhere(scope: Scope, follows: Follows, way: Way) -> dict[str, Expr | None]:
    """What the answers that a way names mean with ``where``."""
    values = dict(way.where)
    found: dict[str, Expr | None] = {}
    for name in free_names(way.expected) & {use.declared.name for use in follows.uses}:
        declared = scope.get(name)
        if declared is not None and declared.definition is not None:
            found[name] = substitute(frozen(declared.definition, scope, frozenset(values)), values)
    return found


def frozen(expr: Expr, scope: Scope, names: frozenset[str]) -> Expr:
    """``expr`` with the author's meaning of ``names`` written out, and of all that rests on them."""
    reached = set(names)
    for declared in scope.names:
        if declared.definition is not None and free_names(declared.definition) & reached:
            reached.add(declared.name)
    for declared in reversed(scope.names):
        if declared.name in reached and declared.definition is not None and declared.name in free_names(expr):
            expr = substitute(expr, {declared.name: declared.definition})
    return expr


def is_about(formula: SymbolicPart, gradient: str, part: CodePart, scope: Scope) -> bool:
    """Whether a formula may be that of a gradient that a function returns: by the name that it is by.

    Whether it is, only values can tell. A formula that is by no name may be that of a single gradient.
    """
    target = formula.target
    if target is None:
        return len(part.gradients) == 1
    declared = scope.get(target.wrt)
    spelt = (target.wrt, *(declared.aliases if declared is not None else ()))
    named = exact_key(gradient) in map(exact_key, spelt)
    return named and not target.entry and target.layout in ("", "gradient")
