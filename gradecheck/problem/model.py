"""A problem as every other room sees it: frozen values, nothing left of YAML."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from ..notation.expr import ONE, Expr
from ..notation.scope import Scope
from .parts import Part

FeedbackLevel = Literal["verdict", "hints", "full"]


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint of the author's own, and the share of the item's points that taking it costs."""

    text: str
    cost: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Item:
    """A question. Its points are divided equally among its parts (a graph part weighs its blanks)."""

    id: str
    prompt: str
    points: Fraction
    parts: tuple[Part, ...]
    label: str = ""
    """What is asked for, such as ``∂f/∂q``; an answer sheet may name the item by it."""
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemTest:
    """A row of the file's own ``tests:``. ``response`` pairs part kinds (or blank ids, or "") with text."""

    item: str
    response: tuple[tuple[str, str], ...]
    status: str
    credit: Fraction | None = None
    note: str | None = None
    line: int = 0
    after: tuple[tuple[str, str], ...] = ()
    """Answers to other items that stand on the same sheet."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node as it is drawn: an input, or an operation with its parents.

    ``value`` and ``gradient`` are decimal texts at the problem's values, "" where it declares none;
    ``symbolic`` is the gradient of the output with respect to this node.
    """

    name: str
    operation: str
    parents: tuple[str, ...]
    definition: str = ""
    value: str = ""
    gradient: str = ""
    symbolic: str = ""
    edges: tuple[tuple[str, str], ...] = ()
    """For each parent, the gradient that flows back along that line."""


Numbers = tuple[tuple[str, Fraction], ...]
"""A number for each parameter, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name of a problem file that stands for another number in each variant.

    ``decimal`` says that numbers which are not whole are written as decimals, else as fractions.
    """

    name: str
    values: tuple[Fraction, ...]
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """All variants of a problem file: what is drawn for whom, and the file itself, to make them of.

    A draw follows from ``id``, ``seed`` and the student, see ``draws``. ``default_id`` is the id that the file
    has without one of its own.
    """

    id: str
    seed: str
    parameters: tuple[Parameter, ...]
    constraints: tuple[Expr, ...]
    source: str
    default_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem file, loaded, derived, cross-checked.

    Of a file with parameters it is one variant: ``variant`` has the numbers that were put in, ``family`` what
    the others are made of. Nothing else in a problem knows of parameters.
    """

    id: str
    title: str
    source: str
    statement: str
    scope: Scope
    items: tuple[Item, ...]
    values: tuple[tuple[str, Fraction], ...] = ()
    """The values at which numbers are asked for."""
    graph: tuple[GraphNode, ...] = ()
    output: str = ""
    """The node whose gradient flows back."""
    upstream: Expr = ONE
    feedback: FeedbackLevel = "full"
    hint_cost: Fraction = Fraction(0)
    """What a hint costs that follows from the graph, as a share of its item's or blank's points."""
    tests: tuple[ProblemTest, ...] = ()
    notes: tuple[str, ...] = ()
    """What ``validate`` points out and the file gives a reason for."""
    path: str = ""
    variant: Numbers = ()
    family: Family | None = None

    @property
    def forward(self) -> Scope:
        """The inputs and nodes of the graph alone: what is differentiated."""
        drawn = {node.name for node in self.graph}
        return replace(self.scope, names=tuple(each for each in self.scope.names if each.name in drawn))
