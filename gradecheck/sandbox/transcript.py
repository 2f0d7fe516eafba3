"""From the frames that a child sent to outcomes. Reads untrusted bytes: whatever they say, it is a value."""

from __future__ import annotations

from difflib import get_close_matches

from . import wire
from .outcome import (
    CallOutcome,
    Died,
    Failure,
    MemoryExceeded,
    MissingFunction,
    OutputExceeded,
    Raised,
    Returned,
    SyntaxProblem,
    WrongReturn,
    clean,
)
from .request import Request
from .wire import Fields, Frame, Kind

MESSAGE = 500
"""Characters of a message that are kept."""

NAME = 100
"""Characters of a name that are kept."""


def read_outcomes(frames: list[Frame], request: Request) -> tuple[tuple[CallOutcome, ...], Failure | None]:
    """The outcome of each finished call, and the failure that the child told of, if it did.

    Frames that do not fit together (more results than calls, broken payloads) are a ``Died`` failure.
    """
    calls: list[CallOutcome] = []
    for frame in frames:
        fields = Fields(frame.payload)
        try:
            outcome = _read_call(frame.kind, fields, request.source)
            failure = None if outcome else _read_failure(frame.kind, fields, request)
            fields.end()
        except wire.WireError:
            return tuple(calls), Died()
        if outcome is None:
            return tuple(calls), failure
        if len(calls) == len(request.calls):
            return tuple(calls), Died()
        calls.append(outcome)
    return tuple(calls), None


def _read_call(kind: Kind, fields: Fields, source: str) -> CallOutcome | None:
    match kind:
        case Kind.RETURNED:
            mutated = tuple(fields.integer() for _ in range(fields.count()))
            return Returned(fields.arrays(), mutated)
        case Kind.WRONG_RETURN:
            return WrongReturn(clean(fields.text(), MESSAGE))
        case Kind.RAISED:
            return _read_raised(fields, source)
    return None


def _read_failure(kind: Kind, fields: Fields, request: Request) -> Failure:
    match kind:
        case Kind.LOAD_RAISED:
            return _read_raised(fields, request.source)
        case Kind.SYNTAX:
            line, column, message = fields.integer(), fields.integer(), fields.text()
            source_line = _source_line(request.source, line)
            return SyntaxProblem(max(line, 0), max(column, 0), clean(message, MESSAGE), source_line)
        case Kind.MISSING:
            defined = tuple(clean(fields.text(), NAME) for _ in range(fields.count()))
            near = get_close_matches(request.function, defined, 1)
            return MissingFunction(request.function, near[0] if near else "", defined)
        case Kind.MEMORY:
            return MemoryExceeded(request.limits.memory)
        case Kind.TOO_LARGE:
            return OutputExceeded(request.limits.results)
    raise wire.WireError(f"a frame of kind {kind.name} has no place here")


def _read_raised(fields: Fields, source: str) -> Raised:
    name, message, line = fields.text(), fields.text(), fields.integer()
    known = line if 0 < line <= len(source.splitlines()) else None
    return Raised(clean(name, NAME), clean(message, MESSAGE), known, _source_line(source, line))


def _source_line(source: str, line: int) -> str:
    """Line ``line`` of the source, counted from 1; "" where there is none."""
    lines = source.splitlines()
    return clean(lines[line - 1].strip(), MESSAGE) if 0 < line <= len(lines) else ""
