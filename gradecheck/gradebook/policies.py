"""What a course makes of a student's attempts: which one counts, what lateness costs, what is dropped.

All arithmetic is exact. Nothing here reads a clock: the moment that decides on feedback is ``Course.now``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction

from ..problem.course import Course, Late, Rules
from ..problem.durations import Duration, in_words
from ..problem.levels import lower
from ..problem.model import Problem
from ..submission.handed import Oddity, Person
from .standing import Graded, ProblemStanding, Standing

_HOUR = timedelta(hours=1)
_LATEST = timedelta(days=3650)
"""Whoever is later than this is so late: a time stamp may be any that a computer was told."""


def stand(
    person: Person,
    attempts: Mapping[str, Sequence[Graded]],
    problems: Sequence[Problem],
    course: Course,
    oddities: Sequence[Oddity] = (),
) -> Standing:
    """Where a student stands whose graded attempts at each problem (by its id) are ``attempts``.

    Problems come in the order of ``course``, then in that of ``problems``.
    """
    ordered = sorted(problems, key=lambda problem: course.position(problem.id))
    names = (person.id, *(value for _, value in person.ids))
    rows = [_problem(each, attempts.get(each.id, ()), course, names) for each in ordered]
    dropped = dropping(rows, course)
    times = [graded.at for each in ordered for graded in attempts.get(each.id, ()) if graded.at is not None]
    return Standing(
        person,
        tuple(_dropped(row) if row.problem in dropped else row for row in rows),
        tuple(oddities),
        max((_placed(at, course.timezone) for at in times), default=None),
    )


@dataclass(frozen=True, slots=True)
class _Deadline:
    """When a problem is due for one student, and what holds after that."""

    due: datetime | None
    extension: Duration
    rules: Rules
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class _Counted:
    """An attempt with what it counts."""

    graded: Graded
    score: Fraction
    taken: Fraction = Fraction(0)
    """The share that is taken off."""
    late: timedelta = timedelta(0)
    refused: bool = False


def _problem(
    problem: Problem, attempts: Sequence[Graded], course: Course, names: Sequence[str]
) -> ProblemStanding:
    rules = course.rules(problem.id)
    most = sum((item.points for item in problem.items), Fraction(0))
    deadline = _deadline(rules, course.extension(names, problem.id), course.timezone)
    made = sorted(attempts, key=lambda graded: graded.number)
    counted = [_count(graded, most, deadline) for graded in made[: rules.attempts]]
    chosen = _choose(counted, rules)
    return ProblemStanding(
        problem=problem.id,
        title=problem.title,
        chosen=chosen.graded if chosen else None,
        attempts=len(made),
        earned=chosen.graded.report.score if chosen else Fraction(0),
        score=chosen.score if chosen else Fraction(0),
        max_score=most,
        weight=rules.weight,
        late=chosen.late if chosen else timedelta(0),
        feedback=_shown(problem, rules, deadline, course.now),
        remarks=tuple(_remarks(len(made), chosen, deadline)),
    )


def _deadline(rules: Rules, extension: Duration, zone: tzinfo) -> _Deadline:
    due = extension.after(rules.due, zone) if rules.due else None
    return _Deadline(due, extension, rules, zone)


def _count(graded: Graded, most: Fraction, deadline: _Deadline) -> _Counted:
    """An attempt after what is taken off for being late. One whose time is not known is in time."""
    earned, rules = graded.report.score, deadline.rules
    if graded.at is None or deadline.due is None:
        return _Counted(graded, earned)
    at = _placed(graded.at, deadline.zone)
    if at <= rules.grace.after(deadline.due, deadline.zone):
        return _Counted(graded, earned)
    late = at - deadline.due
    if rules.late.refuse_after and at > rules.late.refuse_after.after(deadline.due, deadline.zone):
        return _Counted(graded, Fraction(0), Fraction(1), late, refused=True)
    taken = penalty(rules.late, deadline.due, at, deadline.zone)
    off = taken * (most if rules.late.of == "points" else earned)
    return _Counted(graded, max(earned - off, Fraction(0)), taken, late)


def penalty(late: Late, due: datetime, at: datetime, zone: tzinfo) -> Fraction:
    """The share that is taken off at ``at``, for each day or hour begun since ``due``.

    Days are those of the calendar: a day later is the same time of day, also where clocks change in between.

    >>> due = datetime(2026, 10, 5, 23, 59, tzinfo=UTC)
    >>> tenth = Late(Fraction(1, 10))
    >>> [str(penalty(tenth, due, due + timedelta(hours=h), UTC)) for h in (0, 1, 24, 25, 1000)]
    ['0', '1/10', '1/10', '1/5', '1']
    """
    due = due.astimezone(UTC)
    at = min(at.astimezone(UTC), due + _LATEST)
    elapsed = at - due
    if elapsed <= timedelta(0):
        return Fraction(0)
    match late.per:
        case "once":
            units = 1
        case "hour":
            units = -(-elapsed // _HOUR)
        case "day":
            units = elapsed.days + 1
            while units > 1 and at <= Duration(units - 1).after(due, zone):
                units -= 1
            while at > Duration(units).after(due, zone):
                units += 1
    return min(units * late.penalty, late.at_most, Fraction(1))


def _choose(counted: Sequence[_Counted], rules: Rules) -> _Counted | None:
    """The attempt that counts: one that came before the cut-off, where there is any."""
    taken = [each for each in counted if not each.refused] or list(counted)
    if not taken:
        return None
    match rules.use:
        case "first":
            return taken[0]
        case "last":
            return taken[-1]
    return max(taken, key=lambda each: (each.score, each.graded.report.score, -each.graded.number))


def _shown(problem: Problem, rules: Rules, deadline: _Deadline, now: datetime | None) -> str:
    """The level of feedback that the student may see now, "" for none."""
    level = lower(problem.feedback, rules.feedback or problem.feedback)
    since = deadline.due if rules.since == "due" else None if rules.since == "now" else rules.since
    if (
        now is None
        or not isinstance(since, datetime)
        or _placed(now, deadline.zone) >= _placed(since, deadline.zone)
    ):
        return level
    return "verdict" if rules.before == "verdict" else ""


def dropping(rows: Sequence[ProblemStanding], course: Course) -> frozenset[str]:
    """The problems that do not count: the ``course.drop_lowest`` with the lowest proportion.

    One is left in any case, and none is dropped whose proportion is above that of the whole: dropping never
    costs anything. Of two with the same proportion the weightier one goes.
    """
    left = [row for row in rows if row.max_score * row.weight > 0]
    dropped: list[str] = []
    for _ in range(course.drop_lowest):
        may_go = [row for row in left if course.rules(row.problem).droppable]
        if not may_go or len(left) < 2:
            break
        lowest = min(may_go, key=lambda row: (row.score / row.max_score, -row.max_score * row.weight))
        whole = sum((row.max_score * row.weight for row in left), Fraction(0))
        earned = sum((row.score * row.weight for row in left), Fraction(0))
        if lowest.score * whole > earned * lowest.max_score:
            break
        left.remove(lowest)
        dropped.append(lowest.problem)
    return frozenset(dropped)


def _dropped(row: ProblemStanding) -> ProblemStanding:
    said = "dropped: it is among the lowest and does not count"
    return replace(row, dropped=True, remarks=(*row.remarks, said))


def _remarks(made: int, chosen: _Counted | None, deadline: _Deadline) -> list[str]:
    """What the student is told of the policies that met the attempts."""
    rules, said = deadline.rules, list[str]()
    if deadline.extension and deadline.due is not None:
        said.append(
            f"an extension of {deadline.extension}: due {_told(deadline.due.astimezone(deadline.zone))}"
        )
    if rules.attempts is not None and made > rules.attempts:
        said.append(f"{made} attempts: the first {rules.attempts} count")
    if chosen is None:
        return said
    if made > 1:
        said.append(
            f"attempt {chosen.graded.number} counts ({rules.use} of {min(made, rules.attempts or made)})"
        )
    if chosen.graded.at is None and deadline.due is not None:
        said.append("when it was handed in is not known: it counts as in time")
    if chosen.refused:
        said.append(
            f"handed in {in_words(chosen.late) or 'seconds'} late, after the cut-off: it does not count"
        )
    elif chosen.late:
        off = (
            f"{_percent(chosen.taken)} of the {rules.late.of} taken off"
            if chosen.taken
            else "nothing taken off"
        )
        said.append(f"handed in {in_words(chosen.late) or 'seconds'} late: {off}")
    return said


def _placed(at: datetime, zone: tzinfo) -> datetime:
    """A time stamp in UTC, which alone compares rightly; one without a zone is in the course's."""
    try:
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # at one end of the calendar, where the offset does not matter
        return at.replace(tzinfo=UTC)


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.4g}%"
