"""What a file says of the rules for problems, layer by layer: what is said nearest to a problem holds.

``course.yaml`` and ``assignment.yaml`` have the same keys with the same meaning; here they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from .course import Late, Rules
from .course_schema import RulesPart
from .explain import complaint, near
from .yaml_reader import Document, Path

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:(?:\s+|T)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_HOW = "write it like 2026-10-05 23:59, or 2026-10-05T23:59+02:00"
_LATE = {field.name for field in fields(Late)}
_KEYS = {"use": "attempts", "since": "feedback", "before": "feedback", **dict.fromkeys(_LATE, "late")}
"""The key of a file below which a rule stands, where it has another name."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one entry of a file says: values of ``Rules`` and ``Late`` by their names.

    ``needs_due`` is for entries about problems: feedback from the deadline on needs one there.
    """

    document: Document
    path: Path
    said: Mapping[str, object]
    needs_due: bool = True


def layer(document: Document, zone: tzinfo, path: Path, part: RulesPart, *, needs_due: bool = True) -> Layer:
    """The layer of an entry; its times are in ``zone``. Raises ``AuthorError`` for a time that is none."""
    return Layer(document, path, _plain(part) | _moments(document, zone, path, part), needs_due)


def merged(layers: Iterable[Layer]) -> Rules:
    """The rules that layers come to; a later one holds, key by key."""
    said: dict[str, object] = {}
    for each in layers:
        said |= each.said
    late = replace(Late(), **{name: said.pop(name) for name in _LATE & said.keys()})  # type: ignore[arg-type]
    return replace(Rules(), late=late, **said)  # type: ignore[arg-type]


def sensible(above: Sequence[Layer], own: Sequence[Layer]) -> Rules:
    """The rules that layers come to, those ``above`` a problem and its ``own``.

    Raises ``AuthorError`` where one of its own asks for what cannot happen.
    """
    rules = merged([*above, *own])
    cuts_off, shows = _last(own, "refuse_after"), _last(own, "since")
    refuse = rules.late.refuse_after
    if cuts_off is not None and refuse is not None and rules.grace:
        start = rules.due or datetime(2026, 1, 1, tzinfo=UTC)
        if refuse.after(start, UTC) < rules.grace.after(start, UTC):
            fact, remedy = "the cut-off comes before the grace is over", "make it later, or the grace shorter"
            raise complaint(cuts_off.document, (*cuts_off.path, "late", "refuse_after"), fact, remedy)
    if shows is not None and shows.needs_due and rules.since == "due" and rules.due is None:
        fact, remedy = "there is no due date here", "add `due:`, or write a date"
        raise complaint(shows.document, (*shows.path, "feedback", "from"), fact, remedy)
    return rules


def _last(layers: Sequence[Layer], name: str) -> Layer | None:
    return next((each for each in reversed(layers) if name in each.said), None)


def differing(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, ...]:
    """The keys of a file under which two layers say different things."""
    names = (name for name in one if name in other and one[name] != other[name])
    return tuple(dict.fromkeys(_KEYS.get(name, name) for name in names))


def zone_of(document: Document, name: str) -> tzinfo:
    """The time zone that a file names. Raises ``AuthorError`` where there is no such zone."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        remedy = near(name, sorted(available_timezones())) if len(name) < 60 else ""
        remedy = remedy if remedy.startswith("did you mean") else "write it like Europe/Berlin"
        raise complaint(document, ("timezone",), f"'{name}' is not a time zone", remedy) from None


def _plain(part: RulesPart) -> dict[str, object]:
    """What an entry says of the rules that are no times."""
    late, refuse = part.late, part.late.refuse_after
    found: dict[str, object] = {
        "attempts": part.attempts.count,
        "use": part.attempts.use,
        "grace": part.grace,
        "weight": part.weight,
        "droppable": part.droppable,
        "feedback": part.feedback.level,
        "before": part.feedback.before,
        "penalty": late.penalty,
        "per": late.per,
        "at_most": late.at_most,
        "of": late.of,
    }
    said = {name: value for name, value in found.items() if value is not None}
    return said if refuse is None else said | {"refuse_after": None if refuse == "none" else refuse}


def _moments(document: Document, zone: tzinfo, path: Path, part: RulesPart) -> dict[str, object]:
    """What an entry says of the rules that are times."""
    found: dict[str, object] = {}
    if part.due is not None:
        at = (*path, "due")
        found["due"] = None if part.due == "none" else _moment(document, at, part.due, zone, end_of_day=True)
    if part.feedback.since is not None:
        at, text = (*path, "feedback", "from"), part.feedback.since
        found["since"] = text if text in ("now", "due") else _moment(document, at, text, zone)
    return found


def _moment(document: Document, path: Path, text: str, zone: tzinfo, *, end_of_day: bool = False) -> datetime:
    """A moment of the file; a day alone is its end (midnight), or its beginning."""
    typed = _MOMENT.fullmatch(text.strip())
    try:
        if typed is None:
            raise ValueError
        day = date(*map(int, typed["date"].split("-")))
        if not 1970 <= day.year <= 2999:
            raise ValueError
        if typed["hour"] is None:
            local = datetime.combine(day, time()) + timedelta(days=1 if end_of_day else 0)
        else:
            clock = time(int(typed["hour"]), int(typed["minute"]), int(typed["second"] or 0))
            local = datetime.combine(day, clock)
        if typed["offset"]:
            return datetime.fromisoformat(local.isoformat() + typed["offset"])
    except (ValueError, OverflowError):
        raise complaint(document, path, f"'{text}' is not a time", _HOW) from None
    return _placed(document, path, text, local, zone)


def _placed(document: Document, path: Path, text: str, local: datetime, zone: tzinfo) -> datetime:
    """A time without offset in the course's zone, where it exists exactly once."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != local:
        fact = f"the clocks of {zone} jump over {text}"
        raise complaint(document, path, fact, "choose a time that exists")
    if first.utcoffset() != second.utcoffset():
        example = f"{local:%Y-%m-%dT%H:%M}{second:%z}"
        fact = f"the clocks of {zone} show {text} twice"
        raise complaint(
            document, path, fact, f"write it with its offset, such as {example[:-2]}:{example[-2:]}"
        )
    return first
