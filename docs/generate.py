"""Write the parts of pages that follow from the program: ``python docs/generate.py``; ``--check`` only looks.

They stand between ``<!-- begin: NAME -->`` and ``<!-- end: NAME -->``; what is around is written by hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from gradecheck.cli import COMMANDS
from gradecheck.cli import commands as program
from gradecheck.problem.json_schema import json_schema

DOCS = Path(__file__).parent
ANSWERS = DOCS.parent / "tests" / "notation" / "answers.txt"
WIDTH = 80
HEADINGS = (
    *("products", "quotients", "powers", "numbers", "roots, logarithms", "functions"),
    *("derivatives of functions", "sigmoid", "names", "one example of a batch", "sums"),
    *("transposes", "matrix products", "entry by entry", "components", "vectors"),
    *("other operations", "indicators", "cases", "labels and chains"),
)
"""What answers of the tests may be shown under, in the order of the page."""


def command_reference() -> str:
    """The help of each command, as it is printed."""
    return "\n".join(line for name in COMMANDS for line in _help(name))


def _help(name: str) -> Iterator[str]:
    settings: dict[str, Any] = {**program.context_settings, "terminal_width": WIDTH}
    root = click.Context(program, info_name="gradecheck", **settings)
    command = program.get_command(root, name)
    assert command is not None
    context = command.context_class(command, info_name=name, parent=root)
    yield from _page(f"gradecheck {name}", command.get_help(context))
    if isinstance(command, click.Group):
        for own in command.list_commands(context):
            inner = command.get_command(context, own)
            assert inner is not None
            yield from _page(
                f"gradecheck {name} {own}", inner.get_help(inner.context_class(inner, context, own))
            )


def _page(title: str, text: str) -> Iterator[str]:
    yield from (f"## {title}", "", "<!-- not run: the help of the program -->", "```text", text, "```", "")


def format_reference(kind: str) -> str:
    """A table for each mapping of the format, from its schema."""
    schema = json_schema(kind)
    mappings = {"The file": schema, **schema["definitions"]}
    return "\n".join(line for name, each in mappings.items() for line in _mapping(name, each))


def _mapping(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        f"### {name}",
        "",
        schema["description"],
        "",
        "| key | takes | what it says |",
        "| --- | --- | --- |",
    )
    needed = schema.get("required", ())
    for key, value in schema["properties"].items():
        must = " (needed)" if key in needed else ""
        examples = ", ".join(map(_example, value.get("examples", ())))
        such = f" Such as {examples}" if examples else ""
        yield f"| `{key}`{must} | {_cell(_takes(value))} | {_cell(value['description'] + such)} |"
    yield ""


def _takes(schema: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    match schema:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"enum": list(choices)}:
            return ", ".join(dict.fromkeys(f"`{choice}`" for choice in choices))
        case {"anyOf": [{"type": "boolean"}, *_]}:
            return "true or false"
        case {"anyOf": [{"type": "number"} as number, {"type": "string"}]}:
            return _bounded("number", number)
        case {"anyOf": [{"type": "integer"} as number, {"type": "string"}]}:
            return _bounded("whole number", number)
        case {"anyOf": list(choices)}:
            said = (_takes(choice) for choice in choices if choice != {"type": "null"})
            return " or ".join(dict.fromkeys(said))
        case {"type": "array", "items": inner}:
            return f"list of {_takes(inner)}"
        case {"type": "object", "additionalProperties": dict(inner)}:
            return f"mapping to {_takes(inner)}"
    return "text"


def _bounded(noun: str, schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None:
        return noun
    return f"{noun} from {low}" if high is None else f"{noun} from {low} to {high}"


def _example(value: object) -> str:
    typed = isinstance(value, str) and "\n" not in value
    return f"`{value if typed else json.dumps(value, ensure_ascii=False)}`"


def notation_table() -> str:
    """The answers of the tests that bear a heading, those with one reading in one row."""
    rows: dict[tuple[str, str], list[str]] = {}
    for line in ANSWERS.read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"(.*?)  =>  (.*?)  ## (.*?)(?:  # .*)?", line)
        if found:
            written, read, what = found.groups()
            rows.setdefault((what, read.partition("  |  ")[0].partition(" {")[0]), []).append(written)
    lines = ["| what | how it may be written | is read as |", "| --- | --- | --- |"]
    said = ""
    for (what, read), written in sorted(rows.items(), key=lambda row: HEADINGS.index(row[0][0])):
        texts = ", ".join(map(_code, written))
        lines.append(f"| {what if what != said else ''} | {texts} | {_code(read)} |")
        said = what
    return "\n".join(lines)


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("commands.md", "commands"): command_reference,
    ("format-reference.md", "problem"): lambda: format_reference("problem"),
    ("format-reference.md", "assignment"): lambda: format_reference("assignment"),
    ("format-reference.md", "course"): lambda: format_reference("course"),
    ("notation.md", "notation"): notation_table,
}


def pages() -> dict[Path, str]:
    """Each page that has generated parts, as it should be."""
    found: dict[Path, str] = {}
    for (page, part), made in PARTS.items():
        path = DOCS / page
        text = found.get(path) or path.read_text(encoding="utf-8")
        begin, end = f"<!-- begin: {part} -->\n", f"<!-- end: {part} -->"
        before, after = text.index(begin) + len(begin), text.index(end)
        found[path] = f"{text[:before]}\n{made().strip()}\n\n{text[after:]}"
    return found


if __name__ == "__main__":
    made = pages()
    if "--check" in sys.argv:
        stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
        sys.exit(f"run python docs/generate.py for {', '.join(stale)}" if stale else 0)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
