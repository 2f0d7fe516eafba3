"""A submission: what a student wrote, by item, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Place


@dataclass(frozen=True, slots=True)
class Response:
    """What was written for one item, or for one of its parts or blanks.

    ``key`` is the id as it was written (``1.1``, ``1.1.numeric``, ``2.graph.w_0``, ``∂f/∂q``), ``text`` the
    answer without it. For code, ``key`` is the function's name and ``text`` the whole file.
    """

    key: str
    text: str
    place: Place
    problem: str = ""
    """The problem that a heading above named, if one did."""
    is_code: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    """Of code from a notebook: the line of ``text`` at which each cell begins, and the number of the cell."""


@dataclass(frozen=True, slots=True)
class Submission:
    """All responses, in the order in which they were found, and what was odd about the files."""

    responses: tuple[Response, ...]
    warnings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    student: str = ""
    """Whose sheet it says it is, with a line such as ``student: ada``; "" where it does not."""
