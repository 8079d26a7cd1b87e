"""A month for one patient: every day with the verdict it would have, and why."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import meantime as mt
from meantime.answers.screening import Verdict
from meantime.clinic.care.actions.booking import local_start
from meantime.clinic.care.cases import earlier_visits, facts_for, newest
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.care.models.sessions import TAKING
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic
from meantime.model.case import Case

# How a day is shown: `fine` (eligible), `care` (needs a look), `stop` (not that day), `shut`.
SHADES: Mapping[str, str] = {
    "eligible": "fine",
    "review": "care",
    "incomplete": "care",
    "deferred": "stop",
    "contraindicated": "stop",
}


class Day(NamedTuple):
    """One day of a month: its shade, and the verdict behind it; None where the clinic is shut."""

    day: date
    shade: str
    verdict: Verdict | None
    in_month: bool


def weeks(
    clinic: Clinic,
    course: Course,
    version: Version,
    year: int,
    month: int,
    clock: time,
    at: datetime,
    moving: Appointment | None = None,
) -> list[list[Day]]:
    """The weeks of a month, Monday first; `moving`: the session that would be put there."""
    today = at.astimezone(ZoneInfo(clinic.zone)).date()
    history, protocol = newest(course.patient), protocol_of(version)
    facts = facts_for(protocol, history)
    sessions = list(Appointment.objects.of(clinic).filter(course=course))
    standing = [item for item in sessions if item.state in TAKING and item != moving]

    def shown(day: date) -> Day:
        if day < today or str(day.weekday()) not in clinic.hours:
            return Day(day, "shut", None, day.month == month)
        try:
            start = local_start(clinic, day, clock)
        except Refused:
            return Day(day, "shut", None, day.month == month)
        number = 1 + sum(item.start < start for item in standing)
        case = Case(
            start=start,
            zone=clinic.zone,
            facts=facts,
            session=number,
            earlier=earlier_visits(sessions, start),
        )
        verdict = mt.screen(protocol, case, at)
        return Day(day, SHADES[verdict.status], verdict, day.month == month)

    return [[shown(day) for day in week] for week in Weeks().monthdatescalendar(year, month)]
