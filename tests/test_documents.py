"""The documents keep up with the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import BaseModel

from gradecheck.grading.own_tests import failures
from gradecheck.notation.parse import parse
from gradecheck.notation.scope import Declared, Scope
from gradecheck.problem import schema
from gradecheck.problem.compiling import compiled

from .examples import as_it_should_be, difference, fits

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FORMAT = (ROOT / "docs" / "problem-format.md").read_text(encoding="utf-8")
MODELS = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_of_the_format_is_described(model: type[BaseModel]) -> None:
    for key in (field.alias or name for name, field in model.model_fields.items()):
        assert re.search(rf"\b{key}\b", FORMAT), key


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_do_what_it_says(page: Path, tmp_path: Path) -> None:
    """``GRADECHECK_REGENERATE=1`` writes into the page what is printed; look at the difference."""
    text = page.read_text(encoding="utf-8")
    right = as_it_should_be(text, tmp_path, page.name)
    if os.environ.get("GRADECHECK_REGENERATE"):
        page.write_text(right, encoding="utf-8")
    elif text != right:
        pytest.fail(difference(page.name, text, right), pytrace=False)


def test_dots_in_an_example_stand_for_any_lines_and_nothing_else_does() -> None:
    assert fits(["a", "b", "c"], ["a", "…", "c"])
    assert fits(["a"], ["a", "…"])
    assert not fits(["a", "b"], ["a"])
    assert not fits(["a", "b", "d"], ["a", "…", "c"])


def test_what_follows_from_the_program_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    assert subprocess.run(command, capture_output=True, text=True).stderr == ""


@pytest.mark.timeout(300)
@pytest.mark.skipif(find_spec("sphinx") is None, reason="the site needs the extra docs")
def test_the_site_is_built_without_a_warning_and_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "html",
        "-d",
        tmp_path / "trees",
    ]
    done = subprocess.run(
        [*map(str, command), str(ROOT / "docs"), str(tmp_path / "site")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for page in (tmp_path / "site").glob("*.html"):
        loaded = re.findall(
            r'<(?:script|link|img)[^>]* (?:src|href)="([^"]*)"', page.read_text(encoding="utf-8")
        )
        assert not [address for address in loaded if "//" in address], page.name


def test_the_first_problem_of_the_readme_is_sound() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", readme, re.S)
    problem = compiled(text.encode(), "first.yaml", "first")
    assert not list(failures(problem, 0))


def test_the_readme_has_its_two_commands_on_one_line_each() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^python3 -m venv .*$", readme, re.M)
    assert len(commands) == 2
    assert all("&&" in command for command in commands)


SCOPE = Scope(names=(*map(Declared, ("x", "y", "z", "z_1")), Declared("g", ("n", 1))), dims=("n",))


def test_ways_to_write_that_the_documents_show_are_read() -> None:
    for text in ("1/2x", "sin x y", "norm(g)"):
        assert f"`{text}`" in (ROOT / "docs" / "notation.md").read_text(encoding="utf-8").replace(
            "norm(x)", "norm(g)"
        )
        assert parse(text, SCOPE)
