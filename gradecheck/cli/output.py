"""Where output goes: how wide it may be, whether it may be coloured, and whether it is listened to.

``--plain``, or ``GRADECHECK_PLAIN=1`` in the environment, is for screen readers and scripts: one fact a line.
``NO_COLOR`` turns colour off, ``FORCE_COLOR`` on where there is no terminal, ``COLUMNS`` sets the width.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextvars import ContextVar
from typing import TypedDict

import click

WIDEST = 100

_PLAIN = ContextVar("_PLAIN", default=False)


class Look(TypedDict):
    """What those who render are given."""

    width: int
    colour: bool
    plain: bool


def look() -> Look:
    """The width of the terminal up to 100 columns, 80 where there is none, and the colours that it may have."""
    return {"width": _width(), "colour": _may_colour() and not is_plain(), "plain": is_plain()}


def is_plain() -> bool:
    """Whether ``--plain`` was asked for."""
    return _PLAIN.get()


def say(message: str, *, err: bool = False) -> None:
    """Print a text for people. On a terminal it is made to fit; elsewhere a sentence stays on its line."""
    from ..report.fitting import fitted
    from ..report.words import visible

    text = visible(message)
    stream = sys.stderr if err else sys.stdout
    if is_plain():
        from ..report.plain import spoken

        text = spoken(text)
    elif stream.isatty():
        text = fitted(text, _width())
    click.echo(text, err=err)


def plain_option() -> click.Option:
    """The option ``--plain``, which every command takes."""
    return click.Option(
        ["--plain"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        envvar="GRADECHECK_PLAIN",
        callback=_be_plain,
        help="One fact a line, nothing drawn or in columns: for screen readers (or GRADECHECK_PLAIN=1).",
    )


def _be_plain(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value:
        _PLAIN.set(True)


def _width() -> int:
    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)


def is_colour_forced() -> bool:
    """Whether colour is wanted where there is no terminal too; whoever wants none is heard first."""
    return bool(os.environ.get("FORCE_COLOR")) and not os.environ.get("NO_COLOR")


def _may_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return is_colour_forced() or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
