"""Backprop step by step, as on a blackboard: one local gradient and one product at a time."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import AuthorError
from ..notation import to_text
from ..notation.expr import Expr, Name
from ..problem.local_gradients import (
    backwards,
    bracketed,
    local_gradient,
    number_of,
    summed_over,
)
from ..problem.model import GraphNode, Problem


def walk(problem: Problem, *, solution: bool = False) -> str:
    """The steps from the output back to the inputs. Without the ``solution`` what is to be found is a ``?``."""
    return "\n".join([f"{problem.id}  {problem.title}", "", *_Walk(problem, solution).lines()]) + "\n"


class _Walk:
    def __init__(self, problem: Problem, solution: bool) -> None:
        self.problem, self.solution = problem, solution
        self.nodes = {node.name: node for node in problem.graph}
        self.known: dict[str, list[str]] = {}
        """For each node the gradients that have reached it so far."""
        self.order = backwards(self.nodes, problem.output) if problem.output else ()

    def lines(self) -> Iterator[str]:
        output = self.problem.output
        if not output:
            yield "This problem has no graph to walk through."
            return
        upstream = self._text(self.problem.upstream)
        yield f"Start at {self._name(output)}: the gradient there is the upstream gradient, {upstream}."
        number = 0
        for node in self.order:
            if node.name != output and len(self._consumers(node)) > 1:
                yield from self._sum(node)
            for parent in node.parents:
                number += 1
                yield ""
                yield f"{number}. {self._name(node.name)} = {node.definition}, back to {self._name(parent)}"
                yield from (f"     {line}" for line in self._step(node, parent))

    def _consumers(self, node: GraphNode) -> list[GraphNode]:
        return [other for other in self.order if node.name in other.parents]

    def _sum(self, node: GraphNode) -> Iterator[str]:
        """All lines out of a node have brought their gradient: they are added."""
        found = self.known.get(node.name, [])
        yield ""
        count = len(self._consumers(node))
        yield f"Sum at {self._name(node.name)}: {count} lines bring a gradient, which add up"
        if not self.solution:
            yield "     gradient  ? + ? = ?" if len(found) == 2 else "     gradient  the sum of all = ?"
        elif all(found) and node.gradient:
            yield f"     gradient  {' + '.join(map(bracketed, found))} = {node.gradient}"
        else:
            yield f"     gradient  {node.symbolic}"

    def _step(self, node: GraphNode, parent: str) -> Iterator[str]:
        try:
            local = local_gradient(self.problem, node.name, parent)
        except AuthorError as error:
            yield f"no derivative is known here: {error.fact}"
            return
        here, there = self._name(node.name), self._name(parent)
        if not local.is_factor:
            index = summed_over(self.problem, node.name, parent)
            summed = f", and what comes back is summed over {index}" if index else ""
            yield f"backward  {to_text(local.expr, 'unicode', local.scope) if self.solution else '?'}"
            yield f"          where {local.flowing} is the gradient at {here}{summed}"
            self.known.setdefault(parent, []).append("")
            return
        if not self.solution:
            yield f"local     ∂{here}/∂{there} = ?"
            yield f"product   (gradient at {here}) · ∂{here}/∂{there} = ?"
            self.known.setdefault(parent, []).append("?")
            return
        text, value = to_text(local.expr, "unicode", local.scope), number_of(self.problem, local.expr)
        along = dict(node.edges).get(parent, "")
        yield f"local     ∂{here}/∂{there} = {text}" + (
            f" = {value}" if value not in ("", text.replace("−", "-")) else ""
        )
        if value and node.gradient:
            yield f"product   {bracketed(node.gradient)} · {bracketed(value)} = {along}"
        else:
            yield f"product   (gradient at {here}) · ∂{here}/∂{there}"
        self.known.setdefault(parent, []).append(along)

    def _name(self, name: str) -> str:
        return self._text(Name(name))

    def _text(self, expr: Expr) -> str:
        return to_text(expr, "unicode", self.problem.scope)
