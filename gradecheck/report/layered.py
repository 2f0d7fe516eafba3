"""A layered order of a graph from left to right: which column each vertex is in, and who stands above whom.

Layers are longest paths. A line that passes a layer has a vertex of its own there, shared by all lines of the
same source. Crossings are reduced by sweeps of barycentres and by exchanging neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

SWEEPS, STARTS = 12, 24

Parents = Mapping[str, Sequence[str]]
Vertex = tuple[str, int]
"""A node's name and a layer: the node itself in its own layer, its passing line in a later one."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Vertices by layer from above to below, and the lines between neighbouring layers."""

    rows: tuple[tuple[Vertex, ...], ...]
    home: Mapping[str, int]
    lines: tuple[tuple[Vertex, Vertex], ...]
    crossings: int


def layered(parents: Parents) -> Layers:
    """The order of the graph whose nodes, parents first, have these ``parents``.

    Inputs stand in the first layer. Where that forces lines to cross, they may stand next to what they feed.

    >>> layers = layered({"x": (), "y": (), "z": (), "q": ("x", "y"), "f": ("q", "z")})
    >>> layers.rows
    ((('x', 0), ('y', 0), ('z', 0)), (('q', 1), ('z', 1)), (('f', 2),))
    """
    home = _longest_paths(parents)
    left = _ordered(parents, home)
    if not left.crossings:
        return left
    near = _ordered(parents, _moved_near(parents, home))
    return near if near.crossings < left.crossings else left


def _longest_paths(parents: Parents) -> dict[str, int]:
    home: dict[str, int] = {}
    for name, above in parents.items():
        home[name] = max((home[parent] + 1 for parent in above), default=0)
    return home


def _moved_near(parents: Parents, home: Mapping[str, int]) -> dict[str, int]:
    """Inputs in the layer before the first node that they feed."""
    moved = dict(home)
    for name, above in parents.items():
        if not above:
            moved[name] = min((home[child] - 1 for child, of in parents.items() if name in of), default=0)
    return moved


def _ordered(parents: Parents, home: Mapping[str, int]) -> Layers:
    lines = _lines(parents, home)
    rows = _first_rows(parents, home, lines)
    above, below = _neighbours(lines)
    best = [list(row) for row in rows]
    fewest = _crossings(best, below)
    random = Random(0)
    for start in range(STARTS):
        if not fewest:
            break
        trial = [list(row) for row in rows]
        if start:
            for row in trial:
                random.shuffle(row)
        for sweep in range(SWEEPS):
            _sweep(trial, above, below, forward=sweep % 2 == 0)
            _exchange(trial, above, below)
            found = _crossings(trial, below)
            if found < fewest:
                best, fewest = [list(row) for row in trial], found
            if not fewest:
                break
    return Layers(tuple(map(tuple, best)), home, lines, fewest)


def _lines(parents: Parents, home: Mapping[str, int]) -> tuple[tuple[Vertex, Vertex], ...]:
    found: dict[tuple[Vertex, Vertex], None] = {}
    for child, above in parents.items():
        for parent in above:
            for layer in range(home[parent], home[child]):
                last = layer + 1 == home[child]
                found[(parent, layer), (child if last else parent, layer + 1)] = None
    return tuple(found)


def _first_rows(
    parents: Parents, home: Mapping[str, int], lines: Sequence[tuple[Vertex, Vertex]]
) -> list[list[Vertex]]:
    """Vertices in the order of the file."""
    rows: list[list[Vertex]] = [[] for _ in range(max(home.values(), default=-1) + 1)]
    place = {name: k for k, name in enumerate(parents)}
    vertices = {(name, home[name]) for name in parents} | {end for line in lines for end in line}
    for vertex in sorted(vertices, key=lambda each: place[each[0]]):
        rows[vertex[1]].append(vertex)
    return rows


Neighbours = Mapping[Vertex, Sequence[Vertex]]


def _neighbours(lines: Sequence[tuple[Vertex, Vertex]]) -> tuple[Neighbours, Neighbours]:
    above: dict[Vertex, list[Vertex]] = {}
    below: dict[Vertex, list[Vertex]] = {}
    for start, end in lines:
        above.setdefault(end, []).append(start)
        below.setdefault(start, []).append(end)
    return above, below


def _sweep(rows: list[list[Vertex]], above: Neighbours, below: Neighbours, *, forward: bool) -> None:
    """Order each layer by the mean place of the neighbours in the layer before it."""
    order = range(1, len(rows)) if forward else range(len(rows) - 2, -1, -1)
    for k in order:
        fixed = {vertex: n for n, vertex in enumerate(rows[k - 1 if forward else k + 1])}
        to = above if forward else below
        now = {vertex: n for n, vertex in enumerate(rows[k])}
        means = {vertex: _mean([fixed[each] for each in to.get(vertex, ())], now[vertex]) for vertex in now}
        rows[k].sort(key=lambda vertex: means[vertex])


def _mean(places: Sequence[int], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _exchange(rows: list[list[Vertex]], above: Neighbours, below: Neighbours) -> None:
    """Exchange neighbours as long as that takes crossings away."""
    better = True
    while better:
        better = False
        for k, row in enumerate(rows):
            before = {vertex: n for n, vertex in enumerate(rows[k - 1])} if k else {}
            after = {vertex: n for n, vertex in enumerate(rows[k + 1])} if k + 1 < len(rows) else {}
            for n in range(len(row) - 1):
                one, two = row[n], row[n + 1]
                gain = 0
                for to, place in ((above, before), (below, after)):
                    first = [place[each] for each in to.get(one, ())]
                    second = [place[each] for each in to.get(two, ())]
                    gain += _inversions(first, second) - _inversions(second, first)
                if gain > 0:
                    row[n], row[n + 1] = two, one
                    better = True


def _inversions(first: Sequence[int], second: Sequence[int]) -> int:
    """How many pairs cross where ``first`` belongs to the upper of two vertices."""
    return sum(one > two for one in first for two in second)


def _crossings(rows: Sequence[Sequence[Vertex]], below: Neighbours) -> int:
    count = 0
    for k in range(len(rows) - 1):
        place = {vertex: n for n, vertex in enumerate(rows[k + 1])}
        ends = [[place[each] for each in below.get(vertex, ())] for vertex in rows[k]]
        count += sum(_inversions(ends[i], ends[j]) for i in range(len(ends)) for j in range(i + 1, len(ends)))
    return count
