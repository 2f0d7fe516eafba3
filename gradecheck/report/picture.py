"""A computation graph laid out on a grid of character cells: one layout for the terminal and for SVG.

Inputs stand on the left. An operation is a box on the row of its output; its lines come in on the left, each on
a row of its own. Every node has a horizontal stub on its right with the value above and the gradient below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from ..grading.verdict import Status
from .channel import Net, routed
from .layered import Layers, Vertex, layered
from .placing import offset, placed, ports

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a line, with the verdict on it where a student wrote it."""

    text: str = ""
    status: Status | None = None

    @property
    def width(self) -> int:
        """In cells."""
        return cell_len(self.text)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn of a node. ``sign`` is "" for an input; ``edges`` has gradients of single lines."""

    name: str
    sign: str
    parents: tuple[str, ...]
    value: Label = Label()
    gradient: Label = Label()
    edges: tuple[tuple[str, Label], ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A node: columns ``left`` to ``left + width − 1``, ``reach`` rows above and below ``row``."""

    node: Drawn
    left: int
    width: int
    row: int
    reach: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A label that begins at a cell."""

    label: Label
    row: int
    left: int
    what: str


@dataclass(frozen=True, slots=True)
class Wire:
    """A line out of ``source``: straight pieces as (row, column, row, column), rightwards and downwards."""

    source: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def arms(self) -> dict[tuple[int, int], int]:
        """For each cell on the line the sides to which it goes on: UP, DOWN, LEFT, RIGHT."""
        found: dict[tuple[int, int], int] = {}
        for top, left, bottom, right in self.pieces:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    arm = (LEFT * (column > left) | RIGHT * (column < right)) if top == bottom else 0
                    arm |= (UP * (row > top) | DOWN * (row < bottom)) if left == right else 0
                    found[(row, column)] = found.get((row, column), 0) | arm
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """``arrows`` are (row, column) of the cell before each box that a line enters, ``layers`` the
    columns where layers begin; sizes are in cells."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    tags: tuple[Tag, ...]
    wires: tuple[Wire, ...]
    arrows: tuple[tuple[int, int], ...]
    layers: tuple[int, ...]
    crossings: int


def picture(nodes: Sequence[Drawn]) -> Picture:
    """The layout of a graph. Parents may stand anywhere in ``nodes``.

    >>> found = picture([Drawn("x", "", ()), Drawn("y", "", ()), Drawn("q", "+", ("x", "y"))])
    >>> [(box.node.name, box.row) for box in found.boxes], found.crossings
    ([('x', 1), ('y', 5), ('q', 3)], 0)
    """
    by_name = {node.name: node for node in _parents_first(nodes)}
    return _Drawing(by_name).whole()


def _parents_first(nodes: Sequence[Drawn]) -> list[Drawn]:
    by_name = {node.name: node for node in nodes}
    done: dict[str, Drawn] = {}

    def visit(node: Drawn) -> None:
        for parent in node.parents:
            if parent not in done:
                visit(by_name[parent])
        done.setdefault(node.name, node)

    for node in nodes:
        visit(node)
    return list(done.values())


