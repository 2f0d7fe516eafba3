"""A run on a class: all of it is graded, once, and the same whatever happens on the way."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import pytest

from gradecheck.errors import MachineError, OperatorError
from gradecheck.gradebook.batch import _shards, run
from gradecheck.gradebook.book import Gradebook
from gradecheck.gradebook.changes import changes
from gradecheck.gradebook.engine import engine
from gradecheck.gradebook.executors import DIED, Local, apart
from gradecheck.gradebook.locking import only_writer
from gradecheck.gradebook.merging import merge
from gradecheck.gradebook.rehearsal import adopt, rehearsal
from gradecheck.gradebook.shard import Judged, Order, Shard, Work, judge
from gradecheck.gradebook.shares import own_share
from gradecheck.gradebook.store import Store
from gradecheck.gradebook.tables import NAME, Verdicts
from gradecheck.grading.grade import grade
from gradecheck.grading.memo import Memo
from gradecheck.grading.stored import from_text
from gradecheck.grading.verdict import Status
from gradecheck.problem.course import Course, Rules
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.submission import read_files

from .classes import ANSWERS, PROBLEM, class_of, graded, handed, problem, small_class


def scores(folder: Path) -> dict[str, Fraction]:
    with Store.open(folder) as store:
        return {one.person.id: one.score for one in Gradebook.of(store).standings(Course())}


def everything(folder: Path) -> list[object]:
    """All that a gradebook says, without what it took."""
    with Store.open(folder) as store:
        found: list[object] = []
        for standing in Gradebook.of(store).standings(Course()):
            rows = [
                (each.problem, each.chosen and replace(each.chosen, milliseconds=0))
                for each in standing.problems
            ]
            found.append((standing.person, rows, standing.oddities))
        return found


@pytest.fixture
def course(tmp_path: Path) -> Path:
    graded(tmp_path, [problem(tmp_path)], small_class())
    return tmp_path


def test_every_student_gets_a_standing_and_who_is_missing_gets_nothing(course: Path) -> None:
    found = scores(course)
    assert [found[f"s{k:03}"] for k in range(5)] == [3, Fraction(3, 2), 0, 0, 0]
    assert found["zoe"] == 0
    assert list(found) == sorted(found)


def test_a_second_run_judges_nothing(course: Path) -> None:
    done = graded(course, [problem(course)], small_class())
    assert (done.of, done.judged) == (0, 0)


def test_a_new_attempt_is_judged_but_not_what_it_repeats(course: Path) -> None:
    found = class_of([handed("s000", {"answers.md": ANSWERS[0].replace("2: x", "2: x y")})])
    done = graded(course, [problem(course)], found)
    assert (done.of, done.judged) == (1, 1)
    assert scores(course)["s000"] == 3  # the best attempt counts


def test_a_changed_rubric_has_only_its_own_part_judged_again(course: Path) -> None:
    changed = problem(course, PROBLEM.replace("credit: 1/2", "credit: 1/4"))
    done = graded(course, [changed], small_class())
    assert done.of == 10
    with Store.open(course) as store:
        texts = store.db.execute("select response from verdict where milliseconds >= 0").fetchall()
    assert done.judged == 3  # x, -x and x +, the answers to item 2
    assert len(texts) == 10
    assert scores(course)["s001"] == Fraction(5, 4)


def test_answers_that_differ_in_order_only_are_compared_once(tmp_path: Path) -> None:
    memo, small = Memo("x"), problem(tmp_path)
    for text in ("2: x y + y", "2: y + y·x", "2: y x + y"):
        grade(small, read_files([("a.md", text.encode())]), memo=memo)
    assert len(memo.verdicts) == 3
    assert len(memo.comparisons) == 2  # with the expected answer and with the accepted one


def test_who_is_judged_first_changes_no_evidence(tmp_path: Path) -> None:
    small = problem(tmp_path)
    texts = ("2: x (1 + x) - x^2", "2: x", "2: -x^2 + (x + 1) x", "2: x y - y x + x", "2: x/1")
    found = []
    for order in (texts, texts[::-1]):
        memo = Memo("x")
        found.append({text: grade(small, read_files([("a.md", text.encode())]), memo=memo) for text in order})
    assert found[0] == found[1]


def test_the_order_of_students_changes_nothing(tmp_path: Path) -> None:
    small = problem(tmp_path)
    found = small_class(20)
    graded(tmp_path / "one", [small], found)
    graded(tmp_path / "two", [small], replace(found, handed=found.handed[::-1]))
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_shares_merged_are_the_whole(tmp_path: Path) -> None:
    small, found = problem(tmp_path), small_class(20)
    graded(tmp_path / "whole", [small], found)
    for number in (1, 2, 3):
        graded(tmp_path / str(number), [small], own_share(found, f"{number}/3"))
    with Store.open(tmp_path / "merged", create=True) as store:
        merge(store, [tmp_path / str(number) for number in (3, 1, 2)])
    assert everything(tmp_path / "merged") == everything(tmp_path / "whole")


def test_shares_graded_with_another_seed_are_not_merged(tmp_path: Path) -> None:
    small, found = problem(tmp_path), small_class(4)
    graded(tmp_path / "1", [small], found)
    graded(tmp_path / "2", [small], found, seed=1)
    with Store.open(tmp_path / "1") as store, pytest.raises(OperatorError) as error:
        merge(store, [tmp_path / "2"])
    assert "graded with other problems, another seed or another version" in str(error.value)


@pytest.mark.parametrize("share", ["0/3", "4/3", "1", "a/b", "1/0", ""])
def test_a_share_that_is_none_is_told(share: str) -> None:
    with pytest.raises(OperatorError) as error:
        own_share(small_class(), share)
    assert str(error.value) == f"--shard {share} is not a share\n  write it like 2/8: the second of eight"


def test_a_regrading_is_rehearsed_before_anything_is_written(course: Path) -> None:
    before = everything(course)
    changed = problem(course, PROBLEM.replace("credit: 1/2", "credit: 1/4"))
    with Store.open(course) as store, rehearsal(store) as copy:
        copy.set_problems([changed], 0)
        run(copy, Local(1))
        found = list(changes(Gradebook.of(store), Gradebook.of(copy), Course()))
        assert everything(course) == before
        adopt(store, copy)
    assert [(one.student, one.before, one.after) for one in found] == [
        (student, Fraction(3, 2), Fraction(5, 4)) for student in ("s001", "s006")
    ]
    assert [(part.part, part.response, part.after.note) for part in found[0].parts] == [("2", "-x", "sign")]
    assert scores(course)["s001"] == Fraction(5, 4)


def test_a_time_stamp_orders_attempts_and_is_kept(tmp_path: Path) -> None:
    early, late = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2))
    found = class_of([handed("ada", {"a.md": ANSWERS[0]}, late), handed("ada", {"a.md": ANSWERS[1]}, early)])
    graded(tmp_path, [problem(tmp_path)], found)
    with Store.open(tmp_path) as store:
        (standing,) = Gradebook.of(store).standings(Course())
    chosen = standing.problems[0].chosen
    assert chosen is not None
    assert (chosen.number, chosen.at) == (2, late)


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_graded(tmp_path: Path) -> None:
    found = class_of([handed("ada", {"a.md": ANSWERS[0], "b.md": b"\xff\xfe\x00"})])
    graded(tmp_path, [problem(tmp_path)], found)
    with Store.open(tmp_path) as store:
        (standing,) = Gradebook.of(store).standings(Course())
    chosen = standing.problems[0].chosen
    assert chosen is not None
    assert standing.score == 3
    assert any("b.md" in warning for warning in chosen.report.warnings)


def test_attempts_that_are_not_judged_yet_are_counted(tmp_path: Path) -> None:
    small = problem(tmp_path)
    with Store.open(tmp_path, create=True) as store:
        store.set_problems([small], 0)
        store.take_in(small_class(5), "class", ["small"])
        assert Gradebook.of(store).unfinished() == 5
        run(store, Local(1))
        assert Gradebook.of(store).unfinished() == 0


def test_a_hand_in_without_answers_is_no_attempt_where_there_is_another(tmp_path: Path) -> None:
    found = class_of([handed("ada", {"a.md": ANSWERS[0]}), handed("ada", {"a.md": "nothing\n"})])
    graded(tmp_path, [problem(tmp_path)], found)
    with Store.open(tmp_path) as store:
        rules = Course(defaults=Rules(use="last"))
        (standing,) = Gradebook.of(store).standings(rules)
    assert (standing.score, standing.problems[0].attempts) == (3, 1)


def test_whoever_handed_in_has_a_standing_even_if_nobody_lists_them(tmp_path: Path) -> None:
    graded(tmp_path, [problem(tmp_path)], replace(small_class(4), people=()))
    assert list(scores(tmp_path)) == ["s000", "s001", "s002", "s003"]


def test_names_that_no_database_can_keep_come_back_as_they_were(tmp_path: Path) -> None:
    found = class_of([handed("ada", {"a\udcff\n.md": b"\xff", "b.md": "1: \x1b[31m y\n"})])
    graded(tmp_path, [problem(tmp_path)], found)
    with Store.open(tmp_path) as store:
        (standing,) = Gradebook.of(store).standings(Course())
    chosen = standing.problems[0].chosen
    assert chosen is not None
    assert chosen.report.items[0].parts[0].response == "\x1b[31m y"
    assert [warning[:9] for warning in chosen.report.warnings] == ["a\\xff\\n.m"]


def test_a_worker_that_is_killed_costs_no_result(tmp_path: Path) -> None:
    small, found = problem(tmp_path), small_class(60)

    class Killing(Local):
        def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
            for number, each in enumerate(super().judged(shards)):
                if number == 0:
                    multiprocessing.active_children()[0].kill()
                yield each

    with Store.open(tmp_path, create=True) as store:
        store.set_problems([small], 0)
        store.take_in(found, "class", ["small"])
        done = run(store, Killing(2))
    assert (done.done, done.failed) == (60, 0)
    graded(tmp_path / "whole", [small], found)
    assert everything(tmp_path) == everything(tmp_path / "whole")


class Here:
    """Judges in this process, one attempt after the other, as the only worker of a run does."""

    shares_disk: ClassVar[bool] = False

    def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
        for shard in shards:
            yield from (judge(replace(shard, works=(work,))) for work in shard.works)


def test_what_was_judged_below_a_verdict_that_follows_is_kept_for_who_earns_it(tmp_path: Path) -> None:
    asked = load(find("section3/1-graph-review")[0])
    texts = ("1.1: q\n1.5: q\n", "1.1: z\n1.5: q\n", "1.5: q\n", "1.1: 1\n1.5: q\n")
    found = class_of([handed(f"s{k}", {"a.md": text}) for k, text in enumerate(texts)])
    with Store.open(tmp_path, create=True) as store:
        store.set_problems([asked], 0)
        store.take_in(found, "class", [asked.id])
        run(store, Here())
        standings = list(Gradebook.of(store).standings(Course()))
    for standing, text in zip(standings, texts, strict=True):
        chosen = standing.problems[0].chosen
        alone = grade(asked, read_files([("a.md", text.encode())]), memo=Memo(engine()))
        assert chosen is not None
        assert chosen.report == alone


def test_an_answer_whose_verdict_got_lost_is_judged_again(course: Path) -> None:
    before, small = everything(course), problem(course)
    with Store.open(course) as store:
        store.db.execute("delete from verdict where response = ?", ('"y"',))
    assert graded(course, [small], small_class()).of == 4
    assert everything(course) == before


def test_a_verdict_that_gets_lost_is_told(tmp_path: Path) -> None:
    class Losing(Here):
        def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
            for each in super().judged(shards):
                each.verdicts.clear()
                yield each

    small = problem(tmp_path)
    with Store.open(tmp_path, create=True) as store:
        store.set_problems([small], 0)
        store.take_in(small_class(), "class", ["small"])
        with pytest.raises(MachineError) as error:
            run(store, Losing())
    assert str(error.value) == "8 attempts have answers whose verdicts got lost\n  run it again"
    assert graded(tmp_path, [small], small_class()).of == 8


def test_what_one_worker_has_judged_no_other_one_judges(tmp_path: Path) -> None:
    small = problem(tmp_path)
    graded(tmp_path, [small], small_class())
    with Store.open(tmp_path) as store:
        kept = dict(store.db.execute("select key, data from verdict"))
    with closing(Verdicts(tmp_path / NAME)) as verdicts:
        assert {key: verdicts.find(key) for key in kept} == kept
        assert verdicts.find("another") is None
    memo = Memo(engine(), elsewhere=lambda key: from_text(kept[key]))
    for text in ANSWERS:
        grade(small, read_files([("answers.md", text.encode())]), memo=memo)
    assert len(memo.verdicts) == len(kept)
    assert not memo.spent


def test_a_gradebook_that_cannot_be_read_has_no_verdicts(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no gradebook")
    for name in (NAME, "none"):
        with closing(Verdicts(tmp_path / name)) as verdicts:
            assert verdicts.find("key") is None


def works(count: int) -> Shard:
    order = Order("[]", 0, engine(), "run")
    return Shard(order, tuple(Work(number, (), ("small",)) for number in range(count)))


def test_only_the_attempt_that_kills_its_worker_is_given_up() -> None:
    def once(shard: Shard) -> Judged:
        if any(work.attempt == 2 for work in shard.works):
            raise BrokenProcessPool
        return Judged()

    found = list(apart(works(4), once, BrokenProcessPool))
    failures = [failure for judged in found for failure in judged.failures]
    assert [(failure.attempt, failure.why) for failure in failures] == [(2, DIED)]
    assert len(found) == 4


def test_a_worker_with_another_engine_refuses() -> None:
    shard = works(1)
    with pytest.raises(MachineError) as error:
        judge(replace(shard, order=replace(shard.order, engine="0.0.0+x")))
    assert "the run was ordered by 0.0.0+x" in str(error.value)


def test_two_writers_are_kept_apart(tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(OperatorError) as error, only_writer(tmp_path):
        pass
    assert str(error.value) == (
        f"{tmp_path}: another gradecheck is writing to this gradebook\n  wait until it has ended"
    )


def test_where_there_is_no_gradebook_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as error:
        Store.open(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}/gradebook.sqlite: there is no gradebook\n"
        "  gradecheck batch makes one; --course names its folder"
    )


def test_what_is_no_gradebook_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "gradebook.sqlite").write_text("something else, and long enough to be looked at " * 40)
    with pytest.raises(MachineError):
        Store.open(tmp_path, create=True)
    assert (tmp_path / "gradebook.sqlite").read_text().startswith("something else")


def test_shards_are_small_and_hold_all_open_work(course: Path) -> None:
    with Store.open(course) as store:
        store.set_problems([problem(course, PROBLEM.replace("points: 1", "points: 4"))], 0)
        shards = list(_shards(store, works(0).order))
    assert [len(shard.works) for shard in shards] == [8, 2]
    assert all(shard.known for shard in shards)


def test_statuses_come_back_from_the_store(course: Path) -> None:
    with Store.open(course) as store:
        third = list(Gradebook.of(store).standings(Course()))[2]
    chosen = third.problems[0].chosen
    assert chosen is not None
    statuses = [part.verdict.status for item in chosen.report.items for part in item.parts]
    assert statuses == [Status.INVALID, Status.BLANK, Status.INVALID]
