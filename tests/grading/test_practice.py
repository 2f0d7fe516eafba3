"""Practice as a state machine: what comes next, what is learnt, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.grading.practice import (
    GAPS,
    LEARNT,
    Card,
    Session,
    Told,
    answer,
    begin,
    give_up,
    hint,
    response_to,
    skip,
)
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.report.practice import found_so_far, level_of, summary, told_text
from gradecheck.report.terminal import render_part

PROBLEM = """\
gradecheck: 1
id: own/p
title: Two of them
variables: {x: {value: 3}, y: {value: 2}}
graph: {q: 7919 x, f: q y}
items:
  - {id: "1", gradient: ∂f/∂x, symbolic: 7919 y, numeric: 15838}
  - {id: "2", gradient: ∂f/∂y, symbolic: 7919 x}
  - {id: "3", graph: {blanks: {q: {}, v: {node: q, what: value}}}}
  - {id: "4", gradient: ∂q/∂x, symbolic: 7919}
"""
DRAWN = """\
gradecheck: 1
id: own/drawn
title: One's own
parameters: {a: 2..99}
variables: {x: {value: 3}}
graph: {f: a x^2}
items: [{id: "1", gradient: ∂f/∂x, symbolic: {derive: true}}, {id: "2", prompt: 1 + 1?, numeric: 2}]
"""
RIGHT = {
    "1.symbolic": "7919 y",
    "1.numeric": "15838",
    "2": "7919 x",
    "4": "7919",
    "3.graph.q": "2",
    "3.graph.v": "23757",
}


def problem(level: str = "full", text: str = PROBLEM) -> Problem:
    return compiled(text.replace("title:", f"feedback: {level}\ntitle:", 1).encode(), "p.yaml", "p")


def say(session: Session, text: str) -> tuple[Session, Told]:
    return answer(session, response_to(session, text))


def key_of(session: Session) -> str:
    assert session.current is not None
    return session.current.key


def right(session: Session) -> Session:
    return say(session, RIGHT[key_of(session)])[0]


def card(session: Session, key: str) -> Card:
    return next(each for each in session.cards if each.key == key)


def test_what_is_right_at_once_is_learnt() -> None:
    session = begin([problem()], {})
    asked = []
    while session.current is not None:
        asked.append(key_of(session))
        session = right(session)
    assert asked == ["1.symbolic", "1.numeric", "2", "3.graph.q", "3.graph.v", "4"]
    assert all(each.box == LEARNT for each in session.cards)
    assert summary(session).startswith("6 of 6 questions learnt.")


def test_what_was_wrong_is_open_until_it_is_right_and_comes_again_after_others() -> None:
    session, told = say(begin([problem()], {}), "-7919 y")
    assert (key_of(session), told.kind, session.turn) == ("1.symbolic", "judged", 0)
    session = right(session)
    asked = []
    while session.current is not None:
        asked.append(key_of(session))
        session = right(session)
    assert asked.index("1.symbolic") == GAPS[0]
    assert asked.count("1.symbolic") == 2
    assert card(session, "1.symbolic").wrong == 1
    assert card(session, "1.symbolic").notes == ("sign",)


def test_wrong_again_begins_anew() -> None:
    first = Card("own/p", "1.symbolic", box=1, due=0, seen=2, wrong=1)
    session = begin([problem()], {("own/p", "1.symbolic"): first}, turn=9)
    session = right(say(session, "y")[0])
    assert card(session, "1.symbolic").box == 0
    assert card(session, "1.symbolic").due == 9 + 1 + GAPS[0]


def test_an_answer_with_a_hint_comes_again() -> None:
    session, told = hint(begin([problem()], {}))
    assert told.hint is not None
    assert told.hint.kind == "where"
    session = right(session)
    assert card(session, "1.symbolic").box == 0
    assert session.hints == 0


def test_what_cannot_be_read_costs_nothing() -> None:
    before = begin([problem()], {})
    session, told = say(before, "7919 (")
    assert session == before
    assert told.part is not None
    assert told.part.verdict.status == "invalid"


def test_who_gives_up_sees_the_answer_where_the_level_allows_it() -> None:
    session, told = give_up(begin([problem()], {}))
    assert (told.kind, told.text) == ("answer", "7919 y")
    assert card(session, "1.symbolic").wrong == 1
    assert key_of(session) == "1.numeric"
    for level in ("verdict", "hints"):
        _, told = give_up(begin([problem(level)], {}))
        assert (told.kind, told.text) == ("kept back", "")


def test_what_is_skipped_is_as_if_it_had_not_been_asked() -> None:
    session, _ = skip(begin([problem()], {}))
    assert key_of(session) == "1.numeric"
    for _ in range(GAPS[0]):
        session = right(session)
    assert key_of(session) == "1.symbolic"
    assert card(right(session), "1.symbolic").box == LEARNT


@pytest.mark.parametrize("level", ["verdict", "hints", "full"])
def test_nothing_of_the_answer_is_told_before_it_is_right(level: str) -> None:
    session = begin([problem(level)], {})
    said: list[str] = []
    while session.current is not None and len(said) < 100:
        secret = RIGHT[key_of(session)]
        for wrong in ("-1", "x + 1", "q"):
            session, told = say(session, wrong)
            if told.part is not None:
                shown = render_part(told.part, level_of(session, told.part))
                assert secret not in shown.replace("·", " ") or len(secret) < 4
        if level != "full":
            for shown in hints_to(session):
                assert len(secret) < 4 or secret not in shown.replace("·", " ")
        said.append(secret)
        session = right(session)
    assert len(said) > 6


def hints_to(session: Session) -> Iterator[str]:
    while True:
        session, told = hint(session)
        if told.kind == "no hint":
            return
        yield told_text(session, told).replace("q = 7919·x", "").replace("f = q·y", "")


def test_the_picture_fills_in() -> None:
    session = begin([problem()], {})
    assert "23757" not in found_so_far(session)
    assert "1.584e+04" not in found_so_far(session)
    while session.current is not None:
        last = session
        session = right(session)
    assert last.current is not None
    picture = found_so_far(last)
    assert "?" not in picture.replace("own/p", "")
    assert "2.376e+04" in picture


def test_a_question_comes_again_with_new_numbers() -> None:
    session = begin([problem(text=DRAWN)], {}, seed=4)
    first = session.problem
    session, _ = give_up(session)
    session, _ = say(session, "2")
    assert session.problem.variant != first.variant
    assert session == replace(session, seed=4)
    again = begin(session.problems, {(each.problem, each.key): each for each in session.cards}, session.turn, 4)
    assert again.problem == session.problem


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["right", "wrong", "?", ":a", ":s", "("]), max_size=30))
def test_a_session_goes_on_as_if_it_had_not_been_left(lines: list[str]) -> None:
    """Left after any line and begun again from the cards, the same question is asked."""
    session = begin([_ONE], {})
    for line in lines:
        if session.current is None:
            break
        session = _after(session, line)
        known = {(each.problem, each.key): each for each in session.cards}
        resumed = begin([_ONE], known, session.turn)
        assert resumed.cards == session.cards
        if not (session.was_wrong or session.hints):
            assert resumed.current == session.current
        assert (resumed.current is None) == (session.current is None)


def _after(session: Session, line: str) -> Session:
    match line:
        case "right":
            return right(session)
        case "wrong":
            return say(session, "-17")[0]
        case "?":
            return hint(session)[0]
        case ":a":
            return give_up(session)[0]
        case ":s":
            return skip(session)[0]
    return say(session, line)[0]


_ONE = problem()
