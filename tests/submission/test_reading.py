"""Answer sheets as people hand them in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import OperatorError, StudentError
from gradecheck.submission import read
from gradecheck.submission.lines import split_entry
from gradecheck.submission.sheet import read_sheet
from gradecheck.submission.source import Source


def answers(text: str) -> list[tuple[str, str]]:
    return [(response.key, response.text) for response in read_sheet(Source("a.md", text))[0]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1.1: z", ("1.1", "z")),
        ("1.1 = z", ("1.1", "z")),
        ("1.1 := z", ("1.1", "z")),
        ("- 1.1: z", ("1.1", "z")),
        ("* **1.1**: z + 1", ("1.1", "z + 1")),
        ("1.1.numeric: -4", ("1.1.numeric", "-4")),
        ("1.1 numeric: -4", ("1.1 numeric", "-4")),
        ("Problem 1.1: z", ("1.1", "z")),
        ("Q1.1: z", ("1.1", "z")),
        ("1.1) z", ("1.1", "z")),
        ("(1.1) x + y = 3", ("1.1", "x + y = 3")),
        ("1,1: z", ("1.1", "z")),
        ("∂f/∂q = z", ("∂f/∂q", "z")),
        ("$\\frac{\\partial f}{\\partial q}$ = z", ("\\frac{\\partial f}{\\partial q}", "z")),
        ("1.1: `z`", ("1.1", "z")),
        ("1.1：z", ("1.1", "z")),
        ("1.4: x + y = 3", ("1.4", "x + y = 3")),
        ("3.2: y/ŷ - (1 - y)/(1 - ŷ)", ("3.2", "y/ŷ - (1 - y)/(1 - ŷ)")),
        ("4.1: a * (b 4) c", ("4.1", "a * (b 4) c")),
    ],
)
def test_a_line_with_an_id_is_an_answer(line: str, expected: tuple[str, str]) -> None:
    assert split_entry(line) == expected


@pytest.mark.parametrize(
    "line", ["so the answer is: no", "Dear TA, thanks!", "x + y", "see https://a.b/c: it says", ""]
)
def test_prose_is_no_answer(line: str) -> None:
    assert split_entry(line) is None or not split_entry(line)[0][0].isdigit()  # type: ignore[index]


@settings(max_examples=200, deadline=None)
@given(st.text("xyzσ+-*/() 0123456789.^_=", min_size=1, max_size=40).filter(lambda text: text.strip()))
def test_what_stands_behind_the_colon_is_never_changed(answer: str) -> None:
    assert answers(f"1.1: {answer}")[0][1] == answer.strip()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_whatsoever_stops_the_reader(text: str) -> None:
    read_sheet(Source("a.md", text))


def test_indented_lines_go_on_with_an_answer() -> None:
    assert answers("3.7: -1/m Σ_i\n    δ_1 δ_2\n    x^T\nprose\n") == [("3.7", "-1/m Σ_i\nδ_1 δ_2\nx^T")]


def test_indented_parts_belong_to_the_item_above() -> None:
    assert answers("2.graph:\n  w_0: -0.20\n  x_0: 0.39\n1.1:\n  symbolic: z\n  numeric: -4\n") == [
        ("2.graph.w_0", "-0.20"),
        ("2.graph.x_0", "0.39"),
        ("1.1.symbolic", "z"),
        ("1.1.numeric", "-4"),
    ]


def test_a_python_block_is_code() -> None:
    found = read_sheet(Source("a.md", "4.1.code:\n```python\ndef f(x):\n    return x\n```\n1.1: z\n"))[0]
    assert [(one.key, one.is_code) for one in found] == [("4.1.code", True), ("1.1", False)]
    assert found[0].text == "def f(x):\n    return x\n"


def test_a_heading_names_the_problem() -> None:
    found = read_sheet(Source("a.md", "# section3/1-graph-review\n1.1: z\n# Thoughts\n1.2: 1\n"))[0]
    assert [one.problem for one in found] == ["section3/1-graph-review"] * 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf16.md", "1.1: z".encode("utf-16")),
        ("bom.md", b"\xef\xbb\xbf1.1: z"),
        ("windows.md", b"1.1: z\r\n1.2: 1\r\n"),
        ("sheet.txt", b"1.1: z"),
        ("sheet.yaml", b"'1.1': z\n"),
    ],
)
def test_the_usual_encodings_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    first = read([tmp_path / name]).responses[0]
    assert (first.key, first.text) == ("1.1", "z")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("image.md", b"\x89PNG\r\n\x00\x01\x02"),
        ("big.md", b"a" * 2_000_000),
        ("n.ipynb", b"{}"),
        ("broken.ipynb", b'{"cells": ['),
        ("t.yaml", b"\ta: 1"),
    ],
)
def test_what_cannot_be_read_gives_one_message(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StudentError) as caught:
        read([tmp_path / name])
    assert name in str(caught.value)


@pytest.mark.parametrize("line", ["1.1 z", "1.2 - 1", "3.2.J −1/m Σ_i δ_1"])
def test_an_answer_without_a_colon_is_noticed(line: str) -> None:
    found, warnings = read_sheet(Source("a.md", f"{line}\n"))
    assert not found
    assert "write a colon" in warnings[0]


def test_one_unreadable_file_of_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("1.1: z\n")
    (tmp_path / "b.md").write_bytes(b"\x7fELF\x00\x01")
    submission = read([tmp_path])
    assert [response.key for response in submission.responses] == ["1.1"]
    assert "b.md" in submission.warnings[0]


def test_an_empty_file_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("")
    submission = read([tmp_path / "a.md"])
    assert submission.responses == ()
    assert "empty" in submission.warnings[0]


def test_a_folder_is_read_whole_and_a_missing_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("1.1: z\n")
    (tmp_path / "code.py").write_text("def f(): pass\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert [response.key for response in read([tmp_path]).responses] == ["1.1", "code"]
    with pytest.raises(OperatorError):
        read([tmp_path / "none"])
