"""What stands between signs that open and close alike or as comparisons do: ``|x|``, ``‖x‖_2``, ``⟨g, x⟩``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expr import Apply, Expr
from .levels import COMPARE
from .reading import NotationError
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader


def bars(reader: Reader, opener: Token) -> Expr:
    """``|x|``, ``‖x‖`` and ``||x||``, where that closes as it opens."""
    double = opener.text == "|" and reader.sees("|") and not reader.token.spaced
    if double and reader.at not in reader.not_norms and (norm := _double_bars(reader, opener)) is not None:
        return norm
    reader.bars += 1
    inner = reader.expression()
    reader.expect(opener.text, opener)
    reader.bars -= 1
    return Apply("norm" if opener.text == "‖" else "bars", (inner,), reader.span(opener))


def _double_bars(reader: Reader, opener: Token) -> Expr | None:
    """The norm between ``||`` and ``||``; ``None``, and back to the start, where it is something else."""
    start, bars, depth = reader.at, reader.bars, reader.depth
    reader.take()
    reader.bars += 1
    try:
        inner = reader.expression()
    except NotationError:
        inner = None
    reader.bars, reader.depth = bars, depth
    if inner is not None and reader.accept("|") and reader.accept("|"):
        return Apply("norm", (inner,), reader.span(opener))
    reader.not_norms.add(start)
    reader.at = start
    return None


def order(reader: Reader, base: Expr) -> Expr | None:
    """``‖x‖_2``, ``‖x‖_1``, ``‖A‖_F``, ``‖x‖_∞``, where the subscript stands here; else ``None``."""
    match base:
        case Apply(op="pow", args=(Apply(op="norm" | "bars") as norm, power)):
            found = order(reader, norm)
            return None if found is None else Apply("pow", (found, power), base.span)
        case Apply(op="norm" | "bars", args=(inner,)):
            braces = reader.peek().text == "{" and reader.peek(3).text == "}"
            entries = Apply("abs", (inner,))
            norms = {
                "2": Apply("norm", (inner,), base.span),
                "F": Apply("norm", (inner,), base.span),
                "1": Apply("total", (entries,), base.span),
                "∞": Apply("maximum_entry", (entries,), base.span),
            }
            found = norms.get(reader.peek(1 + braces).text)
            reader.at += 0 if found is None else 2 + 2 * braces
            return found
    return None


def angles(reader: Reader, opener: Token) -> Expr:
    """The inner product ``⟨g, x⟩`` or ``<g, x>``; with one entry, ``⟨x⟩`` are mere brackets."""
    closer = {"<": ">", "⟨": "⟩"}[opener.text]
    left = reader.expression(COMPARE)
    if opener.text == "⟨" and reader.accept(closer):
        return left
    reader.expect(",", opener)
    right = reader.expression(COMPARE)
    reader.expect(closer, opener)
    return Apply("dot", (left, right), reader.span(opener))
