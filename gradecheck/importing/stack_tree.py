"""STACK's potential response trees, as far as they are an ordered list of answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .numbers import nearest, number_of
from .question import NotTaken
from .xml_reader import Element

MAX_NODES = 100

Branch = Literal["true", "false"]

FORMS = {"FacForm": "factored", "SingleFrac": "single_fraction", "Expanded": "expanded"}
SYMBOLIC = frozenset({"AlgEquiv", "AlgEquivNouns", "Diff", "Int", "Antidiff", "FacForm", "SingleFrac"})
NUMERIC = frozenset({"NumAbsolute", "NumRelative", "NumSigFigs", "NumDecPlaces"})


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the list: the test, and what an answer earns that passes it.

    ``form`` is a node behind it that looks at how the answer is written; ``credit`` is then for both, and
    ``other_form`` for the right answer in another form.
    """

    node: Element
    test: str
    credit: Fraction
    form: str = ""
    other_form: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Listed:
    """A tree as a list. ``otherwise`` is what any other answer earns."""

    input: str
    steps: tuple[Step, ...]
    otherwise: Fraction


def listed(tree: Element, inputs: frozenset[str]) -> Listed:
    """The tree as a list. Raises ``NotTaken`` where it is none."""
    nodes = {node.said("name"): node for node in tree.all("node")}
    if not nodes or len(nodes) > MAX_NODES:
        raise NotTaken("there are no nodes" if not nodes else "too many nodes")
    asked = {node.said("sans") for node in nodes.values()}
    if len(asked) != 1 or not asked <= inputs:
        odd = sorted(asked - inputs) or sorted(asked)
        raise NotTaken(f"its tests look at {', '.join(odd)[:80]}, not at one input")
    steps, otherwise = _along(nodes, _root(nodes))
    return Listed(asked.pop(), tuple(steps), otherwise)


def _root(nodes: dict[str, Element]) -> str:
    """The node that no other one leads to."""
    led_to = {_next(node, branch) for node in nodes.values() for branch in ("true", "false")}
    roots = [name for name in nodes if name not in led_to]
    if len(roots) != 1:
        raise NotTaken("it has no single first node")
    return roots[0]


def _along(nodes: dict[str, Element], name: str) -> tuple[list[Step], Fraction]:
    """The list along the false branches, and what is left at its end."""
    steps: list[Step] = []
    score = Fraction(0)
    seen: set[str] = set()
    while name in nodes:
        if name in seen:
            raise NotTaken("its nodes lead in a circle")
        seen.add(name)
        node = nodes[name]
        steps.append(_step(nodes, node, score))
        score = _scored(node, "false", score)
        name = _next(node, "false")
    if name != "-1":
        raise NotTaken(f"node {name}, which is not there")
    return steps, _clipped(score)


def _step(nodes: dict[str, Element], node: Element, score: Fraction) -> Step:
    test = node.said("answertest")
    earned = _scored(node, "true", score)
    behind = _next(node, "true")
    if behind == "-1":
        if test == "Expanded":
            raise NotTaken("Expanded alone, which takes any expanded answer")
        return Step(node, test, _clipped(earned), FORMS.get(test, ""))
    after = nodes.get(behind)
    is_form = after is not None and after.said("answertest") in FORMS
    if after is None or not is_form or {_next(after, "true"), _next(after, "false")} != {"-1"}:
        raise NotTaken(f"a test behind a test that is passed (line {node.line})")
    if test not in ("AlgEquiv", "Diff") or not _same_answer(node, after):
        raise NotTaken(f"a form that is asked of another answer (line {after.line})")
    whole = _clipped(_scored(after, "true", earned))
    part = _clipped(_scored(after, "false", earned))
    return Step(node, test, whole, FORMS[after.said("answertest")], part)


def _same_answer(node: Element, after: Element) -> bool:
    """Whether the second node holds against what the first did; Expanded looks at no other answer."""
    return after.said("answertest") == "Expanded" or after.said("tans") == node.said("tans")


def _next(node: Element, branch: str) -> str:
    return node.said(f"{branch}nextnode") or "-1"


def _scored(node: Element, branch: Branch, score: Fraction) -> Fraction:
    amount = nearest(number_of(node.said(f"{branch}score") or "0"))
    match node.said(f"{branch}scoremode") or "=":
        case "=":
            return amount
        case "+":
            return score + amount
        case "-":
            return score - amount
    raise NotTaken(f"a way to count marks that is not known (line {node.line})")


def _clipped(score: Fraction) -> Fraction:
    return min(max(score, Fraction(0)), Fraction(1))


def rows(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, the first one with full marks before all others."""
    first = next((step for step in steps if step.credit == 1), None)
    if first is None:
        raise NotTaken("no answer has full marks")
    return (first, *(step for step in steps if step is not first))
