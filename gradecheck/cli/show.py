"""``gradecheck show``: read a problem."""

from __future__ import annotations

import click


@click.command("show")
@click.argument("problem")
@click.option("--solution", is_flag=True, help="Show gradients and answers too.")
def command(problem: str, solution: bool) -> int:
    """Show PROBLEM: its statement, its graph and what it asks."""
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.show import show

    click.echo("\n".join(show(load(path), solution=solution) for path in find(problem)), nl=False)
    return 0
