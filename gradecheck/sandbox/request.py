"""What the grader asks of the child: one file to load and a list of calls, and how it is written and read.

The first frame has the file and the limits; each call is a frame of its own, which the child reads when its
turn has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Literal

from . import wire
from .limits import Limits
from .values import Argument, encode_argument
from .wire import Fields, Kind

Layout = Literal["c", "fortran", "strided"]
LAYOUTS: tuple[Layout, ...] = ("c", "fortran", "strided")


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """Call ``function`` with ``arguments``, fresh copies each time.

    ``layout`` is how the entries of all arrays in the arguments lie in memory: in C order, in Fortran order,
    or as a view of every other entry of a larger array. Arrays that are not ``writable`` raise ``ValueError``
    when the student's code assigns to them. With ``keep``, what is returned stays in the child for a later
    call's ``Kept``. ``tell`` are the positions in the returned tuple that come back; the others come back as
    ``Opaque``, which is quicker for a large cache. ``None`` is all.
    """

    function: str
    arguments: tuple[Argument, ...] = ()
    keep: bool = False
    tell: tuple[int, ...] | None = None
    layout: Layout = "c"
    writable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Load ``source`` as ``filename`` and make ``calls`` calls, within ``limits``.

    ``functions`` are all those that are called, ``watch`` those whose calls are counted. Every frame of the
    answer carries the ``token``.
    """

    token: bytes
    filename: str
    source: str
    limits: Limits
    functions: tuple[str, ...]
    watch: tuple[str, ...]
    calls: int


def encode_request(request: Request) -> bytes:
    """The request as one frame."""
    milliseconds, *sizes = (round(1000 * request.limits.seconds), *astuple(request.limits)[1:])
    fields = [wire.encode_text(text) for text in (request.filename, request.source)]
    fields += [wire.encode_integer(number) for number in (milliseconds, *sizes)]
    for names in (request.functions, request.watch):
        fields += [wire.encode_integer(len(names)), *map(wire.encode_text, names)]
    fields.append(wire.encode_integer(request.calls))
    return wire.encode_frame(Kind.REQUEST, request.token, b"".join(fields))


def decode_request(token: bytes, payload: bytes) -> Request:
    """The request in the payload of a frame. Raises ``WireError`` for anything else.

    >>> request = Request(bytes(16), "sort.py", "def gradient(x): ...", Limits(), ("gradient",), (), 0)
    >>> decode_request(bytes(16), encode_request(request)[wire.HEADER.size :]).filename
    'sort.py'
    """
    fields = Fields(payload)
    filename, source = fields.text(), fields.text()
    seconds = fields.integer() / 1000
    limits = Limits(seconds, *(fields.integer() for _ in range(5)))
    functions, watch = (tuple(fields.text() for _ in range(fields.count())) for _ in range(2))
    calls = fields.integer()
    fields.end()
    return Request(token, filename, source, limits, functions, watch, calls)


def encode_call(call: Call, token: bytes) -> bytes:
    """The call as one frame. Raises ``WireError`` for arguments that cannot be sent."""
    tell: Sequence[int] = (-1,) if call.tell is None else call.tell
    fields = [
        wire.encode_text(call.function),
        wire.encode_integers((call.keep, LAYOUTS.index(call.layout), call.writable)),
        wire.encode_integers(tell),
        wire.encode_integer(len(call.arguments)),
        *map(encode_argument, call.arguments),
    ]
    return wire.encode_frame(Kind.CALL, token, b"".join(fields))
