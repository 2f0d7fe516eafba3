"""Mistakes with conditions: the masks of ReLU and its like."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, ZERO, Apply, Expr, Name, Number, number
from ...notation.scope import Scope
from .operations import left
from .rule import of_nodes

TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}


def _turned(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op=op, args=args) if op in TURNED:
            yield Apply(TURNED[op], args)
        case Apply(op="relu_prime" | "step", args=(inner,)):
            yield Apply("lt", (inner, number(0)))
        case Apply(op="cases", args=(one, condition, other)):
            yield Apply("cases", (other, condition, one))
        case Apply(op="cases", args=(one, condition, other, second)):
            yield Apply("cases", (other, condition, one, second))


def _mask_left_out(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="mul" | "hadamard" as op, args=args):
            for n, factor in enumerate(args):
                if _is_mask(factor, scope):
                    yield left(op, args[:n] + args[n + 1 :])
    if _is_mask(node, scope):
        yield ONE


def _is_mask(node: Expr, scope: Scope) -> bool:
    """Whether a node is 1 where a condition holds and else 0, also by a name that stands for that."""
    match node:
        case Name(name=name):
            declared = scope.get(name)
            definition = None if declared is None else declared.definition
            return isinstance(definition, Apply) and _is_mask(definition, scope)
        case Apply(op="cases", args=args):
            return len(args) in (3, 4) and set(args[::2]) == {ONE, ZERO}
        case Apply(op=op):
            return op in TURNED or op in ("relu_prime", "step")
    return False


def _value_for_mask(node: Expr, scope: Scope) -> Iterator[Expr]:
    """The value, or its positive part, where 1 or 0 belongs."""
    match node:
        case Apply(op="gt" | "ge", args=(inner, Number(value=zero))) if not zero:
            yield inner
            yield Apply("relu", (inner,))
        case Apply(op="relu_prime" | "step", args=(inner,)):
            yield inner
            yield Apply("relu", (inner,))
        case Apply(op="cases") if len(node.args) in (3, 4) and ONE in node.args[::2]:
            names = (
                sorted({part.name for part in node.args[1].args if isinstance(part, Name)})
                if isinstance(node.args[1], Apply)
                else []
            )
            for name in names[:1]:
                yield Name(name)
                yield Apply("relu", (Name(name),))


def _mask_elsewhere(node: Expr, scope: Scope) -> Iterator[Expr]:
    """The mask of another array of the same shape."""
    match node:
        case Apply(op="gt" | "ge" | "lt" | "le" | "relu_prime" | "step", args=(Name(name=name), *rest)):
            mine = scope.get(name)
            for other in scope.names if mine is not None else ():
                if (
                    mine is not None
                    and other.name != name
                    and (other.shape, other.batch) == (mine.shape, mine.batch)
                ):
                    yield Apply(node.op, (Name(other.name), *rest))


MASKS = (
    of_nodes(
        "mask_inverted",
        "condition turned round",
        "The condition is turned round.",
        "1{z > 0}: 1{z < 0}",
        _turned,
        3,
    ),
    of_nodes(
        "mask_missing",
        "mask left out",
        "The mask is missing: the condition under which anything flows back.",
        "g ∘ 1{z > 0}: g",
        _mask_left_out,
        2,
    ),
    of_nodes(
        "value_for_mask",
        "value in place of the mask",
        "A value stands where 0 or 1 belongs.",
        "1{z > 0}: z",
        _value_for_mask,
    ),
    of_nodes(
        "mask_elsewhere",
        "mask of another array",
        "The mask is taken from the wrong array.",
        "1{z_1 > 0}: 1{z_2 > 0}",
        _mask_elsewhere,
    ),
)
