"""What shells complete: through a real bash, and what is offered for each kind of word."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradecheck.cli import COMMANDS, run
from gradecheck.gradebook.store import Store
from gradecheck.gradebook.tables import NAME
from gradecheck.submission.handed import Class, Person

ROOT = Path(__file__).parent.parent.parent
ASK = """
source <(gradecheck completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_gradecheck_completion gradecheck
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two problems, one of them broken, and the program on the path."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "gradecheck"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from gradecheck.cli import main\nif __name__ == '__main__':\n    main()\n"
    )
    program.chmod(0o755)
    (tmp_path / "week" / "one").mkdir(parents=True)
    (tmp_path / "week" / "one" / "mine.yaml").write_text("items: [{id: a.1}, {id: a.2}, {id: b}, {}]\n")
    (tmp_path / "week" / "one" / "broken.yaml").write_text("items: [\n")
    (tmp_path / "week" / "one" / "notes.txt").write_text("")
    return tmp_path


def completed(folder: Path, *words: str) -> list[str]:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    done = subprocess.run(
        [bash, "--norc", "-c", ASK, "bash", "gradecheck", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        env={**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"},
    )
    assert not done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["re"], ["review", "regrade", "report"]),
        (["submit", "section3/1"], ["section3/1-graph-review"]),
        (["validate", "backprop", "section3/4"], ["section3/4-bonus-sort"]),
        (["show", "we"], ["week/", "week/one/", "week/one/broken.yaml", "week/one/mine.yaml"]),
        (["show", "week/one/m"], ["week/one/mine.yaml"]),
        (["try", "section3/1-graph-review", "1."], ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]),
        (["try", "week/one/mine.yaml", ""], ["a.1", "a.2", "b"]),
        (["try", "week/one/broken.yaml", ""], []),
        (["try", "nothing", ""], []),
        (["export", "--to", "c"], ["csv", "canvas"]),
        (["submit", "--feedback", ""], ["verdict", "hints", "full"]),
        (["submit", "--pl"], ["--plain"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
    ],
)
def test_bash_completes(folder: Path, words: list[str], offered: list[str]) -> None:
    assert completed(folder, *words) == offered


def test_students_are_those_of_the_gradebook_here(folder: Path) -> None:
    assert completed(folder, "show", "--student", "a") == []
    people = tuple(Person(name) for name in ("ada", "alan", "grace"))
    with Store.open(folder, create=True) as store:
        store.take_in(Class("by hand", people, ()), "class", [])
    assert completed(folder, "show", "--student", "a") == ["ada", "alan"]
    (folder / NAME).write_bytes(b"no gradebook")
    assert completed(folder, "show", "--student", "a") == []


def test_bash_completes_every_command(folder: Path) -> None:
    assert completed(folder, "") == list(COMMANDS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_says_where_it_belongs(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("# ")
    assert f"gradecheck completion {shell}" in last


def test_completing_brings_in_none_of_the_slow_libraries(folder: Path) -> None:
    code = (
        "import sys; from gradecheck.cli.completing import items; import click\n"
        "context = click.Context(click.Command('try')); context.params['problem'] = 'section3/1-graph-review'\n"
        "assert items(context, click.Argument(['item']), '1.') == ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6']\n"
        "print(sorted({'sympy', 'numpy', 'pydantic', 'rich', 'flint'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr
