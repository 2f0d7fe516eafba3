"""The binary format: what was sent comes back, and random bytes are nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from gradecheck.sandbox import wire
from gradecheck.sandbox.values import Kept, Opaque, decode_value, encode_argument, encode_told
from gradecheck.sandbox.wire import Fields, WireError

SCALARS = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats() | st.text()
ARRAYS = npst.arrays(st.sampled_from(wire.DTYPES).map(np.dtype), npst.array_shapes(min_dims=0, min_side=0))
VALUES = st.recursive(
    SCALARS | st.complex_numbers() | ARRAYS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def same(left: object, right: object) -> bool:
    match left:
        case np.ndarray():
            return (
                isinstance(right, np.ndarray)
                and (left.dtype, left.shape) == (right.dtype, right.shape)
                and left.tobytes() == right.tobytes()
            )
        case list() | tuple():
            return type(left) is type(right) and len(left) == len(right) and all(map(same, left, right))
        case dict():
            return (
                isinstance(right, dict)
                and list(left) == list(right)
                and all(same(left[k], right[k]) for k in left)
            )
    return type(left) is type(right) and repr(left) == repr(right)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_values_survive_the_wire(value: object) -> None:
    fields = Fields(encode_told(value))
    back = decode_value(fields)
    fields.end()
    assert same(value, back)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_a_value_or_an_error(data: bytes) -> None:
    try:
        decode_value(Fields(data))
    except WireError:
        return


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_no_frames(data: bytes) -> None:
    try:
        assert (
            wire.decode_frame(data, 0, bytes(wire.TOKEN_BYTES), 1000) is None or len(data) >= wire.HEADER.size
        )
    except WireError:
        return


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({1, 2}, "a set"),
        (np.array([None]), "an array of dtype object"),
        (np.array(["a"]), "an array of dtype <U1"),
        (10**30, "a whole number too large for an array"),
        ({(1, 2): 3}, "a dict with a tuple as a key"),
        ({10**30: 3}, "a dict with an int as a key"),
        (object(), "an object"),
    ],
)
def test_what_cannot_be_told_is_told_by_what_it_is(value: object, what: str) -> None:
    assert decode_value(Fields(encode_told(value))) == Opaque(what)


def test_a_value_that_holds_itself_ends_somewhere() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert "nested too deep" in repr(decode_value(Fields(encode_told(endless))))


def test_subclasses_are_told_as_what_they_are_underneath() -> None:
    class Liar(float):
        def __float__(self) -> float:
            return 9.0

    class Rows(list):  # type: ignore[type-arg]
        def __iter__(self):  # type: ignore[no-untyped-def]
            raise RuntimeError

    assert decode_value(Fields(encode_told((Liar(1.0), Rows([2]))))) == (1.0, [2])


@pytest.mark.parametrize("argument", [object(), {1, 2}, 10**30, np.array([None]), {"a": object()}])
def test_an_argument_that_cannot_be_sent_is_refused(argument: object) -> None:
    with pytest.raises(WireError, match="cannot be sent"):
        encode_argument(argument)  # type: ignore[arg-type]


def test_a_reference_to_a_kept_value_is_never_a_result() -> None:
    data = encode_argument(Kept(0, 1))
    assert decode_value(Fields(data), arguments=True) == Kept(0, 1)
    with pytest.raises(WireError):
        decode_value(Fields(data))


def test_a_count_is_not_believed_beyond_the_bytes_that_are_there() -> None:
    with pytest.raises(WireError, match="999999 items"):
        decode_value(Fields(b"[" + wire.encode_integer(999_999)))
