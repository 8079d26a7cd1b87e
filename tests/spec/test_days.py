"""Days and weeks are calendar days of the clinic, not stretches of 24 hours.

"N days before" is N whole free days and the day itself; "N days after" runs to the end of that
day. "the day" is the day of the session, "day N" the Nth day after it. Weeks are seven days.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

BEFORE = """
Do not use a retinoid in the days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: {opens}
cites: before 1
```
"""

AFTER = """
Stay out of the sun.

```yaml
id: no-sun
avoid: [sun]
from: end
until: {until}
cites: after 1
```
"""

FROM = """
Go to the gym again.

```yaml
id: gym-again
may: [gym]
from: {opens}
cites: after 1
```
"""

ALSO_24_HOURS = """
Stay out of the sun for some hours.

```yaml
id: no-sun-for-hours
avoid: [sun]
from: end
until: {until}
cites: after 2
```
"""


@pytest.mark.parametrize(
    ("opens", "begins"),
    [
        ("1 day before", "2026-11-30 00:00"),
        ("3 days before", "2026-11-28 00:00"),
        ("2 weeks before", "2026-11-17 00:00"),
    ],
)
@pytest.mark.parametrize("start", ["2026-12-01 00:00", "2026-12-01 10:00", "2026-12-01 23:30"])
def test_n_days_before_opens_at_midnight_of_that_day(
    load: Load, opens: str, begins: str, start: str
) -> None:
    answers = around(load(BEFORE.format(opens=opens)), case(start), "retinoid", begins)
    assert answers == ("yes", "no", "no")


@pytest.mark.parametrize(
    ("used", "status", "clear"),
    [
        (date(2026, 11, 26), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 27), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 28), "deferred", date(2026, 12, 2)),
        (date(2026, 11, 30), "deferred", date(2026, 12, 4)),
        (date(2026, 12, 1), "deferred", date(2026, 12, 5)),
    ],
)
def test_a_use_clears_an_n_day_rule_on_the_day_after_n_whole_free_days(
    load: Load, used: date, status: str, clear: date
) -> None:
    protocol = load(BEFORE.format(opens="3 days before"))
    verdict = mt.screen(protocol, case(facts={"retinoid": used}))
    assert (verdict.status, verdict.earliest) == (status, clear)


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("the day", "2026-12-02 00:00"),
        ("1 day after", "2026-12-03 00:00"),
        ("3 days after", "2026-12-05 00:00"),
        ("2 weeks after", "2026-12-16 00:00"),
        ("day 7", "2026-12-09 00:00"),
    ],
)
@pytest.mark.parametrize("lasts", [timedelta(minutes=1), timedelta(hours=13, minutes=59)])
def test_n_days_after_runs_to_the_end_of_that_day(
    load: Load, until: str, ends: str, lasts: timedelta
) -> None:
    person = case(lasts=lasts)
    assert around(load(AFTER.format(until=until)), person, "sun", ends) == ("no", "yes", "yes")


def test_the_day_is_the_whole_calendar_day_of_the_session(load: Load) -> None:
    protocol = load(AFTER.format(until="the day").replace("from: end", "from: the day"))
    assert around(protocol, case(), "sun", "2026-12-01 00:00") == ("yes", "no", "no")
    assert around(protocol, case(), "sun", "2026-12-02 00:00") == ("no", "yes", "yes")


@pytest.mark.parametrize("opens", ["the day", "1 day before", "2 weeks before"])
def test_a_rule_of_days_before_holds_to_the_end_of_the_day_itself(load: Load, opens: str) -> None:
    answers = around(load(BEFORE.format(opens=opens)), case(), "retinoid", "2026-12-02 00:00")
    assert answers == ("no", "not-covered", "not-covered")


@pytest.mark.parametrize(
    ("used", "status"),
    [(date(2026, 11, 30), "eligible"), (date(2026, 12, 1), "deferred")],
)
def test_a_use_on_the_day_itself_runs_into_the_day(load: Load, used: date, status: str) -> None:
    protocol = load(BEFORE.format(opens="the day"))
    assert mt.screen(protocol, case(facts={"retinoid": used})).status == status


@pytest.mark.parametrize(
    ("opens", "begins"),
    [
        ("the next day", "2026-12-02 00:00"),
        ("day 1", "2026-12-02 00:00"),
        ("day 2", "2026-12-03 00:00"),
        ("day 28", "2026-12-29 00:00"),
    ],
)
def test_the_next_day_and_day_n_begin_at_midnight(load: Load, opens: str, begins: str) -> None:
    assert around(load(FROM.format(opens=opens)), case(), "gym", begins) == ("no", "yes", "yes")


def test_from_three_days_after_begins_when_those_three_days_are_over(load: Load) -> None:
    protocol = load(FROM.format(opens="3 days after"))
    assert around(protocol, case(), "gym", "2026-12-05 00:00") == ("no", "yes", "yes")


def test_the_next_day_begins_minutes_after_a_late_session(load: Load) -> None:
    person = case("2026-12-01 22:50", lasts=timedelta(hours=1))
    answers = around(load(FROM.format(opens="the next day")), person, "gym", "2026-12-02 00:00")
    assert answers == ("no", "yes", "yes")


def test_until_the_next_day_runs_to_the_end_of_it(load: Load) -> None:
    protocol = load(AFTER.format(until="the next day"))
    assert around(protocol, case(), "sun", "2026-12-03 00:00") == ("no", "yes", "yes")


def test_days_after_a_session_over_midnight_count_from_the_day_on_which_it_ended(
    load: Load,
) -> None:
    person = case("2026-12-01 23:30")
    protocol = load(AFTER.format(until="1 day after"))
    assert around(protocol, person, "sun", "2026-12-04 00:00") == ("no", "yes", "yes")


def test_days_before_a_session_over_midnight_count_from_the_day_on_which_it_began(
    load: Load,
) -> None:
    protocol = load(BEFORE.format(opens="1 day before"))
    answers = around(protocol, case("2026-12-01 23:30"), "retinoid", "2026-11-30 00:00")
    assert answers == ("yes", "no", "no")


def test_days_are_those_of_the_clinic_and_not_of_utc(load: Load) -> None:
    """At 22:00 in New York it is the next day already in UTC."""
    person = case("2026-12-01 22:00")
    protocol = load(AFTER.format(until="the day"))
    assert around(protocol, person, "sun", "2026-12-02 00:00") == ("no", "yes", "yes")


@pytest.mark.parametrize(
    ("days", "hours", "ends"),
    [
        ("1 day after", "24 hours after", "2026-12-03 00:00"),
        ("1 day after", "48 hours after", "2026-12-03 11:00"),
        ("the day", "4 hours after", "2026-12-02 00:00"),
    ],
)
def test_where_days_and_hours_both_bind_the_later_wins(
    load: Load, days: str, hours: str, ends: str
) -> None:
    protocol = load(AFTER.format(until=days) + ALSO_24_HOURS.format(until=hours))
    assert around(protocol, case(), "sun", ends) == ("no", "yes", "yes")


def test_a_day_is_not_24_hours(load: Load) -> None:
    """At 11:00 of the next day 24 hours are over, but the day is not."""
    at = "2026-12-02 11:00"
    assert word(load(AFTER.format(until="24 hours after")), case(), "sun", at) == "yes"
    assert word(load(AFTER.format(until="1 day after")), case(), "sun", at) == "no"


def test_a_phase_of_days_is_planned_from_midnight_to_midnight(load: Load) -> None:
    protocol = load(FROM.format(opens="day 2").replace("cites", "until: day 7\ncites"))
    (item,) = mt.plan(protocol, case()).items
    assert (item.begins, item.ends) == (moment("2026-12-03 00:00"), moment("2026-12-09 00:00"))
