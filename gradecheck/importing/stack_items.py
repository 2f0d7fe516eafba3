"""An item from a tree of STACK: the expected answer, further ones, how near or in what form they must be."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from ..notation import to_text
from ..notation.expr import Expr
from . import cas
from .maxima import Variables
from .numbers import credit_text, number_of, number_value, typed
from .question import Asked, NotTaken, Row, Telling
from .stack_tree import NUMERIC, SYMBOLIC, Listed, Step, rows
from .texts import feedback_of
from .xml_reader import Element

_DEFAULT = Fraction(5, 100)
_CONSTANTS = ("c", "k", "C", "K")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the trees of a question share; ``constants`` collects the names of constants of integration."""

    variables: Variables
    inputs: frozenset[str]
    constants: list[str]
    dollars: bool = False
    """Whether ``$…$`` is a formula in its texts."""


@dataclass(frozen=True, slots=True)
class _Right:
    """A right answer: the values that count in full, and the keys of the part."""

    values: tuple[Any, ...]
    options: tuple[tuple[str, str], ...] = ()
    is_numeric: bool = False


def item(tree: Element, found: Listed, keys: Keys, telling: Telling) -> Asked:
    """The item. Raises ``NotTaken`` where the tree has no full marks, or asks what has no counterpart.

    Here the expected answer is looked for first. Tests that stand before it in the tree must therefore be known
    not to take it: expressions that are not equal to it.
    """
    variables = _with_feedback_variables(tree, keys, telling)
    first, *others = rows(found.steps)
    right = _right(first, variables, keys, telling)
    early = found.steps[: found.steps.index(first)]
    if early and right.is_numeric:
        raise NotTaken("a number that earns less is looked for before the right one")
    further = [Row(_expr(value, keys, right), Fraction(1)) for value in right.values[1:]]
    for step in others:
        try:
            further.append(_row(step, first, right, variables, keys, telling))
        except NotTaken as reason:
            if step in early:
                fact = f"the node {step.node.said('name')} stands before the right answer, and is left out"
                raise NotTaken(f"{fact}: {reason}") from None
            telling.say(step.node.line, f"the node {step.node.said('name')}: {reason}")
    _told(found, first, telling)
    return Asked(
        id=found.input,
        kind="numeric" if right.is_numeric else "symbolic",
        expected=_expr(right.values[0], keys, right),
        accept=tuple(further),
        options=right.options,
        radius=Fraction(dict(right.options).get("absolute", "1")),
    )


def _with_feedback_variables(tree: Element, keys: Keys, telling: Telling) -> Variables:
    """The variables as the tree's own add to them."""
    variables = deepcopy(keys.variables)
    held = tree.find("feedbackvariables")
    inner = held.holder if held is not None else None
    if inner is not None and inner.text:
        for line, reason in variables.read(inner.text):
            telling.say(inner.text_line + line, reason, "aside")
    changed = keys.inputs & (set(variables.values) | set(variables.broken) | set(variables.functions))
    if changed:
        raise NotTaken(f"its variables change the input {', '.join(sorted(changed))}")
    return variables


def _right(step: Step, variables: Variables, keys: Keys, telling: Telling) -> _Right:
    """What a node takes for right, with the keys that say how."""
    node = step.node
    if step.test in NUMERIC:
        value = cas.exact(variables.evaluate(node.said("tans")))
        return _Right((value,), _tolerance(step, telling), is_numeric=True)
    if step.test not in SYMBOLIC:
        raise NotTaken(f"the test {step.test or '(none)'} has no counterpart")
    value = variables.evaluate(node.said("tans"))
    if step.test in ("Int", "Antidiff"):
        return _integral(value, step, variables, keys)
    if not step.form:
        return _Right((value,))
    if step.other_form:
        earned = credit_text(step.other_form)
        telling.say(node.line, f"the right answer in another form earns {earned}; here nothing")
    return _Right((value,), (("form", step.form),))


