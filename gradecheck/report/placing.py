"""Rows for the vertices of a layered order: lines as straight as the distances allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import floor, inf

from .layered import Layers, Vertex

SWEEPS = 8
STRAIGHTENED = 2
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
                weights.append(STRAIGHT if layers.passing(vertex) else 1.0)
            at.update(zip(row, _spread(layers, row, wanted, weights, reach), strict=True))
    least = min((at[vertex] - reach(vertex) for vertex in at), default=0.0)
    rows = {vertex: floor(value - least + 0.5) for vertex, value in at.items()}
    for _ in range(STRAIGHTENED):
        _straighten(layers, entering, leaving, rows, reach)
    return rows


Span = tuple[float, float]


def _straighten(
    layers: Layers,
    entering: Mapping[Vertex, Sequence[Vertex]],
    leaving: Mapping[Vertex, Sequence[tuple[Vertex, int]]],
    rows: dict[Vertex, int],
    reach: Callable[[Vertex], int],
) -> None:
    """Put stretches of passing lines on one row, best on that from which they come or to which they go."""
    for chain in _chains(layers, leaving):
        free = _free_rows(layers, chain, rows, reach)
        while chain:
            count, (low, high) = _stretch(free)
            stretch = chain[:count]
            wanted = [rows[entering[stretch[0]][0]]]
            wanted += [rows[end] + away for one in stretch for end, away in leaving[one] if end not in stretch]
            wanted.append(int(max(low, min(high, rows[stretch[0]]))))
            best = max((row for row in wanted if low <= row <= high), key=wanted.count)
            rows.update(dict.fromkeys(stretch, best))
            chain, free = chain[count:], free[count:]


def _chains(
    layers: Layers, leaving: Mapping[Vertex, Sequence[tuple[Vertex, int]]]
) -> Iterator[Sequence[Vertex]]:
    """The vertices of each line that passes layers, from left to right."""
    begun: set[Vertex] = set()
    for vertex in (vertex for row in layers.rows for vertex in row):
        chain: list[Vertex] = []
        following: Vertex | None = vertex if layers.passing(vertex) and vertex not in begun else None
        while following:
            chain.append(following)
            following = next((end for end, _ in leaving[following] if layers.passing(end)), None)
        begun.update(chain)
        if chain:
            yield chain


def _free_rows(
    layers: Layers, chain: Sequence[Vertex], rows: Mapping[Vertex, int], reach: Callable[[Vertex], int]
) -> list[Span]:
    """For each vertex the first and the last row on which it stays clear of those above and below it."""
    found: list[Span] = []
    for vertex in chain:
        row = layers.rows[vertex.layer]
        at = row.index(vertex)
        low = rows[row[at - 1]] + reach(row[at - 1]) + 1 if at else 0
        high = rows[row[at + 1]] - reach(row[at + 1]) - 1 if at + 1 < len(row) else inf
        found.append((low, high))
    return found


def _stretch(free: Sequence[Span]) -> tuple[int, Span]:
    """How many of the first rows to choose from have one in common, and those that they have.

    >>> _stretch([(0, 5), (3, 9), (6, 7)])
    (2, (3, 5))
    """
    low, high = free[0]
    for count, (least, most) in enumerate(free):
        if max(low, least) > min(high, most):
            return count, (low, high)
        low, high = max(low, least), min(high, most)
    return len(free), (low, high)


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
        both = not layers.passing(one) and not layers.passing(two)
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
