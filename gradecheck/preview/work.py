"""What workers do: make the page of some files, and judge an answer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from ..errors import AuthorError, OperatorError
from ..grading.examining import Examination, examine, opened
from ..grading.trying import tried
from ..grading.whose import own_problems
from ..problem.loading import load
from ..problem.parts import GraphPart
from ..report.feedback_html import report_fragment
from ..report.preview import preview_page

MOST_KEPT = 512

Watched = tuple[str, str]
"""The path of a file, and a digest of what is in it."""


def page_of(
    files: tuple[Watched, ...], examined: frozenset[Watched], name: str, seed: int, student: str, version: str
) -> str:
    """The page about ``files``. Those that are ``examined`` are shown with their tests, others without."""
    found = [_found(path, digest, seed, student, whole=(path, digest) in examined) for path, digest in files]
    return preview_page(found, name, student, version)


def examine_file(path: str, digest: str, seed: int, student: str) -> str:
    """Examine a file, for the next page; gives nothing."""
    _found(path, digest, seed, student, whole=True)
    return ""


def _found(path: str, digest: str, seed: int, student: str, *, whole: bool) -> Examination:
    try:
        return _examined(path, digest, seed, student) if whole else opened(Path(path), student)
    except OperatorError as error:
        return failed(path, error.fact, error.remedy)


@lru_cache(maxsize=MOST_KEPT)
def _examined(path: str, digest: str, seed: int, student: str) -> Examination:
    """An examination is kept for as long as the file holds what ``digest`` is of."""
    return examine(Path(path), seed, student)


def failed(path: str, fact: str, remedy: str = "") -> Examination:
    """A file of which there is only this to say."""
    return Examination(Path(path), None, (AuthorError(fact, remedy=remedy),))


def page_of_failure(path: str, fact: str, name: str, version: str) -> str:
    """The page where no page could be made."""
    return preview_page([failed(path, fact)], name, version=version)


def verdict_on(path: str, item: str, answer: str, seed: int, student: str) -> str:
    """How an answer is read and judged, as its student will see it. Raises as ``tried`` does."""
    from ..sandbox.process import ran_unconfined

    (problem,) = own_problems([load(Path(path))], student)
    asked = next((each for each in problem.items if each.id == item), None)
    has_blanks = asked is not None and any(isinstance(part, GraphPart) for part in asked.parts)
    answers = tuple(line for line in answer.splitlines() if line.strip()) if has_blanks else (answer,)
    fragment = report_fragment(problem, tried(problem, item, answers, seed=seed), problem.feedback)
    if ran_unconfined():
        fragment += Markup("<p>The code ran with your own rights: this machine has no sandbox.</p>")
    return fragment
