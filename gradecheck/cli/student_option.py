"""For whom: what commands share that give everybody their own numbers."""

from __future__ import annotations

import click

student_option = click.option(
    "--student", default="", metavar="ID", help="Whose numbers, in problems where everybody has their own."
)
