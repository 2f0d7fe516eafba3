"""``gradecheck sheet``: an answer sheet to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from . import completing
from .new_file import write_new


@click.command("sheet")
@click.argument("problem", shell_complete=completing.problems)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file; it must be new.")
def command(problem: str, output: Path | None) -> int:
    """Print an answer sheet for PROBLEM: a problem file, a folder of them, an assignment, or an id."""
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.sheet import sheet

    text = sheet([load(path) for path in find(problem)])
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new(output, text)
    return 0
