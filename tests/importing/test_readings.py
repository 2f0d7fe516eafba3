"""What Maxima expressions, question variables and texts come to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.core.parameters import distribute

from gradecheck.importing import cas
from gradecheck.importing.maxima import Variables
from gradecheck.importing.prompt import prompt_of
from gradecheck.importing.python_values import expression_value
from gradecheck.importing.question import NotTaken
from gradecheck.notation import to_text

# Maxima, how it is written here
READ = [
    ("-x^2", "-x^2"),  # the sign binds weaker than the power
    ("2^-3*x", "x/8"),
    ("a/b*c", "a*c/b"),
    ("x^y^2", "x^(y^2)"),
    ("x**2", "x^2"),
    ("2*(x+1)", "2*(x + 1)"),  # not multiplied out: the text of a question shows it so
    ("expand((x+1)^2)", "x^2 + 2*x + 1"),
    ("factor(x^2-1)", "(x - 1)*(x + 1)"),
    ("%pi*%e^x", "pi*exp(x)"),
    ("pi", "pi"),
    ("log(x)/log(2)", "log(x)/log(2)"),
    ("ln(x)", "log(x)"),
    ("sqrt(x)/2", "sqrt(x)/2"),
    ("sqrt(x^2)", "abs(x)"),
    ("diff(x^n, x)", "n*x^(n - 1)"),
    ("diff(sin(x), x, 2)", "-sin(x)"),
    ("ev(x^2+1, x=3)", "10"),
    ("subst(2, x, x*y)", "2*y"),
    ("subst(x=2, x*y)", "2*y"),
    ("5!", "120"),
    ("0.1*x", "x/10"),
    ("max(x, 3)", "max(3, x)"),
    ("matrix([1,x],[0,2])", "[1, x; 0, 2]"),
]


@pytest.mark.parametrize(("maxima", "here"), READ)
def test_an_expression_is_read_as_maxima_reads_it(maxima: str, here: str) -> None:
    expr = cas.to_expr(_value(maxima))
    assert to_text(expr) == here
    scope = cas.scope_of((name, "real") for name in cas.names_in([expr]))
    assert cas.read_back(expr, scope)


# Maxima, why it is not taken over
REFUSED = [
    ("%i*x", "complex numbers"),
    ("rand(5)", "drawn at random"),
    ("x=2", "an equation"),
    ("[1,2]", "a list"),
    ("1/0", "a value that is not finite"),
    ("9^9^9^9", "a power that is too large"),
    ("expand((a+b+c+d+e1)^30)", "an expression that is too large to be rewritten"),
    ("integrate(x,x)", "the function integrate"),
    ("1000!", "such a factorial"),
    ("f(", "'the end' where a value is expected"),
    ("2x", "'x' where an operation is expected"),
    ("x$y", "'$' where an operation is expected"),
    ("\\x", "the sign '\\'"),
    ("(" * 100 + "x" + ")" * 100, "nested more than 60 deep"),
    ("+".join("x" * 1500), "more than 2000 signs"),
    ("'diff(y,x)", "''' where a value is expected"),
    ("9" * 400, "a number of more than 300 digits"),
    ("", "nothing is written"),
    ("float(%pi)*x", "a rounded number where an exact one is needed"),
    ("(-8)^(1/3)", "a root of a negative number"),
    ("true", "'true'"),
    ("lambda([x],x)(2)", "a function that is made by another one"),
]


@pytest.mark.parametrize(("maxima", "why"), REFUSED)
def test_what_is_not_taken_over_says_why(maxima: str, why: str) -> None:
    with pytest.raises(NotTaken) as told:
        cas.to_expr(_value(maxima))
    assert str(told.value) == why


def test_variables_are_read_in_order_and_substituted() -> None:
    variables = Variables()
    told = variables.read("a: 2; /* a\nremark; */\nf: a*x^2; a: 3;\ng(t):= a*t;\nb: g(f);")
    assert told == []
    assert [str(variables.evaluate(name)) for name in ("a", "f", "b")] == ["3", "2*x**2", "6*x**2"]


def test_a_name_that_is_not_known_makes_unknown_what_follows_from_it_and_is_told_once() -> None:
    variables = Variables()
    told = variables.read("n: 1+rand(3);\nf: x^n;\ng: 2*x;")
    assert told == [(0, "n: 1+rand(3): drawn at random")]
    with pytest.raises(NotTaken, match=r"^'f' is not known: drawn at random$"):
        variables.evaluate("f+1")
    assert str(variables.evaluate("g")) == "2*x"


@pytest.mark.parametrize(
    "text",
    [
        "a: 1; kill(a);",
        "[a, b]: [1, 2];",
        "a: b: 3;",
        "if x>0 then a: 1;",
        "f(x):= block([c], c: 2, c*x);",
        "a[1]: 2;",
    ],
)
def test_a_statement_that_may_change_other_names_ends_the_reading(text: str) -> None:
    with pytest.raises(NotTaken, match=r"may change anything|assignment"):
        Variables().read(text)


FACTORS = st.sampled_from(["x", "y", "2", "3", "(x+y)", "sin(x)", "-x", "-2", "(1-x)", "0.5"])
SIGNS = st.sampled_from(["+", "-", "*", "/", "^"])


@settings(deadline=None)
@given(FACTORS, st.lists(st.tuples(SIGNS, FACTORS), max_size=5))
def test_maxima_and_python_bind_operations_alike(first: str, rest: list[tuple[str, str]]) -> None:
    """The two readers were written apart, and both languages have the same rules for these operations."""
    text = first + "".join(sign + factor for sign, factor in rest)
    read: list[object] = []
    for reader in (Variables().evaluate, lambda text: expression_value(text, ["x", "y"])):
        try:
            with distribute(False):
                read.append(reader(text))
        except NotTaken as reason:
            read.append(str(reason))
    assert read[0] == read[1], text


def _value(text: str) -> object:
    with distribute(False):
        return Variables().evaluate(text)


# the text of a page, and of what is read
TEXTS = [
    ("<p>a&nbsp;b<br>c</p>", "a b\nc"),
    ("costs $5 or \\(x\\)", "costs \\$5 or $x$"),
    ("\\[ x\n = 2 \\] and $$y$$", "$$x = 2$$ and $$y$$"),
    ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
    ("<p>\\(a &lt; b\\) &amp; c</p>", "$a < b$ & c"),
    ("x\u2009y\u202ez\x07", "x yz"),
    ("<script>evil()</script>text<style>p {}</style>", "text"),
    ("<img src='a.png' alt='a graph'> after", "[a graph] after"),
    ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
]


@pytest.mark.parametrize(("page", "text"), TEXTS)
def test_a_page_becomes_the_text_of_a_prompt(page: str, text: str) -> None:
    assert prompt_of(page).text == text


def test_what_a_page_loses_is_told_with_its_line() -> None:
    found = prompt_of("<p>\n<img src='a.png'>\n<a href='http://x.org'>there</a> <y\\)>\n<script>1</script></p>")
    assert [(lost.line, lost.fact) for lost in found.lost] == [
        (1, "a picture or player (a.png)"),
        (2, "the link to http://x.org"),
        (2, "<y\\)> is no element that is known; text may be missing"),
        (3, "a script"),
    ]
