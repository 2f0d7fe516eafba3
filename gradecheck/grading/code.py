"""Checking a student's functions: run apart, and held against finite differences of the author's forward.

What a function returned is looked at in three steps: whether it is gradients at all, whether each of them is
right, and, where one is not, what the mistake is. A gradient about which nothing can be said convicts nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import PurePath

import numpy as np

from ..algebra.comparison import Evidence
from ..differences.configurations import LARGE
from ..differences.explain import explained
from ..differences.judge import judge
from ..differences.own_forward import Directions, ForwardCheck, check_directions, check_forward
from ..differences.picture import described, picture
from ..differences.repair import Repair
from ..differences.verdicts import BlockCheck, GradientCheck, Told
from ..problem.model import Problem
from ..problem.parts import CodePart
from .calling import Student
from .code_repair import repaired
from .code_words import (
    Said,
    fails_only_said,
    failure_said,
    fatal_said,
    forward_said,
    forward_values,
    gradient_said,
    remarks,
)
from .reference import Reference, reference, region_error
from .verdict import GradientEvidence, GradientFacts, Status, Verdict, earning

NOTHING = Fraction(0)
MOST_OWN = 8
"""Configurations at which a student's own forward is differentiated, if it is not the one asked for."""


def check(
    part: CodePart, problem: Problem, source: str, filename: str, seed: int, *, trust: bool = False
) -> Verdict:
    """The verdict on a file with the function that the part asks for.

    Code that is not trusted is run only where a sandbox holds; raises ``MachineError`` where none does, and
    ``AuthorError`` where the problem's own forward does not work.
    """
    known = reference(part, problem.scope, seed, trust)
    if len(known.failures) == len(known.configurations):
        raise region_error(part, problem, part.function, known.failures[0])
    student = Student(part, source, PurePath(filename).name or "answer.py", known.outputs, trust)
    if part.own is None:
        random = np.random.default_rng([seed, 2])
        judged = judge(known.survey, known.forward, student.backward, random, atlas=known.atlas)
        directions = None
        found = explained(judged, known.forward, student.backward, atlas=known.atlas, slipping=known.slipping)
    else:
        directions = _both(part, known, student, seed)
        found = directions.backward
    if student.failure is not None:
        note, sentence, readable = failure_said(part, student.failure)
        status = Status.INCORRECT if readable else Status.INVALID
        return Verdict(status, NOTHING, note, (sentence,))
    if student.forbidden:
        said = f"{part.function} calls {student.forbidden}: it is to be written without it."
        return Verdict(Status.INCORRECT, NOTHING, "forbidden_call", (said,))
    known.tidy()
    value = _value(known, student, found) if part.with_value else None
    case = Case(part, known, student, found, directions, value)
    return case.verdict(hints=problem.feedback != "verdict")


def _value(known: Reference, student: Student, found: GradientCheck) -> ForwardCheck:
    """What is returned before the gradients. Where values are large a right loss may well overflow.

    Where a dimension is 1 and the function fails its gradients lose their share already.
    """
    left_out = {LARGE, *(label for block in found.blocks for label in failing(known, found, block.name))}
    tame = tuple(each for each in known.survey.regions if each.configuration.label not in left_out)
    return check_forward(replace(known.survey, regions=tame), student.values)


