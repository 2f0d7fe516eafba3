"""Moodle's numerical questions: answers with an absolute tolerance, and what each of them earns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from .numbers import absolute, credit_text, number_expr, number_of, share_of, typed
from .question import Asked, NotTaken, Question, Row, Telling
from .texts import feedback_of
from .xml_reader import Element


@dataclass(frozen=True, slots=True)
class _Answer:
    line: int
    value: Fraction
    radius: Fraction
    credit: Fraction
    feedback: str

    def __str__(self) -> str:
        return f"the answer {typed(self.value)} (credit {credit_text(self.credit)})"

    def meets(self, other: _Answer) -> bool:
        return abs(self.value - other.value) <= self.radius + other.radius


def numerical(question: Question, element: Element, telling: Telling) -> Question:
    """The question with its item.

    The first answer with full marks is the expected one, the others are rows. Moodle takes the first answer
    that fits, so one that stands before the expected one must not meet it.
    """
    _units(element, telling)
    answers = list(_answers(element, telling))
    expected = next((answer for answer in answers if answer.credit == 1), None)
    if expected is None:
        raise NotTaken("no answer has full marks")
    if expected.feedback:
        telling.say(expected.line, "the feedback on the right answer", "aside")
    rows = list(_rows(answers, expected, telling))
    values = [expected.value, *(answer.value for answer in rows)]
    asked = Asked(
        id="answer",
        kind="numeric",
        expected=number_expr(expected.value),
        points=points_of(element),
        accept=tuple(Row(number_expr(answer.value), answer.credit, answer.feedback) for answer in rows),
        options=absolute(values, expected.radius),
        radius=expected.radius,
    )
    return replace(question, asked=(asked,))


def points_of(element: Element) -> Fraction:
    """The marks of a question; 1 where it gives none."""
    points = number_of(element.said("defaultgrade") or "1")
    return points if points > 0 else Fraction(1)


def _rows(answers: list[_Answer], expected: _Answer, telling: Telling) -> Iterator[_Answer]:
    """The answers beside the expected one that can be taken over."""
    is_early = True
    for answer in answers:
        if answer is expected:
            is_early = False
        elif is_early and answer.meets(expected):
            raise NotTaken(f"{answer} stands before the right one, and meets it")
        elif answer.radius != expected.radius:
            own = f"a tolerance of its own, {typed(answer.radius)} for {typed(expected.radius)}"
            telling.say(answer.line, f"{answer}: it has {own}")
        else:
            yield answer


def _answers(element: Element, telling: Telling) -> Iterator[_Answer]:
    for each in element.all("answer"):
        said = each.said("text") or each.text
        feedback = feedback_of(each, "feedback", telling)
        credit = share_of(each.attributes.get("fraction", "100"))
        if said == "*":
            telling.say(each.line, "what is said to any other answer (*)", "aside")
            if credit:
                telling.say(each.line, f"any other answer (*) earns {credit_text(credit)}")
            continue
        if credit < 0:
            telling.say(each.line, f"the answer {said} costs {credit_text(-credit)}; here it earns nothing")
        if each.said("tolerancetype") not in ("", "2", "nominal"):
            raise NotTaken("a tolerance that is not absolute")
        radius = abs(number_of(each.said("tolerance") or "0"))
        yield _Answer(each.line, number_of(said), radius, min(max(credit, Fraction(0)), Fraction(1)), feedback)


def _units(element: Element, telling: Telling) -> None:
    units = element.find("units")
    if units is not None and any(units.all("unit")):
        names = ", ".join(unit.said("unit_name") for unit in units.all("unit"))[:60]
        telling.say(units.line, f"the units ({names}): only the number is asked for, in the first of them")
