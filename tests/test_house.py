"""The plan of the house holds: which room may import which."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "gradecheck"

ROOMS = (
    "errors",
    "notation",
    "algebra",
    "autodiff",
    "differences",
    "sandbox",
    "problem",
    "submission",
    "importing",
    "grading",
    "gradebook",
    "report",
    "preview",
    "notebook",
    "cli",
)

ONE_ROOM_ONLY = {
    "yaml": {"problem", "submission"},
    "rich": {"report"},
    "jinja2": {"report"},
    "markupsafe": {"report", "preview"},
    "click": {"cli"},
    "sqlite3": {"gradebook"},
}


def imports_of(path: Path) -> set[str]:
    """Dotted names of all modules that a file imports, relative ones made absolute."""
    package = ["gradecheck", *path.relative_to(PACKAGE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            found.add(module)
            if module == "gradecheck":
                found.update(f"gradecheck.{alias.name}" for alias in node.names)
    return found


SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem == "errors")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    room = ROOMS.index(room_of(path))
    for module in imports_of(path):
        parts = module.split(".")
        if parts[0] == "gradecheck" and len(parts) > 1 and parts[1] in ROOMS:
            assert ROOMS.index(parts[1]) <= room, f"{path} imports {module}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_stays_in_the_room_that_owns_it(path: Path) -> None:
    for module in imports_of(path):
        owners = ONE_ROOM_ONLY.get(module.split(".")[0])
        assert owners is None or room_of(path) in owners, f"{path} imports {module}"


def test_every_room_says_what_belongs_in_it() -> None:
    for init in PACKAGE.glob("*/__init__.py"):
        assert ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))), init


def test_importing_the_package_brings_in_neither_sympy_nor_numpy() -> None:
    code = "import gradecheck, sys; print(sorted({'sympy', 'numpy', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
