"""The table of answers: how each is read, and what is said about those that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scopes import GRAPH, NETWORK, SCOPES, SORT

from gradecheck.notation import parse, parse_shape, to_text
from gradecheck.notation.expr import Apply, Name
from gradecheck.notation.labels import segments
from gradecheck.notation.reading import NotationError, Reading
from gradecheck.notation.scope import Declared, Scope

HERE = Path(__file__).parent


def rows(name: str) -> Iterator[tuple[str, str, str]]:
    """Scope, answer and what is expected, from a table of this folder."""
    scope = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line[1:-1] in SCOPES:
            scope = line[1:-1]
        elif "  =>  " in line and not line.startswith("#"):
            answer, _, expected = line.partition("  =>  ")
            yield scope, answer, expected.partition("  #")[0]


def shown(reading: Reading, scope: str) -> str:
    tags = ",".join(remark.tag for remark in reading.remarks)
    return to_text(reading.expr, "plain", SCOPES[scope]) + (f" {{{tags}}}" if tags else "")


ANSWERS = list(rows("answers.txt"))
UNREADABLE = list(rows("unreadable.txt"))


def test_the_table_has_at_least_250_answers() -> None:
    assert len({(scope, answer) for scope, answer, _ in ANSWERS}) >= 250


@pytest.mark.parametrize(("scope", "answer", "expected"), ANSWERS)
def test_an_answer_is_read_as_the_table_says(scope: str, answer: str, expected: str) -> None:
    readings = parse(answer, SCOPES[scope])
    assert "  |  ".join(shown(reading, scope) for reading in readings) == expected


@pytest.mark.parametrize(("scope", "answer", "expected"), UNREADABLE)
def test_an_unreadable_answer_gets_place_fact_and_remedy(scope: str, answer: str, expected: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(answer, SCOPES[scope])
    error = caught.value
    assert f"{error.span.start}-{error.span.end}: {error.fact}; {error.remedy}" == expected


@pytest.mark.parametrize("text", ["", "   ", "$$", "\n"])
def test_an_empty_answer_is_nothing_to_read(text: str) -> None:
    with pytest.raises(NotationError, match="nothing to read"):
        parse(text, GRAPH)


@pytest.mark.parametrize(
    "text",
    [
        "D_{a_1} × D_x",
        "D_{a_1} \\times D_x",
        "(D_a1, D_x)",
        "(D_{a_1}, D_{x})",
        "D_a1 by D_x",
        "D_a1 x D_x",
        "D_a1xD_x",
        "D_a1*D_x",
        "R^{D_a1 x D_x}",
        "ℝ^(D_a1 × D_x)",
        "\\mathbb{R}^{D_{a_1} \\times D_x}",
        "W_1 \\in \\mathbb{R}^{D_{a_1} \\times D_x}",
        "$W_1 \\in R^{D_{a_1} \\times D_x}$",
        "[D_a1, D_x]",
        "W_1: (D_a1, D_x)",
        "W_1 = D_a1 × D_x",
        "shape (D_a1, D_x)",
        "D_{a₁} × Dₓ",
    ],
)
def test_a_shape_is_read_however_it_is_written(text: str) -> None:
    assert parse_shape(text, NETWORK) == ("D_{a_1}", "D_x")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("3x4", (3, 4)),
        ("1 × m", (1, "m")),
        ("scalar", (1, 1)),
        (r"$\mathbb{R}$", (1, 1)),
        ("m", ("m", 1)),
        ("(m,)", ("m", 1)),
    ],
)
def test_dimensions_may_be_numbers_and_a_single_one_is_a_column(
    text: str, shape: tuple[object, object]
) -> None:
    assert parse_shape(text, NETWORK) == shape


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "no shape here"),
        ("D_q × D_x", "not a dimension"),
        ("0 × 3", "not a dimension"),
        ("m × m × m", "3 dimensions"),
        ("× m", "missing before"),
        ("m m", "without a sign"),
    ],
)
def test_what_is_no_shape_is_said_to_be_none(text: str, fact: str) -> None:
    with pytest.raises(NotationError, match=fact):
        parse_shape(text, NETWORK)


def test_a_chain_of_equal_answers_comes_apart() -> None:
    assert segments("∂f/∂q = z = -4") == ["∂f/∂q", "z", "-4"]


def test_the_span_of_an_error_points_into_the_text_as_typed() -> None:
    with pytest.raises(NotationError) as caught:
        parse("x₀·g₀ + h", SORT)
    assert caught.value.text[caught.value.span.start :] == "h"


def test_a_text_is_read_anew_where_its_names_mean_something_else() -> None:
    numbers, arrays = (Scope(tuple(Declared(name, shape) for name in "ab")) for shape in ((1, 1), (3, 1)))
    assert hash(numbers) == hash(arrays)
    assert [parse("a b", scope)[0].expr for scope in (numbers, Scope(numbers.names))] == [
        Apply("mul", (Name("a"), Name("b")))
    ] * 2
    assert parse("a ∘ b", arrays)[0].shape == (3, 1)
    assert parse("a ∘ b", numbers)[0].shape == (1, 1)
