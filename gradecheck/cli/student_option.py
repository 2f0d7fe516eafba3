"""For whom: what commands share that give everybody their own numbers."""

from __future__ import annotations

import click

from . import completing

student_option = click.option(
    "--student",
    default="",
    metavar="ID",
    help="Whose numbers, in problems where everybody has their own.",
    shell_complete=completing.students,
)
