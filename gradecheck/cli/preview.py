"""``gradecheck preview``: a problem as one page, for its author."""

from __future__ import annotations

from pathlib import Path

import click

from . import completing
from .output import say
from .student_option import student_option


@click.command("preview")
@click.argument("problem", shell_complete=completing.problems)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The page; by default the name of PROBLEM with .html, in this folder.",
)
@click.option("--force", is_flag=True, help="Replace a file that is no preview.")
@student_option
@click.option("--watch", is_flag=True, help="Serve the page on this machine and renew it as the file is saved.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="For --watch; 0 takes any that is free.")
@click.option("--open", "opens", is_flag=True, help="With --watch: open the page in a browser.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For every random choice."
)
def command(
    problem: str,
    output: Path | None,
    force: bool,
    student: str,
    watch: bool,
    port: int,
    opens: bool,
    seed: int,
) -> int:
    """Show PROBLEM as one page: the question, the graph, every item with its key, its tests and remarks.

    PROBLEM is a problem file, a folder of them, or an id such as section3. The page needs nothing but itself.
    With --watch it follows the file as it is saved, and judges what is typed into it; Ctrl-C ends that.

    Exit code: 0, or 2 where a file cannot be loaded (the page says why), 3 if the machine failed.
    """
    if watch:
        if output or force:
            raise click.UsageError("--watch serves the page; it goes without --output and --force")
        return _watch(problem, port, opens, seed, student)
    if opens or port:
        raise click.UsageError("--open and --port belong to --watch")
    return _write(problem, output, force, seed, student)


def _write(problem: str, output: Path | None, force: bool, seed: int, student: str) -> int:
    from ..gradebook.exports.writing import write_file
    from ..grading.examining import examine
    from ..problem.finding import find
    from ..report.folder import encoded
    from ..report.preview import is_preview, preview_page

    files = find(problem)
    found = [examine(file, seed, student) for file in files]
    name = files[0] if len(files) == 1 else Path(problem)
    target = output or Path(f"{name.resolve().with_suffix('').name}.html")
    write_file(target, [encoded(preview_page(found, problem, student))], force=force or is_preview(target))
    for fault in (fault for each in found for fault in each.faults):
        say(str(fault), err=True)
    broken = sum(each.problem is None for each in found)
    failed = sum(len(each.failed) for each in found)
    told = [f"{len(found)} problem" + ("" if len(found) == 1 else "s")]
    told += [f"{broken} cannot be loaded"] if broken else []
    told += [f"{failed} test{'' if failed == 1 else 's'} failed"] if failed else []
    say(f"{target}: {', '.join(told)}")
    return 2 if broken else 0


def _watch(problem: str, port: int, opens: bool, seed: int, student: str) -> int:
    import webbrowser

    from ..preview.following import Follower
    from ..preview.server import PreviewServer

    follower = Follower(problem, seed, student)
    with PreviewServer(follower, port) as server:
        try:
            follower.start()
            click.echo(f"preview of {problem} at {server.url} (Ctrl-C ends it)")
            if opens:
                webbrowser.open(server.url)
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
        finally:
            follower.close()
    return 0
