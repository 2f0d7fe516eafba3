"""Files and folders become one ``Submission``, each file read by what its name ends in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import StudentError
from .model import Response, Submission
from .sheet import read_sheet
from .source import Source, gather, read_source

MOST_RESPONSES = 2000
"""Answers in one file, and before a file: no submission has more."""

_Read = tuple[tuple[Response, ...], tuple[str, ...]]


def read(paths: Sequence[Path]) -> Submission:
    """All answers in ``paths``: answer sheets, YAML, Python files, folders of these; ``-`` is standard input.

    A file of a folder that cannot be read is a warning; one that is named is an error.

    Raises:
        OperatorError: A path is not there or cannot be opened.
        StudentError: A file is not text, too large, or not the YAML that its name says.
    """
    responses: list[Response] = []
    warnings: list[str] = []
    sources: list[str] = []
    for path in gather(paths):
        if len(responses) > MOST_RESPONSES:
            warnings.append(f"{path}: not read, there are more than {MOST_RESPONSES} answers before it")
            continue
        try:
            source = read_source(path)
            found, odd = _read_one(source)
        except StudentError as error:
            if path in paths:
                raise
            warnings.append(str(error))
            continue
        if len(found) > MOST_RESPONSES:
            odd = (*odd, f"{source.path}: only the first {MOST_RESPONSES} answers are read")
        responses += found[:MOST_RESPONSES]
        warnings += odd
        sources.append(source.path)
    return Submission(tuple(responses), tuple(warnings), tuple(sources))


def _read_one(source: Source) -> _Read:
    if not source.text.strip():
        return (), (f"{source.path}: the file is empty",)
    match Path(source.path).suffix.lower():
        case ".py":
            return (_code(source),), ()
        case ".yaml" | ".yml" | ".json":
            from .yaml_sheet import read_yaml

            return read_yaml(source)
        case ".ipynb":
            raise StudentError(
                f"{source.path}: notebooks are not read",
                remedy="save code as .py, answers as .md",
            )
    responses, warnings = read_sheet(source)
    if not responses:
        warnings += (f"{source.path}: no answers found: write one a line, such as 1.1: your answer",)
    return responses, warnings


def _code(source: Source) -> Response:
    return Response(Path(source.path).stem, source.text, source.place(1), is_code=True)
