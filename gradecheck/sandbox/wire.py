"""The binary format in which requests and results cross the wall between grader and student.

A frame is a header (magic ``GCFR``, version, kind, a token of 16 bytes, length of the payload) and a payload
of fields: integers, texts and arrays. An array is magic ``GA``, version, dtype code, number of dimensions,
the dimensions, and the entries as little-endian bytes in C order. Only the dtypes of ``DTYPES`` have a code,
so that nothing but plain numbers can be told, and decoding runs no code that a sender could choose.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 1
TOKEN_BYTES = 16
MOST_DIMENSIONS = 8
MOST_ITEMS = 1_000_000

DTYPES: tuple[str, ...] = (
    "|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16",
)  # fmt: skip
"""The position of a dtype is its code: adding one is adding it at the end."""

_CODES = {name: code for code, name in enumerate(DTYPES)}

HEADER = struct.Struct(f"<4sBB{TOKEN_BYTES}sQ")
_ARRAY = struct.Struct("<2sBBB")
_INTEGER = struct.Struct("<q")
_DOUBLE = struct.Struct("<d")
_FRAME_MAGIC = b"GCFR"
_ARRAY_MAGIC = b"GA"


class WireError(ValueError):
    """Bytes that are not in this format."""


class Kind(IntEnum):
    """What a frame tells."""

    REQUEST = 1
    READY = 2
    SYNTAX = 3
    LOAD_RAISED = 4
    MISSING = 5
    RETURNED = 6
    RAISED = 7
    MEMORY = 8
    TOO_LARGE = 9
    END = 10
    CALL = 11
    NOT_MADE = 12


_KINDS = {int(kind): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    kind: Kind
    payload: bytes = b""


def encode_frame(kind: Kind, token: bytes, payload: bytes = b"") -> bytes:
    """A frame as bytes.

    >>> len(encode_frame(Kind.READY, bytes(16))) == HEADER.size
    True
    """
    return HEADER.pack(_FRAME_MAGIC, VERSION, kind, token, len(payload)) + payload


def decode_frame(data: bytes | bytearray, position: int, token: bytes, most: int) -> tuple[Frame, int] | None:
    """The frame at ``position`` and where it ends; ``None`` where it has not come whole.

    Raises ``WireError`` for a wrong magic, version, kind or token, or a payload of more than ``most`` bytes.

    >>> data = encode_frame(Kind.END, bytes(16)) + b"GC"
    >>> decode_frame(data, 0, bytes(16), 100)
    (Frame(kind=<Kind.END: 10>, payload=b''), 30)
    >>> decode_frame(data, 30, bytes(16), 100)
    """
    if len(data) - position < HEADER.size:
        return None
    kind, length = decode_header(data, position, token, most)
    start = position + HEADER.size
    if len(data) - start < length:
        return None
    return Frame(kind, bytes(data[start : start + length])), start + length


def decode_header(data: bytes | bytearray, position: int, token: bytes, most: int) -> tuple[Kind, int]:
    """Kind and length of the payload of the frame at ``position``. Raises ``WireError`` for anything else."""
    if len(data) - position < HEADER.size:
        raise WireError("no whole header")
    magic, version, kind, given, length = HEADER.unpack_from(data, position)
    if (magic, version) != (_FRAME_MAGIC, VERSION):
        raise WireError("not a frame of this format")
    if given != token:
        raise WireError("a frame with another token")
    if kind not in _KINDS:
        raise WireError(f"unknown kind of frame {kind}")
    if length > most:
        raise WireError(f"a payload of {length} bytes (at most {most})")
    return _KINDS[kind], length


def encode_integer(value: int) -> bytes:
    """A whole number in 8 bytes. Raises ``struct.error`` for one that is too large."""
    return _INTEGER.pack(value)


def encode_integers(values: Sequence[int]) -> bytes:
    """Their number, and each of them."""
    return b"".join(map(_INTEGER.pack, (len(values), *values)))


def encode_double(value: float) -> bytes:
    """A double in 8 bytes."""
    return _DOUBLE.pack(value)


def encode_text(text: str) -> bytes:
    """A text as its length in bytes and UTF-8; what cannot be encoded becomes a question mark."""
    data = text.encode("utf-8", "replace")
    return encode_integer(len(data)) + data


def code_of(dtype: np.dtype[Any]) -> int | None:
    """The code of a dtype, in either byte order; ``None`` for one that cannot be sent."""
    return _CODES.get(dtype.newbyteorder("<").str)


def encode_array(array: NDArray[Any]) -> bytes:
    """An array of one of the ``DTYPES``, in either byte order and any layout.

    Raises ``WireError`` for another dtype or more than ``MOST_DIMENSIONS`` dimensions.
    """
    code = code_of(array.dtype)
    if code is None:
        raise WireError(f"dtype {array.dtype} has no code")
    if array.ndim > MOST_DIMENSIONS:
        raise WireError(f"{array.ndim} dimensions (at most {MOST_DIMENSIONS})")
    head = _ARRAY.pack(_ARRAY_MAGIC, VERSION, code, array.ndim)
    dims = struct.pack(f"<{array.ndim}Q", *array.shape)
    return head + dims + array.astype(DTYPES[code], copy=False).tobytes()


class Fields:
    """Reads the fields of a payload in order. Each method raises ``WireError`` where a field is not there.

    >>> fields = Fields(encode_text("ŷ") + encode_array(np.array([1.0, 2.0])))
    >>> fields.text(), fields.array()
    ('ŷ', array([1., 2.]))
    >>> fields.end()
    """

    __slots__ = ("_data", "_position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def _take(self, length: int) -> bytes:
        end = self._position + length
        if length < 0 or end > len(self._data):
            raise WireError("the payload is too short")
        taken = self._data[self._position : end]
        self._position = end
        return taken

    def integer(self) -> int:
        """A whole number."""
        return int(_INTEGER.unpack(self._take(_INTEGER.size))[0])

    def double(self) -> float:
        """A double."""
        return float(_DOUBLE.unpack(self._take(_DOUBLE.size))[0])

    def byte(self) -> int:
        """One byte."""
        return self._take(1)[0]

    def count(self) -> int:
        """A number of items, at most ``MOST_ITEMS`` and not more than there are bytes left."""
        count = self.integer()
        if not 0 <= count <= min(MOST_ITEMS, len(self._data) - self._position):
            raise WireError(f"{count} items (at most {MOST_ITEMS}, and those that are there)")
        return count

    def integers(self) -> tuple[int, ...]:
        """Several whole numbers."""
        return tuple(self.integer() for _ in range(self.count()))

    def text(self) -> str:
        """A text."""
        return self._take(self.integer()).decode("utf-8", "replace")

    def array(self) -> NDArray[Any]:
        """An array, read-only, in the byte order of the machine."""
        magic, version, code, ndim = _ARRAY.unpack(self._take(_ARRAY.size))
        if (magic, version) != (_ARRAY_MAGIC, VERSION):
            raise WireError("not an array of this format")
        if code >= len(DTYPES) or ndim > MOST_DIMENSIONS:
            raise WireError(f"an array with dtype code {code} and {ndim} dimensions")
        shape = struct.unpack(f"<{ndim}Q", self._take(8 * ndim))
        dtype = np.dtype(DTYPES[code])
        data = self._take(math.prod(shape) * dtype.itemsize)
        if dtype.kind == "b" and data.strip(b"\0\1"):
            raise WireError("a truth value that is neither 0 nor 1")
        try:
            array = np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)
        except (ValueError, OverflowError):
            raise WireError(f"an array of shape {shape}") from None
        array.flags.writeable = False
        return array

    def since(self, start: int) -> bytes:
        """The bytes from ``start`` to where reading has come."""
        return self._data[start : self._position]

    @property
    def position(self) -> int:
        """Where reading has come."""
        return self._position

    def end(self) -> None:
        """Nothing may be left."""
        if self._position != len(self._data):
            raise WireError("the payload is too long")
