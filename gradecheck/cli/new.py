"""``gradecheck new``: begin a problem file."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import OperatorError
from .output import say

TEMPLATES = ("symbolic", "numeric", "shape", "graph", "code", "assignment")


@click.command("new")
@click.argument("forward", required=False)
@click.option("--at", multiple=True, metavar="X=VALUE,…", help="The values at which gradients are asked for.")
@click.option(
    "--template", type=click.Choice(TEMPLATES), help="A small problem with that kind of item, or an assignment."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file; it must be new.")
@click.option("--schema", metavar="PATH", help="The schema that the first line names for editors.")
def command(
    forward: str | None, at: tuple[str, ...], template: str | None, output: Path | None, schema: str | None
) -> int:
    """Begin a problem file from a one-line FORWARD such as 'f = (x + y) z', or from a template.

    The file has the graph, an item for each gradient with its derived answers, and tests with right answers and
    typical slips. It is printed, or written with -o.
    """
    from ..problem.shipped_schema import schema_path
    from .new_file import write_new

    if (forward is None) == (template is None):
        raise click.UsageError("give either a FORWARD such as 'f = (x + y) z', or --template KIND")
    if template and at:
        raise click.UsageError("--at belongs to a FORWARD, not to a template")
    if output is not None and output.exists():
        raise OperatorError(f"{output}: there is such a file already", remedy="choose another name")
    kind = "assignment" if template == "assignment" else "problem"
    text = _text(forward, at, template, schema or str(schema_path(kind)))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new(output, text)
        show = "gradecheck show --solution" if kind == "problem" else "gradecheck show"
        say(f"{output}: now see {show}, and gradecheck validate", err=True)
    return 0


def _text(forward: str | None, at: tuple[str, ...], template: str | None, schema: str) -> str:
    if template:
        from ..problem.templates import template_text

        return template_text(template, schema)
    from ..grading.first_problem import first_problem

    return first_problem(forward or "", at, schema)
