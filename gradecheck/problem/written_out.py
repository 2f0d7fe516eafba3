"""A problem file with the numbers of one variant in place of its parameters: a file as one might have typed it.

Expressions take a parameter by its name. In texts ``{{a x + b}}`` is an expression that is written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from ..notation import parse, to_text
from ..notation.expr import Expr, free_names
from ..notation.reading import NotationError
from ..notation.scope import Scope
from ..notation.spelling import StyleName
from .declare import Declarations, declare, expression
from .draws import NotExact, exact
from .explain import Faults, check, complaint
from .model import Family, Numbers
from .parameters import parameters_scope
from .putting_in import Constant, constants, put_in
from .yaml_reader import Document, Path, Plain

KEYS = ("parameters", "constraints", "seed")
"""What a file has that is not one of its variants."""

Pattern = tuple[str, ...]
"""A path in a file; ``*`` stands for any step."""

_ANSWER: tuple[Pattern, ...] = (
    (),
    ("expected",),
    ("accept", "*"),
    ("accept", "*", "expected"),
    ("accept", "*", "where", "*"),
)
_ASKED: tuple[Pattern, ...] = (
    ("items", "*", "symbolic"),
    ("items", "*", "numeric"),
    ("items", "*", "graph", "blanks", "*"),
)
_TOLERANT: tuple[Pattern, ...] = (*_ASKED[1:], ("items", "*", "graph"))

NUMBERS: tuple[Pattern, ...] = (
    ("variables", "*"),
    ("variables", "*", "value"),
    *((*at, key) for at in _TOLERANT for key in ("absolute", "relative")),
)
"""Where a number is needed, which an expression in parameters may give."""

EXPRESSIONS: tuple[Pattern, ...] = (
    ("upstream",),
    *((section, "*", *key) for section in ("stacked",) for key in ((), ("of",))),
    *((*at, *answer) for at in _ASKED for answer in _ANSWER),
    ("items", "*", "symbolic", "condition"),
)
NODES: tuple[Pattern, ...] = tuple(
    (section, "*", *key) for section in ("graph", "definitions") for key in ((), ("expr",))
)
"""Expressions that use what stands above them."""

SHARED: tuple[Pattern, ...] = (("title",), ("source",))
"""Texts that are the same for everybody."""

TEXTS: tuple[Pattern, ...] = (
    ("statement",),
    ("notes",),
    ("notes", "*"),
    ("items", "*", "label"),
    ("items", "*", "prompt"),
    ("items", "*", "hints"),
    ("items", "*", "hints", "*"),
    ("items", "*", "hints", "*", "text"),
    ("items", "*", "symbolic", "transposed", "feedback"),
    *((*at, "accept", "*", "feedback") for at in (*_ASKED, ("items", "*", "shape"))),
    ("tests", "*", "response"),
    ("tests", "*", "response", "*"),
    ("tests", "*", "response", "*", "*"),
    ("tests", "*", "after", "*"),
)
"""Where ``{{…}}`` is written out."""


def written_out(document: Document, family: Family, numbers: Numbers) -> Document:
    """``document`` with ``numbers`` put in. Raises ``AuthorError`` or ``AuthorErrors``."""
    return _Writer(document, family, numbers).written()


@dataclass
class _Writer:
    document: Document
    family: Family
    numbers: Numbers
    faults: Faults = field(default_factory=Faults)

    def written(self) -> Document:
        """The file with everything put in; what cannot be is told together."""
        found = self.with_numbers
        self.faults.tell()
        Faults(self.declared.faults).tell()
        steps = (
            (NODES, self._node),
            (EXPRESSIONS, self._expression),
            (TEXTS, self._text),
            (SHARED, self._shared),
        )
        for patterns, change in steps:
            found = self._changed(found, patterns, change)
        self.faults.tell()
        return found

    def _changed(
        self, document: Document, patterns: tuple[Pattern, ...], change: Callable[[Path, str], str]
    ) -> Document:
        """The document with the texts at these paths changed."""

        def at(value: Plain, path: Path) -> Plain:
            if isinstance(value, str):
                if not _is_among(path, patterns):
                    return value
                return self.faults.attempt(partial(change, path, value), value)
            if isinstance(value, list):
                return [at(each, (*path, n)) for n, each in enumerate(value)]
            return {key: at(each, (*path, key)) for key, each in value.items()}

        return replace(document, data=at(document.data, ()))

    @cached_property
    def constants(self) -> dict[str, Constant]:
        return constants(self.family, self.numbers)

    @cached_property
    def with_numbers(self) -> Document:
        """The file without its parameters, once every number that is needed is one."""
        data = self.document.data
        assert isinstance(data, dict)
        own = replace(self.document, data={key: value for key, value in data.items() if key not in KEYS})
        return self._changed(own, NUMBERS, self._number)

    @cached_property
    def declared(self) -> Declarations:
        """What the file declares, its parameters among the variables: what its expressions are read with."""
        document = self.with_numbers
        data = document.data
        assert isinstance(data, dict)
        variables = data.get("variables") or {}
        if not isinstance(variables, dict):
            variables = {}
        inputs: dict[str, Plain] = {name: str(value) for name, value in self.numbers}
        whole = replace(document, data={**data, "variables": {**inputs, **variables}})
        return declare(check(whole), whole)

    @cached_property
    def scope(self) -> Scope:
        """All names that an answer may use."""
        names = tuple(each for each in self.declared.scope.names if each.name not in self.constants)
        return replace(self.declared.scope, names=names)

    def _number(self, path: Path, text: str) -> str:
        if not self._uses_parameter(text):
            return text
        scope = parameters_scope(self.family.parameters)
        found = expression(self.document, path, text, scope).expr
        try:
            return str(exact(found, dict(self.numbers)))
        except NotExact as error:
            remedy = "a number is needed here: write it with + - * / ^ and parameters"
            raise complaint(self.document, path, str(error), remedy) from None
        except ZeroDivisionError:
            raise complaint(self.document, path, f"this divides by 0 {self.where}", self.remedy) from None

    def _node(self, path: Path, text: str) -> str:
        declared = self.declared.scope.get(str(path[1]))
        if declared is None or declared.definition is None:
            return text
        return self._as_text(path, text, declared.definition)

    def _expression(self, path: Path, text: str) -> str:
        if not self._uses_parameter(text):
            return text
        found = expression(self.document, path, text, self.declared.scope).expr
        return self._as_text(path, text, found)

    def _as_text(self, path: Path, text: str, expr: Expr) -> str:
        if free_names(expr).isdisjoint(self.constants):
            return text
        expr = put_in(expr, self.constants, self.declared.scope)
        styles: tuple[StyleName, ...] = ("unicode", "plain")
        for style in styles:
            written = to_text(expr, style, self.scope)
            if _reads_as(written, expr, self.scope):
                return written
        remedy = "write it in a simpler way, or give a part of it a name under `definitions`"
        raise complaint(
            self.document, path, "this cannot be written out with numbers in place of names", remedy
        )

    def _uses_parameter(self, text: str) -> bool:
        return any(name in text for name in self.constants)

    @property
    def where(self) -> str:
        """The numbers in a message."""
        return "at " + ", ".join(f"{name} = {value}" for name, value in self.numbers)

    remedy = "exclude it under `constraints`"

    def _shared(self, path: Path, text: str) -> str:
        if next(placeholders(text), None) is None:
            return text
        fact = "numbers are written out here, but this is the same for everybody"
        raise complaint(self.document, path, fact, "put them into the `statement`")

    # -- texts -----------------------------------------------------------------------------------------------

    def _text(self, path: Path, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for start, inner_end, stop in placeholders(text):
            before = text[end:start]
            pieces += [before, self._placed(path, text, (start, inner_end), "".join(pieces) + before)]
            end = stop
        return "".join([*pieces, text[end:]])

    def _placed(self, path: Path, text: str, span: tuple[int, int], before: str) -> str:
        """One expression written out: as LaTeX between dollar signs, else in plain text."""
        start, end = span
        inner = text[start + 2 : end]
        found = expression(self.document, path, inner, self.declared.scope, start + 2).expr
        expr = put_in(found, self.constants, self.declared.scope)
        if len(_DOLLAR.findall(before)) % 2:
            written = _TIMES.sub(" ", to_text(expr, "latex", self.scope))
            written = _NARROW.sub("", written)
        else:
            written = to_text(expr, "unicode", self.scope)
        signed = written.startswith(("-", "−")) and before.rstrip().endswith(
            ("+", "-", "−", "*", "·", "/", "^")
        )
        return f"({written})" if signed else written


_DOLLAR = re.compile(r"(?<!\\)\$\$?")
_TIMES = re.compile(r" \\cdot (?!\d|\\frac)")
_NARROW = re.compile(r"(?<=\d) (?=[a-z\\](?!frac|dfrac))")


def placeholders(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each ``{{…}}`` begins, where what is in it ends, and where it ends; braces inside are balanced.

    >>> [r"x^{{{a}}} + {{\\frac{a}{2}}}"[i + 2:j] for i, j, _ in placeholders(r"x^{{{a}}} + {{\\frac{a}{2}}}")]
    ['a', '\\\\frac{a}{2}']
    """
    at = 0
    while (start := text.find("{{", at)) >= 0:
        if text.startswith("{{{", start):
            at = start + 1
            continue
        end = _closing(text, start + 2)
        if end is None:
            return
        yield start, end, end + 2
        at = end + 2


def _closing(text: str, at: int) -> int | None:
    depth = 0
    for place in range(at, len(text)):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}" and depth:
            depth -= 1
        elif text.startswith("}}", place):
            return place
        elif text[place] == "}":
            return None
    return None


def _reads_as(text: str, expr: Expr, scope: Scope) -> bool:
    try:
        return parse(text, scope)[0].expr == expr
    except NotationError:
        return False


def _is_among(path: Path, patterns: tuple[Pattern, ...]) -> bool:
    return any(
        len(path) == len(pattern) and all(want in ("*", step) for want, step in zip(pattern, path, strict=True))
        for pattern in patterns
    )
