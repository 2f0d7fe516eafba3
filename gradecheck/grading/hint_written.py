"""How hints write the names, lines and local gradients of a graph."""

from __future__ import annotations

from dataclasses import dataclass

from ..notation import to_text
from ..notation.expr import Name
from ..problem.model import GraphNode, Problem
from ..problem.parts import NumericPart, SymbolicPart
from .hint_ways import Edge, ways
from .untold import Untold


@dataclass(frozen=True, slots=True)
class Written:
    """The graph of a problem in words, without the answers to the question that hints are given to."""

    problem: Problem
    untold: Untold
    is_blank: bool

    @property
    def is_full(self) -> bool:
        """Whether answers may be told."""
        return self.problem.feedback == "full"

    def equation(self, node: GraphNode) -> str:
        """A node with its definition; its name alone where the definition is an answer."""
        declared = self.problem.scope.get(node.name)
        assert declared is not None and declared.definition is not None
        if not self.is_full and not self.is_blank and self.untold.has_formula(declared.definition):
            return self.name(node.name)
        return f"{self.name(node.name)} = {node.definition}"

    def node(self, name: str) -> GraphNode:
        """The node of that name."""
        return next(each for each in self.problem.graph if each.name == name)

    def path(self, path: tuple[str, ...]) -> str:
        """A way through the graph."""
        return " → ".join(map(self.name, path))

    def ratio(self, edge: Edge) -> str:
        """The name of a local gradient; where there are other ways too, it is not the whole derivative."""
        child, parent = map(self.name, edge)
        return f"(∂{child}/∂{parent} directly)" if self.is_one_of_several(edge) else f"∂{child}/∂{parent}"

    def is_one_of_several(self, edge: Edge) -> bool:
        """Whether the parent reaches the child on other ways too."""
        return ways(self.problem, edge[1], edge[0]).count > 1

    def asked_in(self, edge: Edge) -> str:
        """Another item that asks for just this local gradient."""
        child, parent = edge
        if self.is_one_of_several(edge):
            return ""
        for item in self.problem.items:
            for part in item.parts:
                if isinstance(part, SymbolicPart | NumericPart) and part not in self.untold.parts:
                    target = part.target
                    if target and (target.of, target.wrt) == (child, parent) and not target.entry:
                        return item.id
        return ""

    def name(self, name: str) -> str:
        """A name as students read it."""
        return to_text(Name(name), "unicode", self.problem.scope)
