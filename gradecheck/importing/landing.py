"""From questions to problem files: their ids and paths, and whether each is sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from sympy.core.parameters import distribute

from ..errors import AuthorError
from ..problem.compiling import compiled, drafted
from ..problem.critique.criticism import criticism
from ..problem.model import Problem
from .question import NotTaken, Question, Remark, Weight
from .written import problem_text

LONGEST = 60
OVERLOOK = "the tolerance is that of the question it comes from"

Tested = Callable[[Problem], Iterable[str]]
"""Runs a problem's own tests: a sentence for each that comes out otherwise."""


@dataclass(frozen=True, slots=True)
class Landed:
    """A question with the problem file that it became: ``text`` is "" where it became none."""

    question: Question
    id: str
    text: str = ""

    @property
    def path(self) -> str:
        """Where the file belongs, below the folder of problems."""
        return f"{self.id}.yaml"


def landed(questions: Iterable[Question], tested: Tested, schema: str = "") -> Iterator[Landed]:
    """Each question with its problem file, which loads and passes its own tests, or with why it does not."""
    taken: set[str] = set()
    for question in questions:
        own = _free("/".join(map(_slug, (*question.folder, question.name))), taken)
        if not question.asked:
            yield Landed(question, own)
            continue
        try:
            text, remarks = _sound(question, own, tested, schema)
        except (NotTaken, RecursionError) as reason:
            remark = Remark(question.place, str(reason))
            yield Landed(replace(question, asked=(), remarks=(*question.remarks, remark)), own)
            continue
        yield Landed(replace(question, remarks=(*question.remarks, *remarks)), own, text)


def _sound(question: Question, own: str, tested: Tested, schema: str) -> tuple[str, list[Remark]]:
    """The file's text, and what its reader has to say about it. Raises ``NotTaken`` where it is not sound."""
    overlook = ""
    remarks: list[Remark] = []
    for _ in range(2):
        with distribute(False):
            text = problem_text(question, own, schema, overlook)
        try:
            problem = compiled(text.encode(), own, own)
            found = criticism(drafted(text.encode(), own), problem)
        except AuthorError as error:
            raise NotTaken(f"the file would not load: {_brief(error)}") from None
        wide = [each for each in found.remarks if each.kind == "tolerance" and each.is_error]
        if not wide:
            break
        overlook = OVERLOOK
        remarks = [Remark(question.place, each.message.fact, "aside") for each in wide]
    for each in found.remarks:
        if each.is_error:
            raise NotTaken(f"the file would not be sound: {each.message.fact}")
        if each.kind in ("unreachable", "undefined"):
            weight: Weight = "marking" if each.kind == "unreachable" else "aside"
            remarks.append(Remark(question.place, each.message.fact, weight))
    for failure in tested(problem):
        raise NotTaken(f"a test of the file fails: {' '.join(failure.partition(': ')[2].split())[:200]}")
    return text, remarks


def _brief(error: AuthorError) -> str:
    errors = getattr(error, "errors", (error,))
    return " ".join(errors[0].fact.split())[:200]


def _slug(name: str) -> str:
    """A name as part of an id and of a path.

    >>> _slug("Chain rule: d/dx (No. 3)"), _slug("../../etc"), _slug("Größe"), _slug("?")
    ('chain-rule-d-dx-no-3', 'etc', 'größe', 'question')
    """
    plain = unicodedata.normalize("NFC", name).lower()
    kept = re.sub(r"[^\w]+", "-", plain).strip("-_")
    return kept[:LONGEST].strip("-_") or "question"


def _free(wanted: str, taken: set[str]) -> str:
    """An id that no question above has."""
    own, n = wanted, 2
    while own in taken:
        own, n = f"{wanted}-{n}", n + 1
    taken.add(own)
    return own
