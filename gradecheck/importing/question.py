"""A question on its way from another system to a problem file, with what could not be taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ..errors import Place
from ..notation.expr import Expr

Weight = Literal["marking", "text", "aside"]
"""What a remark is about: what an answer earns, what students read before they answer, or neither."""

Taken = Literal["taken over", "partly", "not"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What was left out of a question, or came out otherwise."""

    place: Place
    fact: str
    weight: Weight = "marking"


@dataclass(frozen=True, slots=True)
class Row:
    """A further answer that earns something, or that something is said about."""

    expected: Expr
    credit: Fraction
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer that is asked for: an item of the problem.

    ``options`` are further keys of the part as they are written: a tolerance, ``form``, ``up_to``. ``radius``
    is how far a number may be from the right one.
    """

    id: str
    kind: Literal["symbolic", "numeric"]
    expected: Expr
    points: Fraction = Fraction(1)
    accept: tuple[Row, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    radius: Fraction = Fraction(0)
    tests: tuple[tuple[Expr, Fraction], ...] = ()
    """Answers that the source itself tests, with what they earn."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a bank. Without ``asked`` nothing of it was taken over.

    ``folder`` are the categories it stands in, ``title`` is what it is called where that is not its name,
    ``names`` the declared variables with their domains, ``asides``
    texts that are kept as comments.
    """

    name: str
    folder: tuple[str, ...]
    place: Place
    source: str
    title: str = ""
    statement: str = ""
    names: tuple[tuple[str, str], ...] = ()
    asked: tuple[Asked, ...] = ()
    remarks: tuple[Remark, ...] = ()
    asides: tuple[tuple[str, str], ...] = ()

    @property
    def taken(self) -> Taken:
        """How much of it: ``partly`` where something is missing of its marking or of what is asked."""
        if not self.asked:
            return "not"
        return "partly" if any(remark.weight != "aside" for remark in self.remarks) else "taken over"


class NotTaken(Exception):
    """Something that has no counterpart here; the message says what, ``cause`` what is behind it."""

    def __init__(self, fact: str, cause: str = "") -> None:
        super().__init__(fact)
        self.cause = cause or fact


@dataclass(slots=True)
class Telling:
    """What there is to say about a question of the file at ``path``, as it comes up."""

    path: str
    remarks: list[Remark] = field(default_factory=list)

    def say(self, line: int, fact: str, weight: Weight = "marking") -> None:
        """Put down one remark."""
        self.remarks.append(Remark(Place(self.path, line), " ".join(fact.split()), weight))
