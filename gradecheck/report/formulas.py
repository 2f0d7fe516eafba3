"""Mathematics in pages: answers, keys and the formulas of prompts as MathML, or as text where that is safer.

What was read is stored as text. Here it is read again in the scope of its problem, and set as MathML only where
it prints to the very same text: the page never shows a formula that the grader did not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from ..gradebook.standing import Standing
from ..notation import parse, to_text
from ..notation.expr import Expr
from ..notation.latex import latex_to_mathml
from ..notation.markup import escaped
from ..notation.mathml import shape_to_mathml, to_mathml
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..problem.model import Problem
from ..problem.parts import Blank, CodePart, GraphPart, NumericPart, Part, ShapePart, SymbolicPart
from ..problem.variants import variant
from .words import visible

Answered = SymbolicPart | NumericPart | ShapePart
LONGEST = 600
"""Characters of an answer that is set as a formula; a longer one is easier to read as a line of text."""
_FORMULA = re.compile(r"\$\$(?P<block>[^$]+)\$\$|(?<!\\)\$(?P<inline>[^\s$](?:[^$\n]*[^\s$\\])?)\$(?!\d)")
_UPRIGHT = ("<mfrac", "<msup", "<msub", "<msqrt", "<munder", "<mover", "<mtable")
_WORD = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,}")
_SAID = re.compile(r"(?<![=<>!])=(?!=)|\\(?:times|in|to)\b|[×∈:…]|\\l?dots")
"""What our parser takes off or reads as a product: a formula with it is set as it is written."""


class Formulas:
    """The formulas of ``problems``; of another problem, or of none, everything stays text."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self.problems = {problem.id: problem for problem in problems}
        self.known: dict[tuple[str, str, str], Markup] = {}

    def of(self, standing: Standing) -> Formulas:
        """The same for one student, whose own variants the problems then are."""
        own = {
            one.problem: variant(self.problems[one.problem], one.chosen.report.variant)
            for one in standing.problems
            if one.chosen is not None and one.chosen.report.variant and one.problem in self.problems
        }
        if not own:
            return self
        found = Formulas(tuple((self.problems | own).values()))
        found.known = self.known
        return found

    def answer(self, problem: str, kind: str, read_as: str) -> Markup:
        """An answer as it was read, as a ``math`` element; "" where it is better shown as text."""
        at_hand = self.problems.get(problem)
        if at_hand is None or not read_as or len(read_as) > LONGEST or kind == "code":
            return Markup()
        place = (problem, kind, read_as)
        if place not in self.known:
            self.known[place] = _answer(at_hand.scope, kind, read_as)
        return self.known[place]

    def key(self, problem: str, item: str, part: str) -> Markup:
        """The expected answer to a part (as reports name it); "" for code and where it is not found."""
        at_hand = self.problems.get(problem)
        found = next((one for one in at_hand.items if one.id == item), None) if at_hand else None
        if at_hand is None or found is None:
            return Markup()
        for one in found.parts:
            if isinstance(one, GraphPart):
                blank: Blank | None = next((b for b in one.blanks if part.endswith(f".{b.id}")), None)
                if blank is not None:
                    return _key(blank.answer, at_hand.scope)
            elif not isinstance(one, CodePart) and part in (item, f"{item}.{one.kind}"):
                return _key(one, at_hand.scope)
        return Markup()

    def expected(self, problem: str, kind: str, text: str) -> Markup:
        """The key that reports call ``text``, as a formula; "" where no part of this kind has it."""
        at_hand = self.problems.get(problem)
        if at_hand is None:
            return Markup()
        keys = (part for item in at_hand.items for part in _answers(item.parts))
        found = next((one for one in keys if one.expected_text == text and _alike(one.kind, kind)), None)
        return _key(found, at_hand.scope) if found is not None else Markup()

    def prose(self, problem: str, text: str) -> Markup:
        """A prompt or statement in paragraphs; ``$…$`` and ``$$…$$`` become formulas."""
        at_hand = self.problems.get(problem)
        return prose(text, at_hand.scope if at_hand else Scope())

    def question(self, problem: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The statement, and the prompts by item; nothing where the problem is not at hand."""
        at_hand = self.problems.get(problem)
        if at_hand is None:
            return "", ()
        return at_hand.statement, tuple((one.id, one.prompt) for one in at_hand.items if one.prompt.strip())


def prose(text: str, scope: Scope) -> Markup:
    """Text of an author in paragraphs, each formula set as MathML, or as code where it cannot be read.

    >>> print(prose("a < b", Scope()))
    <p>a &lt; b</p>
    >>> print(prose(r"$\\href{javascript:x}{y}$", Scope()))
    <p><code>\\href{javascript:x}{y}</code></p>
    """
    paragraphs = re.split(r"\n\s*\n", visible(text).strip())
    return Markup("\n").join(Markup("<p>{}</p>").format(_line(each, scope)) for each in paragraphs if each)


def _line(text: str, scope: Scope) -> Markup:
    return Markup().join(_runs(text, scope))


def _runs(text: str, scope: Scope) -> Iterator[Markup]:
    """Text, formula, text …, in order."""
    at = 0
    for match in _FORMULA.finditer(text):
        yield escape(text[at : match.start()].replace(r"\$", "$"))
        yield _formula(match["block"] or match["inline"], scope, is_block=match["block"] is not None)
        at = match.end()
    yield escape(text[at:].replace(r"\$", "$"))


def _formula(text: str, scope: Scope, *, is_block: bool) -> Markup:
    """As it is written; words of several letters are names of the problem, if our parser knows them."""
    own = None if _SAID.search(text) else _own(text, scope)
    inner = (own if own and _WORD.search(text) else None) or latex_to_mathml(text) or own
    if inner is None:
        return Markup("<code>{}</code>").format(text.strip())
    return _math(inner, text.strip(), "application/x-tex", is_block=is_block)


def _own(text: str, scope: Scope) -> str | None:
    try:
        return to_mathml(parse(text, scope)[0].expr, scope)
    except (NotationError, RecursionError):
        return None


def _answer(scope: Scope, kind: str, read_as: str) -> Markup:
    try:
        if kind == "shape":
            return _math(shape_to_mathml(read_as, scope), read_as)
        expr = parse(read_as, scope)[0].expr
        if to_text(expr, "unicode", scope) != read_as:
            return Markup()
        return _math(to_mathml(expr, scope, as_number=True), read_as)
    except (NotationError, RecursionError):
        return Markup()


def _answers(parts: Sequence[Part]) -> Iterator[Answered]:
    """The parts that have one key, blanks among them."""
    for part in parts:
        if isinstance(part, GraphPart):
            yield from (blank.answer for blank in part.blanks)
        elif isinstance(part, SymbolicPart | NumericPart | ShapePart):
            yield part


def _alike(kind: str, other: str) -> bool:
    return (kind == "shape") == (other == "shape")


def _key(part: Answered, scope: Scope) -> Markup:
    """A number is set as the author wrote it: its expression may be the formula that it is the value of."""
    text = part.expected_text
    if isinstance(part, SymbolicPart):
        return _math(to_mathml(part.expected, scope, as_number=True), text)
    inner = None if isinstance(part, ShapePart) else _own(text, scope)
    set_ = _math(inner, text) if inner else _answer(scope, part.kind, text)
    return set_ or Markup("<code>{}</code>").format(visible(text))


def _math(inner: str, text: str, kind: str = "text/plain", *, is_block: bool = False) -> Markup:
    """A ``math`` element; the text it was made from goes along as an annotation, which is not displayed."""
    display = ' display="block"' if is_block else ' displaystyle="true"' if kind == "text/plain" else ""
    note = f'<annotation encoding="{kind}">{escaped(text)}</annotation>'
    return Markup(f"<math{display}><semantics><mrow>{inner}</mrow>{note}</semantics></math>")


def formula(expr: Expr, scope: Scope, text: str) -> Markup:
    """An expression of a problem; ``text`` is the same in a line."""
    return _math(to_mathml(expr, scope, as_number=True), text)


def is_drawn(formula: Markup) -> bool:
    """Whether a formula has anything that a line of text has not, such as a fraction."""
    return any(tag in formula for tag in _UPRIGHT)
