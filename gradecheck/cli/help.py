"""The help of commands: as click sets it, or with ``--plain`` without columns, an option a line."""

from __future__ import annotations

from collections.abc import Iterable

import click

from .output import is_plain

LONGEST = 10_000


class Context(click.Context):
    """The context of every command."""

    def make_formatter(self) -> click.HelpFormatter:
        return _Spoken() if is_plain() else super().make_formatter()


class _Spoken(click.HelpFormatter):
    """A line is as long as what it says."""

    def __init__(self) -> None:
        super().__init__(width=LONGEST, indent_increment=0)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        for term, said in rows:
            self.write(f"{term}: {' '.join(said.split())}\n")