class _Drawing:
    """Columns of the layers one after another, then the channels between them."""

    def __init__(self, nodes: Mapping[str, Drawn]) -> None:
        self.nodes = nodes
        self.layers: Layers = layered({name: node.parents for name, node in nodes.items()})
        self.entering = ports(self.layers)
        self.row = placed(self.layers, self.entering, self._reach)
        self.boxes: list[Box] = []
        self.tags: list[Tag] = []
        self.arrows: list[tuple[int, int]] = []
        self.pieces: dict[str, list[tuple[int, int, int, int]]] = {}

    def _real(self, vertex: Vertex) -> bool:
        return not self.layers.passing(vertex)

    def _reach(self, vertex: Vertex) -> int:
        """Rows that a vertex needs above and below: its ports, its name and its labels."""
        return max(len(self.nodes[vertex.name].parents), 1) if self._real(vertex) else 0

    def whole(self) -> Picture:
        column = 0
        starts: dict[Vertex, int] = {}
        begins: list[int] = []
        for layer, row in enumerate(self.layers.rows):
            begins.append(column)
            column = self._layer(row, column, starts)
            if layer + 1 < len(self.layers.rows):
                column = self._channel(row, self.layers.rows[layer + 1], column, starts)
        bottom = [box.row + box.reach + 1 for box in self.boxes]
        bottom += [piece[2] for pieces in self.pieces.values() for piece in pieces]
        wires = tuple(Wire(name, tuple(pieces)) for name, pieces in self.pieces.items())
        return Picture(
            column,
            max(bottom, default=-1) + 1,
            tuple(self.boxes),
            tuple(self.tags),
            wires,
            tuple(self.arrows),
            tuple(begins),
            self.layers.crossings,
        )

    def _edge_label(self, node: Drawn, parent: str) -> Label:
        return dict(node.edges).get(parent, Label())

    def _layer(self, row: Sequence[Vertex], column: int, starts: dict[Vertex, int]) -> int:
        """Place the boxes of a layer; ``starts`` has the column where the line into each vertex goes on."""
        real = [self.nodes[vertex.name] for vertex in row if self._real(vertex)]
        labels = [label.width for node in real for _, label in node.edges]
        entry = (max(labels, default=0) + 3 if any(labels) else 2) if any(n.parents for n in real) else 0
        width = max((_box_width(node) for node in real), default=0)
        stub = max((max(node.value.width, node.gradient.width) for node in real), default=0) + 2
        left, after = column + entry, column + entry + width
        for vertex in row:
            name, at = vertex.name, self.row[vertex]
            starts[vertex] = column
            if not self._real(vertex):
                continue
            node = self.nodes[name]
            count = len(node.parents)
            self._box(node, at, left, width)
            for k, (parent, *_) in enumerate(self.entering[vertex]):
                port = at + offset(k, count)
                self._piece(parent, port, column, port, left - 1)
                self.arrows.append((port, left - 1))
                self._tag(self._edge_label(node, parent), port + 1, column, entry - 1, "gradient")
            self._tag(node.value, at - 1, after, stub, "value")
            self._tag(node.gradient, at + 1, after, stub, "gradient")
            starts[vertex] = left + width
            self._piece(name, at, after, at, after + stub - 1)
        return after + stub

    def _box(self, node: Drawn, row: int, left: int, width: int) -> None:
        reach = max(len(node.parents) - 1, 0)
        self.boxes.append(Box(node, left, width, row, reach))
        if node.sign:
            self._tag(Label(node.name), row - reach - 1, left, width, "name")

    def _tag(self, label: Label, row: int, left: int, room: int, what: str) -> None:
        if label.text:
            self.tags.append(Tag(label, row, left + (room - label.width) // 2, what))

    def _piece(self, name: str, row: int, column: int, to_row: int, to_column: int) -> None:
        self.pieces.setdefault(name, []).append((row, column, to_row, to_column))

    def _channel(
        self, row: Sequence[Vertex], after: Sequence[Vertex], column: int, starts: Mapping[Vertex, int]
    ) -> int:
        targets: dict[Vertex, list[int]] = {}
        for end in after:
            entering = self.entering[end]
            for k, start in enumerate(entering):
                away = offset(k, len(entering)) if self._real(end) else 0
                targets.setdefault(start, []).append(self.row[end] + away)
        sources = [vertex for vertex in row if vertex in targets]
        nets = [Net(self.row[vertex], tuple(targets[vertex])) for vertex in sources]
        turns = routed(nets)
        end_column = column + 2 * max((turn.track + 1 for turn in turns), default=0) + 1
        for k, vertex in enumerate(sources):
            begin = starts[vertex]
            own = [turn for turn in turns if turn.net == k]
            if not own:
                self._piece(vertex.name, nets[k].source, begin, nets[k].source, end_column)
            for turn in own:
                at = column + 1 + 2 * turn.track
                start_at = begin if turn.starts is None else column + 1 + 2 * turn.starts
                end_at = end_column if turn.ends is None else column + 1 + 2 * turn.ends
                self._piece(vertex.name, turn.piece.source, start_at, turn.piece.source, at)
                self._piece(vertex.name, turn.piece.low, at, turn.piece.high, at)
                if turn.ends is None:
                    for target in turn.piece.targets:
                        self._piece(vertex.name, target, at, target, end_at)
        return end_column


def _box_width(node: Drawn) -> int:
    """An input is its name; an operation its sign in a circle, below its name."""
    return max(cell_len(node.sign) + 4, cell_len(node.name)) if node.sign else cell_len(node.name) + 1
