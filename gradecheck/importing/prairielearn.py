"""PrairieLearn's questions: a folder with ``info.json``, ``question.html`` and ``server.py``."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from sympy.core.parameters import distribute

from ..errors import OperatorError, Place, StudentError
from ..notation import to_text
from ..submission.tree import Entry, Parts, Tree
from . import cas
from .number_input import integer_input, number_input
from .prompt import Element, prompt_of
from .python_values import Server, Unknown, expression_value, server_values
from .question import Asked, NotTaken, Question, Remark, Telling

MAX_QUESTIONS = 2000

_MARKS = frozenset({"info.json", "question.html"})
_PARAM = re.compile(r"\{\{\{?\s*params\.(\w+)\s*\}?\}\}")
_MUSTACHE = re.compile(r"\{\{.*?\}\}\}?", re.DOTALL)
_THROUGH = frozenset({"pl-question-panel", "pl-card", "pl-markdown"})
_LATER = frozenset({"pl-answer-panel", "pl-submission-panel"})
_SHOWN = frozenset(
    "pl-figure pl-code pl-drawing pl-graph pl-python-variable pl-variable-output pl-matrix-latex pl-template "
    "pl-file-download pl-hidden-hints".split()
)


def prairielearn_questions(tree: Tree, root: str) -> Iterator[Question]:
    """The questions of a tree at ``root``: folders with an ``info.json`` or a ``question.html``, in order."""
    folders: dict[Parts, dict[str, Entry]] = {}
    for entry in tree.entries:
        folders.setdefault(entry.parts[:-1], {})[entry.name] = entry
    named = [parts for parts, files in folders.items() if _MARKS & set(files) and "elements" not in parts[:-1]]
    if len(named) > MAX_QUESTIONS:
        remedy = "take over one folder of them after the other"
        raise OperatorError(f"{root}: more than {MAX_QUESTIONS:,} questions", remedy=remedy)
    for parts in sorted(named):
        with distribute(False):
            yield _Folder(root, parts, folders[parts]).question()


@dataclass(slots=True)
class _Folder:
    """One question's folder, on its way through."""

    root: str
    parts: Parts
    files: dict[str, Entry]
    telling: Telling = field(init=False)
    server: Server = field(default_factory=Server)
    found: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.telling = Telling(self.place("question.html"))

    def place(self, name: str) -> str:
        return "/".join((self.root, *self.parts, name))

    def question(self) -> Question:
        name = self.parts[-1] if self.parts else PurePath(self.root).stem
        source = f"PrairieLearn, {'/'.join((*self.parts[:-1], name))}"
        question = Question(name, self.parts[:-1], Place(self.place("question.html"), 1), source)
        try:
            question = self.read(question)
        except (NotTaken, RecursionError) as reason:
            self.telling.say(1, str(reason))
        return replace(question, remarks=tuple(self.telling.remarks))

    def read(self, question: Question) -> Question:
        info = self.info()
        question = replace(question, title=str(info.get("title") or "")[:200])
        if "server.py" in self.files:
            self.server = server_values(self.bytes_of("server.py"))
        page = self.with_params(self.bytes_of("question.html").decode("utf-8", errors="replace"))
        prompt = prompt_of(page, prefix="pl-", special=self.special, single_dollars=True)
        for lost in prompt.lost:
            self.telling.say(lost.line + 1, lost.fact, lost.weight)
        asked = list(self.asked())
        if info.get("partialCredit") is False and len(asked) > 1:
            self.telling.say(1, "partialCredit is false: all or nothing; here each answer earns its share")
        exprs = [each.expected for each in asked]
        names = tuple((name, "real") for name in cas.names_in(exprs))
        declared = tuple(name for each in self.found for name in _variables(each))
        more = tuple((name, "real") for name in dict.fromkeys(declared) if (name, "real") not in names)
        names = (*names, *more) if asked else ()
        return replace(question, statement=prompt.text, names=names, asked=tuple(asked))

    def info(self) -> dict[str, Any]:
        if "info.json" not in self.files:
            raise NotTaken("there is no info.json beside question.html")
        if "question.html" not in self.files:
            raise NotTaken("there is no question.html beside info.json")
        try:
            info = json.loads(self.bytes_of("info.json"))
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            self.telling.remarks.append(Remark(Place(self.place("info.json"), line), "this is not JSON"))
            raise NotTaken("without its info.json the question is not read") from None
        if not isinstance(info, dict) or info.get("type", "v3") != "v3":
            raise NotTaken("info.json is not that of a question of type v3")
        grading = info.get("gradingMethod", "Internal")
        if grading != "Internal":
            raise NotTaken(f"its gradingMethod is {str(grading)[:40]}")
        return info

    def bytes_of(self, name: str) -> bytes:
        try:
            return self.files[name].read()
        except StudentError as error:
            raise NotTaken(f"{name}: {error.fact}") from None

    # -- the page ----------------------------------------------------------------------------------------------

    def with_params(self, page: str) -> str:
        """The page with the values of ``{{params.x}}``; what else its templates hold is told."""

        def value(found: re.Match[str]) -> str:
            shown = _shown(self.server.params.get(found[1], Unknown("")))
            if shown is None:
                return found[0]
            return shown if found[0].startswith("{{{") else html.escape(shown)

        page = _PARAM.sub(value, page)
        for found in _MUSTACHE.finditer(page):
            line = page[: found.start()].count("\n") + 1
            fact = f"{' '.join(found[0].split())[:60]} is not known without running server.py"
            self.telling.say(line, fact, "text")
        return _MUSTACHE.sub("…", page)

    def special(self, element: Element) -> str | None:
        tag = element.tag
        if tag in _THROUGH:
            return ""
        if tag in INPUTS:
            self.found.append(element)
            said = element.attributes.get
            return " ".join(filter(None, (said("label"), f"[{said('answers-name', '')}]", said("suffix"))))
        if tag in _LATER:
            self.telling.say(element.line + 1, f"<{tag}>, which students read later", "aside")
        elif tag in _SHOWN:
            self.telling.say(element.line + 1, f"<{tag}> is not shown", "text")
        else:
            self.telling.say(element.line + 1, f"<{tag[:40]}> has no counterpart")
        return None

    # -- the answers -------------------------------------------------------------------------------------------

    def asked(self) -> Iterator[Asked]:
        seen: set[str] = set()
        for element in self.found:
            name = element.attributes.get("answers-name", "")
            try:
                if not re.fullmatch(r"[^\s:=#]{1,60}", name):
                    raise NotTaken("it has no name that can be one here")
                if name in seen:
                    raise NotTaken("it is named twice")
                seen.add(name)
                value = self.answer(element, name)
                made = INPUTS[element.tag](element, name, value, self.telling)
                weight = element.attributes.get("weight", "1")
                if not weight.isdecimal() or not int(weight):
                    raise NotTaken(f"its weight is {weight[:40]}")
                yield replace(made, points=Fraction(int(weight)))
            except NotTaken as reason:
                self.telling.say(element.line + 1, f"the answer {name[:40] or '(unnamed)'}: {reason}")
        if not self.found:
            self.telling.say(1, "no number or expression is asked for")

    def answer(self, element: Element, name: str) -> Any:
        """The right answer: that of the element, or that of ``server.py``."""
        typed = element.attributes.get("correct-answer")
        found = typed if typed is not None else self.server.correct_answers.get(name)
        if found is None:
            raise NotTaken(
                "nothing says what is right" if "server.py" in self.files else "there is no server.py"
            )
        if isinstance(found, Unknown):
            line = self.server.lines.get(f"correct_answers.{name}", 0)
            raise NotTaken(f"line {line} of server.py, which is not run: {found.why}")
        return expression_value(found, _variables(element)) if isinstance(found, str) else found


