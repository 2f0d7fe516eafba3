"""Feedback shows what its level allows, and nothing that a student wrote becomes markup."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from gradecheck.errors import MachineError
from gradecheck.gradebook.standing import Standing
from gradecheck.report.feedback_html import feedback_page
from gradecheck.report.feedback_markdown import feedback_markdown
from gradecheck.report.folder import INDEX, file_name, write_feedback
from gradecheck.report.markdown import code_span, escaped, fenced

from .standings import HOSTILE, PROBLEMS, WRONG, ada, hostile, standing
from .test_golden import held_against

COURSE = "Deep learning, autumn"
VOID = {"meta", "br", "img", "link", "input"}


class Page(HTMLParser):
    """The elements of a page, their attributes, the text; every element must be closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("div", "p"):
            self.text.append(" ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("td", "th", "dt", "title", "text"):
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "annotation"):
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def at(level: str) -> Standing:
    one = ada()
    return replace(one, problems=tuple(replace(row, feedback=level) for row in one.problems))


@pytest.mark.parametrize("level", ["full", "hints", "verdict", ""])
def test_feedback_looks_as_it_did(level: str) -> None:
    held_against(f"feedback-{level or 'none'}.html", feedback_page(at(level), COURSE, PROBLEMS))
    held_against(f"feedback-{level or 'none'}.md", feedback_markdown(at(level), COURSE))


def test_each_level_shows_less_than_the_one_above_it() -> None:
    def shown(level: str) -> str:
        return Page(feedback_page(at(level), COURSE, PROBLEMS)).words + feedback_markdown(at(level), COURSE)

    full, hints, verdict, nothing = map(shown, ("full", "hints", "verdict", ""))
    assert "passes if" in full and "expected 1.90975" in full
    assert "passes if" not in hints and "1.90975" not in hints and "Mind the sign." in hints
    assert "Mind the sign." not in verdict and "partial" in verdict and "never closed" in verdict
    for word in ("partial", "correct", "-x", "2/3", "Mind", "1.35"):
        assert word not in nothing, word
    assert "Received." in nothing and "not shown yet" in nothing


def test_a_problem_without_marks_yet_is_not_in_the_total() -> None:
    first, second = standing("ada", ["y", "2", "x"], WRONG).problems
    words = Page(feedback_page(Standing(ada().person, (replace(first, feedback=""), second)), COURSE)).words
    assert "Score 2/3" in words
    assert "1 problem without marks so far is not counted in it" in words


def test_a_student_who_handed_in_nothing_gets_a_page_too() -> None:
    words = Page(feedback_page(standing("zoe", [], name="Zoë"), COURSE)).words
    assert "Score 0/6" in words and words.count("Nothing was handed in.") == 2


def test_policies_and_files_are_told() -> None:
    words = Page(feedback_page(ada(), COURSE)).words
    assert "Handed in 2026-10-01 12:00 UTC. The answers earned 1.5/3." in words
    assert "Attempt 1 counts (best of 3). Handed in 1 day late: 10% of the score taken off." in words
    assert "Dropped: it is among the lowest and does not count." in words
    assert "ada/scan.pdf: it is not text (hand in a text file)" in words
    assert "Score 1.35/3" in words


def test_lines_that_feedback_names_are_marked_in_the_code() -> None:
    page = feedback_page(ada(), COURSE)
    assert re.findall(r'<li value="(\d+)" class="marked">', page) == ["4"]
    assert "> 4      dw[0]" in feedback_markdown(ada(), COURSE)


def test_the_picture_of_a_gradient_is_drawn_and_told() -> None:
    page = feedback_page(ada(), COURSE)
    assert page.count('class="cross"') == page.count('class="wrong"') == 2
    assert 'aria-label="Gradient of w: wrong in row 0 (all 2 of its entries)"' in page


def test_long_code_is_shown_around_the_lines_that_are_spoken_of() -> None:
    source = WRONG + "\n" * 5 + "\n".join(f"# filler {k}" for k in range(300)) + "\n"
    page = feedback_page(standing("ada", [], source), COURSE)
    assert "dw[0] * 3" in page and "filler 299" not in page and "Your code, 312 lines" in page


