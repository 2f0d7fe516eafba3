"""The ``parameters`` and ``constraints`` of a problem file: what numbers its variants may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from pydantic_core import PydanticCustomError

from ..notation.expr import Expr
from ..notation.names import FUNCTIONS, WORDS
from ..notation.scope import Declared, Scope
from . import schema
from .declare import expression
from .draws import NotExact, first, holds
from .explain import check_as, complaint, gather
from .model import Family, Parameter
from .typed import rational
from .yaml_reader import Document, Path

MOST_PARAMETERS = 20
MOST_VALUES = 1000
"""Numbers that one parameter is drawn from."""

SECTIONS = ("variables", "graph", "stacked", "definitions", "indices")
_RANGE = re.compile(r"(?P<low>.+?)\s*\.\.\s*(?P<high>.+?)(?:\s+step\s+(?P<step>.+))?")


def family(document: Document, source: str, default_id: str) -> Family:
    """What the variants of a file with parameters are drawn from.

    Raises ``AuthorError`` or ``AuthorErrors``, also where no numbers satisfy the constraints.
    """
    file = check_as(document, schema.Variants)
    if len(file.parameters) > MOST_PARAMETERS:
        fact = f"there are {len(file.parameters)} parameters"
        raise complaint(document, ("parameters",), fact, f"at most {MOST_PARAMETERS} are possible")
    parameters = gather(partial(_parameter, document, name, row) for name, row in file.parameters.items())
    scope = parameters_scope(parameters)
    constraints = gather(
        partial(_constraint, document, ("constraints", n), text, scope)
        for n, text in enumerate(file.constraints)
    )
    found = Family(file.id or default_id, file.seed, parameters, constraints, source, default_id)
    if first(found) is None:
        fact = "no numbers were found that satisfy all constraints"
        raise complaint(document, ("constraints",), fact, "leave one out, or give the parameters more numbers")
    return found


def parameters_scope(parameters: tuple[Parameter, ...]) -> Scope:
    """The scope of expressions in parameters alone."""
    return Scope(tuple(Declared(parameter.name) for parameter in parameters))


def _parameter(document: Document, name: str, row: schema.Parameter) -> Parameter:
    path = ("parameters", name)
    _check_name(document, name)
    written = document.at(path)
    inner = (*path, "from") if isinstance(written, dict) else path
    pieces = list(_pieces(document, inner, row.from_))
    left_out = {value for piece in _pieces(document, (*path, "not"), row.not_) for value in piece.values}
    values = dict.fromkeys(value for piece in pieces for value in piece.values if value not in left_out)
    if not values:
        raise complaint(document, path, "no number is left to draw", "leave fewer out under `not`")
    if len(values) > MOST_VALUES:
        raise complaint(
            document, path, f"these are {len(values)} numbers", f"at most {MOST_VALUES} are drawn from"
        )
    return Parameter(name, tuple(values), any(piece.decimal for piece in pieces))


def _check_name(document: Document, name: str) -> None:
    path = ("parameters", name)
    if not name.isidentifier() or name in WORDS or name in FUNCTIONS:
        remedy = "a name is one word of letters, digits and _, and no function's"
        raise complaint(document, path, f"'{name}' cannot be a parameter", remedy, at_key=True)
    for section in SECTIONS:
        rows = document.at((section,))
        if isinstance(rows, dict) and name in rows:
            fact = f"'{name}' is already a name in {section}"
            raise complaint(document, path, fact, "give it another name", at_key=True)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The numbers that one entry of ``from`` stands for."""

    values: tuple[Fraction, ...]
    decimal: bool


def _pieces(document: Document, path: Path, texts: list[str]) -> Iterator[_Piece]:
    listed = isinstance(document.at(path), list)
    for n, text in enumerate(texts):
        yield _piece(text, partial(complaint, document, (*path, n) if listed else path))


def _piece(text: str, fail: Callable[[str, str], Exception]) -> _Piece:
    """``1/2``, ``-3..3`` or ``0.1..0.9 step 0.1``."""
    match = _RANGE.fullmatch(text)
    typed = [text] if match is None else [each for each in match.groups() if each is not None]
    try:
        numbers = [rational(each) for each in typed]
    except PydanticCustomError as error:
        context = error.context or {}
        remedy = str(context.get("remedy") or "write numbers like -2 or 1/3, ranges like 1..9")
        raise fail(str(context.get("fact")), remedy) from None
    decimal = any(mark in each for each in typed for mark in ".eE")
    if match is None:
        return _Piece((numbers[0],), decimal)
    low, high, *rest = numbers
    step = rest[0] if rest else Fraction(1)
    if not rest and (low.denominator, high.denominator) != (1, 1):
        raise fail(
            f"'{text}' goes in steps of 1 between numbers that are not whole", "add a step: 0.1..0.9 step 0.1"
        )
    if step <= 0 or high < low:
        raise fail(f"'{text}' holds no number", "write the smaller end first, and a positive step")
    count = (high - low) // step + 1
    if count > MOST_VALUES:
        raise fail(
            f"'{text}' holds {count} numbers", f"at most {MOST_VALUES} are drawn from; take larger steps"
        )
    return _Piece(tuple(low + k * step for k in range(count)), decimal)


def _constraint(document: Document, path: Path, text: str, scope: Scope) -> Expr:
    found = expression(document, path, text, scope).expr
    try:
        holds(found, {declared.name: Fraction(n) for n, declared in enumerate(scope.names, 2)})
    except ZeroDivisionError:
        pass
    except NotExact as error:
        remedy = "write it like a != b, a + b > 0, |a| < 5 or not (a == 1 and b == 2)"
        raise complaint(document, path, str(error), remedy) from None
    return found
