"""The picture of a graph for a terminal."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from ..grading.verdict import Status
from .picture import DOWN, LEFT, RIGHT, UP, Box, Picture
from .terminal import printed

GLYPHS = {
    0: " ", UP: "│", DOWN: "│", UP | DOWN: "│", LEFT: "─", RIGHT: "─", LEFT | RIGHT: "─",
    UP | LEFT: "╯", DOWN | LEFT: "╮", UP | RIGHT: "╰", DOWN | RIGHT: "╭",
    UP | DOWN | LEFT: "┤", UP | DOWN | RIGHT: "├", UP | LEFT | RIGHT: "┴", DOWN | LEFT | RIGHT: "┬",
    UP | DOWN | LEFT | RIGHT: "┼",
}  # fmt: skip
STYLES = {Status.CORRECT: "bold blue", Status.PARTIAL: "yellow", Status.INCORRECT: "bold yellow"}

Cells = list[list[str]]


def graph_text(drawing: Picture, *, width: int = 80, colour: bool = False) -> str:
    """The picture in at most ``width`` columns: what is wider is cut between layers and goes on below."""
    lines = graph_lines(drawing)
    blocks: list[Text] = []
    for start, end in _bands(drawing, width):
        band = [line[start:end] if len(line) > start else Text() for line in lines]
        while start and band and not band[0].plain.strip():
            band.pop(0)
        while band and not band[-1].plain.strip():
            band.pop()
        blocks += [Text("\n… goes on:")] * bool(start) + band
    for line in blocks:
        line.rstrip()
    return printed(blocks, max(width, drawing.width), colour)


def _bands(drawing: Picture, width: int) -> list[tuple[int, int]]:
    """Columns from and to of each band."""
    cuts = drawing.layers
    bands: list[tuple[int, int]] = []
    start = 0
    while drawing.width - start > width:
        end = max((cut for cut in cuts if start < cut <= start + width), default=None)
        end = min((cut for cut in cuts if cut > start), default=None) if end is None else end
        if end is None:
            break
        bands.append((start, end))
        start = end
    return [*bands, (start, drawing.width)]


def graph_lines(drawing: Picture) -> list[Text]:
    """The rows of the picture. Where lines of different nodes cross, the vertical one passes in front.

    >>> from .picture import Drawn, Label, picture
    >>> nodes = [Drawn("x", "", (), Label("3")), Drawn("y", "exp", ("x",), gradient=Label("1"))]
    >>> print("\\n".join(line.plain for line in graph_lines(picture(nodes))))
       3       y
    x ─────▶( exp )───
                    1
    """
    cells: Cells = [[" "] * drawing.width for _ in range(drawing.height)]
    _draw_wires(drawing, cells)
    for row, column in drawing.arrows:
        cells[row][column] = "▶"
    for box in drawing.boxes:
        _draw_box(box, cells)
    styles: list[tuple[int, int, int, str]] = []
    for tag in drawing.tags:
        _write(cells, tag.row, tag.left, tag.label.text)
        if tag.label.status in STYLES:
            styles.append((tag.row, tag.left, tag.label.width, STYLES[tag.label.status]))
    return _as_text(cells, styles)


def _draw_wires(drawing: Picture, cells: Cells) -> None:
    here: dict[tuple[int, int], list[int]] = {}
    for wire in drawing.wires:
        for cell, arms in wire.arms().items():
            here.setdefault(cell, []).append(arms)
    for (row, column), found in here.items():
        upright = [arms for arms in found if arms & (UP | DOWN)]
        cells[row][column] = GLYPHS[(upright or found)[0]]


def _draw_box(box: Box, cells: Cells) -> None:
    node = box.node
    if not node.sign:
        _write(cells, box.row, box.left + box.width - 1 - cell_len(node.name), node.name)
        return
    inside = box.width - 2
    if not box.reach:
        _write(cells, box.row, box.left, f"({_centred(node.sign, inside)})")
        return
    _write(cells, box.row - box.reach, box.left, f"╭{'─' * inside}╮")
    for row in range(box.row - box.reach + 1, box.row + box.reach):
        _write(cells, row, box.left, f"│{_centred(node.sign if row == box.row else '', inside)}│")
    _write(cells, box.row + box.reach, box.left, f"╰{'─' * inside}╯")


def _centred(text: str, width: int) -> str:
    before = (width - cell_len(text)) // 2
    return " " * before + text + " " * (width - cell_len(text) - before)


def _write(cells: Cells, row: int, left: int, text: str) -> None:
    """Write ``text``; a wide character takes two cells, a combining one joins the cell before it."""
    at = left
    for char in text:
        wide = cell_len(char)
        if not wide:
            cells[row][at - 1] += char
            continue
        cells[row][at] = char
        for more in range(1, wide):
            cells[row][at + more] = ""
        at += wide


def _as_text(cells: Cells, styles: list[tuple[int, int, int, str]]) -> list[Text]:
    lines = []
    for number, row in enumerate(cells):
        line = Text("".join(row).rstrip())
        for at, left, width, style in styles:
            if at == number:
                start = len("".join(row[:left]))
                line.stylize(style, start, start + len("".join(row[left : left + width])))
        lines.append(line)
    while lines and not lines[-1].plain:
        lines.pop()
    return lines
