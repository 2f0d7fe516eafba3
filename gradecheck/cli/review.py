"""``gradecheck review``: decide on what could not be decided."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import OperatorError
from .course_options import course_option
from .output import look, say

if TYPE_CHECKING:
    from ..gradebook.review import Group
    from ..gradebook.store import Store


@click.command("review")
@course_option
@click.option("--list", "listing", is_flag=True, help="Only list the groups of answers.")
@click.option("--all", "everything", is_flag=True, help="Also what is decided already.")
@click.option("--decide", "chosen", metavar="GROUP", help="Decide on one group, by the name that --list shows.")
@click.option("--credit", help="With --decide: 0 to 1, such as 1/2.")
@click.option("--remark", default="", help="With --decide: a sentence for the students.")
@click.option("--who", default="", help="Who decides; default: your user name.")
def command(
    course: Path, listing: bool, everything: bool, chosen: str | None, credit: str | None, remark: str, who: str
) -> int:
    """Show answers that need a person, each with all who wrote the same, and keep what you decide.

    A decision holds for the whole group and outlives regrading.

    Exit code: 0 if nothing is left to decide, 1 otherwise.
    """
    if (credit is not None or remark) and chosen is None:
        raise click.UsageError("--credit and --remark go with --decide GROUP")
    if chosen is not None and credit is None:
        raise click.UsageError("--decide GROUP needs a --credit from 0 to 1")
    from ..gradebook.locking import only_writer
    from ..gradebook.review import credit_of, groups, settle
    from ..gradebook.store import Store
    from ..report.review import render_list

    with nullcontext() if listing else only_writer(course), Store.open(course) as store:
        found = groups(store)
        shown = found if everything else [group for group in found if group.decided is None]
        if chosen is not None:
            group = _named(found, chosen)
            settle(store, [group], credit_of(credit or ""), remark, who or _user())
        elif listing:
            click.echo(render_list(shown, **look()), nl=False)
        else:
            _ask_all(store, shown, who or _user())
        left = sum(group.decided is None for group in groups(store))
        count = "1 group of answers is" if left == 1 else f"{left} groups of answers are"
        say(f"{count} left to decide" if left else "nothing is left to decide")
    return 1 if left else 0


def _ask_all(store: Store, shown: Sequence[Group], who: str) -> None:
    """One group after another, until all are seen or the person has had enough."""
    from ..gradebook.review import credit_of, settle
    from ..report.review import render_group

    for number, group in enumerate(shown, 1):
        click.echo(render_group(group, number, len(shown), **look()), nl=False)
        while True:
            said = click.prompt(
                "credit from 0 to 1, s to skip, q to stop", default="s", show_default=False
            ).strip()
            if said == "q":
                return
            if said == "s":
                break
            try:
                credit = credit_of(said)
            except OperatorError as error:
                say(str(error))
                continue
            remark = click.prompt("remark for the students", default="", show_default=False)
            settle(store, [group], credit, remark, who)
            break


def _named(found: Sequence[Group], name: str) -> Group:
    for group in found:
        if group.id == name:
            return group
    raise OperatorError(f"there is no group '{name}'", remedy="gradecheck review --list names them")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
