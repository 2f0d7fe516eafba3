"""A layered order of a graph from left to right: which column each vertex is in, and who stands above whom.

A line that passes a layer has a vertex of its own there. All lines of the same source share it; only where that
would make lines cross do they run apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .level_planar import level_planar
from .ordering import few_crossings
from .ranking import Parents, Ranks, rankings

STARTS = 6
CROSSED = 3
"""From how many choices of layers the best is taken where no order without a crossing is found."""


class Vertex(NamedTuple):
    """A node in its own layer, or in a later one a line out of it, or the one that is numbered ``lane``."""

    name: str
    layer: int
    lane: int = 0


Rows = Sequence[Sequence[Vertex]]
Lines = Sequence[tuple[Vertex, Vertex]]


@dataclass(frozen=True, slots=True)
class Layers:
    """Vertices by layer from above to below, and the lines between neighbouring layers."""

    rows: tuple[tuple[Vertex, ...], ...]
    home: Mapping[str, int]
    lines: tuple[tuple[Vertex, Vertex], ...]
    crossings: int

    def passing(self, vertex: Vertex) -> bool:
        """Whether it is a line that passes a layer, and no node."""
        return vertex.layer != self.home[vertex.name]


def layered(parents: Parents) -> Layers:
    """The order of the graph whose nodes, parents first, have these ``parents``.

    Inputs stand in the first layer. Where that forces lines to cross, they may stand next to what they feed.

    >>> layers = layered({"x": (), "y": (), "z": (), "q": ("x", "y"), "f": ("q", "z")})
    >>> [[vertex.name for vertex in row] for row in layers.rows]
    [['x', 'y', 'z'], ['q', 'z'], ['f']]
    """
    tried: list[Ranks] = []
    for home in rankings(parents):
        found = _without_crossing(parents, home)
        if found:
            return found
        tried.append(home)
    crossed = [_with_few_crossings(parents, home, STARTS) for home in tried[:CROSSED]]
    return min(crossed, key=lambda layers: layers.crossings)


def _without_crossing(parents: Parents, home: Ranks) -> Layers | None:
    quick = _with_few_crossings(parents, home, starts=1)
    if not quick.crossings:
        return quick
    lanes = _lines(parents, home, shared=False)
    apart = level_planar(_first_rows(parents, home, lanes), lanes)
    if not apart:
        return None
    together = level_planar(quick.rows, quick.lines)
    if together:
        return _layers(together, home, quick.lines, 0)
    rows, lanes = _joined(apart, home, lanes)
    return _layers(rows, home, lanes, 0)


def _with_few_crossings(parents: Parents, home: Ranks, starts: int) -> Layers:
    lines = _lines(parents, home, shared=True)
    rows, crossings = few_crossings(_first_rows(parents, home, lines), lines, starts)
    return _layers(rows, home, lines, crossings)


def _layers(rows: Rows, home: Ranks, lines: Lines, crossings: int) -> Layers:
    return Layers(tuple(map(tuple, rows)), home, tuple(lines), crossings)


def _lines(parents: Parents, home: Ranks, *, shared: bool) -> Lines:
    found: dict[tuple[Vertex, Vertex], None] = {}
    for number, (child, above) in enumerate(parents.items()):
        lane = 0 if shared else number
        for parent in above:
            start = Vertex(parent, home[parent])
            for layer in range(home[parent] + 1, home[child]):
                end = Vertex(parent, layer, lane)
                found[start, end] = None
                start = end
            found[start, Vertex(child, home[child])] = None
    return tuple(found)


def _first_rows(parents: Parents, home: Ranks, lines: Lines) -> Rows:
    """Vertices in the order of the file."""
    rows: list[list[Vertex]] = [[] for _ in range(max(home.values(), default=-1) + 1)]
    place = {name: k for k, name in enumerate(parents)}
    vertices = {Vertex(name, home[name]) for name in parents} | {end for line in lines for end in line}
    for vertex in sorted(vertices, key=lambda each: (place[each.name], each.lane)):
        rows[vertex.layer].append(vertex)
    return rows


def _joined(rows: Rows, home: Ranks, lines: Lines) -> tuple[Rows, Lines]:
    """Lines of the same source that run beside one another from the source on are one line."""
    before = {end: start for start, end in lines if end.layer > home[end.name]}
    same: dict[Vertex, Vertex] = {}
    joined: list[list[Vertex]] = []
    for row in rows:
        kept: list[Vertex] = []
        for vertex in row:
            last = kept[-1] if kept else None
            beside = last in before and vertex in before and same[before[last]] == same[before[vertex]]
            same[vertex] = last if beside and last else vertex
            if not beside:
                kept.append(vertex)
        joined.append(kept)
    return joined, tuple(dict.fromkeys((same[start], same[end]) for start, end in lines))
