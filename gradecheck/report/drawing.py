"""Pictures of problems: the drawn graph in a terminal, or as an SVG file."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import OperatorError
from ..grading.verdict import Report
from ..problem.model import Problem
from .fitting import fitted
from .graph_svg import graph_svg
from .graph_text import graph_text
from .labelled import COMPOUND, labelled
from .picture import picture
from .plain import spoken
from .told import told


def draw(
    problem: Problem,
    report: Report | None,
    *,
    solution: bool = False,
    width: int = 80,
    colour: bool = False,
    plain: bool = False,
) -> str:
    """The graph of a problem in text, below the problem's title; ``plain`` tells it node by node."""
    head = fitted(f"{problem.id}  {problem.title}", width) + "\n\n"
    if not problem.graph:
        return f"{head}This problem has no graph to draw.\n"
    nodes = labelled(problem, solution=solution, report=report)
    if plain:
        return spoken(head) + "\n".join(told(nodes)) + "\n"
    drawing = picture(nodes)
    legend = [box.node.told for box in drawing.boxes if box.node.sign == COMPOUND]
    below = "".join(f"\n{COMPOUND}  {line}" for line in legend) + "\n" * bool(legend)
    return head + graph_text(drawing, width=width, colour=colour) + below


def draw_svg(problems: Sequence[Problem], reports: Sequence[Report | None], *, solution: bool = False) -> str:
    """The graph of the one problem that has one, as SVG. Raises ``OperatorError`` for none or several."""
    drawn = [pair for pair in zip(problems, reports, strict=True) if pair[0].graph]
    if not drawn:
        raise OperatorError(f"{problems[0].id}: there is no graph to draw", remedy="add graph: to the problem")
    if len(drawn) > 1:
        names = ", ".join(problem.id for problem, _ in drawn)
        raise OperatorError(f"an SVG file has room for one graph, not for {names}", remedy="name one problem")
    problem, report = drawn[0]
    drawing = picture(labelled(problem, solution=solution, report=report))
    return graph_svg(drawing, f"Computation graph of {problem.id}: {problem.title}")
