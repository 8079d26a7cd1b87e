"""Clocks change, and elapsed time does not care: 24 hours are 24 hours.

A local time that does not exist moves forward to the first that does. One that occurs twice takes
the reading that keeps the person safer: a prohibition begins at the earlier and ends at the later,
and a permission begins at the later.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, utc

HOURS_AFTER = """
Do not go to the gym for 24 hours.

```yaml
id: no-gym
avoid: [gym]
from: end
until: 24 hours after
cites: after 1
```
"""

HOURS_BEFORE = """
Do not use an acid in the 24 hours before.

```yaml
id: no-acid
avoid: [acid]
from: 24 hours before
cites: before 1
```
"""

DAY_BEFORE = """
Do not use a retinoid on the day before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 1 day before
cites: before 1
```
"""

DAY_AFTER = """
Stay out of the sun on the day and the day after.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 1 day after
cites: after 1
```
"""

NEXT_DAY = """
Wear make-up from the next day on.

```yaml
id: makeup
may: [makeup]
from: the next day
cites: after 1
```
"""

SERIES = """
Book two sessions, four weeks apart.

```yaml
series: two
least: 2
most: 2
interval: 4 weeks
cites: after 1
```
"""

SANTIAGO = "America/Santiago"  # 6 September 2026 begins at 01:00: its midnight does not exist.
HAVANA = "America/Havana"  # 2 November 2025 has its first hour twice.
APIA = "Pacific/Apia"  # 30 December 2011 was left out.


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2027-03-13 15:00", "2027-03-14 21:00"),
        ("2026-10-31 15:00", "2026-11-01 20:00"),
    ],
)
def test_24_hours_after_are_24_hours_whatever_the_clock_shows(
    load: Load, start: str, ends: str
) -> None:
    """In New York from 16:00 to 17:00 of the next day in spring, to 15:00 in autumn."""
    assert around(load(HOURS_AFTER), case(start), "gym", utc(ends)) == ("no", "yes", "yes")


@pytest.mark.parametrize(
    ("start", "opens"),
    [
        ("2027-03-14 15:00", "2027-03-13 19:00"),
        ("2026-11-01 15:00", "2026-10-31 20:00"),
    ],
)
def test_24_hours_before_are_24_hours_whatever_the_clock_shows(
    load: Load, start: str, opens: str
) -> None:
    assert around(load(HOURS_BEFORE), case(start), "acid", utc(opens)) == ("yes", "no", "no")


@pytest.mark.parametrize(
    ("start", "opens", "ends"),
    [
        ("2027-03-14 10:00", "2027-03-13 05:00", "2027-03-16 04:00"),
        ("2026-11-01 10:00", "2026-10-31 04:00", "2026-11-03 05:00"),
    ],
)
def test_days_run_from_midnight_to_midnight_however_many_hours_they_have(
    load: Load, start: str, opens: str, ends: str
) -> None:
    assert around(load(DAY_BEFORE), case(start), "retinoid", utc(opens)) == ("yes", "no", "no")
    assert around(load(DAY_AFTER), case(start), "sun", utc(ends)) == ("no", "yes", "yes")


def test_a_prohibition_that_begins_at_a_missing_midnight_begins_when_the_day_does(
    load: Load,
) -> None:
    person = case("2026-09-07 10:00", zone=SANTIAGO)
    answers = around(load(DAY_BEFORE), person, "retinoid", utc("2026-09-06 04:00"))
    assert answers == ("yes", "no", "no")


def test_a_prohibition_that_ends_at_a_missing_midnight_ends_when_the_next_day_begins(
    load: Load,
) -> None:
    person = case("2026-09-04 10:00", zone=SANTIAGO)
    answers = around(load(DAY_AFTER), person, "sun", utc("2026-09-06 04:00"))
    assert answers == ("no", "yes", "yes")


def test_of_two_midnights_a_prohibition_begins_at_the_earlier(load: Load) -> None:
    person = case("2025-11-03 10:00", zone=HAVANA)
    answers = around(load(DAY_BEFORE), person, "retinoid", utc("2025-11-02 04:00"))
    assert answers == ("yes", "no", "no")


def test_of_two_midnights_a_prohibition_ends_at_the_later(load: Load) -> None:
    person = case("2025-10-31 10:00", zone=HAVANA)
    answers = around(load(DAY_AFTER), person, "sun", utc("2025-11-02 05:00"))
    assert answers == ("no", "yes", "yes")


def test_of_two_midnights_a_permission_begins_at_the_later(load: Load) -> None:
    person = case("2025-11-01 10:00", zone=HAVANA)
    answers = around(load(NEXT_DAY), person, "makeup", utc("2025-11-02 05:00"))
    assert answers == ("no", "yes", "yes")


def test_an_unrecorded_end_before_two_midnights_is_the_later_one(load: Load) -> None:
    person = case("2025-11-01 10:00", lasts=None, zone=HAVANA)
    answers = around(load(HOURS_AFTER), person, "gym", utc("2025-11-03 05:00"))
    assert answers == ("no", "yes", "yes")


def test_a_day_that_was_left_out_is_passed_over(load: Load) -> None:
    """The day after 28 December ends where 30 December would have begun: with the 31st."""
    person = case("2011-12-28 12:00", zone=APIA)
    answers = around(load(DAY_AFTER), person, "sun", utc("2011-12-30 10:00"))
    assert answers == ("no", "yes", "yes")


def test_a_session_whose_clock_time_is_missing_begins_when_the_clock_goes_on(load: Load) -> None:
    """At 02:30 of 14 March 2027 New York shows 03:00 already."""
    series = mt.series(load(SERIES), case("2027-02-14 02:30"))
    starts = [slot.start for slot in series.sessions]
    assert starts == [utc("2027-02-14 07:30"), utc("2027-03-14 07:00")]


@pytest.mark.parametrize(
    ("start", "used", "status", "earliest"),
    [
        ("2027-03-15 00:00", date(2027, 3, 13), "deferred", date(2027, 3, 16)),
        ("2026-11-02 00:00", date(2026, 10, 31), "eligible", date(2026, 11, 2)),
    ],
)
def test_the_clear_date_of_hours_counts_the_hours_that_there_were(
    load: Load, start: str, used: date, status: str, earliest: date
) -> None:
    """24 hours before midnight it is 23:00 two days before in spring, and 01:00 in autumn."""
    person = case(start, facts={"acid": used, "exfoliant": "never"})
    verdict = mt.screen(load(HOURS_BEFORE), person)
    assert (verdict.status, verdict.earliest) == (status, earliest)


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("America/New_York", "2026-12-03 05:00"),
        ("UTC", "2026-12-03 00:00"),
        ("Asia/Kathmandu", "2026-12-02 18:15"),
        ("Pacific/Kiritimati", "2026-12-02 10:00"),
        ("Pacific/Pago_Pago", "2026-12-03 11:00"),
    ],
)
def test_a_day_ends_at_midnight_in_the_zone_of_the_clinic(load: Load, zone: str, ends: str) -> None:
    assert around(load(DAY_AFTER), case(zone=zone), "sun", utc(ends)) == ("no", "yes", "yes")
