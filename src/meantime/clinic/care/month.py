"""A month for one patient: every day with the verdict it would have, and why."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

import meantime as mt
from meantime.answers.screening import Verdict
from meantime.clinic.care.actions.booking import local_start
from meantime.clinic.care.cases import case_at, newest, sessions_of
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.care.telling import sentence
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic
from meantime.clinic.tenancy.opening import is_open
from meantime.model.protocol import SOURCE_LANGUAGE

# How a day is shown: `fine` (eligible), `care` (needs a look), `stop` (not that day), `shut`.
SHADES: Mapping[str, str] = {
    "eligible": "fine",
    "review": "care",
    "incomplete": "care",
    "deferred": "stop",
    "contraindicated": "stop",
}


class Day(NamedTuple):
    """One day of a month: its shade, and the verdict behind it; None where the clinic is shut
    then, or the day is over. why: what stands against it, in the language that is on."""

    day: date
    shade: str
    verdict: Verdict | None
    in_month: bool
    why: str = ""


def _shade(verdict: Verdict) -> str:
    """What is known to stand against a day shows, even where something is not known yet."""
    known = verdict.governing.status if verdict.governing else verdict.status
    return "stop" if SHADES[known] == "stop" else SHADES[verdict.status]


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
    history, sessions = newest(course.patient), sessions_of(course.patient)
    protocol = protocol_of(version)
    language = get_language() or SOURCE_LANGUAGE
    minutes = moving.minutes if moving else protocol.duration_minutes

    def shown(day: date) -> Day:
        shut = Day(day, "shut", None, day.month == month)
        if day < today:
            return shut
        try:
            start = local_start(clinic, day, clock)
        except Refused:
            return shut
        if not is_open(clinic, start, minutes):
            return shut
        case = case_at(course, version, history, sessions, start, moving)
        verdict = mt.screen(protocol, case, at)
        why = sentence(protocol, verdict.governing.rule, language) if verdict.governing else ""
        return Day(day, _shade(verdict), verdict, day.month == month, why)

    return [[shown(day) for day in week] for week in Weeks().monthdatescalendar(year, month)]
