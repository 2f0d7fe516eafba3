"""Functions of other libraries, which need not be installed: stand-ins behave as those do at the border."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gradecheck.differences.check import check_gradient
from gradecheck.differences.foreign import as_numpy, library_of


class Tensor:
    """An array that must be detached before numpy sees it."""

    def __init__(self, values: Any) -> None:
        self.values = np.array(values)

    def __mul__(self, other: Tensor) -> Tensor:
        return Tensor(self.values * other.values)

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> Any:
        return self.values

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("detach it first")


Tensor.__module__ = "torch"


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("torch")
    module.from_numpy = Tensor  # type: ignore[attr-defined]
    module.cos = lambda tensor: Tensor(np.cos(tensor.values))  # type: ignore[attr-defined]
    module.sin = lambda tensor: Tensor(np.sin(tensor.values))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", module)
    monkeypatch.setitem(globals(), "torch_", module)
    return module


def forward(x: Any) -> Any:
    return torch_.sin(x)  # type: ignore[name-defined] # noqa: F821


def backward(dout: Any, x: Any) -> Any:
    return dout * torch_.cos(x)  # type: ignore[name-defined] # noqa: F821


def test_a_function_of_a_loaded_library_gets_its_arrays(torch: ModuleType) -> None:
    assert library_of(forward) == "torch"
    assert isinstance(as_numpy(Tensor([1.0])), np.ndarray)
    assert check_gradient(forward, backward, {"x": np.array([[0.5, 2.0, -1.0, 4.0]])}).verdict == "right"


def test_a_library_that_is_not_loaded_is_nobody_s() -> None:
    assert library_of(forward) == "numpy"


def through(x: Any) -> Any:
    return forward(x)


def test_a_function_that_calls_one_of_its_file_is_of_that_one_s_library(torch: ModuleType) -> None:
    assert library_of(through) == "torch"
