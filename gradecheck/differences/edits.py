"""Single edits of a function's source: what a student may have meant, one change at a time.

Each kind of edit is a row of ``EDITS``: its cost (how unlikely it is), the nodes that it acts on, and what it
puts in their place. Only the statement that changes is written anew; all other lines stay as they are.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Replacements = Iterator[ast.AST]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an edit may take from the function: names in scope, and names of arrays it may transpose."""

    names: tuple[str, ...]
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A row: what to put in place of a node, and how unlikely it is that this was meant."""

    kind: str
    cost: int
    replacements: Callable[[Any, Surroundings], Replacements]


def _operator(node: ast.AST, _: Surroundings) -> Replacements:
    if isinstance(node, ast.BinOp):
        for other in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)


OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.MatMult, ast.Add, ast.Pow),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}


def _comparison(node: ast.AST, _: Surroundings) -> Replacements:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in (ast.Gt, ast.Lt, ast.GtE, ast.LtE, ast.Eq, ast.NotEq):
            if not isinstance(node.ops[0], other):
                yield ast.Compare(node.left, [other()], node.comparators)


def _accumulate(node: ast.AST, _: Surroundings) -> Replacements:
    """``=`` becomes ``+=`` and back; ``+=`` becomes ``-=`` and back."""
    match node:
        case ast.Assign(targets=[target], value=value) if isinstance(target, ast.Name | ast.Subscript):
            yield ast.AugAssign(target, ast.Add(), value)
            yield ast.AugAssign(target, ast.Sub(), value)
        case ast.AugAssign(target=target, op=op, value=value):
            yield from (
                ast.AugAssign(target, other(), value)
                for other in (ast.Add, ast.Sub, ast.Mult, ast.Div)
                if not isinstance(op, other)
            )
            yield ast.Assign([target], value)


def _minus(node: ast.AST, _: Surroundings) -> Replacements:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield operand
        case ast.Assign(targets=targets, value=value) if not isinstance(value, ast.Tuple):
            yield ast.Assign(targets, ast.UnaryOp(ast.USub(), value))
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Tuple):
            yield ast.Return(ast.UnaryOp(ast.USub(), value))
        case ast.Name(ctx=ast.Load()) | ast.Call() | ast.Subscript(ctx=ast.Load()):
            yield ast.UnaryOp(ast.USub(), node)


def _transpose(node: ast.AST, _: Surroundings) -> Replacements:
    match node:
        case ast.Attribute(attr="T", value=value):
            yield value
        case ast.Name(ctx=ast.Load()) | ast.Attribute() | ast.Call() | ast.Subscript(ctx=ast.Load()):
            yield ast.Attribute(node, "T", ast.Load())
        case ast.BinOp(op=ast.MatMult()):
            yield ast.Attribute(node, "T", ast.Load())


def _swap(node: ast.AST, _: Surroundings) -> Replacements:
    """The operands of a product of matrices, of a difference or a quotient; the arguments of a call."""
    match node:
        case ast.BinOp(left=left, op=ast.MatMult() | ast.Sub() | ast.Div() as op, right=right):
            yield ast.BinOp(right, op, left)
        case ast.Call(func=func, args=[first, second], keywords=keywords):
            yield ast.Call(func, [second, first], keywords)


def _factor_dropped(node: ast.AST, _: Surroundings) -> Replacements:
    if isinstance(node, ast.BinOp):
        yield node.left
        if not isinstance(node.op, ast.Div):
            yield node.right


def _factor_added(node: ast.AST, around: Surroundings) -> Replacements:
    """A factor of 2 or 1/2, the number of examples, another array or 1 minus it."""
    if not _has_value(node):
        return
    value = node.value  # type: ignore[attr-defined]
    lengths = [ast.parse(f"{name}.shape[{k}]", mode="eval").body for name in around.arguments for k in (0, 1)]
    names: list[ast.expr] = [ast.Name(name, ast.Load()) for name in around.names]
    complements = [ast.BinOp(ast.Constant(1), ast.Sub(), name) for name in names]
    for factor in (ast.Constant(2), *names, *complements):
        yield _with_value(node, ast.BinOp(value, ast.Mult(), factor))
    for divisor in (ast.Constant(2), *lengths, *names):
        yield _with_value(node, ast.BinOp(value, ast.Div(), divisor))


def _returned_scaled(node: ast.AST, around: Surroundings) -> Replacements:
    """One of several results divided by a name, by a length or by 2, or multiplied."""
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Tuple):
        return
    lengths = [ast.parse(f"{name}.shape[0]", mode="eval").body for name in around.arguments]
    scales: list[ast.expr] = [ast.Name(name, ast.Load()) for name in around.names]
    for k, each in enumerate(node.value.elts):
        for op, scale in [
            *((ast.Div(), scale) for scale in (*scales, *lengths, ast.Constant(2))),
            *((ast.Mult(), scale) for scale in (*scales, *lengths, ast.Constant(2))),
        ]:
            results = [*node.value.elts[:k], ast.BinOp(each, op, scale), *node.value.elts[k + 1 :]]
            yield ast.Return(ast.Tuple(results, ast.Load()))


def _term_added(node: ast.AST, around: Surroundings) -> Replacements:
    """Another name added to the value of a statement, or taken from it."""
    if _has_value(node):
        value = node.value  # type: ignore[attr-defined]
        for name in around.names:
            for op in (ast.Add(), ast.Sub()):
                yield _with_value(node, ast.BinOp(value, op, ast.Name(name, ast.Load())))


def _operand_scaled(node: ast.AST, around: Surroundings) -> Replacements:
    """Something more inside an expression: ``a + b`` becomes ``a + 2 * b``, ``a + b * c``, ``a + b ** 2``."""
    if isinstance(node, ast.BinOp | ast.Name | ast.Call | ast.Attribute | ast.Subscript) and _is_load(node):
        yield ast.BinOp(ast.Constant(2), ast.Mult(), node)
        yield ast.BinOp(node, ast.Div(), ast.Constant(2))
        yield ast.BinOp(node, ast.Pow(), ast.Constant(2))
        yield ast.BinOp(ast.Constant(1), ast.Sub(), node)
        yield ast.BinOp(ast.Constant(1), ast.Add(), node)
        for name in around.names:
            for op in (ast.Mult(), ast.Div(), ast.Add(), ast.Sub()):
                yield ast.BinOp(node, op, ast.Name(name, ast.Load()))


def _other_name(node: ast.AST, around: Surroundings) -> Replacements:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in around.names:
        yield from (ast.Name(name, ast.Load()) for name in around.names if name != node.id)


def _number(node: ast.AST, _: Surroundings) -> Replacements:
    """Off by one, doubled, halved, another sign; a flag flipped."""
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            near = [value + 1, value - 1, 2 * value, value / 2, -value, 0, 1, 2]
            yield from (ast.Constant(each) for each in dict.fromkeys(near) if each != value)


def _call(node: ast.AST, _: Surroundings) -> Replacements:
    """Another function of the same family, another axis, keepdims."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    for family in FAMILIES:
        if node.func.attr in family:
            for other in family:
                if other != node.func.attr:
                    yield _with(node, func=ast.Attribute(node.func.value, other, ast.Load()))
    if node.func.attr in REDUCTIONS:
        for axis in (0, 1, 2, -1, None):
            keywords = [keyword for keyword in node.keywords if keyword.arg != "axis"]
            added = [] if axis is None else [ast.keyword("axis", ast.Constant(axis))]
            yield _with(node, keywords=[*added, *keywords])
            yield _with(node, keywords=[*added, ast.keyword("keepdims", ast.Constant(True))])
        yield _with(node, keywords=[keyword for keyword in node.keywords if keyword.arg != "keepdims"])


