"""The instructor's report shows what the class did, and nobody's markup or, if asked, name."""

from __future__ import annotations

import re
from dataclasses import replace

from gradecheck.gradebook.overview import overview
from gradecheck.gradebook.statistics import BINS
from gradecheck.gradebook.wrong_answers import Undecided
from gradecheck.report.class_page import class_page
from gradecheck.report.svg import histogram
from gradecheck.submission.handed import Oddity

from .standings import PROBLEMS, small_class
from .test_feedback import Page
from .test_golden import held_against

LOST = Oddity("unknown_student", "eve/answers.md", "eve is not on the roster", "add her, or leave it")
SAME = Oddity("duplicate", "s01: a.py", "the same bytes as from s04", "look at both")


def page(*, hide_names: bool = False) -> str:
    seen = overview(small_class(), PROBLEMS, [LOST, SAME])
    return class_page(seen, "Deep learning, autumn", PROBLEMS, hide_names=hide_names)


def test_the_class_page_looks_as_it_did() -> None:
    held_against("class.html", page())


def test_who_is_missing_and_what_is_odd_is_listed() -> None:
    words = Page(page()).words
    assert "Zoë (zoe)" in words
    assert "eve/answers.md: eve is not on the roster (add her, or leave it)" in words
    assert "ada/scan.pdf: it is not text (hand in a text file)" in words


def test_wrong_answers_are_one_row_by_meaning_with_their_counts() -> None:
    words = Page(page()).words
    assert "3 30 % x as x ×1, 1*x ×1, x + 0 ×1" in words
    assert "4 44 % −x as -x ×3, -1*x ×1 ~ partial sign Mind the sign." in words


def test_code_mistakes_are_rows_with_what_is_wrong() -> None:
    words = Page(page()).words
    assert "gradient of w wrong" in words
    assert "The gradient of w is wrong with" in words


def test_hidden_names_stand_nowhere() -> None:
    text = page(hide_names=True)
    for name in ("Ada Lovelace", "Student 1", "Zoë", "zoe", "s01", "scan.pdf", "eve/answers.md", "s04"):
        assert name not in text, name
    assert "student 11" in Page(text).words
    assert "duplicate 1 in all" in Page(text).words


def test_hostile_answers_add_no_element_to_the_class_page() -> None:
    found = Page(page())
    assert not {tag for tag, _ in found.elements} & {"script", "img", "iframe", "object", "link", "form"}
    assert [tag for tag, _ in found.elements].count("style") == 1
    for _, attributes in found.elements:
        assert not any(key.startswith("on") or key in ("style", "src") for key in attributes)


def test_every_anchor_leads_to_a_heading() -> None:
    found = Page(page())
    names = [value["id"] for _, value in found.elements if "id" in value]
    assert len(names) == len(set(names))
    for tag, attributes in found.elements:
        if tag == "a":
            assert (attributes["href"] or "")[1:] in names


def test_plots_have_a_title_a_description_and_labelled_axes() -> None:
    found = Page(page())
    plots = [attributes for tag, attributes in found.elements if tag == "svg"]
    assert len(plots) == 1 + len(PROBLEMS)
    assert all("-title" in str(plot["aria-labelledby"]) and plot["role"] == "img" for plot in plots)
    for label in ("score in percent", "students in percent", "discrimination"):
        assert label in found.words


def test_a_class_of_nobody_has_a_page() -> None:
    words = Page(class_page(overview([], PROBLEMS), "")).words
    assert "0 students, 0 handed something in" in words
    assert "Nobody has handed anything in." in words


def test_the_bars_of_a_histogram_are_as_tall_as_their_counts() -> None:
    bins = [0] * BINS
    bins[3], bins[19] = 5, 10
    heights = [float(tall) for tall in re.findall(r'class="column".*?height="([\d.]+)"', histogram(bins, "h"))]
    assert heights[19] == 2 * heights[3] > 0
    assert sum(heights) == heights[3] + heights[19]


def test_undecided_answers_are_listed_with_why() -> None:
    seen = overview(small_class(), PROBLEMS)
    open_ = Undecided("product", "2", 0, "x^x^x", "xˣ", "no step could decide")
    words = Page(class_page(replace(seen, undecided=(open_,), undecided_count=700), "C")).words
    assert "A product: 2 Ada Lovelace (ada) xˣ no step could decide" in words
    assert "The first 1 of 700." in words
