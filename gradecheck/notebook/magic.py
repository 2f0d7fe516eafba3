"""``%%gradecheck PROBLEM``: a cell of a notebook as an answer sheet, or as a program.

It is registered by ``%load_ext gradecheck``. IPython is not imported: it hands itself over.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from ..errors import OperatorError, Place
from ..grading.matching import unmatched
from ..grading.whose import own_variants
from ..problem.finding import find_one
from ..problem.loading import load
from ..problem.model import Problem
from ..problem.parts import CodePart
from ..submission import read_files
from ..submission.model import Response, Submission
from .checking import Checked, checked
from .writing import with_what_it_uses


def register(shell: Any) -> None:
    """Give a shell of IPython the magic ``%%gradecheck``."""

    def gradecheck(line: str, cell: str) -> Checked:
        """%%gradecheck PROBLEM [--student ID] [--feedback LEVEL] [--seed N]: judge this sheet or program."""
        return judged(line, cell, shell.user_ns)

    shell.register_magic_function(gradecheck, "cell")


def judged(line: str, cell: str, namespace: Mapping[str, object]) -> Checked:
    """The report on a cell. ``namespace`` has what the notebook has defined.

    Raises ``GradecheckError`` for what cannot be found or read.
    """
    options = _options(line)
    problem = load(find_one(options.problem))
    submission = _program(problem, cell, namespace) or _sheet(problem, cell)
    (own,), submission = own_variants([problem], submission, options.student)
    return checked(own, submission, options.feedback, options.seed)


def _program(problem: Problem, cell: str, namespace: Mapping[str, object]) -> Submission | None:
    """A cell that defines a function which the problem asks for; ``None`` for another."""
    parts = [part for item in problem.items for part in item.parts if isinstance(part, CodePart)]
    names = [name for part in parts for name in (part.function, part.own.function if part.own else "") if name]
    found = next((name for name in names if re.search(rf"^def\s+{re.escape(name)}\b", cell, re.M)), None)
    if found is None:
        return None
    return Submission((Response(found, with_what_it_uses(cell, namespace), Place("cell"), is_code=True),))


def _sheet(problem: Problem, cell: str) -> Submission:
    submission = read_files([("cell", cell.encode("utf-8", "replace"))])
    return replace(submission, warnings=(*submission.warnings, *unmatched([problem], submission)))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        remedy = "write %%gradecheck PROBLEM [--student ID] [--feedback LEVEL] [--seed N]"
        raise OperatorError(f"%%gradecheck: {message}", remedy=remedy)


def _options(line: str) -> argparse.Namespace:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("problem")
    parser.add_argument("--student", default="")
    parser.add_argument("--feedback")
    parser.add_argument("--seed", type=int, default=0)
    try:
        return parser.parse_args(shlex.split(line))
    except ValueError as error:
        parser.error(str(error))
