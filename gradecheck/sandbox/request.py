"""What the grader asks of the child, and how it is written and read."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from numpy.typing import NDArray

from . import wire
from .limits import Limits

Calls = tuple[tuple[NDArray[Any], ...], ...]
"""The arguments of each call."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Load ``source`` and call ``function`` with each of ``calls``, within ``limits``.

    Every frame of the answer carries the ``token``.
    """

    token: bytes
    filename: str
    function: str
    source: str
    limits: Limits
    calls: Calls


def encode_request(request: Request) -> bytes:
    """The request as one frame. Raises ``WireError`` for arrays that cannot be sent."""
    milliseconds, *sizes = (round(1000 * request.limits.seconds), *astuple(request.limits)[1:])
    fields = [wire.encode_text(text) for text in (request.filename, request.function, request.source)]
    fields += [wire.encode_integer(number) for number in (milliseconds, *sizes)]
    fields += [wire.encode_integer(len(request.calls)), *map(wire.encode_arrays, request.calls)]
    return wire.encode_frame(wire.Kind.REQUEST, request.token, b"".join(fields))


def decode_request(data: bytes) -> Request:
    """The request in ``data``, which must be exactly one frame. Raises ``WireError`` for anything else.

    >>> request = Request(bytes(16), "sort.py", "gradient", "def gradient(x): ...", Limits(), ((),))
    >>> decode_request(encode_request(request)).filename
    'sort.py'
    """
    token = data[6 : 6 + wire.TOKEN_BYTES]
    frames, used = wire.decode_frames(data, token, len(data))
    if used != len(data) or len(frames) != 1 or frames[0].kind is not wire.Kind.REQUEST:
        raise wire.WireError("not one whole request")
    fields = wire.Fields(frames[0].payload)
    filename, function, source = fields.text(), fields.text(), fields.text()
    seconds = fields.integer() / 1000
    limits = Limits(seconds, *(fields.integer() for _ in range(5)))
    calls = tuple(fields.arrays() for _ in range(fields.count()))
    fields.end()
    return Request(token, filename, function, source, limits, calls)
