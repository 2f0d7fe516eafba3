"""Jupyter notebooks: answers in text cells, code in code cells, and which cell every line comes from.

A cell belongs to one item where it says so: by a tag (``answer:1.1`` or ``1.1``), by nbgrader's ``grade_id``,
or by a first line that is nothing but a label (``### 1.1``, ``# 1.1`` in code). All other text cells together
are one answer sheet, all other code cells one Python file. What the author locked in nbgrader is not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ..errors import Place, StudentError
from .lines import split_entry
from .magics import imports_of, plain_python
from .model import Response
from .sheet import read_sheet
from .source import Source

MAX_CELLS = 5_000

_TAG = re.compile(r"(?:answer|item|solution)\s*[:=]\s*(\S.*)|(\d+[._-]\d[\w.]*)", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:#{1,6}\s*)?(?:\*\*|__)?(?:(?:problem|question|exercise|item|answer|solution|part)\s*:?\s*(?:to\s+)?|q\.?\s*)?"
    r"(\d+\.\d[\w.]*?)[.:)]?(?:\*\*|__)?\s*[:.]?",
    re.IGNORECASE,
)
_AUTOMATIC_ID = re.compile(r"cell-[0-9a-f]{8,}")
_NUMBERS = re.compile(r"^(?:answer|item|solution|q|task)?[-_]?(\d+)[-_](\d+)(?=$|[-_.])", re.IGNORECASE)
_DEFINES = re.compile(r"^\s*(?:def|class|async|import|from|for|while|if|with|try|return)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Cell:
    number: int
    kind: str
    text: str
    item: str


def read_notebook(source: Source) -> tuple[tuple[Response, ...], tuple[str, ...]]:
    """The answers and the code of a notebook (format 3 to 4), and what was odd about it.

    Raises:
        StudentError: It is no JSON, or no notebook.

    >>> cells = [{"cell_type": "markdown", "source": "1.1: z"}, {"cell_type": "code", "source": ["x = 1"]}]
    >>> answers, _ = read_notebook(Source("hw.ipynb", json.dumps({"cells": cells})))
    >>> [(answer.key, answer.text, str(answer.place)) for answer in answers]
    [('1.1', 'z', 'hw.ipynb: cell 1, line 1'), ('hw', 'x = 1\\n', 'hw.ipynb')]
    """
    cells = _cells(source)
    sheet = _joined(source.path, [cell for cell in cells if cell.kind == "text" and not cell.item])
    responses, warnings = read_sheet(sheet)
    tagged = [_answer(source.path, cell) for cell in cells if cell.item and not _is_code(cell)]
    functions, odd = _code(source, cells)
    found = (*responses, *tagged, *functions)
    if not found:
        warnings += (f"{source.path}: no answers and no code found: write answers as 1.1: your answer",)
    return found, (*warnings, *odd)


def _cells(source: Source) -> list[_Cell]:
    cells = _raw_cells(source)
    if len(cells) > MAX_CELLS:
        raise StudentError(f"{source.path}: more than {MAX_CELLS} cells", remedy="hand in the answers only")
    found = (_cell(number, raw) for number, raw in enumerate(cells, start=1))
    return [cell for cell in found if cell is not None]


def _raw_cells(source: Source) -> list[object]:
    remedy = "save the notebook in Jupyter and hand in that file"
    try:
        document: object = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        where = f"{source.path}:{line}" if line else source.path
        raise StudentError(f"{where}: this is not a notebook: its JSON is broken", remedy=remedy) from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if cells is None and isinstance(document, dict) and isinstance(sheets := document.get("worksheets"), list):
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]
    if not isinstance(cells, list):
        raise StudentError(f"{source.path}: this is not a notebook: it has no cells", remedy=remedy)
    return cells


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _cell(number: int, raw: object) -> _Cell | None:
    """A cell that is the student's; None for what the author locked, for tests, and for what is no cell."""
    if not isinstance(raw, dict):
        return None
    metadata = raw.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader = metadata.get("nbgrader")
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    if (
        not nbgrader.get("solution")
        and not nbgrader.get("task")
        and (nbgrader.get("locked") or nbgrader.get("grade"))
    ):
        return None
    kind = "code" if raw.get("cell_type") == "code" else "text"
    text = _text(raw.get("source", raw.get("input", "")))
    item = _tagged([*_list(metadata.get("tags")), nbgrader.get("grade_id")])
    if not item:
        item, text = _labelled(kind, text)
    return _Cell(number, kind, text, item)


