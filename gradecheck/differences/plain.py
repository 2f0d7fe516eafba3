"""Ordinary Python functions as the checker calls them: in this process, by name, with copies."""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import OperatorError
from .foreign import as_numpy, converter, precision
from .point import Array, Many, NotNumbers, Outcome, Point, Raised, Returned

CACHE = "cache"
"""A backward with a parameter of this name is given what its forward returned last."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which parameter of a backward gets what: names of inputs, positions of upstream gradients, the cache."""

    parameters: tuple[str, ...]
    upstream: tuple[str, ...]
    cache: bool

    def arguments(self, inputs: Mapping[str, Any], upstream: Sequence[Any], cache: Any) -> list[Any]:
        ordered = iter(upstream) if len(self.upstream) > 1 else iter([_single(upstream)])
        given: list[Any] = []
        for name in self.parameters:
            if name in inputs:
                given.append(inputs[name])
            else:
                given.append(cache if self.cache and name == CACHE else next(ordered))
        return given


def _single(upstream: Sequence[Any]) -> Any:
    return upstream[0] if len(upstream) == 1 else tuple(upstream)


def parameters_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the parameters without a default, in order.

    Raises ``OperatorError`` if there is no telling.
    """
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise OperatorError(
            f"the parameters of {function!r} are not known", remedy="wrap it in a def"
        ) from None
    return tuple(
        p.name for p in found if p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
    )


def binding(backward: Callable[..., Any], names: Sequence[str], takes_upstream: bool | None) -> Binding:
    """How a backward is called, from the names of its parameters.

    Parameters that are called as inputs get these, ``cache`` the cache, and what is left the upstream gradient
    (several, if there are several outputs). With ``takes_upstream`` false nothing may be left.

    >>> binding(lambda dout, x, W: None, ["x", "W"], None)
    Binding(parameters=('dout', 'x', 'W'), upstream=('dout',), cache=False)
    """
    parameters = parameters_of(backward)
    left = tuple(name for name in parameters if name not in names and name != CACHE)
    told = f"the backward takes ({', '.join(parameters)})"
    if takes_upstream and not left:
        raise OperatorError(f"{told}, and no upstream gradient", remedy="say that it takes none: --no-upstream")
    if takes_upstream is False and left:
        raise OperatorError(f"{told}, and {left[0]} is no input", remedy=f"the inputs are {', '.join(names)}")
    return Binding(parameters, left, CACHE in parameters)


def forward_many(function: Callable[..., Any], names: Sequence[str], *, drop_cache: bool = False) -> Many:
    """A forward as a batch function. It is called by name where its parameters are called so, else in order."""
    call = _caller(function, names)

    def many(points: Sequence[Point], /) -> list[Outcome]:
        return [_outputs(call, point, drop_cache) for point in points]

    return many


def backward_many(
    function: Callable[..., Any],
    bound: Binding,
    wrt: Sequence[str],
    forward: Callable[..., Any] | None = None,
    names: Sequence[str] = (),
) -> Many:
    """A backward as a batch function; ``forward`` makes the cache, if it wants one."""
    make_cache = _caller(forward, names) if forward is not None and bound.cache else None
    convert = converter(function)

    def many(points: Sequence[Point], /) -> list[Outcome]:
        return [_gradients(function, bound, wrt, convert, make_cache, point) for point in points]

    return many


Call = Callable[[Mapping[str, Any]], Any]


def _caller(function: Callable[..., Any], names: Sequence[str]) -> Call:
    convert = converter(function)
    by_name = _takes_names(function, names)

    def call(inputs: Mapping[str, Any]) -> Any:
        with np.errstate(all="ignore"), precision(function):
            given = {name: convert(_copied(value)) for name, value in inputs.items()}
            return function(**given) if by_name else function(*given.values())

    return call


def _takes_names(function: Callable[..., Any], names: Sequence[str]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    taken = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    return set(names) <= taken or any(p.kind is p.VAR_KEYWORD for p in parameters)


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def _outputs(call: Call, point: Point, drop_cache: bool) -> Outcome:
    try:
        result = call(point.inputs)
        return _as_outcome(result[:-1] if drop_cache and isinstance(result, tuple) else result)
    except (Exception, SystemExit) as error:
        return raised(error, "forward")


def _as_outcome(result: Any) -> Outcome:
    """Arrays in order; anything that is not made of numbers is named."""
    if result is None:
        return NotNumbers("None")
    items = list(result) if isinstance(result, tuple) else [result]
    arrays = [None if item is None else as_numpy(item) for item in items]
    odd = next((item for item, array in zip(items, arrays, strict=True) if _is_odd(array)), None)
    return NotNumbers(f"a value of type {type(odd).__name__}") if odd is not None else Returned(tuple(arrays))


def _is_odd(array: Array | None) -> bool:
    return array is not None and array.dtype.kind not in "fciub"


def _gradients(
    function: Callable[..., Any],
    bound: Binding,
    wrt: Sequence[str],
    convert: Callable[[Any], Any],
    make_cache: Call | None,
    point: Point,
) -> Outcome:
    inputs = {name: _laid_out(value, point.layout) for name, value in point.inputs.items()}
    upstream = [_laid_out(array, point.layout) for array in point.upstream]
    before = {name: _copied(value) for name, value in inputs.items()}, [array.copy() for array in upstream]
    cache = None
    if make_cache is not None:
        try:
            cache = make_cache(inputs)[-1]
        except (Exception, SystemExit) as error:
            return raised(error, "forward")
    try:
        with np.errstate(all="ignore"), precision(function):
            given = {name: convert(value) for name, value in inputs.items()}
            result = function(*bound.arguments(given, [convert(array) for array in upstream], cache))
        outcome = _as_outcome(_ordered(result, wrt))
    except (Exception, SystemExit) as error:
        return raised(error, "backward")
    if not isinstance(outcome, Returned):
        return outcome
    mutated = [name for name, value in inputs.items() if not _unchanged(value, before[0][name])]
    if not all(_unchanged(*pair) for pair in zip(upstream, before[1], strict=True)):
        mutated.append("upstream")
    return Returned(_detached(outcome.arrays), tuple(mutated), _aliases(outcome.arrays, inputs))


def _ordered(result: Any, wrt: Sequence[str]) -> Any:
    """Gradients in the order of ``wrt``; a dict may call them by the input's name or by d and that."""
    if isinstance(result, dict):
        return tuple(result.get(name, result.get(f"d{name}")) for name in wrt)
    if isinstance(result, list) and len(wrt) > 1:
        return tuple(result)
    return result