REDUCTIONS = frozenset({"sum", "mean", "max", "min", "var", "std", "cumsum", "argmax"})
FAMILIES = (
    ("sum", "mean", "max", "min", "cumsum"),
    ("var", "std"),
    ("maximum", "minimum"),
    ("exp", "log", "tanh", "sqrt", "square", "sin", "cos", "cosh", "sinh", "abs"),
    ("zeros_like", "ones_like", "empty_like", "copy"),
    ("argsort", "argmax", "argmin", "sort"),
    ("dot", "multiply", "outer"),
    ("repeat", "tile"),
    ("hstack", "vstack"),
    ("copy", "round"),
)


def _unwrapped(node: ast.AST, _: Surroundings) -> Replacements:
    """A call left out: its first argument, or the array whose method it is; a square for a power."""
    match node:
        case ast.Call(func=ast.Attribute(value=value), args=[]):
            yield value
        case ast.Call(args=[first, *_]):
            yield first


def _with_value(node: ast.AST, value: ast.expr) -> Any:
    return _with(node, value=value)


def _with(node: ast.AST, **fields: Any) -> Any:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _has_value(node: ast.AST) -> bool:
    """A statement with one value that is no tuple."""
    return isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and not isinstance(
        node.value, ast.Tuple | None
    )


def _is_load(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


EDITS: Sequence[Edit] = (
    Edit("sign", 1, _minus),
    Edit("accumulate", 1, _accumulate),
    Edit("operator", 1, _operator),
    Edit("comparison", 1, _comparison),
    Edit("transpose", 1, _transpose),
    Edit("call", 1, _call),
    Edit("result scaled", 1, _returned_scaled),
    Edit("number", 2, _number),
    Edit("name", 2, _other_name),
    Edit("swap", 2, _swap),
    Edit("factor dropped", 2, _factor_dropped),
    Edit("call left out", 3, _unwrapped),
    Edit("factor added", 3, _factor_added),
    Edit("term added", 3, _term_added),
    Edit("inside", 4, _operand_scaled),
)
