"""What a student's function returned, as gradients or outputs. Runs in the grader, on decoded values."""

from __future__ import annotations

from collections.abc import Sequence

from ..differences.point import Array
from ..sandbox.returned import NotNumbers, array_of, arrays_of
from ..sandbox.values import Opaque, Value, named

Gradients = tuple[Array | None, ...]


def gradients_in(value: Value, names: Sequence[str], with_value: bool) -> Gradients | NotNumbers:
    """The gradients by ``names``, in order, ``None`` for one that was left out.

    A dict may call them by the input's name, or by d and that. With ``with_value`` the value stands before
    them (``value_in``).

    >>> gradients_in({"dw": 2.0, "x": 1.0}, ["x", "w"], False)
    (array(1.), array(2.))
    >>> gradients_in((0.5, [1.0, 2.0]), ["x"], True)
    (array([1., 2.]),)
    >>> gradients_in(0.5, ["x"], True)
    NotNumbers(what='a float, not a value and gradients')
    """
    if with_value:
        if not isinstance(value, tuple | list) or len(value) < 2:
            what = value.what if isinstance(value, Opaque) else named(value)
            return NotNumbers(f"{what}, not a value and gradients")
        value = value[1] if len(value) == 2 else tuple(value[1:])
    if isinstance(value, dict):
        given: dict[str | int, Value] = value
        return _each([given.get(name, given.get(f"d{name}")) for name in names])
    if value is None:
        return NotNumbers("None")
    if isinstance(value, tuple) or (isinstance(value, list) and len(names) > 1):
        return _each(list(value))
    arrays = arrays_of(value)
    return arrays if isinstance(arrays, NotNumbers) else tuple(arrays)


def value_in(value: Value, count: int) -> tuple[Array, ...] | NotNumbers:
    """The value before the gradients, as the ``count`` outputs of a forward.

    >>> value_in((0.5, [1.0, 2.0]), 1)
    (array(0.5),)
    """
    first = value[0] if isinstance(value, tuple | list) and value else None
    return outputs_in(first, count, False)


def _each(values: Sequence[Value]) -> Gradients | NotNumbers:
    found: list[Array | None] = []
    for n, entry in enumerate(values):
        array = None if entry is None else array_of(entry)
        if isinstance(array, NotNumbers):
            return NotNumbers(f"{array.what} at position {n}")
        found.append(array)
    return tuple(found)


def outputs_in(value: Value, count: int, cached: bool) -> tuple[Array, ...] | NotNumbers:
    """The outputs of a forward; a cache stands behind them.

    >>> outputs_in((1.0, Opaque("a tuple")), 1, True)
    (array(1.),)
    """
    if cached and isinstance(value, tuple | list) and len(value) > count:
        value = tuple(value[:count])
    return arrays_of(value)
