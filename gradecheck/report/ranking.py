"""The layer of each node: the network simplex of Gansner, Koutsofios, North and Vo (1993).

Any choice of layers gives lines that all go to the right. Which one is chosen decides how long the lines are,
and often whether they can be drawn without a crossing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

Parents = Mapping[str, Sequence[str]]
Ranks = Mapping[str, int]

VARIED = 12
"""How many choices follow after the first three."""
LEFT_WALL = ""
"""Stands before all inputs; no node has this name."""


def rankings(parents: Parents) -> Iterator[Ranks]:
    """Layers to try, the best to look at first: inputs at the left, short lines, inputs near what they feed,
    then such as are best where some lines count more than others.

    >>> next(rankings({"x": (), "y": ("x",), "z": (), "f": ("y", "z")}))
    {'x': 0, 'y': 1, 'z': 0, 'f': 2}
    """
    seen: list[Ranks] = []
    for ranks in _choices(parents):
        if ranks not in seen:
            seen.append(ranks)
            yield ranks


def _choices(parents: Parents) -> Iterator[Ranks]:
    left = longest_paths(parents)
    lines = [(parent, child) for child, above in parents.items() for parent in dict.fromkeys(above)]
    inputs = [(LEFT_WALL, name) for name, above in parents.items() if not above]
    yield left
    yield _shortest(left, lines, inputs, [1] * len(lines), [len(lines)] * len(inputs))
    yield _shortest(left, lines, inputs, [1] * len(lines), [0] * len(inputs))
    random = Random(0)
    for _ in range(VARIED):
        weights = [random.choice((1, 1, 2, 4)) for _ in lines]
        pull = [random.choice((0, 0, 1, 4)) for _ in inputs]
        yield _shortest(left, lines, inputs, weights, pull)


def longest_paths(parents: Parents) -> dict[str, int]:
    """Every node as far to the left as it can stand. ``parents`` names a node after those before it."""
    ranks: dict[str, int] = {}
    for name, above in parents.items():
        ranks[name] = max((ranks[parent] + 1 for parent in above), default=0)
    return ranks


@dataclass(frozen=True, slots=True)
class _Edge:
    tail: str
    head: str
    weight: int


def _shortest(
    start: Ranks,
    lines: Sequence[tuple[str, str]],
    inputs: Sequence[tuple[str, str]],
    weights: Sequence[int],
    pull: Sequence[int],
) -> dict[str, int]:
    """Ranks for which the weighted sum of the lengths of all lines is least. Inputs are pulled to the left."""
    weighted = [*zip(lines, weights, strict=True), *zip(inputs, pull, strict=True)]
    edges = [_Edge(tail, head, weight) for (tail, head), weight in weighted]
    simplex = _Simplex({LEFT_WALL: -1, **start}, edges)
    simplex.solve()
    ranks = {name: simplex.rank[name] for name in start}
    least = min(ranks.values(), default=0)
    return {name: rank - least for name, rank in ranks.items()}


class _Simplex:
    """A spanning tree of tight edges. While one of them would better be longer, it is exchanged for another."""

    def __init__(self, rank: dict[str, int], edges: Sequence[_Edge]) -> None:
        self.rank, self.edges = rank, edges
        self.surplus = dict.fromkeys(rank, 0)
        """Weight of the edges that leave a node less that of those that enter it."""
        for edge in edges:
            self.surplus[edge.tail] += edge.weight
            self.surplus[edge.head] -= edge.weight
        self.tree = self._tight_tree()

    def _slack(self, edge: _Edge) -> int:
        return self.rank[edge.head] - self.rank[edge.tail] - 1

    def _tight_tree(self) -> list[_Edge]:
        tree: list[_Edge] = []
        inside = {LEFT_WALL}
        while len(inside) < len(self.rank):
            border = [edge for edge in self.edges if (edge.tail in inside) != (edge.head in inside)]
            edge = min(border, key=self._slack)
            away = self._slack(edge) if edge.head not in inside else -self._slack(edge)
            for name in self.rank.keys() - inside if away else ():
                self.rank[name] -= away
            inside |= {edge.tail, edge.head}
            tree.append(edge)
        return tree

    def solve(self) -> None:
        for _ in range(4 * len(self.edges)):
            leaving = next(self._too_short(), None)
            if leaving is None:
                return
            edge, behind = leaving
            entering = [e for e in self.edges if e.head in behind and e.tail not in behind]
            if not entering:
                return
            new = min(entering, key=self._slack)
            away = self._slack(new)
            for name in behind if away else ():
                self.rank[name] -= away
            self.tree[self.tree.index(edge)] = new

    def _too_short(self) -> Iterator[tuple[_Edge, set[str]]]:
        """Edges of the tree that had better be longer, each with the part of the tree at its tail."""
        near: dict[str, list[_Edge]] = {name: [] for name in self.rank}
        for edge in self.tree:
            near[edge.tail].append(edge)
            near[edge.head].append(edge)
        order, above = [LEFT_WALL], {LEFT_WALL: LEFT_WALL}
        for name in order:
            for edge in near[name]:
                other = edge.head if edge.tail == name else edge.tail
                if other not in above:
                    above[other] = name
                    order.append(other)
        total, below = dict(self.surplus), {name: {name} for name in order}
        for name in reversed(order[1:]):
            total[above[name]] += total[name]
            below[above[name]] |= below[name]
        for edge in self.tree:
            if above[edge.head] == edge.tail and total[edge.head] > 0:
                yield edge, self.rank.keys() - below[edge.head]
            if above[edge.tail] == edge.head and total[edge.tail] < 0:
                yield edge, below[edge.tail]
