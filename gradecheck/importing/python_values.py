"""What Python of a question comes to, read and never run: assignments of values that are written out.

Whatever else may change a name makes it unknown; what may change the answers unseen is refused as a whole.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from . import cas
from .python_calls import CONSTANTS, OF_SYMPY, RENAMED, applied, is_rounded, number_only, symbols
from .question import NotTaken

MAX_BYTES = 200_000
_MODULES = frozenset({"sympy", "math", "numpy", "prairielearn"})
_KEPT = frozenset({"params", "correct_answers"})
_MARKING = frozenset({"grade", "parse", "prepare"})
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


@dataclass(slots=True)
class Unknown:
    """A value that is not known, and why."""

    why: str


@dataclass(slots=True)
class Server:
    """What ``server.py`` says of ``data``: values by key, SymPy expressions or texts, and the lines of each."""

    params: dict[str, Any] = field(default_factory=dict)
    correct_answers: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def expression_value(text: str, names: list[str]) -> Any:
    """An expression as it is typed for an answer, with ``^`` for powers.

    >>> expression_value("2*x^3 + sin(x)", ["x"])
    2*x**3 + sin(x)

    Raises ``NotTaken`` for what is not one of numbers, ``names``, operations and known functions.
    """
    if len(text) > 4000:
        raise NotTaken("an answer of more than 4000 characters")
    try:
        tree = ast.parse(text.strip().replace("^", "**"), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotTaken(f"'{text.strip()[:40]}' is not written as in Python") from None
    variables: dict[str, Any] = {name: cas.symbol(name) for name in names}
    words = {**{name: ("sympy", name) for name in (*cas.FUNCTIONS, *RENAMED, *CONSTANTS)}, **variables}
    found = _Values(words, exact=True).value(tree.body)
    return number_only(found)


def server_values(source: bytes) -> Server:
    """What can be known of ``server.py`` without running it.

    Raises ``NotTaken`` where it marks answers itself, or may change ``data`` in a way that is not read.
    """
    if len(source) > MAX_BYTES:
        raise NotTaken(f"server.py is larger than {MAX_BYTES:,} bytes")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotTaken("server.py is not Python") from None
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    values = _Values({}, exact=False)
    values.block(tree.body)
    own = sorted(_MARKING & set(values.names))
    if own:
        raise NotTaken(f"server.py has a function {own[0]}, and so marks or changes answers itself")
    generate = functions.get("generate")
    if (generate is None) != ("generate" not in values.names):
        raise NotTaken("server.py has a generate that is no function of its own")
    if generate is not None:
        if not generate.args.args or generate.decorator_list:
            raise NotTaken(f"a generate of this kind (line {generate.lineno})")
        values.data = generate.args.args[0].arg
        values.block(generate.body)
    return values.server


@dataclass(slots=True)
class _Values:
    """Names and what they stand for: a value, ``Unknown``, or the module and name of what was imported."""

    names: dict[str, Any]
    exact: bool
    """Whether 1/3 is a third, as for SymPy, and not a rounded number."""
    data: str = ""
    server: Server = field(default_factory=Server)
    depth: int = 0

    # -- statements --------------------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            match statement:
                case ast.Assign(targets=[target], value=value):
                    self.assign(target, value)
                case ast.Import() | ast.ImportFrom():
                    self.imported(statement)
                case ast.Expr(value=ast.Constant()) | ast.Pass():
                    continue
                case ast.Return(value=None | ast.Name()):
                    return
                case _:
                    self.forget(statement)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        found = self.known(value)
        match target:
            case ast.Name(id=name) if name != self.data:
                self.names[name] = found
            case ast.Tuple(elts=elements) if all(isinstance(each, ast.Name) for each in elements):
                names = [each.id for each in elements if isinstance(each, ast.Name)]
                many = found if isinstance(found, tuple) and len(found) == len(names) else None
                for n, name in enumerate(names):
                    self.names[name] = many[n] if many else Unknown("it is unpacked from what is not known")
            case ast.Subscript(value=inner, slice=ast.Constant(value=str(key))) if self.kept(inner):
                where = self.kept(inner)
                table = self.server.params if where == "params" else self.server.correct_answers
                table[key] = found
                self.server.lines[f"{where}.{key}"] = target.lineno
            case _:
                self.forget(ast.Expr(target, lineno=target.lineno))

    def kept(self, node: ast.expr) -> str:
        """``params`` for ``data["params"]``."""
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))):
                return key if name == self.data and key in _KEPT else ""
        return ""

    def known(self, node: ast.expr) -> Any:
        try:
            return self.value(node)
        except NotTaken as reason:
            self.forget(ast.Expr(node, lineno=node.lineno))
            return Unknown(str(reason))

    def imported(self, statement: ast.Import | ast.ImportFrom) -> None:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                module = alias.name.partition(".")[0]
                self.names[alias.asname or module] = ("module", module)
            return
        module = (statement.module or "").partition(".")[0]
        for alias in statement.names:
            if alias.name == "*":
                if module != "sympy":
                    raise NotTaken(f"server.py takes all names of {module} (line {statement.lineno})")
                self.names |= {name: ("sympy", name) for name in OF_SYMPY}
            else:
                self.names[alias.asname or alias.name] = (module, alias.name)

    def forget(self, statement: ast.stmt) -> None:
        """A statement that is not read: the names that it may set are unknown after it."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id == self.data and self.data:
                raise NotTaken(
                    f"server.py uses {self.data} in a way that is not read (line {statement.lineno})"
                )
            if isinstance(node, ast.Global | ast.Nonlocal):
                raise NotTaken(f"server.py changes names from within (line {node.lineno})")
            if isinstance(node, ast.Return) and self.data:
                raise NotTaken(f"server.py may end before its last line (line {statement.lineno})")
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
                self.names[node.id] = Unknown(f"line {statement.lineno} is not a plain assignment")
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                self.names[node.name] = Unknown("it is a function of its own")

    # -- expressions -------------------------------------------------------------------------------------------

    def value(self, node: ast.expr) -> Any:
        self.depth += 1
        try:
            if self.depth > 60:
                raise NotTaken("an expression that is nested too deep")
            return self._value(node)
        except cas.FAILS:
            raise NotTaken("what cannot be computed") from None
        finally:
            self.depth -= 1

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=bool() | None):
                raise NotTaken("neither a number nor a text")
            case ast.Constant(value=int(number)):
                return cas.rational(str(number))
            case ast.Constant(value=float(number)):
                return cas.rational(repr(number))
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                return self.named(name)
            case ast.Attribute(value=ast.Name(id=module), attr=attr) if self.is_module(module):
                return self.of_module(self.names[module][1], attr)
            case ast.Subscript(value=inner, slice=ast.Constant(value=str(key))) if self.kept(inner):
                table = self.server.params if self.kept(inner) == "params" else self.server.correct_answers
                return self.certain(key, table.get(key, Unknown("it has no value yet")))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return cas.checked(-number_only(self.value(operand)))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return number_only(self.value(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return self.operation(
                    _OPERATORS[type(op)], number_only(self.value(left)), number_only(self.value(right))
                )
            case ast.Call(func=function, args=args, keywords=keywords):
                return self.call(function, args, [keyword.arg for keyword in keywords])
        raise NotTaken(f"'{ast.unparse(node)[:40]}' is not read")

    def named(self, name: str) -> Any:
        if name not in self.names:
            raise NotTaken(f"the name {name[:40]} is not known")
        found = self.names[name]
        if isinstance(found, tuple) and len(found) == 2 and isinstance(found[0], str):
            return self.of_module(*found)
        return self.certain(name, found)

    def certain(self, name: str, found: Any) -> Any:
        if isinstance(found, Unknown):
            raise NotTaken(f"{name} is not known ({found.why})")
        return found

    def is_module(self, name: str) -> bool:
        found = self.names.get(name)
        return isinstance(found, tuple) and found[0] == "module" and found[1] in _MODULES

    def of_module(self, module: str, name: str) -> Any:
        if module in _MODULES and name in CONSTANTS:
            constant = CONSTANTS[name]
            return constant if module == "sympy" else cas.FLOAT(constant)
        raise NotTaken(
            f"{module}.{name} is not read" if module != "module" else f"the module {name} as a value"
        )

    def operation(self, sign: str, left: Any, right: Any) -> Any:
        match sign:
            case "+":
                return cas.checked(left + right)
            case "-":
                return cas.checked(left - right)
            case "*":
                return cas.checked(left * right)
            case "**":
                return cas.power(left, right)
        result = cas.checked(left / right)
        is_plain = left.is_Rational and right.is_Rational and not self.exact
        return cas.FLOAT(result) if is_plain and is_rounded(result) else result

    def call(self, function: ast.expr, args: list[ast.expr], keywords: list[str | None]) -> Any:
        module, name = self.function(function)
        if name in ("symbols", "Symbol", "var") and module == "sympy":
            return symbols(args, keywords, name)
        if keywords:
            raise NotTaken(f"{name} with {keywords[0] or '**'}")
        if module == "method" and isinstance(function, ast.Attribute):
            return applied(name, [self.value(function.value), *map(self.value, args)])
        values = [self.value(arg) for arg in args]
        if module in ("math", "numpy"):
            if name not in (*cas.FUNCTIONS, *RENAMED):
                raise NotTaken(f"{module}.{name} is not read")
            return cas.FLOAT(cas.exact(cas.call(RENAMED.get(name, name), list(map(number_only, values)))))
        if module == "prairielearn" and name == "to_json" and len(values) == 1:
            return values[0]
        return applied(name, values)

    def function(self, node: ast.expr) -> tuple[str, str]:
        """The module and the name of what is called; ``method`` for that of a value."""
        match node:
            case ast.Name(id=name) if name in self.names:
                found = self.names[name]
                if isinstance(found, tuple) and len(found) == 2 and found[0] in _MODULES:
                    return found
            case ast.Name(id=name) if name in ("str", "float", "int", "abs"):
                return "", name
            case ast.Attribute(value=ast.Name(id=module), attr=attr) if self.is_module(module):
                return self.names[module][1], attr
            case ast.Attribute(attr=attr) if attr in ("diff", "subs", "expand", "factor"):
                return "method", attr
        raise NotTaken(f"the call of {ast.unparse(node)[:40]} is not read")
