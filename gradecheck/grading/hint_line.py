"""The lines of an answer sheet that say how many hints were taken, such as ``1.1.hints: 2``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..errors import OperatorError
from ..problem.model import Item, Problem
from ..submission import read_files
from ..submission.model import Response, Submission
from .matching import HINTS, match

_LINE = "gradecheck-hint-line.md"


def hint_key(item: Item, blank: str) -> str:
    """What stands before the colon.

    >>> from fractions import Fraction
    >>> hint_key(Item("2", "", Fraction(1), ()), "w_0")
    '2.graph.w_0.hints'
    """
    return f"{item.id}.graph.{blank}{HINTS}" if blank else f"{item.id}{HINTS}"


def hints_taken(problem: Problem, item: Item, sheet: str) -> dict[str, int]:
    """How many hints to an item a sheet says were taken, by blank, "" being the item."""
    hints = match(problem, _read(sheet)).hints
    return {blank: number for (own_id, blank), number in hints.items() if own_id == item.id}


def with_hint_line(problem: Problem, item: Item, blank: str, number: int, sheet: str) -> str:
    """The sheet with a line that says how many hints were taken: one that is there is changed.

    A new line stands above the first answer to the item, or else at the end. Nothing else is read differently
    afterwards. Raises ``OperatorError`` where that cannot be had.
    """
    key = hint_key(item, blank)
    for changed in _candidates(problem, item, blank, f"{key}: {number}", sheet):
        if hints_taken(problem, item, changed).get(blank) == number and _answers(changed) == _answers(sheet):
            return changed
    raise OperatorError(
        "there is no place on the sheet for the number of hints", remedy=f"write it yourself: {key}: {number}"
    )


def _candidates(problem: Problem, item: Item, blank: str, line: str, sheet: str) -> Sequence[str]:
    """Sheets with the line in different places, the best first."""
    lines = sheet.split("\n")
    found: list[str] = []
    responses = _read(sheet).responses
    for response in responses:
        if _counts(problem, item, blank, response):
            at = response.place.line - 1
            written = re.sub(r"[^:=：＝]*$", f" {line.rpartition(': ')[2]}", lines[at].rstrip("\r"), count=1)
            found.append("\n".join([*lines[:at], written + _ending(sheet), *lines[at + 1 :]]))
    for response in responses:
        if any(own_id == item.id for own_id, *_ in match(problem, Submission((response,))).by_key):
            at = response.place.line - 1
            found.append("\n".join([*lines[:at], line + _ending(sheet), *lines[at:]]))
            break
    end = sheet if sheet.endswith("\n") or not sheet else sheet + _ending(sheet) + "\n"
    headed = f"\n# {problem.id}\n" if any(response.problem for response in responses) else ""
    last = f"{headed}{line}\n".replace("\n", _ending(sheet) + "\n")
    return [*found, end + last]


def _counts(problem: Problem, item: Item, blank: str, response: Response) -> bool:
    """Whether a line counts the hints of this item or blank, whatever number it has."""
    one = replace(response, text="1")
    return (item.id, blank) in match(problem, Submission((one,))).hints


def _answers(sheet: str) -> list[tuple[str, str, str]]:
    """All that is read but for numbers of hints."""
    said = ((each.problem, each.key, each.text) for each in _read(sheet).responses)
    return [each for each in said if not each[1].lower().rstrip().endswith(("hints",))]


def _read(sheet: str) -> Submission:
    return read_files([(_LINE, sheet.encode("utf-8"))])


def _ending(sheet: str) -> str:
    """What stands before a line feed on this sheet."""
    return "\r" if "\r\n" in sheet else ""
