"""Code cells as plain Python: IPython's magics and shell lines become comments, line for line."""

from __future__ import annotations

import ast
import re
import warnings

_LINE_MAGIC = re.compile(r"(\s*+)((?:[\w, ]++=\s*)?[%!].*|\?{1,2}\s*[\w.]+|[\w.]+\?{1,2}\s*)")
_PYTHON_BELOW = frozenset({"time", "timeit", "capture", "prun", "memit", "python", "python3", "pypy"})


def plain_python(cell: str) -> tuple[str, str]:
    """The cell with as many lines, and why nothing of it is kept, "" where it is.

    A cell that is no Python even then is kept where it defines something, so that its error is told; else it
    is left out, as a notebook goes on after a cell that fails.

    >>> plain_python("%matplotlib inline\\nx = 1")
    ('pass  # %matplotlib inline\\nx = 1', '')
    >>> plain_python("%%bash\\nls")
    ('# %%bash\\n# ls', '')
    """
    if parsed(cell) is not None:
        return cell, ""
    first = next((row for row in cell.split("\n") if row.strip()), "").strip()
    if first.startswith("%%"):
        name = first[2:].split(maxsplit=1)
        if not name or name[0] not in _PYTHON_BELOW:
            return _commented(cell), ""
    plain = "\n".join(
        _LINE_MAGIC.sub(r"\1pass  # \2", row, count=1) if _is_magic(row) else row for row in cell.split("\n")
    )
    if parsed(plain) is not None or re.search(r"^\s*(?:def|class)\b", plain, re.MULTILINE):
        return plain, ""
    return _commented(cell), "it is not Python"


def _is_magic(row: str) -> bool:
    return _LINE_MAGIC.fullmatch(row) is not None


def _commented(cell: str) -> str:
    return "\n".join(f"# {row}" if row.strip() else row for row in cell.split("\n"))


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a text, None where it is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def imports_of(text: str) -> list[str]:
    """The import statements at the top level, each on its lines.

    >>> imports_of("import numpy as np\\nx = 1\\nfrom math import (\\n    exp)")
    ['import numpy as np', 'from math import (\\n    exp)']
    """
    tree = parsed(text)
    found = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)] if tree else []
    return [segment for node in found if (segment := ast.get_source_segment(text, node))]
