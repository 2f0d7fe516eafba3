"""The start of a problem file from a one-line forward: its graph, its values and what can be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from pydantic_core import PydanticCustomError

from ..errors import OperatorError, Place
from ..notation import parse, to_text
from ..notation.expr import Apply, Expr, Name, Number, Reduction, rebuild, walk
from ..notation.names import WORDS
from ..notation.reading import NotationError
from ..notation.scope import Declared, Scope
from .typed import rational

LETTERS = "qrstuvwabcghkmnp"
"""Names for the steps of a forward, in order."""

_LEFT = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*(?:\([\w\s,]*\))?\s*=(?!=)")
_CONDITIONS = frozenset("lt le gt ge eq ne and or not".split())
_INLINE = frozenset({"neg", "mul", "pow", "div"})


@dataclass(frozen=True, slots=True)
class Start:
    """A forward as it was typed, with its inputs, and its steps from first to last."""

    forward: str
    values: tuple[tuple[str, Fraction], ...]
    nodes: tuple[tuple[str, str], ...]
    """Each node with its expression."""

    @property
    def output(self) -> str:
        """The last node."""
        return self.nodes[-1][0]

    @property
    def asked(self) -> tuple[str, ...]:
        """The names whose gradient can be asked for: nodes from the output back, then the inputs."""
        return (*(name for name, _ in reversed(self.nodes[:-1])), *(name for name, _ in self.values))


def start(forward: str, at: Iterable[str]) -> Start:
    """The graph of ``f = (x + y) z`` at ``x=-2,y=5,z=-4``; a step within it gets a name of its own.

    >>> start("f = (x + y) z", ["x=-2,y=5,z=-4"]).nodes
    (('q', 'x + y'), ('f', 'q*z'))

    Raises ``OperatorError`` with the place in the text for what cannot be read.
    """
    values = dict(_values(at))
    left = _LEFT.match(forward)
    output, begin = (left["name"], left.end()) if left else ("f", 0)
    if output in values:
        raise _wrong(
            forward, 0, f"'{output}' is the result and has a value too", f"leave {output}= out of --at"
        )
    scope = Scope(tuple(map(Declared, values)))
    expr = _read(forward, begin, scope)
    _all_used(values, expr, at)
    steps = _Steps({*values, output, "L"})
    last = steps.inside(expr)
    nodes = (*((name, to_text(step)) for step, name in steps.found.items()), (output, to_text(last)))
    return Start(" ".join(forward.split()), tuple(values.items()), nodes)


def _read(forward: str, begin: int, scope: Scope) -> Expr:
    try:
        expr = parse(forward[begin:], scope)[0].expr
    except NotationError as error:
        remedy = error.remedy
        if "is not a name" in error.fact:
            said = remedy if scope.names else "no input has a value yet"
            remedy = f"{said}; give each input a value, as in --at x=-2,y=5"
        raise _wrong(forward, begin + error.span.start, error.fact, remedy) from None
    begin += len(forward[begin:]) - len(forward[begin:].lstrip())
    if any(isinstance(step, Reduction) for step in walk(expr)):
        raise _wrong(forward, begin, "sums over an index cannot be started from", "write the file by hand")
    if isinstance(expr, Name | Number):
        raise _wrong(forward, begin, "there is no operation in this forward", "write it like f = (x + y) z")
    return expr


def _values(at: Iterable[str]) -> Iterator[tuple[str, Fraction]]:
    """The names and numbers of ``x=-2,y=5``."""
    seen: set[str] = set()
    for text in at:
        column = 0
        for piece in text.split(","):
            name, equals, number = (each.strip() for each in piece.partition("="))
            place = Place("--at", 1, column + 1, text)
            if not equals or not name.isidentifier() or name in WORDS:
                fact = f"'{piece.strip()}' is not a name with its value"
                raise OperatorError(fact, remedy="write it like --at x=-2,y=5", place=place)
            if name in seen:
                raise OperatorError(f"'{name}' has a value already", remedy="give each name once", place=place)
            seen.add(name)
            try:
                yield name, rational(number)
            except PydanticCustomError:
                fact = f"'{number}' is not a number"
                raise OperatorError(fact, remedy="write it like -2, 0.5 or 1/3", place=place) from None
            column += len(piece) + 1


def _all_used(values: dict[str, Fraction], expr: Expr, at: Iterable[str]) -> None:
    used = {step.name for step in walk(expr) if isinstance(step, Name)}
    for name in values:
        if name not in used:
            text = next(text for text in at if re.search(rf"\b{name}\s*=", text))
            found = re.search(rf"\b{name}\s*=", text)
            place = Place("--at", 1, (found.start() if found else 0) + 1, text)
            fact = f"'{name}' has a value, but does not stand in the forward"
            raise OperatorError(fact, remedy="leave it out, or use it", place=place)


def _wrong(text: str, position: int, fact: str, remedy: str) -> OperatorError:
    return OperatorError(fact, remedy=remedy, place=Place("forward", 1, min(position, len(text)) + 1, text))


@dataclass(slots=True)
class _Steps:
    """The operations within an expression, each with a name that is not ``taken``; equal ones share theirs."""

    taken: set[str]
    found: dict[Expr, str] = field(default_factory=dict)

    def inside(self, expr: Expr) -> Expr:
        """The expression with a name for each operation below it."""
        return rebuild(expr, self.named)

    def named(self, expr: Expr) -> Expr:
        is_condition = isinstance(expr, Apply) and expr.op in _CONDITIONS
        if is_condition or not any(isinstance(step, Name) for step in walk(expr)):
            return expr
        made = self.inside(expr) if isinstance(expr, Apply) else expr
        if isinstance(made, Name) or _stays_inline(made):
            return made
        if made not in self.found:
            self.found[made] = self.free_name()
        return Name(self.found[made])

    def free_name(self) -> str:
        free = [*LETTERS, *(f"q_{n}" for n in range(1, 500))]
        name: str = next(each for each in free if each not in self.taken)
        self.taken.add(name)
        return name


def _stays_inline(expr: Expr) -> bool:
    """Whether an operation is no step of its own: a sign, a number times or over a name, a power of a name."""
    if not isinstance(expr, Apply) or expr.op not in _INLINE:
        return False
    names = [arg for arg in expr.args if not isinstance(arg, Number)]
    if expr.op == "neg":
        return isinstance(expr.args[0], Name) or _stays_inline(expr.args[0])
    if expr.op in ("div", "pow") and isinstance(expr.args[0], Number):
        return False
    return len(names) == 1 and isinstance(names[0], Name)
