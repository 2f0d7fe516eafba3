"""What became of the questions of a bank, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from ..importing.landing import Landed
from ..importing.question import Remark, Taken
from .terminal import NARROWEST, printed
from .words import on_one_line

_SIGNS: dict[Taken, tuple[str, str]] = {
    "taken over": ("✓", "green"),
    "partly": ("~", "yellow"),
    "not": ("✗", "red"),
}
_LONGEST = 400


def render_import(
    found: Sequence[Landed],
    unread: Sequence[str],
    output: str,
    *,
    width: int = 80,
    colour: bool = False,
    plain: bool = False,
) -> str:
    """A line for each question with the file that it became, and below it what was left out and why.

    ``unread`` are files that could not be looked at; ``output`` is the folder written to, "" where none was.
    """
    lines: list[RenderableType] = [line for each in found for line in _question(each, plain)]
    mark = "not read: " if plain else "! "
    lines += [Text(f"{mark}{on_one_line(each, _LONGEST)}", style="magenta") for each in unread]
    return printed([*lines, Text(_total(found, output))], max(width, NARROWEST), colour, plain)


def _question(each: Landed, plain: bool) -> Iterator[RenderableType]:
    sign, style = _SIGNS[each.question.taken]
    line = Text("" if plain else f"{sign} ", style=style)
    line.append(on_one_line(each.question.name, 60), style="bold")
    line.append(f"  {each.question.taken}", style=style)
    line.append(f"  {each.path}" if each.text else f"  {each.question.place}", style="dim")
    yield line
    is_read = each.question.taken != "not"
    for remark in sorted(each.question.remarks, key=lambda remark: remark.weight == "aside"):
        if remark.weight == "text" and not is_read:
            continue
        yield Padding(Text(_told(remark)), (0, 0, 0, 4))


def _told(remark: Remark) -> str:
    kind = "  (not for marking)" if remark.weight == "aside" else ""
    return f"{remark.place}: {on_one_line(remark.fact, _LONGEST)}{kind}"


def _total(found: Sequence[Landed], output: str) -> str:
    counts = [f"{sum(each.question.taken == taken for each in found)} {taken}" for taken in _SIGNS]
    files = sum(bool(each.text) for each in found)
    where = f"; {files} file{'s' * (files != 1)} written below {output}" if output else "; nothing was written"
    return f"{len(found)} question{'s' * (len(found) != 1)}: {', '.join(counts)}{where}"
