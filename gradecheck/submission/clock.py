"""Time stamps as platforms write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LONGEST = 100
_OFFSET = re.compile(
    r"\s*(?:GMT|UTC|Z)?\s*([+-])(\d{1,2}):?(\d{2})?$|\s+(?:GMT|UTC)$|(?<=\d)\s?Z$", re.IGNORECASE
)
_NUMBERS = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\D+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\.?)?", re.I
)
_WORDS = (
    "%d %B %Y %I:%M %p",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M",
    "%A, %d %B %Y, %I:%M %p",
    "%b %d, %Y %I:%M %p",
)


def zone(name: str) -> tzinfo | None:
    """A time zone by its name, such as ``Europe/Berlin`` or ``UTC``; None where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC if name.upper() == "UTC" else None


def moment(
    text: str, form: str = "", default: tzinfo | None = None, *, day_first: bool | None = None
) -> datetime | None:
    """A time stamp with its time zone; None where it cannot be read, or neither it nor ``default`` has a zone.

    ``form`` is how it is written, as ``strptime`` takes it. ``day_first`` says what ``5/10/2026`` means.

    >>> moment("2026-01-30 10:30:47.524219 UTC").isoformat()
    '2026-01-30T10:30:47.524219+00:00'
    >>> moment("2026/01/30 3:04:05 PM GMT+2").isoformat()
    '2026-01-30T15:04:05+02:00'
    >>> moment("5/10/2026 9:00", default=UTC, day_first=True).isoformat()
    '2026-10-05T09:00:00+00:00'
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    own, rest = _zoned(text)
    found = _by_form(text, form) if form else _iso(text) or _by_numbers(rest, day_first) or _by_words(rest)
    if found is None:
        return None
    if found.tzinfo is not None:
        return found
    where = own or default
    return found.replace(tzinfo=where) if where is not None else None


def _zoned(text: str) -> tuple[tzinfo | None, str]:
    match = _OFFSET.search(text)
    if match is None or match.start() < 8:
        return None, text
    rest = text[: match.start()]
    if not match[1]:
        return UTC, rest
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 15 or minutes > 59:
        return None, text
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if match[1] == "-" else offset), rest


def _iso(text: str) -> datetime | None:
    nine = re.sub(r"(\.\d{6})\d+", r"\1", text)
    nine = re.sub(r"\s*(?:UTC|Z)$", "+00:00", nine)
    nine = re.sub(r"\s+([+-]\d{2}:?\d{2})$", r"\1", nine)
    try:
        return datetime.fromisoformat(nine) if re.match(r"\d{4}-\d\d-\d\d", nine) else None
    except ValueError:
        return None


def _by_form(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def _by_numbers(text: str, day_first: bool | None) -> datetime | None:
    match = _NUMBERS.fullmatch(text.strip())
    if match is None:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    elif match[2] == "." or first > 12 or (day_first and second <= 12):
        day, month, year = first, second, third
    elif second > 12 or day_first is False:
        month, day, year = first, second, third
    else:
        return None
    hour = int(match[5])
    if match[8]:
        hour = hour % 12 + (12 if match[8][0] in "pP" else 0)
    try:
        return datetime(
            year + 2000 if year < 100 else year, month, day, hour, int(match[6]), int(match[7] or 0)
        )
    except ValueError:
        return None


def _by_words(text: str) -> datetime | None:
    return next((found for form in _WORDS if (found := _by_form(text.strip(), form))), None)


def day_first(texts: Iterable[str]) -> bool | None:
    """Whether the day stands first in stamps such as ``5/10/2026``; None where none of them tells.

    >>> day_first(["5/10/2026 9:00", "13/10/2026 9:00"]), day_first(["5/10/2026 9:00"])
    (True, None)
    """
    matches: Sequence[re.Match[str]] = [match for text in texts if (match := _NUMBERS.match(text.strip()))]
    if any(len(match[1]) < 4 and int(match[1]) > 12 for match in matches):
        return True
    return False if any(len(match[1]) < 4 and int(match[3]) > 12 for match in matches) else None
