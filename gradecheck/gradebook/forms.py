"""What an answer is to the class: its form (one for answers that are the same), and why to look at it."""

from __future__ import annotations

from hashlib import sha256

from ..algebra.normal import normal_form
from ..errors import StudentError
from ..grading.verdict import Status, Verdict
from ..notation import parse
from ..problem.model import Problem
from ..problem.variants import numbers_text

REVIEWED = ("undecided", "invalid", "ambiguous_notation")


def form_of(kind: str, response: str, problem: Problem, basis: str = "") -> tuple[str, bool]:
    """The form of an answer as a short text, and whether it can be read in several ways.

    Two answers with one form are equal; what cannot be read is taken as typed, up to spaces. ``basis`` stands
    for the student's own earlier answers that it rests on (``PartReport.basis``): with others it has another
    form. Answers to different variants have different forms: 4 may be right for one student only.
    """
    form, ambiguous = _form(kind, response, problem)
    return (f"{form}.{basis}" if basis else form), ambiguous


def basis_of(form: str) -> str:
    """The earlier answers that an answer of this form rests on, "" for none.

    >>> basis_of("12ab.34cd"), basis_of("12ab")
    ('34cd', '')
    """
    return form.partition(".")[2]


def _form(kind: str, response: str, problem: Problem) -> tuple[str, bool]:
    own = f"{numbers_text(problem.variant)} " if problem.variant else ""
    if kind in ("symbolic", "numeric", "graph"):
        try:
            readings = parse(response, problem.scope)
            ambiguous = any(
                remark.tag.startswith("ambiguous") for reading in readings for remark in reading.remarks
            )
            return _short(f"{own}read " + normal_form(readings[0].expr)), ambiguous or len(readings) > 1
        except (StudentError, RecursionError):
            pass
    return _short(f"{own}typed " + " ".join(response.split())), False


def review_reason(verdict: Verdict, ambiguous: bool) -> str:
    """Why a person should look at a verdict, "" where nobody needs to."""
    if verdict.status in (Status.UNDECIDED, Status.INVALID):
        return verdict.status.value
    return "ambiguous_notation" if ambiguous and verdict.status is not Status.CORRECT else ""


def _short(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
