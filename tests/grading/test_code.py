"""What code earns and what is said about it, for a forward in Python and for one in the graph."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import AuthorError
from gradecheck.grading.code import check
from gradecheck.grading.grade import grade
from gradecheck.grading.reference import tried
from gradecheck.grading.verdict import GradientEvidence, Status, Verdict
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import CodePart
from gradecheck.submission import read_files


def problem(text: str) -> Problem:
    return compiled(text.encode(), "code.yaml", "code")


def verdict(of: Problem, source: str, seed: int = 0) -> Verdict:
    (part,) = (part for item in of.items for part in item.parts)
    assert isinstance(part, CodePart)
    return check(part, of, source, "answer.py", seed)


def said(found: Verdict) -> str:
    return "\n".join(found.feedback)


AFFINE = problem("""\
gradecheck: 1
items:
  - id: affine
    code:
      function: affine_backward
      arguments: [dout, x, w, b]
      forward: |
        def forward(x, w, b):
            return x @ w + b
      takes: {x: "(N, D)", w: "(D, M)", b: "(M,)"}
      batch: N
      seconds: 2
""")
RELU = problem("""\
gradecheck: 1
items:
  - id: relu
    code:
      function: relu_backward
      arguments: [dout, x]
      forward: |
        import numpy as np
        def forward(x):
            return np.maximum(x, 0)
      takes: {x: "(N, D)"}
      batch: N
""")
GRAPH = problem("""\
gradecheck: 1
dimensions: [n]
variables:
  x: {shape: n, distinct: true}
  w: {shape: n}
  g: {shape: n}
graph:
  F: w .* sort(x) + x .* x
items:
  - id: graph
    code:
      function: back
      arguments: [x, w, g]
      upstream: g
      inputs: [x, w]
      sizes: [{n: 2}, {n: 5}, {n: 7}]
""")
LOSS = problem("""\
gradecheck: 1
items:
  - id: loss
    code:
      function: loss
      arguments: [x, y]
      with_value: true
      forward: |
        def forward(x, y):
            return ((x - y) ** 2).sum() / len(x)
      takes: {x: "(N, D)", y: "(N, D) no-gradient"}
      batch: N
""")
OWN = problem("""\
gradecheck: 1
items:
  - id: own
    code:
      function: scale_backward
      arguments: [dout, cache]
      forward: |
        def forward(x, w, k):
            return k * x * x * w
      takes: {x: "(N, D)", w: "(D,)"}
      options: {k: [2, 0.5]}
      bundles: {param: [k]}
      student_forward: scale_forward
      forward_arguments: [x, w, param]
      forbid: [scale_forward]
      batch: N
