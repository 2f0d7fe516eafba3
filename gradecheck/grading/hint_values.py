"""Hints to what goes forward: the value at a node, the shape of an array."""

from __future__ import annotations

from collections.abc import Iterator

from ..notation import to_text
from ..notation.expr import Dim, Name, free_names
from ..notation.scope import Declared
from ..problem.model import Item, Problem
from ..problem.parts import Blank, GraphPart, ShapePart
from .hint_gradients import Derived
from .untold import Untold

MOST_NAMES = 8
PRODUCT = "In a product the inner dimensions agree: (a × b)(b × c) is a × c."
SUM = "The two sides of = and of + have the same shape."
COLUMNS = "Examples stand side by side: one column for each. What all examples share stays as it is."


def value_hints(problem: Problem, name: str, expected: str, untold: Untold) -> Iterator[tuple[Derived, str]]:
    """Hints to the value at a node: the forward step that makes it."""
    node = next((each for each in problem.graph if each.name == name), None)
    if node is None or not node.parents:
        return
    shown = _printed(problem, name)
    yield "where", f"{shown} is computed from {_listed([_printed(problem, each) for each in node.parents])}."
    yield "rule", f"Forward: {shown} = {node.definition}."
    values = {each.name: each.value for each in problem.graph}
    asked = _asked_values(problem)
    told = []
    for parent in node.parents:
        value, text = values.get(parent, ""), _printed(problem, parent)
        if parent in asked:
            told.append(f"{text} is asked for too, in {asked[parent]}")
        elif value and not untold.has_number(value):
            told.append(f"{text} = {value}")
    yield "local", "\n".join(told)
    yield "step", f"{shown} = {node.definition} = {expected}"


def shape_hints(problem: Problem, part: ShapePart, untold: Untold) -> Iterator[tuple[Derived, str]]:
    """Hints to the shape of a name: where it stands, and the shapes that it has to fit."""
    declared = problem.scope.get(part.of)
    if declared is None:
        return
    name = _printed(problem, part.of)
    beside = list(_around(problem, declared))
    if not beside:
        return
    yield (
        "where",
        "\n".join([f"Look where {name} stands:", *(f"  {_equation(problem, each)}" for each in beside)]),
    )
    stacked = declared.definition is not None and part.of not in {node.name for node in problem.graph}
    yield "rule", COLUMNS if stacked else f"{PRODUCT} {SUM}"
    names = dict.fromkeys(
        each for one in beside for each in (one.name, *sorted(free_names(one.definition or Name(""))))
    )
    shapes = [problem.scope.get(each) for each in names if each != part.of]
    asked = _asked_shapes(problem)
    told = [
        f"{_printed(problem, each.name)} is {_times(*each.shape)}"
        for each in shapes
        if each is not None and each.name not in asked and not untold.has_shape(*each.shape)
    ]
    yield "local", ", ".join(told[:MOST_NAMES])
    yield "step", f"{name} is {_times(*part.expected)}"


def _around(problem: Problem, declared: Declared) -> Iterator[Declared]:
    """The definitions in which a name stands: its own where it is stacked, else those that use it."""
    if declared.definition is not None:
        yield declared
        return
    drawn = {node.name for node in problem.graph}
    for other in problem.scope.names:
        if other.name in drawn and other.definition and declared.name in free_names(other.definition):
            yield other


def _equation(problem: Problem, declared: Declared) -> str:
    definition = declared.definition
    assert definition is not None
    return f"{_printed(problem, declared.name)} = {to_text(definition, 'unicode', problem.scope)}"


def _asked_values(problem: Problem) -> dict[str, str]:
    return {blank.node: item.id for item, blank in _blanks(problem) if blank.what == "value"}


def _asked_shapes(problem: Problem) -> set[str]:
    return {part.of for item in problem.items for part in item.parts if isinstance(part, ShapePart)}


def _blanks(problem: Problem) -> Iterator[tuple[Item, Blank]]:
    for item in problem.items:
        for part in item.parts:
            if isinstance(part, GraphPart):
                yield from ((item, blank) for blank in part.blanks)


def _times(rows: Dim, columns: Dim) -> str:
    return f"{rows} × {columns}"


def _printed(problem: Problem, name: str) -> str:
    return to_text(Name(name), "unicode", problem.scope)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
