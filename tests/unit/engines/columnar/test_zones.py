"""The clocks read from the files against two libraries that read them on their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import whenever
from hypothesis import given
from hypothesis import strategies as st

from meantime.engines.columnar import calendar
from meantime.engines.columnar.calendar import clocks
from meantime.engines.columnar.zones import Stretch, known_zones, stretches, zone_named
from meantime.engines.reference.calendar import Calendar, months_after, months_before

ZONES = sorted(known_zones())
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
MICROSECOND = timedelta(microseconds=1)


def test_the_names_are_those_of_the_pinned_data() -> None:
    assert set(ZONES) == set(whenever.available_timezones())
    with pytest.raises(KeyError):
        stretches("Mars/Olympus")


def test_capitals_make_no_difference() -> None:
    assert zone_named("europe/BERLIN") == "Europe/Berlin"
    assert stretches("europe/berlin") == stretches("Europe/Berlin")
    assert zone_named("Asia/\N{KELVIN SIGN}olkata") is None


def test_a_zone_without_changes_is_one_stretch() -> None:
    assert stretches("UTC") == (Stretch(None, 0),)


# Each zone at every change of its clocks from 1900 to 2199, a tenth of them in one run.
@pytest.mark.parametrize("part", range(10))
def test_every_change_is_where_the_reference_calendar_has_it(part: int) -> None:
    zones = ZONES[part::10]
    known = clocks(zones)
    for number, zone in enumerate(zones):
        theirs = Calendar(zone)
        for stretch in stretches(zone)[1:]:
            assert stretch.begin is not None
            moment = EPOCH + timedelta(seconds=stretch.begin)
            if not FIRST < moment.date() < LAST:
                continue
            for days in (-1, 0, 1):
                day = theirs.day_of(moment) + timedelta(days=days)
                for later in (False, True):
                    ours = calendar.midnight(known, number, (day - EPOCH.date()).days, later)
                    assert EPOCH + ours * MICROSECOND == theirs.midnight(day, later=later), zone
            for around in (moment - MICROSECOND, moment):
                ours = calendar.day_of(known, number, (around - EPOCH) // MICROSECOND)
                assert ours == (theirs.day_of(around) - EPOCH.date()).days, zone


@given(st.dates(FIRST, LAST), st.integers(0, 60))
def test_months_are_those_of_the_reference_calendar(day: date, months: int) -> None:
    number = (day - EPOCH.date()).days
    after = calendar.months_after(number, months)
    before = calendar.months_before(number, months)
    assert EPOCH.date() + timedelta(days=int(after)) == months_after(day, months)
    assert EPOCH.date() + timedelta(days=int(before)) == months_before(day, months)


@pytest.mark.parametrize(
    ("clock", "count"),
    [("2026-03-29 01:59:59", 1), ("2026-03-29 02:00:00", 0), ("2026-03-29 03:00:00", 1)]
    + [("2026-10-25 02:00:00", 2), ("2026-10-25 02:59:59", 2), ("2026-10-25 03:00:00", 1)],
)
def test_how_often_a_local_time_occurs(clock: str, count: int) -> None:
    local = int((datetime.fromisoformat(clock).replace(tzinfo=UTC) - EPOCH).total_seconds())
    assert calendar.how_often(clocks(["Europe/Berlin"]), 0, local) == count
