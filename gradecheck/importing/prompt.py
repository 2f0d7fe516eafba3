"""What students read: from HTML with formulas to the text of a prompt, and what of it gets lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..submission.html_text import text_of_html
from .question import NotTaken, Weight

MAX_HTML = 200_000

_PICTURES = frozenset(
    {"img", "svg", "video", "audio", "iframe", "object", "embed", "canvas", "applet", "picture"}
)
_DROPPED = frozenset({"script", "style", "svg", "video", "audio", "iframe", "object", "canvas"})
_KNOWN = frozenset(
    "a abbr address article b big blockquote br caption center cite code col colgroup dd del details dfn div "
    "dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 head header hr html body i ins kbd label li main mark "
    "markdown meta nobr ol p pre q s samp section small span strike strong sub summary sup table tbody td "
    "tfoot th thead title tr tt u ul var wbr".split()
)
_MATH = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]|\$\$(.*?)\$\$", re.DOTALL)
_SINGLE = re.compile(r"(?<!\\)\$([^$]+)(?<!\\)\$")
_PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Lost:
    """What of a text is not shown; ``line`` counts from 0."""

    line: int
    fact: str
    weight: Weight = "text"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the text that stands for an input or is otherwise of its system's own."""

    tag: str
    attributes: Mapping[str, str]
    line: int


Handler = Callable[[Element], "str | None"]
"""What to put in place of an element; None leaves it out with all that stands in it."""


@dataclass(slots=True)
class Prompt:
    """The text, with what is not shown of it."""

    text: str = ""
    lost: list[Lost] = field(default_factory=list)


class _Cleaning(HTMLParser):
    """HTML without what cannot be shown; ``special`` says what becomes of an element of one system."""

    def __init__(self, prefix: str, special: Handler) -> None:
        super().__init__(convert_charrefs=False)
        self.prefix, self.special = prefix, special
        self.pieces: list[str] = []
        self.lost: list[Lost] = []
        self.without: list[str] = []
        """The elements that are left out and still open."""

    def lose(self, fact: str, weight: Weight = "text") -> None:
        self.lost.append(Lost(self.getpos()[0] - 1, fact, weight))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begin(tag, {name: value or "" for name, value in attrs}, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begin(tag, {name: value or "" for name, value in attrs}, closed=True)

    def begin(self, tag: str, attributes: dict[str, str], *, closed: bool) -> None:
        if self.without:
            if tag == self.without[-1] and not closed:
                self.without.append(tag)
            return
        if self.prefix and tag.startswith(self.prefix):
            put = self.special(Element(tag, attributes, self.getpos()[0] - 1))
            if put is None:
                self.without.extend([] if closed else [tag])
            else:
                self.pieces.append(html.escape(put))
        elif tag in _PICTURES or tag in _DROPPED:
            self.picture(tag, attributes)
            self.without.extend([tag] if tag in _DROPPED and not closed else [])
        elif tag in _KNOWN:
            if tag == "a" and attributes.get("href"):
                self.lose(f"the link to {attributes['href'][:80]}")
            self.pieces.append(f"<{tag}>")
        else:
            self.lose(f"<{tag[:30]}> is no element that is known; text may be missing")

    def picture(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("script", "style"):
            if tag == "script":
                self.lose("a script")
            return
        says = attributes.get("alt", "").strip()
        source = attributes.get("src", "").removeprefix("@@PLUGINFILE@@/")
        self.lose(f"a picture or player ({source[:80] or tag})")
        if says:
            self.pieces.append(html.escape(f"[{says}]"))

    def handle_endtag(self, tag: str) -> None:
        if self.without:
            if tag == self.without[-1]:
                self.without.pop()
        elif tag in _KNOWN:
            self.pieces.append(f"</{tag}>{' ' * (tag in ('td', 'th'))}")

    def handle_data(self, data: str) -> None:
        if not self.without:
            self.pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _unknown(element: Element) -> str | None:
    return ""


def prompt_of(
    page: str,
    form: str = "html",
    *,
    prefix: str = "",
    special: Handler = _unknown,
    values: list[str] | None = None,
    single_dollars: bool = False,
) -> Prompt:
    r"""The text of a page. ``values`` are formulas that stand in it as ``placeholder(n)``.

    >>> prompt_of("<p>Let \\(a &lt; b\\), at $5.</p><img src='x.png'>").text
    'Let $a < b$, at \\$5.'

    ``form`` is ``html``, or a kind of plain text; ``single_dollars`` says that ``$…$`` is a formula.
    """
    if len(page) > MAX_HTML:
        raise NotTaken(f"a text of more than {MAX_HTML:,} characters")
    lost: list[Lost] = []
    if form in ("html", "moodle_auto_format"):
        cleaning = _Cleaning(prefix, special)
        cleaning.feed(page.replace("\n", "<br>\n") if form == "moodle_auto_format" else page)
        cleaning.close()
        page, lost = text_of_html("".join(cleaning.pieces)), cleaning.lost
    text = _with_formulas(_printable(page), values or [], single_dollars)
    return Prompt("\n".join(line.strip() for line in text.split("\n") if line.strip()), lost)


def placeholder(number: int) -> str:
    """What stands in a page for a formula until its surroundings are known."""
    return f"\ue000{number}\ue001"


def _printable(text: str) -> str:
    """Without signs that steer a terminal or end a line unseen."""
    lines = re.split("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)
    spaced = (re.sub(r"\s", " ", line) for line in lines)
    return "\n".join("".join(c for c in line if c.isprintable() or c in "\ue000\ue001") for line in spaced)


def _with_formulas(text: str, values: list[str], single_dollars: bool) -> str:
    """Delimiters as they are here, with the formulas put in: bare within one, else as one of their own."""
    pieces: list[str] = []
    at = 0
    for found in _MATH.finditer(text):
        pieces.append(_outside(text[at : found.start()], values, single_dollars))
        inline, *displayed = found.groups()
        body = _filled(
            inline if inline is not None else next(b for b in displayed if b is not None), values, ""
        )
        body = " ".join(body.split())
        pieces.append(f"${body}$" if inline is not None else f"$${body}$$")
        at = found.end()
    return "".join([*pieces, _outside(text[at:], values, single_dollars)])


def _outside(text: str, values: list[str], single_dollars: bool) -> str:
    if not single_dollars:
        return _filled(re.sub(r"(?<!\\)\$", r"\\$", text), values, "$")
    pieces: list[str] = []
    at = 0
    for found in _SINGLE.finditer(text):
        pieces += [_filled(text[at : found.start()], values, "$"), f"${_filled(found[1], values, '')}$"]
        at = found.end()
    return "".join([*pieces, _filled(text[at:], values, "$")])


def _filled(text: str, values: list[str], around: str) -> str:
    def value(found: re.Match[str]) -> str:
        number = int(found[1][:6])
        return f"{around}{values[number]}{around}" if number < len(values) else ""

    return _PLACEHOLDER.sub(value, text)
