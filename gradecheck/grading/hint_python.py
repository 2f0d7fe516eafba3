"""Hints to a function whose forward is written in Python: what is known of it without a graph.

Its source says which lines use which name, and which rule belongs to each; how a gradient can be checked
follows from the arguments alone. Nothing is run, and a forward that students are to write is not told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..differences.configurations import InputSpec
from ..differences.declaring import input_spec
from ..problem.parts import CodePart, PythonForward
from .hint_gradients import Derived
from .hint_rules import RULES, sentence

FORWARD, CACHE = "forward", "cache"
SIZES = ("shape", "size", "ndim", "dtype")
MOST_STEPS = 24
REPEATED = "What is repeated along an axis, as a bias is, gets its gradient summed over that axis."
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("add", "add"),
    ast.Sub: ("add", "neg"),
    ast.Mult: ("mul", "mul"),
    ast.Div: ("div numerator", "div denominator"),
    ast.Pow: ("pow base", "pow exponent"),
    ast.MatMult: ("matmul", "matmul"),
}
"""The rule for the left and for the right side of an operator."""
FUNCTIONS = {
    "dot": "matmul",
    "matmul": "matmul",
    "multiply": "mul",
    "add": "add",
    "sum": "total",
    "max": "maximum_entry",
    "min": "minimum_entry",
    "amax": "maximum_entry",
    "amin": "minimum_entry",
    "maximum": "max",
    "minimum": "min",
    "where": "cases",
    "T": "transpose",
    "transpose": "transpose",
    "concatenate": "concat",
    "hstack": "concat",
    "vstack": "concat",
    "reshape": "copy",
    "ravel": "copy",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    **{name: name for name in ("exp", "log", "sqrt", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: name for name in ("mean", "sort", "outer", "trace", "softmax", "sigmoid", "relu")},
}
"""Functions and attributes of arrays, and the rule of each."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a forward: the names that it makes, and the expression."""

    makes: tuple[str, ...]
    value: ast.expr
    text: str

    @property
    def uses(self) -> frozenset[str]:
        """The names that it reads."""
        return frozenset(_names_in(self.value))


@dataclass(frozen=True)
class PythonHints:
    """The hints to a code part with a forward in Python."""

    part: CodePart
    forward: PythonForward

    def steps(self) -> Iterator[tuple[Derived, str]]:
        """The four steps; "" where there is nothing to say."""
        yield "where", "\n".join(self._where())
        yield "rule", "\n".join(self._rules())
        yield "local", "\n".join(self._check())
        yield "step", "\n".join(self._backwards())

    @cached_property
    def _specs(self) -> dict[str, InputSpec]:
        return {spec.name: spec for spec in map(input_spec, self.forward.takes)}

    @cached_property
    def _lines(self) -> tuple[Step, ...]:
        """The forward as a chain of assignments; none where it is more than that, or the student's to write."""
        found = [] if self.part.own is not None else list(_steps(self.forward.source))
        return tuple(found) if len(found) <= MOST_STEPS else ()

    @cached_property
    def _moving(self) -> frozenset[str]:
        """The names that change with an input whose gradient is asked for."""
        found = set(self.part.gradients)
        for step in self._lines:
            if step.uses & found:
                found.update(step.makes)
        return frozenset(found)

    def _where(self) -> Iterator[str]:
        names = self.part.gradients
        value = ", after the value itself" if self.part.with_value else ""
        yield f"{self.part.function} returns the gradient{'s' * (len(names) > 1)} of {', '.join(names)}{value}."
        for name in names:
            shape = ", ".join(map(str, self._specs[name].shape))
            comma = "," if len(self._specs[name].shape) == 1 else ""
            yield f"  that of {name} has the shape of {name}: ({shape}{comma})"
        for name in names:
            users = [step for step in self._lines if name in step.uses]
            if len(users) > 1:
                yield f"{name} is used in {len(users)} lines, and each brings a gradient; they add up:"
                yield from (f"  {step.text}" for step in users)

    def _rules(self) -> Iterator[str]:
        seen: set[str] = set()
        for step in reversed(self._lines):
            said = [rule for rule in dict.fromkeys(_rules(step.value, self._moving)) if rule not in seen]
            seen.update(said)
            if said:
                yield step.text
                yield from (f"  {sentence(rule)}" for rule in said)
        sizes = {len(self._specs[name].shape) for name in self.part.gradients}
        if seen & {"add", "mul", "neg"} and len(sizes) > 1:
            yield REPEATED

    def _check(self) -> Iterator[str]:
        """How an entry of a gradient is found by finite differences, in the student's own program."""
        first, *others = self.part.gradients
        at = ", ".join("0" for _ in self._specs[first].shape)
        yield "Check an entry by finite differences, with small random inputs:"
        yield f"  h = 1e-5; e = np.zeros_like({first}); e[{at}] = h" if at else "  h = e = 1e-5"
        yield (
            f"  {self._change(first)} / (2 * h)  # d{first}[{at}]"
            if at
            else f"  {self._change(first)} / (2 * h)"
        )
        if others:
            yield f"and so for {', '.join(others)}."

    def _change(self, moved: str) -> str:
        """How the loss changes where an input is moved by ``e`` to either side."""
        forth, back = (self._call(moved, sign) for sign in "+-")
        match self.part.upstream:
            case ():
                return f"({forth} - {back})"
            case (one,):
                return f"np.sum({one} * ({forth} - {back}))"
            case several:
                outputs = f"zip(({', '.join(several)}), {forth}, {back})"
                return f"sum(np.sum(d * (a - b)) for d, a, b in {outputs})"

    def _call(self, moved: str, sign: str) -> str:
        own = self.part.own
        options = tuple(text.partition("=")[0] for text in self.forward.options)
        takes = own.arguments if own is not None else (*self._specs, *options)
        given = ", ".join(f"{each} {sign} e" if each == moved else each for each in takes)
        output = "[0]" if own is not None and CACHE in self.part.arguments else ""
        return f"{own.function if own is not None else FORWARD}({given}){output}"

    def _backwards(self) -> Iterator[str]:
        """The lines in the order of the backward pass, with what each brings back."""
        if not self._lines:
            return
        yield "Backwards, line by line; what several lines bring to one name adds up:"
        for step in reversed(self._lines):
            brings = [name for name in dict.fromkeys(_names_in(step.value)) if name in self._moving]
            if brings:
                yield f"  {step.text}  →  {', '.join(f'd{name}' for name in brings)}"


