"""A report as a table for the terminal, 60 columns wide or wider."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..grading.points import out_of, points_text, taken_text
from ..grading.verdict import ItemReport, PartReport, Report, Status
from ..problem.variants import numbers_text
from .evidence import sentences
from .fitting import fit_excerpts
from .plain import part_lines, report_lines, spoken, total_line
from .words import SIGNS, WORDS, on_one_line, part_label, reading, visible

NARROWEST = 60

_STYLES: dict[Status, str] = {
    Status.CORRECT: "green",
    Status.PARTIAL: "yellow",
    Status.INCORRECT: "red",
    Status.BLANK: "dim",
    Status.INVALID: "magenta",
    Status.UNDECIDED: "cyan",
}
_VERDICT_WIDTH = 12


def render(report: Report, level: str, *, width: int = 80, colour: bool = False, plain: bool = False) -> str:
    """The table of one report: for each item how it was read, the verdict, the points, and why.

    ``level`` is the feedback level; ``width`` counts columns (60 at least). ``plain`` gives no table but lines
    that can be listened to.
    """
    if plain:
        return _joined(report_lines(report, level))
    width = max(width, NARROWEST)
    return printed(_pieces(report, level, _Columns.fitting([report], width)), width, colour)


def render_total(
    reports: Sequence[Report],
    weights: Sequence[Fraction] = (),
    *,
    width: int = 80,
    colour: bool = False,
    plain: bool = False,
) -> str:
    """The line below several tables; where weights are given, each that is not 1 has a line above it."""
    weighed = list(zip(reports, weights or [Fraction(1)] * len(reports), strict=True))
    score = sum((report.score * weight for report, weight in weighed), Fraction(0))
    points = sum((report.max_score * weight for report, weight in weighed), Fraction(0))
    width = max(width, NARROWEST)
    said = [
        Text(visible(f"{report.problem} counts {points_text(weight)} times"), style="dim")
        for report, weight in weighed
        if weight != 1
    ]
    if plain:
        return printed([Text(), *said, Text(total_line("grand total", score, points))], width, colour, plain)
    total = _total("grand total", score, points, _Columns.fitting(reports, width))
    return printed([Text(), *said, *total] if said else total, width, colour)


def render_part(
    part: PartReport, level: str, *, width: int = 80, colour: bool = False, plain: bool = False
) -> str:
    """The verdict of one part in a line, and below it why: what a dialogue answers at once."""
    if plain:
        return _joined(part_lines(part, level))
    verdict = part.verdict
    line = _verdict(verdict.status)
    line.append(f"  {out_of(part.points * verdict.credit, part.points)}")
    if reading(part):
        line.append(f"   read as {reading(part)}")
    return printed([line, *_below(part, level, 2, max(width, NARROWEST))], max(width, NARROWEST), colour)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The widths of the columns: item, verdict and points; the reading has what is left of ``width``."""

    item: int
    points: int
    width: int

    @classmethod
    def fitting(cls, reports: Sequence[Report], width: int) -> _Columns:
        """Columns for what reports hold; an item's name takes a third of the width at most."""
        names, points = [11], [6]
        for item in (item for report in reports for item in report.items):
            names += [cell_len(_name(item)), *(2 + cell_len(part_label(part, item)) for part in item.parts)]
            points += [len(out_of(part.points * part.verdict.credit, part.points)) for part in item.parts]
            points += [len(out_of(item.score, item.points))]
        points += [len(out_of(report.score, report.max_score)) + 2 for report in reports]
        return cls(min(max(names), width // 3), min(max(points), 14), width)

    def row(self, item: Text, reading: Text, verdict: Text, points: Text) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
        grid.add_column(width=self.item, overflow="fold")
        grid.add_column(width=self.width - self.item - _VERDICT_WIDTH - self.points - 6, overflow="fold")
        grid.add_column(width=_VERDICT_WIDTH, no_wrap=True)
        grid.add_column(width=self.points, justify="right", no_wrap=True)
        grid.add_row(item, reading, verdict, points)
        return grid


def printed(pieces: Iterable[RenderableType], width: int, colour: bool, plain: bool = False) -> str:
    """What rich makes of the pieces; the environment has no say. ``plain``: their words, a line each."""
    if plain:
        return _joined(line for piece in pieces for line in _words(piece))
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        force_jupyter=False,
        color_system="standard" if colour else None,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        for piece in pieces:
            console.print(piece)
    return "".join(line.rstrip() + "\n" for line in capture.get().split("\n")[:-1])


def _words(piece: RenderableType) -> list[str]:
    """A piece without what only the eye needs: rules, indentation, columns."""
    match piece:
        case Padding(renderable=inside):
            return _words(inside)
        case Text():
            return [spoken(piece.plain)]
        case str():
            return [spoken(piece)]
    return []


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _pieces(report: Report, level: str, columns: _Columns) -> Iterator[RenderableType]:
    yield Text.assemble((visible(report.problem), "bold"), "  ", visible(report.title))
    if report.variant:
        yield from _paragraph(f"variant: {numbers_text(report.variant)}", 0, "", columns.width)
    yield Rule(style="dim")
    yield columns.row(*(Text(head, style="dim") for head in ("item", "read as", "verdict", "points")))
    for item in report.items:
        yield from _item(item, level, columns)
    yield from _total("total", report.score, report.max_score, columns)
    for warning in report.warnings:
        yield from _paragraph(f"note: {visible(warning)}", 0, "dim", columns.width)


def _total(word: str, score: Fraction, points: Fraction, columns: _Columns) -> Iterator[RenderableType]:
    yield Rule(style="dim")
    yield columns.row(Text(word, style="bold"), Text(), Text(), Text(out_of(score, points), style="bold"))


def _item(item: ItemReport, level: str, columns: _Columns) -> Iterator[RenderableType]:
    score = Text(out_of(item.score, item.points))
    if len(item.parts) == 1:
        part = item.parts[0]
        yield columns.row(Text(_name(item)), Text(reading(part)), _verdict(part.verdict.status), score)
        yield from _below(part, level, 4, columns.width)
        yield from _taken(item, columns.width)
        return
    yield columns.row(Text(_name(item)), Text(), _verdict(item.status), score)
    yield from _taken(item, columns.width)
    for part in item.parts:
        earned = Text(out_of(part.points * part.verdict.credit, part.points), style="dim")
        name = Text("  " + part_label(part, item))
        yield columns.row(name, Text(reading(part)), _verdict(part.verdict.status), earned)
        yield from _below(part, level, 4, columns.width)


def _taken(item: ItemReport, width: int) -> Iterator[RenderableType]:
    if item.hints:
        yield from _paragraph(taken_text(item), 4, "dim", width)


def _name(item: ItemReport) -> str:
    return on_one_line(f"{item.id}  {item.label}" if item.label else item.id, 60)


def _verdict(status: Status) -> Text:
    return Text(f"{SIGNS[status]} {WORDS[status]}", style=_STYLES[status])


def _below(part: PartReport, level: str, indent: int, width: int) -> Iterator[RenderableType]:
    style = "dim" if part.verdict.status is Status.CORRECT else ""
    for sentence in sentences(part.verdict, level):
        yield from _paragraph(sentence, indent, style, width)


def _paragraph(sentence: str, indent: int, style: str, width: int) -> Iterator[RenderableType]:
    """A sentence wrapped; its indented lines (an excerpt with a caret below it) are kept in their columns."""
    for line in fit_excerpts(sentence.split("\n"), width - indent):
        as_it_is = line.startswith("  ")
        text = Text(line, style=style, no_wrap=as_it_is, overflow="ellipsis" if as_it_is else "fold")
        yield Padding(text, (0, 0, 0, indent), expand=False)
