"""The schema that editors check by, held against the loader with a validator for the draft it declares."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from jsonschema.validators import validator_for

from gradecheck.errors import AuthorError
from gradecheck.problem import explain
from gradecheck.problem.assignment_schema import AssignmentFile
from gradecheck.problem.course_schema import CourseFile
from gradecheck.problem.json_schema import json_schema, schema_text
from gradecheck.problem.schema import File
from gradecheck.problem.shipped_schema import schema_path
from gradecheck.problem.yaml_reader import read

ROOT = Path(__file__).parent.parent.parent
PROBLEMS = [
    path
    for path in sorted((ROOT / "problems").rglob("*.yaml"))
    if "\nitems:" in path.read_text(encoding="utf-8")
]
FORMS = {"problem": File, "assignment": AssignmentFile, "course": CourseFile}

HEAD = "gradecheck: 1\nvariables: {x: 2}\ngraph: {f: x x}\n"
ITEM = HEAD + "items:\n  - {id: a, gradient: ∂f/∂x, symbolic: 2 x}\n"


class AsEditorsRead(yaml.CSafeLoader):  # type: ignore[misc, name-defined]
    """YAML 1.2 has no dates, and only two booleans."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def problems_of(text: str, kind: str = "problem") -> list[str]:
    """What a validator says of a file as an editor reads it."""
    schema = json_schema(kind)
    found = validator_for(schema)(schema).iter_errors(yaml.load(text, Loader=AsEditorsRead))
    return [error.message for error in found]


def is_taken(text: str, kind: str = "problem") -> bool:
    """Whether the loader takes the form of a file."""
    try:
        explain.check_as(read(text.encode(), "p.yaml"), FORMS[kind])
    except AuthorError:
        return False
    return True


@pytest.mark.parametrize("kind", FORMS)
def test_the_schema_is_one_of_draft_7(kind: str) -> None:
    schema = json_schema(kind)
    assert validator_for(schema) is jsonschema.Draft7Validator
    jsonschema.Draft7Validator.check_schema(schema)
    assert not re.search(r"\$defs|prefixItems|unevaluated|dependentRequired", schema_text(kind))


@pytest.mark.parametrize("kind", FORMS)
def test_the_schema_that_comes_along_is_that_of_the_models(kind: str) -> None:
    assert schema_path(kind).read_text(encoding="utf-8") == schema_text(kind), (
        f"run: gradecheck's json_schema.schema_text('{kind}') into {schema_path(kind)}"
    )


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_every_problem_that_comes_along_fits_the_schema(path: Path) -> None:
    assert problems_of(path.read_text(encoding="utf-8")) == []


def test_the_course_of_the_documents_fits_the_schema() -> None:
    text = (ROOT / "docs" / "course.md").read_text(encoding="utf-8")
    course = re.findall(r"```yaml\n(.*?)```", text, re.S)[0]
    assert is_taken(course, "course")
    assert problems_of(course, "course") == []


