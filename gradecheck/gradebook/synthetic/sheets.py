"""Answers as the files that a student hands in: Markdown in a few layouts, YAML, notebooks, Python files."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence

from ...problem.model import Problem
from .answering import Answer
from .code import parsed
from .students import Habits, Student

File = tuple[str, bytes]
"""The name of a file inside a submission and its content."""

_DERIVATIVE = re.compile(r"[∂]\w+/[∂]\w+")
_PLAIN = re.compile(r"[^=,;<>$\n]*")
_NUMBER = re.compile(r"[-−]?\d*\.?\d+(/\d+)?")


def files(student: Student, answers: Sequence[Answer], *, single: bool = False) -> tuple[File, ...]:
    """The files of one student; ``single`` puts all into one."""
    habits = student.habits
    programs = [answer for answer in answers if answer.is_code and answer.text]
    apart = (
        ()
        if single or habits.form == "notebook" or habits.code == "fences"
        else tuple(_programs(habits, programs))
    )
    kept = [answer for answer in answers if not (answer.is_code and apart)]
    if apart and all(answer.is_code for answer in answers):
        return apart
    match habits.form:
        case "yaml":
            sheet = ("answers.yaml", _yaml(kept))
        case "notebook":
            sheet = ("answers.ipynb", _notebook(student, kept))
        case _:
            sheet = ("answers.md", _markdown(student, kept))
    return ((sheet[0], sheet[1].encode("utf-8")), *apart)


def _programs(habits: Habits, programs: Sequence[Answer]) -> Iterator[File]:
    """Python files: one for all where that can work, else one for each item, named after it."""
    if programs and habits.code == "one file" and _may_be_joined(programs):
        yield "solutions.py", "\n\n".join(answer.text for answer in programs).encode("utf-8")
        return
    for answer in programs:
        yield f"{answer.question.item.id}.py", answer.text.encode("utf-8")


def _may_be_joined(programs: Sequence[Answer]) -> bool:
    """Whether programs can stand in one file: none has a syntax error, no name is defined twice."""
    trees = [parsed(answer.text) for answer in programs]
    names = [node.name for tree in trees if tree for node in tree.body if isinstance(node, ast.FunctionDef)]
    return all(trees) and len(set(names)) == len(names)


def _by_problem(answers: Sequence[Answer]) -> Iterator[tuple[Problem, list[Answer]]]:
    problems = list(dict.fromkeys(answer.question.problem.id for answer in answers))
    for name in problems:
        own = [answer for answer in answers if answer.question.problem.id == name]
        yield own[0].question.problem, own


def _by_item(answers: Sequence[Answer]) -> Iterator[list[Answer]]:
    items = dict.fromkeys(answer.question.item.id for answer in answers)
    for name in items:
        yield [answer for answer in answers if answer.question.item.id == name]


# -- Markdown ------------------------------------------------------------------------------------------------


def _markdown(student: Student, answers: Sequence[Answer]) -> str:
    lines = [f"# Answers of {student.name}", ""]
    for problem, own in _by_problem(answers):
        lines += [f"## {problem.id}", ""]
        for item in _by_item(own):
            lines += _item(student.habits, problem, item)
        lines.append("")
    return "\n".join(lines)


def _item(habits: Habits, problem: Problem, answers: list[Answer]) -> Iterator[str]:
    """The lines of one item."""
    if habits.form == "quoted":
        yield from ("> " + line for line in answers[0].question.item.prompt.strip().splitlines())
    said = [answer for answer in answers if not answer.is_code]
    if chain := _chain(habits, problem, said):
        yield _entry(habits, *chain)
    elif habits.form == "nested" and len(said) > 1:
        graph = said[0].question.kind == "graph"
        yield f"{said[0].question.item.id}{'.graph' if graph else ''}:"
        for answer in said:
            inner = answer.question.id.removeprefix(answer.question.item.id + ".").removeprefix("graph.")
            yield f"    {inner}: {_indented(answer.text)}"
    else:
        for answer in said:
            yield _entry(habits, _key(habits, problem, answer), answer.text)
    for answer in answers:
        if answer.is_code and answer.text:
            yield from (f"{answer.question.id}:", "", "```python", *answer.text.splitlines(), "```", "")


def _entry(habits: Habits, key: str, text: str) -> str:
    text = _indented(text)
    if habits.form == "list":
        return f"- **{key}**: {text}"
    return f"{key}: {text}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n        ")


def _key(habits: Habits, problem: Problem, answer: Answer) -> str:
    """The id, or what is asked for where the student writes that and it names one item only."""
    item = answer.question.item
    alone = len(item.parts) == 1 and answer.question.kind == "symbolic"
    return _label(problem, answer) if habits.labels and alone else answer.question.id


def _label(problem: Problem, answer: Answer) -> str:
    label = answer.question.item.label
    same = [item for item in problem.items if item.label.lower() == label.lower()]
    return label if len(same) == 1 and _DERIVATIVE.fullmatch(label) else answer.question.item.id


def _chain(habits: Habits, problem: Problem, said: list[Answer]) -> tuple[str, str] | None:
    """``z = -4`` where an item asks for an expression and its value and both are simple."""
    if not habits.chained or [answer.question.kind for answer in said] != ["symbolic", "numeric"]:
        return None
    formula, value = said
    readable = "unreadable" not in (formula.meant, value.meant)
    if readable and formula.text and _PLAIN.fullmatch(formula.text) and _NUMBER.fullmatch(value.text):
        key = _label(problem, formula) if habits.labels else formula.question.item.id
        return key, f"{formula.text} = {value.text}"
    return None


# -- YAML and notebooks --------------------------------------------------------------------------------------


def _yaml(answers: Sequence[Answer]) -> str:
    lines = []
    for problem, own in _by_problem(answers):
        lines.append(f"{json.dumps(problem.id)}:")
        for answer in own:
            key = json.dumps(answer.question.id, ensure_ascii=False)
            if answer.is_code and answer.text:
                block = answer.text.replace("\t", "    ").splitlines()
                lines += [f"  {key}: |", *(f"    {line}".rstrip() for line in block)]
            else:
                lines.append(f"  {key}: {json.dumps(answer.text, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _notebook(student: Student, answers: Sequence[Answer]) -> str:
    programs = [answer for answer in answers if answer.is_code and answer.text]
    joined = _may_be_joined(programs)

    def tag(answer: Answer) -> str:
        return "" if joined else f"answer:{answer.question.id}"

    cells: list[dict[str, object]] = [_cell("markdown", f"# Answers of {student.name}")]
    for problem, own in _by_problem(answers):
        lines = [f"## {problem.id}", ""]
        for item in _by_item(own):
            lines += _item(student.habits, problem, [answer for answer in item if not answer.is_code])
        cells.append(_cell("markdown", "\n".join(lines)))
        cells += (_cell("code", one.text, tag(one)) for one in own if one.is_code and one.text)
    book = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, source: str, tag: str = "") -> dict[str, object]:
    more: dict[str, object] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {
        "cell_type": kind,
        "metadata": {"tags": [tag]} if tag else {},
        "source": source.splitlines(keepends=True),
        **more,
    }
