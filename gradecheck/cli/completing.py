"""What a shell offers in place of a word that is not finished: names of problems and of items."""

from __future__ import annotations

from pathlib import Path

import click


def problems(context: click.Context, parameter: click.Parameter, beginning: str) -> list[str]:
    """Names of problems: ids of shipped ones, files and folders."""
    from ..problem.naming import problem_names

    return problem_names(beginning)


def items(context: click.Context, parameter: click.Parameter, beginning: str) -> list[str]:
    """Ids of the items of the problem that stands before."""
    from ..problem.naming import item_ids

    return [own for own in item_ids(context.params.get("problem") or "") if own.startswith(beginning)]


def students(context: click.Context, parameter: click.Parameter, beginning: str) -> list[str]:
    """Ids of students in the gradebook of this folder, if there is one."""
    from ..gradebook.tables import NAME, students_in

    return students_in(Path(NAME), beginning)
