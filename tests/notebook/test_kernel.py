"""A real notebook, executed in a real kernel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbclient is not installed (the extra dev has it)")
pytest.importorskip("nbclient", reason="nbclient is not installed (the extra dev has it)")
pytest.importorskip("ipykernel", reason="ipykernel is not installed (the extra dev has it)")

ROOT = Path(__file__).parent.parent.parent
BACKWARD = """\
def affine_backward(dout, x, w, b):
    return dout @ w.T, x.T @ dout, total(dout)
"""
CELLS = (
    'import gradecheck\ngradecheck.check("section3/1", df_dq="z", df_dx="-z")',
    "%load_ext gradecheck",
    "%%gradecheck section3/1\n1.1: z = -4\n1.4: x + y = 3\n",
    "import numpy as np\ndef total(array):\n    return np.sum(array, axis=0)",
    f"%%gradecheck backprop/affine\n{BACKWARD}",
    f'{BACKWARD}gradecheck.check("backprop/affine", affine=affine_backward)',
    'gradecheck.check("section3/1", df_dw="z")',
    "%%gradecheck section3/9\n1.1: z",
)


EXECUTE = """\
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.execute(notebook, timeout=90, kernel_name="python3", allow_errors=True)
nbformat.write(notebook, sys.argv[1])
"""
"""What runs in a process of its own: the machinery of Jupyter leaves event loops open."""


def executed(folder: Path) -> list[Any]:
    """The outputs of each cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbformat.write(notebook, folder / "sheet.ipynb")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GRADECHECK_CACHE": str(folder)}
    command = [sys.executable, "-W", "ignore", "-c", EXECUTE, "sheet.ipynb"]
    subprocess.run(command, cwd=folder, env=environment, check=True, timeout=110, capture_output=True)
    return [cell.outputs for cell in nbformat.read(folder / "sheet.ipynb", as_version=4).cells]


def test_a_notebook_shows_reports_and_short_messages(tmp_path: Path) -> None:
    checked, loaded, sheet, _, program, function, item, problem = executed(tmp_path)
    (shown,) = checked
    assert shown.output_type == "execute_result"
    assert "✗ incorrect" in shown.data["text/plain"]
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="gc"' in shown.data["text/html"]
    assert "<script" not in shown.data["text/html"]
    assert loaded == []
    assert "4/4" in sheet[0].data["text/plain"]
    for outputs in (program, function):
        assert "3/3" in outputs[0].data["text/plain"], outputs
    assert item[0].traceback == ["section3/1-graph-review: there is no item 'df_dw'", "  did you mean '∂f/∂z'?"]
    assert "there is no problem 'section3/9'" in problem[0].traceback[0]
    assert len(problem[0].traceback) <= 2
