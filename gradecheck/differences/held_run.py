"""What runs beside a forward with markers: as text, because it runs where the forward does."""

from __future__ import annotations

from enum import IntEnum


class Op(IntEnum):
    """What is done at a spot. ``RUN`` knows them by number."""

    HOLD = 0
    FLIP = 1
    DOUBLE = 2
    HALVE = 3
    NOTHING = 4
    DROP = 5
    SUM = 6
    ONE = 10
    VALUE = 11
    REST = 12
    LOGISTIC = 13
    HYPERBOLIC = 14
    INPUT = 15
    INPUT_LOGISTIC = 16
    INPUT_HYPERBOLIC = 17
    LEFT_ONE = 30
    RIGHT_ONE = 31
    LEFT_PLAIN = 32
    RIGHT_PLAIN = 33


NAMES_FROM_LEFT, NAMES_FROM_RIGHT = 100, 1000
"""Plus the number of a name: that one stands in the place of the left or right factor."""

RUN = '''
import numpy as _numpy


class _Unfit(Exception):
    pass


class _Held:
    recording, kept, names, edit, turn = True, {}, {}, {}, {}


def _copy(value):
    return value.copy() if isinstance(value, _numpy.ndarray) else value


def _is_float(*values):
    return all(
        isinstance(v, float) or (isinstance(v, _numpy.ndarray) and v.dtype.kind == "f") for v in values
    )


def _there(spot, *values):
    """The recorded values of a spot and what is to be done there; None where nothing is."""
    if _Held.recording:
        _Held.kept.setdefault(spot, []).append(tuple(_copy(v) for v in values))
        return None, None
    op = _Held.edit.get(spot)
    if op is None:
        return None, None
    turn = _Held.turn[spot] = _Held.turn.get(spot, -1) + 1
    if turn >= len(_Held.kept.get(spot, ())):
        raise _Unfit
    return _Held.kept[spot][turn], op


def _at(spot, value, name=None):
    if _Held.recording and name is not None:
        _Held.names[name] = _copy(value)
    held, op = _there(spot, value)
    if held is None:
        return value
    if op == 5:
        return 0
    if not _is_float(value, held[0]):
        raise _Unfit
    base = held[0]
    if op == 4:
        return value - base
    return base + (0, -1, 2, 0.5)[op] * (value - base)


def _function(spot, value, z):
    held, op = _there(spot, value, z)
    if held is None:
        return value
    y, x = held
    if not _is_float(value, z, y, x) or _numpy.shape(y) != _numpy.shape(x):
        raise _Unfit
    one = _numpy.ones_like(y)
    factors = {10: one, 11: y, 12: 1 - y, 13: y * (1 - y), 14: 1 - y * y, 15: x, 16: x * (1 - x), 17: 1 - x * x}
    return y + factors[op] * (z - x)


_products = {"*": lambda a, b: a * b, "/": lambda a, b: a / b, "@": lambda a, b: a @ b}


def _product(spot, kind, left, right):
    apply = _products[kind]
    held, op = _there(spot, left, right)
    if held is None:
        return apply(left, right)
    a, b = held
    by_left = op in (30, 32) or 100 <= op < 1000
    if not _is_float(b if by_left else a):
        raise _Unfit
    if op == 30:
        changed, other = (right - b), apply(left, b)
    elif op == 31:
        changed, other = (left - a), apply(a, right)
    elif op == 32:
        changed, other = apply(a.T, right - b), apply(left, b)
    elif op == 33:
        changed, other = apply(left - a, b.T), apply(a, right)
    else:
        name = _names[op - (100 if by_left else 1000)]
        v = _Held.names.get(name)
        if not _is_float(v) or v.shape != _numpy.shape(a if by_left else b):
            raise _Unfit
        changed = apply(v, right - b) if by_left else apply(left - a, v)
        other = apply(left, b) if by_left else apply(a, right)
    if _numpy.shape(changed) != _numpy.shape(other):
        raise _Unfit
    return changed + other


def _mean(spot, value, size):
    held, op = _there(spot, value)
    if held is None:
        return value
    return held[0] + size / _numpy.size(value) * (value - held[0])


def forward_held(table, rows):
    found, base = [], None
    count = (rows.shape[1] - 1) // 2 if len(rows) else 0
    for row in rows:
        edit, there, here = row[0], tuple(row[1 : 1 + count]), row[1 + count :]
        if there != base:
            _Held.recording, _Held.kept, _Held.names = True, {}, {}
            _forward_marked(*[_copy(table[k]) for k in there])
            _Held.recording, base = False, there
        _Held.edit, _Held.turn = _edits[edit], {}
        try:
            found.append(_forward_marked(*[_copy(table[k]) for k in here]))
        except Exception:
            found.append(None)
    return found
'''
