"""The ways on which a name reaches another in the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..problem.local_gradients import backwards
from ..problem.model import GraphNode, Problem

Edge = tuple[str, str]
"""A node, and one of its parents."""


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways from ``start`` to ``end``: ``nodes`` are those on them behind the start, the end first."""

    start: str
    end: str
    nodes: tuple[GraphNode, ...]
    count: int

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The lines on these ways, each once, from the end back to the start."""
        on = {self.start, *(node.name for node in self.nodes)}
        return tuple((node.name, parent) for node in self.nodes for parent in node.parents if parent in on)

    @property
    def first(self) -> tuple[str, ...]:
        """The nodes that use the start."""
        return tuple(node.name for node in reversed(self.nodes) if self.start in node.parents)

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Each way as names, the start first. There may be very many."""
        users: dict[str, list[str]] = {}
        for child, parent in reversed(self.edges):
            users.setdefault(parent, []).append(child)
        open_paths: list[tuple[str, ...]] = [(self.start,)]
        while open_paths:
            path = open_paths.pop()
            if path[-1] == self.end:
                yield path
            open_paths += [(*path, user) for user in reversed(users.get(path[-1], []))]


def ways(problem: Problem, start: str, end: str) -> Ways:
    """The ways on which ``start`` reaches ``end``; none where they are the same."""
    nodes = {node.name: node for node in problem.graph}
    if start not in nodes or end not in nodes or start == end:
        return Ways(start, end, (), 0)
    counts = {start: 1}
    for node in reversed(backwards(nodes, end)):
        if node.name != start:
            counts[node.name] = sum(counts.get(parent, 0) for parent in node.parents)
    on = tuple(node for node in backwards(nodes, end) if counts[node.name] and node.name != start)
    count = counts[end]
    return Ways(start, end, on if count else (), count)
