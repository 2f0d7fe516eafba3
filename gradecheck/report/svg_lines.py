"""The line of a wire in SVG: one stroke from branch to branch, with round bends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .picture import DOWN, LEFT, RIGHT, UP

BEND = 8

Cell = tuple[int, int]
Point = tuple[float, float]
Sides = Mapping[Cell, int]
"""For each cell of a line the sides to which it goes on."""


def strokes(arms: Sides, middle: Mapping[Cell, Point]) -> Iterator[str]:
    """Paths that together are the line. ``middle`` has the points that stand for its cells.

    >>> cells = {(0, 0): RIGHT, (0, 1): LEFT | DOWN, (1, 1): UP}
    >>> list(strokes(cells, {(0, 0): (0, 0), (0, 1): (20, 0), (1, 1): (20, 20)}))
    ['M0 0H12Q20 0 20 8V20']
    """
    left = {cell: _ways(sides) for cell, sides in arms.items()}
    for cell, sides in arms.items():
        while left[cell] and sides.bit_count() != 2:
            yield _path([middle[each] for each in _stretch(cell, left, arms)])


def _ways(sides: int) -> list[int]:
    return [way for way in (UP, DOWN, LEFT, RIGHT) if sides & way]


STEPS = {UP: (-1, 0), DOWN: (1, 0), LEFT: (0, -1), RIGHT: (0, 1)}
BACK = {UP: DOWN, DOWN: UP, LEFT: RIGHT, RIGHT: LEFT}


def _stretch(cell: Cell, left: Mapping[Cell, list[int]], arms: Sides) -> list[Cell]:
    """Cells where the line begins, bends and ends or branches. What has been drawn is taken out of ``left``."""
    turns = [cell]
    while True:
        way = left[cell].pop()
        while True:
            cell = (cell[0] + STEPS[way][0], cell[1] + STEPS[way][1])
            left[cell].remove(BACK[way])
            if arms[cell] != way | BACK[way]:
                break
            left[cell].remove(way)
        turns.append(cell)
        if arms[cell].bit_count() != 2:
            return turns


def _path(points: Sequence[Point]) -> str:
    (x, y), (to_x, to_y) = points[0], points[-1]
    parts = [f"M{x:g} {y:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        parts.append(_straight(start, before[1] == corner[1]))
        parts.append(f"Q{corner[0]:g} {corner[1]:g} {end[0]:g} {end[1]:g}")
    parts.append(_straight((to_x, to_y), points[-2][1] == to_y))
    return "".join(parts)


def _straight(to: Point, flat: bool) -> str:
    return f"H{to[0]:g}" if flat else f"V{to[1]:g}"


def _towards(corner: Point, other: Point) -> Point:
    """The point at which the bend at ``corner`` begins."""
    x, y = (at + max(-BEND, min(BEND, to - at)) for at, to in zip(corner, other, strict=True))
    return x, y
