"""``gradecheck gradient``: is one function the gradient of another? Both are the user's own."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .output import is_plain, say

CODES = {"right": 0, "wrong": 1, "malformed": 1, "undecidable": 4}


@click.command("gradient")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--forward", "forward", required=True, metavar="NAME", help="The function.")
@click.option("--backward", "backward", required=True, metavar="NAME", help="What should be its gradient.")
@click.option("--input", "inputs", multiple=True, required=True, metavar="SPEC", help="x:(3,4), W:(D,M), …")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUES", help="A plain number: stride=2,1.")
@click.option("--batch", default="", metavar="DIM", help="The dimension of examples; a batch of 1 is tried.")
@click.option("--upstream/--no-upstream", default=None, help="Whether BACKWARD takes an upstream gradient.")
@click.option("--repair/--no-repair", default=True, help="Look for one edit that makes it right.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    file: Path,
    forward: str,
    backward: str,
    inputs: tuple[str, ...],
    options: tuple[str, ...],
    batch: str,
    upstream: bool | None,
    repair: bool,
    seed: int,
    as_json: bool,
) -> int:
    """Check a gradient in FILE against finite differences of its function, with an error bound.

    Inputs are named as the parameters are, in the order in which BACKWARD returns their gradients:
    'x:(3,4)', 'W:(D,M)', 'p:(n):probability', 'y:(N):label<C' (no gradient), 's:()'. Where a dimension is a
    name, several sizes are tried, and inputs that are known to hide mistakes. A parameter of BACKWARD that is
    no input gets the upstream gradient; one called cache what FORWARD returned last.

    FILE is run in this process, unguarded: it must be your own code.

    Exit code: 0 right, 1 wrong, 2 wrong usage, 4 undecidable.
    """
    from ..differences.checking_file import check_file
    from ..report.gradient import gradient_json, gradient_lines

    check = check_file(
        file, forward, backward, inputs, options, batch=batch, upstream=upstream, repairing=repair, seed=seed
    )
    if as_json:
        click.echo(json.dumps(gradient_json(check), ensure_ascii=False, indent=2))
    else:
        say("\n".join(gradient_lines(check, backward, forward, plain=is_plain())))
    return CODES[check.verdict]