""")

HEAD = "import numpy as np\n"
AFFINE_RIGHT = HEAD + (
    "def affine_backward(dout, x, w, b):\n"
    "    dx = dout @ w.T\n"
    "    dw = x.T @ dout\n"
    "    db = dout.sum(axis=0)\n"
    "    return dx, dw, db\n"
)
RELU_RIGHT = HEAD + "def relu_backward(dout, x):\n    return dout * (x > 0)\n"
GRAPH_RIGHT = HEAD + (
    "def back(x, w, g):\n"
    "    order = np.argsort(x)\n"
    "    dx = np.zeros_like(x)\n"
    "    dx[order] = g * w\n"
    "    dx += 2 * x * g\n"
    "    return dx, g * x[order]\n"
)
LOSS_RIGHT = "def loss(x, y):\n    d = x - y\n    return (d ** 2).sum() / len(x), 2 * d / len(x)\n"
OWN_RIGHT = (
    "def scale_forward(x, w, param):\n"
    "    return param['k'] * x * x * w, (x, w, param['k'])\n"
    "def scale_backward(dout, cache):\n"
    "    x, w, k = cache\n"
    "    return dout * 2 * k * x * w, (dout * k * x * x).sum(axis=0)\n"
)
RIGHT = [
    (AFFINE, AFFINE_RIGHT),
    (AFFINE, AFFINE_RIGHT.replace("dx, dw, db", "{'dx': dx, 'dw': dw, 'db': db}")),
    (AFFINE, AFFINE_RIGHT.replace("dx, dw, db", "[dx, dw, db.tolist()]")),
    (RELU, RELU_RIGHT),
    (GRAPH, GRAPH_RIGHT),
    (LOSS, LOSS_RIGHT),
    (LOSS, LOSS_RIGHT.replace("2 * d / len(x)", "{'x': 2 * d / len(x)}")),
    (OWN, OWN_RIGHT),
]


@settings(max_examples=24, deadline=None)
@given(st.sampled_from(RIGHT), st.integers(0, 10**6))
def test_a_right_function_is_right_whatever_the_seed(case: tuple[Problem, str], seed: int) -> None:
    found = verdict(*case, seed)
    assert (found.status, found.credit, found.note, found.feedback) == (Status.CORRECT, 1, "", ())


@pytest.mark.parametrize(("of", "source"), RIGHT)
def test_a_right_function_earns_all_with_a_detection_limit(of: Problem, source: str) -> None:
    found = verdict(of, source)
    assert found.status is Status.CORRECT
    assert isinstance(found.evidence, GradientEvidence)
    assert found.evidence.configurations >= 8
    assert all(0 < float(each.limit) < 1e-5 for each in found.evidence.gradients)


WRONG = [
    # mistakes with a name, and what they cost
    (AFFINE, "dw = x.T @ dout", "dw = -x.T @ dout", "sign", "2/3", "gradient of w has the wrong sign"),
    (AFFINE, "dw = x.T @ dout", "dw = 2 * x.T @ dout", "factor", "2/3", "gradient of w is 2 times"),
    (AFFINE, "dw = x.T @ dout", "dw = dout.T @ x", "transposed", "2/3", "gradient of w is transposed"),
    (AFFINE, "dout.sum(axis=0)", "x.sum(axis=0)[:1] + b", "wrong_gradient", "2/3", "b is wrong"),
    (AFFINE, "dout.sum(axis=0)", "dout.sum(axis=1)", "axis", "2/3", "a sum over the wrong axis"),
    (AFFINE, "dout.sum(axis=0)", "np.ones_like(dout).sum(axis=0)", "upstream", "2/3", "taken as 1"),
    (AFFINE, "dout.sum(axis=0)", "dout[0]", "one_example", "2/3", "the first example only"),
    (AFFINE, "dout.sum(axis=0)", "b * 0\n    for d in dout: db = d", "one_example", "2/3", "the last"),
    (AFFINE, "dw = x.T @ dout", "dw = np.zeros_like(w)", "zero", "2/3", "gradient of w is always 0"),
    (RELU, "dout * (x > 0)", "dout", "mask", "0", "the mask is missing"),
    (RELU, "(x > 0)", "(x <= 0)", "mask", "0", "the mask is inverted"),
    (RELU, "(x > 0)", "(dout > 0)", "mask", "0", "taken of the upstream gradient"),
    (GRAPH, "dx += 2 * x * g", "dx = 2 * x * g", "wrong_gradient", "1/2", "x is wrong with n = 7"),
    (GRAPH, "g * x[order]", "g * x", "wrong_gradient", "1/2", "The gradient of w is wrong with"),
    (GRAPH, "g * x[order]", "2 * g * x[order]", "factor", "1/2", "gradient of w is 2 times"),
    (LOSS, "2 * d / len(x)", "2 * d", "factor", "0", "the length of axis 0 of x times"),
    (LOSS, "2 * d / len(x)", "-2 * d / len(x)", "sign", "0", "wrong sign"),
    # what is no gradient at all
    (AFFINE, "return dx, dw, db", "return None", "wrong_return", "0", "it returned None: return"),
    (AFFINE, "return dx, dw, db", "return 'dx'", "wrong_return", "0", "it returned a str: return numbers"),
    (AFFINE, "return dx, dw, db", "return dx, dw", "wrong_count", "0", "gradients for x, w, b are needed"),
    (AFFINE, "return dx, dw, db", "return dx, None, db", "missing_gradient", "2/3", "no gradient of w"),
    (AFFINE, "dout.sum(axis=0)", "dout.sum(axis=0)[None]", "wrong_shape", "2/3", "shape (1, 2); (2,)"),
    (AFFINE, "dw = x.T @ dout", "dw = x.T @ dout * np.nan", "not_finite", "2/3", "are NaN or infinite"),
    (AFFINE, "x.T @ dout", "x.T @ dout + np.random.rand()", "not_repeatable", "0", "gives something else"),
    (AFFINE, "dx = dout", "dx = dot", "exception", "0", "NameError in line 3, with N = 3, D = 4, M = 2"),
    (AFFINE, "dx = dout", "for k in xrange(2): dx = dout", "exception", "0", "a name of Python 2: write range"),
    (AFFINE, "return dx", "while True: pass\n    return dx", "time_out", "0", "within 2 seconds"),
    (AFFINE, "return dx", "bytearray(1 << 40)\n    return dx", "memory", "0", "asked for more memory"),
    (AFFINE, "return dx", "import os; os._exit(0)\n    return dx", "died", "0", "ended before"),
    (OWN, "x, w, k = cache", "x, w, k = cache; scale_forward(x, w, {'k': 1})", "forbidden_call", "0", "calls"),
    (LOSS, "return (d ** 2).sum() / len(x), ", "return ", "wrong_return", "0", "not a value and gradients"),
    # both directions
    (OWN, ", (x, w, param['k'])", "", "no_cache", "1/3", "scale_forward returned no cache"),
    (OWN, "return param['k'] *", "return 3 *", "wrong_forward", "2/3", "scale_forward: with N = 3, D = 4"),
    (OWN, "2 * k * x * w", "k * x * w", "factor", "2/3", "gradient of x is 1/2 times"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "old", "new", "note", "credit", "words"), WRONG, ids=[w[3] for w in WRONG])
def test_a_wrong_function_is_told_what_is_wrong(
    of: Problem, old: str, new: str, note: str, credit: str, words: str
) -> None:
    right = next(source for each, source in RIGHT if each is of)
    assert old in right
    found = verdict(of, right.replace(old, new))
    assert (found.note, found.credit) == (note, Fraction(credit)), said(found)
    assert found.status is (Status.PARTIAL if found.credit else Status.INCORRECT)
    assert words in said(found)


UNREADABLE = [
    (AFFINE_RIGHT.replace("return dx", "print 'dx'\n    return dx"), "syntax_error", "write print(x)"),
    (AFFINE_RIGHT.replace("affine_backward", "affine_backwards"), "missing_function", "affine_backwards?"),
    ("x = 1\n", "missing_function", "write def affine_backward(dout, x, w, b):"),
]


@pytest.mark.parametrize(("source", "note", "words"), UNREADABLE)
def test_what_cannot_be_read_costs_no_attempt(source: str, note: str, words: str) -> None:
    found = verdict(AFFINE, source)
    assert (found.status, found.note) == (Status.INVALID, note)
    assert words in said(found)


def test_what_is_odd_is_remarked_on_and_costs_nothing() -> None:
    found = verdict(AFFINE, AFFINE_RIGHT.replace("return dx", "dout *= 0\n    return dx"))
    assert (found.status, found.credit) == (Status.CORRECT, 1)
    assert found.feedback == (
        "It changes dout in place, which whoever calls it may still need; work on copies.",
    )


def test_a_backward_that_is_right_for_a_wrong_forward_earns_its_share() -> None:
    own = OWN_RIGHT.replace("param['k'] * x", "x").replace("k * x", "x")
    found = verdict(OWN, own)
    assert (found.status, found.credit, found.note) == (Status.PARTIAL, Fraction(1, 3), "wrong_forward")
    assert "scale_backward is right for your own scale_forward, which is not" in said(found)
    assert "expected" not in said(found)
    assert any("yours" in detail and "expected" in detail for detail in found.details)


def test_a_gradient_of_nothing_is_not_right_for_its_own_forward() -> None:
    nothing = (
        "def scale_forward(x, w, param):\n    return 0 * x * w, (x, w)\n"
        "def scale_backward(dout, cache):\n    x, w = cache\n    return 0 * x, 0 * w\n"
    )
    assert verdict(OWN, nothing).credit == 0


def test_a_file_without_the_own_forward_is_told_how_to_define_it() -> None:
    found = verdict(OWN, OWN_RIGHT.replace("def scale_forward", "def forward_of_mine"))
    assert (found.status, found.note) == (Status.INVALID, "missing_function")
    assert "write def scale_forward(x, w, param):" in said(found)


def test_one_edit_that_repairs_is_told_by_line_and_shown_among_the_details() -> None:
    found = verdict(AFFINE, AFFINE_RIGHT.replace("x.T @ dout", "dout.T @ x"))
    assert "One small change in line 4 would make it right." in found.feedback
    assert found.details == ("line 4: `dw = dout.T @ x` passes if it is `dw = (dout.T @ x).T`",)


def test_the_picture_shows_which_entries_are_wrong() -> None:
    found = verdict(AFFINE, AFFINE_RIGHT.replace("db =", "dw[:, 1:2] *= 1.01\n    db ="))
    assert "column 1 (all 4 of its entries)\n  . x\n  . x\n  . x\n  . x" in said(found)


def test_grading_twice_gives_the_same() -> None:
    wrong = GRAPH_RIGHT.replace("dx[order] = g * w", "dx = (g * w)[order]")
    assert verdict(GRAPH, wrong, 3) == verdict(GRAPH, wrong, 3)


SHORT = """\
gradecheck: 1
items:
  - id: short
    code:
      function: back
      arguments: [dout, x]
      forward: |
        import numpy as np
        def forward(x):
            return BODY
      takes: {x: "(N, D)"}
      batch: N
