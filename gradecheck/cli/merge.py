"""``gradecheck merge``: several gradebooks of one course as one."""

from __future__ import annotations

from pathlib import Path

import click

from .course_options import course_option
from .output import say


@click.command("merge")
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path))
@course_option
def command(parts: tuple[Path, ...], course: Path) -> int:
    """Put the gradebooks in the folders PARTS, each made by batch --shard, into that of the course.

    Exit code: 0, or 1 where a share is missing.
    """
    from ..gradebook.locking import only_writer
    from ..gradebook.merging import merge
    from ..gradebook.store import Store

    with only_writer(course), Store.open(course, create=True) as store:
        missing = merge(store, parts)
        say(f"{store.path}: {store.count('attempt')} attempts of {store.count('person')} students")
    if missing:
        say(f"not among them: share {', '.join(missing)}", err=True)
    return 1 if missing else 0
