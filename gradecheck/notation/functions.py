"""Functions with their arguments: ``σ(z)``, ``sin 2x``, ``sin^2 x``, ``σ'(z)``, ``log_2 x``, ``np.sum(x)``."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from . import atoms, standing, suffixes, sums
from .examples import examples_of
from .expr import ONE, ZERO, Apply, Expr, Number, Reduction, Span, number
from .levels import POWER, SUM, TIGHT
from .operations import OPERATIONS, PRIMES
from .reading import Remark
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader
    from .reading import NotationError


INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}


def function(reader: Reader, token: Token) -> Expr:
    """A function with its argument: ``σ(z)``, ``sin x``, ``sin^2 x``, ``σ'(z)``, ``log_2 x``."""
    op = token.text
    if op in ("total", "mean") and _is_over_index(reader, token):
        return _over_index(reader, token)
    while (primes := _primes_ahead(reader)) is not None:
        reader.at += primes
        op = _prime(reader, op, reader.take())
        reader.at += primes == 2
    base = None
    if op == "log" and reader.sees("_"):
        reader.take()
        base = suffixes.script_group(reader)
    power = None
    if reader.sees("^"):
        caret = reader.take()
        power = atoms.argument(reader) if reader.sees("{") else reader.expression(POWER)
        if power == number(-1) and op in INVERSES:
            op, power = INVERSES[op], None
        if reader.token.kind == "end":
            raise _no_argument(reader, token, caret.span)
    result = standing.alone(reader, token, op) if base is None else None
    if result is None:
        args, keywords = _arguments(reader, token)
        result = build(reader, op, args, keywords, reader.span(token))
    if base is not None:
        result = Apply("log_base", (base, *args), reader.span(token))
    return result if power is None else Apply("pow", (result, power), reader.span(token))


def _is_over_index(reader: Reader, token: Token) -> bool:
    """Whether the word sum or mean is of the one index there is: ``sum δ_1 δ_2``, but not ``np.sum``."""
    word, before = typed(reader, token), reader.text[: token.span.start].rstrip()
    if word not in ("sum", "mean") or before.endswith(".") or len(reader.scope.indices) != 1:
        return False
    name = reader.scope.indices[0].name
    reader.met.setdefault("summed", sums.over_index(word, name, token.span))
    return reader.choices.summed


def _over_index(reader: Reader, token: Token) -> Expr:
    """The sum or mean over the one index there is.

    Raises ``NotationError`` where nothing in it depends on that.
    """
    found = _mean(reader) if token.text == "mean" else sums.reduction(reader, replace(token, text="sum"))
    if isinstance(found, Reduction) and found.index in examples_of(found.body, reader.scope):
        return found if token.text == "total" else sums.mean_of(found)
    raise reader.error("the sum does not say over what", token.span, remedy="write sum_i or sum_{i=1}^{m}")


def _mean(reader: Reader) -> Expr:
    """The sum that a mean divides: of its bracket alone."""
    index = reader.scope.indices[0]
    body = atoms.group(reader, reader.take()) if reader.sees("(") else reader.expression(SUM)
    return Reduction("sum", index.name, index.lower, index.upper, None, body, body.span)


def _primes_ahead(reader: Reader) -> int | None:
    """How many signs stand before a prime: ``'``, ``^'``, ``^{'}``; ``None`` where there is no prime."""
    ahead = [reader.peek(n).text for n in range(4)]
    if ahead[0] == "'":
        return 0
    if ahead[:2] == ["^", "'"]:
        return 1
    return 2 if ahead == ["^", "{", "'", "}"] else None


def _prime(reader: Reader, op: str, prime: Token) -> str:
    if op in PRIMES:
        return PRIMES[op]
    raise reader.error(f"a prime behind {op} cannot be read", prime.span, remedy="write the derivative out")


def typed(reader: Reader, token: Token) -> str:
    """A token as it was typed."""
    return reader.text[token.span.start : token.span.end]


def _no_argument(reader: Reader, token: Token, span: Span) -> NotationError:
    name = typed(reader, token)
    return reader.error(f"the function {name} has no argument", span, remedy=f"write {name}(…)")


def _arguments(reader: Reader, token: Token) -> tuple[tuple[Expr, ...], dict[str, Expr]]:
    if reader.sees("(") or (reader.sees("{", "[") and not reader.token.spaced):
        return call_arguments(reader)
    if not reader.starts_factor() and not reader.sees("-"):
        raise _no_argument(reader, token, token.span)
    return (_bare_argument(reader, token),), {}