def symbolic_input(element: Element, name: str, value: Any, telling: Telling) -> Asked:
    """``<pl-symbolic-input>``: equality for all values of its variables."""
    attributes = element.attributes
    for key in ("allow-complex", "allow-sets", "allow-blank"):
        if attributes.get(key, "false").lower() in ("true", "yes", "1"):
            raise NotTaken(f"it has {key}")
    if attributes.get("custom-functions"):
        raise NotTaken("it has custom-functions")
    expr = cas.to_expr(value)
    unknown = set(cas.names_in([expr])) - set(_variables(element))
    if unknown:
        raise NotTaken(f"its right answer uses {', '.join(sorted(unknown))}, which is not among its variables")
    if attributes.get("allow-trig-functions", "true").lower() == "false":
        telling.say(element.line + 1, f"the answer {name} may not use sin, cos, …; here it may")
    return Asked(name, "symbolic", expr)


def _variables(element: Element) -> list[str]:
    """The names that an answer may use."""
    words = element.attributes.get("variables", "").replace(",", " ").split()
    return [word for word in words if word.isidentifier()]


def _shown(value: Any) -> str | None:
    """A value as a template shows it."""
    if isinstance(value, Unknown | tuple):
        return None
    if isinstance(value, str):
        return value
    try:
        return to_text(cas.to_expr(value))
    except NotTaken:
        return None


INPUTS: dict[str, Callable[[Element, str, Any, Telling], Asked]] = {
    "pl-symbolic-input": symbolic_input,
    "pl-number-input": number_input,
    "pl-integer-input": integer_input,
}
