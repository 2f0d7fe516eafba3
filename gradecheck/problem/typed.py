"""Values as authors type them in any file of theirs: numbers, lines, lists, short forms, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from .traps import explained

NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?")
RATIO = re.compile(r"([+-]?\d{1,40})\s*/\s*(\d{1,40})")


def wrong(fact: str, remedy: str = "") -> PydanticCustomError:
    """What a check of this module raises; ``explain`` makes an ``AuthorError`` of it."""
    return PydanticCustomError("gradecheck", "{fact}", {"fact": fact, "remedy": remedy})


def rational(text: object) -> Fraction:
    """A number as authors type it: ``-2``, ``0.5``, ``1e-3`` or ``1/3``.

    >>> rational("−0.50"), rational("1/3"), rational("1e-3")
    (Fraction(-1, 2), Fraction(1, 3), Fraction(1, 1000))
    """
    if isinstance(text, Fraction):
        return text
    typed = text.strip().replace("−", "-") if isinstance(text, str) else ""
    fact, remedy = explained(typed) if isinstance(text, str) else ("", "")
    if fact:
        raise wrong(fact, remedy)
    if NUMBER.fullmatch(typed):
        return Fraction(typed)
    ratio = RATIO.fullmatch(typed)
    if ratio and int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    raise wrong(f"{shown(text)} is not a number", "write it like -2, 0.5, 1e-3 or 1/3")


def shown(value: object) -> str:
    """A value of the file in a message."""
    match value:
        case str():
            return f"'{value}'" if len(value) <= 40 else f"'{value[:39]}…'"
        case list():
            return "a list"
        case dict():
            return "a mapping"
    return f"'{value}'"


def _not_negative(value: Fraction) -> Fraction:
    if value < 0:
        raise wrong(f"'{value}' is negative", "0 or more is needed")
    return value


def _share(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise wrong(f"a credit of {value} cannot be given", "a credit is a number from 0 to 1")
    return value


def _one_line(text: object) -> object:
    return text.strip() if isinstance(text, str) else text


def _written_out(key: str, value: object) -> object:
    if isinstance(value, str):
        return {key: value} if value.strip() else {}
    return value


def short(key: str) -> partial[object]:
    """Reads a bare text as a mapping with that one key."""
    return partial(_written_out, key)


def listed(value: object) -> object:
    """Reads a bare text as a list of one."""
    return [value] if isinstance(value, str) and value.strip() else [] if value == "" else value


def _checked(check: Callable[[Fraction], Fraction]) -> PlainValidator:
    return PlainValidator(lambda value: check(rational(value)))


Rational = Annotated[Fraction, PlainValidator(rational)]
Amount = Annotated[Fraction, _checked(_not_negative)]
Credit = Annotated[Fraction, _checked(_share)]
Line = Annotated[str, BeforeValidator(_one_line), Field(min_length=1)]
Lines = Annotated[list[Line], BeforeValidator(listed)]
Count = Annotated[int, Field(ge=0, le=100)]
Size = Annotated[int, Field(ge=1, le=1000)]
PythonName = Annotated[Line, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
