"""A question bank, wherever it lies: a Moodle XML file, PrairieLearn questions in a folder or an archive."""

from __future__ import annotations

from pathlib import Path

from ..errors import OperatorError, StudentError
from ..submission.archive_tree import Limits, archive_tree
from ..submission.folder_tree import folder_tree
from ..submission.spool import Spool
from ..submission.tree import ARCHIVES, Tree, suffix_of
from .moodle import moodle_questions
from .prairielearn import prairielearn_questions
from .question import Question

MAX_XML = 50_000_000
_BANK = Limits(members=20_000, total=200_000_000)
_REMEDY = "name a Moodle XML file (.xml), or a folder or zip of PrairieLearn questions"


def questions_of(path: Path) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    """The questions of a bank, and what of it could not be looked at.

    Raises ``OperatorError`` where there is none.
    """
    try:
        if path.is_dir():
            return _of_tree(folder_tree(path), path)
        if suffix_of(path.name) in ARCHIVES:
            with path.open("rb") as file:
                return _of_tree(archive_tree(file, path.name, Spool(), _BANK), path)
        with path.open("rb") as file:
            data = file.read(MAX_XML + 1)
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read: {error.strerror or error}", remedy=_REMEDY) from None
    except StudentError as error:
        raise OperatorError(error.fact) from None
    if len(data) > MAX_XML:
        raise OperatorError(f"{path}: larger than {MAX_XML:,} bytes", remedy="export it in several files")
    found = tuple(moodle_questions(data, str(path)))
    if not found:
        raise OperatorError(f"{path}: there is no question in this file", remedy=_REMEDY)
    return found, ()


def _of_tree(tree: Tree, path: Path) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    found = tuple(prairielearn_questions(tree, str(path).rstrip("/")))
    if not found:
        fact = f"{path}: there is no PrairieLearn question here (a folder with info.json and question.html)"
        raise OperatorError(fact, remedy=_REMEDY)
    return found, tuple(f"{oddity.place}: {oddity.fact}" for oddity in tree.oddities)
