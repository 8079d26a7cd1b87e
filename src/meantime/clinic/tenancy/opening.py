"""When a clinic is open, by its own clocks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic


class Hours(NamedTuple):
    """From when to when a clinic is open on a weekday."""

    opens: time
    closes: time


def hours_of(clinic: Clinic) -> dict[int, Hours]:
    """When it is open, by weekday, Monday 0; a weekday that is not there is closed."""
    return {
        int(day): Hours(time.fromisoformat(opens), time.fromisoformat(closes))
        for day, (opens, closes) in clinic.hours.items()
    }


def refuse_closed(clinic: Clinic, start: datetime, minutes: int) -> None:
    """Raises Refused unless the whole session fits the hours; it says which they are that day."""
    day = start.astimezone(ZoneInfo(clinic.zone)).date()
    hours = hours_of(clinic).get(day.weekday())
    told: dict[str, Any] = {"day": WEEKDAYS[day.weekday()]}
    if hours is None:
        raise Refused(_("The clinic is closed on %(day)s. Choose another day.") % told)
    if not _fits(clinic, day, hours, start, minutes):
        told |= {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
        raise Refused(
            _(
                "On %(day)s the clinic is open from %(opens)s to %(closes)s. The session takes "
                "%(minutes)d minutes and has to end by then. Choose another time."
            )
            % (told | {"minutes": minutes})
        )


def is_open(clinic: Clinic, start: datetime, minutes: int) -> bool:
    """Whether a whole session fits the hours."""
    day = start.astimezone(ZoneInfo(clinic.zone)).date()
    hours = hours_of(clinic).get(day.weekday())
    return hours is not None and _fits(clinic, day, hours, start, minutes)


def _fits(clinic: Clinic, day: date, hours: Hours, start: datetime, minutes: int) -> bool:
    """By moments, not by what the clocks show: they may change while the clinic is open."""
    zone = ZoneInfo(clinic.zone)
    opens, closes = (datetime.combine(day, clock, zone).timestamp() for clock in hours)
    end = start + timedelta(minutes=minutes)
    return opens <= start.timestamp() and end.timestamp() <= closes
