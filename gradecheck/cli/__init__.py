"""The commands: read arguments, call, render, give an exit code. No logic, and the one place that catches.

Exit codes: 0 full credit · 1 less, or answers that cannot be read · 2 wrong usage or a broken problem file ·
3 the machine failed.
"""

from __future__ import annotations

import importlib
import keyword
import os
import sys
from contextvars import copy_context
from typing import NoReturn

import click

from .. import __version__
from ..errors import GradecheckError, MachineError, StudentError
from .help import Context
from .output import is_colour_forced, plain_option, say

COMMANDS = (
    *("submit", "sheet", "hint", "validate", "show", "compare", "gradient", "doctor"),
    *("new", "try", "preview", "schema", "import"),
    *("batch", "review", "regrade", "merge", "export", "feedback", "report", "class"),
    "completion",
)

_PLAIN_OPTION = plain_option()
FULL_CREDIT, LESS, WRONG_USE, MACHINE = 0, 1, 2, 3
INTERRUPTED = 130


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are called for: each is ``command`` in its own module."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f".{_module_of(cmd_name)}", __name__).command
        assert isinstance(command, click.Command)
        return _prepared(command)


def _prepared(command: click.Command) -> click.Command:
    """The command with what all have: the form of its help, and ``--plain``, which may stand anywhere."""
    command.context_class = Context
    if _PLAIN_OPTION not in command.params:
        command.params.append(_PLAIN_OPTION)
    return command


def _module_of(name: str) -> str:
    """The module of a command; one that Python keeps for itself has an underscore behind it."""
    return f"{name}_" if keyword.iskeyword(name) else name


@click.group(cls=_LazyGroup, params=[_PLAIN_OPTION], context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gradecheck", message="%(prog)s %(version)s")
def commands() -> None:
    """Check answers to exercises in calculus, gradient descent and backpropagation."""


def main() -> NoReturn:
    """What the program ``gradecheck`` runs."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code. Whatever goes wrong becomes a message on standard error."""
    _never_fail_to_print()
    return copy_context().run(_run, arguments)


def _run(arguments: list[str]) -> int:
    try:
        code = commands.main(
            arguments, prog_name="gradecheck", standalone_mode=False, color=is_colour_forced() or None
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else FULL_CREDIT
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except click.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return LESS
    except GradecheckError as error:
        say(str(error), err=True)
        return _code_of(error)
    except Exception as error:
        if os.environ.get("GRADECHECK_DEBUG"):
            raise
        say(_internal(error), err=True)
        return MACHINE


def _code_of(error: GradecheckError) -> int:
    match error:
        case MachineError():
            return MACHINE
        case StudentError():
            return LESS
    return WRONG_USE


def _internal(error: Exception) -> str:
    """One line about a mistake of our own."""
    said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"gradecheck: internal error ({said}); please report it, with what GRADECHECK_DEBUG=1 shows"


def _never_fail_to_print() -> None:
    """A terminal that lacks a character shows a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _forget_output() -> None:
    """Whoever read the output has gone: nothing more is written, not even by the interpreter at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
