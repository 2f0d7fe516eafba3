"""Pairs of texts: the equivalence table, names that nobody declared, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

import gradecheck
from gradecheck.algebra.texts import compare_texts, scope_of
from gradecheck.errors import OperatorError
from gradecheck.notation.reading import NotationError

TABLE = [
    [cell.strip() for cell in line.split(" ;; ")]
    for line in (Path(__file__).parent / "equivalence.txt").read_text(encoding="utf-8").splitlines()
    if " ;; " in line
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: " vs ".join(row[:2])[:60])
def test_the_equivalence_table_holds(row: list[str]) -> None:
    expected, given, verdict, *told = row
    variables = dict(pair.split("=") for pair in told[0].split()) if told else None
    assert compare_texts(expected, given, variables).verdict == verdict


def test_a_long_expansion_is_equal() -> None:
    from math import comb

    expansion = " + ".join(f"{comb(30, k)}*(-1)^{30 - k}*x^{k}" for k in range(31))
    assert compare_texts("(x-1)^30", expansion).verdict == "equal"
    assert compare_texts("(x-1)^30", expansion + " + 1").verdict == "different"


def test_names_differ_by_case_and_by_subscript_only_where_both_are_declared() -> None:
    assert compare_texts("x_1", "x1").verdict == "equal"
    assert compare_texts("x_1", "x1", {"x1": "real", "x_1": "real"}).verdict == "different"
    assert compare_texts("x", "X").verdict == "different"


def test_a_name_that_is_not_in_the_expected_answer_is_invalid_where_variables_are_declared() -> None:
    found = compare_texts("2x", "2w", {"x": "real"})
    assert found.verdict == "invalid"
    assert "'w' is not a name" in found.message


def test_the_imaginary_unit_is_refused_rather_than_taken_for_a_name() -> None:
    assert compare_texts("-1", "i^2").verdict == "invalid"
    assert compare_texts("2 i", "i + i", {"i": "integer"}).verdict == "equal"
    assert compare_texts("sum_{i=1}^{3} x^i", "x + x^2 + x^3").verdict == "equal"


def test_shapes_and_domains_are_declared_in_words() -> None:
    scope = scope_of({"W": "(D_a, D_x)", "x": "D_x", "p": "positive", "v": "positive n"}, ())
    assert [(declared.shape, declared.domain) for declared in scope.names] == [
        (("D_a", "D_x"), "real"),
        (("D_x", 1), "real"),
        ((1, 1), "positive"),
        (("n", 1), "positive"),
    ]
    with pytest.raises(OperatorError, match="no domain 'postive'"):
        scope_of({"x": "postive"}, ())


def test_an_expected_answer_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(NotationError):
        compare_texts("(x", "x")


def test_the_package_offers_compare() -> None:
    assert gradecheck.compare("e^x e^y", "e^(x+y)").verdict == "equal"
    assert (
        gradecheck.compare("log(a b)", "log a + log b", {"a": "positive", "b": "positive"}).verdict == "equal"
    )
