"""Lengths of time as people mean them: a day later is the same time of day, also where clocks change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_TERM = re.compile(r"(\d{1,6})\s*(weeks?|w|days?|d|hours?|h|minutes?|min|m)(?=\W|\d|$)", re.I)
_UNITS = {"w": (7, 0), "d": (1, 0), "h": (0, 3600), "m": (0, 60)}
_BETWEEN = re.compile(r"(?:\s|,|\band\b)*", re.I)


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole days by the calendar, and seconds by the clock."""

    days: int = 0
    seconds: int = 0

    def after(self, moment: datetime, zone: tzinfo) -> datetime:
        """The moment (in UTC) so much later than ``moment``, days counted by the calendar of ``zone``.

        >>> from zoneinfo import ZoneInfo
        >>> berlin = ZoneInfo("Europe/Berlin")
        >>> before = datetime(2026, 10, 24, 23, 59, tzinfo=berlin)   # clocks go back in the night
        >>> later = Duration(1).after(before, berlin)
        >>> later.astimezone(berlin).isoformat(), later - before.astimezone(UTC)
        ('2026-10-25T23:59:00+01:00', datetime.timedelta(days=1, seconds=3600))
        """
        local = moment.astimezone(zone)
        wall = local.replace(tzinfo=None) + timedelta(days=self.days)
        shifted = wall.replace(tzinfo=zone, fold=local.fold) if self.days else local
        return shifted.astimezone(UTC) + timedelta(seconds=self.seconds)

    def __bool__(self) -> bool:
        return bool(self.days or self.seconds)

    def __str__(self) -> str:
        """
        >>> str(Duration(2, 5400)), str(Duration())
        ('2 days 1 hour 30 minutes', 'no time')
        """
        return in_words(timedelta(days=self.days, seconds=self.seconds)) or "no time"


NONE = Duration()


def parse_duration(text: str) -> Duration | None:
    """A duration as people type it, ``None`` where it is none.

    >>> parse_duration("2 days"), parse_duration("1h 30 min"), parse_duration("0"), parse_duration("soon")
    (Duration(days=2, seconds=0), Duration(days=0, seconds=5400), Duration(days=0, seconds=0), None)
    """
    rest = text.strip()
    if rest == "0":
        return Duration()
    days = seconds = 0
    while rest:
        term = _TERM.match(rest)
        if term is None:
            return None
        by_calendar, by_clock = _UNITS[term[2][0].lower()]
        days += int(term[1]) * by_calendar
        seconds += int(term[1]) * by_clock
        rest = rest[term.end() :]
        between = _BETWEEN.match(rest)
        rest = rest[between.end() :] if between else rest
    return Duration(days, seconds) if text.strip() and days < 4000 and seconds < 4000 * 86400 else None


def in_words(length: timedelta) -> str:
    """A length of time in days, hours and minutes, "" for less than a minute.

    >>> in_words(timedelta(days=1, hours=3, seconds=20))
    '1 day 3 hours'
    """
    minutes = length // timedelta(minutes=1)
    amounts = (minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")
    return " ".join(f"{amount} {unit}" + ("s" if amount > 1 else "") for amount, unit in amounts if amount)
