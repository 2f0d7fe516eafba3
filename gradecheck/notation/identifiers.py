"""Names, constants, indicators, and runs of letters that nothing declares."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from . import atoms, suffixes
from .expr import Apply, Expr, Name, Number, Span, number
from .operations import OPERATIONS
from .reading import NotationError, Remark
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader

CLOSERS = {"(": ")", "[": "]", "{": "}"}


def after_name(reader: Reader, token: Token) -> Expr:
    """A name; a node may be written with what it depends on, as in ``f(x, y)``."""
    name = Name(token.text, token.span)
    if token.kind == "index" and token.text not in reader.bound and reader.scope.index(token.text) is None:
        raise reader.error(
            f"the index {token.text!r} is used outside its sum", token.span, remedy="put it into the sum"
        )
    if token.text == "e" and reader.sees("^"):
        remark = Remark("ambiguous_e", "Write exp(…) for Euler's number: e is a name here.", token.span)
        reader.met.setdefault("euler", remark)
        if reader.choices.euler:
            return Apply("e", (), token.span)
    declared = reader.scope.get(token.text)
    if declared is None or declared.definition is None or not reader.sees("("):
        return name
    dependencies = _dependencies(reader)
    if dependencies is None:
        return name
    has_comma, end = dependencies
    if has_comma or reader.choices.applied:
        reader.at = end
        return name
    reader.met.setdefault(
        "applied",
        Remark(
            "ambiguous_call", f"Write {token.text} alone for the node, or a sign for a product.", token.span
        ),
    )
    return name


def _dependencies(reader: Reader) -> tuple[bool, int] | None:
    """Whether ``(x, y)`` follows, names only: is there a comma, and where it ends."""
    at, comma = reader.at + 1, False
    while reader.tokens[at].kind == "name" or reader.tokens[at].text in (",", ";"):
        comma = comma or reader.tokens[at].text in (",", ";")
        at += 1
    return (comma, at + 1) if reader.tokens[at].text == ")" and at > reader.at + 1 else None


def unknown(reader: Reader, token: Token) -> Expr:
    """A run that nothing declares: an indicator ``I(z > 0)``, a unit vector ``e_0``, or an error."""
    if token.text == "I":
        start = reader.at
        with suppress(NotationError):
            return indicator(reader, token)
        reader.at = start
        if reader.accept("_"):
            suffixes.script_group(reader)
        return Apply("unit", (), reader.span(token))
    if token.text.startswith("d") and reader.sees("/") and reader.peek().text.startswith("d"):
        raise derivative(reader, token)
    name, span = token.text, token.span
    if reader.sees("_") and reader.peek().kind in ("number", "run"):
        name, span = f"{name}_{reader.peek().text}", Span(span.start, reader.peek().span.end)
    if reader.sees("(") and (functions := reader.table.functions_like(name)):
        raise reader.error(f"there is no function {name!r}", span, remedy=f"did you mean {functions[0]}?")
    close = reader.table.suggestions(name)
    remedy = f"did you mean {' or '.join(close)}?" if close else f"declared: {reader.table.declared()}"
    raise reader.error(f"{name!r} is not a name of this problem", span, remedy=remedy)


def derivative(reader: Reader, token: Token) -> NotationError:
    """The complaint about ``∂f/∂x`` or ``df/dx`` as an answer."""
    remedy = f"write it out with {reader.table.declared()}"
    return reader.error("a derivative cannot stand in the answer", token.span, remedy=remedy)


def constant(reader: Reader, token: Token) -> Expr:
    """π and e; ``e_0`` is a unit vector."""
    if token.text != "e" or not reader.sees("_"):
        return Apply(token.text, (), token.span)
    like = next(
        (declared for declared in reader.scope.names if declared.shape[1] == 1 != declared.shape[0]), None
    )
    if like is None:
        raise reader.error(
            "unit vectors need a vector, and none is declared", token.span, remedy="spell it out"
        )
    reader.take()
    position = suffixes.script_group(reader)
    return Apply("basis", (position, Name(like.name)), reader.span(token))


def indicator_behind(reader: Reader) -> Expr:
    """``1{z > 0}`` behind a factor; any other number there raises ``NotationError``."""
    token = reader.take()
    missing = reader.error(
        "a sign is missing before this number", token.span, remedy="write * or + between the two"
    )
    if token.text != "1" or reader.token.spaced or not reader.sees(*CLOSERS, "_"):
        raise missing
    fallback = number(1)
    found = indicator(reader, token, fallback=fallback)
    if found is fallback:
        raise missing
    return found


def indicator(reader: Reader, token: Token, *, fallback: Number | None = None) -> Expr:
    """``1[z > 0]``, ``1{z > 0}``, ``1_{z > 0}``, ``I(z > 0)``: the condition itself, which is 0 or 1."""
    start = reader.at
    reader.accept("_")
    opener = reader.token
    if opener.text in CLOSERS and opener.kind == "sign":
        reader.take()
        inner = atoms.entries(reader, (CLOSERS[opener.text],))
        if is_condition(inner):
            reader.expect(CLOSERS[opener.text], opener)
            return inner
    if fallback is not None:
        reader.at = start
        return fallback
    raise reader.error(
        "an indicator needs a condition", reader.span(token), remedy="write for example 1{z > 0}"
    )


def is_condition(expr: Expr) -> bool:
    """Whether ``expr`` is a comparison, or several of them put together."""
    row = OPERATIONS.get(expr.op) if isinstance(expr, Apply) else None
    return row is not None and row.kind == "compare"
