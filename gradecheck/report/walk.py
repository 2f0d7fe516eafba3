"""Backprop step by step, as on a blackboard: one local gradient and one product at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..algebra.evaluate import enclosure
from ..algebra.values import NoValue
from ..autodiff.symbolic import symbolic_gradient
from ..errors import AuthorError
from ..notation import to_text
from ..notation.expr import SCALAR, Expr, Name
from ..notation.scope import Declared, Scope
from ..problem.figures import decimal
from ..problem.model import GraphNode, Problem

FLOWING = "g"


def walk(problem: Problem, *, solution: bool = False) -> str:
    """The steps from the output back to the inputs. Without the ``solution`` what is to be found is a ``?``."""
    return "\n".join([f"{problem.id}  {problem.title}", "", *_Walk(problem, solution).lines()]) + "\n"


class _Walk:
    def __init__(self, problem: Problem, solution: bool) -> None:
        self.problem, self.solution = problem, solution
        self.nodes = {node.name: node for node in problem.graph}
        self.known: dict[str, list[str]] = {}
        """For each node the gradients that have reached it so far."""

    def lines(self) -> Iterator[str]:
        output = self.problem.output
        if not output:
            yield "This problem has no graph to walk through."
            return
        upstream = self._text(self.problem.upstream)
        yield f"Start at {self._name(output)}: the gradient there is the upstream gradient, {upstream}."
        number = 0
        for node in self._order():
            if node.name != output and len(self._consumers(node)) > 1:
                yield from self._sum(node)
            for parent in node.parents:
                number += 1
                yield ""
                yield f"{number}. {self._name(node.name)} = {node.definition}, back to {self._name(parent)}"
                yield from (f"     {line}" for line in self._step(node, parent))

    def _order(self) -> list[GraphNode]:
        """Nodes that the output depends on, each after all its consumers."""
        done: dict[str, GraphNode] = {}

        def visit(name: str) -> None:
            if name not in done:
                for parent in self.nodes[name].parents:
                    visit(parent)
                done[name] = self.nodes[name]

        visit(self.problem.output)
        return list(reversed(done.values()))

    def _consumers(self, node: GraphNode) -> list[GraphNode]:
        return [other for other in self._order() if node.name in other.parents]

    def _sum(self, node: GraphNode) -> Iterator[str]:
        """All lines out of a node have brought their gradient: they are added."""
        found = self.known.get(node.name, [])
        yield ""
        count = len(self._consumers(node))
        yield f"Sum at {self._name(node.name)}: {count} lines bring a gradient, which add up"
        if not self.solution:
            yield "     gradient  ? + ? = ?" if len(found) == 2 else "     gradient  the sum of all = ?"
        elif all(found) and node.gradient:
            yield f"     gradient  {' + '.join(map(_bracketed, found))} = {node.gradient}"
        else:
            yield f"     gradient  {node.symbolic}"

    def _step(self, node: GraphNode, parent: str) -> Iterator[str]:
        scope = self._only(node.name)
        try:
            local, scalar = self._local(scope, node.name, parent)
        except AuthorError as error:
            yield f"no derivative is known here: {error.fact}"
            return
        here, there = self._name(node.name), self._name(parent)
        if not scalar:
            yield f"backward  {to_text(local, 'unicode', scope) if self.solution else '?'}"
            yield f"          where {FLOWING} is the gradient at {here}{self._summed(node.name, parent)}"
            self.known.setdefault(parent, []).append("")
            return
        if not self.solution:
            yield f"local     ∂{here}/∂{there} = ?"
            yield f"product   (gradient at {here}) · ∂{here}/∂{there} = ?"
            self.known.setdefault(parent, []).append("?")
            return
        text, value = to_text(local, "unicode", scope), self._number(local)
        along = dict(node.edges).get(parent, "")
        yield f"local     ∂{here}/∂{there} = {text}" + (
            f" = {value}" if value not in ("", text.replace("−", "-")) else ""
        )
        if value and node.gradient:
            yield f"product   {_bracketed(node.gradient)} · {_bracketed(value)} = {along}"
        else:
            yield f"product   (gradient at {here}) · ∂{here}/∂{there}"
        self.known.setdefault(parent, []).append(along)

    def _summed(self, child: str, parent: str) -> str:
        """Says that a node without a batch index gets a gradient from every example."""
        source, target = (self.problem.scope.get(name) for name in (child, parent))
        if source is None or target is None or source.batch is None or target.batch is not None:
            return ""
        return f", and what comes back is summed over {source.batch}"

    def _only(self, name: str) -> Scope:
        """The scope in which only the node ``name`` has a definition: its parents count as inputs."""
        names = (
            each if each.name == name else replace(each, definition=None) for each in self.problem.scope.names
        )
        return replace(self.problem.scope, names=tuple(names))

    def _local(self, scope: Scope, child: str, parent: str) -> tuple[Expr, bool]:
        """The local gradient, or for arrays what flows back, in terms of the gradient at ``child``."""
        declared, source = scope.get(child), scope.get(parent)
        assert declared is not None and source is not None
        if (
            declared.shape == SCALAR
            and source.shape == SCALAR
            and declared.batch is None
            and source.batch is None
        ):
            return symbolic_gradient(scope, child, parent), True
        flowing = Declared(FLOWING, declared.shape, batch=declared.batch)
        wider = replace(scope, names=(*(each for each in scope.names if each.name != FLOWING), flowing))
        return symbolic_gradient(wider, child, parent, upstream=Name(FLOWING)), False

    def _number(self, expr: Expr) -> str:
        try:
            low, high = enclosure(expr, self.problem.scope, dict(self.problem.values))
        except NoValue:
            return ""
        return decimal((low + high) / 2)

    def _name(self, name: str) -> str:
        return self._text(Name(name))

    def _text(self, expr: Expr) -> str:
        return to_text(expr, "unicode", self.problem.scope)


def _bracketed(text: str) -> str:
    """
    >>> _bracketed("-4"), _bracketed("3")
    ('(-4)', '3')
    """
    return f"({text})" if text.startswith(("-", "−")) else text
