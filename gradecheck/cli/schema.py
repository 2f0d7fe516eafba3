"""``gradecheck schema``: what editors complete and check problem files by."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("schema")
@click.argument("kind", type=click.Choice(["problem", "assignment", "course"]), default="problem")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file; it must be new.")
@click.option("--path", "only_path", is_flag=True, help="Print where the schema that comes along is kept.")
def command(kind: str, output: Path | None, only_path: bool) -> int:
    """Print the JSON schema of problem files, of assignment.yaml, or of course.yaml: gradecheck schema course.

    An editor with YAML support completes and checks a file whose first line is

    \b
      # yaml-language-server: $schema=PATH-OR-ADDRESS-OF-THE-SCHEMA
    """
    from ..problem.shipped_schema import schema_path
    from .new_file import write_new

    path = schema_path(kind)
    if only_path:
        click.echo(path)
        return 0
    text = path.read_text(encoding="utf-8")
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new(output, text)
    return 0
