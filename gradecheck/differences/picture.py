"""A small picture, in text, of where an array is wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .locate import Located
from .point import Mask

Marks = NDArray[np.int8]
MOST_ROWS, MOST_COLUMNS = 12, 48


def picture(wrong: Mask, undecidable: Mask | None = None) -> list[str]:
    """Rows of an array, ``x`` where it is wrong, ``.`` where not, ``?`` where that cannot be told.

    Arrays with more dimensions are laid out with the last one along a line. Large ones are drawn together: a
    sign then stands for several entries, and is ``x`` if one of them is wrong.

    >>> print(*picture(np.array([[False, True, False], [False, True, False]])), sep="\\n")
    . x .
    . x .
    """
    marks = np.zeros(wrong.shape, dtype=np.int8) if undecidable is None else undecidable.astype(np.int8)
    marks = np.where(wrong, 2, marks).astype(np.int8)
    table = marks.reshape(-1, marks.shape[-1]) if marks.ndim else marks.reshape(1, 1)
    if not table.size:
        return []
    small = _drawn_together(_drawn_together(table, MOST_ROWS, 0), MOST_COLUMNS, 1)
    signs = np.array([".", "?", "x"])[small]
    gap = " " if small.shape[1] <= MOST_COLUMNS // 2 else ""
    return [gap.join(row) for row in signs]


def _drawn_together(table: Marks, most: int, axis: int) -> Marks:
    """At most ``most`` rows (axis 0) or columns, each the worst of those that it stands for."""
    length = table.shape[axis]
    if length <= most:
        return table
    starts = np.unique(np.linspace(0, length, most, endpoint=False).astype(int))
    return np.maximum.reduceat(table, starts, axis=axis)


def described(located: Located) -> str:
    """Which entries are wrong, in words.

    >>> wrong = np.zeros((3, 4), dtype=bool)
    >>> wrong[1] = True
    >>> described(Located("entries", wrong, ~wrong & wrong, 0.33, None))
    'row 1 (all 4 of its entries)'
    """
    wrong, size = located.wrong, located.wrong.size
    count = int(np.sum(wrong))
    if located.kind == "dense":
        return "all over the array" if located.share > 0.9 else f"about {located.share:.0%} of the entries"
    if located.kind == "scattered":
        return f"at least {count} entries, scattered"
    if count == size:
        return "every entry" if size > 1 else "its only entry"
    return _slice(wrong) or _entries(wrong, count)


def _slice(wrong: Mask) -> str:
    """One or two whole slices, if that is what is wrong."""
    if wrong.ndim < 2:
        return ""
    names = ("row", "column") if wrong.ndim == 2 else tuple(f"slice of axis {k}" for k in range(wrong.ndim))
    for axis in range(wrong.ndim):
        others = tuple(k for k in range(wrong.ndim) if k != axis)
        whole, some = wrong.all(axis=others), wrong.any(axis=others)
        if np.array_equal(whole, some) and 0 < int(some.sum()) <= 3:
            numbers = [int(k) for k in np.flatnonzero(some)]
            plural = "s" if len(numbers) > 1 else ""
            entries = wrong.size // wrong.shape[axis]
            told = f"all {entries} entries of each" if plural else f"all {entries} of its entries"
            return f"{names[axis]}{plural} {', '.join(map(str, numbers))} ({told})"
    return ""


def _entries(wrong: Mask, count: int) -> str:
    places = [tuple(int(n) for n in place) for place in np.argwhere(wrong)[:4]]
    named = ", ".join(str(place[0]) if len(place) == 1 else str(place) for place in places)
    more = f" and {count - len(places)} more" if count > len(places) else ""
    return f"{count} of {wrong.size} entries: {named}{more}" if count > 1 else f"entry {named}"