def _steps(source: str) -> Iterator[Step]:
    """The lines of the function ``forward`` where they are assignments to names and one return at the end."""
    function = next(
        node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == FORWARD
    )
    found: list[Step] = []
    for statement in function.body:
        text = ast.get_source_segment(source, statement) or ""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.append(Step((name,), value, " ".join(text.split())))
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value) if all(
                isinstance(each, ast.Name) for each in names
            ):
                made = tuple(each.id for each in names if isinstance(each, ast.Name))
                found.append(Step(made, value, " ".join(text.split())))
            case ast.Return(value=ast.expr() as value) if statement is function.body[-1]:
                shown = " ".join(text.split())
                found += [] if isinstance(value, ast.Name) else [Step((), value, shown)]
            case ast.Expr(value=ast.Constant()):
                continue
            case _:
                return
    yield from found


def _rules(expr: ast.AST, moving: frozenset[str]) -> Iterator[str]:
    """The rules on the ways from the root of an expression to names that move."""
    if not any(name in moving for name in _names_in(expr)):
        return
    match expr:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            for side, rule in zip((left, right), OPERATORS[type(op)], strict=True):
                if any(name in moving for name in _names_in(side)):
                    yield rule
        case ast.UnaryOp(op=ast.USub()):
            yield "neg"
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if FUNCTIONS.get(name) in RULES:
            yield "relu" if name == "maximum" and _is_with_nought(expr) else FUNCTIONS[name]
        case ast.Attribute(attr="T"):
            yield "transpose"
        case ast.Subscript():
            yield "slice"
    for child in ast.iter_child_nodes(expr):
        yield from _rules(child, moving)


def _is_with_nought(call: ast.AST) -> bool:
    """Whether a maximum is taken with 0."""
    arguments = call.args if isinstance(call, ast.Call) else []
    return any(isinstance(each, ast.Constant) and each.value == 0 for each in arguments)


def _names_in(node: ast.AST) -> Iterator[str]:
    """The names whose values an expression reads: not those of which it only reads the size."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Attribute(attr=attr) if attr in SIZES:
            return
    for child in ast.iter_child_nodes(node):
        yield from _names_in(child)
