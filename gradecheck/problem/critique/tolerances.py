"""Tolerances that take a wrong number, or refuse the author's own."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation import parse
from ...notation.expr import Apply, Expr, Number
from ...notation.reading import NotationError
from ..derive import Draft
from ..figures import decimal
from ..model import Problem
from ..tolerance import is_near
from .remark import Asked, Remark, numbers
from .value import value_of


def tolerances(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """A number whose negative would count as well, or whose key as typed would not."""
    for asked in numbers(draft, problem.items):
        value = value_of(draft, asked.part.expected)
        if not value:
            continue
        if is_near(asked.part, value, -value):
            fact = f"the tolerance also takes {decimal(-value)}, which has the wrong sign"
            remedy = f"narrow it to well below {decimal(abs(value))}, or ask for `figures`"
            yield Remark("tolerance", asked.position, draft.fail(asked.path, fact, remedy), is_error=True)
        typed = _typed(draft, asked)
        given = None if typed is None else value_of(draft, typed)
        if typed is not None and given is not None and not is_near(asked.part, value, given):
            fact = f"the key as typed, {asked.typed}, would be marked wrong: exactly it is {decimal(value)}"
            remedy = f"add `decimals: {_places(typed)}`"
            yield Remark("tolerance", asked.position, draft.fail(asked.path, fact, remedy), is_error=True)


def _typed(draft: Draft, asked: Asked) -> Expr | None:
    """The author's own figure."""
    if asked.typed is None:
        return None
    try:
        return parse(asked.typed, draft.scope)[0].expr
    except NotationError:
        return None


def _places(expr: Expr) -> int:
    match expr:
        case Number(places=int(places)):
            return max(places, 0)
        case Apply(op="neg", args=(inner,)):
            return _places(inner)
    return 2
