"""Functions in a file of the user's own, loaded into this process: their code is trusted as they trust it."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import OperatorError, Place
from .plain import backward_many, binding
from .point import Many
from .repair import parsed


class _Text(importlib.abc.ExecutionLoader):
    """A loader of source that stands in no file, or in one that was read already."""

    def __init__(self, source: str, path: str) -> None:
        self.source, self.path = source, path

    def get_source(self, fullname: str) -> str:
        return self.source

    def get_filename(self, fullname: str) -> str:
        return self.path


def read(path: Path) -> str:
    """The text of a file. Raises ``OperatorError`` if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path}: is not UTF-8 text") from error


def module(source: str, path: Path) -> ModuleType:
    """A module made of source. Raises ``OperatorError`` where it is not Python, or raises itself."""
    name = "gradecheck_checked_file"
    spec = importlib.util.spec_from_loader(name, _Text(source, str(path)), origin=str(path))
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(made)
    except SyntaxError as error:
        place = Place(str(path), error.lineno or 0, error.offset or 0, error.text or "")
        raise OperatorError(f"not Python: {error.msg}", place=place) from error
    except (Exception, SystemExit) as error:
        raise OperatorError(f"{path}: while it was loaded: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(folder)
    return made


def function(made: ModuleType, name: str, path: Path) -> Callable[..., Any]:
    """A function by name. Raises ``OperatorError`` with the names that there are."""
    found = getattr(made, name, None)
    if callable(found):
        return found  # type: ignore[no-any-return]
    own = [n for n, v in vars(made).items() if callable(v) and getattr(v, "__module__", "") == made.__name__]
    remedy = f"there are: {', '.join(own)}" if own else ""
    raise OperatorError(f"{path}: there is no function {name}", remedy=remedy)


def has_while(source: str, name: str) -> bool:
    """Whether a function has a loop that an edit might make endless, as far as it can be read."""
    tree = parsed(source)
    return tree is None or any(
        isinstance(inner, ast.While)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == name
        for inner in ast.walk(node)
    )


def builder(
    path: Path,
    name: str,
    names: tuple[str, ...],
    wrt: tuple[str, ...],
    takes_upstream: bool | None,
    forward: Callable[..., Any],
) -> Callable[[str], Many | None]:
    """What makes a batch function of an edited file; ``None`` if that has no such function any more."""

    def build(source: str) -> Many | None:
        try:
            edited = function(module(source, path), name, path)
            return backward_many(edited, binding(edited, names, takes_upstream), wrt, forward, names)
        except OperatorError:
            return None

    return build
