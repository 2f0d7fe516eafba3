"""Right functions of many kinds are called right, and mutants of them wrong."""

from __future__ import annotations

import numpy as np
import pytest
from functions import Pair, all_pairs
from mutants import called, differs, mutants, samples

from gradecheck.differences.check import check_gradient
from gradecheck.differences.configurations import configurations
from gradecheck.differences.judge import judge
from gradecheck.differences.plain import backward_many, binding, forward_many
from gradecheck.differences.survey import survey

PAIRS = all_pairs()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_right_function_is_called_right(pair: Pair) -> None:
    check = check_gradient(pair.forward, pair.backward, configurations(pair.declaration, 1), seed=1)
    assert check.verdict == "right"
    assert not [told for told in check.told if told.fatal]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_mutants_are_told_from_the_right_function(pair: Pair) -> None:
    starts = configurations(pair.declaration)
    names, wrt = tuple(starts[0].inputs), starts[0].wrt
    bound, forward = binding(pair.backward, names, None), forward_many(pair.forward, names)
    generator = np.random.default_rng(0)
    known = survey(forward, starts, generator, takes_upstream=bool(bound.upstream))
    given = samples(pair, 20, 0)
    expected = [called(pair.backward, sample) for sample in given]
    for mutant in mutants(pair, 4):
        check = judge(known, forward, backward_many(mutant.function, bound, wrt), generator, explain=False)
        if differs(mutant.function, expected, given):
            assert check.verdict in ("wrong", "malformed"), mutant.source
        elif not any(told.fatal for told in check.told):
            assert check.verdict == "right", mutant.source
