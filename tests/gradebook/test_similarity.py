"""Copied code is listed however it is dressed; what everybody writes, and what is short, is not."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from gradecheck.gradebook import similarity
from gradecheck.gradebook.similarity import GRAM, WINDOW, Files, fingerprints, normalised

OPERATORS = ("+", "-", "*", "/", "@", "**", "//", "%")


def program(seed: int, statements: int = 25) -> str:
    """A program like no other."""
    random = Random(seed)
    lines = ["import numpy as np", "def backward(x, g):"]
    for k in range(statements):
        terms = " ".join(
            f"{random.choice('xgab')}[{random.randrange(9)}] {random.choice(OPERATORS)}" for _ in range(5)
        )
        lines.append(
            f"    v{k} = np.{random.choice(('sum', 'dot'))}({terms} 1)"
            if random.random() < 0.5
            else f"    v{k} = {terms} x"
        )
    return "\n".join([*lines, "    return v0", ""])


def disguised(source: str) -> str:
    """The same with other names, numbers, comments and blank lines."""
    renamed = re.sub(r"\bv(\d+)\b", r"result_\1", source).replace("x", "inp").replace("9", "7")
    return renamed.replace("\n", "  # mine\n\n")


def test_names_numbers_comments_and_layout_do_not_matter() -> None:
    assert normalised(program(1)) == normalised(disguised(program(1)))
    assert normalised("a = 1") != normalised("a = b + 1")


def test_code_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    assert normalised("x = (1 +") == ["n", "=", "(", "0", "+"]
    assert normalised("def f(:\n  'abc") != []


def test_every_long_run_of_equal_tokens_has_a_fingerprint_in_common() -> None:
    run = ["n", "=", "n", "*", "(", "n", "+", "0", ")", "-", "n", "/", "n", "@", "n"][: WINDOW + GRAM - 1]
    for seed in range(50):
        random = Random(seed)
        left, right = ([random.choice(OPERATORS) for _ in range(random.randrange(40))] for _ in range(2))
        assert set(fingerprints([*left, *run, *right])) & set(fingerprints([*right, *run, *left]))


def test_a_disguised_copy_is_listed_with_all_that_have_it() -> None:
    files = Files()
    for person in range(30):
        files.add(person, [program(person)])
    files.add(30, [disguised(program(3))])
    files.add(31, [disguised(program(3)).replace("result", "out")])
    (found,) = files.alike("p")
    assert (found.people, found.share, found.problem) == ((3, 30, 31), 1.0, "p")


def test_a_copy_with_a_few_other_lines_is_listed_as_nearly_the_same() -> None:
    files = Files()
    for person in range(30):
        files.add(person, [program(person)])
    lines = program(7).splitlines()
    lines[5:7] = program(99).splitlines()[5:9]
    files.add(30, ["\n".join(lines)])
    (found,) = files.alike("p")
    assert found.people == (7, 30)
    assert 0.6 <= found.share < 1


def test_code_that_much_of_the_class_wrote_is_no_news() -> None:
    files = Files()
    for person in range(20):
        files.add(person, [program(0)])
    assert files.alike("p") == ()


def test_a_skeleton_that_was_handed_out_does_not_make_files_alike() -> None:
    files = Files()
    for person in range(20):
        files.add(person, [program(0) + program(person + 1, 6)])
    assert files.alike("p") == ()


def test_short_code_is_too_short_to_tell() -> None:
    files = Files()
    for person in range(20):
        files.add(person, [program(person)])
    for person in (20, 21):
        files.add(person, ["def f(x, g):\n    return g * (x > 0)\n"])
    assert files.alike("p") == ()


def test_code_for_several_items_in_one_file_counts_once() -> None:
    once, thrice = Files(), Files()
    once.add(0, [program(1)])
    thrice.add(0, [program(1)] * 3)
    assert once.prints == thrice.prints


def test_nobody_is_alike_in_an_empty_class() -> None:
    files = Files()
    files.add(0, [""])
    assert files.alike("p") == ()


def test_the_work_grows_with_the_class_and_not_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counted(Counter[int]):
        work = 0

        def update(self, row: list[int] | None = None) -> None:  # type: ignore[override]
            Counted.work += len(row or ())
            super().update(row or ())

    def work(students: int) -> int:
        files = Files()
        for person in range(students):
            files.add(person, [program(person % (students // 10), 8) + program(person + 10**6, 4)])
        Counted.work = 0
        monkeypatch.setattr(similarity, "Counter", Counted)
        files.alike("p")
        monkeypatch.undo()
        return Counted.work

    assert 0 < work(1600) < 6 * work(400)
