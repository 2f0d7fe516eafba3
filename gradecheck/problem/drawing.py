"""The graph as it is drawn: for each node its operation, its value, and what flows back to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..algebra.evaluate import enclosure
from ..algebra.values import NoValue
from ..autodiff.symbolic import edge_gradient, symbolic_gradient
from ..errors import AuthorError
from ..notation.expr import Apply, Expr, Name, walk
from ..notation.scope import Declared
from .derive import Draft
from .figures import decimal
from .model import GraphNode


def nodes(draft: Draft) -> tuple[GraphNode, ...]:
    """All inputs and nodes, in the order of the file. Empty for a problem without a graph."""
    if not draft.declared.output:
        return ()
    return tuple(_node(draft, declared) for declared in draft.declared.forward.names)


def _node(draft: Draft, declared: Declared) -> GraphNode:
    parents = tuple(_parents(declared, draft))
    node = GraphNode(
        name=declared.name,
        operation=_operation(declared.definition),
        parents=parents,
        definition="" if declared.definition is None else draft.text(declared.definition),
        value=_number(draft, Name(declared.name)),
    )
    gradient = _gradient(draft, declared.name)
    if gradient is None:
        return node
    edges = tuple((parent, text) for parent in parents if (text := _edge(draft, parent, declared.name)))
    return replace(node, gradient=_number(draft, gradient), symbolic=draft.text(gradient), edges=edges)


def _operation(definition: Expr | None) -> str:
    match definition:
        case None:
            return "input"
        case Apply(op=op):
            return op
        case Name():
            return "copy"
    return "sum"


def _parents(declared: Declared, draft: Draft) -> Iterator[str]:
    """The names of the graph that a definition uses, each once, as they stand in it."""
    seen: set[str] = set()
    for part in walk(declared.definition) if declared.definition is not None else ():
        if isinstance(part, Name) and part.name in draft.reachable and part.name not in seen:
            seen.add(part.name)
            yield part.name


def _gradient(draft: Draft, name: str) -> Expr | None:
    declared = draft.declared
    try:
        return symbolic_gradient(declared.forward, declared.output, name, upstream=declared.upstream)
    except AuthorError:
        return None


def _edge(draft: Draft, parent: str, child: str) -> str:
    """The gradient along one line, as a number; "" where there is none."""
    try:
        local = edge_gradient(draft.declared.forward, draft.declared.output, parent, child)
    except AuthorError:
        return ""
    return _number(draft, Apply("mul", (draft.declared.upstream, local)))


def _number(draft: Draft, expr: Expr) -> str:
    """The value at the problem's values; "" for arrays and where a value is missing."""
    try:
        low, high = enclosure(expr, draft.scope, dict(draft.declared.values))
    except NoValue:
        return ""
    return decimal((low + high) / 2)
