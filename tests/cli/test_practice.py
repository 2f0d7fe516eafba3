"""``gradecheck practice`` in real processes: it is left cleanly at any moment, and goes on where it was."""

from __future__ import annotations

import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GRAPH = "section3/1-graph-review"

INTERRUPTIBLE = """\
import signal, sys
from gradecheck.cli import run

signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may be deaf to it
sys.exit(run(sys.argv[1:]))
"""


def environment(folder: Path) -> dict[str, str]:
    own = {"GRADECHECK_CACHE": str(folder / "cache"), "GRADECHECK_PROGRESS": str(folder / "progress")}
    return {**os.environ, **own, "COLUMNS": "80", "PYTHONPATH": str(ROOT)}


def practice(folder: Path, lines: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", "practice", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        env=environment(folder),
        timeout=60,
    )


def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    first = practice(tmp_path, "z\n-4\n", GRAPH)
    assert (first.returncode, "2 of 12 questions learnt." in first.stdout) == (1, True), first.stderr
    second = practice(tmp_path, "1\n1\n:q\n", GRAPH)
    assert "1.1.symbolic" not in second.stdout
    assert "4 of 12 questions learnt." in second.stdout
    anew = practice(tmp_path, "", GRAPH, "--reset")
    assert "0 of 12 questions learnt." in anew.stdout


def test_all_of_it_can_be_learnt(tmp_path: Path) -> None:
    done = practice(tmp_path, "z\n-4\n1\n1\n1\n1\nq\n3\nz\n-4\nz\n-4\n", GRAPH)
    assert done.returncode == 0, done.stderr
    assert "12 of 12 questions learnt." in done.stdout
    assert practice(tmp_path, "", GRAPH).returncode == 0


def test_progress_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "progress")) as db:
        db.execute("pragma user_version = 9")
    before = (tmp_path / "progress").read_bytes()
    found = practice(tmp_path, "", GRAPH)
    assert found.returncode == 2
    assert found.stderr == (
        f"{tmp_path / 'progress'}: this progress was kept by a newer gradecheck (tables 9, here 2)\n"
        "  go on with that version, or begin anew in another file: GRADECHECK_PROGRESS=FILE\n"
    )
    assert (tmp_path / "progress").read_bytes() == before


def test_mistakes_are_told_at_once_and_by_name_at_the_end(tmp_path: Path) -> None:
    done = practice(tmp_path, "-z\n\n?\n:a\n:s\n", GRAPH)
    assert "The sign is wrong." in done.stdout
    assert "f uses q directly" in done.stdout
    assert "The answer is z." in done.stdout
    assert "expected" not in done.stdout
    assert "section3/1-graph-review 1.1.symbolic: sign" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_code_is_answered_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "relu.py").write_text("def relu_backward(dout, x):\n    return dout * (x > 0)\n")
    done = practice(tmp_path, f"nowhere.py\n{tmp_path / 'relu.py'}\n", "backprop/relu")
    assert "no such file" in done.stdout + done.stderr
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lines", [b"z\n\x04", b"z\n-4\n:q\n"])
def test_in_a_terminal_it_is_left_by_a_key(tmp_path: Path, lines: bytes) -> None:
    process, parent = begun(tmp_path)
    os.write(parent, lines)
    out, err = process.communicate(timeout=60)
    os.close(parent)
    assert process.returncode == 1, err.decode()
    assert "questions learnt." in out.decode()
    assert b"Traceback" not in out + err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_at_any_moment_nothing_that_was_answered_is_lost(tmp_path: Path, number: int) -> None:
    process, parent = begun(tmp_path)
    os.write(parent, b"z\n-4\n1\n")
    said = b""
    assert process.stdout is not None
    while b"1.3.symbolic" not in said and b"1.2.numeric" not in said:
        said += os.read(process.stdout.fileno(), 65536)
    time.sleep(0.5)  # a signal that comes just before Python reads is heard only after the next line
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    os.close(parent)
    assert b"Traceback" not in out + err
    assert number == signal.SIGKILL or b"3 of 12 questions learnt." in out
    assert "3 of 12 questions learnt." in practice(tmp_path, "", GRAPH).stdout


def begun(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", INTERRUPTIBLE, "practice", GRAPH],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder),
    )
    os.close(child)
    return process, parent