@pytest.mark.parametrize(
    "text",
    [
        ITEM,
        ITEM.replace("gradecheck: 1", "gradecheck: '1'"),
        ITEM.replace("symbolic: 2 x", "symbolic: "),
        ITEM.replace("symbolic: 2 x", "numeric: "),
        ITEM.replace("symbolic: 2 x", "numeric: 4"),
        ITEM.replace("symbolic: 2 x", "symbolic: {derive: yes}"),
        ITEM.replace("symbolic: 2 x", "symbolic: {derive: 'true'}"),
        ITEM.replace(
            "symbolic: 2 x",
            "symbolic: {expected: 2 x, transposed: 1/2, accept: [x, {expected: 3 x, credit: 0.5}]}",
        ),
        ITEM.replace("symbolic: 2 x", "numeric: {decimals: 2, absolute: 1e-3, relative: .5}"),
        ITEM.replace("symbolic: 2 x", "graph: {blanks: [x, f]}"),
        ITEM.replace("symbolic: 2 x", "graph: {blanks: {x: -2, f: {what: value, points: 1/2}, y: }}"),
        ITEM.replace("symbolic: 2 x", "points: 1/3, shape: {accept: [m × 1, {shape: n, credit: 0}]}"),
        ITEM.replace("{x: 2}", "{x: , y: 1/3, z: '−0.5', w: {domain: positive, aliases: v}}"),
        ITEM + "notes: one\ndimensions: [m]\nbase: 0\nstatement:\n",
        ITEM + "tests:\n  - {item: a, response: 4, status: correct}\n",
        ITEM + "tests:\n  - {item: a, response: {graph: {x: 1}, numeric: }, status: blank, credit: 0}\n",
        HEAD
        + "items: [{id: 1.1, code: {function: f, arguments: x, sizes: [{n: 2}], seconds: 5, forbid: g}}]\n",
    ],
)
def test_short_forms_that_the_loader_takes_fit_the_schema(text: str) -> None:
    assert is_taken(text)
    assert problems_of(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gradecheck: 1", "gradecheck: 2"),
        ("gradecheck: 1", "title: none"),
        ("variables:", "variabels:"),
        ("{x: 2}", "{x: two}"),
        ("{x: 2}", "{x: 1/2/3}"),
        ("{x: 2}", "{x: {domain: positiv}}"),
        ("{x: 2}", "{x: {vlaue: 2}}"),
        ("{x: 2}", "[x]"),
        ("{x: 2}", ""),
        ("{f: x x}", "{f: }"),
        ("{f: x x}", "{f: {aliases: [g]}}"),
        ("{f: x x}", "{f: [x, x]}"),
        ("id: a, ", ""),
        ("id: a", "id: a b"),
        ("id: a", "id: ''"),
        ("id: a", "id: a, points: -1"),
        ("id: a", "id: a, points: many"),
        ("symbolic: 2 x", "symbolc: 2 x"),
        ("symbolic: 2 x", "symbolic: [2 x]"),
        ("symbolic: 2 x", "symbolic: {expected: 2 x, form: nice}"),
        ("symbolic: 2 x", "symbolic: {derive: maybe}"),
        ("symbolic: 2 x", "symbolic: {expected: 2 x, boundary: 2}"),
        ("symbolic: 2 x", "symbolic: {expected: 2 x, accept: 2 x}"),
        ("symbolic: 2 x", "symbolic: {expected: 2 x, accept: [{credit: -1/2}]}"),
        ("symbolic: 2 x", "numeric: {decimals: -1}"),
        ("symbolic: 2 x", "numeric: {decimals: few}"),
        ("symbolic: 2 x", "numeric: {figures: 0}"),
        ("symbolic: 2 x", "numeric: {absolute: -1e-3}"),
        ("symbolic: 2 x", "numeric: {tolerance: 1}"),
        ("symbolic: 2 x", "shape: {accept: [{credit: 1}]}"),
        ("symbolic: 2 x", "graph: x"),
        ("symbolic: 2 x", "graph: {blanks: []}"),
        ("symbolic: 2 x", "graph: {blanks: [x, x]}"),
        ("symbolic: 2 x", "graph: {blanks: {x: {what: node}}}"),
        ("symbolic: 2 x", "graph: {decimals: 2}"),
        ("symbolic: 2 x", "code: {function: f}"),
        ("symbolic: 2 x", "code: {function: 2f, arguments: [x]}"),
        ("symbolic: 2 x", "code: {function: f, arguments: []}"),
        ("symbolic: 2 x", "code: {function: f, arguments: [x], seconds: 0}"),
        ("symbolic: 2 x", "code: {function: f, arguments: [x], sizes: [{n: 0}]}"),
        ("items:\n", "tests: [{item: a, response: x, status: right}]\nitems:\n"),
        ("items:\n", "tests: [{item: a, status: correct}]\nitems:\n"),
        ("items:\n", "tests: [{item: a, response: [x], status: correct}]\nitems:\n"),
        ("items:\n", "tests: [{item: a, response: x, status: correct, credit: 2}]\nitems:\n"),
        ("items:\n", "feedback: all\nitems:\n"),
        ("items:\n", "base: 2\nitems:\n"),
        ("items:\n", "indices: {i: [1, 2]}\nitems:\n"),
        ("  - {id: a, gradient: ∂f/∂x, symbolic: 2 x}\n", "  []\n"),
        ("  - {id: a, gradient: ∂f/∂x, symbolic: 2 x}\n", "  {id: a}\n"),
    ],
)
def test_what_the_loader_refuses_does_not_fit_the_schema(old: str, new: str) -> None:
    assert old in ITEM
    broken = ITEM.replace(old, new)
    assert not is_taken(broken)
    assert problems_of(broken)


def test_an_item_that_asks_for_nothing_does_not_fit_the_schema() -> None:
    assert problems_of(ITEM.replace(", symbolic: 2 x", ""))


@pytest.mark.parametrize(
    "text",
    ["defaults: {late: often}", "drop_lowest: -1", "defaults: {attempts: 0}", "deadline: now", "problems: [a]"],
)
def test_a_broken_course_does_not_fit_the_schema(text: str) -> None:
    assert not is_taken(text + "\n", "course")
    assert problems_of(text + "\n", "course")


def test_the_assignment_of_the_documents_fits_the_schema() -> None:
    text = (ROOT / "docs" / "assignments.md").read_text(encoding="utf-8")
    assignment = re.findall(r"```yaml\n(.*?)```", text, re.S)[0]
    assert is_taken(assignment, "assignment")
    assert problems_of(assignment, "assignment") == []


@pytest.mark.parametrize(
    "text",
    [
        "problems: []",
        "problems: a",
        "problems: {a: {}}",
        "title: none",
        "problems: [{weight: 2}]",
        "problems: [{problem: a, weight: -1}]",
        "problems: [[a]]",
        "problems: [a]\ndrop_lowest: 1",
        "problems: [a]\nlate: often",
    ],
)
def test_a_broken_assignment_does_not_fit_the_schema(text: str) -> None:
    assert not is_taken(text + "\n", "assignment")
    assert problems_of(text + "\n", "assignment")


def test_every_key_has_a_title_and_a_description_and_every_example_fits() -> None:
    for kind in FORMS:
        schema = json_schema(kind)
        for form in (schema, *schema["definitions"].values()):
            for key, made in form["properties"].items():
                assert made["title"], key
                assert made["description"].endswith("."), key
                for example in made.get("examples", ()):
                    check: dict[str, Any] = {**made, "definitions": schema["definitions"]}
                    assert jsonschema.Draft7Validator(check).is_valid(example), (key, example)
