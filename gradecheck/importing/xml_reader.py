"""XML from outside, with the line of each element. A document type, and with it every entity, is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import OperatorError, Place

MAX_DEPTH = 40
MAX_ELEMENTS = 500_000
MAX_TEXT = 1_000_000
"""How many characters of one element's text are kept."""

_DROPPED = frozenset({"file"})
"""Elements whose text is not kept: pictures and other files, packed as text."""


@dataclass(slots=True, eq=False)
class Element:
    """An element: its tag, its attributes, its text without that of what stands in it, and its line."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        """The text that stands directly in it."""
        return "".join(self.pieces).strip()

    @property
    def text_line(self) -> int:
        """The line where that text begins."""
        whole = "".join(self.pieces)
        return self.line + whole[: len(whole) - len(whole.lstrip())].count("\n")

    def all(self, tag: str) -> Iterator[Element]:
        """The elements directly in it with that tag."""
        return (child for child in self.children if child.tag == tag)

    def find(self, tag: str) -> Element | None:
        """The first of them."""
        return next(self.all(tag), None)

    @property
    def holder(self) -> Element:
        """What has its text: the element itself, or a ``text`` in it."""
        inner = self.find("text")
        return inner if inner is not None and not self.text else self

    def said(self, tag: str) -> str:
        """What an element in it says, itself or in a ``text`` of its own; "" where there is none."""
        found = self.find(tag)
        return found.holder.text if found is not None else ""

    def at(self, tag: str) -> int:
        """The line of an element in it, its own where there is none."""
        found = self.find(tag)
        return found.line if found is not None else self.line


def read_xml(data: bytes, path: str) -> Element:
    """The root element.

    >>> read_xml(b"<quiz><question type='essay'/></quiz>", "quiz.xml").find("question").attributes
    {'type': 'essay'}

    Raises ``OperatorError`` for what is no XML, has a document type, or is nested too deep.
    """
    building = _Building(path)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    building.line = lambda: parser.CurrentLineNumber
    parser.StartDoctypeDeclHandler = building.doctype
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.characters
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = Place(path, error.lineno, error.offset + 1)
        raise OperatorError(f"this is not XML: {expat.ErrorString(error.code)}", place=place) from None
    except (LookupError, ValueError) as error:
        raise OperatorError(f"this is not XML: {error}", place=Place(path, 1)) from None
    assert building.root is not None
    return building.root


class _Building:
    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.line: Callable[[], int] = int

    def doctype(self, *_: object) -> None:
        fact = "the file has a document type (<!DOCTYPE …>), which may hide any amount of text"
        raise self.refused(fact, "export the questions again; question banks have none")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise self.refused(f"more than {MAX_ELEMENTS:,} elements", "split the file")
        if len(self.open) >= MAX_DEPTH:
            raise self.refused(f"nested more than {MAX_DEPTH} elements deep", "export the questions again")
        element = Element(tag, attributes, self.line())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        element = self.open[-1]
        if element.tag in _DROPPED:
            return
        element.length += len(text)
        if element.length > MAX_TEXT:
            raise self.refused(f"a text of more than {MAX_TEXT:,} characters", "shorten it")
        element.pieces.append(text)

    def refused(self, fact: str, remedy: str) -> OperatorError:
        return OperatorError(fact, remedy=remedy, place=Place(self.path, self.line()))
