"""Lines of code that came from a notebook, told by the cell in which they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from ..submission.source import in_cell
from .verdict import Verdict

_LINE = re.compile(r"(?m)(^|\bin )line (\d+)(?=[:,]| would\b)")


def in_cells(verdict: Verdict, cells: tuple[tuple[int, int], ...]) -> Verdict:
    """The verdict with ``cell 4, line 2`` in place of lines of all cells together, where there are ``cells``.

    >>> from fractions import Fraction
    >>> from gradecheck.grading.verdict import Status
    >>> wrong = Verdict(Status.INVALID, Fraction(0), feedback=("NameError in line 5, with n = 3: no x",))
    >>> in_cells(wrong, ((1, 2), (4, 7))).feedback
    ('NameError in cell 7, line 2, with n = 3: no x',)
    """
    if not cells:
        return verdict

    def told(sentence: str) -> str:
        return _LINE.sub(lambda match: match[1] + in_cell(cells, int(match[2])), sentence)

    return replace(
        verdict, feedback=tuple(map(told, verdict.feedback)), details=tuple(map(told, verdict.details))
    )
