"""Small pieces of text that every form of a report shares: statuses, points, what a student typed."""

from __future__ import annotations

from ..grading.verdict import ItemReport, PartReport, Status
from ..problem.levels import LEVELS as LEVELS
from ..problem.levels import at_least as at_least

SIGNS: dict[Status, str] = {
    Status.CORRECT: "✓",
    Status.PARTIAL: "~",
    Status.INCORRECT: "✗",
    Status.BLANK: "·",
    Status.INVALID: "!",
    Status.UNDECIDED: "?",
}

WORDS: dict[Status, str] = {
    Status.CORRECT: "correct",
    Status.PARTIAL: "partial",
    Status.INCORRECT: "incorrect",
    Status.BLANK: "blank",
    Status.INVALID: "unreadable",
    Status.UNDECIDED: "undecided",
}


def visible(text: str) -> str:
    """``text`` without characters that steer a terminal or turn the direction of writing: they are spelt out.

    >>> visible("a\\x1b[31mb\\u202e")
    'a\\\\x1b[31mb\\\\u202e'
    """
    return "".join(_spelt_out(char) if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    code = ord(char)
    control = (code < 32 and char not in "\n\t") or 127 <= code < 160
    direction = 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or code in (0x200E, 0x200F)
    return control or direction or 0xD800 <= code <= 0xDFFF or code in (0x2028, 0x2029)


def _spelt_out(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def on_one_line(text: str, longest: int = 240) -> str:
    """``text`` with its white space drawn together, cut after ``longest`` characters.

    >>> on_one_line("[a,\\n  b]")
    '[a, b]'
    """
    line = visible(" ".join(text[: 8 * longest].split()))
    return line if len(line) <= longest else line[: longest - 1] + "…"


def reading(part: PartReport) -> str:
    """How an answer was read; as it was typed where it could not be; for code, how long it is."""
    if part.verdict.read_as:
        return on_one_line(part.verdict.read_as)
    if part.kind == "code" and part.response.strip():
        lines = len(part.response.strip().splitlines())
        return f"code, {lines} line" + ("s" if lines > 1 else "")
    return on_one_line(part.response)


def part_label(part: PartReport, item: ItemReport) -> str:
    """A part's name below its item: its id without the item's, or its kind.

    >>> from fractions import Fraction
    >>> from ..grading.verdict import Verdict
    >>> part = PartReport("2.graph.w_0", "graph", Fraction(1), "", Verdict(Status.BLANK, Fraction(0)))
    >>> part_label(part, ItemReport("2", "", Fraction(1), (part,)))
    'w_0'
    """
    inside = part.id.removeprefix(item.id).lstrip(".")
    return visible(inside.removeprefix(f"{part.kind}.") or part.kind)
