"""Files and folders become one ``Submission``, each file read by what its name ends in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path, PurePath

from ..errors import StudentError
from .html_text import text_of_html
from .model import Response, Submission
from .sheet import read_sheet
from .source import Source, bytes_of, gather, is_row, source_of

MOST_RESPONSES = 2000
"""Answers in one file, and before a file: no submission has more."""

_Read = tuple[tuple[Response, ...], tuple[str, ...]]


def read(paths: Sequence[Path]) -> Submission:
    """All answers in ``paths``: answer sheets, YAML, Python files, notebooks, folders of these; ``-`` is
    standard input.

    A file of a folder that cannot be read is a warning; one that is named is an error.

    Raises:
        OperatorError: A path is not there or cannot be opened.
        StudentError: A file is not text, too large, or not the YAML that its name says.
    """
    return _read_all((str(path), partial(bytes_of, path), path in paths) for path in gather(paths))


def read_files(files: Sequence[tuple[str, bytes]]) -> Submission:
    """The same from names and contents. A file that cannot be read is a warning; the others go on.

    >>> submission = read_files([("a.md", b"1.1: z"), ("b.md", b"\\xff"), ("c.yaml", b"'1.2': -4")])
    >>> [(response.key, response.text) for response in submission.responses]
    [('1.1', 'z'), ('1.2', '-4')]
    >>> submission.warnings[0].splitlines()[0]
    'b.md:1: byte 0xff is not UTF-8 text'
    """
    return _read_all((name, partial(bytes, data), False) for name, data in files)


def _read_all(files: Iterable[tuple[str, Callable[[], bytes], bool]]) -> Submission:
    """Each file is a name, what gives its bytes, and whether what is wrong with it ends the reading."""
    responses: list[Response] = []
    warnings: list[str] = []
    sources: list[str] = []
    student = ""
    for name, content, is_named in files:
        if len(responses) > MOST_RESPONSES:
            warnings.append(f"{name}: not read, there are more than {MOST_RESPONSES} answers before it")
            continue
        try:
            source = source_of(name, content())
            found, odd = _read_one(source, name)
        except StudentError as error:
            if is_named:
                raise
            warnings.append(str(error))
            continue
        own = next((whose for response in found if (whose := _whose(response))), "")
        if own and student and own != student:
            odd = (*odd, f"{source.path}: this is a sheet for {own}, the one before it is for {student}")
        student = student or own
        found = tuple(response for response in found if not _whose(response))
        if len(found) > MOST_RESPONSES:
            odd = (*odd, f"{source.path}: only the first {MOST_RESPONSES} answers are read")
        responses += found[:MOST_RESPONSES]
        warnings += odd
        sources.append(source.path)
    return Submission(tuple(responses), tuple(warnings), tuple(sources), student)


def _whose(response: Response) -> str:
    """The student whom a line such as ``student: ada`` names."""
    return "" if response.is_code or response.key.lower() != "student" else response.text.strip()


def _read_one(source: Source, name: str) -> _Read:
    if not source.text.strip():
        return (), (f"{source.path}: the file is empty",)
    match PurePath(name).suffix.lower():
        case ".py":
            return (_code(source),), ()
        case ".yaml" | ".yml" | ".json":
            from .yaml_sheet import read_yaml

            return read_yaml(source)
        case ".ipynb":
            from .notebook import read_notebook

            return read_notebook(source)
        case ".html" | ".htm":
            source = Source(source.path, text_of_html(source.text))
        case _ if is_row(name):
            from .responses import read_row

            return read_row(source)
    responses, warnings = read_sheet(source)
    if not responses:
        warnings += (f"{source.path}: no answers found: write one a line, such as 1.1: your answer",)
    return responses, warnings


def _code(source: Source) -> Response:
    return Response(PurePath(source.path).stem, source.text, source.place(1), is_code=True)
