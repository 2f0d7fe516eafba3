"""Which examples a value belongs to."""

from __future__ import annotations

from .expr import Expr, Name, Reduction, children
from .scope import Scope


def examples_of(expr: Expr, scope: Scope) -> frozenset[str]:
    """The indices that the value of ``expr`` depends on: free ones, and those of free per-example names.

    >>> from .expr import number
    >>> from .scope import Declared, Index
    >>> x = Declared("x", batch="i")
    >>> scope = Scope((x,), (Index("i", number(1), Name("m")),), ("m",))
    >>> examples_of(Name("x"), scope)
    frozenset({'i'})
    >>> examples_of(Reduction("sum", "i", number(1), Name("m"), None, Name("x")), scope)
    frozenset()
    """
    below = frozenset[str]().union(*(examples_of(child, scope) for child in children(expr)))
    match expr:
        case Name():
            declared = scope.get(expr.name)
            if declared is None:
                return frozenset({expr.name}) if scope.index(expr.name) else frozenset()
            return frozenset({declared.batch}) if declared.batch else frozenset()
        case Reduction():
            return below - {expr.index}
    return below
