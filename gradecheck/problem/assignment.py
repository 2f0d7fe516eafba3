"""An assignment: which problems a homework has, in which order, and the rules that hold for them.

This is what ``assignment.yaml`` says (``docs/assignments.md``), as frozen values. Importing it is cheap;
reading the file is not, and happens in ``assignment_reading``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath

from .course import Rules
from .finding import assignment_at
from .levels import at_least
from .model import Problem


@dataclass(frozen=True, slots=True)
class AssignmentText:
    """An ``assignment.yaml`` as it is kept where its problem files are not at hand.

    ``path`` is for messages. ``ids`` says of which problems each of its entries spoke when it was read.
    """

    path: str
    text: str
    ids: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def to_json(self) -> str:
        """
        >>> AssignmentText.from_json(AssignmentText("a.yaml", "", (("p", ("p",)),)).to_json()).ids
        (('p', ('p',)),)
        """
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> AssignmentText:
        """What ``to_json`` wrote."""
        kept = json.loads(text)
        return cls(kept["path"], kept["text"], tuple((name, tuple(ids)) for name, ids in kept["ids"]))


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment by itself: ``files``, ``problems`` (their ids) and ``rules`` are in the same order."""

    name: str
    files: tuple[Path, ...]
    problems: tuple[str, ...]
    rules: tuple[Rules, ...]
    text: AssignmentText

    def shown(self, problem: Problem) -> Problem:
        """A problem of this assignment, with no more feedback than that allows."""
        level = self.rules[self.problems.index(problem.id)].feedback
        return replace(problem, feedback=level) if level and at_least(problem.feedback, level) else problem


def assignment_of(name: str) -> Assignment | None:
    """The assignment in a file or a folder that is named, ``None`` where there is none.

    Raises:
        AuthorError: The file is broken; ``AuthorErrors`` has all that is wrong.
        OperatorError: The file cannot be opened.
    """
    path = assignment_at(Path(name).expanduser())
    if path is None:
        return None
    from .assignment_reading import load_assignment

    return load_assignment(path)


def plain_name(path: str) -> str:
    """What an assignment without a title is called: its folder, or its file where that says more.

    >>> plain_name("hw3/assignment.yaml"), plain_name("course/hw3.yaml"), plain_name("assignment.yaml")
    ('hw3', 'hw3', 'assignment')
    """
    pure = PurePath(path)
    return pure.parent.name if pure.stem == "assignment" and pure.parent.name else pure.stem
