"""``gradecheck import`` in real processes: what is written, what is told, what is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BANKS = ROOT / "tests" / "importing" / "banks"
Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cache")
    return {**os.environ, "GRADECHECK_CACHE": str(folder), "COLUMNS": "100", "PYTHONPATH": str(ROOT)}


def gradecheck(environment: dict[str, str], *arguments: str | Path, cwd: Path = BANKS) -> Run:
    command = [sys.executable, "-m", "gradecheck", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, timeout=100)
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done


def test_files_are_written_and_are_sound(environment: dict[str, str], tmp_path: Path) -> None:
    made = gradecheck(environment, "import", "calculus.xml", "-o", tmp_path / "problems")
    assert made.returncode == 1, made.stderr  # something was left out
    assert made.stdout.startswith("✓ Slope at a point  taken over  calculus/slopes/slope-at-a-point.yaml\n")
    last = f"13 questions: 5 taken over, 5 partly, 3 not; 10 files written below {tmp_path / 'problems'}"
    assert " ".join(made.stdout.split()).endswith(last)
    assert len(list((tmp_path / "problems").rglob("*.yaml"))) == 10
    checked = gradecheck(environment, "validate", tmp_path / "problems")
    assert checked.returncode == 0, checked.stdout
    assert "note:" not in checked.stdout


def test_a_bank_that_is_taken_over_whole_exits_0(environment: dict[str, str], tmp_path: Path) -> None:
    made = gradecheck(environment, "import", "pl/chainRule", "-o", tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert (tmp_path / "chainrule.yaml").is_file()


def test_twice_the_same_bytes(environment: dict[str, str], tmp_path: Path) -> None:
    for name in ("one", "two"):
        gradecheck(environment, "import", "calculus.xml", "-o", tmp_path / name)
    files = sorted(file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.yaml"))
    assert all(
        (tmp_path / "one" / each).read_bytes() == (tmp_path / "two" / each).read_bytes() for each in files
    )


def test_a_file_that_is_there_stays_as_it_is_unless_forced(environment: dict[str, str], tmp_path: Path) -> None:
    mine = tmp_path / "gradient.yaml"
    mine.write_text("mine", encoding="utf-8")
    refused = gradecheck(environment, "import", "pl", "-o", tmp_path)
    assert refused.returncode == 2
    assert refused.stderr == (
        f"{mine}: there is such a file already, and nothing was written\n"
        "  choose another folder, or write over it with --force\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["gradient.yaml"]
    assert mine.read_text(encoding="utf-8") == "mine"
    forced = gradecheck(environment, "import", "pl", "-o", tmp_path, "--force")
    assert forced.returncode == 1
    assert mine.read_text(encoding="utf-8").startswith("gradecheck: 1\n")


def test_a_dry_run_writes_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    told = gradecheck(environment, "import", BANKS / "pl", "--dry-run", cwd=tmp_path)
    assert told.returncode == 1
    assert told.stdout.endswith("6 questions: 2 taken over, 2 partly, 2 not; nothing was written\n")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_asked_for(environment: dict[str, str]) -> None:
    told = gradecheck(environment, "import", "pl")
    assert told.returncode == 2
    assert "give a folder for the problem files with -o, or --dry-run to write none" in told.stderr


def test_a_bank_that_is_not_there_says_what_one_is(environment: dict[str, str], tmp_path: Path) -> None:
    told = gradecheck(environment, "import", "nowhere.xml", "-o", tmp_path)
    assert told.returncode == 2
    assert told.stderr == (
        "nowhere.xml: cannot be read: No such file or directory\n"
        "  name a Moodle XML file (.xml), or a folder or zip of PrairieLearn questions\n"
    )
