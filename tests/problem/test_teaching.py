"""Errors that teach: the whole message that each mistake of an author gives."""

from __future__ import annotations

import re

import pytest

from gradecheck.errors import AuthorError
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find

from .small import SMALL


def message(text: str) -> str:
    with pytest.raises(AuthorError) as caught:
        compiled(text.encode(), "p.yaml", "p")
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "fact", "remedy"),
    [
        ("no", "'no' is a word, not a number", "write 1 for yes and 0 for no"),
        ("True", "'True' is a word, not a number", "write 1 for yes and 0 for no"),
        ("~", "'~' stands where a number is needed", "write the number, or leave the key out"),
        ("012", "'012' begins with a 0, which some readers take for octal", "write 12"),
        ("-007", "'-007' begins with a 0, which some readers take for octal", "write -7"),
        (
            "1:30",
            "'1:30' is a time, which some readers take for a number in base 60",
            "write one number, such as 1.5 or 3/2",
        ),
        ("1,5", "'1,5' has a comma in it", "write 1.5 with a point, or 15 without"),
        ("1_000", "'1_000' has an underscore in it", "write 1000"),
        ("0x1F", "'0x1F' is not decimal", "write the number in decimals"),
        ("50 %", "'50 %' is a percentage", "write 50/100, or the decimal"),
        (".inf", "'.inf' is not a finite number", "write a finite number"),
        ("two", "'two' is not a number", "write it like -2, 0.5, 1e-3 or 1/3"),
    ],
)
def test_what_yaml_reads_otherwise_is_explained(typed: str, fact: str, remedy: str) -> None:
    assert message(SMALL.replace("x: 2", f"x: {typed}")) == (
        f"p.yaml:4:6: variables → x → value: {fact}\n    x: {typed}\n       ^\n  {remedy}"
    )


@pytest.mark.parametrize("typed", ["1e-3", "0", "0.50", "00.5", "1/3", "−2"])
def test_numbers_as_people_write_them_are_read(typed: str) -> None:
    assert compiled(SMALL.replace("x: 2", f"x: {typed}").encode(), "p.yaml", "p").values[0][0] == "x"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (
            "2 (y + 1)",
            "at y = 0.2 it is 2.4, the derivation gives 1.2; it differs from ∂f/∂x by the factor 0.5",
        ),
        (
            "-y-1",
            "at y = 0.2 it is -1.2, the derivation gives 1.2; the sign: it differs from ∂f/∂x by the factor −1",
        ),
        ("x", "at x = 0.2, y = 3 it is 0.2, the derivation gives 4; it is ∂f/∂y"),
        ("y", "at y = 0.2 it is 0.2, the derivation gives 1.2; the likely slip: term left out"),
        ("y - 1", "at y = 0.2 it is -0.8, the derivation gives 1.2; the likely slip: sign of a term"),
        ("y + 3", "at y = 0.2 it is 3.2, the derivation gives 1.2; the term −2 is missing from it"),
    ],
)
def test_a_key_that_contradicts_the_graph_is_told_the_likely_reason(key: str, said: str) -> None:
    text = SMALL.replace("symbolic: y + 1", f"symbolic: {key}").replace(", numeric: 4", "")
    assert message(text) == (
        f"p.yaml:10:40: item 'a' → symbolic → expected: this is not what the graph gives; {said}\n"
        f"    - {{id: a, gradient: ∂f/∂x, symbolic: {key}}}\n"
        "                                         ^\n"
        "  the derivation gives 1 + y; if it is right so, say `why:`"
    )


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (r"\n      why: the sheet names[^\n]*", "", "it differs from ∂J/∂ŷ by the factor −1/m"),
        (r"expected: -1/m sum_i (δ_1.*δ_5)", r"expected: -1/m \1", "the sum over i is missing"),
    ],
)
def test_a_factor_of_the_mean_or_a_missing_sum_is_named(before: str, after: str, reason: str) -> None:
    (path,) = find("3-backprop-basics")
    text, changed = re.subn(before, after, path.read_text(encoding="utf-8"), count=1)
    assert changed == 1
    assert message(text).splitlines()[0].rpartition("; ")[2] == reason


def test_all_repeated_keys_are_told_at_once() -> None:
    text = SMALL.replace("  y: 3", "  x: 3").replace("numeric: 4", "numeric: 4, numeric: 5")
    assert message(text) == (
        "p.yaml:5:3: the key 'x' stands here a second time\n    x: 3\n    ^\n  it is already in line 4\n"
        "p.yaml:10:59: the key 'numeric' stands here a second time\n"
        "    - {id: a, gradient: ∂f/∂x, symbolic: y + 1, numeric: 4, numeric: 5}\n"
        f"  {' ' * 58}^\n  it is already in line 10"
    )


def test_all_broken_nodes_are_told_at_once_but_not_those_that_use_them() -> None:
    text = SMALL.replace("q: x y", "q: x w").replace("f: q + x", "r: (x\n  f: q + x")
    assert message(text) == (
        "p.yaml:7:8: graph → q → expr: 'w' is not a name of this problem\n    q: x w\n         ^\n"
        "  declared: x, y\n"
        "p.yaml:8:6: graph → r → expr: '(' is never closed\n    r: (x\n       ^\n  add the missing ')'"
    )
