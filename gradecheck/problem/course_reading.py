"""``course.yaml`` → ``Course``: read, checked, its times made moments. Imports what takes long to import."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from .course import Course, Extension, Late, Rules, covers
from .course_schema import CourseFile, LatePart, RulesPart
from .explain import check_as, complaint, gather, near
from .yaml_reader import Document, Path, read

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:(?:\s+|T)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_HOW = "write it like 2026-10-05 23:59, or 2026-10-05T23:59+02:00"


def read_course(content: bytes, path: str, now: datetime) -> Course:
    """The course in ``content``; ``path`` is for messages.

    Raises ``AuthorError``, or ``AuthorErrors`` with all of them.
    """
    document = read(content, path)
    file = check_as(document, CourseFile)
    zone = _zone(document, file.timezone)
    entries: dict[Path, RulesPart] = {("defaults",): file.defaults}
    entries |= {("problems", name): part for name, part in file.problems.items()}
    moments = gather(partial(_moments, document, zone, path, part) for path, part in entries.items())
    said = {path: _plain(part) | times for (path, part), times in zip(entries.items(), moments, strict=True)}
    built = gather(partial(_rules, document, entries, said, path) for path in entries)
    return Course(
        title=" ".join(file.title.split()),
        timezone=zone,
        defaults=built[0],
        problems=tuple(zip(file.problems, built[1:], strict=True)),
        drop_lowest=file.drop_lowest,
        extensions=_extensions(document, file),
        places=tuple((name, document.key_place(("problems", name))) for name in file.problems),
        now=now,
    )


def _zone(document: Document, name: str | None) -> tzinfo:
    if name is None or name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        remedy = near(name, sorted(available_timezones())) if len(name) < 60 else ""
        remedy = remedy if remedy.startswith("did you mean") else "write it like Europe/Berlin"
        raise complaint(document, ("timezone",), f"'{name}' is not a time zone", remedy) from None


def _rules(
    document: Document, entries: dict[Path, RulesPart], said: dict[Path, dict[str, object]], path: Path
) -> Rules:
    """The rules of an entry: what is said nearest to the problem holds, key by key."""
    above = [each for each in entries if _is_above(each, path)]
    found: dict[str, object] = {}
    late = Late()
    for each in sorted(above, key=lambda each: len(str(each[-1])) if each[0] == "problems" else 0):
        found |= said[each]
        late = _late(late, entries[each].late)
    rules = replace(Rules(), late=late, **found)  # type: ignore[arg-type]
    _sensible(document, path, entries[path], rules)
    return rules


def _is_above(above: Path, path: Path) -> bool:
    if above == ("defaults",):
        return True
    return path[0] == "problems" and covers(str(above[1]), str(path[1]))


def _plain(part: RulesPart) -> dict[str, object]:
    """What an entry says of the rules that are no times."""
    found = {
        "attempts": part.attempts.count,
        "use": part.attempts.use,
        "grace": part.grace,
        "weight": part.weight,
        "droppable": part.droppable,
        "feedback": part.feedback.level,
        "before": part.feedback.before,
    }
    return {name: value for name, value in found.items() if value is not None}


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


def _late(late: Late, part: LatePart) -> Late:
    refuse = part.refuse_after
    return Late(
        penalty=late.penalty if part.penalty is None else part.penalty,
        per=part.per or late.per,
        at_most=late.at_most if part.at_most is None else part.at_most,
        of=part.of or late.of,
        refuse_after=late.refuse_after if refuse is None else None if refuse == "none" else refuse,
    )


def _sensible(document: Document, path: Path, part: RulesPart, rules: Rules) -> None:
    """Refuses an entry that asks for what cannot happen."""
    refuse = rules.late.refuse_after
    if refuse is not None and part.late.refuse_after is not None and rules.grace:
        start = rules.due or datetime(2026, 1, 1, tzinfo=UTC)
        if refuse.after(start, UTC) < rules.grace.after(start, UTC):
            fact, remedy = "the cut-off comes before the grace is over", "make it later, or the grace shorter"
            raise complaint(document, (*path, "late", "refuse_after"), fact, remedy)
    if rules.since == "due" and rules.due is None and part.feedback.since == "due" and path[0] == "problems":
        raise complaint(
            document, (*path, "feedback", "from"), "there is no due date here", "add `due:`, or write a date"
        )


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


def _extensions(document: Document, file: CourseFile) -> tuple[Extension, ...]:
    found: list[Extension] = []
    for student, entries in file.extensions.items():
        for problem, length in entries.items():
            path: Path = ("extensions", student, problem) if problem else ("extensions", student)
            found.append(Extension(student, problem, length, document.key_place(path)))
    return tuple(found)
