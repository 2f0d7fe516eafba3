"""The page for authors in a real browser, as a file: nothing in a problem gets out of its place."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from ..previews import made
from .visiting import SCHEMES, WIDTHS, Visit

NAMES = ("mixed", "broken", "hostile", "all")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return made(tmp_path_factory.mktemp("previews"))


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_without_a_word_and_asks_for_nothing(
    browser: object, pages: dict[str, Path], name: str
) -> None:
    with Visit(browser, pages[name]) as visit:
        for details in visit.page.locator("details").all():
            details.evaluate("e => e.open = true")
        assert visit.said == []
        assert visit.asked == [pages[name].as_uri()]
        assert visit.page.title() == f"Preview of {name if name == 'all' else f'{name}.yaml'}"
        assert visit.page.locator("h1").count() == 1
        assert visit.page.locator("main a:not([href^='#'])").count() == 0


LOOKS = [("mixed", scheme, width) for scheme in SCHEMES for width in (320, *WIDTHS)]


@pytest.mark.parametrize(("name", "scheme", "width"), [*LOOKS, *((name, "light", 320) for name in NAMES[1:])])
def test_it_is_accessible_and_no_wider_than_the_window(
    browser: object, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    with Visit(browser, pages[name], width, scheme) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert visit.faults() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        visit.keep(f"preview-{name}-{width}-{scheme}")


def test_a_prompt_shows_what_it_holds_as_text(browser: object, pages: dict[str, Path]) -> None:
    with Visit(browser, pages["hostile"]) as visit:
        shown = visit.page.locator(".prompt").all_inner_texts()
        assert "<script>document.title='owned'</script>" in shown
        assert r"\href{javascript:document.title='owned'}{click} [click](javascript:alert(1))" in shown
        assert visit.page.locator("main script, main img, main iframe, main a[href^='javascript']").count() == 0
        foreign = (
            "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/.test(a.name)))"
        )
        assert visit.page.evaluate(f"{foreign}.length") == 0


def test_every_item_has_its_question_key_and_tests(browser: object, pages: dict[str, Path]) -> None:
    with Visit(browser, pages["mixed"]) as visit:
        page = visit.page
        first = page.locator(".item").first
        assert first.locator("h3").inner_text().split() == ["1", "∂f/∂q", "2", "points"]
        assert first.locator(".prompt math").count() == 1
        assert first.locator(".key code").all_inner_texts() == ["z", "0.5"]
        assert first.locator(".key math").count() == 1
        assert first.locator("summary").inner_text() == "1 of 2 tests failed"
        assert first.locator("details").get_attribute("open") is not None
        assert "expected correct, came out incorrect" in first.inner_text()
        assert (
            page.locator(".item")
            .nth(1)
            .locator(".also")
            .inner_text()
            .split("\n")[-1]
            .endswith("credit 0.5; note sign; says “Mind the sign.”")
        )
        assert page.locator(".item").nth(2).locator(".key").count() == 2
        assert "def affine_backward(dout, x, w)" in page.locator(".item").nth(3).inner_text()
        assert page.locator("svg.gc").count() == 2


def test_a_broken_file_shows_what_validate_says(browser: object, pages: dict[str, Path]) -> None:
    with Visit(browser, pages["broken"]) as visit:
        said = visit.page.locator(".broken").inner_text()
        assert "this is not what the graph gives" in said
        assert "the derivation gives z; if it is right so, say `why:`" in said
        assert "broken.yaml:15:" in said
        line, caret = visit.page.locator(".broken pre").inner_text().split("\n")
        assert line[caret.index("^") :].startswith("-z")


@pytest.mark.parametrize(
    "answer", ["z = 0.5", "-z", "it's", '$(touch x) `id` "q" \\n ; rm -rf ~ #', "σ(z)·w₀", ""]
)
def test_the_command_passes_on_to_a_shell_what_was_typed(
    browser: object, pages: dict[str, Path], answer: str
) -> None:
    with Visit(browser, pages["mixed"]) as visit:
        page = visit.page
        page.get_by_label("Try an answer to 1", exact=False).first.fill(answer)
        command = page.locator("form.try").first.locator(".command").inner_text()
        path = str(pages["mixed"].with_suffix(".yaml"))
        assert shlex.split(command) == ["gradecheck", "try", path, "1", answer]


def test_blanks_are_arguments_of_their_own(browser: object, pages: dict[str, Path]) -> None:
    with Visit(browser, pages["mixed"]) as visit:
        visit.page.locator("form.try textarea").fill("x = 0.5\n\ny=2\n")
        command = visit.page.locator("form.try[data-box=lines] .command").inner_text()
        assert shlex.split(command)[3:] == ["3", "x = 0.5", "y=2"]


def test_without_scripts_there_is_no_box_that_does_nothing(browser, pages: dict[str, Path]) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["mixed"].as_uri())
    assert not page.locator("form.try").first.is_visible()
    assert not page.locator("button.copy").first.is_visible()
    assert page.locator(".key").first.is_visible()
    context.close()


def test_on_paper_it_is_dark_on_white_without_boxes(browser: object, pages: dict[str, Path]) -> None:
    with Visit(browser, pages["mixed"], scheme="dark") as visit:
        visit.page.emulate_media(media="print", color_scheme="dark")
        assert visit.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert not visit.page.locator("form.try").first.is_visible()
