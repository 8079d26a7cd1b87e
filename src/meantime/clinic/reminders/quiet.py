"""The hours in which nobody gets a message: they hold it, and never decide whether it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# By the clocks where the patient is. US rules on texts to consumers (47 CFR 64.1200(c)(1)) have the
# same hours; clinics elsewhere ask for them too.
_WAKES, _SLEEPS = time(8), time(21)


def awake(moment: datetime, zone: str) -> datetime:
    """The first moment from this one on, in UTC, that lies outside the quiet hours of a zone."""
    clocks = ZoneInfo(zone)
    local = moment.astimezone(clocks)
    if _WAKES <= local.time() < _SLEEPS:
        return moment.astimezone(UTC)
    day = local.date() + timedelta(days=local.time() >= _SLEEPS)
    found = datetime.combine(day, _WAKES, clocks).astimezone(UTC)
    # Where the clocks skip that hour, the reading that went by the clocks before is too early.
    while found.astimezone(clocks).time() < _WAKES:
        found += timedelta(minutes=15)
    return max(found, moment.astimezone(UTC))
