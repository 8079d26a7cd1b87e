"""On which days somebody is asked how it heals, and which of them is today."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meantime.clinic.portal.standing import Standing


class CheckIn(NamedTuple):
    """A day on which the protocol asks. day: so many days after the session. on: its date."""

    day: int
    on: date


class CheckIns(NamedTuple):
    """Where somebody stands among the check-ins of a session.

    due: the one of today, unless it was made. next: the first after today. missed: those that are
    over and were not made; none is made up for, since a report is of the day on which it is made.
    """

    due: CheckIn | None
    next: CheckIn | None
    missed: tuple[CheckIn, ...]


def check_ins_of(standing: Standing, made: Collection[int], at: datetime) -> CheckIns:
    """The check-ins of a session at a moment, by the clocks of the clinic.

    made: the days after the session on which a report was made.
    """
    today = standing.days_after(at)
    over = date_of(standing, at) - timedelta(days=today)
    every = [CheckIn(day, over + timedelta(days=day)) for day in standing.protocol.check_ins]
    return CheckIns(
        next((one for one in every if one.day == today and today not in made), None),
        next((one for one in every if one.day > today), None),
        tuple(one for one in every if one.day < today and one.day not in made),
    )


def date_of(standing: Standing, at: datetime) -> date:
    """The day of a moment by the clocks of the clinic."""
    return at.astimezone(ZoneInfo(standing.case.zone)).date()


def shown_for(standing: Standing, at: datetime) -> str:
    """What a form says of the day and the session that it is shown for: it counts for no other."""
    return f"{standing.session.pk} {date_of(standing, at)}"
