"""The values that cross the wall: arrays, plain Python values, and tuples, lists and dicts of them.

The set is closed: anything else that a student's function returns is told as ``Opaque``, by what it is. The
encoder runs in the child beside the student's code, so it asks the built-in types, never methods that a
subclass may have replaced; and it reads each value once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import wire
from .wire import Fields, WireError

MOST_DEPTH = 16
MOST_NODES = 500_000
_COST = 15
"""What an array or a container takes, in numbers."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that is not told, by what it is, to complete "it returned …": ``a set``."""

    what: str


@dataclass(frozen=True, slots=True)
class Kept:
    """As an argument: what an earlier call of the same job returned and that stayed in the child.

    ``call`` counts the calls of the job from 0 and must be one with ``keep=True``. ``position`` is the
    position in the tuple that it returned; ``None`` is the whole of what it returned.
    """

    call: int
    position: int | None = None


Plain = NDArray[Any] | bool | int | float | complex | str | None
Value = Plain | Opaque | tuple["Value", ...] | list["Value"] | dict[str | int, "Value"]
"""What a function returned, as the grader sees it. Arrays are read-only; NumPy's scalars are arrays of no
dimension, Python's numbers are themselves."""

Argument = Plain | Kept | tuple["Argument", ...] | list["Argument"] | Mapping[str, "Argument"]
"""What a function may be called with."""

# Taken before the student's code is loaded, which may put something else in their place.
_array, _ndarray, _generic, _dtype = np.array, np.ndarray, np.generic, np.dtype
_code_of, _encode_array, _encode_text = wire.code_of, wire.encode_array, wire.encode_text
_encode_integer, _encode_double = wire.encode_integer, wire.encode_double