def _bare_argument(reader: Reader, token: Token) -> Expr:
    """``sin 2x``: factors side by side up to the next sign or function."""
    if reader.sees("-"):
        return reader.expression(TIGHT)
    argument = reader.expression(TIGHT)
    while reader.token.kind in ("name", "index", "constant"):
        if not isinstance(argument, Number):
            reader.met.setdefault(
                "wide",
                Remark(
                    "ambiguous_argument",
                    f"Put the argument of {typed(reader, token)} in parentheses: it can be read in two ways.",
                    reader.token.span,
                ),
            )
            if not reader.choices.wide:
                break
        argument = reader.combine("mul", argument, reader.expression(TIGHT))
    return argument


def call_arguments(reader: Reader) -> tuple[tuple[Expr, ...], dict[str, Expr]]:
    """The arguments between brackets, with keywords (``axis=0``)."""
    opener = reader.take()
    closer = {"(": ")", "[": "]", "{": "}"}[opener.text]
    bars, reader.bars = reader.bars, 0
    args: list[Expr] = []
    keywords: dict[str, Expr] = {}
    while not reader.sees(closer):
        if reader.token.text in ("axis", "keepdims", "dtype", "ord") and reader.peek().text == "=":
            keyword = reader.take().text
            reader.take()
            keywords[keyword] = ZERO if keyword != "axis" and reader.take() else reader.expression()
        else:
            args.append(reader.expression())
        if not reader.accept(","):
            break
    reader.expect(closer, opener)
    reader.bars = bars
    if not args:
        raise reader.error("the brackets are empty", reader.span(opener), remedy="write the argument")
    return tuple(args), keywords


def build(reader: Reader, op: str, args: tuple[Expr, ...], keywords: dict[str, Expr], span: Span) -> Expr:
    """The expression for a function of ``FUNCTIONS`` applied to ``args``."""
    match op, args:
        case "square", (x,):
            return Apply("pow", (x, number(2)), span)
        case "sech" | "csch" | "coth", (x,):
            return _hyperbolic(op, x, span)
        case "cbrt", (x,):
            return Apply("pow", (x, number(Fraction(1, 3))), span)
        case "binom", (n, k):
            return atoms.binomial(n, k, span)
        case "reciprocal", (x,):
            return Apply("div", (ONE, x), span)
        case "where", (condition, yes, no):
            return Apply("cases", (yes, condition, no), span)
        case "array", (x, *_):
            return x
        case "plus", (x, y):
            return Apply("add", (x, y), span)
        case "minus", (x, y):
            return Apply("add", (x, Apply("neg", (y,))), span)
        case "step", (x, at_zero):
            return Apply("cases", (ONE, Apply("gt", (x, ZERO)), at_zero, Apply("eq", (x, ZERO)), ZERO), span)
        case "log2", (x,):
            return Apply("log_base", (number(2), x), span)
        case "log10", (x,):
            return Apply("log_base", (number(10), x), span)
        case "clip", (x, low, high):
            return Apply("min", (Apply("max", (x, low)), high), span)
        case "max", (x,):
            return Apply("maximum_entry", (x,), span)
        case "min", (x,):
            return Apply("minimum_entry", (x,), span)
        case "total", (x,) if keywords.get("axis") in (ZERO, ONE):
            return Apply("total_rows" if keywords["axis"] == ZERO else "total_columns", (x,), span)
        case "concat", (Apply(op="vector", args=parts),):
            return Apply("concat", parts, span)
        case "log", (x, base):
            return Apply("log_base", (base, x), span)
        case "npdot", (_, _):
            return Apply("npdot", args, span)
    row = OPERATIONS.get(op)
    if row is None or len(args) < row.least or (row.most is not None and len(args) > row.most):
        wanted = "2 arguments" if row is None else _arity(row.least, row.most)
        name = reader.text[span.start : span.end].partition("(")[0].strip() or op
        raise reader.error(f"{name} takes {wanted}, not {len(args)}", span, remedy="check the commas")
    return Apply(op, args, span)


def _hyperbolic(op: str, x: Expr, span: Span) -> Expr:
    """1/cosh x, 1/sinh x, cosh x/sinh x."""
    top = Apply("cosh", (x,)) if op == "coth" else ONE
    return Apply("div", (top, Apply("cosh" if op == "sech" else "sinh", (x,))), span)


def _arity(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} argument{'s' * (least != 1)}"
    return f"{least} argument{'s' * (least != 1)}" if least == most else f"{least} to {most} arguments"
