"""What the sandbox holds on this machine: a table for the terminal, and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..sandbox.selftest import ACTS, Examination
from ..sandbox.tiers import Tier
from .as_json import Json
from .terminal import NARROWEST, printed
from .words import on_one_line


def render_doctor(
    examinations: Sequence[Examination],
    default: Tier | None,
    *,
    width: int = 80,
    colour: bool = False,
    plain: bool = False,
) -> str:
    """The forbidden acts against the tiers, and below it why a tier is missing and which one is used."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("a job tries to")
    for each in examinations:
        table.add_column(each.tier.name, no_wrap=True)
    for act in ACTS:
        table.add_row(act.name, *(_cell(each, act.name) for each in examinations))
    sentences = [Text(_sentence(each)) for each in examinations]
    last = f"default: {default.name}" if default else "no tier holds: code is run only if it is trusted"
    told = [Text(_told(act.name, examinations)) for act in ACTS] if plain else [table, Text()]
    lines: list[RenderableType] = [*told, *sentences]
    lines.append(Text(last, style="green" if default else "red"))
    return printed(lines, max(width, NARROWEST), colour, plain)


def _told(act: str, examinations: Sequence[Examination]) -> str:
    """One act against the tiers that are there, in words."""
    there = [each for each in examinations if not each.missing]
    return f"{act}: " + ", ".join(f"{each.tier.name} {_cell(each, act).plain.lower()}" for each in there)


def _cell(each: Examination, act: str) -> Text:
    if each.missing:
        return Text("-", style="dim")
    return Text("stopped", style="green") if act in each.stopped else Text("GETS THROUGH", style="red")


def _sentence(each: Examination) -> str:
    if each.missing:
        remedy = f"; {each.tier.remedy}" if each.tier.remedy else ""
        return f"{each.tier.name}: {on_one_line(each.missing)}{remedy}"
    if not each.tier.confines:
        return f"{each.tier.name}: limits only, for code that is trusted"
    if each.got_through:
        return f"{each.tier.name}: does not hold, and is not used"
    return f"{each.tier.name}: holds"


def doctor_json(examinations: Sequence[Examination], default: Tier | None) -> Json:
    """The same as a JSON object."""
    return {
        "default": default.name if default else None,
        "tiers": [
            {
                "name": each.tier.name,
                "needs": each.tier.needs,
                "holds": each.holds,
                "missing": each.missing or None,
                "remedy": each.tier.remedy if each.missing else None,
                "stopped": list(each.stopped),
                "got_through": list(each.got_through),
            }
            for each in examinations
        ],
    }
