"""The next days on which a session could be that cannot be on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import meantime as mt
from meantime.clinic.care.cases import Ahead, newest, sessions_of
from meantime.clinic.care.month import start_on
from meantime.clinic.portal.next_step import next_step
from meantime.clinic.portal.standing import Standing
from meantime.model.protocol import SOURCE_LANGUAGE

# So many are offered, and no later one than this after the first that could be good.
MOST, _FARTHEST = 3, 92


def good_days(standing: Standing, at: datetime) -> tuple[date, ...]:
    """Up to three days of the clinic's on which nothing stands against a session, from tomorrow on.

    Each is screened as the clinic's month does when it moves the session, at the time of day that
    it is booked for; whether a room is free then is for the clinic to see. None while a clinician
    has to do something first.
    """
    earliest = mt.screen(standing.protocol, standing.case, at).earliest
    if earliest is None or next_step(standing, at, SOURCE_LANGUAGE).waits:
        return ()
    tomorrow = at.astimezone(ZoneInfo(standing.case.zone)).date() + timedelta(days=1)
    return tuple(islice(_good(standing, max(earliest, tomorrow), at), MOST))


def _good(standing: Standing, first: date, at: datetime) -> Iterator[date]:
    session, clinic, patient = standing.session, standing.session.clinic, standing.session.patient
    course = session.course
    course.clinic, course.patient = clinic, patient
    ahead = Ahead(course, session.version, newest(patient), sessions_of(patient), session)
    clock = session.start.astimezone(ZoneInfo(clinic.zone)).time()
    for later in range(_FARTHEST):
        day = first + timedelta(days=later)
        start = start_on(clinic, day, clock, session.minutes)
        if start is None:
            continue
        case = replace(ahead.case(start), anchors=standing.case.anchors)
        if mt.screen(standing.protocol, case, at).status == "eligible":
            yield day
