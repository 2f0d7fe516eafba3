"""Which files a job may read: never those of the package, wherever it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradecheck.sandbox import readable
from gradecheck.sandbox.readable import PACKAGE, readable_paths, without


def test_a_directory_above_the_package_is_replaced_by_what_is_beside_it(tmp_path: Path) -> None:
    for name in ("numpy", "scipy", "gradecheck", "gradecheck/problems"):
        (tmp_path / "lib" / "site" / name).mkdir(parents=True)
    (tmp_path / "lib" / "os.py").touch()
    found = without([tmp_path / "lib", tmp_path / "other"], tmp_path / "lib" / "site" / "gradecheck")
    assert found.trees == tuple(
        str(tmp_path / name) for name in ("lib/os.py", "lib/site/numpy", "lib/site/scipy", "other")
    )
    assert found.listed == (str(tmp_path / "lib"),)


def test_the_package_itself_is_not_readable() -> None:
    for tree in map(Path, readable_paths().trees):
        assert tree != PACKAGE
        assert tree not in PACKAGE.parents
        assert PACKAGE not in tree.parents


def test_problem_files_among_the_libraries_are_not_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where gradecheck is installed to be edited, they are copied there and its modules are not."""
    for name in ("numpy", "gradecheck/problems"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(readable, "library_directories", lambda: (str(tmp_path),))
    found = readable_paths()
    assert str(tmp_path / "numpy") in found.trees
    assert not {str(tmp_path), str(tmp_path / "gradecheck")} & set(found.trees)
