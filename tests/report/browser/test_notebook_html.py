"""A report inside the page of a notebook, in a real browser: its styles stay in it, and so does its content."""

from __future__ import annotations

from pathlib import Path

import pytest

import gradecheck

from ..previews import MIXED, hostile
from .visiting import SCHEMES, Visit

AROUND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title><style>
.jp td, .jp th {{ text-align: right; background: #ddd; }} .jp tbody tr:nth-child(odd) {{ background: #f00; }}
</style></head><body class="jp"><main><h1>A notebook</h1><h2>Results</h2>
<table class="items"><tbody>
<tr><th scope="row">theirs</th><td><code>x</code> <a href="#a">link</a></td></tr>
</tbody></table>{}</main></body></html>"""
LOOK = """[...document.querySelectorAll('html, body, h1, h2, body > main > table *')].map(e => {
    const style = getComputedStyle(e);
    return [...style].map(name => name + ':' + style.getPropertyValue(name)).join(';');
})"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "mixed.yaml").write_text(MIXED, encoding="utf-8")
    (folder / "hostile.yaml").write_text(hostile(), encoding="utf-8")
    mixed = gradecheck.check(str(folder / "mixed.yaml"), {"1": "z = 0.4", "2": "(z", "3": {"x": 0.5, "y": 9}})
    answer = "<script>document.title='owned'</script>"
    broken = gradecheck.check(str(folder / "hostile.yaml"), {f"h{k}": answer for k in range(8)})
    before, after = folder / "before.html", folder / "after.html"
    before.write_text(AROUND.format(""), encoding="utf-8")
    after.write_text(AROUND.format(mixed._repr_html_() + broken._repr_html_()), encoding="utf-8")
    return before, after


def test_nothing_outside_a_report_looks_otherwise(browser: object, shown: tuple[Path, Path]) -> None:
    with Visit(browser, shown[0]) as visit:
        visit.page.add_style_tag(content="body { min-height: 9000px; width: 700px; }")
        before = visit.page.evaluate(LOOK)
    with Visit(browser, shown[1]) as visit:
        visit.page.add_style_tag(content="body { min-height: 9000px; width: 700px; }")
        after = visit.page.evaluate(LOOK)
    sizes = ("height", "block-size", "perspective-origin", "transform-origin")

    def look(styles: str) -> list[str]:
        return [each for each in styles.split(";") if not each.startswith(sizes)]

    assert len(before) > 7
    assert list(map(look, before)) == list(map(look, after))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_report_is_accessible_and_stronger_than_the_style_around_it(
    browser: object, shown: tuple[Path, Path], scheme: str
) -> None:
    with Visit(browser, shown[1], scheme=scheme) as visit:
        assert visit.said == []
        assert visit.page.title() == "A notebook"
        row = visit.page.locator(".gradecheck-report tbody tr").first
        assert row.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
        assert row.locator("th").evaluate("e => getComputedStyle(e).textAlign") == "left"
        faults = [fault for fault in visit.faults() if "theirs" not in str(fault)]
        assert faults == []
        visit.keep(f"notebook-{scheme}")
