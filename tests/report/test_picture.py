"""The drawn graph: nothing lies on anything else, every line is there, and it looks as it did."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.grading.grade import grade
from gradecheck.grading.verdict import Status
from gradecheck.problem.finding import find, shipped
from gradecheck.problem.loading import load
from gradecheck.report.channel import Net, routed
from gradecheck.report.drawing import draw, draw_svg
from gradecheck.report.graph_svg import graph_svg
from gradecheck.report.graph_text import graph_text
from gradecheck.report.labelled import labelled
from gradecheck.report.picture import DOWN, LEFT, RIGHT, UP, Drawn, Label, Picture, picture
from gradecheck.report.walk import walk
from gradecheck.submission import read

GOLDEN = Path(__file__).parent / "golden"
REVIEW, NEURON = (load(find(name)[0]) for name in ("1-graph-review", "2-steroids"))
BLAISE = shipped() / "section3" / "examples" / "blaise.md"

Cell = tuple[int, int]


@st.composite
def graphs(draw: st.DrawFn, most: int = 40) -> tuple[Drawn, ...]:
    count = draw(st.integers(1, most))
    text = st.text("0123456789.-", max_size=9).map(Label)
    nodes: list[Drawn] = []
    for k in range(count):
        earlier = [node.name for node in nodes]
        parents = draw(st.lists(st.sampled_from(earlier), max_size=4, unique=True)) if earlier else []
        sign = draw(st.sampled_from(["+", "exp", "softmax"])) if parents else ""
        edges = tuple((parent, draw(text)) for parent in parents if draw(st.booleans()))
        nodes.append(Drawn(f"n{k}", sign, tuple(parents), draw(text), draw(text), edges))
    return tuple(nodes)


def box_cells(drawing: Picture) -> list[Cell]:
    return [
        (row, column)
        for box in drawing.boxes
        for row in range(box.row - box.reach, box.row + box.reach + 1)
        for column in range(box.left, box.left + box.width)
    ]


def tag_cells(drawing: Picture) -> list[Cell]:
    return [(tag.row, tag.left + k) for tag in drawing.tags for k in range(tag.label.width)]


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_no_label_lies_on_a_line_a_node_or_another_label(nodes: tuple[Drawn, ...]) -> None:
    drawing = picture(nodes)
    wires = {cell for wire in drawing.wires for cell in wire.arms()}
    counts = Counter(box_cells(drawing) + tag_cells(drawing))
    assert not [cell for cell, times in counts.items() if times > 1 or cell in wires]
    assert all(0 <= row < drawing.height and 0 <= column < drawing.width for row, column in [*counts, *wires])


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_lines_of_two_nodes_meet_only_where_one_crosses_the_other(nodes: tuple[Drawn, ...]) -> None:
    here: dict[Cell, list[int]] = {}
    for wire in picture(nodes).wires:
        for cell, arms in wire.arms().items():
            here.setdefault(cell, []).append(arms)
    for arms in here.values():
        assert len(arms) == 1 or sorted(arms) == [UP | DOWN, LEFT | RIGHT]


def crossed(drawing: Picture) -> int:
    counts = Counter(cell for wire in drawing.wires for cell in wire.arms())
    return sum(times > 1 for times in counts.values())


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_lines_cross_only_where_the_order_of_the_layers_makes_them(nodes: tuple[Drawn, ...]) -> None:
    drawing = picture(nodes)
    assert bool(crossed(drawing)) <= bool(drawing.crossings)


def reached(cells: dict[Cell, int], start: Cell) -> set[Cell]:
    """The cells that hang together with ``start``; horizontal pieces that only touch do as well."""
    found, waiting = {start}, [start]
    while waiting:
        row, column = waiting.pop()
        arms = cells[(row, column)]
        for arm, cell in (
            (UP, (row - 1, column)),
            (DOWN, (row + 1, column)),
            (LEFT | RIGHT, (row, column - 1)),
            (LEFT | RIGHT, (row, column + 1)),
        ):
            if arms & arm and cell in cells and cell not in found:
                found.add(cell)
                waiting.append(cell)
    return found


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_every_line_of_the_graph_is_drawn_from_its_node_to_its_consumer(nodes: tuple[Drawn, ...]) -> None:
    drawing = picture(nodes)
    boxes = {box.node.name: box for box in drawing.boxes}
    lines = {wire.source: wire.arms() for wire in drawing.wires}
    for name, box in boxes.items():
        ends = reached(lines[name], (box.row, box.left + box.width))
        for other in boxes.values():
            ports = {(other.row + k, other.left - 1) for k in range(-other.reach, other.reach + 1, 2)}
            entered = len(ports & ends & set(drawing.arrows))
            assert entered == (name in other.node.parents), (name, other.node.name)


@given(graphs(12))
@settings(deadline=None, max_examples=40)
def test_what_stands_at_the_lines_does_not_move_the_nodes(nodes: tuple[Drawn, ...]) -> None:
    bare = picture([Drawn(node.name, node.sign, node.parents) for node in nodes])
    rows = [(box.node.name, box.row) for box in picture(nodes).boxes]
    assert rows == [(box.node.name, box.row) for box in bare.boxes]


@given(graphs(20))
@settings(deadline=None, max_examples=40)
def test_text_and_svg_have_every_name_and_label(nodes: tuple[Drawn, ...]) -> None:
    drawing = picture(nodes)
    text = graph_text(drawing, width=10_000)
    root = ElementTree.fromstring(graph_svg(drawing, "a & b"))
    written = "".join(f" {each.text} " for each in root.iter("{http://www.w3.org/2000/svg}text"))
    for node in nodes:
        for label in (node.name, node.value.text, node.gradient.text):
            assert label in text
            assert label in written


def test_inputs_keep_the_order_of_the_file() -> None:
    boxes = picture(labelled(NEURON)).boxes
    inputs = [box for box in boxes if not box.node.parents]
    assert [box.node.name for box in sorted(inputs, key=lambda box: box.row)] == ["w₀", "x₀", "w₁", "x₁", "w₂"]
    assert len({box.left for box in inputs}) == 1


def test_lines_that_exchange_rows_do_not_lie_on_one_another() -> None:
    turns = routed([Net(0, (4,)), Net(4, (0,))])
    assert len(turns) == 3
    assert len({turn.track for turn in turns}) == 3


def held_against(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("GRADECHECK_REGENERATE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_the_pictures_in_a_terminal_look_as_they_did() -> None:
    report = grade(NEURON, read([BLAISE]))
    held_against("graph-review.txt", draw(REVIEW, None) + "\n" + draw(REVIEW, None, solution=True))
    held_against("graph-neuron.txt", draw(NEURON, None, width=120) + "\n" + draw(NEURON, report, width=60))


def test_the_pictures_as_svg_look_as_they_did() -> None:
    held_against("graph-review.svg", draw_svg([REVIEW], [None]))
    held_against("graph-neuron.svg", draw_svg([NEURON], [grade(NEURON, read([BLAISE]))]))


def test_the_walk_looks_as_it_did() -> None:
    held_against("walk-review.txt", walk(REVIEW) + "\n" + walk(REVIEW, solution=True))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_picture_stays_within_the_terminal(width: int) -> None:
    assert max(map(len, draw(NEURON, None, width=width).splitlines())) <= width


def test_without_the_solution_no_gradient_that_is_asked_for_is_in_the_picture() -> None:
    for text in (draw(NEURON, None), draw_svg([NEURON], [None]), walk(NEURON)):
        assert "0.1966" not in text
        assert "0.5344" not in text
    assert "0.1966" in walk(NEURON, solution=True)


def test_a_graded_blank_has_a_sign_beside_its_colour() -> None:
    report = grade(NEURON, read([BLAISE]))
    labels = {node.name: node.gradient for node in labelled(NEURON, report=report)}
    assert labels["u"] == Label("✗ 0.53", Status.INCORRECT)
    assert labels["E"] == Label("✓ -0.53", Status.CORRECT)
    coloured = draw(NEURON, report, width=120, colour=True)
    assert "\x1b[" in coloured
    assert "gradient 0.53 (incorrect)" in draw_svg([NEURON], [report])


def test_what_a_student_wrote_cannot_leave_the_text_of_the_picture() -> None:
    node = Drawn("x", "", (), Label("</text><script>", Status.INCORRECT))
    assert "<script>" not in graph_svg(picture([node]), "x")
