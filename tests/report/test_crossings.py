"""Lines cross only where they must: held against dot, and small graphs against all orders and layers."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.report.layered import layered
from gradecheck.report.level_planar import level_planar
from gradecheck.report.ordering import few_crossings
from gradecheck.report.picture import Drawn, Picture, picture
from gradecheck.report.ranking import longest_paths, rankings

from .random_graphs import Parents, graphs

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz has no dot on this machine")

Point = tuple[float, float]


def drawn(parents: Parents) -> Picture:
    return picture([Drawn(name, "+" if above else "", above) for name, above in parents.items()])


def crossed(drawing: Picture) -> int:
    """The cells in which lines of two nodes are drawn."""
    counts = Counter(cell for wire in drawing.wires for cell in wire.arms())
    return sum(times > 1 for times in counts.values())


def crossings_of_dot(drawings: Sequence[Parents]) -> list[int]:
    """In each drawing of dot the pairs of curves that cross. Pairs that share an end are not counted."""
    text = "\n".join(map(dot_file, drawings))
    found = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True).stdout
    return [crossing_curves(list(curves_of(part))) for part in found.split("stop\n")[:-1]]


def dot_file(parents: Parents) -> str:
    nodes = "".join(f"{name};" for name in parents)
    edges = "".join(f"{start}->{end};" for end, above in parents.items() for start in above)
    return f"digraph {{ rankdir=LR; node [shape=point]; edge [arrowhead=none]; {nodes} {edges} }}"


def curves_of(plain: str) -> Iterator[tuple[set[str], list[Point]]]:
    for line in plain.splitlines():
        kind, *words = line.split()
        if kind == "edge":
            numbers = list(map(float, words[3 : 3 + 2 * int(words[2])]))
            yield set(words[:2]), curve(list(zip(numbers[::2], numbers[1::2], strict=True)))


def curve(controls: Sequence[Point], steps: int = 8) -> list[Point]:
    """Points on a chain of cubic Bézier curves."""
    found = [controls[0]]
    for k in range(0, len(controls) - 1, 3):
        for step in range(1, steps + 1):
            t, u = step / steps, 1 - step / steps
            weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            x, y = (sum(w * p[i] for w, p in zip(weights, controls[k:], strict=False)) for i in (0, 1))
            found.append((x, y))
    return found


def crossing_curves(curves: Sequence[tuple[set[str], list[Point]]]) -> int:
    return sum(
        any(
            meet(*first, *second)
            for first in itertools.pairwise(one)
            for second in itertools.pairwise(two)
            if first[0][0] <= second[1][0] and second[0][0] <= first[1][0]
        )
        for (ends, one), (others, two) in itertools.combinations(curves, 2)
        if not ends & others
    )


def meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@needs_dot
def test_what_counts_the_crossings_of_dot_sees_one_where_there_must_be_one() -> None:
    crossing = {"a": (), "b": (), "c": (), "d": ("a", "b", "c"), "e": ("a", "b", "c"), "f": ("a", "b", "c")}
    assert crossings_of_dot([{"a": (), "b": ("a",)}, crossing]) == [0, 9]
    assert crossed(drawn(crossing))


def held_against_dot(drawings: Sequence[Parents]) -> None:
    plain = 0
    for parents, crossings in zip(drawings, crossings_of_dot(drawings), strict=True):
        if not crossings:
            plain += 1
            assert not crossed(drawn(parents)), parents
    assert plain > len(drawings) / 3


@needs_dot
@pytest.mark.parametrize("most", [10, 20, 30, 40])
def test_no_lines_cross_where_dot_draws_none_crossing(most: int) -> None:
    held_against_dot(graphs(80, f"dot {most}", most - 9, most))


@needs_dot
@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(10))
def test_no_lines_cross_in_thousands_of_graphs_where_dot_draws_none_crossing(seed: int) -> None:
    held_against_dot(graphs(400, f"long {seed}"))


@st.composite
def levels(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[str, str]]]:
    rows = [[f"{k}.{n}" for n in range(draw(st.integers(1, 4)))] for k in range(draw(st.integers(1, 4)))]
    pairs = [(start, end) for one, two in itertools.pairwise(rows) for start in one for end in two]
    return rows, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=9)) if pairs else []


def crossings(rows: Sequence[Sequence[str]], lines: Sequence[tuple[str, str]]) -> int:
    at = {name: n for row in rows for n, name in enumerate(row)}
    return sum(
        (at[a] - at[c]) * (at[b] - at[d]) < 0
        for (a, b), (c, d) in itertools.combinations(lines, 2)
        if a.partition(".")[0] == c.partition(".")[0]
    )


@given(levels())
@settings(deadline=None, max_examples=150)
def test_an_order_without_crossing_is_found_exactly_where_one_of_all_orders_has_none(
    given: tuple[list[list[str]], list[tuple[str, str]]],
) -> None:
    rows, lines = given
    orders = itertools.product(*(itertools.permutations(row) for row in rows))
    found = level_planar(rows, lines)
    if found is None:
        assert all(crossings(order, lines) for order in itertools.islice(orders, 20_000))
    else:
        assert crossings(found, lines) == 0
        assert [sorted(row) for row in found] == rows


@given(levels())
@settings(deadline=None, max_examples=60)
def test_crossings_are_counted_as_they_are(given: tuple[list[list[str]], list[tuple[str, str]]]) -> None:
    rows, lines = given
    ordered, count = few_crossings(rows, lines, starts=2)
    assert count == crossings(ordered, lines) <= crossings(rows, lines)


@pytest.mark.parametrize("parents", graphs(40, "ranks", 2, 7), ids=str)
def test_no_other_layers_make_the_lines_shorter_than_the_network_simplex(parents: Parents) -> None:
    def length(ranks: Sequence[int]) -> int | None:
        at = dict(zip(parents, ranks, strict=True))
        steps = [at[name] - at[each] for name, above in parents.items() for each in above]
        return sum(steps) if all(step > 0 for step in steps) else None

    most = max(longest_paths(parents).values())
    lengths = map(length, itertools.product(range(most + 1), repeat=len(parents)))
    shortest = min(each for each in lengths if each is not None)
    assert min(filter(None, (length(list(ranks.values())) for ranks in rankings(parents))), default=0) == (
        shortest
    )


def test_all_layers_that_are_tried_go_to_the_right_and_begin_at_the_left() -> None:
    for parents in graphs(30, "right"):
        for ranks in rankings(parents):
            assert min(ranks.values()) == 0
            assert all(ranks[name] > ranks[each] for name, above in parents.items() for each in above)


def test_the_layout_does_not_depend_on_the_order_of_hashes() -> None:
    code = (
        "from tests.report.random_graphs import graphs; from gradecheck.report.layered import layered;"
        "print([layered(each).rows for each in graphs(20, 'hash')])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_two_lines_of_one_source_run_apart_around_what_would_cross_them() -> None:
    parents: Parents = {"x": (), "y": ("x",), "p": ("x", "y"), "q": ("x", "y")}
    assert [[vertex.name for vertex in row] for row in layered(parents).rows] == [
        ["x"],
        ["x", "y", "x"],
        ["p", "q"],
    ]
    assert crossed(drawn(parents)) == 0
