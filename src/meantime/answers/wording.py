"""Moments and spans as people say them: always weekday, date and time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_UNITS = (
    (timedelta(days=2), timedelta(days=1), "day"),
    (timedelta(hours=2), timedelta(hours=1), "hour"),
)


def day_words(day: date) -> str:
    """`Tuesday 1 December 2026`."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def moment_words(local: datetime) -> str:
    """`Thursday 3 December 2026, 11:00`; seconds only where there are any."""
    return f"{day_words(local.date())}, {_clock(local)}"


def short_words(local: datetime) -> str:
    """`Thu 3 Dec 2026, 11:00`."""
    return f"{local:%a} {local.day} {local:%b} {local.year}, {_clock(local)}"


def until_words(local: datetime) -> str:
    """The end of a stretch: midnight is said as 24:00 of the day before, as a person counts."""
    day, clock = _as_end(local)
    return f"{day_words(day)}, {clock}"


def short_until_words(local: datetime) -> str:
    """`until_words` in short: `Thu 3 Dec 2026, 24:00`."""
    day, clock = _as_end(local)
    return f"{day:%a} {day.day} {day:%b} {day.year}, {clock}"


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _as_end(local: datetime) -> tuple[date, str]:
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), _clock(local)


def span_words(span: timedelta) -> str:
    """`3 days`, `26 hours` or `40 minutes`, rounded up so that nobody acts too early."""
    for least, unit, name in _UNITS:
        if span >= least:
            return _counted(-(-span // unit), name)
    return _counted(max(1, -(-span // timedelta(minutes=1))), "minute")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
