"""STACK questions: inputs whose answers are held against others by equivalence or by nearness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from ..notation.expr import Expr
from ..notation.names import FUNCTIONS, WORDS
from . import cas
from .maxima import Variables
from .numbers import nearest, number_of
from .numerical import points_of
from .question import Asked, NotTaken, Question, Telling
from .stack_items import Keys, cast_of, item
from .stack_tree import listed
from .texts import text_of
from .xml_reader import Element

_INPUT = re.compile(r"\[\[\s*input\s*:\s*(\w+)\s*\]\]")
_MARK = re.compile(r"\[\[\s*(?:validation|feedback)\s*:\s*\w+\s*\]\]")
_BLOCK = re.compile(r"\[\[\s*/?\s*(\w+)[^\[\]]*\]\]")
_KINDS = frozenset({"algebraic", "numerical", "matrix"})


def stack(question: Question, element: Element, telling: Telling) -> Question:
    """The question with an item for each of its trees that is a list of answers to one input."""
    variables = Variables(positive=element.said("assumepositive") == "1")
    variables.unsimplified = element.said("questionsimplify") == "0"
    held = element.find("questionvariables")
    if held is not None:
        inner = held.holder
        for line, reason in variables.read(inner.text):
            telling.say(inner.text_line + line, reason, "aside")
    inputs = {each.said("name"): each for each in element.all("input")}
    asked, constants = _items(element, inputs, variables, telling)
    marks = _without_marks(telling, element)
    statement = text_of(
        element, "questiontext", telling, cast=cast_of(variables), change=marks, dollars=_is_old(element)
    )
    if constants:
        statement += (
            f"\nThe constant of integration is called {' or '.join(f'${name}$' for name in constants)}."
        )
    exprs = [expr for each in asked for expr in (each.expected, *(row.expected for row in each.accept))]
    domain = "positive" if variables.positive else "real"
    names = tuple((name, domain) for name in dict.fromkeys((*cas.names_in(exprs), *_spoken_of(variables))))
    return replace(question, statement=statement, names=names, asked=tuple(asked))


def _is_old(element: Element) -> bool:
    """Whether it comes from a STACK in whose texts ``$…$`` was a formula: it did not tell its version."""
    return element.find("stackversion") is None


def _spoken_of(variables: Variables) -> list[str]:
    """Names that stand in the question's variables: wrong answers may use them too."""
    found = {name.name for value in variables.values.values() for name in value.free_symbols}
    return [name for name in sorted(found) if name.isidentifier() and name not in WORDS][:20]


def _items(
    element: Element, inputs: dict[str, Element], variables: Variables, telling: Telling
) -> tuple[list[Asked], list[str]]:
    """An item for each tree that can be taken over, and the constants of integration."""
    trees = list(element.all("prt"))
    values = [number_of(tree.said("value") or "1") for tree in trees]
    whole = sum(values, Fraction(0))
    asked: list[Asked] = []
    constants: list[str] = []
    for tree, value in zip(trees, values, strict=True):
        if not value:
            telling.say(tree.line, f"the tree {tree.said('name')}, which earns nothing", "aside")
            continue
        try:
            found = listed(tree, frozenset(inputs))
            if any(each.id == found.input for each in asked):
                raise NotTaken(f"a tree above looks at {found.input} too")
            _usual(inputs[found.input], telling)
            said = len(telling.remarks)
            made = item(tree, found, Keys(variables, frozenset(inputs), constants, _is_old(element)), telling)
            if all(remark.weight == "aside" for remark in telling.remarks[said:]):
                made = replace(made, tests=tuple(_tests(element, tree, made, variables)))
        except NotTaken as reason:
            telling.say(tree.line, f"the tree {tree.said('name')}: {reason}")
            continue
        asked.append(replace(made, points=points_of(element) * value / whole))
    if not trees:
        telling.say(element.line, "there is no potential response tree")
    return asked, constants


def _tests(
    element: Element, tree: Element, made: Asked, variables: Variables
) -> Iterator[tuple[Expr, Fraction]]:
    """What the question's own tests say of this tree: answers whose value is known, with what they earn."""
    known = {made.expected, *(row.expected for row in made.accept)}
    for test in element.all("qtest"):
        values = {each.said("name"): each.said("value") for each in test.all("testinput")}
        scores = {each.said("name"): each.said("expectedscore") for each in test.all("expected")}
        if not values.get(made.id) or not scores.get(tree.said("name")):
            continue
        try:
            expr = cas.to_expr(variables.evaluate(values[made.id]))
            credit = nearest(number_of(scores[tree.said("name")]))
        except NotTaken:
            continue
        is_readable = set(cas.names_in([expr])) <= set(cas.names_in(known))
        if expr not in known and is_readable and 0 <= credit <= 1 and not made.options:
            known.add(expr)
            yield expr, credit


def _usual(field: Element, telling: Telling) -> None:
    """What an input asks for beside its value."""
    kind = field.said("type")
    if kind not in _KINDS:
        raise NotTaken(f"the input {field.said('name')} is of type {kind or 'unknown'}")
    forbidden = [word.strip() for word in field.said("forbidwords").split(",")]
    known = [word for word in forbidden if word in FUNCTIONS or word.startswith("[[")]
    if known:
        telling.say(
            field.line, f"the input {field.said('name')} forbids {', '.join(known)}; here they may be used"
        )
    if field.said("options"):
        telling.say(field.line, f"the options of the input {field.said('name')}: {field.said('options')[:80]}")


def _without_marks(telling: Telling, element: Element) -> Callable[[str], str]:
    """Gives a page with its inputs by name, without STACK's other marks; what is lost is told."""
    line = element.at("questiontext")

    def change(page: str) -> str:
        page = _MARK.sub("", _INPUT.sub(r"[\1]", page))
        for block in sorted(set(_BLOCK.findall(page))):
            telling.say(line, f"a block [[{block}]] in the text", "text")
        return _BLOCK.sub("", page)

    return change
