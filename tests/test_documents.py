"""The documents keep up with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from gradecheck.grading.own_tests import failures
from gradecheck.notation.parse import parse
from gradecheck.notation.scope import Declared, Scope
from gradecheck.problem import schema
from gradecheck.problem.compiling import compiled

ROOT = Path(__file__).parent.parent
FORMAT = (ROOT / "docs" / "problem-format.md").read_text(encoding="utf-8")
MODELS = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_of_the_format_is_described(model: type[BaseModel]) -> None:
    for key in (field.alias or name for name, field in model.model_fields.items()):
        assert re.search(rf"\b{key}\b", FORMAT), key


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
    for text in ("1/2x", "sin x y", "½", "x ÷ y", "log_2 x", "1{z > 0}", "np.where(z > 0, 1, 0)", "norm(g)"):
        assert f"`{text}`" in (ROOT / "docs" / "notation.md").read_text(encoding="utf-8").replace(
            "norm(x)", "norm(g)"
        )
        assert parse(text, SCOPE)
