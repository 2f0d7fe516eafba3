"""The program itself, in real processes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "problems" / "section3" / "examples"
GRAPH = "section3/1-graph-review"


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cache")
    return {**os.environ, "GRADECHECK_CACHE": str(folder), "COLUMNS": "80", "PYTHONPATH": str(ROOT)}


Run = subprocess.CompletedProcess[str]


def gradecheck(environment: dict[str, str], *arguments: str | Path, stdin: str = "", cwd: Path = ROOT) -> Run:
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        cwd=cwd,
        timeout=60,
    )


def test_the_right_student_gets_full_credit_and_exit_code_0(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "submit", "problems/section3", EXAMPLES / "ada.md")
    assert done.returncode == 0, done.stderr
    assert "grand total" in done.stdout
    assert "61/61" in done.stdout


@pytest.mark.parametrize("student", ["blaise.md", "carl"])
def test_others_get_less_and_exit_code_1(environment: dict[str, str], student: str) -> None:
    done = gradecheck(environment, "submit", "section3", EXAMPLES / student)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_json_is_the_documented_report(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "submit", "--json", GRAPH, EXAMPLES / "blaise.md")
    report = json.loads(done.stdout)
    assert report["problem"] == GRAPH
    assert (report["score"], report["max_score"], report["seed"]) == (8, 12, 0)
    assert set(report["items"][0]) >= {
        "id",
        "status",
        "credit",
        "points",
        "note",
        "feedback",
        "response",
        "read_as",
        "evidence",
        "parts",
    }


def test_answers_come_from_standard_input_too(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "submit", GRAPH, "-", stdin="1.1: z = -4\n")
    assert "2/12" in done.stdout


@pytest.mark.parametrize(
    "answer", ["9^9^9^9", "(x+y)^1000000", "(" * 20_000 + "x", "__import__('os').system('id')", "x" * 5000]
)
def test_a_hostile_answer_gets_one_message_at_once(environment: dict[str, str], answer: str) -> None:
    gradecheck(environment, "submit", GRAPH, "-", stdin="1.1: z\n")
    start = time.perf_counter()
    done = gradecheck(environment, "submit", GRAPH, "-", stdin=f"1.1.symbolic: {answer}\n")
    assert time.perf_counter() - start < 10
    assert done.returncode == 1
    assert done.stdout.count("unreadable") == 2
    assert not done.stderr


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("empty.md", b"", 1, "the file is empty"),
        ("binary.md", bytes(range(256)), 1, "binary.md"),
        ("tab.yaml", b"a:\n\tb: 1\n", 1, "tab.yaml:2"),
    ],
)
def test_a_strange_file_gets_one_message(
    environment: dict[str, str], tmp_path: Path, name: str, content: bytes, code: int, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = gradecheck(environment, "submit", GRAPH, tmp_path / name)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sheet_in_utf_16_is_read(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("1.1: z = −4\n", encoding="utf-16")
    assert "2/12" in gradecheck(environment, "submit", GRAPH, tmp_path / "a.md").stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [(("x: 1", "\tx: 1"), "tab"), (("y: 2", "x: 2"), "'x'"), (("items", "itms"), "did you mean 'items'?")],
)
def test_a_broken_problem_gets_place_and_remedy_and_exit_code_2(
    environment: dict[str, str], tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    text = "gradecheck: 1\nvariables:\n  x: 1\n  y: 2\nitems:\n  - {id: a, symbolic: x}\n"
    path = tmp_path / "p.yaml"
    path.write_text(text.replace(*change))
    for command in (("validate", path), ("submit", path, EXAMPLES / "ada.md"), ("show", path)):
        done = gradecheck(environment, *command)
        assert done.returncode == 2
        assert said in done.stdout + done.stderr
        assert "p.yaml:" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("submit", "section9", "x.md"),
        ("submit", GRAPH, "nowhere.md"),
        ("submit", GRAPH),
        ("grade",),
        ("submit", GRAPH, "--level", "x"),
    ],
)
def test_wrong_usage_has_exit_code_2(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    done = gradecheck(environment, *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_shipped_problems_are_sound(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "validate", "section3")
    assert done.returncode == 0, done.stdout
    assert "4 of 4 problem files are sound" in done.stdout


BROKEN_FORWARD = """\
gradecheck: 1
items:
  - id: affine
    code:
      function: affine_backward
      arguments: [dout, x, w]
      forward: |
        def forward(x, w):
            return x @ v
      takes: {x: "(N, D)", w: "(D, M)"}
