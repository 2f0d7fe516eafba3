"""How a gradient follows from earlier derivatives by the chain rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..autodiff.symbolic import symbolic_gradient
from ..errors import AuthorError
from ..notation.expr import ONE, Apply, Expr, Name, add
from ..notation.scope import Declared, Scope
from .derive import Draft
from .parts import Target
from .yaml_reader import Path


def by_chain_rule(draft: Draft, path: Path, wanted: Target, used: Sequence[tuple[Target, str]]) -> Expr:
    """The wanted gradient by the chain rule, with earlier derivatives under their names.

    A derivative of the same output stands for all that flows back to its node; one by the same variable, for
    all that flows on from its node.
    """
    forward = draft.declared.forward
    of = wanted.of or draft.declared.output
    upstream = draft.declared.upstream if not wanted.of else ONE
    above = {each.wrt: name for each, name in used if each.of == wanted.of and not each.entry}
    below = {each.of: name for each, name in used if each.wrt == wanted.wrt and each.of not in ("", of)}
    if len(above) + len(below) < len(used) or wanted.entry or wanted.wrt in above:
        remedy = "write `follows`, the answer in terms of earlier ones"
        raise draft.fail(path, "the chain rule does not lead from these to what is asked for", remedy)
    linear = {node: Apply("mul", (Name(name), Name(wanted.wrt))) for node, name in below.items()}
    fresh = tuple(_standing(forward, node, name) for node, name in above.items())
    names = (*fresh, *(Declared(name) for name in below.values()), *forward.names)
    scope = replace(forward, names=names).with_definitions({**linear, **dict.fromkeys(above)})
    try:
        parts = [symbolic_gradient(scope, of, wanted.wrt, upstream=upstream)]
        for node, name in above.items():
            alone = scope.with_definitions({node: linear.get(node) or _definition(forward, node)})
            parts.append(symbolic_gradient(alone, node, wanted.wrt, upstream=Name(name)))
    except AuthorError as error:
        raise draft.fail(path, error.fact, error.remedy) from None
    return add(*(part for part in parts if not _is_zero(part)))


def _standing(forward: Scope, node: str, name: str) -> Declared:
    """The name of a gradient at a node: it has the node's shape."""
    declared = forward.get(node)
    return Declared(name, declared.shape, batch=declared.batch) if declared else Declared(name)


def _definition(forward: Scope, node: str) -> Expr | None:
    declared = forward.get(node)
    return declared.definition if declared else None


def _is_zero(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "zeros_like"
