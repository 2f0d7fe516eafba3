"""``gradecheck completion``: let a shell complete what is typed."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ..errors import OperatorError

START_UP = {
    "bash": 'add to ~/.bashrc: eval "$(gradecheck completion bash)"',
    "zsh": 'add to ~/.zshrc, after compinit: eval "$(gradecheck completion zsh)"',
    "fish": "run once: gradecheck completion fish > ~/.config/fish/completions/gradecheck.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(START_UP)))
def command(shell: str) -> int:
    """Print what makes SHELL complete commands, options, problems, items and files.

    \b
    bash  add to ~/.bashrc: eval "$(gradecheck completion bash)"
    zsh   add to ~/.zshrc, after compinit: eval "$(gradecheck completion zsh)"
    fish  gradecheck completion fish > ~/.config/fish/completions/gradecheck.fish
    """
    kind = get_completion_class(shell)
    if kind is None:  # none of the three has ever been left out of click
        raise OperatorError(f"this version of click knows nothing of {shell}", remedy="install a newer click")
    program = click.get_current_context().find_root()
    script = kind(program.command, {}, "gradecheck", "_GRADECHECK_COMPLETE").source()
    click.echo(f"{script.rstrip()}\n\n# {START_UP[shell]}")
    return 0
