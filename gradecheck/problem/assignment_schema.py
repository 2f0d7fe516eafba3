"""The keys of an ``assignment.yaml``: rules as in ``course.yaml``, and problems with rules of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .course_schema import FILE_VERSION, RulesPart, Version
from .typed import Line, short


class AssignedPart(RulesPart):
    """A problem, or a folder of them. ``- mine.yaml`` is short for ``- {problem: mine.yaml}``."""

    problem: Line


class AssignmentFile(RulesPart):
    """An ``assignment.yaml``. Its rules are for all of its problems."""

    gradecheck: Version = FILE_VERSION
    title: str = ""
    timezone: Line | None = None
    problems: Annotated[list[Annotated[AssignedPart, BeforeValidator(short("problem"))]], Field(min_length=1)]
