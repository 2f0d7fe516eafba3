"""Notebooks: text cells are answers, code cells are code, and a cell may say whose it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import StudentError
from gradecheck.submission import read_files
from gradecheck.submission.model import Submission
from gradecheck.submission.notebook import read_notebook
from gradecheck.submission.source import Source, in_cell


def cell(kind: str, text: str | list[str], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": text, "metadata": metadata}


def notebook(*cells: Any) -> Submission:
    return read_files([("hw.ipynb", json.dumps({"cells": cells, "nbformat": 4}).encode())])


def pairs(*cells: Any) -> list[tuple[str, str]]:
    return [(one.key, one.text) for one in notebook(*cells).responses if not one.is_code]


def test_text_cells_are_one_answer_sheet() -> None:
    found = notebook(
        cell("markdown", "# section3/1-graph-review"),
        cell("markdown", ["**1.1**: z\n", "1.2: x + y\n", "  + 1"]),
        cell("raw", "1.3: -4"),
    )
    assert [(one.problem, one.key, one.text, str(one.place)) for one in found.responses] == [
        ("section3/1-graph-review", "1.1", "z", "hw.ipynb: cell 2, line 1"),
        ("section3/1-graph-review", "1.2", "x + y\n+ 1", "hw.ipynb: cell 2, line 2"),
        ("section3/1-graph-review", "1.3", "-4", "hw.ipynb: cell 3, line 1"),
    ]


def test_a_warning_names_the_cell() -> None:
    found = notebook(cell("code", "x = 1"), cell("markdown", "Hello\n1.1 z"))
    assert found.warnings == ("hw.ipynb: cell 2, line 2: not read as an answer: write a colon behind the id",)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (cell("markdown", "$z + 1$", tags=["answer:1.1"]), ("1.1", "z + 1")),
        (cell("markdown", "z + 1", tags=["hide", "1.1"]), ("1.1", "z + 1")),
        (cell("raw", "z", tags=["item: 2.graph.w_0"]), ("2.graph.w_0", "z")),
        (cell("markdown", "Answer: `z`", tags=["answer:1.1"]), ("1.1", "z")),
        (cell("markdown", "### 1.1\nz + 1"), ("1.1", "z + 1")),
        (cell("markdown", "**1.1:**\n\n$z$"), ("1.1", "z")),
        (cell("markdown", "Problem 1.1\nz"), ("1.1", "z")),
        (cell("markdown", "z", nbgrader={"grade_id": "q1-1", "solution": True}), ("1.1", "z")),
        (cell("markdown", "z", nbgrader={"grade_id": "df_dq", "solution": True}), ("df_dq", "z")),
        (cell("code", "# 1.1\nz * 2"), ("1.1", "z * 2")),
        (cell("code", "z * 2", tags=["1.1"]), ("1.1", "z * 2")),
    ],
)
def test_a_cell_says_which_item_it_answers(given: dict[str, Any], expected: tuple[str, str]) -> None:
    assert pairs(given) == [expected]


def test_parts_below_a_label_are_read_as_a_sheet() -> None:
    assert pairs(cell("markdown", "## 1.1\n1.1.symbolic: z\n1.1.numeric: -4")) == [
        ("1.1.symbolic", "z"),
        ("1.1.numeric", "-4"),
    ]


def test_what_the_author_locked_is_not_the_students() -> None:
    locked = {"locked": True, "solution": False, "grade": False, "grade_id": "intro"}
    tests = {"locked": True, "solution": False, "grade": True, "grade_id": "test-1"}
    found = notebook(
        cell("markdown", "1.1: what is the gradient?", nbgrader=locked),
        cell("code", "assert f(1) == 2", nbgrader=tests),
        cell(
            "code", "def f(x):\n    return x + 1", nbgrader={"grade_id": "cell-0123456789ab", "solution": True}
        ),
    )
    assert [(one.key, one.text) for one in found.responses] == [("hw", "def f(x):\n    return x + 1\n")]


def test_code_cells_are_one_file_that_knows_its_cells() -> None:
    found = notebook(
        cell("code", "import numpy as np\n%matplotlib inline"),
        cell("markdown", "Now the **function**"),
        cell("code", "!pip install torch\ndef f(x):\n    return np.exp(x)"),
    )
    (code,) = found.responses
    assert code.is_code
    assert code.text == (
        "import numpy as np\npass  # %matplotlib inline\n\n"
        "pass  # !pip install torch\ndef f(x):\n    return np.exp(x)\n"
    )
    assert [in_cell(code.cells, line) for line in (1, 2, 4, 6)] == [
        "cell 1, line 1",
        "cell 1, line 2",
        "cell 3, line 1",
        "cell 3, line 3",
    ]


def test_a_tagged_code_cell_is_the_code_of_its_item_and_sees_the_imports() -> None:
    found = notebook(
        cell("code", "import numpy as np\nx = open('data.csv')"),
        cell("code", "def f(x):\n    return np.exp(x)", tags=["answer:4.1"]),
        cell("code", "def g(x):\n    return x"),
    )
    assert [(one.key, one.text) for one in found.responses] == [
        ("4.1", "import numpy as np\n\ndef f(x):\n    return np.exp(x)\n"),
        ("hw", "import numpy as np\nx = open('data.csv')\n\ndef g(x):\n    return x\n"),
    ]
    assert in_cell(found.responses[0].cells, 4) == "cell 2, line 2"


def test_a_cell_that_is_no_python_is_left_out_with_a_warning() -> None:
    found = notebook(cell("code", "this is a note"), cell("code", "def f(): pass"))
    assert found.responses[0].text == "# this is a note\n\ndef f(): pass\n"
    assert found.warnings == ("hw.ipynb: cell 1 is left out: it is not Python",)


def test_a_function_with_an_error_stays_so_that_the_error_is_told() -> None:
    assert notebook(cell("code", "def f(:\n    pass")).responses[0].text == "def f(:\n    pass\n"


def test_python_that_looks_like_a_magic_stays() -> None:
    code = "x = (7\n     % 4)"
    assert notebook(cell("code", code)).responses[0].text == code + "\n"


def test_notebooks_of_format_3_are_read() -> None:
    sheets = [{"cells": [{"cell_type": "code", "input": "def f(): pass"}, cell("markdown", "1.1: z")]}]
    found = read_files([("a.ipynb", json.dumps({"worksheets": sheets, "nbformat": 3}).encode())])
    assert [one.key for one in found.responses] == ["1.1", "a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"cells": [', "hw.ipynb:1: this is not a notebook: its JSON is broken"),
        ("[" * 100_000, "hw.ipynb: this is not a notebook: its JSON is broken"),
        ("[1]", "hw.ipynb: this is not a notebook: it has no cells"),
        ('{"cells": 3}', "hw.ipynb: this is not a notebook: it has no cells"),
        ('{"cells": [' + "1," * 5000 + "1]}", "hw.ipynb: more than 5000 cells"),
    ],
)
def test_what_is_no_notebook_is_one_clear_error(content: str, message: str) -> None:
    with pytest.raises(StudentError) as caught:
        read_notebook(Source("hw.ipynb", content))
    assert str(caught.value).splitlines()[0] == message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("cells source metadata nbgrader tags cell_type grade_id x".split()), inner
        )
    ),
    max_leaves=15,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=4))
def test_cells_of_any_shape_are_read_or_refused(cells: list[Any]) -> None:
    read_files([("hw.ipynb", json.dumps({"cells": cells}).encode())])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("ab(%!?=\n :#'\"1.", max_size=30), max_size=4))
def test_every_line_of_code_keeps_its_place(texts: list[str]) -> None:
    texts = [text for text in texts if text.strip() and not text.lstrip("\n").startswith("#")]
    for response in notebook(*(cell("code", text) for text in texts)).responses:
        rows = response.text.split("\n")
        for (start, number), text in zip(response.cells, texts, strict=True):
            for offset, row in enumerate(text.rstrip("\n").split("\n")):
                assert row.strip() in rows[start - 1 + offset] or not row.strip()
                assert in_cell(response.cells, start + offset) == f"cell {number}, line {offset + 1}"
