"""Piecewise answers: ``0 if z < 0, 1 if z >= 0``, ``1 when z > 0 else 0``, ``\\begin{cases}``; and matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import identifiers
from .expr import Apply, Expr
from .levels import CONDITION, OR
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader

CONDITION_WORDS = frozenset({"if", "when", "for", "where"})
OTHERWISE_WORDS = frozenset({"else", "otherwise"})


def after_value(reader: Reader, value: Expr) -> Expr:
    """``value`` has been read and a condition word stands here."""
    parts: list[Expr] = [value]
    while True:
        if reader.sees("for") and reader.peek(2).text in ("in", "∈"):
            remedy = "write sum_{i=1}^{m} in front instead"
            raise reader.error("a Python loop cannot be read", reader.token.span, remedy=remedy)
        reader.take()
        condition, following = _condition(reader)
        parts.append(condition)
        if following is not None:
            parts.append(following)
            continue
        if _separated(reader) or reader.token.text in OTHERWISE_WORDS:
            reader.accept(",", ";", "and")
            if reader.token.text in OTHERWISE_WORDS:
                reader.take()
                reader.accept(",", ":")
                last = reader.expression()
                return _flat(reader, [*parts, last])
            parts.append(reader.expression(OR))
            if reader.token.text in OTHERWISE_WORDS:
                reader.take()
                return _flat(reader, parts)
            reader.accept(",")
            if reader.token.text in OTHERWISE_WORDS:
                reader.take()
                return _flat(reader, parts)
            continue
        return _flat(reader, parts)


def _condition(reader: Reader) -> tuple[Expr, Expr | None]:
    """A condition; in ``0 if z < 0 and 1 if z >= 0`` the part behind ``and`` is the next value."""
    condition = reader.expression(CONDITION)
    if reader.token.text in CONDITION_WORDS and isinstance(condition, Apply) and condition.op == "and":
        *conditions, value = condition.args
        head = conditions[0] if len(conditions) == 1 else Apply("and", tuple(conditions), condition.span)
        return head, value
    return condition, None


def _separated(reader: Reader) -> bool:
    """Whether a comma stands here and another case follows it."""
    if not reader.sees(",", ";"):
        return False
    at, depth = reader.at + 1, 0
    while reader.tokens[at].kind != "end":
        token = reader.tokens[at]
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
        if depth < 0 or (depth == 0 and token.text in (",", ";") and at > reader.at + 1):
            return depth == 0 and reader.tokens[at + 1].text in CONDITION_WORDS | OTHERWISE_WORDS
        if depth == 0 and token.kind == "word" and token.text in CONDITION_WORDS | OTHERWISE_WORDS:
            return True
        at += 1
    return False


def _flat(reader: Reader, parts: list[Expr]) -> Expr:
    last = parts[-1]
    if len(parts) % 2 and isinstance(last, Apply) and last.op == "cases":
        parts = [*parts[:-1], *last.args]
    return Apply("cases", tuple(parts), reader.span(parts[0]))


def ternary(reader: Reader, condition: Expr) -> Expr:
    """``z > 0 ? 1 : 0``, as C has it; the question mark stands here."""
    mark = reader.take()
    value = reader.expression(OR)
    reader.expect(":", mark)
    return _flat(reader, [value, condition, reader.expression()])


def if_then(reader: Reader) -> Expr:
    """``if z > 0 then 1 else 0``."""
    start = reader.take()
    condition = reader.expression(CONDITION)
    reader.accept("then", ",", ":")
    value = reader.expression(OR)
    reader.accept(",", ";")
    if reader.token.text in OTHERWISE_WORDS:
        reader.take()
        reader.accept(",", ":")
        return _flat(reader, [value, condition, reader.expression()])
    if reader.sees("if"):
        rest = if_then(reader)
        return _flat(reader, [value, condition, *(rest.args if isinstance(rest, Apply) else ())])
    return Apply("cases", (value, condition), reader.span(start))


def listed(expr: Expr) -> Expr:
    """``{1, z > 0; 0, z <= 0}``: values with their conditions are cases; anything else is left as it is."""
    match expr:
        case Apply(op="matrix", args=rows) if all(map(_with_condition, rows)):
            parts = (part for row in rows if isinstance(row, Apply) for part in row.args)
            return Apply("cases", tuple(parts), expr.span)
    return expr


def _with_condition(row: Expr) -> bool:
    match row:
        case Apply(op="vector", args=(_, condition)):
            return identifiers.is_condition(condition)
    return False


def environment(reader: Reader, token: Token) -> Expr:
    """``\\begin{cases}`` and the matrix environments."""
    name = token.text.removeprefix("begin:")
    if name == "cases":
        return _cases(reader, token)
    if name not in ("bmatrix", "pmatrix", "matrix", "array", "vmatrix", "Bmatrix", "smallmatrix"):
        raise reader.error(f"the environment {name!r} cannot be read", token.span, remedy="write it out")
    rows: list[Expr] = []
    cells: list[Expr] = []
    while not reader.sees(f"end:{name}"):
        if reader.token.kind == "end":
            raise reader.error(f"\\begin{{{name}}} has no end", token.span, remedy=f"add \\end{{{name}}}")
        cells.append(reader.expression())
        if reader.accept("&"):
            continue
        rows.append(Apply("vector", tuple(cells)))
        cells = []
        if not reader.accept("\\\\"):
            break
    reader.expect(f"end:{name}", token)
    if not rows:
        raise reader.error("the matrix is empty", token.span, remedy="fill it in")
    return Apply("matrix", tuple(rows), reader.span(token))


def _cases(reader: Reader, token: Token) -> Expr:
    parts: list[Expr] = []
    while not reader.sees("end:cases"):
        if reader.token.kind == "end":
            raise reader.error("\\begin{cases} has no end", token.span, remedy="add \\end{cases}")
        parts.append(reader.expression(OR))
        reader.accept(",")
        reader.accept("&")
        if reader.token.text in OTHERWISE_WORDS:
            reader.take()
        else:
            if reader.token.text in CONDITION_WORDS:
                reader.take()
            parts.append(reader.expression(CONDITION))
        reader.accept(",", ";", ".")
        if not reader.accept("\\\\"):
            break
    reader.expect("end:cases", token)
    if len(parts) < 2:
        raise reader.error("cases need a condition", token.span, remedy="write 1 & z > 0 \\\\ 0 & z \\le 0")
    return Apply("cases", tuple(parts), reader.span(token))
