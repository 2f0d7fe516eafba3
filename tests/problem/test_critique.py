"""What ``validate`` points out in files that load: the whole messages."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from gradecheck.cli import run
from gradecheck.problem.compiling import compiled, drafted
from gradecheck.problem.critique.criticism import Criticism, criticised, criticism
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load

HEAD = "gradecheck: 1\nid: p\n"
TESTS = "tests:\n  - {item: a, response: z, status: incorrect}\n"


def criticised_text(text: str) -> Criticism:
    return criticism(drafted(text.encode(), "p.yaml"), compiled(text.encode(), "p.yaml", "p"))


CASES = {
    "a square that equals the double": (
        """\
variables: {x: 2}
graph: {f: x^2}
items:
  - {id: a, gradient: ∂f/∂x, numeric: 4}
""",
        True,
        """\
p.yaml:6:39: note: item 'a' → numeric → expected: a wrong formula passes: x² (square in place of the double; 1 more) gives 4 as well at these values, as 2x does
    - {id: a, gradient: ∂f/∂x, numeric: 4}
                                        ^
  values that tell them apart: x = 3
""",
    ),
    "a node that can be read in two ways": (
        """\
variables: {x: {}, y: {}}
graph: {e: x - y, t: e^(2 x), f: 1/2y + t}
items:
  - {id: a, gradient: ∂f/∂t, symbolic: 1}
""",
        True,
        """\
p.yaml:4:22: note: graph → t → expr: this is taken as e^(2x), and can be read in another way
  graph: {e: x - y, t: e^(2 x), f: 1/2y + t}
                       ^
  write exp(…) for Euler's number: e is a name here
p.yaml:4:37: note: graph → f → expr: this is taken as 1/2·y + t, and can be read in another way
  graph: {e: x - y, t: e^(2 x), f: 1/2y + t}
                                      ^
  a product after “/” can be read in two ways: write (1/2)x or 1/(2x)
""",
    ),
    "a sum that equals the product": (
        """\
variables: {x: 2, y: 2, z: 3}
graph: {f: x y z}
items:
  - {id: a, gradient: ∂f/∂z, numeric: 4}
""",
        True,
        """\
p.yaml:6:39: note: item 'a' → numeric → expected: a wrong formula passes: x + y (sum in place of the product) gives 4 as well at these values, as x·y does
    - {id: a, gradient: ∂f/∂z, numeric: 4}
                                        ^
  values that tell them apart: x = −2, y = 2, z = 3
""",
    ),
    "a gradient next to it": (
        """\
variables: {x: 3, y: 3}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: 3}
""",
        True,
        """\
p.yaml:6:39: note: item 'a' → numeric → expected: a wrong formula passes: x (it is ∂f/∂y) gives 3 as well at these values, as y does
    - {id: a, gradient: ∂f/∂x, numeric: 3}
                                        ^
  values that tell them apart: x = 2, y = 3
""",
    ),
    "an item without a test": (
        """\
variables: {x: 3, y: 5}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: 5}
  - {id: b, gradient: ∂f/∂y, numeric: 3}
""",
        True,
        """\
p.yaml:7:5: note: item 'b': no test covers this item
    - {id: b, gradient: ∂f/∂y, numeric: 3}
      ^
  add under `tests` a row such as `- {item: "b", response: …, status: correct}`
""",
    ),
    "no tests at all": (
        """\
variables: {x: 3, y: 5}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: 5}
""",
        False,
        """\
p.yaml:5:1: note: items: no test covers any item
  items:
  ^
  add `tests:` with rows such as `- {item: "a", response: …, status: correct}`
""",
    ),
    "a tolerance that takes the other sign": (
        """\
variables: {x: 3, y: 5}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: {absolute: 10}}
""",
        True,
        """\
p.yaml:6:39: item 'a' → numeric: the tolerance also takes -5, which has the wrong sign
    - {id: a, gradient: ∂f/∂x, numeric: {absolute: 10}}
                                        ^
  narrow it to well below 5, or ask for `figures`
""",
    ),
    "a rounded key that would be wrong": (
        """\
variables: {x: 3, y: 7}
graph: {f: x/y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: 0.14}
""",
        True,
        """\
p.yaml:6:39: item 'a' → numeric → expected: the key as typed, 0.14, would be marked wrong: exactly it is 0.1429
    - {id: a, gradient: ∂f/∂x, numeric: 0.14}
                                        ^
  add `decimals: 2`
""",
    ),
    "an answer without a value in places": (
        """\
variables: {x: {}}
graph: {f: x log(x)}
items:
  - {id: a, gradient: ∂f/∂x, symbolic: log(x) + 1}
""",
        True,
        """\
p.yaml:6:40: note: item 'a' → symbolic → expected: the expected answer has no value in a part of the declared domains, such as at x = −1
    - {id: a, gradient: ∂f/∂x, symbolic: log(x) + 1}
                                         ^
  declare `x: {domain: positive}`, or give a `condition`
""",
    ),
    "an answer without a value": (
        """\
