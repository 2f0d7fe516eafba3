"""What the doctor shows, whatever the machine."""

from __future__ import annotations

from gradecheck.report.doctor import doctor_json, render_doctor
from gradecheck.sandbox.selftest import ACTS, Examination, default_of
from gradecheck.sandbox.tiers import named

NAMES = tuple(act.name for act in ACTS)
MISSING = Examination(
    named("bubblewrap"), missing="sandbox tier bubblewrap cannot be used here: bwrap: not there"
)
LEAKS = Examination(named("landlock"), NAMES[1:], NAMES[:1])
HOLDS = Examination(named("no-open"), NAMES)
PLAIN = Examination(named("plain"), (), NAMES)


def test_the_table_says_what_got_through_and_why_a_tier_is_missing() -> None:
    text = render_doctor([MISSING, LEAKS, HOLDS, PLAIN], HOLDS.tier, width=100)
    assert text.splitlines()[:2] == [
        "a job tries to                         bubblewrap  landlock      no-open  plain",
        "read a file of the grader's user       -           GETS THROUGH  stopped  GETS THROUGH",
    ]
    assert text.splitlines()[-5:] == [
        "bubblewrap: sandbox tier bubblewrap cannot be used here: bwrap: not there; install bubblewrap",
        "landlock: does not hold, and is not used",
        "no-open: holds",
        "plain: limits only, for code that is trusted",
        "default: no-open",
    ]


def test_a_tier_that_leaks_or_does_not_confine_is_never_the_default() -> None:
    assert default_of([MISSING, LEAKS, HOLDS, PLAIN]) is HOLDS.tier
    assert default_of([MISSING, LEAKS, PLAIN]) is None
    assert "no tier holds" in render_doctor([LEAKS, PLAIN], None)


def test_json_has_every_tier() -> None:
    report = doctor_json([MISSING, HOLDS], HOLDS.tier)
    assert isinstance(report, dict)
    assert report["default"] == "no-open"
    assert isinstance(report["tiers"], list)
    assert report["tiers"][0] == {
        "name": "bubblewrap",
        "needs": "bwrap, which may make namespaces",
        "holds": False,
        "missing": MISSING.missing,
        "remedy": "install bubblewrap",
        "stopped": [],
        "got_through": [],
    }
