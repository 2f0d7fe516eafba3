"""Code items in problem files: what they become, and what is said of broken ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradecheck.errors import AuthorError
from gradecheck.problem.code_inputs import configurations_of
from gradecheck.problem.codec import decode, encode
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import CodePart, PythonForward, StudentForward

PYTHON = """\
gradecheck: 1
items:
  - id: conv
    code:
      function: conv_backward
      arguments: [dout, cache, param]
      forward: |
        def forward(x, y, w, stride, pad):
            return (x * w).sum() * stride
      takes:
        x: (N, D)
        y: (N,) label < C
        w: (D,):positive
      gradients: [w, x]
      batch: N
      options: {stride: [1, 2], pad: 0.5}
      bundles: {param: [stride, pad]}
      sizes: [{N: 3, D: 4, C: 5}, {N: 2, D: 2, C: 3}]
      least: {C: 2}
      student_forward: conv_forward
      forward_arguments: [x, y, w, param]
      forward_share: 1/4
      forbid: [conv_forward]
      seconds: 9
"""
GRAPH = """\
gradecheck: 1
dimensions: [n]
variables:
  x: {shape: n}
  g: {shape: n}
graph:
  F: x .* x
items:
  - id: a
    code: {function: f, arguments: [x, g], upstream: g, inputs: [x], sizes: [{n: 3}]}
"""


def read(text: str) -> Problem:
    return compiled(text.encode(), "p.yaml", "p")


def part_of(problem: Problem) -> CodePart:
    (part,) = problem.items[0].parts
    assert isinstance(part, CodePart)
    return part


def test_all_keys_arrive_in_the_part() -> None:
    part = part_of(read(PYTHON))
    assert part == CodePart(
        function="conv_backward",
        arguments=("dout", "cache", "param"),
        gradients=("w", "x"),
        forward=PythonForward(
            source="def forward(x, y, w, stride, pad):\n    return (x * w).sum() * stride\n",
            takes=("x:(N, D)", "y:(N,):label<C", "w:(D,):positive"),
            options=("stride=1,2", "pad=0.5"),
            batch="N",
            least=(("C", 2),),
            sizes=((("N", 3), ("D", 4), ("C", 5)), (("N", 2), ("D", 2), ("C", 3))),
            line=8,
        ),
        upstream=("dout",),
        bundles=(("param", ("stride", "pad")),),
        own=StudentForward("conv_forward", ("x", "y", "w", "param"), Fraction(1, 4), Fraction(1, 2)),
        forbid=("conv_forward",),
        seconds=9,
    )


@pytest.mark.parametrize("text", [PYTHON, GRAPH])
def test_a_code_part_survives_the_cache(text: str) -> None:
    problem = read(text)
    assert decode(encode(problem)) == problem


def test_configurations_say_what_is_special_about_them() -> None:
    problem = read(PYTHON)
    made = configurations_of(part_of(problem), problem.scope, 0)
    labels = [each.label for each in made]
    assert labels[:3] == ["N = 3, D = 4", "N = 2, D = 2", "a batch of 1"]
    assert {"stride = 2", "one label for all", "read-only arrays"} <= set(labels)
    assert "C = 1" not in labels
    assert all(each.wrt == ("w", "x") for each in made)


def test_every_size_that_an_author_lists_is_tried() -> None:
    problem = read(GRAPH.replace("[{n: 3}]", "[{n: 1}, {n: 2}, {n: 4}, {n: 8}]"))
    labels = [each.label for each in configurations_of(part_of(problem), problem.scope, 0)]
    assert {"n = 1", "n = 2", "n = 4", "n = 8"} <= set(labels)


BROKEN = [
    (PYTHON.replace("arguments: [dout, cache", "arguments: [dout, x, v"), "6:28", "nothing is called 'v'"),
    (PYTHON.replace("[w, x]", "[w, u]"), "14:22", "'u' is not an input"),
    (PYTHON.replace("{param: [stride", "{param: [strid"), "17:25", "did you mean 'stride'?"),
    (PYTHON.replace("forbid: [conv_forward]", "forbid: [conv forward]"), "23:16", "is not a Python name"),
    (PYTHON.replace("batch: N", "batch: M"), "15:14", "unknown dimension 'M'"),
    (PYTHON.replace("least: {C", "least: {K"), "19:18", "unknown dimension 'K'"),
    (PYTHON.replace("C: 5}", "K: 5}"), "18:31", "unknown dimension 'K'"),
    (PYTHON.replace(", C: 3}", "}"), "18:35", "no size for C"),
    (PYTHON.replace("least: {C: 2}", "least: {C: 9}"), "5:7", "no sizes fit"),
    (PYTHON.replace("(N,) label", "(N,) labl"), "12:12", "there is no kind 'labl"),
    (PYTHON.replace("pad: 0.5", "pad: half"), "16:38", "an option is a number"),
    (PYTHON.replace("return (x", "return ((x"), "9:20", "this is not Python: '(' was never closed"),
    (PYTHON.replace("def forward", "def fwd"), "7:16", "it has no function `forward`"),
    (PYTHON.replace("w, stride, pad):", "w):"), "7:16", "`forward` takes 3 arguments, and 5 are declared"),
    (PYTHON.replace("      student_forward: conv_forward\n", ""), "20:7", "no forward of the student's"),
    (PYTHON.replace("seconds: 9", "output: F"), "24:7", "`output` belongs to the form with a node"),
    (GRAPH.replace("sizes", "batch: N, sizes"), "10:70", "`batch` belongs to the form with `forward`"),
    (GRAPH.replace("inputs: [x], ", ""), "10:11", "nothing says whose gradient this is"),
    (GRAPH.replace("inputs: [x]", "inputs: [y]"), "10:66", "'y' is not a variable"),
    (GRAPH.replace("upstream: g, ", ""), "10:11", "there is no upstream gradient"),
    (GRAPH.replace("arguments: [x, g]", "arguments: [x, cache, g]"), "10:40", "a cache"),
]


@pytest.mark.parametrize(("text", "place", "said"), BROKEN)
def test_a_broken_code_item_gives_place_fact_and_remedy(text: str, place: str, said: str) -> None:
    with pytest.raises(AuthorError) as caught:
        read(text)
    message = str(caught.value)
    assert said in message
    assert message.startswith(f"p.yaml:{place}: item "), message
