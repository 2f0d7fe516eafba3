"""What one student answers to each question, by ability, habits and luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp
from random import Random

from ...notation.expr import Apply, Expr, Name, Number, Reduction
from ...problem.parts import CodePart, SymbolicPart
from . import code, code_slips, spelling
from .choices import Choice, Meant, Question
from .rewriting import Rules, rewritten
from .students import Student, random_for

BLANK, UNREADABLE = 0.03, 0.015
ENDLESS = 0.001
WORDS = ("I don't know", "see my notes", "???", "two fifths")
LONGEST = 1500
"""Characters above which an answer is written as the book has it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``text`` is what is written, ``meant`` what it should come to, ``slip`` what went wrong."""

    question: Question
    text: str
    meant: Meant
    slip: str = ""

    @property
    def is_code(self) -> bool:
        """Whether it is a program."""
        return self.question.kind == "code"


def answers(student: Student, questions: Sequence[Question], seed: int) -> tuple[Answer, ...]:
    """All answers of one student, in the order of the questions."""
    random = random_for(seed, student.number, "answers")
    return tuple(_answer(student, question, random) for question in questions)


def _answer(student: Student, question: Question, random: Random) -> Answer:
    skill = 1 / (1 + exp(-(student.ability + 0.8 - _difficulty(question))))
    luck = random.random()
    if random.random() < BLANK + 0.1 * (1 - skill):
        return Answer(question, "", "blank")
    if question.kind == "code":
        return _code(student, question, skill, random)
    if random.random() < UNREADABLE:
        return _unreadable(student, question, random)
    right, wrong = question.meant("right"), question.meant("partial", "wrong", "unknown")
    if not wrong or (right and luck < skill):
        return _spelled(student, question, _drawn(right, random), random)
    return _spelled(student, question, _drawn(wrong, random), random)


def _difficulty(question: Question) -> float:
    """In logits, from what the question asks for and how long its answer is."""
    by_kind = {"shape": -0.5, "numeric": -0.3, "graph": -0.6, "code": 0.6}
    if isinstance(question.part, SymbolicPart):
        return min(1.5, len(question.part.expected_text) / 40 - 0.3)
    return by_kind.get(question.kind, 0.0)


def _drawn(choices: Sequence[Choice], random: Random) -> Choice:
    return random.choices(choices, [choice.weight for choice in choices])[0]


def _spelled(student: Student, question: Question, choice: Choice, random: Random) -> Answer:
    """An answer in the student's own notation. A row of the tests stands as it is."""
    match choice.what:
        case str():
            text = choice.what
        case Fraction():
            text = spelling.number(choice.what, question.places, student.habits, random)
        case Number() | Name() | Apply() | Reduction():
            text = _expression(student, question, choice, choice.what, random)
        case shape:
            text = spelling.shape(shape, student.habits)
    return Answer(question, text, choice.meant, choice.slip)


def _expression(student: Student, question: Question, choice: Choice, expr: Expr, random: Random) -> str:
    part, scope = question.part, question.problem.scope
    assert isinstance(part, SymbolicPart)
    if not part.form:
        other_meaning = {name for row in part.accept for name, _ in row.where if choice.meant != "right"}
        rules = Rules(scope, frozenset(part.hidden) | other_meaning, frozenset(part.free))
        other = rewritten(expr, rules, random, student.habits.rewrites)
        text = spelling.expression(other, scope, student.habits)
        if len(text) <= LONGEST:
            return text
    return spelling.expression(expr, scope, student.habits)


def _unreadable(student: Student, question: Question, random: Random) -> Answer:
    rows = question.meant("unreadable")
    if rows and random.random() < 0.4:
        return _spelled(student, question, random.choice(rows), random)
    if question.kind == "shape":
        return Answer(question, "?", "unreadable", "words")
    right = question.meant("right")
    text = _spelled(student, question, _drawn(right, random), random).text if right else "1"
    if "(" in text and "$" not in text and random.random() < 0.6:
        at = text.rindex(")")
        return Answer(question, text[:at] + text[at + 1 :], "unreadable", "unbalanced")
    if random.random() < 0.5 and "$" not in text and "=" not in text:
        return Answer(question, text + " +", "unreadable", "unfinished")
    return Answer(question, random.choice(WORDS), "unreadable", "words")


# -- code ----------------------------------------------------------------------------------------------------


def _code(student: Student, question: Question, skill: float, random: Random) -> Answer:
    """A solution of the tests written otherwise, one of their wrong rows, or a mistake made anew."""
    assert isinstance(question.part, CodePart)
    function = question.part.function
    right = question.meant("right")
    known = question.meant("partial", "wrong", "unreadable")
    source = ""
    if right:
        chosen = random.choice(right).what
        assert isinstance(chosen, str)
        source = code.varied(chosen, random, student.habits.indent)
        if random.random() < ENDLESS and (made := code_slips.endless(source, function)):
            return Answer(question, made, "wrong", "endless")
        if random.random() < skill:
            return Answer(question, source, "right")
    if known and (not source or random.random() < 0.45):
        row = random.choice(known)
        assert isinstance(row.what, str)
        return Answer(question, code.varied(row.what, random, student.habits.indent), row.meant, row.slip)
    if not source:
        return Answer(question, "", "blank")
    return _mistaken(question, source, function, random)


def _mistaken(question: Question, source: str, function: str, random: Random) -> Answer:
    draw = random.random()
    made: str | None
    if draw < 0.1:
        return Answer(question, code_slips.misspelled(source, random), "unreadable", "syntax")
    if draw < 0.2 and (made := code_slips.negated(source, function)):
        return Answer(question, made, "wrong", "sign")
    if draw < 0.25 and (made := code_slips.without_return(source, function)):
        return Answer(question, made, "wrong", "no return")
    made = code_slips.mutated(source, random)
    return Answer(question, made or source, "unknown" if made else "right", "edit" if made else "")
