"""What a course makes of attempts: penalties, the attempt that counts, what is dropped, and what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import DUE, attempt, problem, row

from gradecheck.gradebook.policies import dropping, penalty, stand
from gradecheck.gradebook.standing import Graded, ProblemStanding
from gradecheck.problem.course import Course, Late, Rules
from gradecheck.problem.course_reading import read_course
from gradecheck.problem.durations import Duration
from gradecheck.submission.handed import Person

ADA = Person("ada", "Ada Lovelace", ids=(("email", "ada@example.org"),))
BERLIN = ZoneInfo("Europe/Berlin")
TENTH = Late(Fraction(1, 10))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def only(rules: Rules, *attempts: Graded, points: int = 10, course: Course | None = None) -> ProblemStanding:
    whole = replace(course or Course(), defaults=rules)
    return stand(ADA, {"p": attempts}, [problem(points=points)], whole).problems[0]


def course(text: str, now: datetime | None = None) -> Course:
    return read_course(text.encode(), "course.yaml", now or DUE)


def test_without_rules_the_best_attempt_counts_in_full() -> None:
    found = only(Rules(), attempt(4), attempt(9, number=2), attempt(7, number=3))
    assert (found.score, found.earned, found.max_score, found.attempts) == (9, 9, 10, 3)
    assert found.chosen is not None
    assert found.chosen.number == 2
    assert found.remarks == ("attempt 2 counts (best of 3)",)


def test_who_hands_nothing_in_has_no_points_but_a_row() -> None:
    found = stand(ADA, {}, [problem()], Course())
    assert found.problems[0].chosen is None
    assert (found.score, found.max_score, found.handed_in, found.last) == (0, 10, False, None)


@pytest.mark.parametrize(
    ("late", "score"),
    [(-DAY, 10), (timedelta(0), 10), (timedelta(microseconds=1), 9), (DAY, 9), (DAY + HOUR, 8), (99 * DAY, 0)],
)
def test_each_day_begun_costs_its_share(late: timedelta, score: int) -> None:
    assert only(Rules(due=DUE, late=TENTH), attempt(10, late)).score == score


def test_hours_and_once_and_a_cap() -> None:
    hourly = Rules(due=DUE, late=Late(Fraction(1, 100), "hour", Fraction(1, 5)))
    assert only(hourly, attempt(10, 3 * HOUR + timedelta(seconds=1))).score == Fraction("9.6")
    assert only(hourly, attempt(10, 99 * HOUR)).score == 8
    once = Rules(due=DUE, late=Late(Fraction(1, 4), "once"))
    assert only(once, attempt(8, HOUR)).score == only(once, attempt(8, 9 * DAY)).score == 6


def test_a_share_of_the_points_is_taken_whatever_was_earned() -> None:
    rules = Rules(due=DUE, late=Late(Fraction(1, 5), "day", of="points"))
    assert only(rules, attempt(7, HOUR)).score == 5
    assert only(rules, attempt(1, HOUR)).score == 0


def test_within_the_grace_nothing_is_late_and_beyond_it_all_is() -> None:
    rules = Rules(due=DUE, grace=Duration(0, 600), late=Late(Fraction(1, 100), "hour"))
    found = only(rules, attempt(10, timedelta(minutes=10)))
    assert (found.score, found.late) == (10, timedelta(0))
    found = only(rules, attempt(10, timedelta(minutes=70)))
    assert (found.score, found.late) == (Fraction("9.8"), timedelta(minutes=70))
    assert found.remarks == ("handed in 1 hour 10 minutes late: 2% of the score taken off",)


def test_after_the_cut_off_nothing_counts_but_all_is_kept() -> None:
    rules = Rules(due=DUE, late=Late(refuse_after=Duration(3)))
    assert only(rules, attempt(10, 3 * DAY)).score == 10
    found = only(rules, attempt(10, 3 * DAY + timedelta(seconds=1)))
    assert (found.score, found.earned) == (0, 10)
    assert found.chosen is not None
    assert found.remarks == ("handed in 3 days late, after the cut-off: it does not count",)


@pytest.mark.parametrize("use", ["best", "last", "first"])
def test_an_attempt_before_the_cut_off_is_taken_where_there_is_one(
    use: Literal["best", "last", "first"],
) -> None:
    rules = Rules(due=DUE, use=use, late=Late(refuse_after=Duration(1)))
    found = only(rules, attempt(3), attempt(10, 2 * DAY, number=2))
    assert found.score == 3


def test_a_late_attempt_counts_where_it_is_better_after_its_penalty() -> None:
    rules = Rules(due=DUE, late=TENTH)
    assert only(rules, attempt(8), attempt(10, HOUR, number=2)).score == 9
    assert only(rules, attempt(9), attempt(10, DAY + HOUR, number=2)).score == 9


def test_only_the_first_attempts_count() -> None:
    found = only(Rules(attempts=2), attempt(3), attempt(5, number=2), attempt(10, number=3))
    assert (found.score, found.attempts) == (5, 3)
    assert found.remarks == ("3 attempts: the first 2 count", "attempt 2 counts (best of 2)")


def test_a_time_that_is_not_known_is_never_late_but_remarked_on() -> None:
    rules = Rules(due=DUE, late=Late(Fraction(1), "once", refuse_after=Duration()))
    found = only(rules, attempt(10, None))
    assert (found.score, found.late) == (10, timedelta(0))
    assert found.remarks == ("when it was handed in is not known: it counts as in time",)
    assert only(Rules(), attempt(10, None)).remarks == ()


def test_an_extension_moves_the_deadline_and_what_hangs_on_it() -> None:
    whole = course(
        "timezone: Europe/Berlin\n"
        "defaults: {due: 2026-10-05 23:59, late: {penalty: 10%, refuse_after: 1 day}}\n"
        "extensions: {ada@example.org: {p: 2 days}}\n"
    )
    found = stand(ADA, {"p": [attempt(10, 2 * DAY + HOUR)]}, [problem()], whole).problems[0]
    assert (found.score, found.late) == (9, HOUR)
    assert found.remarks[0] == "an extension of 2 days: due 2026-10-07 23:59 CEST"
    other = stand(Person("ben"), {"p": [attempt(10, 2 * DAY + HOUR)]}, [problem()], whole).problems[0]
    assert other.score == 0


def test_a_day_is_a_day_of_the_calendar_where_clocks_change() -> None:
    due = datetime(2026, 10, 24, 23, 59, tzinfo=BERLIN)  # the day after has 25 hours
    next_evening = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)
    assert penalty(TENTH, due, next_evening, BERLIN) == Fraction(1, 10)
    assert penalty(TENTH, due, next_evening + timedelta(seconds=1), BERLIN) == Fraction(1, 5)
    spring = datetime(2026, 3, 28, 23, 59, tzinfo=BERLIN)  # the day after has 23 hours
    assert penalty(TENTH, spring, datetime(2026, 3, 29, 21, 59, tzinfo=UTC), BERLIN) == Fraction(1, 10)
    assert penalty(TENTH, spring, datetime(2026, 3, 29, 22, 0, tzinfo=UTC), BERLIN) == Fraction(1, 5)
    assert penalty(TENTH, due, next_evening, UTC) == Fraction(1, 5), "in UTC the day was over an hour before"


def test_an_hour_that_clocks_show_twice_is_not_taken_for_in_time() -> None:
    due = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(BERLIN)  # 02:30, the first time
    at = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    found = only(Rules(due=due, late=TENTH), replace(attempt(10), at=at), course=Course(timezone=BERLIN))
    assert (found.late, found.score) == (HOUR, 9)


def test_a_time_stamp_without_zone_is_in_that_of_the_course() -> None:
    graded = replace(attempt(10), at=datetime(2026, 10, 5, 23, 59))
    assert only(Rules(due=DUE, late=TENTH), graded, course=Course(timezone=BERLIN)).score == 10
    assert only(Rules(due=DUE, late=TENTH), graded, course=Course(timezone=UTC)).score == 9


@pytest.mark.parametrize("zone", [UTC, BERLIN, ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu")])
def test_a_time_stamp_may_be_any_that_the_calendar_has(zone: ZoneInfo) -> None:
    rules = Rules(due=DUE, grace=Duration(1), late=Late(Fraction(1, 10), refuse_after=None))
    at_home = Course(timezone=zone)
    assert only(rules, replace(attempt(10), at=datetime.max), course=at_home).score == 0
    assert only(rules, replace(attempt(10), at=datetime.min), course=at_home).score == 10


def test_problems_stand_in_the_order_of_the_course() -> None:
    whole = course("problems: {b: {weight: 2}, a: {weight: 3}}")
    found = stand(ADA, {}, [problem("a"), problem("c"), problem("b")], whole)
    assert [each.problem for each in found.problems] == ["b", "a", "c"]
    assert found.max_score == 60


def test_the_last_time_is_the_latest_of_all_attempts() -> None:
    found = stand(ADA, {"p": [attempt(1, DAY, 2), attempt(1, HOUR)]}, [problem()], Course())
    assert found.last == DUE + DAY


@pytest.mark.parametrize(
    ("text", "now", "shown"),
    [
        ("", DUE, "hints"),
        ("defaults: {feedback: full}", DUE, "hints"),
        ("defaults: {feedback: verdict}", DUE, "verdict"),
        ("defaults: {due: 2026-10-05 21:59, feedback: {from: due}}", DUE - HOUR, ""),
        ("defaults: {due: 2026-10-05 21:59, feedback: {from: due}}", DUE, "hints"),
        ("defaults: {due: 2026-10-05 21:59, feedback: {from: due, before: verdict}}", DUE - HOUR, "verdict"),
        ("defaults: {due: 2026-10-05 21:59, feedback: {from: due}}\nextensions: {ada: 2 days}", DUE, ""),
        ("defaults: {feedback: {from: 2026-12-01}}", DUE, ""),
        ("defaults: {feedback: {from: 2026-12-01}}", datetime(2026, 12, 1, tzinfo=UTC), "hints"),
        ("defaults: {feedback: {from: due}}", DUE, "hints"),
    ],
)
def test_feedback_is_shown_when_it_is_out(text: str, now: datetime, shown: str) -> None:
    whole = replace(course(text or "title: x"), now=now)
    assert stand(ADA, {}, [problem(feedback="hints")], whole).problems[0].feedback == shown


def test_the_lowest_is_dropped_and_said_to_be() -> None:
    whole = Course(drop_lowest=1)
    attempts = {"a": [attempt(4)], "b": [attempt(9)]}
    found = stand(ADA, attempts, [problem("a"), problem("b"), problem("c")], whole)
    assert [each.dropped for each in found.problems] == [False, False, True]
    assert (found.score, found.max_score) == (13, 20)
    assert found.problems[2].remarks == ("dropped: it is among the lowest and does not count",)


def test_what_may_not_be_dropped_stays_and_one_is_always_left() -> None:
    whole = Course(drop_lowest=9, problems=(("exam", Rules(droppable=False)),))
    rows = [row("exam", 1), row("a", 9), row("b", 0)]
    assert dropping(rows, whole) == {"b"}, "'a' is above the whole: dropping it would cost"
    assert len(dropping([row("a", 0), row("b", 0)], whole)) == 1
    assert dropping([], whole) == frozenset()


fractions = st.integers(0, 40).map(lambda n: Fraction(n, 4))
lates = st.builds(
    Late,
    st.fractions(0, 1, max_denominator=20),
    st.sampled_from(["day", "hour", "once"]),
    st.fractions(0, 1, max_denominator=20),
    st.sampled_from(["score", "points"]),
    st.none() | st.builds(Duration, st.integers(0, 5), st.integers(0, 86400)),
)
times = st.integers(-3 * 86400, 9 * 86400).map(lambda seconds: timedelta(seconds=seconds))
zones = st.sampled_from([UTC, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe")])
dues = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
attempts_made = st.lists(st.tuples(fractions, st.none() | times), min_size=1, max_size=6).map(
    lambda made: [attempt(earned, late, n) for n, (earned, late) in enumerate(made, 1)]
)


@given(lates, dues, times, times, zones, fractions)
def test_penalties_grow_with_lateness_and_stay_within_the_points(
    late: Late, due: datetime, one: timedelta, other: timedelta, zone: ZoneInfo, earned: Fraction
) -> None:
    rules = Rules(due=due, late=late)
    sooner, later = (
        only(rules, replace(attempt(earned), at=due + after), course=Course(timezone=zone))
        for after in sorted((one, other))
    )
    assert 0 <= later.score <= sooner.score <= earned <= 10
    assert 0 <= penalty(late, due, due + one, zone) <= late.at_most


@given(lates, attempts_made, st.none() | st.integers(1, 6))
def test_the_best_attempt_is_never_worse_than_the_last_or_the_first(
    late: Late, made: list[Graded], count: int | None
) -> None:
    best, last, first = (
        only(Rules(count, use, DUE, late=late), *made).score for use in ("best", "last", "first")
    )
    assert best >= last
    assert best >= first


@given(lates, attempts_made, st.randoms(use_true_random=False), st.sampled_from(["best", "last", "first"]))
def test_the_order_in_which_attempts_are_given_does_not_matter(
    late: Late, made: list[Graded], random: object, use: Literal["best", "last", "first"]
) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    rules = Rules(None, use, DUE, late=late)
    assert only(rules, *shuffled) == only(rules, *made)


rows_drawn = st.lists(st.tuples(fractions, st.integers(0, 4), st.booleans()), min_size=0, max_size=7)


@given(rows_drawn, st.integers(0, 8))
def test_dropping_never_lowers_the_proportion(drawn: list[tuple[Fraction, int, bool]], count: int) -> None:
    rows = [replace(row(f"p{n}", score), weight=Fraction(weight)) for n, (score, weight, _) in enumerate(drawn)]
    rules = tuple((f"p{n}", Rules(droppable=may)) for n, (_, _, may) in enumerate(drawn))

    def proportion(kept: list[ProblemStanding]) -> Fraction:
        whole = sum((each.max_score * each.weight for each in kept), Fraction(0))
        return sum((each.score * each.weight for each in kept), Fraction(0)) / whole if whole else Fraction(0)

    dropped = dropping(rows, Course(drop_lowest=count, problems=rules))
    assert len(dropped) <= count
    kept = [each for each in rows if each.problem not in dropped]
    assert proportion(kept) >= proportion(rows)