def _text(lines: object) -> str:
    text = "".join(map(str, lines)) if isinstance(lines, list) else str(lines)
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _tagged(tags: Sequence[object]) -> str:
    """The item that a tag names. The last one is nbgrader's id, in which a dot cannot be written."""
    for tag in tags[:-1]:
        if isinstance(tag, str) and (match := _TAG.fullmatch(tag.strip())):
            return _dotted((match[1] or match[2]).strip())
    last = tags[-1]
    if isinstance(last, str) and last.strip() and not _AUTOMATIC_ID.fullmatch(last):
        return _dotted(last.strip())
    return ""


def _dotted(name: str) -> str:
    """
    >>> _dotted("q1-2"), _dotted("1_1-numeric"), _dotted("softmax_backward")
    ('1.2', '1.1.numeric', 'softmax_backward')
    """
    match = _NUMBERS.match(name)
    if match is None:
        return name
    return f"{match[1]}.{match[2]}" + re.sub(r"^[-_]", ".", name[match.end() :])


def _labelled(kind: str, text: str) -> tuple[str, str]:
    """The item named by a first line that has nothing else on it; that line stays, blank, to count."""
    first, _, rest = text.lstrip("\n").partition("\n")
    label = first.strip()
    if kind == "code":
        if not label.startswith("#"):
            return "", text
        label = label.lstrip("#").strip()
    match = _LABEL.fullmatch(label)
    if match is None or not rest.strip() or (kind == "text" and _is_a_sheet(rest)):
        return "", text
    return match[1], "\n" * (len(text) - len(text.lstrip("\n")) + 1) + rest


def _is_a_sheet(text: str) -> bool:
    """Whether the lines below a label name items or parts themselves."""
    entries = [entry for row in text.split("\n") if (entry := split_entry(row.strip()))]
    return any(re.match(r"\d+\.\d|(?:symbolic|numeric|shape|graph|code)$", key, re.I) for key, _ in entries)


def _is_code(cell: _Cell) -> bool:
    """Whether a cell is code; an expression alone in a code cell that is an item's is its answer in words."""
    return cell.kind == "code" and not (cell.item and not _DEFINES.search(cell.text))


def _joined(path: str, cells: Sequence[_Cell]) -> Source:
    """Cells as one text, a blank line between any two, so that no answer goes on in the next cell."""
    starts: list[tuple[int, int]] = []
    texts: list[str] = []
    line = 1
    for cell in cells:
        starts.append((line, cell.number))
        texts.append(cell.text + "\n")
        line += cell.text.count("\n") + 2
    return Source(path, "\n".join(texts), tuple(starts) or ((1, 1),))


def _answer(path: str, cell: _Cell) -> Response:
    """The whole of a cell as the answer to its item, or what stands behind ``answer:`` in it."""
    source = Source(path, cell.text, ((1, cell.number),))
    rows = [(number, row.strip()) for number, row in enumerate(cell.text.split("\n"), start=1)]
    marks = "#" if cell.kind == "code" else "#>"
    rows = [(number, row) for number, row in rows if row and not row.startswith(tuple(marks))]
    if not rows:
        return Response(cell.item, "", source.place(1))
    text = "\n".join(row for _, row in rows)
    if (entry := split_entry(text)) and len(entry[0].split()) == 1 and _is_own(entry[0], cell.item):
        text = entry[1]
    elif text.startswith("$") and text.endswith("$"):
        text = text.strip("$").strip()
    return Response(cell.item, text.strip("`").strip(), source.place(rows[0][0]))


def _is_own(key: str, item: str) -> bool:
    return key.lower() in (item.lower(), "answer", "solution", "result", "ans")


def _code(source: Source, cells: Sequence[_Cell]) -> tuple[list[Response], list[str]]:
    """The code of each item with cells of its own (below the imports so far), and all other code as a file."""
    own: dict[str, list[_Cell]] = {}
    common: list[_Cell] = []
    imports: list[_Cell] = []
    warnings: list[str] = []
    for cell in filter(_is_code, cells):
        text, left_out = plain_python(cell.text)
        if left_out:
            warnings.append(f"{source.path}: cell {cell.number} is left out: {left_out}")
        if cell.item:
            own.setdefault(cell.item, list(imports)).append(replace(cell, text=text))
        else:
            common.append(replace(cell, text=text))
            imports += [replace(cell, text=row) for row in imports_of(text)]
    found = [_file(source.path, item, parts) for item, parts in own.items()]
    if any(cell.text.strip() for cell in common):
        found.append(_file(source.path, PurePath(source.path).stem, common))
    return found, warnings


def _file(path: str, key: str, cells: Sequence[_Cell]) -> Response:
    joined = _joined(path, cells)
    return Response(key, joined.text, Place(path), is_code=True, cells=joined.cells)
