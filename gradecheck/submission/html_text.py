"""What is written in a web page, as lines: platforms hand out text boxes as HTML."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKS = frozenset(
    "address article blockquote body br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 head header "
    "hr li main ol p pre section table tr ul".split()
)
_HIDDEN = frozenset({"script", "style", "title", "template"})


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0
        self.verbatim = 0
        self.in_title = False
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _HIDDEN
        self.in_title = tag == "title"
        self.verbatim += tag == "pre"
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))
        self.in_title = False
        self.verbatim = max(0, self.verbatim - (tag == "pre"))
        if tag in _BREAKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data
        if self.hidden:
            return
        if not self.verbatim:
            data = " ".join(f".{data}.".split())[1:-1]
            data = data.lstrip() if not self.pieces or self.pieces[-1].endswith("\n") else data
        if data:
            self.pieces.append(data)


def text_of_html(page: str) -> str:
    """The lines of a page, without its tags: a paragraph, a list entry, a line break begins a line.

    A first line that repeats the page's title is the platform's, and is left out.

    >>> print(text_of_html("<p>1.1: <b>z</b> &lt; 2</p><p>1.2:&nbsp;4<br>1.3: x</p>"))
    1.1: z < 2
    1.2: 4
    1.3: x
    """
    parser = _Lines()
    parser.feed(page)
    parser.close()
    rows = "".join(parser.pieces).replace("\u00a0", " ").split("\n")
    rows = [row.rstrip() for row in rows if row.strip()]
    has_title = bool(rows) and rows[0] == " ".join(parser.title.split())
    return "\n".join(rows[has_title:])
