"""A problem to read: its statement, its graph as a table of nodes, its items, and if asked the solution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.cells import cell_len

from ..grading.points import points_text
from ..problem.model import GraphNode, Item, Problem
from ..problem.parts import CodePart, GraphForward, GraphPart, NumericPart, Part, PythonForward, SymbolicPart
from ..problem.variants import numbers_text
from .criteria import rubric_words
from .labelled import kept_back, labelled
from .plain import spoken
from .sheet import signature
from .told import told


def show(problem: Problem, *, solution: bool = False, width: int | None = None, plain: bool = False) -> str:
    """The problem as text. ``solution`` adds values and gradients of the graph, and the answers.

    The graph is a table, or with ``plain`` and where a table is wider than ``width`` a sentence for each node.
    """
    blocks = [_head(problem), problem.statement.strip().splitlines()]
    if problem.graph:
        table = _graph(problem, solution)
        wide = width is not None and any(cell_len(line) > width for line in table)
        blocks.append(told(labelled(problem, solution=solution)) if plain or wide else table)
    blocks.append([line for item in problem.items for line in _item(item, solution)])
    if solution and problem.notes:
        blocks.append([f"note: {' '.join(note.split())}" for note in problem.notes])
    text = "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
    return spoken(text) if plain else text


def _head(problem: Problem) -> list[str]:
    points = sum((item.points for item in problem.items), Fraction(0))
    source = [f"from {problem.source}"] if problem.source else []
    variant = [f"variant: {numbers_text(problem.variant)}"] if problem.variant else []
    return [f"{problem.id}  {problem.title}", *source, _points(points), *variant]


def _points(points: Fraction) -> str:
    return f"{points_text(points)} point{'' if points == 1 else 's'}"


def _graph(problem: Problem, solution: bool) -> list[str]:
    """The nodes in the order of the computation. A value that is kept back is a question mark."""
    kept = frozenset() if solution else kept_back(problem)
    columns: list[list[str]] = [["node"], ["operation"], ["value"]] + (
        [["gradient"], ["symbolic"]] if solution else []
    )
    for node in problem.graph:
        value = "?" if node.name in kept else node.value
        cells = [node.name, _operation(node), value, node.gradient, node.symbolic]
        for column, cell in zip(columns, cells, strict=False):
            column.append(cell)
    return _aligned([column for column in columns if any(column[1:])])


def _operation(node: GraphNode) -> str:
    if not node.parents:
        return node.operation
    return node.definition or f"{node.operation}({', '.join(node.parents)})"


def _aligned(columns: Sequence[Sequence[str]]) -> list[str]:
    """
    >>> _aligned([["node", "q"], ["value", "3"]])
    ['node  value', 'q     3']
    """
    widths = [max(map(cell_len, column)) for column in columns]
    rows = zip(*columns, strict=True)
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))


def _item(item: Item, solution: bool) -> Iterator[str]:
    yield "  ".join(filter(None, (item.id, item.label, f"({_points(item.points)})")))
    yield from (f"    {line.strip()}" for line in item.prompt.strip().splitlines())
    for part in item.parts:
        yield from (f"    {line}" for line in (_answers(part) if solution else _questions(part)))


def _questions(part: Part) -> Iterator[str]:
    match part:
        case GraphPart():
            yield "graph: " + ", ".join(f"{blank.id} ({blank.what})" for blank in part.blanks)
        case CodePart():
            yield f"code: {signature(part)}"
        case _:
            yield part.kind


def _answers(part: Part) -> Iterator[str]:
    match part:
        case GraphPart():
            for blank in part.blanks:
                yield f"{blank.id} ({blank.what}): {blank.answer.expected_text}"
        case CodePart():
            of = part.forward.output if isinstance(part.forward, GraphForward) else "the forward"
            yield f"code: {signature(part)} returns the gradient of {of} by {', '.join(part.gradients)}"
            if isinstance(part.forward, PythonForward):
                yield from (f"  {line}" for line in part.forward.source.rstrip().splitlines())
        case _:
            yield f"{part.kind}: {part.expected_text}"
            yield from (f"  also: {accepted}" for accepted in _accepted(part))
            if isinstance(part, SymbolicPart | NumericPart):
                yield from (f"  {criterion}" for criterion in rubric_words(part))


def _accepted(part: Part) -> Iterator[str]:
    """What the author's further answers are said to be; an answer without a word on it has nothing to show."""
    if isinstance(part, GraphPart | CodePart):
        return
    for accepted in part.accept:
        said = accepted.feedback or accepted.note
        if said:
            yield f"{said} (credit {points_text(accepted.credit)})"
