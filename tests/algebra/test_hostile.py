"""Whatever is typed: no exception but the parse error, and nothing above its deadline."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest

from gradecheck.algebra.texts import compare_texts

SEEDS = [
    "σ(z)(1−σ(z))·x₁",
    "\\frac{-1}{m}\\sum_{i=1}^{m} y",
    "(x+y)^99999",
    "e^(e^(e^x))",
    "100000!",
    "x^y^z",
    "[x, y; z, x]",
    "0 if x < 0, 1 if x >= 0",
    "|x - |y||",
    "np.exp(-x)/(1+np.exp(-x))**2",
    "log_2 x / 0",
    "1e300 x^300",
    "Σ_{i=1}^{4000} i^x",
    "tan(pi/2)",
    "0^0^0",
]
ALPHABET = "xyz0123456789+-*/^()[]{}|!,.;=<>_'\\ σΣ√πeif\"@∘ᵀ²½\x00\ufeff\u202e😀"


def mutated(random: Random) -> str:
    if random.random() < 0.2:
        return "".join(random.choice(ALPHABET) for _ in range(random.randrange(60)))
    text = list(random.choice(SEEDS))
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(text) + 1)
        match random.randrange(3):
            case 0:
                text[at:at] = random.choice(ALPHABET)
            case 1:
                del text[at : at + random.randrange(1, 4)]
            case _:
                text[at:at] = random.choice(SEEDS)[: random.randrange(12)]
    return "".join(text)


def attacked(seed: int, count: int) -> None:
    random = Random(seed)
    for _ in range(count):
        given = mutated(random)
        start = process_time()
        found = compare_texts("x + y z", given, {"x": "real", "y": "real", "z": "real"}, seconds=1.0)
        assert found.verdict in ("equal", "different", "invalid", "undecided")
        assert found.message or found.evidence
        assert process_time() - start < 3.0, given


@pytest.mark.parametrize("seed", range(4))
def test_mutated_answers_do_no_harm(seed: int) -> None:
    attacked(seed, 250)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 120))
def test_mutated_answers_do_no_harm_at_length(seed: int) -> None:
    attacked(seed, 5000)
