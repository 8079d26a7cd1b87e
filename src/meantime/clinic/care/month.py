"""A month for one patient: every day with the verdict it would have, and why."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

import meantime as mt
from meantime.answers.screening import Verdict
from meantime.clinic.care.actions.booking import local_start
from meantime.clinic.care.cases import Ahead, newest, sessions_of
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.care.telling import sentence
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic
from meantime.clinic.tenancy.opening import is_open
from meantime.model.protocol import SOURCE_LANGUAGE

# Days that are kept drawn: some megabytes.
_KEPT = 8192
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


class Cell(NamedTuple):
    """What a day of the month shows. There is nothing of a patient in it: all share the drawing.

    opens: whether the day can be chosen. clock: the time that all days are looked at.
    """

    day: date
    month: date
    clock: time
    shade: str
    opens: bool
    in_month: bool
    chosen: bool
    why: str


def cells(
    found: list[list[Day]], month: date, clock: time, chosen: date | None
) -> list[list[SafeString]]:
    """The days as they are drawn, in the language that is on."""
    language = get_language() or SOURCE_LANGUAGE

    def drawn(day: Day) -> SafeString:
        opens = day.verdict is not None
        is_chosen = day.day == chosen
        return _drawn(
            Cell(day.day, month, clock, day.shade, opens, day.in_month, is_chosen, day.why),
            language,
        )

    return [[drawn(day) for day in week] for week in found]


@lru_cache(maxsize=_KEPT)
def _drawn(cell: Cell, _language: str) -> SafeString:
    return render_to_string("care/month_day.html", {"cell": cell})


def _shade(verdict: Verdict) -> str:
    """What is known to stand against a day shows, even where something is not known yet."""
    known = verdict.governing.status if verdict.governing else verdict.status
    return "stop" if SHADES[known] == "stop" else SHADES[verdict.status]


def start_on(clinic: Clinic, day: date, clock: time, minutes: int) -> datetime | None:
    """The moment of a time on a day; None where the clinic is shut then, or no clock shows it."""
    try:
        start = local_start(clinic, day, clock)
    except Refused:
        return None
    return start if is_open(clinic, start, minutes) else None


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
    patient = course.patient
    ahead = Ahead(course, version, newest(patient), sessions_of(patient), moving)
    protocol = protocol_of(version)
    language = get_language() or SOURCE_LANGUAGE
    minutes = moving.minutes if moving else protocol.duration_minutes

    def shown(day: date) -> Day:
        start = start_on(clinic, day, clock, minutes) if day >= today else None
        if start is None:
            return Day(day, "shut", None, day.month == month)
        verdict = mt.screen(protocol, ahead.case(start), at)
        why = sentence(protocol, verdict.governing.rule, language) if verdict.governing else ""
        return Day(day, _shade(verdict), verdict, day.month == month, why)

    return [[shown(day) for day in week] for week in Weeks().monthdatescalendar(year, month)]