class _Encoder:
    """Writes one value; what cannot be sent becomes ``Opaque``, or an error where it must not."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._left = MOST_NODES

    def value(self, value: object, depth: int = 0) -> bytes:
        self._left -= 1
        kind = type(value)
        if value is None:
            return b"N"
        if kind is bool:
            return b"T" if value else b"F"
        if issubclass(kind, _ndarray | _generic):
            return self._array(value)
        if kind is Kept and self._strict:
            return self._kept(value)
        if kind is Opaque:
            return b"O" + _encode_text(value.what)  # type: ignore[attr-defined]
        if issubclass(kind, int | float | complex | str):
            return self._scalar(value, kind)
        if self._left < 0 or depth >= MOST_DEPTH:
            return self._opaque(f"a {kind.__name__} that is too large or nested too deep")
        if issubclass(kind, tuple | list):
            each = tuple.__iter__ if issubclass(kind, tuple) else list.__iter__
            entries: list[object] = [*each(value)]  # type: ignore[arg-type]
            written = [self.value(entry, depth + 1) for entry in entries]
            head = b"(" if issubclass(kind, tuple) else b"["
            return head + _encode_integer(len(written)) + b"".join(written)
        if issubclass(kind, dict):
            return self._dict([*dict.items(value)], depth)  # type: ignore[arg-type]
        return self._opaque(named(value))

    def _scalar(self, value: Any, kind: type) -> bytes:
        if issubclass(kind, int):
            number = int.__int__(value)
            if -(1 << 63) <= number < 1 << 63:
                return b"I" + _encode_integer(number)
            return self._opaque("a whole number too large for an array")
        if issubclass(kind, float):
            return b"D" + _encode_double(float.__float__(value))
        if issubclass(kind, complex):
            pair = complex.__complex__(value)
            return b"C" + _encode_double(pair.real) + _encode_double(pair.imag)
        return b"S" + _encode_text(str.__str__(value))

    def _array(self, value: Any) -> bytes:
        array = value if type(value) is _ndarray else _array(value, copy=True, subok=False)
        if _code_of(array.dtype) is None:
            return self._opaque(f"an array of dtype {array.dtype}")
        if array.ndim > wire.MOST_DIMENSIONS:
            return self._opaque(f"an array of {array.ndim} dimensions")
        return b"A" + _encode_array(array)

    def _dict(self, items: list[tuple[object, object]], depth: int) -> bytes:
        written = []
        for key, entry in items:
            if type(key) is not str and not (type(key) is int and -(1 << 63) <= key < 1 << 63):
                return self._opaque(f"a dict with {named(key)} as a key")
            written += [self.value(key, depth + 1), self.value(entry, depth + 1)]
        return b"{" + _encode_integer(len(items)) + b"".join(written)

    def _kept(self, value: Any) -> bytes:
        position = -1 if value.position is None else value.position
        return b"K" + _encode_integer(value.call) + _encode_integer(position)

    def _opaque(self, what: str) -> bytes:
        if self._strict:
            raise WireError(f"{what} cannot be sent")
        return b"O" + _encode_text(what[:200])


def encode_told(value: object) -> bytes:
    """A value that a student's function returned.

    >>> decode_value(Fields(encode_told((1.5, None, {3}))))
    (1.5, None, Opaque(what='a set'))
    """
    return _Encoder(strict=False).value(value)


def encode_argument(value: Argument) -> bytes:
    """An argument. Raises ``WireError`` for a value that is not an ``Argument``, or too large."""
    return _Encoder(strict=True).value(value)


class Budget:
    """How much may still be decoded. Few bytes can ask for many objects: a sender does not decide how many."""

    __slots__ = ("_left",)

    def __init__(self, left: int = 4_000_000) -> None:
        self._left = left

    def spend(self, cost: int) -> None:
        """Raises ``WireError`` when nothing is left."""
        self._left -= cost
        if self._left < 0:
            raise WireError("too many values")


def decode_value(fields: Fields, budget: Budget | None = None, *, arguments: bool = False) -> Any:
    """The next value; ``Kept`` only among ``arguments``. Raises ``WireError`` for anything else.

    A ``budget`` may be shared by several values.
    """
    return _decode(fields, budget or Budget(), arguments, 0)


def _decode(fields: Fields, budget: Budget, arguments: bool, depth: int) -> Any:
    tag = fields.byte()
    budget.spend(1)
    if tag == 0x41:  # A
        budget.spend(_COST)
        return fields.array()
    if depth > MOST_DEPTH:
        raise WireError("nested too deep")
    if tag in b"([{":
        budget.spend(_COST)
    match chr(tag):
        case "N":
            return None
        case "T" | "F" as truth:
            return truth == "T"
        case "I":
            return fields.integer()
        case "D":
            return fields.double()
        case "C":
            return complex(fields.double(), fields.double())
        case "S":
            return fields.text()
        case "O":
            return Opaque(fields.text())
        case "(":
            return tuple(_decode(fields, budget, arguments, depth + 1) for _ in range(fields.count()))
        case "[":
            return [_decode(fields, budget, arguments, depth + 1) for _ in range(fields.count())]
        case "{":
            return dict(_item(fields, budget, arguments, depth + 1) for _ in range(fields.count()))
        case "K" if arguments:
            call, position = fields.integer(), fields.integer()
            return Kept(call, None if position < 0 else position)
    raise WireError(f"no value begins with byte {tag}")


def _item(fields: Fields, budget: Budget, arguments: bool, depth: int) -> tuple[str | int, Any]:
    key = _decode(fields, budget, arguments, depth)
    if type(key) is not str and type(key) is not int:
        raise WireError("a key that is neither a text nor a whole number")
    return key, _decode(fields, budget, arguments, depth)


def arrays_in(value: object) -> Iterator[NDArray[Any]]:
    """The arrays in a value, as they are."""
    level = [value]
    for _ in range(MOST_DEPTH):
        deeper: list[object] = []
        for entry in level:
            kind = type(entry)
            if issubclass(kind, _ndarray):
                yield entry  # type: ignore[misc]
            elif issubclass(kind, tuple):
                deeper += tuple.__iter__(entry)  # type: ignore[arg-type]
            elif issubclass(kind, list):
                deeper += list.__iter__(entry)  # type: ignore[arg-type]
            elif issubclass(kind, dict):
                deeper += dict.values(entry)  # type: ignore[arg-type]
        if not deeper or len(deeper) > MOST_NODES:
            return
        level = deeper


def named(value: object) -> str:
    """What a value is, with its article.

    >>> named(None), named(open)
    ('None', 'a builtin_function_or_method')
    """
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"
