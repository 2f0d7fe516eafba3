"""Rows for the vertices of a layered order: lines as straight as the distances allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import floor

from .layered import Layers, Vertex

SWEEPS = 8
STRAIGHT = 4.0
"""How much more the line of a passing vertex counts."""


def ports(layers: Layers) -> dict[Vertex, tuple[Vertex, ...]]:
    """For each vertex those before it, from above to below: the order in which lines enter."""
    place = {vertex: n for row in layers.rows for n, vertex in enumerate(row)}
    found: dict[Vertex, list[Vertex]] = {vertex: [] for row in layers.rows for vertex in row}
    for start, end in layers.lines:
        found[end].append(start)
    return {end: tuple(sorted(starts, key=lambda each: place[each])) for end, starts in found.items()}


def offset(position: int, count: int) -> int:
    """The row of a port, counted from the row of its node: every other row.

    >>> [offset(k, 3) for k in range(3)]
    [-2, 0, 2]
    """
    return 2 * position - (count - 1)


def placed(
    layers: Layers, entering: Mapping[Vertex, Sequence[Vertex]], reach: Callable[[Vertex], int]
) -> dict[Vertex, int]:
    """The row of each vertex. A vertex keeps ``reach`` rows above and below itself free of others, and a
    node one more to the next node."""
    leaving: dict[Vertex, list[tuple[Vertex, int]]] = {}
    for end, starts in entering.items():
        for k, start in enumerate(starts):
            leaving.setdefault(start, []).append((end, offset(k, len(starts))))
    at: dict[Vertex, float] = {}
    for row in layers.rows:
        at.update(zip(row, _spread(layers, row, [0.0] * len(row), [1.0] * len(row), reach), strict=True))
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for row in layers.rows if forward else reversed(layers.rows):
            wanted, weights = [], []
            for vertex in row:
                starts = entering[vertex]
                back = [at[each] - offset(k, len(starts)) for k, each in enumerate(starts)]
                ahead = [at[each] + away for each, away in leaving.get(vertex, ())]
                seen = (back or ahead) if forward else (ahead or back)
                wanted.append(sum(seen) / len(seen) if seen else at[vertex])
                weights.append(STRAIGHT if vertex.layer != layers.home[vertex.name] else 1.0)
            at.update(zip(row, _spread(layers, row, wanted, weights, reach), strict=True))
    least = min((at[vertex] - reach(vertex) for vertex in at), default=0.0)
    return {vertex: floor(value - least + 0.5) for vertex, value in at.items()}


def _spread(
    layers: Layers,
    row: Sequence[Vertex],
    wanted: Sequence[float],
    weights: Sequence[float],
    reach: Callable[[Vertex], int],
) -> list[float]:
    """The places nearest to ``wanted`` (least squares) that keep order and distance."""
    ahead = [0]
    for one, two in pairwise(row):
        both = all(layers.home[each.name] == each.layer for each in (one, two))
        ahead.append(ahead[-1] + reach(one) + reach(two) + 1 + both)
    blocks: list[tuple[float, float, int]] = []
    for place, weight, before in zip(wanted, weights, ahead, strict=False):
        mean, total, count = place - before, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, more, size = blocks.pop()
            mean = (mean * total + other * more) / (total + more)
            total, count = total + more, count + size
        blocks.append((mean, total, count))
    level = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + before for mean, before in zip(level, ahead, strict=False)]
