"""What Maxima expressions come to: question variables in order, with what of them can be taken over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy

from . import cas
from .maxima_syntax import Node, expression, statements
from .question import NotTaken

_CONSTANTS = {"%pi": sympy.pi, "pi": sympy.pi, "%e": sympy.E, "e": sympy.E}
_IMAGINARY = frozenset({"%i", "i", "%j", "j"})
_RANDOM = frozenset({"rand", "rand_with_step", "rand_with_prohib", "rand_selection", "random_permutation"})
_RANDOM_LIKE = _RANDOM | {"random", "rand_matrix", "rand_integer"}
_FUNCTIONS = {
    **{name: name for name in cas.FUNCTIONS if name != "sign"},
    "signum": "sign",
    "log": "log",
}
_REWRITTEN: dict[str, Callable[[Any], Any]] = {
    "expand": sympy.expand,
    "factor": sympy.factor,
    "ratsimp": sympy.cancel,
    "fullratsimp": sympy.cancel,
    "rat": sympy.cancel,
}
_ASSIGNS = re.compile(r":=?")
_FLAGS = frozenset({"simp", "numer", "expand", "nouns"})
_SETTINGS = frozenset({"stack_reset_vars", "texput", "ordergreat", "orderless"})


@dataclass(slots=True)
class Variables:
    """Names that have a value so far, and why those that have none do not.

    ``values`` are SymPy expressions; ``functions`` keep their arguments and bodies.
    """

    positive: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    unsimplified: bool = False
    depth: int = 0

    def read(self, text: str) -> list[tuple[int, str]]:
        """Read assignments; gives line (from 0) and reason for each that cannot be, but not for what follows.

        Raises ``NotTaken`` where a statement may have changed other names than the one that it begins with.
        """
        found = []
        for each in statements(text):
            if len(_ASSIGNS.findall(each.text)) != 1 and not each.text.startswith(tuple(_SETTINGS)):
                raise NotTaken(f"'{_short(each.text)}' is not one assignment, and may change anything")
            reason, is_first = each.why, True
            if each.node is not None:
                try:
                    self.assign(each.node)
                    continue
                except NotTaken as error:
                    reason = error.cause
                    is_first = reason == str(error)
            self.forget(each.text.partition(":")[0].partition("(")[0].strip(), reason)
            if is_first:
                found.append((each.line, f"{_short(each.text)}: {reason}"))
        return found

    def forget(self, name: str, reason: str) -> None:
        """A name that has no value that is known."""
        if not name.isidentifier():
            raise NotTaken(f"an assignment to '{_short(name)}' ({reason})")
        self.values.pop(name, None)
        self.functions.pop(name, None)
        self.broken[name] = reason

    def assign(self, node: Node) -> None:
        match node:
            case Node(":", (Node("simp", None), Node(value, None))):
                self.unsimplified = self.unsimplified or value == "false"
            case Node(":", (Node(name, None), body)) if name.isidentifier():
                self.values[name] = self.value(body)
                self.functions.pop(name, None)
                self.broken.pop(name, None)
            case Node(":=", (Node(name, tuple(args)), body)) if name.isidentifier():
                if any(arg.args is not None for arg in args):
                    raise NotTaken("a definition of this kind")
                self.functions[name] = (tuple(arg.head for arg in args), body)
                self.broken.pop(name, None)
            case Node(name) if name in _SETTINGS:
                return
            case Node(name):
                raise NotTaken(f"'{name}' is no assignment")

    def evaluate(self, text: str) -> Any:
        """What an expression comes to. Raises ``NotTaken`` where that is not known."""
        if not text.strip():
            raise NotTaken("nothing is written")
        return self.value(expression(text))

    def value(self, node: Node) -> Any:
        """The same of an expression that is read already."""
        self.depth += 1
        try:
            if self.depth > 100:
                raise NotTaken("functions that call one another too deep")
            return self.atom(node.head) if node.args is None else self.applied(node.head, node.args)
        except cas.FAILS:
            raise NotTaken("what cannot be computed") from None
        finally:
            self.depth -= 1

    def atom(self, word: str) -> Any:
        if word[0].isdigit() or word[0] == ".":
            return cas.rational(word)
        if word in self.broken:
            raise NotTaken(f"'{word}' is not known: {self.broken[word]}", self.broken[word])
        if word in self.values:
            return self.values[word]
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        if word in _IMAGINARY:
            raise NotTaken("complex numbers")
        if word.startswith(("%", '"')) or word in ("true", "false", "inf", "minf", "infinity"):
            raise NotTaken(f"'{_short(word)}'")
        return cas.symbol(word, positive=self.positive)

    def applied(self, head: str, args: tuple[Node, ...]) -> Any:
        if head in _RANDOM_LIKE:
            raise NotTaken("drawn at random")
        if head in self.broken:
            raise NotTaken(f"'{head}' is not known: {self.broken[head]}", self.broken[head])
        if head in self.functions:
            return self.called(head, args)
        match head, args:
            case "ev", (inner, *more):
                return self.evaluated(inner, more)
            case "subst", _:
                return self.substituted(args)
            case "matrix", rows:
                return self.matrix(rows)
            case (("=" | "[" | ":" | ":=" | "%union" | "{"), _):
                what = {"=": "an equation", "[": "a list"}.get(head, f"'{head}' here")
                raise NotTaken(what)
        return self.computed(head, [self.value(arg) for arg in args])

    def computed(self, head: str, args: list[Any]) -> Any:
        if any(isinstance(arg, sympy.MatrixBase) for arg in args) and head not in "+-":
            raise NotTaken("a matrix within an expression")
        match head, args:
            case "neg", [x]:
                return cas.checked(-x)
            case "+", [x, y]:
                return cas.checked(x + y)
            case "-", [x, y]:
                return cas.checked(x - y)
            case "*", [x, y]:
                return cas.checked(x * y)
            case "/", [x, y]:
                return cas.checked(x / y)
            case "^", [x, y]:
                return cas.power(x, y)
            case "diff", [of]:
                raise NotTaken("a derivative without a variable")
            case "diff", [of, variable]:
                return cas.differentiated(of, variable)
            case "diff", [of, variable, times] if times.is_Integer:
                return cas.differentiated(of, variable, int(times))
            case "float", [x]:
                return cas.FLOAT(x)
        if head in _FUNCTIONS:
            return cas.call(_FUNCTIONS[head], args)
        if head in _REWRITTEN and len(args) == 1:
            return cas.rewritten(args[0], _REWRITTEN[head])
        raise NotTaken(f"the function {head}")

    def called(self, name: str, args: tuple[Node, ...]) -> Any:
        """An author's own function, with values for its arguments."""
        names, body = self.functions[name]
        if len(names) != len(args):
            raise NotTaken(f"{name} of {len(args)} arguments")
        inner = Variables(self.positive, dict(self.values), self.functions, dict(self.broken), depth=self.depth)
        for own, arg in zip(names, args, strict=True):
            inner.values[own] = self.value(arg)
            inner.broken.pop(own, None)
        return inner.value(body)

    def evaluated(self, inner: Node, more: list[Node]) -> Any:
        """``ev(f, x = 2, simp)``."""
        value = self.value(inner)
        for each in more:
            match each:
                case Node("=", (name, by)):
                    value = self.replaced(value, self.value(name), self.value(by))
                case Node(flag, None) if flag in _FLAGS:
                    value = cas.rewritten(value, sympy.expand) if flag == "expand" else value
                    value = cas.FLOAT(value) if flag == "numer" else value
                case _:
                    raise NotTaken("an `ev` of this kind")
        return value

    def substituted(self, args: tuple[Node, ...]) -> Any:
        """``subst(2, x, f)`` or ``subst(x = 2, f)``."""
        match args:
            case (by, name, of):
                return self.replaced(self.value(of), self.value(name), self.value(by))
            case (Node("=", (name, by)), of):
                return self.replaced(self.value(of), self.value(name), self.value(by))
        raise NotTaken("a `subst` of this kind")

    def replaced(self, value: Any, name: Any, by: Any) -> Any:
        if not name.is_Symbol:
            raise NotTaken("a substitution for what is not a variable")
        return cas.checked(value.subs(name, by))

    def matrix(self, rows: tuple[Node, ...]) -> Any:
        """``matrix([1, 2], [3, 4])``."""
        if any(row.head != "[" or row.args is None for row in rows):
            raise NotTaken("a matrix of this kind")
        entries = [[self.value(entry) for entry in row.args or ()] for row in rows]
        if not entries or len({len(row) for row in entries}) != 1 or len(entries) * len(entries[0]) < 2:
            raise NotTaken("a matrix of this kind")
        return sympy.ImmutableMatrix(entries)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 50 else line[:49] + "…"
