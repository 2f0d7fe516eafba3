"""Python values as the texts that stand on an answer sheet."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import FunctionType, ModuleType
from typing import Any

from ..errors import OperatorError


def text_of(value: object, name: str) -> str:
    """What somebody would write for ``value``, the answer to ``name``.

    Texts, numbers, shapes, SymPy expressions and functions are answers; raises ``OperatorError`` for others.

    >>> text_of(-0.2, "1"), text_of(Fraction(-1, 3), "1"), text_of((3, 1), "1")
    ('-0.2', '-1/3', '(3, 1)')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, FunctionType):
        return source_of(value)
    if type(value).__module__.partition(".")[0] == "sympy":
        return _sympy_text(value)
    number = _plain(value)
    if isinstance(number, tuple) and all(isinstance(side, int | str) for side in number):
        return f"({', '.join(map(str, number))})"
    if isinstance(number, int | float | Fraction | Decimal) and not isinstance(number, bool):
        if math.isfinite(number):
            return str(number)
        raise OperatorError(f"the answer to '{name}' is {number}, which is no number")
    fact = f"the answer to '{name}' is a {type(value).__name__}, which cannot be read"
    raise OperatorError(fact, remedy="give a text, a number, a shape, a SymPy expression or a function")


def is_code(value: object) -> bool:
    """Whether it is a function, whose source is the answer."""
    return isinstance(value, FunctionType)


def _plain(value: object) -> object:
    """A number of NumPy as one of Python, a list as a tuple; anything else as it is."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    if type(value).__module__.partition(".")[0] == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()  # type: ignore[attr-defined]
    return value


def _sympy_text(value: Any) -> str:
    """As SymPy prints it, but for Abs, Max, Min and e, which it calls E as a problem may call a variable."""
    from sympy.printing.str import StrPrinter

    class Printer(StrPrinter):  # type: ignore[misc]
        def _print_Exp1(self, _: object) -> str:
            return "exp(1)"

        def _print_Function(self, made: Any) -> str:
            name = made.func.__name__
            name = name.lower() if name in ("Abs", "Max", "Min") else name
            return f"{name}({', '.join(map(self._print, made.args))})"

        _print_Abs = _print_Max = _print_Min = _print_Function

    return str(Printer().doprint(value))


def source_of(function: FunctionType) -> str:
    """The source of a function of a notebook, behind what it uses of it.

    Raises ``OperatorError`` where the source cannot be had.
    """
    return with_what_it_uses(_source(function), function.__globals__)


def _source(function: FunctionType) -> str:
    remedy = "define it with def, or give its source as a text"
    if function.__name__ == "<lambda>":
        raise OperatorError("a lambda has no name to be called by", remedy=remedy)
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise OperatorError(f"the source of '{function.__name__}' cannot be had", remedy=remedy) from None


def with_what_it_uses(source: str, namespace: Mapping[str, object]) -> str:
    """``source`` behind the imports, numbers and functions of ``namespace`` that it uses and does not make.

    Code is judged in a process of its own, where nothing of the notebook is.

    >>> print(with_what_it_uses("def f(x): return math.exp(x) * K", {"math": math, "K": 2, "x": 3}))
    import math as math
    K = 2
    def f(x): return math.exp(x) * K
    """
    before: dict[str, str] = {}
    _use(source, namespace, before)
    lines = sorted(line for line in before.values() if line.startswith("import "))
    return "\n".join([*lines, *(line for line in before.values() if line not in lines), source])


def _use(source: str, namespace: Mapping[str, object], before: dict[str, str]) -> None:
    """Put down in ``before`` what ``source`` uses, and what that uses."""
    for name in _wanted(source):
        value = namespace.get(name)
        if name in before or value is None:
            continue
        if isinstance(value, ModuleType):
            before[name] = f"import {value.__name__} as {name}"
        elif isinstance(value, FunctionType) and value.__module__ == "__main__" == namespace.get("__name__"):
            before[name] = ""
            own = _source(value)
            _use(own, namespace, before)
            before[name] = own
        elif isinstance(value, int | float) and math.isfinite(value):
            before[name] = f"{name} = {value!r}"


def _wanted(source: str) -> Iterator[str]:
    """The names that a program reads and does not itself make, in the order in which they are read."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    made |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    made |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    made |= {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    yield from dict.fromkeys(node.id for node in names if node.id not in made)
