"""Moodle's question banks: an XML file with categories and questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sympy.core.parameters import distribute

from ..errors import OperatorError, Place
from .numerical import numerical
from .question import NotTaken, Question, Telling
from .stack import stack
from .texts import text_of
from .xml_reader import Element, read_xml

_TOP = re.compile(r"^\$\w+\$$|^top$", re.IGNORECASE)


def moodle_questions(data: bytes, path: str) -> Iterator[Question]:
    """The questions of a file, in its order.

    Raises ``OperatorError`` for what is no Moodle XML.
    """
    root = read_xml(data, path)
    if root.tag != "quiz":
        fact = f"this is XML, but no question bank of Moodle: it begins with <{root.tag[:40]}>, not <quiz>"
        raise OperatorError(fact, remedy="export the questions as Moodle XML", place=Place(path, root.line))
    folder: tuple[str, ...] = ()
    for element in root.all("question"):
        if element.attributes.get("type") == "category":
            folder = _folder(element.said("category"))
            continue
        with distribute(False):
            yield _question(element, path, folder)


def _folder(text: str) -> tuple[str, ...]:
    """The categories from the outermost; ``//`` stands for a slash within a name.

    >>> _folder("$course$/top/Calculus/Chain//product rule")
    ('Calculus', 'Chain/product rule')
    """
    names = (name.replace("\0", "/").strip() for name in text.replace("//", "\0").split("/"))
    return tuple(name for name in names if name and not _TOP.match(name))[:10]


def _question(element: Element, path: str, folder: tuple[str, ...]) -> Question:
    kind = element.attributes.get("type", "")
    name = element.said("name") or f"{kind or 'question'} {element.line}"
    question = Question(
        name[:200], folder, Place(path, element.line), f"Moodle, {'/'.join((*folder, name))[:200]}"
    )
    telling = Telling(path)
    try:
        if kind == "stack":
            question = stack(question, element, telling)
        elif kind == "numerical":
            question = numerical(question, element, telling)
            question = replace(question, statement=text_of(element, "questiontext", telling))
        else:
            telling.say(element.line, f"questions of type {kind[:40] or '(none)'} have no counterpart")
        question = replace(question, asides=tuple(_asides(element, telling)))
    except (NotTaken, RecursionError) as reason:
        telling.say(element.line, str(reason))
        question = replace(question, asked=())
    return replace(question, remarks=tuple(telling.remarks))


def _asides(element: Element, telling: Telling) -> Iterator[tuple[str, str]]:
    """Texts that students read later: kept as comments."""
    hints = sum(1 for hint in element.all("hint") if hint.said("text"))
    if hints:
        telling.say(element.at("hint"), f"{hints} hint{'s' * (hints > 1)} between attempts", "aside")
    said = text_of(element, "generalfeedback", telling, weight="aside")
    if said:
        telling.say(element.at("generalfeedback"), "the general feedback is kept as a comment", "aside")
        yield "What students read afterwards", said
