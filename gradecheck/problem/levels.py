"""Feedback levels: how much of a verdict a student is shown."""

from __future__ import annotations

LEVELS = ("verdict", "hints", "full")
"""Feedback levels, each showing more than the one before it."""


def at_least(level: str, least: str) -> bool:
    """Whether feedback ``level`` shows what ``least`` shows.

    >>> at_least("hints", "full"), at_least("full", "hints")
    (False, True)
    """
    return LEVELS.index(level) >= LEVELS.index(least)


def lower(one: str, other: str) -> str:
    """The level of the two that shows less.

    >>> lower("hints", "full")
    'hints'
    """
    return min(one, other, key=LEVELS.index)
