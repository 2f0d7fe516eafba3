"""Orders of the layers with few crossings: sweeps of means and medians, and exchanges of neighbours."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Sequence
from random import Random
from typing import Generic, TypeVar

V = TypeVar("V")

SWEEPS, STILL, EXCHANGES = 12, 4, 8
"""A start is given up after so many sweeps, or after so many that made nothing better."""


def few_crossings(
    rows: Sequence[Sequence[V]], lines: Sequence[tuple[V, V]], starts: int
) -> tuple[list[list[V]], int]:
    """The best order found from so many ``starts``, and its crossings. The first start is ``rows``.

    >>> few_crossings([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")], starts=1)
    ([['a', 'b'], ['d', 'c']], 0)
    """
    return _Ordering(rows, lines).best(starts)


class _Ordering(Generic[V]):
    """Vertices are numbered; ``place`` has the place of each in its row."""

    def __init__(self, rows: Sequence[Sequence[V]], lines: Sequence[tuple[V, V]]) -> None:
        self.vertices = [vertex for row in rows for vertex in row]
        number = {vertex: k for k, vertex in enumerate(self.vertices)}
        self.first = [[number[vertex] for vertex in row] for row in rows]
        self.left: list[list[int]] = [[] for _ in self.vertices]
        self.right: list[list[int]] = [[] for _ in self.vertices]
        for start, end in lines:
            self.right[number[start]].append(number[end])
            self.left[number[end]].append(number[start])
        self.place = [0] * len(self.vertices)

    def best(self, starts: int) -> tuple[list[list[V]], int]:
        random = Random(0)
        best, fewest = self.first, self._crossings(self.first)
        for start in range(starts):
            rows = [row[:] for row in self.first]
            for row in rows if start else ():
                random.shuffle(row)
            now, still = self._crossings(rows), 0
            for sweep in range(SWEEPS):
                if not fewest or still == STILL:
                    break
                self._sweep(rows, forward=sweep % 2 == 0, median=start % 2 == 1)
                self._exchange(rows)
                found = self._crossings(rows)
                now, still = (found, 0) if found < now else (now, still + 1)
                if found < fewest:
                    best, fewest = [row[:] for row in rows], found
        return [[self.vertices[k] for k in row] for row in best], fewest

    def _settle(self, row: Sequence[int]) -> None:
        for n, vertex in enumerate(row):
            self.place[vertex] = n

    def _crossings(self, rows: Sequence[Sequence[int]]) -> int:
        for row in rows:
            self._settle(row)
        count = 0
        for row in rows:
            ends: list[int] = []
            for vertex in row:
                here = [self.place[end] for end in self.right[vertex]]
                count += sum(len(ends) - bisect(ends, end) for end in here)
                for end in here:
                    insort(ends, end)
        return count

    def _sweep(self, rows: Sequence[list[int]], *, forward: bool, median: bool) -> None:
        """Order each layer by the places of the neighbours in the layer before it."""
        near = self.left if forward else self.right
        for row in rows[1:] if forward else reversed(rows[:-1]):
            wanted: dict[int, float] = {}
            for vertex in row:
                places = sorted(self.place[each] for each in near[vertex])
                if not places:
                    wanted[vertex] = self.place[vertex]
                elif median:
                    wanted[vertex] = (places[(len(places) - 1) // 2] + places[len(places) // 2]) / 2
                else:
                    wanted[vertex] = sum(places) / len(places)
            row.sort(key=wanted.__getitem__)
            self._settle(row)

    def _exchange(self, rows: Sequence[list[int]]) -> None:
        """Exchange neighbours as long as that takes crossings away."""
        for _ in range(EXCHANGES):
            better = False
            for row in rows:
                for n in range(len(row) - 1):
                    if self._gain(row[n], row[n + 1]) > 0:
                        row[n], row[n + 1] = row[n + 1], row[n]
                        better = True
                self._settle(row)
            if not better:
                return

    def _gain(self, one: int, two: int) -> int:
        """How many crossings fewer there are if ``two`` stands above ``one``."""
        gain = 0
        for near in (self.left, self.right):
            first = [self.place[each] for each in near[one]]
            second = [self.place[each] for each in near[two]]
            for place in first:
                for other in second:
                    gain += (place > other) - (place < other)
        return gain