"""


def test_a_mistake_in_large_arrays_has_its_name_too() -> None:
    large = SHORT.replace("BODY", "np.maximum(x, 0)") + "      sizes: [{N: 20, D: 15}, {N: 15, D: 20}]\n"
    assert verdict(problem(large), "def back(dout, x): return dout * (x <= 0)\n").note == "mask"


def test_a_path_that_is_missing_in_one_of_several_outputs_is_named() -> None:
    two = SHORT.replace("BODY", "(x * x, np.tanh(x))").replace("[dout, x]", "[da, db, x]")
    two = two.replace("      takes", "      upstream: [da, db]\n      takes")
    right = HEAD + "def back(da, db, x): return 2 * x * da + db * (1 - np.tanh(x) ** 2)\n"
    assert verdict(problem(two), right).status is Status.CORRECT
    found = verdict(problem(two), "def back(da, db, x): return 2 * x * da\n")
    assert (found.note, found.credit) == ("output", 0)


def test_nobody_is_convicted_where_the_forward_is_too_rough_to_tell() -> None:
    rough = problem(SHORT.replace("BODY", "x + 1e-3 * np.sin(1e9 * x)"))
    for source in ("def back(dout, x): return dout\n", "def back(dout, x): return 0 * dout\n"):
        found = verdict(rough, source)
        assert (found.status, found.note) == (Status.UNDECIDED, "undecided"), said(found)


FORWARDS = [
    ("return x @ w + c", "NameError: name 'c' is not defined", 10),
    ("return w @ x", "ValueError: matmul", 10),
    ("return np.log(-1 - (x @ w + b) ** 2)", "it gives no finite numbers", 8),
    ("return None", "it returned None", 8),
    ("import os; os._exit(1)", "its process ended", 8),
]
"""The last statement of a forward, what is told of it, and the line of the file."""


@pytest.mark.parametrize(("body", "words", "line"), FORWARDS)
def test_a_forward_that_does_not_work_is_the_author_s_matter(body: str, words: str, line: int) -> None:
    broken = problem(
        "gradecheck: 1\nitems:\n  - id: affine\n    code:\n"
        "      function: f\n      arguments: [dout, x, w, b]\n"
        f"      forward: |\n        import numpy as np\n        def forward(x, w, b):\n            {body}\n"
        '      takes: {x: "(N, D)", w: "(D, M)", b: "(M,)"}\n'
    )
    (error,) = tried(broken, 0)
    assert words in str(error)
    assert "item 'affine' → code" in str(error)
    assert error.place is not None
    assert error.place.line == line
    with pytest.raises(AuthorError):
        verdict(broken, "def f(dout, x, w, b): return x, w, b\n")


def test_a_loss_that_is_no_number_is_the_author_s_matter() -> None:
    code = "{function: f, arguments: [x], forward: 'def forward(x): return x', takes: {x: '(N,)'}}"
    (error,) = tried(problem(f"gradecheck: 1\nitems:\n  - {{id: a, code: {code}}}\n"), 0)
    assert "there is no upstream gradient, and the forward gives an array" in str(error)


def test_a_wrong_value_beside_right_gradients_costs_a_share() -> None:
    (path,) = find("backprop/softmax-loss")
    problem = load(path)
    part = next(part for item in problem.items for part in item.parts if isinstance(part, CodePart))
    right = next(text for test in problem.tests if test.status == "correct" for _, text in test.response)
    wrong = check(part, problem, right.replace("return loss", "return 2 * loss"), "loss.py", 0, trust=True)
    assert (wrong.status, wrong.credit, wrong.note) == (Status.PARTIAL, Fraction(1, 2), "wrong_value")


@pytest.mark.parametrize("turned", [False, True])
def test_a_helper_of_another_answer_does_not_replace_the_program_that_names_the_item(turned: bool) -> None:
    helper = "def affine_backward(dout, cache):\n    return cache\n"
    files = [("affine.py", AFFINE_RIGHT.encode()), ("two-layer-net.py", helper.encode())]
    report = grade(AFFINE, read_files(files[::-1] if turned else files))
    assert report.items[0].parts[0].verdict.status is Status.CORRECT
    assert report.warnings == ()
