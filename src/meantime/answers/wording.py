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
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{day_words(local.date())}, {clock}"


def until_words(local: datetime) -> str:
    """The end of a stretch: midnight is said as 24:00 of the day before, as a person counts."""
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{day_words(local.date() - timedelta(days=1))}, 24:00"
    return moment_words(local)


def span_words(span: timedelta) -> str:
    """`3 days`, `26 hours` or `40 minutes`, rounded up so that nobody acts too early."""
    for least, unit, name in _UNITS:
        if span >= least:
            return _counted(-(-span // unit), name)
    return _counted(max(1, -(-span // timedelta(minutes=1))), "minute")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
