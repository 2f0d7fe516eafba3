"""One call of a student's function: fresh arguments, the call, what came of it. Runs in the job."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .request import LAYOUTS, Layout, Request
from .values import Kept, Opaque, arrays_in, decode_value, encode_told, named
from .wire import Fields, Kind, encode_integers, encode_text

# Taken before the student's code is loaded, which may put something else in their place.
_shares_memory, _may_share_memory, _empty, _array = np.shares_memory, np.may_share_memory, np.empty, np.array
_TooHard = np.exceptions.TooHardError
_setprofile, _getprofile = sys.setprofile, sys.getprofile

_MOST_WORK = 10_000
"""How hard to look for shared memory between two interleaved views."""


class _Missing(Exception):
    """What was to be kept is not there; the message says why."""


class Caller:
    """Makes the calls of one job."""

    def __init__(self, module: ModuleType, request: Request) -> None:
        self._functions: dict[str, Any] = {name: module.__dict__[name] for name in request.functions}
        self._counter = _Counter(module, request.watch) if request.watch else None
        self._kept: dict[int, object] = {}
        self._made = 0

    def make(self, payload: bytes) -> tuple[Kind, bytes]:
        """The kind and payload of the frame to tell. What the student's code raises goes through."""
        number, self._made = self._made, self._made + 1
        fields = Fields(payload)
        name = fields.text()
        keep, layout, writable = fields.integers()
        tell = fields.integers()
        try:
            sent, given = self._arguments(fields, LAYOUTS[layout], bool(writable))
        except _Missing as problem:
            return Kind.NOT_MADE, encode_text(str(problem))
        returned, counts = self._call(self._functions[name], given)
        if keep:
            self._kept[number] = returned
        told = returned if tell == (-1,) else _chosen(returned, tell)
        mutated = [n for n, (a, b) in enumerate(zip(given, sent, strict=True)) if b and encode_told(a) != b]
        aliases = _aliases(told, given)
        report = b"".join(map(encode_integers, (mutated, [n for pair in aliases for n in pair], counts)))
        return Kind.RETURNED, report + encode_told(told)

    def _call(self, function: Callable[..., object], given: list[Any]) -> tuple[object, tuple[int, ...]]:
        if self._counter is None:
            return function(*given), ()
        return self._counter.call(function, given)

    def _arguments(self, fields: Fields, layout: Layout, writable: bool) -> tuple[list[bytes], list[Any]]:
        """The bytes of each argument ("" for a kept one), and the argument as it is given."""
        sent, given = [], []
        for _ in range(fields.count()):
            start = fields.position
            value = decode_value(fields, arguments=True)
            kept = _has_kept(value)
            sent.append(b"" if kept else fields.since(start))
            given.append(self._laid(value, layout, writable))
        fields.end()
        return sent, given

    def _laid(self, value: Any, layout: Layout, writable: bool) -> Any:
        match value:
            case np.ndarray():
                return _lay(value, layout, writable)
            case tuple() | list():
                return type(value)(self._laid(entry, layout, writable) for entry in value)
            case dict():
                return {key: self._laid(entry, layout, writable) for key, entry in value.items()}
            case Kept():
                return self._find(value)
        return value

    def _find(self, kept: Kept) -> object:
        if kept.call not in self._kept:
            raise _Missing(f"call {kept.call + 1} kept nothing")
        value = self._kept[kept.call]
        if kept.position is None:
            return value
        if not issubclass(type(value), tuple | list):
            raise _Missing(f"call {kept.call + 1} returned {named(value)}, not several values")
        if kept.position >= len(value):  # type: ignore[arg-type]
            raise _Missing(f"call {kept.call + 1} returned {len(value)} values")  # type: ignore[arg-type]
        return value[kept.position]  # type: ignore[index]


def _has_kept(value: Any) -> bool:
    match value:
        case Kept():
            return True
        case tuple() | list():
            return any(_has_kept(entry) for entry in value)
        case dict():
            return any(_has_kept(entry) for entry in value.values())
    return False


def _lay(array: NDArray[Any], layout: Layout, writable: bool) -> NDArray[Any]:
    """The array as the call wants it; a fresh copy if it may be written to."""
    if layout == "c" or not array.ndim:
        return array.copy() if writable else array
    if layout == "fortran":
        laid = _array(array, order="F")
    else:
        base = _empty((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        base[..., 1::2] = 1  # what is between the entries must not be read
        laid = base[..., ::2]
        laid[...] = array
        base.flags.writeable = writable
    laid.flags.writeable = writable
    return laid


def _chosen(returned: object, tell: tuple[int, ...]) -> object:
    """The returned tuple with only the entries at these positions; the others by what they are."""
    if not issubclass(type(returned), tuple | list):
        return returned if 0 in tell else Opaque(named(returned))
    entries = [*returned]  # type: ignore[misc]
    return tuple(entry if n in tell else Opaque(named(entry)) for n, entry in enumerate(entries))


def _aliases(told: object, given: list[Any]) -> list[tuple[int, int]]:
    """Which value returned (by position) shares memory with which argument."""
    several = [*tuple.__iter__(told)] if isinstance(told, tuple) else [told]
    outs = [(n, array) for n, entry in enumerate(several[:64]) for array in arrays_in(entry)]
    ins = [(n, array) for n, entry in enumerate(given) for array in arrays_in(entry)]
    found = {
        (n, m): None for n, a in outs[:256] for m, b in ins[:256] if _may_share_memory(a, b) and _shared(a, b)
    }
    return list(found)


def _shared(left: NDArray[Any], right: NDArray[Any]) -> bool:
    try:
        return bool(_shares_memory(left, right, max_work=_MOST_WORK))  # type: ignore[arg-type]
    except _TooHard:
        return True


class _Counter:
    """Counts calls of some functions of the file, by watching which code runs.

    It sees calls under any name, and of copies with the very same body. It cannot see a copy that is
    written differently, or code that takes the watch off and puts it on again; where the watch is found missing
    or exchanged after a call, the counts are -1.
    """

    def __init__(self, module: ModuleType, names: tuple[str, ...]) -> None:
        codes = [getattr(module.__dict__.get(name), "__code__", None) for name in names]
        self._bodies = [
            (code.co_code, code.co_consts) if isinstance(code, CodeType) else None for code in codes
        ]
        self._seen: dict[CodeType, int] = {}
        self._counts = [0] * len(names)
        self._watch = self._profile

    def call(self, function: Callable[..., object], given: list[Any]) -> tuple[object, tuple[int, ...]]:
        self._counts = [0] * len(self._bodies)
        watch = self._watch
        _setprofile(watch)
        try:
            returned = function(*given)
            kept = _getprofile() is watch
        finally:
            _setprofile(None)
        return returned, tuple(self._counts) if kept else (-1,) * len(self._counts)

    def _profile(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        code = frame.f_code
        place = self._seen.get(code)
        if place is None:
            body = (code.co_code, code.co_consts)
            place = self._bodies.index(body) if body in self._bodies else -1
            self._seen[code] = place
        if place >= 0:
            self._counts[place] += 1
