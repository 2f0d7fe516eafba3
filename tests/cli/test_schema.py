"""``gradecheck schema`` in real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def schema(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gradecheck", "schema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [((), "items"), (("problem",), "items"), (("course",), "drop_lowest"), (("assignment",), "problems")],
)
def test_the_schema_is_printed(arguments: tuple[str, ...], key: str) -> None:
    done = schema(*arguments)
    assert done.returncode == 0, done.stderr
    assert key in json.loads(done.stdout)["properties"]


def test_the_schema_is_written_to_a_new_file_and_never_over_an_old_one(tmp_path: Path) -> None:
    file = tmp_path / "gradecheck.schema.json"
    assert schema("-o", file).returncode == 0
    assert file.read_text(encoding="utf-8") == schema().stdout
    file.write_text("mine")
    again = schema("-o", file)
    assert (again.returncode, file.read_text()) == (2, "mine")
    assert "there is such a file already" in again.stderr


def test_the_schema_that_comes_along_is_found() -> None:
    path = Path(schema("--path").stdout.strip())
    assert path.is_absolute()
    assert json.loads(path.read_text(encoding="utf-8"))["$schema"].startswith("http://json-schema.org/draft-07")
