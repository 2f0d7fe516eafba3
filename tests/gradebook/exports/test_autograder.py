"""The autograder for Gradescope, unpacked and run as Gradescope does, in a tree of its own."""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gradecheck.errors import OperatorError
from gradecheck.gradebook.exports.autograder import autograder_zip
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.parts import NumericPart
from gradecheck.problem.variants import for_student

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "problems" / "section3" / "examples"
GRAPH = find("section3/1-graph-review")
COURSE = b"timezone: Europe/Berlin\ndefaults: {due: 2026-10-05 23:59, late: 10%}\n"

# Gradescope's Python, with the package of the zip in front of all else.
PYTHON = """\
#!/bin/sh
[ "$1 $2" = "-I -m" ] || exit 97
shift 2
exec {python} -I -c '
import runpy, sys
sys.path.insert(0, "{package}")
import gradecheck
assert gradecheck.__file__.startswith("{package}"), gradecheck.__file__
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
' "$@"
"""


def made(course: bytes | None = COURSE, **options: bool) -> bytes:
    return autograder_zip([(load(path).id, path.read_bytes()) for path in GRAPH], course, **options)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Machine:
    """A tree as Gradescope makes it at /autograder."""

    def __init__(self, root: Path, content: bytes) -> None:
        self.root = root
        for name in ("source", "submission", "results"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(root / "source")
            for entry in archive.infolist():
                (root / "source" / entry.filename).chmod(entry.external_attr >> 16 & 0o777)
        self.python = root / "python"
        self.python.write_text(PYTHON.format(python=sys.executable, package=root / "source" / "package"))
        self.python.chmod(0o755)

    def run(self) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "AUTOGRADER_ROOT": str(self.root),
            "GRADECHECK_PYTHON": str(self.python),
            "GRADECHECK_CACHE": str(self.root / "cache"),
        }
        return subprocess.run(
            [self.root / "source" / "run_autograder"],
            cwd=self.root, env=environment, capture_output=True, text=True, timeout=100,
        )  # fmt: skip

    def results(self) -> dict[str, Any]:
        done = self.run()
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads((self.root / "results" / "results.json").read_text(encoding="utf-8"))
        return found

    def hand_in(self, at: str, **more: object) -> None:
        users = [{"email": "ada@example.org", "id": 1, "name": "Ada Lovelace"}]
        told = {"id": 5, "created_at": at, "users": users, "previous_submissions": [], **more}
        (self.root / "submission_metadata.json").write_text(json.dumps(told))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "autograder", made())


def test_right_answers_in_time_get_full_credit(machine: Machine) -> None:
    (machine.root / "submission" / "answers.md").write_bytes((EXAMPLES / "ada.md").read_bytes())
    machine.hand_in("2026-10-05T14:58:59.000000-07:00")
    found = machine.results()
    most = sum(test["max_score"] for test in found["tests"])
    assert found["score"] == most > 0
    assert {test["status"] for test in found["tests"]} == {"passed"}
    assert found["output"].startswith("Computation Graph Review: 12/12")


def test_lateness_is_that_of_the_platforms_time_stamp(machine: Machine) -> None:
    (machine.root / "submission" / "answers.md").write_bytes((EXAMPLES / "ada.md").read_bytes())
    machine.hand_in("2026-10-05T15:29:00-07:00", previous_submissions=[{"score": 1.0}])
    found = machine.results()
    assert found["score"] == 10.8
    assert "handed in 30 minutes late: 10% of the score taken off" in found["output"]


@pytest.mark.parametrize("content", [None, b"\xff\x00\x01", b""])
def test_what_cannot_be_read_is_told_to_the_student(machine: Machine, content: bytes | None) -> None:
    if content is not None:
        (machine.root / "submission" / "answers.md").write_bytes(content)
    found = machine.results()
    assert found["score"] == 0
    assert "answers.md" in found["output"] or "submission" in found["output"]
    assert f"{machine.root}/submission/" not in found["output"]
    assert "when it was handed in is not known" in found["output"]


def test_a_broken_autograder_writes_no_result_and_says_so(machine: Machine) -> None:
    (machine.root / "source" / "course.yaml").write_text("due: soon\n")
    done = machine.run()
    assert done.returncode == 3
    assert "unknown key 'due'" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(machine.root / "results") == []


def test_files_of_the_student_are_not_imported(machine: Machine) -> None:
    for folder in (machine.root, machine.root / "submission"):
        (folder / "json.py").write_text("raise SystemExit(99)\n")
    assert machine.run().returncode == 0


def test_the_zip_has_its_scripts_at_its_root_and_no_problems_but_those_asked_for() -> None:
    with zipfile.ZipFile(io.BytesIO(made(None, leaderboard=True))) as archive:
        names = archive.namelist()
        settings = json.loads(archive.read("settings.json"))
        for script in ("setup.sh", "run_autograder"):
            assert archive.getinfo(script).external_attr >> 16 & 0o111 == 0o111
            assert archive.read(script).startswith(b"#!/usr/bin/env bash\n")
            subprocess.run(["bash", "-n"], input=archive.read(script), check=True)
        project = tomllib.loads(archive.read("package/pyproject.toml").decode())
        for name in names:
            if name.endswith(".py"):
                ast.parse(archive.read(name))
    assert settings["problems"] == {"problems/001-section3%2F1-graph-review.yaml": "section3/1-graph-review"}
    assert settings["leaderboard"] is True
    assert [name for name in names if name.endswith(".yaml")] == list(settings["problems"])
    assert not any("__pycache__" in name for name in names)
    own = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {each.replace(" ", "") for each in project["project"]["dependencies"]}
    assert needed == {each.replace(" ", "") for each in own["dependencies"]}
    assert project["project"]["version"] == own["version"]


def test_the_same_problems_make_the_same_zip() -> None:
    assert made() == made()


def test_two_problems_of_one_id_are_refused() -> None:
    with pytest.raises(OperatorError) as caught:
        autograder_zip([("a", b""), ("a", b"")], None)
    assert str(caught.value) == "two problem files have the id 'a'\n  give each an id of its own"


def test_everybody_is_graded_on_the_numbers_that_their_sheet_was_made_of(tmp_path: Path) -> None:
    (path,) = find("variants/chain-rule")
    problem = load(path)
    own = for_student(problem, "ada")
    machine = Machine(tmp_path / "autograder", autograder_zip([(problem.id, path.read_bytes())], None))
    (part,) = own.items[0].parts
    assert isinstance(part, NumericPart)
    answer = f"student: ada\n1: {part.expected_text}\n"
    (machine.root / "submission" / "answers.md").write_text(answer, encoding="utf-8")
    results = machine.results()
    assert results["score"] == 1
    assert "graded on the numbers of 'ada'" in results["output"]
