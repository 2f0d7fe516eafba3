"""The page that follows its file, in a real browser: it is renewed, judges, and keeps what was typed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ...preview.serving import Serving
from ..previews import BROKEN, MIXED
from .visiting import Visit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "mine.yaml"
    made.write_text(MIXED, encoding="utf-8")
    return made


@pytest.fixture
def serving(file: Path) -> Iterator[Serving]:
    with Serving(file.parent, "mine.yaml") as started:
        yield started


def test_a_saved_file_is_shown_within_a_moment_and_what_was_typed_stays(
    browser: object, serving: Serving, file: Path
) -> None:
    with Visit(browser, serving.url) as visit:
        page = visit.page
        box = page.get_by_label("Try an answer to 2")
        box.fill("x + y")
        box.press("ArrowLeft")
        page.locator("summary", has_text="Declared names").click()
        box.focus()
        file.write_text(MIXED.replace("title: A product and a sum", "title: Another title"), encoding="utf-8")
        saved = time.monotonic()
        page.locator("h2", has_text="Another title").wait_for(timeout=15_000)
        assert time.monotonic() - saved < 5  # about a second where the machine has nothing else to do
        assert page.get_by_label("Try an answer to 2").input_value() == "x + y"
        assert page.evaluate("document.activeElement.closest('form').dataset.item") == "2"
        assert page.locator("details", has_text="Declared names").get_attribute("open") is not None
        file.write_text(BROKEN, encoding="utf-8")
        page.locator(".broken").wait_for(timeout=15_000)
        assert "this is not what the graph gives" in page.locator(".broken").inner_text()
        assert visit.faults() == []
        file.write_text(MIXED, encoding="utf-8")
        page.locator("h2", has_text="A product and a sum").wait_for(timeout=15_000)
        assert page.get_by_label("Try an answer to 2").input_value() == "x + y"
        assert visit.said == []
        assert all(url.startswith(serving.url) for url in visit.asked)


def test_an_answer_is_tried_by_keyboard_and_again_when_the_key_has_changed(
    browser: object, serving: Serving, file: Path
) -> None:
    with Visit(browser, serving.url) as visit:
        page = visit.page
        page.get_by_label("Try an answer to 2").focus()
        page.keyboard.type("-z")
        page.keyboard.press("Enter")
        verdict = page.locator(".verdict").nth(1)
        verdict.locator(".status", has_text="partial").wait_for(timeout=30_000)
        assert "Mind the sign." in verdict.inner_text()
        assert verdict.get_attribute("role") == "status"
        assert visit.faults() == []
        visit.keep("preview-judged")
        file.write_text(MIXED.replace("credit: 1/2, note", "credit: 1, note"), encoding="utf-8")
        page.locator(".verdict .status.correct").wait_for(timeout=30_000)
        code = page.get_by_label("Try an answer to 4")
        code.fill("def affine_backward(dout, x, w):\n    return dout @ w.T, x.T @ dout\n")
        code.press("Control+Enter")
        page.locator(".verdict").nth(3).locator(".status", has_text="correct").wait_for(timeout=30_000)
        assert visit.said == []


def test_a_preview_that_has_ended_says_so(browser: object, serving: Serving) -> None:
    with Visit(browser, serving.url) as visit:
        serving.interrupted()
        visit.page.locator("#live", has_text="not running any more").wait_for(timeout=15_000)
