"""Wrong answers counted as they come by, in memory that the class does not grow: what ``clusters`` sorts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ..grading.verdict import GradientEvidence, PartReport, Report, Status, Verdict
from ..problem.model import Numbers

MOST_SPELLINGS = 2_000
"""Different answers to one part that are kept; beyond that the rarest are let go."""
LONGEST_ANSWER = 400
MOST_UNDECIDED = 500
NOT_WRONG = (Status.CORRECT, Status.BLANK, Status.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Answer:
    """A wrong answer as it was written, and as it was read; for code, what is wrong with it.

    Answers with one ``key`` are the same for certain: the reading, the text where there is none, for code the
    note and the gradients that are wrong.
    """

    key: str
    written: str
    read_as: str
    status: Status
    note: str
    sentence: str
    variant: Numbers = ()
    """The student's own numbers: an answer to other numbers is another answer. None for code."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """An answer that a person has to look at; ``person`` counts the standings from 0."""

    problem: str
    part: str
    person: int
    written: str
    read_as: str
    why: str


@dataclass(slots=True)
class PartAnswers:
    """The wrong answers to one part with their counts. ``n`` counts all answers, ``wrong`` the wrong ones."""

    problem: str
    item: str
    part: str
    kind: str
    n: int = 0
    wrong: int = 0
    counts: Counter[Answer] = field(default_factory=Counter)

    def add(self, verdict: Verdict, written: str, variant: Numbers = ()) -> None:
        """Count one answer to the problem with these numbers."""
        self.n += 1
        if verdict.status not in NOT_WRONG:
            self.wrong += 1
            self.counts[_answer(self.kind, verdict, written, variant)] += 1
            if len(self.counts) > MOST_SPELLINGS:
                self._forget()

    def _forget(self) -> None:
        """Let go of the rarest half; those that are kept have been written more often."""
        self.counts = Counter(dict(self.counts.most_common(MOST_SPELLINGS // 2)))


@dataclass(slots=True)
class WrongAnswers:
    """All wrong answers of a class, and what is undecided."""

    parts: dict[tuple[str, str], PartAnswers] = field(default_factory=dict)
    undecided: list[Undecided] = field(default_factory=list)
    undecided_count: int = 0

    def add(self, person: int, report: Report) -> bool:
        """Count the answers of one report; true where one is undecided."""
        before = self.undecided_count
        for item in report.items:
            for part in item.parts:
                answers = self.parts.setdefault(
                    (report.problem, part.id), PartAnswers(report.problem, item.id, part.id, part.kind)
                )
                if part.verdict.status is not Status.BLANK:
                    answers.add(part.verdict, part.response, report.variant)
                if part.verdict.status is Status.UNDECIDED:
                    self._note(person, report.problem, part)
        return self.undecided_count > before

    def _note(self, person: int, problem: str, part: PartReport) -> None:
        self.undecided_count += 1
        if len(self.undecided) < MOST_UNDECIDED:
            why = getattr(part.verdict.evidence, "why", "")
            written = "" if part.kind == "code" else _short(part.response)
            self.undecided.append(Undecided(problem, part.id, person, written, part.verdict.read_as, why))


def _answer(kind: str, verdict: Verdict, written: str, variant: Numbers) -> Answer:
    sentence = verdict.feedback[0] if verdict.feedback else ""
    if kind == "code":
        wrong = _wrong_gradients(verdict)
        about = f" {wrong}" if wrong else ""
        return Answer(f"{verdict.note}{about}", wrong, "", verdict.status, verdict.note, sentence)
    text = _short(written)
    key = verdict.read_as if verdict.read_as and verdict.status is not Status.INVALID else text
    return Answer(key, text, verdict.read_as, verdict.status, verdict.note, sentence, variant)


def _wrong_gradients(verdict: Verdict) -> str:
    if not isinstance(verdict.evidence, GradientEvidence):
        return ""
    return ", ".join(one.name for one in verdict.evidence.gradients if one.verdict in ("wrong", "malformed"))


def _short(text: str) -> str:
    text = " ".join(text[: 8 * LONGEST_ANSWER].split())
    return text if len(text) <= LONGEST_ANSWER else text[: LONGEST_ANSWER - 1] + "…"
