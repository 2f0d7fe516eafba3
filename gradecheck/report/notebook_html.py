"""A report inside somebody else's page, a notebook: a piece of HTML with styles that stay inside it."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256

from markupsafe import Markup

from ..grading.points import out_of
from ..grading.verdict import Report
from ..problem.model import Problem
from .feedback_html import report_fragment
from .graph_svg import graph_svg
from .labelled import labelled
from .pages import page, template_text
from .picture import picture
from .words import on_one_line, visible

SCOPE = "gradecheck-report"


def notebook_html(problem: Problem, report: Report, level: str) -> str:
    """The report with the graph, where the problem has one, and the answers in it."""
    drawn = Markup()
    if problem.graph:
        name = f"graph-{sha256(repr(report).encode()).hexdigest()[:12]}"
        title = f"Computation graph of {visible(problem.title or problem.id)}"
        drawn = graph_svg(picture(labelled(problem, report=report)), title, name)
    return page(
        "notebook.html",
        scope=SCOPE,
        style=Markup(scoped_style()),
        title=on_one_line(problem.title or problem.id),
        score=out_of(report.score, report.max_score),
        drawn=drawn,
        table=report_fragment(problem, report, level),
    )


@cache
def scoped_style() -> str:
    """The style sheet of pages for what is inside ``SCOPE`` only, stronger than that of a notebook.

    >>> ":root" in scoped_style() or "@page" in scoped_style()
    False
    """
    inside = re.sub(r"@page \{[^}]*\}\s*", "", template_text("page.css")).replace(":root", "&")
    return f"{f'.{SCOPE}' * 3} {{\n{inside}{template_text('notebook.css')}}}\n"
