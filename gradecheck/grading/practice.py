"""Practice as a state machine: what is asked next, and what an answer makes of that. Nothing is read or shown.

Each question is a card in a box. Right at once, it is learnt. Else it comes again after some other questions,
with new numbers where the problem has parameters: right again, it comes later; wrong, it starts anew. Time is
counted in questions seen, so that a session goes on where it was, whenever that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Place
from ..problem.levels import at_least
from ..problem.model import Problem
from ..problem.variants import for_student
from ..submission.model import Response
from .asking import Question, questions, verdict_on
from .hints import HintStep, steps
from .verdict import PartReport, Status

GAPS = (2, 5)
"""After how many questions a card comes again, by its box."""
LEARNT = len(GAPS)
NEW = -1

CardKey = tuple[str, str]
"""The problem, and the id under which a question is answered."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one question. ``due`` is a count of questions seen.

    ``seen`` counts how often it was asked, which also says which variant it comes in; ``notes`` are the names
    of mistakes made.
    """

    problem: str
    key: str
    box: int = NEW
    due: int = 0
    seen: int = 0
    wrong: int = 0
    notes: tuple[str, ...] = ()


Kind = Literal["asked", "judged", "hint", "no hint", "answer", "kept back", "skipped", "over"]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one line: a verdict, a hint, or the ``text`` of the answer."""

    kind: Kind
    part: PartReport | None = None
    hint: HintStep | None = None
    hints: tuple[HintStep, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Where a practice stands. ``current`` is the card that is asked, ``None`` where all are learnt.

    ``solved`` are the right answers so far, by problem, to the variant in ``shown`` of it.
    """

    problems: tuple[Problem, ...]
    cards: tuple[Card, ...]
    turn: int = 0
    seed: int = 0
    current: Card | None = None
    hints: int = 0
    was_wrong: bool = False
    solved: tuple[tuple[str, tuple[Response, ...]], ...] = ()

    @property
    def problem(self) -> Problem:
        """The problem of the current card, with the numbers that it comes in."""
        assert self.current is not None
        whole = next(each for each in self.problems if each.id == self.current.problem)
        return variant_for(whole, self.current, self.seed)

    @property
    def question(self) -> Question:
        """The question of the current card."""
        assert self.current is not None
        return next(each for each in questions(self.problem) if each.key == self.current.key)

    @property
    def responses(self) -> tuple[Response, ...]:
        """The right answers to the current problem so far; a variant begins with none."""
        return dict(self.solved).get(_numbers_of(self.problem), ())


def begin(problems: Sequence[Problem], known: Mapping[CardKey, Card], turn: int = 0, seed: int = 0) -> Session:
    """A practice of ``problems`` that goes on from the cards that are ``known``."""
    cards = tuple(
        known.get((problem.id, each.key), Card(problem.id, each.key))
        for problem in problems
        for each in questions(problem)
    )
    return _with_next(Session(tuple(problems), cards, turn, seed))


def variant_for(problem: Problem, card: Card, seed: int) -> Problem:
    """The numbers in which a card comes: those of the file at first, others each time after."""
    return for_student(problem, f"practice {seed} {card.seen}") if card.seen else problem


def answer(session: Session, response: Response) -> tuple[Session, Told]:
    """Judge an answer to the current question. What cannot be read, or decided, may be written again."""
    assert session.current is not None
    problem = session.problem
    part = verdict_on(problem, session.question, [*session.responses, response], session.seed)
    told = Told("judged", part)
    if part is None or part.verdict.status in (Status.INVALID, Status.BLANK, Status.UNDECIDED):
        return session, told
    if part.verdict.status is Status.CORRECT:
        kept = dict(session.solved) | {_numbers_of(problem): (*session.responses, response)}
        return _moved(replace(session, solved=tuple(kept.items())), _after_right(session)), told
    note = part.verdict.note if at_least(problem.feedback, "hints") else ""
    return _marked_wrong(session, note), told


def hint(session: Session) -> tuple[Session, Told]:
    """The next hint to the current question; a card answered with one comes again."""
    question = session.question
    known = steps(session.problem, question.item, question.blank)
    if session.hints >= len(known):
        return session, Told("no hint", hints=known)
    return replace(session, hints=session.hints + 1), Told("hint", hint=known[session.hints], hints=known)


def give_up(session: Session) -> tuple[Session, Told]:
    """Leave the current question, with its answer where the level allows that; it comes again."""
    problem, question = session.problem, session.question
    wrong = _marked_wrong(session, "")
    assert wrong.current is not None
    text = _answer_text(question) if at_least(problem.feedback, "full") else ""
    return _moved(wrong, _later(wrong.current, 0, wrong.turn)), Told(
        "answer" if text else "kept back", text=text
    )


def skip(session: Session) -> tuple[Session, Told]:
    """Leave the current question for later, as if it had not been asked."""
    assert session.current is not None
    box = max(session.current.box, 0)
    card = replace(session.current, box=box, due=session.turn + 1 + GAPS[0])
    return _moved(session, card), Told("skipped")


def response_to(session: Session, text: str, *, place: str = "answer", is_code: bool = False) -> Response:
    """An answer to the current question."""
    return Response(session.question.key, text, Place(place), session.problem.id, is_code)


def _after_right(session: Session) -> Card:
    """The card after a right answer: learnt at once, or one box further; kept back where it took help."""
    card = session.current
    assert card is not None
    if session.was_wrong:
        return _later(card, 0, session.turn)
    if session.hints:
        return _later(card, max(card.box, 0), session.turn)
    return _later(card, LEARNT if not card.seen and not card.wrong else card.box + 1, session.turn)


def _later(card: Card, box: int, turn: int) -> Card:
    due = turn + 1 + GAPS[box] if box < LEARNT else 0
    return replace(card, box=box, due=due, seen=card.seen + 1)


def _marked_wrong(session: Session, note: str) -> Session:
    """The same question, open still, with one mistake more at its first wrong answer."""
    card = session.current
    assert card is not None
    notes = card.notes if not note or note in card.notes else (*card.notes, note)
    card = replace(card, box=0, due=session.turn, notes=notes, wrong=card.wrong + (not session.was_wrong))
    return replace(session, current=card, cards=_put(session.cards, card), was_wrong=True)


def _moved(session: Session, card: Card) -> Session:
    """On to the next question, with ``card`` in place of the current one."""
    return _with_next(replace(session, cards=_put(session.cards, card), turn=session.turn + 1))


def _put(cards: tuple[Card, ...], card: Card) -> tuple[Card, ...]:
    return tuple(card if (each.problem, each.key) == (card.problem, card.key) else each for each in cards)


def _with_next(session: Session) -> Session:
    """What is due comes first, then what is new, then whatever is not learnt, the earliest first."""
    open_cards = [card for card in session.cards if 0 <= card.box < LEARNT]
    waiting = sorted(open_cards, key=lambda card: card.due)
    due = [card for card in waiting if card.due <= session.turn]
    new = [card for card in session.cards if card.box == NEW]
    chosen = next(iter((*due, *new, *waiting)), None)
    return replace(session, current=chosen, hints=0, was_wrong=False)


def _numbers_of(problem: Problem) -> str:
    """The name of a problem with the numbers that it has."""
    return " ".join([problem.id, *(f"{name}={value}" for name, value in problem.variant)])


def _answer_text(question: Question) -> str:
    """What is right, as its author wrote it; "" for code."""
    from ..problem.parts import CodePart, GraphPart

    part = question.part
    if isinstance(part, GraphPart):
        return next(blank.answer.expected_text for blank in part.blanks if blank.id == question.blank)
    return "" if isinstance(part, CodePart) else part.expected_text
