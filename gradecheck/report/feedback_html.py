"""A student's feedback as one HTML page that works from a file and prints well."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ..gradebook.standing import Standing
from ..grading.verdict import Report
from ..problem.model import Problem
from .feedback import PartView, Picture, item_views, view
from .formulas import Formulas, is_drawn
from .pages import page
from .words import on_one_line

CELL = 14


def feedback_page(standing: Standing, course_title: str, problems: Sequence[Problem] | Formulas = ()) -> str:
    """The page of one student, with as much in it as the feedback level of each problem shows.

    Answers to ``problems`` are set as formulas, and their questions can be read. For many students make the
    ``Formulas`` once.
    """
    formulas = (problems if isinstance(problems, Formulas) else Formulas(problems)).of(standing)
    return page("feedback.html", view=view(standing, course_title), **typesetting(formulas))


def report_fragment(problem: Problem, report: Report, level: str) -> Markup:
    """A report on ``problem`` as a table for a page that is there: the same as on a page of feedback."""
    shown = tuple(item_views(report, level))
    warnings = tuple(map(on_one_line, report.warnings))
    return Markup(
        page(
            "report.html",
            problem=problem.id,
            title=on_one_line(problem.title or problem.id),
            items=shown,
            warnings=warnings,
            **typesetting(Formulas([problem])),
        )
    )


def typesetting(formulas: Formulas) -> dict[str, object]:
    """What templates need to set answers, keys and questions."""

    def typeset(problem: str, part: PartView) -> Markup:
        formula = formulas.answer(problem, part.kind, part.reading)
        return formula if part.read_as or is_drawn(formula) else Markup()

    def expected(problem: str, part: PartView, sentence: str) -> Markup:
        _, said, key = sentence.partition("expected: ")
        return formulas.expected(problem, part.kind, key) if said and sentence.startswith(said) else Markup()

    return {
        "drawing": drawing,
        "typeset": typeset,
        "expected": expected,
        "prose": formulas.prose,
        "question": formulas.question,
    }


def drawing(picture: Picture) -> tuple[int, int, list[tuple[int, int, str]]]:
    """Width, height and cells (left, top, sign) of a picture drawn as squares.

    >>> drawing(Picture("w", "row 0", ("x x", ". .")))
    (28, 28, [(0, 0, 'x'), (14, 0, 'x'), (0, 14, '.'), (14, 14, '.')])
    """
    rows = [row.replace(" ", "") for row in picture.rows]
    cells = [(CELL * k, CELL * j, sign) for j, row in enumerate(rows) for k, sign in enumerate(row)]
    return CELL * max(map(len, rows), default=0), CELL * len(rows), cells