def _row(step: Step, first: Step, right: _Right, variables: Variables, keys: Keys, telling: Telling) -> Row:
    """A further answer, if it is looked at as the expected one is."""
    own = _right(step, variables, keys, telling)
    if own.is_numeric != right.is_numeric or own.options != right.options or len(own.values) != 1:
        raise NotTaken(f"{step.test} is another test than that of the right answer, {first.test}")
    if right.options and right.options[0][0] in ("form", "up_to") and step.credit:
        raise NotTaken(f"a further answer beside one that is right {right.options[0][0]} …")
    feedback = feedback_of(step.node, "truefeedback", telling, cast=cast_of(variables), dollars=keys.dollars)
    return Row(_expr(own.values[0], keys, own), step.credit, feedback)


def _tolerance(step: Step, telling: Telling) -> tuple[tuple[str, str], ...]:
    option = step.node.said("testoptions").replace(" ", "")
    if step.test in ("NumAbsolute", "NumRelative"):
        amount = number_of(option) if option else _DEFAULT
        return ((("absolute" if step.test == "NumAbsolute" else "relative"), typed(amount)),)
    wanted, _, near = option.strip("[]").partition(",")
    places = near or wanted
    if not places.isdecimal() or not 1 <= int(places) <= 20:
        raise NotTaken(f"{step.test} with the option {option[:40] or '(none)'}")
    telling.say(step.node.line, f"{step.test}: how many figures are written is not looked at")
    return (("figures" if step.test == "NumSigFigs" else "decimals", places),)


def _integral(value: Any, step: Step, variables: Variables, keys: Keys) -> _Right:
    """The right answer with its constant, and without it where the test condones that, as Antidiff does."""
    option = step.node.said("testoptions").replace(" ", "")
    name, *flags = option.strip("[]").split(",")
    flags += ["NOCONST"] if step.test == "Antidiff" else []
    variable = variables.evaluate(name)
    if not variable.is_Symbol or not set(flags) <= {"NOCONST"}:
        raise NotTaken(f"{step.test} with the option {option[:40]}")
    own = [each for each in value.free_symbols if each != variable and _is_added(value, each)]
    if not own and not flags:
        raise NotTaken("Int asks for a constant of integration, which its right answer has not")
    taken = {each.name for each in value.free_symbols}
    constant = min(own, key=str) if own else cas.symbol(next(c for c in _CONSTANTS if c not in taken))
    if constant.name not in keys.constants:
        keys.constants.append(constant.name)
    bare = value.subs(constant, 0)
    values = (bare + constant, bare) if flags else (bare + constant,)
    return _Right(values, (("up_to", "constant"),))


def _is_added(value: Any, name: Any) -> bool:
    slope = sympy.diff(value, name)
    return bool(slope.is_number and slope != 0)


def _expr(value: Any, keys: Keys, right: _Right) -> Expr:
    """A right answer as an expression that can be written here."""
    expr = cas.to_expr(value)
    if right.is_numeric:
        number_value(expr)
    of_students = keys.inputs & set(cas.names_in([expr]))
    if of_students:
        raise NotTaken(f"an answer that depends on another one, {', '.join(sorted(of_students))}")
    return expr


def _told(found: Listed, first: Step, telling: Telling) -> None:
    """What the tree says or gives that has no place here."""
    if found.otherwise:
        line = found.steps[-1].node.line
        telling.say(line, f"any other answer earns {credit_text(found.otherwise)}; here nothing")
    for step in found.steps:
        for branch in ("true", "false"):
            if (branch == "false" or step is first) and step.node.said(f"{branch}feedback"):
                what = "the right answer" if branch == "true" else "an answer that does not pass"
                telling.say(step.node.at(f"{branch}feedback"), f"the feedback on {what}", "aside")


def cast_of(variables: Variables) -> Any:
    """What ``{@…@}`` comes to, as LaTeX; None where that is not known, or would be simplified."""

    def cast(text: str) -> str | None:
        try:
            value = variables.evaluate(text)
            if variables.unsimplified and value.args:
                return None
            return to_text(cas.to_expr(cas.exact(value)), "latex")
        except NotTaken:
            return None

    return cast
