"""What an expression is made of: numbers, groups in brackets, lists, bars, LaTeX commands with arguments."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from . import identifiers, piecewise, sums
from .expr import ONE, Apply, Expr, Number, Span, number
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader

CLOSERS = {"(": ")", "[": "]", "{": "}"}


def numeral(reader: Reader, token: Token) -> Expr:
    """A number with its decimals; ``1[z > 0]`` is an indicator."""
    digits, _, exponent = token.text.partition("e")
    places = len(digits.partition(".")[2]) - int(exponent or 0) if "." in digits or exponent else None
    value = Fraction(digits.rstrip(".") or "0") * Fraction(10) ** int(exponent or 0)
    result = Number(value, places, token.span)
    if value == 1 and places is None and not reader.token.spaced and reader.sees("[", "{", "_", "(", "𝟙"):
        return identifiers.indicator(reader, token, fallback=result)
    return result


def group(reader: Reader, opener: Token) -> Expr:
    """What stands between brackets, which are balanced; bars count anew inside."""
    bars, reader.bars = reader.bars, 0
    result = entries(reader, (CLOSERS[opener.text],))
    if opener.text == "{":
        result = piecewise.listed(result)
    reader.expect(CLOSERS[opener.text], opener)
    reader.bars, reader.closed = bars, result
    return result


def entries(reader: Reader, closers: tuple[str, ...]) -> Expr:
    """Expressions between commas: one is itself, several are a vector; rows by ``;`` are a matrix."""
    start = reader.token
    if closers and reader.sees(*closers):
        raise reader.error("there is nothing between the brackets", reader.token.span, remedy="fill them in")
    rows: list[tuple[Expr, ...]] = []
    row: list[Expr] = [reader.expression()]
    while reader.sees(",", ";"):
        if reader.take().text == ";":
            rows.append(tuple(row))
            row = []
        if closers and reader.sees(*closers):
            break
        row.append(reader.expression())
    if not rows and len(row) == 1:
        return row[0]
    rows.append(tuple(row))
    if len(rows) == 1:
        return Apply("vector", rows[0], reader.span(start))
    return Apply("matrix", tuple(Apply("vector", cells) for cells in rows if cells), reader.span(start))


def command(reader: Reader, token: Token) -> Expr:
    """``\\frac``, ``\\sqrt``, sums, environments."""
    match token.text:
        case "frac":
            top, bottom = argument(reader), argument(reader)
            return Apply("div", (top, bottom), reader.span(token))
        case "binom":
            upper, lower = argument(reader), argument(reader)
            return binomial(upper, lower, reader.span(token))
        case "sqrt":
            return _root(reader, token)
        case "sum" | "prod" | "stack":
            return sums.reduction(reader, token)
    if token.text.startswith("begin:"):
        return piecewise.environment(reader, token)
    raise reader.error(f"\\{token.text.replace(':', '{')}}} has no beginning", token.span, remedy="remove it")


def binomial(n: Expr, k: Expr, span: Span) -> Expr:
    """n!/(k! (n - k)!)."""
    rest = Apply("add", (n, Apply("neg", (k,))))
    bottom = Apply("mul", (Apply("factorial", (k,)), Apply("factorial", (rest,))))
    return Apply("div", (Apply("factorial", (n,)), bottom), span)


def _root(reader: Reader, token: Token) -> Expr:
    degree = None
    if reader.accept("["):
        degree = reader.expression()
        reader.expect("]", token)
    inner = argument(reader)
    if degree is None or degree == number(2):
        return Apply("sqrt", (inner,), reader.span(token))
    return Apply("pow", (inner, Apply("div", (ONE, degree))), reader.span(token))


def argument(reader: Reader) -> Expr:
    """A LaTeX argument: a group, one digit, or one atom."""
    token = reader.token
    if token.kind == "number" and len(token.text) > 1:
        first = Token("number", token.text[0], Span(token.span.start, token.span.start + 1))
        rest = Token("number", token.text[1:], Span(token.span.start + 1, token.span.end))
        reader.tokens[reader.at : reader.at + 1] = [first, rest]
    if reader.token.kind == "end":
        raise reader.error("an argument is missing here", token.span, remedy="write it in braces: \\frac{a}{b}")
    return reader.atom()
