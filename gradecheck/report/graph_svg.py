"""The picture of a graph as SVG: for light and dark pages, with a title and a description for listeners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt

from markupsafe import Markup, escape

from ..grading.verdict import Status
from .picture import Box, Picture, Tag, Wire
from .svg_lines import strokes
from .told import told

CELL, ROW, MARGIN = 9, 20, 14
RAISED = 6
"""How much higher than its row the name of an operation stands, to be clear of the circle."""
STYLE = """
.gc { color-scheme: light dark; color: #1b1f24; font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, monospace }
.gc .paper { fill: #fff } .gc text { fill: currentColor }
.gc .wire, .gc .op { fill: none; stroke: currentColor; stroke-width: 1.5 }
.gc .tip, .gc .joint { fill: currentColor }
.gc .sign { font-size: 16px } .gc .name, .gc .in { font-style: italic; font-weight: 600 }
.gc .name { font-size: 13px } .gc text.gradient { fill: #8a1c7c }
.gc .blank { fill: none; stroke: currentColor; stroke-dasharray: 3 2 }
.gc text.correct { fill: #005fa3; font-weight: 700 } .gc text.incorrect { fill: #b34700; font-weight: 700 }
.gc text.partial, .gc text.invalid, .gc text.undecided { fill: #57606a; font-weight: 700 }
.gc .frame { fill: none; stroke: #b34700; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
.gc { color: #e4e8ec } .gc .paper { fill: #14181d } .gc text.gradient { fill: #f0a6e6 }
.gc text.correct { fill: #6cb8ff } .gc text.incorrect { fill: #ff9d5c } .gc .frame { stroke: #ff9d5c }
.gc text.partial, .gc text.invalid, .gc text.undecided { fill: #a3adb8 } }
"""


def graph_svg(drawing: Picture, title: str, name: str = "graph") -> Markup:
    """An ``svg`` element that also stands as a file. ``name`` begins its ids, which a page has once.

    >>> svg = graph_svg(Picture(0, 0, (), (), (), (), (), 0), "a < b")
    >>> svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"'), "a &lt; b" in svg
    (True, True)
    """
    width, height = drawing.width * CELL + 2 * MARGIN, drawing.height * ROW + 2 * MARGIN
    ends = {cell: x for box in drawing.boxes for cell, x in _ends(box).items()}
    marks = [
        *(_wire(wire, ends) for wire in drawing.wires),
        *(mark for box in drawing.boxes for mark in _box(box)),
        *(mark for tag in drawing.tags for mark in _tag(tag)),
    ]
    inside = "\n".join(marks)
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gc" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{escape(name)}-title {escape(name)}-desc">'
        f'<title id="{escape(name)}-title">{escape(title)}</title>'
        f'<desc id="{escape(name)}-desc">{escape(" ".join(told(box.node for box in drawing.boxes)))}</desc>'
        f"<style>{STYLE}</style>\n"
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>\n{inside}\n</svg>\n'
    )


def _x(column: float) -> float:
    return MARGIN + column * CELL


def _y(row: float) -> float:
    return MARGIN + (row + 0.5) * ROW


def _wire(wire: Wire, ends: Mapping[tuple[int, int], float]) -> str:
    """One path, and a dot where the line branches. ``ends`` has how far it goes in the cells beside nodes."""
    arms = wire.arms()
    middle = {cell: (ends.get(cell, _x(cell[1] + 0.5)), _y(cell[0])) for cell in arms}
    dots = "".join(
        f'<circle class="joint" cx="{middle[cell][0]:g}" cy="{middle[cell][1]:g}" r="3"/>'
        for cell, way in arms.items()
        if way.bit_count() > 2
    )
    return f'<path class="wire" d="{"".join(strokes(arms, middle))}"/>{dots}'


def _ends(box: Box) -> dict[tuple[int, int], float]:
    """Where lines begin and end, for the cells before and after a node."""
    if not box.node.sign:
        return {(box.row, box.left + box.width): _x(box.left + box.width) - 2}
    half, _, _ = _shape(box)
    found = {(box.row, box.left + box.width): _x(box.left + box.width / 2) + half}
    return found | {(row, box.left - 1): edge - 6 for row, edge in _ports(box)}


def _ports(box: Box) -> Iterator[tuple[int, float]]:
    """The rows on which lines enter, and where the edge of the shape is on each."""
    half, tall, bend = _shape(box)
    for row in range(-box.reach, box.reach + 1, 2):
        over = max(abs(row * ROW) - (tall - bend), 0)
        yield box.row + row, _x(box.left + box.width / 2) - half + bend - sqrt(bend**2 - over**2)


def _box(box: Box) -> Iterator[str]:
    node = box.node
    x, y = _x(box.left + box.width / 2), _y(box.row)
    if not node.sign:
        end = _x(box.left + box.width) - 5
        yield f'<text class="in" x="{end:g}" y="{y + 5:g}" text-anchor="end">{escape(node.name)}</text>'
        return
    half, tall, bend = _shape(box)
    yield (
        f'<rect class="op" x="{x - half:g}" y="{y - tall:g}" width="{2 * half:g}" height="{2 * tall:g}" '
        f'rx="{bend:g}"><title>{escape(node.told)}</title></rect>'
        f'<text class="sign" x="{x:g}" y="{y + 5.5:g}" text-anchor="middle">{escape(node.sign)}</text>'
    )
    for row, edge in _ports(box):
        yield f'<path class="tip" d="M{edge - 1:g} {_y(row):g}l-9 -4.5v9z"/>'


def _shape(box: Box) -> tuple[float, float, float]:
    """Half the width, half the height and the radius of the corners: a circle where the sign fits in one."""
    half = max(15.0, (len(box.node.sign) * 9.6 + 12) / 2)
    if not box.reach:
        return half, 15, 15
    if box.reach == 1 and half <= 22:
        return 22, 22, 22
    return half, box.reach * ROW + 8, min(half, 15)


def _tag(tag: Tag) -> Iterator[str]:
    label = tag.label
    x, y = _x(tag.left + label.width / 2), _y(tag.row) - RAISED * (tag.what == "name")
    status = f" {label.status.value}" if label.status else ""
    if label.text == "?" and not label.status:
        yield f'<rect class="blank" x="{x - 8:g}" y="{y - 7.5:g}" width="16" height="15" rx="3"/>'
    if label.status == Status.INCORRECT:
        wide = label.width * CELL + 4
        yield f'<rect class="frame" x="{x - wide / 2:g}" y="{y - 7.5:g}" width="{wide:g}" height="15"/>'
    text = escape(label.text)
    yield f'<text class="{tag.what}{status}" x="{x:g}" y="{y + 4.5:g}" text-anchor="middle">{text}</text>'
