"""The front door: check one backward against one forward, ordinary functions or batches of calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import OperatorError
from .explain import explained
from .foreign import as_numpy
from .judge import judge
from .plain import backward_many, binding, forward_many, raised_words
from .point import Many, Raised
from .survey import Configuration, Survey, survey
from .verdicts import GradientCheck


def check_many(
    forward: Many,
    backward: Many,
    configurations: Sequence[Configuration],
    seed: int = 0,
    *,
    takes_upstream: bool = True,
    explain: bool = True,
) -> GradientCheck:
    """Survey and judge in one go; who has many candidates calls ``survey`` once and ``judge`` for each."""
    random = np.random.default_rng([seed, 1])
    found = survey(forward, configurations, random, takes_upstream=takes_upstream)
    return judge(found, forward, backward, random, explain=explain)


def check_gradient(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    inputs: Mapping[str, Any] | Sequence[Configuration],
    *,
    wrt: Sequence[str] | None = None,
    seed: int = 0,
    upstream: bool | None = None,
    cache: bool = False,
) -> GradientCheck:
    """Check ``backward`` against finite differences of ``forward``.

    ``inputs`` are arrays (and plain numbers, such as a stride) by name, in the order of the forward's
    arguments; or configurations, as ``configurations.configurations`` makes them. ``wrt`` names those whose
    gradients the backward returns, in order: all arrays of floats by default. The backward gets its arguments
    by the names of its parameters; one that is no input is the upstream gradient, one called ``cache`` gets
    what the forward returned last (``cache`` says that it returns one). Without upstream gradient the output
    must be a loss. Mistakes that can be named are.

    Raises ``OperatorError`` if the functions cannot be called so.

    >>> x = np.array([[0.5, -1.0], [2.0, 1.5]])
    >>> check = check_gradient(np.tanh, lambda dout, x: dout * (1 - np.tanh(x)), {"x": x})
    >>> check.verdict, check["x"].located.worst.index
    ('wrong', (0, 1))
    """
    pair = prepared(forward, backward, _configurations(inputs, wrt), upstream, seed, cache=cache)
    random = np.random.default_rng([seed, 2])
    return explained(judge(pair.survey, pair.forward, pair.backward, random), pair.forward, pair.backward)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Two ordinary functions as batch functions, and the survey of the first."""

    forward: Many
    backward: Many
    survey: Survey


def prepared(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    starts: Sequence[Configuration],
    upstream: bool | None,
    seed: int,
    *,
    cache: bool = False,
) -> Prepared:
    """Bind the arguments and survey the forward; raises ``OperatorError`` if it has no value anywhere."""
    names = tuple(starts[0].inputs)
    bound = binding(backward, names, upstream)
    called = forward_many(forward, names, drop_cache=bound.cache or cache)
    returned = backward_many(backward, bound, starts[0].wrt, forward, names)
    random = np.random.default_rng([seed, 1])
    found = survey(called, starts, random, takes_upstream=bool(bound.upstream))
    _complain(found, bool(bound.upstream))
    return Prepared(called, returned, found)


def _configurations(
    inputs: Mapping[str, Any] | Sequence[Configuration], wrt: Sequence[str] | None
) -> list[Configuration]:
    if not isinstance(inputs, Mapping):
        if not inputs:
            raise OperatorError("there is no configuration to try")
        return list(inputs)
    given = {name: _as_input(value) for name, value in inputs.items()}
    if wrt is None:
        wrt = [
            name for name, value in given.items() if isinstance(value, np.ndarray) and value.dtype.kind == "f"
        ]
    missing = [name for name in wrt if name not in given]
    if missing or not wrt:
        fact = f"no input is called {missing[0]}" if missing else "no input is an array of floats"
        raise OperatorError(fact, remedy=f"the inputs are {', '.join(given)}")
    for name in wrt:
        given[name] = np.asarray(given[name], dtype=np.float64)
    return [Configuration("the inputs given", given, tuple(wrt))]


def _as_input(value: Any) -> Any:
    """Plain numbers are options and stay so; all else becomes an array."""
    return value if isinstance(value, bool | int | float | str) or value is None else as_numpy(value)


def _complain(found: Survey, takes_upstream: bool) -> None:
    """Nothing can be said where the forward has no value anywhere, or the loss is no number."""
    failures = [region.failure for region in found.regions if not region.stations]
    if len(failures) == len(found.regions):
        first = failures[0]
        why = raised_words(first) if isinstance(first, Raised) else "it gives no finite numbers"
        raise OperatorError(f"the forward cannot be evaluated: {why}")
    place = found.regions[0].stations[0].place if found.regions[0].stations else None
    if not takes_upstream and place is not None and place.value.size != 1:
        shape = place.outputs[0].shape
        fact = f"the backward takes no upstream gradient, and the forward gives an array of shape {shape}"
        raise OperatorError(fact, remedy="give the backward a parameter for the upstream gradient")
