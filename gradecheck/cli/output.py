"""Where output goes: how wide it may be and whether it may be coloured."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TypedDict

WIDEST = 100


class Look(TypedDict):
    """What the terminal tables are given."""

    width: int
    colour: bool


def look() -> Look:
    """The width of the terminal up to 100 columns, 80 where there is none; colour only on a terminal.

    ``NO_COLOR`` in the environment turns colour off, ``COLUMNS`` sets the width.
    """
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    return {"width": width, "colour": _may_colour()}


def _may_colour() -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
