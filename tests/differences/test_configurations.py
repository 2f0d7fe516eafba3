"""Which inputs are tried: sizes, draws, layouts; and declarations as they are typed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.differences.configurations import Declaration, InputSpec, Option, configurations
from gradecheck.differences.declaring import input_spec, option
from gradecheck.errors import AuthorError, OperatorError

SCORES = Declaration(
    (
        InputSpec("x", ("N", "C")),
        InputSpec("y", ("N",), "label", below="C"),
        InputSpec("keep", ("N", "C"), "boolean"),
    ),
    (Option("reg", (0.5, 2.0)),),
    batch="N",
    least={"C": 2},
)


def by_label(declaration: Declaration, seed: int = 0) -> dict[str, dict[str, Any]]:
    return {each.label: dict(each.inputs) for each in configurations(declaration, seed)}


def test_every_kind_that_matters_is_tried() -> None:
    assert list(by_label(SCORES)) == [
        "different sizes",
        "other sizes",
        "a batch of 1",
        "repeated values and zeros",
        "positive values",
        "negative values",
        "large values",
        "tiny values",
        "one label for all",
        "all true",
        "reg = 2.0",
        "read-only arrays",
        "arrays with gaps in memory",
    ]


def test_dimensions_differ_pairwise_and_keep_to_what_is_least() -> None:
    made = by_label(SCORES)
    assert made["different sizes"]["x"].shape == (3, 4)
    assert made["a batch of 1"]["x"].shape == (1, 4)
    assert all(inputs["x"].shape[1] >= 2 for inputs in made.values())


def test_draws_are_what_they_are_called() -> None:
    made = by_label(SCORES)
    tame = made["different sizes"]["x"]
    assert tame.min() < 0 < tame.max()
    assert np.all(np.abs(tame) > 0.2)
    ties = made["repeated values and zeros"]["x"]
    assert len(np.unique(ties)) < ties.size
    assert np.all(made["negative values"]["x"] < 0)
    assert np.abs(made["large values"]["x"]).max() > 10
    assert np.abs(made["tiny values"]["x"]).max() < 1e-2
    assert len(set(made["one label for all"]["y"].tolist())) == 1
    assert made["all true"]["keep"].all()
    assert made["reg = 2.0"]["reg"] == 2.0


def test_labels_are_repeated() -> None:
    labels = by_label(SCORES)["different sizes"]["y"]
    assert len(set(labels.tolist())) < labels.size


def test_derived_dimensions_and_combinations_that_do_not_fit() -> None:
    pool = Declaration(
        (InputSpec("x", ("H", "W")),),
        (Option("size", (2, 3)),),
        sizes=({"H": 4, "W": 6}, {"H": 3, "W": 9}),
        allows=lambda at: at["H"] % at["size"] == 0 and at["W"] % at["size"] == 0,
    )
    made = by_label(pool)
    assert made["different sizes"]["x"].shape == (4, 6)
    assert made["size = 3"]["x"].shape == (3, 9)
    assert "H = 1" not in made


def test_a_declaration_that_nothing_fits_is_the_author_s_to_mend() -> None:
    with pytest.raises(AuthorError) as refused:
        configurations(Declaration((InputSpec("x", ("n",)),), allows=lambda at: False))
    assert str(refused.value) == "no sizes fit the declaration of the inputs\n  give `sizes` that do"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_domains_are_kept_and_a_seed_gives_the_same_inputs(seed: int) -> None:
    declaration = Declaration(
        (
            InputSpec("p", ("n",), "probability"),
            InputSpec("s", ("m", "n"), "simplex"),
            InputSpec("a", ("n",), "positive"),
            InputSpec("d", ("n",), distinct=True),
            InputSpec("t", ("m", "n"), "one-hot", below="n"),
        )
    )
    made = by_label(declaration, seed)
    for inputs in made.values():
        assert np.all((inputs["p"] > 0) & (inputs["p"] < 1))
        assert np.allclose(inputs["s"].sum(axis=-1), 1)
        assert np.all(inputs["a"] > 0)
        assert len(np.unique(inputs["d"])) == inputs["d"].size
        assert np.all(inputs["t"].sum(axis=-1) == 1)
    again = by_label(declaration, seed)
    assert all(np.array_equal(made[label][name], again[label][name]) for label in made for name in made[label])


TYPED = [
    ("x:(3,4)", InputSpec("x", (3, 4))),
    (" W : (D, M) ", InputSpec("W", ("D", "M"))),
    ("s:()", InputSpec("s")),
    ("p:(n):probability", InputSpec("p", ("n",), "probability")),
    ("y:(N):label<C", InputSpec("y", ("N",), "label", below="C")),
    ("x:(n):distinct:no-gradient", InputSpec("x", ("n",), distinct=True, wrt=False)),
]


@pytest.mark.parametrize(("text", "spec"), TYPED)
def test_a_declaration_is_read_as_typed(text: str, spec: InputSpec) -> None:
    assert input_spec(text) == spec


UNREAD = [
    ("x", "--input x: this cannot be read"),
    ("x:(3", "--input x:(3: this cannot be read"),
    ("x:(-3)", "--input x:(-3): '-3' is no size"),
    ("x:(0)", "--input x:(0): '0' is no size"),
    ("x:(3):odd", "--input x:(3):odd: there is no kind 'odd'"),
]


@pytest.mark.parametrize(("text", "message"), UNREAD)
def test_what_cannot_be_read_is_told_with_the_form(text: str, message: str) -> None:
    with pytest.raises(OperatorError) as refused:
        input_spec(text)
    assert str(refused.value).splitlines()[0] == message


@pytest.mark.parametrize("text", ["pad", "=1", "pad=", "pad=one", "2=2"])
def test_an_option_needs_a_name_and_numbers(text: str) -> None:
    with pytest.raises(OperatorError) as refused:
        option(text)
    assert str(refused.value) == f"--option {text}: this cannot be read\n  write pad=1 or reg=0.1,2"
