"""Orders of the layers in which no lines cross, where there are such.

Of two vertices in a layer one stands above the other. Two lines do not cross if and only if their ends stand in
the same order on both sides, and orders are transitive. A choice for one pair therefore decides many others;
what is left open is chosen, and chosen otherwise where that contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")

MOST_CHOICES = 400
"""After so many wrong choices the search gives up."""


def level_planar(rows: Sequence[Sequence[V]], lines: Sequence[tuple[V, V]]) -> list[list[V]] | None:
    """The vertices of each row in an order in which no two ``lines``, each from a row to the next, cross.

    Where there is a choice the order of ``rows`` is kept. None where there is no such order, or where none was
    found.

    >>> level_planar([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
    [['a', 'b'], ['d', 'c']]
    >>> level_planar([["a", "b"], ["c", "d"]], [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]) is None
    True
    """
    return _Orders(rows, lines).found()


class _Contradiction(Exception):
    pass


class _Orders(Generic[V]):
    """Vertices are numbered; ``after[k]`` has a bit for each vertex that is known to stand below k."""

    def __init__(self, rows: Sequence[Sequence[V]], lines: Sequence[tuple[V, V]]) -> None:
        self.vertices = [vertex for row in rows for vertex in row]
        number = {vertex: k for k, vertex in enumerate(self.vertices)}
        self.rows = [[number[vertex] for vertex in row] for row in rows]
        self.left: list[list[int]] = [[] for _ in self.vertices]
        self.right: list[list[int]] = [[] for _ in self.vertices]
        for start, end in lines:
            self.right[number[start]].append(number[end])
            self.left[number[end]].append(number[start])
        self.after = [0] * len(self.vertices)
        self.before = [0] * len(self.vertices)
        self.wrong = 0

    def found(self) -> list[list[V]] | None:
        pairs = [(row[i], row[j]) for row in self.rows for j in range(len(row)) for i in range(j)]
        if not self._choose(pairs):
            return None
        return [
            [self.vertices[k] for k in sorted(row, key=lambda k: self.before[k].bit_count())]
            for row in self.rows
        ]

    def _choose(self, pairs: Sequence[tuple[int, int]]) -> bool:
        """Whether all ``pairs`` could be put in order: by depth-first search, without recursion."""
        tried: list[tuple[int, list[int], list[int], bool]] = []
        at, other = 0, False
        while at < len(pairs):
            first, second = pairs[at]
            if (self.after[first] | self.before[first]) >> second & 1:
                at += 1
                continue
            state = (at, self.after[:], self.before[:], other)
            try:
                self._put(*((second, first) if other else (first, second)))
            except _Contradiction:
                _, self.after, self.before, _ = state
                self.wrong += 1
                if other:
                    if self.wrong > MOST_CHOICES or self._never(first, second):
                        return False
                    while tried and tried[-1][3]:
                        tried.pop()
                    if not tried:
                        return False
                    at, self.after, self.before, _ = tried.pop()
                other = True
                continue
            tried.append(state)
            at, other = at + 1, False
        return True

    def _never(self, first: int, second: int) -> bool:
        """Whether neither order of the pair is possible whatever else is chosen."""
        now = (self.after, self.before)
        possible = False
        for pair in ((first, second), (second, first)):
            self.after, self.before = [0] * len(self.vertices), [0] * len(self.vertices)
            try:
                self._put(*pair)
                possible = True
            except _Contradiction:
                pass
        self.after, self.before = now
        return not possible

    def _put(self, first: int, second: int) -> None:
        """Let ``first`` stand above ``second``, with all that follows from it."""
        waiting = [(first, second)]
        after, before = self.after, self.before
        while waiting:
            one, two = waiting.pop()
            if after[one] >> two & 1:
                continue
            if before[one] >> two & 1:
                raise _Contradiction
            after[one] |= 1 << two
            before[two] |= 1 << one
            for near in (self.left, self.right):
                waiting += [(up, down) for up in near[one] for down in near[two] if up != down]
            waiting += [(one, down) for down in _bits(after[two] & ~after[one])]
            waiting += [(up, two) for up in _bits(before[one] & ~before[two])]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