"""


def test_a_forward_is_run_when_its_problem_is_validated(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN_FORWARD, encoding="utf-8")
    done = gradecheck(environment, "validate", path)
    assert done.returncode == 2
    assert f"{path}:9: item 'affine' → code: with N = 3, D = 4, M = 2 (x (3, 4), w (4, 2))" in done.stdout
    assert "the forward fails: NameError: name 'v' is not defined" in done.stdout
    assert "its tests were not run" in done.stdout
    answer = tmp_path / "answer.py"
    answer.write_text("def affine_backward(dout, x, w): return dout @ w.T, x.T @ dout\n", encoding="utf-8")
    done = gradecheck(environment, "submit", path, answer)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr


def test_a_sheet_is_printed_and_never_overwritten(environment: dict[str, str], tmp_path: Path) -> None:
    assert "1.1.symbolic: " in gradecheck(environment, "sheet", "section3").stdout
    path = tmp_path / "mine.md"
    assert gradecheck(environment, "sheet", GRAPH, "-o", path).returncode == 0
    assert gradecheck(environment, "sheet", GRAPH, "-o", path).returncode == 2


def test_show_hides_the_answers(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "show", "2-steroids")
    assert "1 + E" in done.stdout
    assert "-0.53" not in done.stdout
    assert "-0.53" in gradecheck(environment, "show", "2-steroids", "--solution").stdout


def test_show_draws_the_graph_and_walks_through_it(environment: dict[str, str], tmp_path: Path) -> None:
    drawn = gradecheck(environment, "show", GRAPH, "--graph")
    assert (drawn.returncode, "│ + │" in drawn.stdout) == (0, True)
    path = tmp_path / "graph.svg"
    answers = EXAMPLES / "blaise.md"
    assert gradecheck(environment, "show", "2-steroids", "--svg", path, "--answers", answers).returncode == 0
    assert "✗ 0.53" in path.read_text(encoding="utf-8")
    assert "back to q" in gradecheck(environment, "show", GRAPH, "--walk").stdout


def test_show_says_why_it_cannot_draw(environment: dict[str, str], tmp_path: Path) -> None:
    several = gradecheck(environment, "show", "section3", "--svg", tmp_path / "graph.svg")
    assert (several.returncode, "name one problem" in several.stderr) == (2, True)
    nowhere = gradecheck(environment, "show", GRAPH, "--svg", tmp_path / "none" / "graph.svg")
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (3, True)
    sheet = gradecheck(environment, "show", GRAPH, "--answers", EXAMPLES / "blaise.md")
    assert (sheet.returncode, "--graph" in sheet.stderr) == (2, True)


def test_feedback_is_as_much_as_is_asked_for(environment: dict[str, str]) -> None:
    full = gradecheck(environment, "submit", GRAPH, EXAMPLES / "blaise.md").stdout
    verdict = gradecheck(environment, "submit", GRAPH, EXAMPLES / "blaise.md", "--feedback", "verdict").stdout
    assert "expected: z" in full
    assert "expected" not in verdict


def test_starting_brings_in_none_of_the_slow_libraries(environment: dict[str, str]) -> None:
    slow = "{'sympy', 'numpy', 'pydantic', 'rich', 'yaml', 'flint'}"
    code = f"import sys, gradecheck.cli; print(sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "[]"


def test_without_answers_in_a_terminal_it_asks(environment: dict[str, str]) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gradecheck", "submit", GRAPH],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    os.close(child)
    os.write(parent, b"z\n-4\n\x04")
    out, _ = process.communicate(timeout=60)
    os.close(parent)
    assert process.returncode == 1
    assert "correct" in out.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sin 2x", "2 sin x cos x"), 0, "equal: proved equal (exact identity)"),
        (("x", "2x"), 1, "different: differs at x ="),
        (("x", "(x"), 2, "'(' is never closed"),
        (("sqrt(-1)", "x"), 4, "undecided"),
        (("log(a b)", "log a + log b", "--var", "a:positive", "--var", "b:positive"), 0, "equal"),
        (("W x", "x^T W^T", "--var", "W:(a, b)", "--var", "x:b"), 1, "relation: transposed"),
        (("x > 0", "x >= 0"), 0, "boundary only"),
        (("x",), 2, "EXPECTED GIVEN"),
        (("x", "x", "--var", "x"), 2, "colon"),
    ],
)
def test_two_expressions_are_compared(
    environment: dict[str, str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = gradecheck(environment, "compare", *arguments)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr


def test_a_stream_of_pairs_is_answered_in_order_whatever_is_in_it(environment: dict[str, str]) -> None:
    rows = [
        '{"id": "a", "expected": "x+x", "student": "2x"}',
        "not json",
        '{"id": "b", "expected": "log(x^2)", "student": "2 log x", "variables": {"x": "positive"}}',
        '{"id": "c", "expected": "x", "student": "x ("}',
        '{"id": "d", "expected": "x"}',
        '{"id": "e", "expected": "x", "student": "y", "variables": {"x": "nowhere"}}',
        "[1, 2]",
    ]
    done = gradecheck(environment, "compare", "--jsonl", "-", stdin="\n".join(rows))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, "b", "c", "d", "e", 7]
    assert [answer["verdict"] for answer in answers] == ["equal", "invalid", "equal", *["invalid"] * 4]
    assert set(answers[0]) >= {"id", "verdict", "how", "evidence", "read_as", "ms"}
    assert done.returncode == 0


def test_the_doctor_fails_closed(environment: dict[str, str]) -> None:
    done = gradecheck({**environment, "GRADECHECK_SANDBOX": "plain"}, "doctor", "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert report["default"] is None
    assert [tier["name"] for tier in report["tiers"]][-1] == "plain"


def test_the_doctor_s_exit_code_says_whether_a_tier_holds(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "doctor")
    assert (done.returncode == 0) == ("default: " in done.stdout), done.stderr
    assert done.returncode in (0, 3)


def test_without_a_sandbox_code_is_refused_or_said_to_be_trusted(environment: dict[str, str]) -> None:
    plain = {**environment, "GRADECHECK_SANDBOX": "plain"}
    trusted = gradecheck(plain, "submit", "section3", EXAMPLES / "ada.md")
    assert trusted.returncode == 0
    assert trusted.stderr.splitlines() == [
        "code ran with your own rights: this machine has no sandbox (gradecheck doctor)"
    ]
    refused = gradecheck(plain, "submit", "--no-trust", "section3", EXAMPLES / "ada.md")
    assert refused.returncode == 3
    assert refused.stderr.startswith("no sandbox holds on this machine, so the code was not run\n")
