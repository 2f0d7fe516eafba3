"""What stands behind an atom: marks such as ``^T`` and ``^(i)``, indices, slices, NumPy methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import atoms, enclosed, functions
from .expr import SCALAR, ZERO, Apply, Expr, Name, Number, number
from .names import FUNCTIONS
from .tokens import Token

if TYPE_CHECKING:
    from .reader import Reader


def marks(reader: Reader, base: Expr) -> Expr | None:
    """``^T``, ``^{(i)}``, ``^{(i)T}`` and the like behind ``base``; ``None`` when it is a power."""
    start = reader.at
    braces = int(reader.accept("{"))
    result, seen = base, False
    while True:
        if seen:
            reader.accept("^")
        if reader.sees("⊤") or (reader.token.text == "T" and reader.token.kind == "run"):
            reader.take()
            result = Apply("transpose", (result,), reader.span(base))
        elif (letter := _batch_mark(reader, base)) is not None:
            reader.at += 3
            _mark_batch(reader, base, letter)
        elif _bare_batch_mark(reader, base):
            reader.take()
        elif seen and reader.accept("{"):
            braces += 1
            continue
        else:
            break
        seen = True
        if not braces and not (reader.token.text == "T" and reader.token.kind == "run"):
            return result
        while braces and reader.accept("}"):
            braces -= 1
            if not braces:
                return result
    reader.at = start
    return None


def _batch_mark(reader: Reader, base: Expr) -> str | None:
    """The letter of ``(i)`` ahead, where that is an index and ``base`` is declared for each i."""
    letter = reader.peek()
    if not reader.sees("(") or reader.peek(2).text != ")" or letter.kind not in ("name", "index"):
        return None
    declared = reader.scope.get(base.name) if isinstance(base, Name) else None
    bound = letter.text in reader.bound
    if declared is not None and declared.batch is None and not bound:
        return None
    return letter.text if bound or reader.scope.index(letter.text) is not None else None


def _bare_batch_mark(reader: Reader, base: Expr) -> bool:
    """Whether ``y^i`` stands here for y^(i): the index of a name's own batch is no exponent."""
    declared = reader.scope.get(base.name) if isinstance(base, Name) else None
    return declared is not None and declared.batch is not None and reader.token.text == declared.batch


def _mark_batch(reader: Reader, base: Expr, letter: str) -> None:
    declared = reader.scope.get(base.name) if isinstance(base, Name) else None
    if declared is not None and declared.batch not in (None, letter):
        reader.batch_letters[letter] = declared.batch or letter


def indexable(reader: Reader, base: Expr) -> bool:
    """Whether ``[`` directly behind ``base`` may be an index: its shape decides, where it is not a name."""
    if isinstance(base, Name):
        declared = reader.scope.get(base.name)
        return declared is not None and declared.shape != SCALAR
    return isinstance(base, Apply)


def index(reader: Reader, base: Expr) -> Expr:
    """``x_0``, ``x_{i+1}``, ``x[0]``, ``W[i, j]``, ``x[1:]``, ``x[i]``."""
    norm = enclosed.order(reader, base) if reader.sees("_") else None
    if norm is not None:
        return norm
    token = reader.take()
    declared = reader.scope.get(base.name) if isinstance(base, Name) else None
    if declared is not None and declared.shape == SCALAR and declared.batch is None:
        raise reader.error(
            f"{declared.name} is a scalar and has no component",
            reader.span(base, reader.token.span.end),
            remedy=f"declared: {reader.table.declared()}",
        )
    if token.text == "_":
        position = script_group(reader)
        if declared is not None and declared.batch is not None and position == Name(declared.batch):
            return base
    elif reader.sees(":") or _slice_ahead(reader):
        return _slice(reader, base, token)
    else:
        position = atoms.entries(reader, ("]",))
        reader.expect("]", token)
        if not isinstance(base, Name):
            return Apply("bracket", (base, position), reader.span(base))
    positions = position.args if isinstance(position, Apply) and position.op == "vector" else (position,)
    if len(positions) > 2:
        raise reader.error("more than two indices", reader.span(token), remedy="write x_i or W_{i,j}")
    return Apply("index", (base, *positions), reader.span(base))


def _slice_ahead(reader: Reader) -> bool:
    at, depth = reader.at, 0
    while reader.tokens[at].kind != "end" and (depth or reader.tokens[at].text != "]"):
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(reader.tokens[at].text, 0)
        if reader.tokens[at].text == ":" and not depth:
            return True
        at += 1
    return False


def _slice(reader: Reader, base: Expr, opener: Token) -> Expr:
    lower: Expr = ZERO if reader.sees(":") else reader.expression()
    reader.expect(":", opener)
    declared = reader.scope.get(base.name) if isinstance(base, Name) else None
    if declared is None:
        raise reader.error(
            "only a declared vector can be sliced", reader.span(opener), remedy="name the vector"
        )
    size = declared.shape[0]
    whole: Expr = Name(size) if isinstance(size, str) else number(size)
    upper = whole if reader.sees("]") else reader.expression()
    if isinstance(upper, Number) and upper.value < 0:
        upper = Apply("add", (whole, upper))
    reader.expect("]", opener)
    return Apply("slice", (base, lower, upper), reader.span(base))


def script_group(reader: Reader) -> Expr:
    """What a subscript holds: a group, or one number or letter."""
    if reader.sees("{", "("):
        opener = reader.take()
        inner = atoms.entries(reader, ("}" if opener.text == "{" else ")",))
        reader.expect("}" if opener.text == "{" else ")", opener)
        return inner
    return reader.atom()


def method(reader: Reader, base: Expr) -> Expr:
    """NumPy methods: ``.T``, ``.dot(b)``, ``.sum()``, ``.astype(…)``."""
    token = reader.take()
    name = token.text
    if name in ("T", "mT"):
        return Apply("transpose", (base,), reader.span(base))
    if not reader.sees("("):
        raise reader.error(f"the method .{name} cannot be read", token.span, remedy="write it as a formula")
    if name in ("astype", "copy", "flatten", "ravel", "reshape", "squeeze"):
        _skip_call(reader)
        return base
    if reader.peek().text == ")":
        reader.at += 2
        args: tuple[Expr, ...] = ()
        keywords: dict[str, Expr] = {}
    else:
        args, keywords = _method_arguments(reader)
    op = FUNCTIONS.get(name)
    if op is None:
        raise reader.error(f"the method .{name} cannot be read", token.span, remedy="write it as a formula")
    return functions.build(reader, op, (base, *args), keywords, reader.span(base))


def _method_arguments(reader: Reader) -> tuple[tuple[Expr, ...], dict[str, Expr]]:
    if reader.peek().text == "axis":
        opener = reader.take()
        reader.at += 2
        axis = reader.expression()
        while not reader.sees(")") and reader.token.kind != "end":
            reader.take()
        reader.expect(")", opener)
        return (), {"axis": axis}
    return functions.call_arguments(reader)


def _skip_call(reader: Reader) -> None:
    opener, depth = reader.take(), 1
    while depth and reader.token.kind != "end":
        depth += {"(": 1, ")": -1}.get(reader.take().text, 0)
    if depth:
        raise reader.error("'(' is never closed", opener.span, remedy="add the missing ')'")
