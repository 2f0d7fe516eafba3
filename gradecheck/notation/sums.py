"""Sums and products over a bound index: ``Σ_{i≠0} g_i x_i``, ``\\sum_{i=1}^{m}``, ``Σ_i``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import atoms
from .expr import ONE, Apply, Expr, Name, Reduction, Span, number, substitute, walk
from .levels import COMPARE, POWER, SUM
from .reading import Remark
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader


def reduction(reader: Reader, token: Token) -> Expr:
    """A sum or product; its body reaches to the next + or −.

    Raises ``NotationError`` where the index or its range cannot be told.
    """
    letter, lower, condition = "", None, None
    upper: Expr | None = None
    if reader.accept("_"):
        letter, lower, upper, condition = _subscript(reader, token)
    if reader.sees("^"):
        reader.take()
        upper = atoms.argument(reader) if reader.sees("{", "(") else reader.expression(POWER)
    if not letter:
        letter = _implied(reader, token)
    reader.bound.append(letter)
    body = reader.expression(SUM)
    reader.bound.pop()
    index = reader.batch_letters.pop(letter, letter)
    if index != letter:
        body = substitute(body, {letter: Name(index)})
        condition = None if condition is None else substitute(condition, {letter: Name(index)})
    if lower is None or upper is None:
        implied = _range(reader, token, index, body)
        lower, upper = lower or implied[0], upper or implied[1]
    return Reduction(token.text, index, lower, upper, condition, body, reader.span(token))


def over_index(word: str, index: str, span: Span | None) -> Remark:
    """What is said where the word sum or mean is taken to be over the examples."""
    how = f": write sum_{index}" if word == "sum" else ""
    return Remark("implied_index", f"The {word} was read as over {index}{how}.", span)


def mean_of(total: Reduction) -> Expr:
    """A sum divided by the number of its terms."""
    count = total.upper
    if total.lower != ONE:
        count = Apply("add", (total.upper, Apply("neg", (total.lower,)), ONE))
    return Apply("div", (total, count), total.span)


def by_entry(reader: Reader, letter: str) -> Expr:
    """All of an answer that is written for one entry, ``p_i (g_i - s)``: the vector of these."""
    start = reader.token
    reader.bound.append(letter)
    body = atoms.entries(reader, ())
    reader.bound.pop()
    remark = Remark("by_entry", f"Read as the vector with these entries, one for each {letter}.", start.span)
    reader.met.setdefault("implied_index", remark)
    row = Reduction("stack", letter, *_range(reader, start, letter, body), None, body, reader.span(start))
    return Apply("transpose", (row,), row.span)


def _subscript(reader: Reader, head: Token) -> tuple[str, Expr | None, Expr | None, Expr | None]:
    """Index, bounds and condition of what stands below the sign."""
    opener = reader.token if reader.sees("{", "(") else None
    if opener:
        reader.take()
    letter = reader.take()
    if letter.kind not in ("index", "name") or len(letter.text) > 2:
        raise reader.error("the index of the sum is missing", letter.span, remedy="write sum_{i=1}^{m} …")
    reader.bound.append(letter.text)
    lower: Expr | None = reader.atom() if opener is None and reader.accept("=") else None
    upper: Expr | None = None
    conditions: list[Expr] = []
    while opener and not reader.sees("}", ")"):
        if reader.accept("="):
            lower = reader.expression(COMPARE)
            if reader.accept(".."):
                upper = reader.expression(COMPARE)
        elif reader.sees("!=", "<", "<=", ">", ">="):
            op = {"!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}[reader.take().text]
            conditions.append(Apply(op, (Name(letter.text), reader.expression(COMPARE))))
        elif reader.accept(",", ":", "|"):
            if reader.token.text == letter.text:
                reader.take()
        else:
            raise reader.error(
                "the range of the sum cannot be read", reader.token.span, remedy="write i=1 or i≠0"
            )
    reader.bound.pop()
    if opener:
        reader.expect("}" if opener.text == "{" else ")", opener)
    condition = (
        conditions[0] if len(conditions) == 1 else Apply("and", tuple(conditions)) if conditions else None
    )
    return letter.text, lower, upper, condition


def _implied(reader: Reader, token: Token) -> str:
    """The index of a sum that names none: the only declared one."""
    indices = reader.scope.indices
    if len(indices) != 1:
        raise reader.error("the sum does not say over what", token.span, remedy="write sum_i or sum_{i=1}^{m}")
    reader.met.setdefault(
        "implied_index",
        Remark("implied_index", f"The sum names no index; it was read as over {indices[0].name}.", token.span),
    )
    return indices[0].name


def _range(reader: Reader, token: Token, letter: str, body: Expr) -> tuple[Expr, Expr]:
    """The range of an index: the declared one, or the positions of a vector that it indexes."""
    declared = reader.scope.index(letter)
    if declared is not None:
        return declared.lower, declared.upper
    base = reader.scope.base
    for node in walk(body):
        match node:
            case Apply(op="index", args=(Name(name=vector), *positions)) if Name(letter) in positions:
                found = reader.scope.get(vector)
                if found is None:
                    continue
                axis = positions.index(Name(letter)) if len(positions) == 2 else int(found.shape[0] == 1)
                size = found.shape[axis]
                count: Expr = Name(size) if isinstance(size, str) else number(size)
                return number(base), count if base == 1 else Apply("add", (count, number(-1)))
    raise reader.error(
        f"the range of {letter!r} cannot be told", token.span, remedy=f"write sum_{{{letter}=1}}^{{…}}"
    )
