"""Where a large array is wrong: entries, rows, columns, everywhere; and in how many evaluations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradecheck.differences.check import check_gradient
from gradecheck.differences.picture import described, picture

INPUTS = {"x": np.random.default_rng(0).normal(size=(60, 70))}
CLEAN = 2 * 3 * 14 + 2 * 8 + 2
"""Evaluations of a survey of one block."""


def forward(x: Any) -> Any:
    return np.sum(np.sin(x))


def spoiling(spoil: Callable[[Any], None]) -> Callable[..., Any]:
    def backward(x: Any) -> Any:
        dx = np.cos(x)
        spoil(dx)
        return dx

    return backward


def one(dx: Any) -> None:
    dx[17, 42] *= -1


def a_row(dx: Any) -> None:
    dx[17] *= 1.001


def a_column(dx: Any) -> None:
    dx[:, 42] *= 2


def five(dx: Any) -> None:
    dx[[1, 8, 20, 33, 59], [60, 2, 31, 7, 44]] += 0.01


def twenty(dx: Any) -> None:
    dx.ravel()[np.random.default_rng(1).choice(dx.size, 20, replace=False)] += 0.01


def everything(dx: Any) -> None:
    dx *= 2


FOUND = [
    (one, "entries", 1, "entry (17, 42)", 1000),
    (a_row, "entries", 70, "row 17 (all 70 of its entries)", 1000),
    (a_column, "entries", 60, "column 42 (all 60 of its entries)", 1300),
    (five, "entries", 5, "5 of 4200 entries: (1, 60), (8, 2), (20, 31), (33, 7) and 1 more", 4000),
    (twenty, "entries", 20, "20 of 4200 entries: ", 9000),
    (everything, "dense", 12, "all over the array", 400),
]


@pytest.mark.parametrize(("spoil", "kind", "count", "words", "most"), FOUND)
def test_wrong_entries_are_found(spoil: Any, kind: str, count: int, words: str, most: int) -> None:
    check = check_gradient(forward, spoiling(spoil), INPUTS)
    located = check["x"].located
    assert located is not None
    assert located.worst is not None
    expected = np.cos(check.trials[check["x"].wrong[0]].station.place.point.inputs["x"])
    assert abs(located.worst.expected - expected[located.worst.index]) <= located.worst.bound
    assert (located.kind, int(located.wrong.sum())) == (kind, count)
    assert described(located).startswith(words)
    assert check.evaluations <= CLEAN + most


def test_a_large_picture_is_drawn_together_and_keeps_a_single_wrong_entry() -> None:
    wrong = np.zeros((100, 784), dtype=bool)
    wrong[99, 783] = True
    rows = picture(wrong)
    assert len(rows) == 12
    assert rows[-1].endswith("x")
    assert "".join(rows).count("x") == 1


def test_a_picture_of_a_number_or_of_nothing() -> None:
    assert picture(np.array(True)) == ["x"]
    assert picture(np.zeros((0, 3), dtype=bool)) == []
