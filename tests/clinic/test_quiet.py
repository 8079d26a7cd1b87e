"""No message between 21:00 and 08:00, by any clocks, on any night on which they change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from meantime.clinic.reminders.quiet import awake
from meantime.clinic.zones import ZONES

_HOUR = timedelta(hours=1)


def _transitions(zone: ZoneInfo) -> list[datetime]:
    """The hours of some years after which the clocks are others."""
    hour, found = datetime(2026, 1, 1, tzinfo=UTC), []
    while hour.year < 2028:
        if hour.astimezone(zone).utcoffset() != (hour + _HOUR).astimezone(zone).utcoffset():
            found.append(hour)
        hour += _HOUR
    return found


@pytest.mark.parametrize("name", sorted(ZONES))
def test_it_is_the_first_moment_that_is_not_quiet(name: str) -> None:
    zone = ZoneInfo(name)
    for turn in (*_transitions(zone), datetime(2026, 12, 3, tzinfo=UTC)):
        for quarter in range(-96, 97, 3):
            moment = turn + quarter * timedelta(minutes=15)
            found = awake(moment, name)
            assert found >= moment
            assert time(8) <= found.astimezone(zone).time() < time(21)
            before = found - timedelta(minutes=1)
            while before > moment:
                local = before.astimezone(zone).time()
                assert not time(8) <= local < time(21), (moment, found, before)
                before -= timedelta(minutes=29)
