"""The option that several commands have: which course."""

from __future__ import annotations

from pathlib import Path

import click

course_option = click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The course's folder, with course.yaml and the gradebook; default: this one.",
)
