"""The graph step by step: who uses a node, and what one line of it brings back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..algebra.evaluate import enclosure
from ..algebra.values import NoValue
from ..autodiff.symbolic import symbolic_gradient
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name
from ..notation.scope import Declared, Scope
from .figures import decimal
from .model import GraphNode, Problem

FLOWING = ("g", "G", "g_out", "g_in", "g_back")
"""Names for the gradient that arrives, in what flows back through arrays: the first that is free."""
_LOG_E = Apply("log", (Apply("e", ()),))


@dataclass(frozen=True, slots=True)
class LocalGradient:
    """What the line between two nodes does to a gradient.

    ``expr`` is ∂child/∂parent where ``is_factor``; for arrays and examples it is what flows back, in terms of
    the gradient ``flowing`` that arrives at the child. ``scope`` declares all its names.
    """

    expr: Expr
    scope: Scope
    flowing: str = ""

    @property
    def is_factor(self) -> bool:
        """Whether the gradient that arrives is multiplied by ``expr``, which is a number."""
        return not self.flowing


def local_gradient(problem: Problem, child: str, parent: str) -> LocalGradient:
    """The local gradient of ``child`` by ``parent``; the other names count as inputs.

    Raises ``AuthorError`` where an operation has no derivative.
    """
    scope = _only(problem.scope, child)
    declared, source = scope.get(child), scope.get(parent)
    assert declared is not None and source is not None
    if declared.shape == source.shape == SCALAR and declared.batch is None and source.batch is None:
        return LocalGradient(_without_log_e(symbolic_gradient(scope, child, parent)), scope)
    flowing = next(name for name in FLOWING if scope.get(name) is None or name == FLOWING[-1])
    others = tuple(each for each in scope.names if each.name != flowing)
    wider = replace(scope, names=(*others, Declared(flowing, declared.shape, batch=declared.batch)))
    back = symbolic_gradient(wider, child, parent, upstream=Name(flowing))
    return LocalGradient(back, wider, flowing)


def _without_log_e(expr: Expr) -> Expr:
    """A derivative of eᵘ without its factor log e."""
    match expr:
        case Apply(op="mul", args=args):
            kept = tuple(_without_log_e(arg) for arg in args if arg != _LOG_E)
            return kept[0] if len(kept) == 1 else Apply("mul", kept) if kept else ONE
    return expr


def _only(scope: Scope, name: str) -> Scope:
    """The scope in which only the node ``name`` has a definition: its parents count as inputs."""
    names = (each if each.name == name else replace(each, definition=None) for each in scope.names)
    return replace(scope, names=tuple(names))


def number_of(problem: Problem, expr: Expr) -> str:
    """The decimal of an expression at the problem's values; "" where it has none."""
    try:
        low, high = enclosure(expr, problem.scope, dict(problem.values))
    except NoValue:
        return ""
    return decimal((low + high) / 2)


def summed_over(problem: Problem, child: str, parent: str) -> str:
    """The index of the examples that each bring a gradient to a node without that index; "" for none."""
    source, target = (problem.scope.get(name) for name in (child, parent))
    if source is None or target is None or source.batch is None or target.batch is not None:
        return ""
    return source.batch


def backwards(nodes: Mapping[str, GraphNode], output: str) -> tuple[GraphNode, ...]:
    """The nodes that ``output`` depends on, each after all that use it."""
    done: dict[str, GraphNode] = {}

    def visit(name: str) -> None:
        if name not in done:
            for parent in nodes[name].parents:
                visit(parent)
            done[name] = nodes[name]

    visit(output)
    return tuple(reversed(done.values()))


def bracketed(text: str) -> str:
    """A number or a name as a factor of a product.

    >>> bracketed("-4"), bracketed("3")
    ('(-4)', '3')
    """
    return f"({text})" if text.startswith(("-", "−")) else text
