"""How long a page that speaks of now can stand: until the first moment at which it may be wrong."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import meantime as mt
from meantime.clinic.care.models import Patient
from meantime.clinic.portal.place import place_of
from meantime.clinic.portal.standing import Standings

# The clinic may move a session, and somebody may answer on another phone: nothing stands longer.
_LONGEST = timedelta(hours=1)


def seconds_left(standings: Standings, patient: Patient, at: datetime) -> int:
    """How many seconds from a moment on it can stand, rounded up."""
    return ceil((over_at(standings, patient, at) - at).total_seconds())


def over_at(standings: Standings, patient: Patient, at: datetime) -> datetime:
    """When that is: at the next edge of a rule, the next start of a session, midnight by the
    patient's clocks or the clinic's, and after an hour at the latest.
    """
    zones = {place_of(patient).clocks, ZoneInfo(patient.clinic.zone)}
    ends = [at + _LONGEST, *(_midnight(at, zone) for zone in zones)]
    for item in (*standings.last, *standings.ahead):
        plan = mt.plan(item.protocol, item.case, at)
        edges = (edge for line in plan.items for edge in (line.opens, line.closes))
        ends += [edge for edge in (item.case.start, *edges) if edge > at]
    return min(ends)


def _midnight(at: datetime, zone: ZoneInfo) -> datetime:
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
