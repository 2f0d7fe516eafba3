"""Answers in YAML: ids to answers, parts below their items, every scalar as it was typed."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import StudentError
from ..problem.yaml_reader import Document, Path, Plain
from ..problem.yaml_reader import read as read_document
from .model import Response
from .sheet import problem_named
from .source import Source


def read_yaml(source: Source) -> tuple[tuple[Response, ...], tuple[str, ...]]:
    """The answers of a YAML mapping. A key such as ``section3/1-graph-review`` over a mapping names a problem.

    A list is an answer too: ``[g_2, g_0]`` is what a vector looks like.

    Raises:
        StudentError: The text is not YAML, or not a mapping.

    >>> answers, _ = read_yaml(Source("a.yaml", "1.1: {symbolic: z, numeric: -4.0}\\n4.2: [a, b]\\n"))
    >>> [(answer.key, answer.text) for answer in answers]
    [('1.1.symbolic', 'z'), ('1.1.numeric', '-4.0'), ('4.2', '[a, b]')]
    """
    document = read_document(source.text.encode("utf-8"), source.path, StudentError)
    return tuple(_responses(document, (), document.data, "")), ()


def _responses(document: Document, path: Path, value: Plain, problem: str) -> Iterator[Response]:
    if not isinstance(value, dict):
        yield _response(document, path, value, problem)
        return
    for key, below in value.items():
        named = problem_named(key) if isinstance(below, dict) and path == _root(problem) else ""
        yield from _responses(document, (*path, key), below, named or problem)


def _root(problem: str) -> Path:
    """The path at which the ids of a problem begin."""
    return (problem,) if problem else ()


def _response(document: Document, path: Path, value: Plain, problem: str) -> Response:
    keys = [str(step) for step in path[len(_root(problem)) :]]
    text = _as_typed(value)
    is_code = bool(text) and keys[-1].lower() == "code"
    return Response(".".join(keys), text.strip("\n"), document.key_place(path), problem, is_code)


def _as_typed(value: Plain) -> str:
    """A list as the vector that it looks like, a text as it is."""
    match value:
        case str():
            return value
        case dict():
            return "{" + ", ".join(f"{key}: {_as_typed(below)}" for key, below in value.items()) + "}"
    return "[" + ", ".join(_as_typed(entry) for entry in value) + "]"
