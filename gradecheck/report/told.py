"""A drawn graph in words: for the description of a picture, and for whoever listens instead of looking."""

from __future__ import annotations

from collections.abc import Iterable

from .picture import Drawn, Label
from .words import WORDS


def told(nodes: Iterable[Drawn]) -> list[str]:
    """A sentence for each node.

    >>> told([Drawn("x", "", (), Label("3"), Label("?"), told="x, an input")])
    ['x, an input: value 3, gradient asked for.']
    """
    return [f"{_sentence(node)}." for node in nodes]


def _sentence(node: Drawn) -> str:
    facts = [_fact("value", node.value), _fact("gradient", node.gradient)]
    facts += [_fact(f"gradient along the line from {parent}", label) for parent, label in node.edges]
    said = ", ".join(filter(None, facts))
    return f"{node.told or node.name}: {said}" if said else node.told or node.name


def _fact(what: str, label: Label) -> str:
    if not label.text:
        return ""
    if label.status is None:
        return f"{what} asked for" if label.text == "?" else f"{what} {label.text}"
    return f"{what} {label.text.partition(' ')[2]} ({WORDS[label.status]})"
