"""From the frames that a child sent to outcomes. Reads untrusted bytes: whatever they say, it is a value."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from . import wire
from .outcome import (
    CallOutcome,
    Died,
    Failure,
    MemoryExceeded,
    MissingFunction,
    NotMade,
    OutputExceeded,
    Raised,
    Returned,
    SyntaxProblem,
    clean,
)
from .request import Request
from .values import Budget, Opaque, Value, decode_value
from .wire import Fields, Frame, Kind

MESSAGE = 500
"""Characters of a message that are kept."""

_MOST_REMARKS, _MOST_NAMES = 1 << 16, 50

NAME = 100
"""Characters of a name that are kept."""


def read_outcomes(
    frames: list[Frame], request: Request, arities: Sequence[int]
) -> tuple[tuple[CallOutcome, ...], Failure | None]:
    """The outcome of each finished call, and the failure that the child told of, if it did.

    ``arities`` has the number of arguments of each call. Frames that do not fit together (more results than
    calls, broken payloads, positions that are not there) are a ``Died`` failure.
    """
    calls: list[CallOutcome] = []
    budget = Budget()
    for frame in frames:
        fields = Fields(frame.payload)
        try:
            if frame.kind not in _OF_CALLS:
                failure = _read_failure(frame.kind, fields, request)
                fields.end()
                return tuple(calls), failure
            if len(calls) == request.calls:
                return tuple(calls), Died()
            outcome = _read_call(frame.kind, fields, request, arities[len(calls)], budget)
            fields.end()
        except wire.WireError:
            return tuple(calls), Died()
        calls.append(outcome)
    return tuple(calls), None


_OF_CALLS = (Kind.RETURNED, Kind.NOT_MADE, Kind.RAISED)


def _read_call(kind: Kind, fields: Fields, request: Request, arity: int, budget: Budget) -> CallOutcome:
    if kind is Kind.NOT_MADE:
        return NotMade(clean(fields.text(), MESSAGE))
    if kind is Kind.RAISED:
        return _read_raised(fields, request.source)
    mutated, flat, counts = fields.integers(), fields.integers(), fields.integers()
    value = _cleaned(decode_value(fields, budget))
    results = len(value) if isinstance(value, tuple) else 1
    aliases = tuple(zip(flat[::2], flat[1::2], strict=False))
    sound = (
        max(len(mutated), len(aliases)) <= _MOST_REMARKS
        and all(0 <= n < arity for n in mutated)
        and all(0 <= n < results and 0 <= m < arity for n, m in aliases)
        and len(counts) == len(request.watch)
    )
    if not sound:
        raise wire.WireError("remarks on what is not there")
    return Returned(value, mutated, aliases, counts)


def _cleaned(value: Value) -> Value:
    """The value with what is said of untold ones fit to be shown; so are texts."""
    match value:
        case Opaque(what=what):
            return Opaque(clean(what, NAME))
        case tuple():
            return tuple(_cleaned(entry) for entry in value)
        case list():
            return [_cleaned(entry) for entry in value]
        case dict():
            return {
                clean(key, NAME) if isinstance(key, str) else key: _cleaned(entry)
                for key, entry in value.items()
            }
        case str():
            return clean(value, MESSAGE)
    return value


def _read_failure(kind: Kind, fields: Fields, request: Request) -> Failure:
    match kind:
        case Kind.LOAD_RAISED:
            return _read_raised(fields, request.source)
        case Kind.SYNTAX:
            line, column, message = fields.integer(), fields.integer(), fields.text()
            source_line = _source_line(request.source, line)
            return SyntaxProblem(max(line, 0), max(column, 0), clean(message, MESSAGE), source_line)
        case Kind.MISSING:
            name = clean(fields.text(), NAME)
            defined = tuple(clean(fields.text(), NAME) for _ in range(min(fields.count(), _MOST_NAMES)))
            if name not in request.functions:
                raise wire.WireError(f"nobody asked for {name}")
            near = get_close_matches(name, defined, 1)
            return MissingFunction(name, near[0] if near else "", defined)
        case Kind.MEMORY:
            return MemoryExceeded(request.limits.memory)
        case Kind.TOO_LARGE:
            return OutputExceeded(request.limits.results)
    raise wire.WireError(f"a frame of kind {kind.name} has no place here")


def _read_raised(fields: Fields, source: str) -> Raised:
    name, message, line = fields.text(), fields.text(), fields.integer()
    known = line if 0 < line <= len(_lines(source)) else None
    return Raised(clean(name, NAME), clean(message, MESSAGE), known, _source_line(source, line))


def _source_line(source: str, line: int) -> str:
    """Line ``line`` of the source, counted from 1; "" where there is none."""
    lines = _lines(source)
    return clean(lines[line - 1].strip(), MESSAGE) if 0 < line <= len(lines) else ""


@lru_cache(maxsize=1)
def _lines(source: str) -> list[str]:
    """The lines of a file, of which many calls may tell."""
    return source.split("\n")
