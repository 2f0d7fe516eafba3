"""The pages in a real browser: nothing is loaded, nothing runs, all can be read, and they fit on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gradecheck.gradebook.overview import overview
from gradecheck.report.class_page import class_page
from gradecheck.report.feedback_html import feedback_page

from ..standings import PROBLEMS, ada, hostile, small_class
from .visiting import SCHEMES, WIDTHS, Visit

A4_POINTS = (595, 842)


def pages() -> dict[str, str]:
    seen = overview(small_class(), PROBLEMS)
    return {
        "feedback": feedback_page(ada(), "Deep learning, autumn", PROBLEMS),
        "hostile": feedback_page(hostile(), "<script>document.title='owned'</script>", PROBLEMS),
        "class": class_page(seen, "Deep learning, autumn", PROBLEMS),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, text in pages().items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize("name", ["feedback", "hostile", "class"])
def test_a_page_loads_without_a_word_and_asks_for_nothing(browser: object, folder: Path, name: str) -> None:
    with Visit(browser, folder / f"{name}.html") as visit:
        assert visit.said == []
        assert visit.asked == [(folder / f"{name}.html").as_uri()]
        assert visit.page.title() != "owned"
        assert visit.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", ["feedback", "hostile", "class"])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_accessible_and_no_wider_than_the_window(
    browser: object, folder: Path, name: str, scheme: str, width: int
) -> None:
    with Visit(browser, folder / f"{name}.html", width, scheme) as visit:
        assert visit.faults() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        visit.keep(f"{name}-{width}-{scheme}")


INJECTED = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<style>main{display:none}</style>",
    '<p style="position:fixed">over all</p>',
    "<iframe src='data:text/html,<script>parent.document.title=1</script>'></iframe>",
    '<form action="https://example.org/"><button id="send">send</button></form>',
)


@pytest.mark.parametrize("markup", INJECTED)
def test_even_markup_that_got_in_could_do_nothing(browser: object, folder: Path, markup: str) -> None:
    text = (folder / "feedback.html").read_text(encoding="utf-8")
    path = folder / "injected.html"
    path.write_text(re.sub("</main>", lambda _: markup + "</main>", text), encoding="utf-8")
    with Visit(browser, path) as visit:
        assert visit.page.title() == "Feedback for Ada Lovelace, Deep learning, autumn"
        assert visit.page.locator("main").is_visible()
        if "<p" in markup:
            assert visit.page.locator("text=over all").evaluate("e => getComputedStyle(e).position") == "static"
        if "<form" in markup:
            with visit.page.expect_console_message():
                visit.page.evaluate("document.getElementById('send').click()")
            assert visit.page.url == path.as_uri()
        assert visit.said
        assert not [url for url in visit.asked if not url.startswith(("file:", "data:"))]


def test_what_a_student_wrote_is_shown_as_it_was_written(browser: object, folder: Path) -> None:
    with Visit(browser, folder / "hostile.html") as visit:
        shown = visit.page.locator("code.written").all_inner_texts()
        assert "<script>document.title='owned'</script>" in shown
        assert "{{ 7*7 }}{% include 'page.css' %}" in shown


def test_the_keyboard_reaches_the_content_first_and_then_every_problem(browser: object, folder: Path) -> None:
    with Visit(browser, folder / "feedback.html") as visit:
        page = visit.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "A product"


def test_results_are_told_apart_without_colour(browser: object, folder: Path) -> None:
    with Visit(browser, folder / "feedback.html") as visit:
        told = {text.replace("\xa0", " ") for text in visit.page.locator(".status").all_inner_texts()}
        assert {"✓ correct", "~ partial", "! unreadable"} <= told


@pytest.mark.parametrize("name", ["feedback", "class"])
def test_a_page_prints_on_a4_with_all_of_its_code(
    browser: object, folder: Path, name: str, tmp_path: Path
) -> None:
    with Visit(browser, folder / f"{name}.html", scheme="dark") as visit:
        page = visit.page
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    content = (tmp_path / "page.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", content)
    assert boxes
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A4_POINTS}
