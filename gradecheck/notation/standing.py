"""Functions that stand without their argument, as ``σ (1 - σ)`` and ``σ' x``: the problem says of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import atoms
from .expr import ONE, Apply, Expr, Name, walk
from .reading import NotationError, Remark
from .scope import Scope
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader


def alone(reader: Reader, token: Token, op: str) -> Expr | None:
    """The function with the one argument that it has in the problem, where it may be meant so; else ``None``.

    A bracket behind it that holds just this argument is taken too: ``σ(z) (1 - σ)``.
    """
    argument = the_argument(token.text, reader.scope)
    if argument is None:
        return None
    if not reader.sees("("):
        typed = reader.text[token.span.start : token.span.end]
        remark = Remark("implied_argument", f"Write the argument of {typed}.", token.span)
        reader.met.setdefault("bare", remark)
    if not reader.choices.bare:
        return None
    _skip(reader, argument)
    return Apply(op, (argument,), reader.span(token))


def _skip(reader: Reader, argument: Expr) -> None:
    """Passes over a bracket that holds the argument."""
    start, bars, depth = reader.at, reader.bars, reader.depth
    if not reader.sees("("):
        return
    try:
        found = atoms.group(reader, reader.take())
    except NotationError:
        found = None
    reader.bars, reader.depth = bars, depth
    same = [argument]
    while isinstance(last := same[-1], Name) and (declared := reader.scope.get(last.name)):
        if declared.definition is None:
            break
        same.append(declared.definition)
    if found not in same:
        reader.at = start


def the_argument(op: str, scope: Scope) -> Expr | None:
    """What the problem applies a function to, if it does so to one thing only."""
    found = {
        node.args
        for declared in scope.names
        if declared.definition is not None
        for node in walk(declared.definition)
        if isinstance(node, Apply) and node.op == op and len(node.args) == 1
    }
    if op == "sigmoid":
        written_out = (_logistic(Name(declared.name), scope) for declared in scope.names)
        found |= {(argument,) for argument in written_out if argument is not None}
    return next(iter(found))[0] if len(found) == 1 else None


def _logistic(expr: Expr, scope: Scope) -> Expr | None:
    """What 1/(1 + e^-t) has for t, also where a graph goes there in steps."""
    match _unfolded(expr, scope):
        case Apply(op="div", args=(top, below)) if top == ONE:
            match _unfolded(below, scope):
                case Apply(op="add", args=(one, power) | (power, one)) if one == ONE:
                    return _decay(_unfolded(power, scope), scope)
    return None


def _decay(expr: Expr, scope: Scope) -> Expr | None:
    """What e^-t has for t."""
    match expr:
        case Apply(op="pow", args=(Apply(op="e"), exponent)) | Apply(op="exp", args=(exponent,)):
            match _unfolded(exponent, scope):
                case Apply(op="neg", args=(argument,)):
                    return argument
    return None


def _unfolded(expr: Expr, scope: Scope) -> Expr:
    while isinstance(expr, Name):
        declared = scope.get(expr.name)
        if declared is None or declared.definition is None:
            break
        expr = declared.definition
    return expr
