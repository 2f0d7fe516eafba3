"""The keys of a ``course.yaml`` and what each of them takes.

A key that is left out says nothing: what the defaults say, or what is standard, holds. Times are still text.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from .durations import Duration, parse_duration
from .model import FeedbackLevel
from .schema import Part
from .typed import NUMBER, RATIO, Amount, Line, rational, shown, wrong

FILE_VERSION = "1"


def _version(value: object) -> str:
    if value != FILE_VERSION:
        raise wrong(f"{shown(value)} is not a version of the format", "this gradecheck reads `gradecheck: 1`")
    return FILE_VERSION


def _duration(value: object) -> Duration:
    found = parse_duration(value) if isinstance(value, str) else None
    if found is None:
        raise wrong(f"{shown(value)} is not a length of time", "write it like 2 days, 36 hours or 1 h 30 min")
    return found


def _percentage(value: object) -> Fraction:
    """A share as people type it: ``10%``, ``0.1`` or ``1/10``."""
    text = value.strip() if isinstance(value, str) else ""
    if text.endswith("%"):
        share = rational(text[:-1]) / 100
    elif NUMBER.fullmatch(text) or RATIO.fullmatch(text):
        share = rational(text)
    else:
        raise wrong(f"{shown(value)} is not a share", "write it like 10%, 0.1 or 1/10")
    if not 0 <= share <= 1:
        raise wrong(f"{shown(value)} is not between 0 and 1", "ten percent is 10% or 0.1")
    return share


def _count(value: object) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,4}", value.strip()):
        raise wrong(f"{shown(value)} is not a whole number", "write it like 3")
    return int(value)


def _positive(value: object) -> int:
    count = _count(value)
    if count == 0:
        raise wrong("'0' attempts would count", "write 1 or more, or leave the key out")
    return count


def _attempts(value: object) -> object:
    """Reads ``3`` as ``{count: 3}`` and ``last`` as ``{use: last}``."""
    if isinstance(value, str) and value.strip():
        return {"use": value} if value.strip().isalpha() else {"count": value}
    return value


def _late(value: object) -> object:
    """Reads ``10%`` as ``{penalty: 10%}`` and ``none`` as a penalty of 0."""
    if isinstance(value, str) and value.strip():
        return (
            {"penalty": "0", "at_most": "1", "refuse_after": "none"} if value == "none" else {"penalty": value}
        )
    return value


def _feedback(value: object) -> object:
    return {"level": value} if isinstance(value, str) and value.strip() else value


def _for_all(value: object) -> object:
    """Reads ``2 days`` as an extension of all problems."""
    return {"": value} if isinstance(value, str) and value.strip() else value


def _or_none(value: object) -> Duration | Literal["none"]:
    return "none" if value == "none" else _duration(value)


Version = Annotated[str, PlainValidator(_version)]
Length = Annotated[Duration, PlainValidator(_duration)]
Share = Annotated[Fraction, PlainValidator(_percentage)]


class Attempts(Part):
    """Which attempts count. ``3`` is short for ``{count: 3}``, ``last`` for ``{use: last}``."""

    count: Annotated[int, PlainValidator(_positive)] | None = None
    use: Literal["best", "last", "first"] | None = None


class LatePart(Part):
    """What is taken off for being late. ``late: 10%`` is short for ``late: {penalty: 10%}``."""

    penalty: Share | None = None
    per: Literal["day", "hour", "once"] | None = None
    at_most: Share | None = None
    of: Literal["score", "points"] | None = None
    refuse_after: Annotated[Duration | Literal["none"], PlainValidator(_or_none)] | None = None


class FeedbackPart(Part):
    """What students see, and from when. ``feedback: hints`` is short for ``feedback: {level: hints}``."""

    level: FeedbackLevel | None = None
    since: Line | None = Field(default=None, alias="from")
    before: Literal["nothing", "verdict"] | None = None


class RulesPart(Part):
    """What holds for a problem, or for all of a folder."""

    attempts: Annotated[Attempts, BeforeValidator(_attempts)] = Attempts()
    due: Line | None = None
    grace: Length | None = None
    late: Annotated[LatePart, BeforeValidator(_late)] = LatePart()
    weight: Amount | None = None
    droppable: bool | None = None
    feedback: Annotated[FeedbackPart, BeforeValidator(_feedback)] = FeedbackPart()


class CourseFile(Part):
    """A ``course.yaml``."""

    gradecheck: Version = FILE_VERSION
    title: str = ""
    timezone: Line | None = None
    defaults: RulesPart = RulesPart()
    problems: dict[str, RulesPart] = Field(default_factory=dict)
    drop_lowest: Annotated[int, PlainValidator(_count)] = 0
    extensions: dict[str, Annotated[dict[str, Length], BeforeValidator(_for_all)]] = Field(default_factory=dict)
