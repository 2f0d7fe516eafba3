"""``gradecheck import``: take over questions that were written for other systems."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click


@click.command("import")
@click.argument("bank", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The folder for the problem files.")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only tell.")
@click.option("--schema", metavar="PATH", help="The schema that the first line of each file names for editors.")
def command(bank: Path, output: Path | None, force: bool, dry_run: bool, schema: str | None) -> int:
    """Take over questions of BANK as problem files, and tell what could not be taken over.

    BANK is a Moodle XML file (numerical and STACK questions), or a folder or zip of PrairieLearn questions with
    inputs for numbers and expressions. Nothing in it is run. Exit code: 0 if all was taken over, 1 if something
    was left out, else 2.
    """
    from ..grading.own_tests import failures
    from ..importing.bank import questions_of
    from ..importing.landing import landed
    from ..report.importing import render_import
    from .new_file import write_all
    from .output import look

    if output is None and not dry_run:
        raise click.UsageError("give a folder for the problem files with -o, or --dry-run to write none")
    questions, unread = questions_of(bank)
    found = tuple(landed(questions, partial(failures, seed=0), schema or ""))
    if output is not None and not dry_run:
        write_all(output, {each.path: each.text for each in found if each.text}, force=force)
    click.echo(render_import(found, unread, "" if dry_run else str(output), **look()), nl=False)
    whole = all(each.question.taken == "taken over" for each in found) and not unread
    return 0 if whole else 1
