"""Functions of torch and jax at the border: their arrays in, numpy out.

Neither library is ever imported here. A function is taken for torch's or jax's by the library that stands
behind the globals it uses, if that library is loaded already; an array by the module of its type.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

import numpy as np

from .point import Array

LIBRARIES = ("torch", "jax")


def as_numpy(value: Any) -> Array:
    """A numpy array of what a function returned; a tensor is detached first.

    >>> as_numpy([1, 2.5])
    array([1. , 2.5])
    """
    detach = getattr(value, "detach", None)
    if detach is not None and type(value).__module__.split(".")[0] == "torch":
        value = detach().cpu().numpy()
    return np.asarray(value)


def converter(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """What turns a numpy array into an array of the library that ``function`` uses."""
    library = library_of(function)
    if library == "torch":
        torch = sys.modules["torch"]
        return lambda value: torch.from_numpy(value) if isinstance(value, np.ndarray) else value
    if library == "jax":
        return _to_jax
    return lambda value: value


def library_of(function: Callable[..., Any]) -> str:
    """``torch``, ``jax`` or ``numpy``, by the modules that the function's globals name.

    >>> library_of(lambda x: np.exp(x))
    'numpy'
    """
    module = (getattr(function, "__module__", "") or "").split(".")[0]
    if module in LIBRARIES and module in sys.modules:
        return module
    used = _used(function, set())
    return next((library for library in LIBRARIES if library in used and library in sys.modules), "numpy")


def _used(function: Any, seen: set[int]) -> set[str]:
    """The libraries behind the globals of a function and of those that it calls in the same file."""
    inner = getattr(function, "__wrapped__", function)
    code, known = getattr(inner, "__code__", None), getattr(inner, "__globals__", {})
    if code is None or id(code) in seen:
        return set()
    seen.add(id(code))
    found: set[str] = set()
    for name in _names(code):
        value = known.get(name)
        found.add(_root(value))
        if getattr(value, "__globals__", None) is known:
            found |= _used(value, seen)
    return found


def precision(function: Callable[..., Any]) -> AbstractContextManager[Any]:
    """What a call runs in: double precision for jax, which has to be asked for it."""
    if library_of(function) == "jax":
        jax = sys.modules.get("jax")
        enable = getattr(jax, "enable_x64", None)
        if enable is not None:
            return enable(True)  # type: ignore[no-any-return]
    return nullcontext()


def _names(code: Any) -> set[str]:
    """All global names in a function and in the functions inside it."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            found |= _names(constant)
    return found


def _root(value: Any) -> str:
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "") or ""
    return str(name).split(".")[0]


def _to_jax(value: Any) -> Any:
    numpy_of_jax = sys.modules.get("jax.numpy")
    if not isinstance(value, np.ndarray) or numpy_of_jax is None:
        return value
    return numpy_of_jax.asarray(value)