def _both(part: CodePart, known: Reference, student: Student, seed: int) -> Directions:
    return check_directions(
        known.forward,
        student.forward,
        student.backward,
        known.configurations[:MOST_OWN],
        seed=seed,
        takes_upstream=bool(part.upstream),
        surveyed=known.survey,
        atlas=known.atlas,
        slipping=known.slipping,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """All that was found out about one file, on its way to a verdict."""

    part: CodePart
    known: Reference
    student: Student
    found: GradientCheck
    directions: Directions | None
    value: ForwardCheck | None = None
    """Of a function that returns the value with the gradients."""

    def verdict(self, *, hints: bool) -> Verdict:
        """The verdict; without ``hints`` no repair is looked for."""
        facts = tuple(self._facts(block) for block in self.found.blocks)
        credit = self._credit(facts)
        doubt = self._doubt(facts)
        if doubt and credit < 1:
            why = Evidence("undecided", why=doubt)
            return Verdict(Status.UNDECIDED, NOTHING, "undecided", evidence=why)
        configurations = len({trial.label for trial in self.found.trials})
        said = [*self._forward_said(), *self._backward_said(facts)]
        edit = repaired(self.student, self.known, self.found) if hints and self._is_repairable(facts) else None
        return Verdict(
            earning(credit),
            credit,
            said[0][0] if said else "",
            (*(sentence for _, sentence in said if sentence), *self._asides(edit)),
            tuple(self._details(edit)),
            evidence=None if self._whole else GradientEvidence(configurations, facts),
        )

    @property
    def _fatal(self) -> list[Told]:
        return [told for told in self.found.told if told.fatal]

    @property
    def _whole(self) -> list[Told]:
        """What spoils all gradients at once."""
        return [one for one in self._fatal if not getattr(one.finding, "name", "") and not one.degenerate]

    def _spoils(self, told: Told, name: str) -> bool:
        return not told.degenerate and getattr(told.finding, "name", name) == name

    @property
    def _follows(self) -> bool:
        """Whether the backward is right for the student's own forward only."""
        return self.directions is not None and self.directions.follows_own_forward

    def _facts(self, block: BlockCheck) -> GradientFacts:
        verdict = block.verdict
        if any(self._spoils(told, block.name) for told in self._fatal):
            verdict = "malformed" if verdict != "wrong" else verdict
        elif verdict == "malformed" or block.name in self.known.doubtful:
            verdict = "undecidable"
        elif verdict == "right" and failing(self.known, self.found, block.name):
            verdict = "malformed"
        return gradient_facts(block, self.found, verdict)

    def _credit(self, facts: Sequence[GradientFacts]) -> Fraction:
        right = sum(map(self._share, facts), NOTHING) / len(facts)
        if self.value is not None and self.value.verdict != "right":
            right *= Fraction(len(facts), len(facts) + 1)
        if self._whole:
            right = NOTHING
        own, directions = self.part.own, self.directions
        if own is None or directions is None:
            return right
        forward = Fraction(directions.forward.verdict == "right")
        follows = own.own if self._follows else NOTHING
        return own.share * forward + (1 - own.share) * max(right, follows)

    def _share(self, facts: GradientFacts) -> Fraction:
        """What a gradient earns: 1, or less if the function fails at some configurations where a size is 1."""
        if facts.verdict != "malformed" or any(self._spoils(told, facts.name) for told in self._fatal):
            return Fraction(facts.verdict == "right")
        every = {trial.label for trial in self.found.trials}
        share = 1 - Fraction(len(failing(self.known, self.found, facts.name)), len(every))
        return share if share > Fraction(1, 2) else NOTHING

    def _doubt(self, facts: Sequence[GradientFacts]) -> str:
        """Why a person has to look, "" where nobody needs to."""
        if any(each.verdict in ("wrong", "malformed") for each in facts):
            late, directions = self.student.late, self.directions
            unclear = directions is not None and directions.forward.verdict != "right"
            return "the function's own forward did not end in time" if late is not None and unclear else ""
        undecided = [each.name for each in facts if each.verdict == "undecidable"]
        if set(undecided) & self.known.doubtful:
            return "finite differences and reverse mode disagree here"
        return f"nothing can be said about the gradient of {', '.join(undecided)}" if undecided else ""

    def _forward_said(self) -> Iterator[Said]:
        if self.directions is None or self.part.own is None or self.directions.forward.verdict == "right":
            return
        yield "wrong_forward", forward_said(self.part.own.function, self.directions.forward)
        if self._follows:
            said = f"{self.part.function} is right for your own {self.part.own.function}, which is not."
            yield "own_forward", said

    def _backward_said(self, facts: Sequence[GradientFacts]) -> Iterator[Said]:
        """The first of all sentences is about what the note names."""
        if self._follows:
            return
        if self._whole:
            yield fatal_said(self.part, self._whole[0])
            return
        for each in facts:
            named = next((one for one in self.found.named if one.name == each.name), None)
            if each.verdict in ("wrong", "malformed") and named is not None and not self._share(each):
                yield named.tag, named.sentence
            odd = [
                told
                for told in self._fatal
                if getattr(told.finding, "name", "") == each.name and not told.degenerate
            ]
            if odd:
                yield fatal_said(self.part, odd[0])
            elif each.verdict == "wrong":
                yield "wrong_gradient", gradient_said(each)
        if self.value is not None and self.value.verdict != "right":
            yield "wrong_value", forward_said(f"the value that {self.part.function} returns", self.value)
        yield from self._partly_said(facts)

    def _partly_said(self, facts: Sequence[GradientFacts]) -> Iterator[Said]:
        """Where the function fails, though it works elsewhere."""
        partly = [told for told in self._fatal if told.degenerate]
        yield from (fatal_said(self.part, told) for told in partly)
        names = [each.name for each in facts if self._share(each)]
        labels = dict.fromkeys(label for name in names for label in failing(self.known, self.found, name))
        if labels:
            yield "", fails_only_said(self.part, tuple(labels))

    def _is_repairable(self, facts: Sequence[GradientFacts]) -> bool:
        if self._whole and fatal_said(self.part, self._whole[0])[0] == "no_cache":
            return False
        wrong = bool(self._whole) or any(each.verdict in ("wrong", "malformed") for each in facts)
        return wrong and not self._follows

    def _asides(self, edit: Repair | None) -> Iterator[str]:
        if edit is not None:
            yield f"One small change in line {edit.line} would make it right."
        yield from remarks(self.part, self.found.told)

    def _details(self, edit: Repair | None) -> Iterator[str]:
        if self.directions is not None and self.part.own is not None:
            values = forward_values(self.part.own.function, self.directions.forward.first)
            yield from filter(None, [values])
        if self.value is not None:
            values = forward_values(f"the value of {self.part.function}", self.value.first)
            yield from filter(None, [values])
        if edit is not None:
            yield f"line {edit.line}: `{edit.old}` passes if it is `{edit.new}`"


def failing(known: Reference, found: GradientCheck, name: str) -> tuple[str, ...]:
    """The configurations where some size is 1 and there is no gradient that can be judged."""
    degenerate = {each.label for each in known.configurations if each.degenerate}
    malformed = [trial.label for trial in found.trials if trial.verdicts.get(name) == "malformed"]
    odd = [told for told in found.told if told.fatal and told.degenerate]
    odd = [told for told in odd if getattr(told.finding, "name", "") in ("", name)]
    return tuple(dict.fromkeys(label for label in malformed if odd and label in degenerate))


def gradient_facts(block: BlockCheck, check: GradientCheck, verdict: str) -> GradientFacts:
    """What is told of one gradient, as texts."""
    wrong = tuple(dict.fromkeys(check.trials[k].label for k in block.wrong))
    right = tuple(dict.fromkeys(check.trials[k].label for k in block.right))
    located = block.located
    worst = located.worst if located is not None else None
    drawn = located is not None and not located.wrong.all() and located.kind != "dense"
    coverage = block.coverage
    return GradientFacts(
        name=block.name,
        verdict=verdict,  # type: ignore[arg-type]
        wrong_with=wrong,
        right_with=tuple(label for label in right if label not in wrong) if wrong else (),
        undecided_with=block.undecided,
        limit=f"{block.limit:.0e}" if block.largest and np.isfinite(block.limit) else "",
        silent=coverage.entries - coverage.alive if coverage is not None else 0,
        entries=coverage.entries if coverage is not None else 0,
        where=described(located) if located is not None else "",
        picture=tuple(picture(located.wrong, located.undecidable)) if located is not None and drawn else (),
        entry=_place(worst.index) if worst is not None else "",
        given=f"{worst.yours:.6g}" if worst is not None else "",
        expected=f"{worst.expected:.6g}" if worst is not None else "",
        bound=f"{worst.bound:.0e}" if worst is not None else "",
    )


def _place(index: tuple[int, ...]) -> str:
    """
    >>> _place((0, 1)), _place(())
    ('[0, 1]', '')
    """
    return f"[{', '.join(map(str, index))}]" if index else ""
