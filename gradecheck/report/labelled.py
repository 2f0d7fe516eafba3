"""What stands at the lines of a problem's graph: values, gradients, question marks, a student's answers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rich.cells import cell_len

from ..grading.numeric import value_of
from ..grading.verdict import Report, Status
from ..notation import to_text
from ..notation.expr import ONE, Apply, Name, Number
from ..problem.model import GraphNode, Problem
from ..problem.parts import Blank, GraphPart, NumericPart
from .picture import Drawn, Label
from .words import SIGNS, on_one_line

SIGN_OF = {
    "add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "pow": "^", "matmul": "·", "sigmoid": "σ",
    "sum": "Σ", "transpose": "ᵀ", "copy": "=", "reciprocal": "1/",
}  # fmt: skip
CLOSE = Fraction(1, 10**9)
WIDEST_ANSWER, WIDEST_SIGN = 12, 12
COMPOUND = "ƒ"
"""Stands for a definition that is too long for a circle."""

Place = tuple[str, str, str]
"""Node, "value" or "gradient", and the consumer where the gradient is that of one line."""


def labelled(problem: Problem, *, solution: bool = False, report: Report | None = None) -> tuple[Drawn, ...]:
    """The nodes of the graph with their labels.

    Values are shown but for those kept back, gradients only with the ``solution``.
    With a ``report`` the student's answers stand in the blanks, with the sign of the verdict.
    """
    blanks: dict[Place, Blank] = {(blank.node, blank.what, blank.child): blank for blank in _blanks(problem)}
    filled = dict(_answers(problem, report)) if report else {}
    kept = frozenset() if solution else kept_back(problem)
    consumers = {
        node.name: sum(node.name in other.parents for other in problem.graph) for node in problem.graph
    }

    def label(place: Place, known: str, shown: bool) -> Label:
        if place in filled:
            return filled[place]
        if place in blanks and not solution:
            return Label("?")
        return Label(known) if shown else Label()

    def named(name: str) -> str:
        return to_text(Name(name), "unicode", problem.scope)

    def drawn(node: GraphNode) -> Drawn:
        known = dict(node.edges)
        lines = tuple(
            (named(parent), label((parent, "gradient", node.name), known.get(parent, ""), solution))
            for parent in node.parents
            if consumers[parent] > 1 or (parent, "gradient", node.name) in blanks
        )
        start = node.name == problem.output
        return Drawn(
            named(node.name),
            _sign(problem, node),
            tuple(map(named, node.parents)),
            label((node.name, "value", ""), node.value, node.name not in kept),
            label((node.name, "gradient", ""), node.gradient, solution or start),
            lines,
            f"{named(node.name)} = {node.definition}" if node.definition else f"{named(node.name)}, an input",
        )

    return tuple(map(drawn, problem.graph))


def kept_back(problem: Problem) -> frozenset[str]:
    """The nodes whose values are asked for, or lead to one: what rests on it, or is on the way to it."""
    parents = {node.name: node.parents for node in problem.graph}
    kept = {blank.node for blank in _blanks(problem) if blank.what == "value"}
    waiting = [name for name, above in parents.items() if above and _is_asked_for(name, problem)]
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            waiting += [above for above in parents[name] if parents[above]]
    for node in problem.graph:
        if kept & set(node.parents):
            kept.add(node.name)
    return frozenset(kept)


def _is_asked_for(name: str, problem: Problem) -> bool:
    """Whether an item that asks for a number alone, and for no gradient, asks for this node's value."""
    alone = [item.parts[0] for item in problem.items if len(item.parts) == 1]
    asked = [part for part in alone if isinstance(part, NumericPart) and part.target is None]
    value = value_of(Name(name), problem) if asked else None
    wanted = [each for part in asked if (each := value_of(part.expected, problem)) is not None]
    return value is not None and any(abs(each - value) <= abs(value) * CLOSE for each in wanted)


def _blanks(problem: Problem) -> Iterator[Blank]:
    for item in problem.items:
        for part in item.parts:
            if isinstance(part, GraphPart):
                yield from part.blanks


def _answers(problem: Problem, report: Report) -> Iterator[tuple[Place, Label]]:
    """What a student wrote into the blanks. One that was left empty stays a question mark."""
    blanks = {blank.id: blank for blank in _blanks(problem)}
    graded = [part for item in report.items for part in item.parts if part.kind == "graph"]
    for part in graded:
        blank, status = blanks[part.id.partition(".graph.")[2]], part.verdict.status
        if status == Status.BLANK:
            continue
        place = (blank.node, blank.what, blank.child)
        yield place, Label(f"{SIGNS[status]} {on_one_line(part.response, WIDEST_ANSWER)}", status)


def _sign(problem: Problem, node: GraphNode) -> str:
    """The sign in the circle, "" for an input.

    A definition of several operations, or with a number in it, stands as it is written where it is short.
    """
    if not node.parents and node.operation == "input":
        return ""
    declared = problem.scope.get(node.name)
    definition = declared.definition if declared is not None else None
    match definition:
        case Apply(op="div", args=(above, Name())) if above == ONE:
            return "1/"
        case Apply(op="exp", args=(Name(),)):
            return "exp"
        case Apply(op="pow", args=(_, Name())) if node.definition.startswith("e^") and len(node.parents) == 1:
            return "exp"
        case Apply(op="add", args=(Number(), Name()) | (Name(), Number())) if len(node.parents) == 1:
            return _constant(node.definition)
        case Apply(args=args) if all(isinstance(each, Name) and each.name in node.parents for each in args):
            return SIGN_OF.get(node.operation, node.operation)
        case Name():
            return SIGN_OF["copy"]
    return node.definition if cell_len(node.definition) <= WIDEST_SIGN else COMPOUND


def _constant(definition: str) -> str:
    """
    >>> _constant("1 + E"), _constant("x + y")
    ('+1', '+')
    """
    first, _, second = definition.partition(" + ")
    for text in (first, second):
        try:
            Fraction(text)
        except ValueError:
            continue
        return f"+{text}"
    return "+"