def _laid_out(value: Any, layout: str) -> Any:
    """A copy that lies in memory as asked for."""
    if not isinstance(value, np.ndarray):
        return value
    if layout == "strided" and value.ndim:
        wide = np.zeros((*value.shape[:-1], 2 * value.shape[-1]), dtype=value.dtype)
        wide[..., ::2] = value
        return wide[..., ::2]
    copy = value.copy()
    if layout == "read-only":
        copy.flags.writeable = False
    return copy


def _unchanged(value: Any, before: Any) -> bool:
    if not isinstance(value, np.ndarray):
        return True
    return bool(np.array_equal(value, before, equal_nan=value.dtype.kind in "fc"))


def _detached(arrays: Sequence[Array | None]) -> tuple[Array | None, ...]:
    return tuple(None if array is None else np.array(array) for array in arrays)


def _aliases(arrays: Sequence[Array | None], inputs: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (k, name)
        for k, array in enumerate(arrays)
        for name, value in inputs.items()
        if array is not None and isinstance(value, np.ndarray) and np.may_share_memory(array, value)
    )


def raised(error: BaseException, stage: str) -> Raised:
    """An exception as a value, with the line that it came from last in a file that can be read."""
    line, source = None, ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename != __file__:
            line = trace.tb_lineno
            source = linecache.getline(trace.tb_frame.f_code.co_filename, line).strip()
        trace = trace.tb_next
    message = " ".join(str(error).split())[:300]
    return Raised(type(error).__name__, message, line, source, "forward" if stage == "forward" else "backward")


def raised_words(raised: Raised) -> str:
    """
    >>> raised_words(Raised("ValueError", "no", 3))
    'ValueError in line 3: no'
    """
    where = f" in line {raised.line}" if raised.line else ""
    return f"{raised.type}{where}" + (f": {raised.message}" if raised.message else "")
