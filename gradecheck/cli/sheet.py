"""``gradecheck sheet``: an answer sheet to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import MachineError, OperatorError


@click.command("sheet")
@click.argument("problem")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file; it must be new.")
def command(problem: str, output: Path | None) -> int:
    """Print an answer sheet for PROBLEM: a problem file, a folder of them, or an id such as section3."""
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.sheet import sheet

    text = sheet([load(path) for path in find(problem)])
    if output is None:
        click.echo(text, nl=False)
    else:
        _write_new(output, text)
    return 0


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, so that no filled-in sheet is ever lost."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OperatorError(f"{path}: there is such a file already", remedy="choose another name") from None
    except OSError as error:
        raise MachineError(f"{path}: cannot be written: {error.strerror or error}") from error