variables: {x: {domain: negative}}
items:
  - {id: a, symbolic: log(x) + 1}
""",
        True,
        """\
p.yaml:5:23: item 'a' → symbolic → expected: the expected answer has no value at any point of the declared domains
    - {id: a, symbolic: log(x) + 1}
                        ^
  narrow the domains of the variables, or give a `condition`
""",
    ),
    "expressions that are never reached": (
        """\
variables: {x: {}, y: {}}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, symbolic: {expected: y, accept: [2 y - y, x y, x y + 0, x]}}
""",
        True,
        """\
p.yaml:6:63: note: item 'a' → symbolic → accept 1: this row is never reached: it is equal to the expected answer
    - {id: a, gradient: ∂f/∂x, symbolic: {expected: y, accept: [2 y - y, x y, x y + 0, x]}}
                                                                ^
  leave it out, or change one of them
p.yaml:6:77: note: item 'a' → symbolic → accept 3: this row is never reached: row 2 takes the same answers
    - {id: a, gradient: ∂f/∂x, symbolic: {expected: y, accept: [2 y - y, x y, x y + 0, x]}}
                                                                              ^
  leave one out, or give them different `when`
""",
    ),
    "numbers that are never reached": (
        """\
variables: {x: 3, y: 5}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: {expected: 5, absolute: 0.1, accept: [5.05, 3, 3.1]}}
""",
        True,
        """\
p.yaml:6:77: note: item 'a' → numeric → accept 1: this row is never reached: its number counts as the expected answer
    - {id: a, gradient: ∂f/∂x, numeric: {expected: 5, absolute: 0.1, accept: [5.05, 3, 3.1]}}
                                                                              ^
  leave it out, or change one of them
p.yaml:6:86: note: item 'a' → numeric → accept 3: this row is never reached: row 2 takes the same answers
    - {id: a, gradient: ∂f/∂x, numeric: {expected: 5, absolute: 0.1, accept: [5.05, 3, 3.1]}}
                                                                                       ^
  leave one out, or give them different `when`
""",
    ),
    "shapes that are never reached": (
        """\
dimensions: [n, m]
items:
  - {id: a, shape: {expected: n × m, accept: [n × m, m × n, m × n]}}
""",
        True,
        """\
p.yaml:5:47: note: item 'a' → shape → accept 1: this row is never reached: it is equal to the expected answer
    - {id: a, shape: {expected: n × m, accept: [n × m, m × n, m × n]}}
                                                ^
  leave it out, or change one of them
p.yaml:5:61: note: item 'a' → shape → accept 3: this row is never reached: row 2 takes the same answers
    - {id: a, shape: {expected: n × m, accept: [n × m, m × n, m × n]}}
                                                              ^
  leave one out, or give them different `when`
""",
    ),
}


@pytest.mark.parametrize(("body", "tested", "said"), CASES.values(), ids=CASES)
def test_what_is_doubtful_is_pointed_out_with_place_fact_and_remedy(body: str, tested: bool, said: str) -> None:
    remarks = criticised_text(HEAD + body + (TESTS if tested else "")).remarks
    assert "".join(f"{remark.sentence}\n" for remark in remarks) == said


BOTH_THREE = """\
variables: {x: 3, y: 3}
graph: {f: x y}
items:
  - {id: a, gradient: ∂f/∂x, numeric: 3}
"""


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "overlook: {coincidence: the book has it so}\n" + BOTH_THREE + TESTS,
        HEAD
        + BOTH_THREE.replace("numeric: 3", "numeric: 3, overlook: {coincidence: the book has it so}")
        + TESTS,
    ],
    ids=["of the file", "of the item"],
)
def test_a_remark_is_overlooked_for_a_reason(text: str) -> None:
    found = criticised_text(text)
    assert found == Criticism((), ("`coincidence` is overlooked: the book has it so",))


def test_values_that_tell_formulas_apart_are_passed_over_in_silence() -> None:
    text = HEAD + BOTH_THREE.replace("{x: 3, y: 3}", "{x: 2, y: 3}") + TESTS
    assert criticised_text(text) == Criticism((), ())


@pytest.mark.parametrize("path", (*find("section3"), *find("backprop")), ids=lambda path: path.stem)
def test_nothing_stands_against_a_shipped_problem(path: Path) -> None:
    assert criticised(path, load(path)).remarks == ()


def test_a_note_leaves_a_file_sound_and_an_error_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        HEAD + BOTH_THREE + TESTS.replace("z", "(").replace("incorrect", "invalid"), encoding="utf-8"
    )
    assert run(["validate", str(path)]) == 0
    assert (
        f"{path}:6:39: note: item 'a' → numeric → expected: a wrong formula passes" in capsys.readouterr().out
    )
    path.write_text(path.read_text(encoding="utf-8").replace("numeric: 3", "numeric: {absolute: 9}"), "utf-8")
    assert run(["validate", str(path)]) == 2
    assert (
        "item 'a' → numeric: the tolerance also takes -3, which has the wrong sign" in capsys.readouterr().out
    )
