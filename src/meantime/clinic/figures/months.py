"""Spans of whole months, by the clocks of a clinic."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

MOST = 24
USUAL = 6


class Span(NamedTuple):
    """Whole months. since, until: the first day of the first and of the last one."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def begin(self) -> datetime:
        """The moment at which the first month begins."""
        return datetime.combine(self.since, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The moment at which the last month is over."""
        return datetime.combine(after(self.until, 1), time(), self.zone)

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        return [after(self.since, n) for n in range(apart(self.since, self.until) + 1)]


def usual(clinic: Any, at: datetime) -> Span:
    """The month that goes on at a moment, and those right before it."""
    zone = ZoneInfo(clinic.zone)
    until = at.astimezone(zone).date().replace(day=1)
    return Span(after(until, 1 - USUAL), until, zone)


def after(month: date, many: int) -> date:
    """The first day of the month so many months later; earlier where it is negative."""
    years, months = divmod(month.month - 1 + many, 12)
    return date(month.year + years, months + 1, 1)


def apart(first: date, last: date) -> int:
    """How many months lie between two."""
    return (last.year - first.year) * 12 + last.month - first.month