def test_hostile_answers_add_no_element_and_no_attribute() -> None:
    page = Page(feedback_page(hostile(), COURSE, PROBLEMS))
    names = {tag for tag, _ in page.elements}
    assert not names & {"script", "img", "iframe", "object", "link", "form", "b"}
    assert [tag for tag, _ in page.elements].count("style") == 1
    for _, attributes in page.elements:
        assert not any(key.startswith("on") or key in ("style", "src", "srcset") for key in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert "49" not in page.words.replace("{{ 7*7 }}", "")
    assert all(" ".join(text.split()) in page.words for text in HOSTILE[:4])


def test_control_characters_and_turned_writing_are_spelt_out() -> None:
    for text in (feedback_page(hostile(), COURSE, PROBLEMS), feedback_markdown(hostile(), COURSE)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert "x1b" in text and "u202e" in text


def test_hostile_answers_add_no_markup_to_markdown() -> None:
    tokens = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(feedback_markdown(hostile(), COURSE))
    )
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inner)}
    assert not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "em_open",
        "s_open",
        "hr",
        "code_block",
    }
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type in ("td_open", "th_open")]
    assert len(rows) == 3 and len(cells) == 9
    bold = {inner[k + 1].content for k, token in enumerate(inner) if token.type == "strong_open"}
    assert bold <= {"correct", "partial", "incorrect", "blank", "unreadable", "undecided"} | {
        text for text in bold if text.startswith("Score ")
    }


@pytest.mark.parametrize("text", [*HOSTILE, "1. x", "- x", "+ x", "=====", "> q", "    code", "&lt;", "a\\"])
def test_escaped_text_reads_back_as_it_was(text: str) -> None:
    shown = MarkdownIt("commonmark").render(escaped(text))
    words = Page(shown).words
    assert words == " ".join(text.split()).replace("\x00", "\ufffd")
    assert set(re.findall("<([a-z]+)", shown)) == {"p"}


@pytest.mark.parametrize("text", ["`", "``", "a``b", "` a", "x|y", "```\n````\n"])
def test_code_is_fenced_by_more_than_it_has(text: str) -> None:
    (block,) = MarkdownIt("commonmark").parse(fenced(text))
    assert block.content.rstrip("\n") == text.rstrip("\n")
    if "\n" not in text:
        shown = MarkdownIt("commonmark").render(code_span(text))
        assert Page(shown).words == text.strip() and shown.startswith("<p><code>")


def test_every_page_forbids_what_it_does_not_have() -> None:
    text = feedback_page(ada(), COURSE)
    (policy,) = [each["content"] for tag, each in Page(text).elements if "http-equiv" in each]
    assert policy is not None
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in text.replace("http-equiv", "")


# -- files ---------------------------------------------------------------------------------------------------


def test_each_student_gets_files_and_a_row_in_the_index(tmp_path: Path) -> None:
    assert (
        write_feedback(iter([ada(), hostile(), standing("zoe", [])]), tmp_path / "new", ["html", "md"], "C")
        == 3
    )
    with (tmp_path / "new" / INDEX).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["ada", HOSTILE[0], "zoe"]
    files = {row[form] for row in rows for form in ("html", "md")}
    assert {path.name for path in (tmp_path / "new").iterdir()} == {*files, INDEX}
    assert "Ada Lovelace" in (tmp_path / "new" / "ada.html").read_text(encoding="utf-8")


def test_the_index_has_no_cell_that_a_spreadsheet_would_compute(tmp_path: Path) -> None:
    people = [
        replace(ada(), person=replace(ada().person, id=text, name=text)) for text in ("=1+1", "@a", "-x,y\n")
    ]
    write_feedback(people, tmp_path, ["md"], "")
    with (tmp_path / INDEX).open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["'=1+1", "'@a", "'-x,y\n"]


NAMES = [
    "ada",
    "Ada",
    "ADA",
    "a/b",
    "a\\b",
    "../x",
    "con",
    "index",
    "",
    " ",
    ".",
    "é",
    "e",
    "学生",
    "a\n",
    "a" * 300,
]


def test_file_names_are_safe_and_differ_even_where_case_does_not_count() -> None:
    made = [file_name(own_id) for own_id in NAMES]
    assert len({name.casefold() for name in made}) == len(NAMES)
    assert all(re.fullmatch("[a-z0-9_-]{1,80}", name) for name in made)


def test_nobody_can_choose_an_id_that_takes_another_s_file() -> None:
    taken = file_name("Ada")
    assert file_name(taken) != taken


def test_a_file_that_is_there_is_replaced_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "ada.md").write_text("old" * 10_000)
    write_feedback([ada()], tmp_path, ["md"], "C")
    assert (tmp_path / "ada.md").read_text(encoding="utf-8") == feedback_markdown(ada(), "C")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError, match="file: cannot be written: File exists"):
        write_feedback([ada()], tmp_path / "file", ["md"], "C")


def test_students_are_read_one_at_a_time(tmp_path: Path) -> None:
    def students() -> Iterator[Standing]:
        yield ada()
        assert (tmp_path / "ada.html").exists()
        yield standing("zoe", [])

    assert write_feedback(students(), tmp_path, ["html"], "") == 2
