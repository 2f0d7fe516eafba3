"""Pages that platforms make of text boxes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.submission import read_files
from gradecheck.submission.html_text import text_of_html


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>1.1: z</p>\n <p> 1.2: y</p>", "1.1: z\n1.2: y"),
        ("1.1: z<br/>1.2: a &lt; b &amp; c", "1.1: z\n1.2: a < b & c"),
        ("<ul><li>1.1: <code>z</code></li><li>1.2:\n y</li></ul>", "1.1: z\n1.2: y"),
        ("<pre>1.1:\n  a\n  b</pre>", "1.1:\n  a\n  b"),
        ("<script>1.1: x</script><style>1.1: x</style><p>1.1: z", "1.1: z"),
        ("<title>HW1: Ada</title><h1>HW1: Ada</h1><div>1.1: z</div>", "1.1: z"),
        ("<p>x<sup>2</sup> + &sigma;(z)</p>", "x2 + σ(z)"),
    ],
)
def test_a_page_is_read_by_its_lines(page: str, text: str) -> None:
    assert text_of_html(page) == text


def test_answers_of_a_text_box_are_read() -> None:
    found = read_files([("text.html", b"<html><body><p>1.1: <b>z</b></p><p>1.2:&nbsp;-4</p></body></html>")])
    assert [(one.key, one.text) for one in found.responses] == [("1.1", "z"), ("1.2", "-4")]


@settings(max_examples=200, deadline=None)
@given(st.text("<>/!-&;pre titlebr1.:=\"'\n x", max_size=60))
def test_no_page_stops_the_reader(page: str) -> None:
    text_of_html(page)
