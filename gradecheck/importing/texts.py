"""The texts of a Moodle question as prompts and feedback, with what of them is lost told at its line."""

from __future__ import annotations

import re
from collections.abc import Callable

from .prompt import placeholder, prompt_of
from .question import Telling, Weight
from .xml_reader import Element

Cast = Callable[[str], "str | None"]
"""The formula (LaTeX) that an expression within ``{@…@}`` comes to; None where that is not known."""

_CAST = re.compile(r"\{@(.*?)@\}", re.DOTALL)
_OLD_CAST = re.compile(r"(?<![{\w])@([^@\s][^@\n]*?)@(?![}\w])")


def text_of(
    element: Element,
    tag: str,
    telling: Telling,
    *,
    cast: Cast | None = None,
    weight: Weight = "text",
    change: Callable[[str], str] = str,
    dollars: bool = False,
) -> str:
    """The text of an element, as a prompt; "" where there is none. What is lost is told with ``weight``.

    ``change`` makes something of the page before it is read, without moving its lines; ``dollars`` says
    that ``$…$`` is a formula.
    """
    found = element.find(tag)
    holder = found.holder if found is not None else None
    if found is None or holder is None or not holder.text:
        return ""
    values: list[str] = []
    page = _filled(holder, cast, values, telling, weight) if cast else holder.text
    made = prompt_of(
        change(page), found.attributes.get("format", "html"), values=values, single_dollars=dollars
    )
    for lost in made.lost:
        telling.say(holder.text_line + lost.line, lost.fact, weight)
    return made.text


def feedback_of(
    element: Element, tag: str, telling: Telling, *, cast: Cast | None = None, dollars: bool = False
) -> str:
    """The same for what is said about an answer."""
    return text_of(element, tag, telling, cast=cast, weight="aside", dollars=dollars)


def _filled(holder: Element, cast: Cast, values: list[str], telling: Telling, weight: Weight) -> str:
    """The page with a placeholder for each value that is cast into it."""
    page = holder.text

    def value(found: re.Match[str]) -> str:
        formula = cast(found[1].strip())
        if formula is None:
            if found.re is _CAST:
                line = holder.text_line + page[: found.start()].count("\n")
                telling.say(line, f"the value of {{@{found[1].strip()[:60]}@}} in a text", weight)
                return "…"
            return found[0]
        values.append(formula)
        return placeholder(len(values) - 1)

    return _CAST.sub(value, page) if "{@" in page else _OLD_CAST.sub(value, page)
