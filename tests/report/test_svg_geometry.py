"""In the SVG picture no label touches a line, a node or another label, whatever is written at the lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from gradecheck.grading.verdict import Status
from gradecheck.report.graph_svg import graph_svg
from gradecheck.report.picture import Drawn, Label, picture
from gradecheck.report.words import SIGNS

from .random_graphs import Parents, graphs

SIZES = {"value": 14, "gradient": 14, "name": 13, "in": 14, "sign": 16}
WIDE, HIGH, DEEP = 0.603, 0.77, 0.24
"""Of a monospaced letter, in its size: the width, and how far it goes above and below its line."""
VALUES = ("-0.0000123", "3", "-12.53", "1/3", "6.02·10²³", "?")
GRADIENTS = ("-(y − t)·x₀", "σ(z)(1−σ(z))", "0.1966", "-0.0000123", "", "?")
NAMES = ("δ_{}^{{(2)}}", "z₁₂{}", "n{}", "longer_name{}", "α{}")
SIGNS_IN_NODES = ("+", "×", "exp", "softmax", "1/", "maximum(0,x)")


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle, and what fills it."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def dressed(parents: Parents, random: Random) -> list[Drawn]:
    """The graph with long names, values and gradients, the gradients of all single lines and verdicts."""
    names = {name: random.choice(NAMES).format(k) for k, name in enumerate(parents)}

    def gradient() -> Label:
        text = random.choice(GRADIENTS)
        status = random.choice([None, *list(SIGNS)])
        return Label(f"{SIGNS[status]} {text}", status) if text and text != "?" and status else Label(text)

    return [
        Drawn(
            names[name],
            random.choice(SIGNS_IN_NODES) if above else "",
            tuple(names[each] for each in above),
            Label(random.choice(VALUES)),
            gradient(),
            tuple((names[each], gradient()) for each in above),
        )
        for name, above in parents.items()
    ]


def areas(svg: str) -> tuple[list[Area], list[Area], list[Area], list[Area]]:
    """Labels, frames around labels, nodes, and everything that belongs to lines."""
    labels, frames, nodes, lines = [], [], [], []
    for mark in ElementTree.fromstring(svg):
        kind, of = mark.tag.partition("}")[2], mark.attrib
        what = of.get("class", "").partition(" ")[0]
        if kind == "text":
            labels.append(written(what, mark.text or "", of))
        elif kind == "rect" and what != "paper":
            x, y, wide, tall = (float(of[key]) for key in ("x", "y", "width", "height"))
            (nodes if what == "op" else frames).append(Area(what, x, y, x + wide, y + tall))
        elif kind == "circle":
            x, y, r = (float(of[key]) for key in ("cx", "cy", "r"))
            lines.append(Area(what, x - r, y - r, x + r, y + r))
        elif kind == "path":
            lines += pieces(of["d"])
    return labels, frames, nodes, lines


def written(what: str, text: str, of: dict[str, str]) -> Area:
    x, y, size = float(of["x"]), float(of["y"]), SIZES[what]
    wide = cell_len(text) * size * WIDE
    left = x - wide * {"middle": 0.5, "end": 1.0}[of["text-anchor"]]
    return Area(what, left, y - HIGH * size, left + wide, y + DEEP * size)


def pieces(path: str) -> Iterator[Area]:
    """A rectangle around every straight or curved piece of a path, as broad as its stroke."""
    at = (0.0, 0.0)
    for letter, arguments in re.findall(r"([MHVQlvhz])([^MHVQlvhz]*)", path):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", arguments)]
        to = reached(letter, numbers, at)
        if letter != "M":
            (left, right), (top, bottom) = sorted((at[0], to[0])), sorted((at[1], to[1]))
            yield Area("line", left - 0.75, top - 0.75, right + 0.75, bottom + 0.75)
        at = to


def reached(letter: str, numbers: list[float], at: Point) -> Point:
    """Where the pen is after a letter of a path."""
    match letter:
        case "H":
            return numbers[0], at[1]
        case "V":
            return at[0], numbers[0]
        case "l":
            return at[0] + numbers[0], at[1] + numbers[1]
        case "v":
            return at[0], at[1] + numbers[0]
        case "z":
            return at
    return numbers[-2], numbers[-1]


@pytest.mark.parametrize("number", range(8))
def test_no_label_touches_a_line_a_node_or_another_label(number: int) -> None:
    for k, parents in enumerate(graphs(26, f"labels {number}")):
        svg = graph_svg(picture(dressed(parents, Random(k))), "x")
        labels, frames, nodes, lines = areas(svg)
        assert len(labels) > len(parents)
        for label in labels:
            touched = lines if label.what == "sign" else lines + nodes
            assert not [each for each in touched if label.meets(each)], (label, parents)
        for frame in frames:
            assert not [each for each in lines + nodes if frame.meets(each)], (frame, parents)
            assert sum(map(frame.meets, labels)) == 1
        assert not [pair for pair in itertools.combinations(labels, 2) if pair[0].meets(pair[1])]


def test_the_sign_of_an_operation_stands_within_its_node() -> None:
    for sign in SIGNS_IN_NODES:
        svg = graph_svg(picture([Drawn("x", "", ()), Drawn("y", sign, ("x",))]), "x")
        labels, _, (node,), _ = areas(svg)
        [inside] = [each for each in labels if each.what == "sign"]
        assert node.left < inside.left
        assert inside.right < node.right


def test_the_test_for_touching_sees_a_label_that_is_moved_onto_a_line() -> None:
    svg = graph_svg(picture([Drawn("x", "", (), Label("12"))]), "x")
    moved = re.sub(r'(class="value" x="[^"]*" y=")[^"]*', r"\g<1>44", str(svg))
    labels, _, _, lines = areas(moved)
    assert any(label.meets(line) for label in labels for line in lines)


def test_a_wrong_answer_stands_within_its_frame() -> None:
    svg = graph_svg(picture([Drawn("x", "", (), Label(), Label("✗ -0.53", Status.INCORRECT))]), "x")
    labels, (frame,), _, _ = areas(svg)
    [label] = [each for each in labels if each.what == "gradient"]
    assert frame.left < label.left
    assert label.right < frame.right
