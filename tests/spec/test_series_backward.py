"""A series can be planned back from an event to be healed by.

The last session comes so early that every window and every expected effect after it is over when
the day of the event begins; the others lie the interval before it each, as late as they fit; then
come the weeks of preparation. Where it does not fit, the constraint and its size are named.
"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

import meantime as mt
from meantime.answers.series import Series
from tests.spec.tiny import DAY, Load, case, moment

WEDDING = date(2027, 6, 12)

SERIES = """
Book three to five sessions, at least four weeks apart.

```yaml
series: three-to-five
least: 3
most: 5
interval: 4 weeks
cites: after 1
```

Stay out of the sun for three days, and if possible for ten.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 3 to 10 days after
cites: after 2
```
"""

REDNESS = """
Expect redness for up to two weeks.

```yaml
id: redness
expect: [redness]
from: end
until: day 14
cites: after 1
```
"""

SLOW_MAKEUP = """
Wear make-up from the 20th day on.

```yaml
id: makeup
may: [makeup]
from: day 20
cites: after 1
```
"""

PREPARE = """
Use the skin care the clinic picked for you in the six weeks before your first session.

```yaml
id: prepare
do: [skin-product]
from: 6 weeks before
until: 4 days before
if: session is 1
strength: preferred
cites: before 1
```
"""


def back(
    protocol: mt.Protocol,
    earliest: str = "2027-03-01 10:00",
    *,
    by: date = WEDDING,
    sessions: int | None = None,
    blackouts: tuple[date | tuple[date, date], ...] = (),
    weekdays: range = range(7),
) -> Series:
    hours = {weekday: (time(9), time(17)) for weekday in weekdays}
    person = case(earliest, lasts=None)
    return mt.series(protocol, person, sessions=sessions, by=by, blackouts=blackouts, hours=hours)


def days(series: Series) -> list[date]:
    assert series.feasible, series.constraint
    return [slot.day for slot in series.sessions]


def test_the_last_session_has_healed_when_the_day_of_the_event_begins(load: Load) -> None:
    """Ten days after 1 June are over at the end of 11 June."""
    series = back(load(SERIES), sessions=1)
    assert (series.direction, days(series)) == ("backward", [date(2027, 6, 1)])
    assert series.sessions[0].healed == moment("2027-06-12 00:00")


def test_the_other_sessions_lie_the_interval_before_it_each(load: Load) -> None:
    assert days(back(load(SERIES))) == [date(2027, 4, 6), date(2027, 5, 4), date(2027, 6, 1)]


def test_every_expected_effect_has_to_be_over_too(load: Load) -> None:
    assert days(back(load(SERIES + REDNESS), sessions=1)) == [date(2027, 5, 28)]


def test_everything_has_to_be_allowed_again_too(load: Load) -> None:
    """Day 20 after 23 May is 12 June itself."""
    assert days(back(load(SERIES + SLOW_MAKEUP), sessions=1)) == [date(2027, 5, 23)]


def test_an_event_a_day_later_moves_every_session_by_a_day(load: Load) -> None:
    protocol = load(SERIES)
    moved = [day + DAY for day in days(back(protocol))]
    assert days(back(protocol, by=WEDDING + DAY)) == moved


def test_sessions_go_further_back_around_blackout_dates(load: Load) -> None:
    series = back(load(SERIES), blackouts=((date(2027, 5, 3), date(2027, 5, 5)),))
    assert days(series) == [date(2027, 4, 4), date(2027, 5, 2), date(2027, 6, 1)]


def test_sessions_go_further_back_to_a_day_on_which_the_clinic_is_open(load: Load) -> None:
    """Open on Mondays only: 31 May, then 3 May and 5 April."""
    series = back(load(SERIES), weekdays=range(1))
    assert days(series) == [date(2027, 4, 5), date(2027, 5, 3), date(2027, 5, 31)]


def test_the_weeks_of_preparation_come_before_the_first_session(load: Load) -> None:
    series = back(load(SERIES + PREPARE))
    assert series.sessions[0].day == date(2027, 4, 6)
    assert series.prepare_from == date(2027, 2, 23)


def test_where_nothing_is_to_be_prepared_there_is_no_such_day(load: Load) -> None:
    assert back(load(SERIES)).prepare_from is None


def test_the_slack_is_the_days_that_the_first_session_could_come_sooner(load: Load) -> None:
    protocol = load(SERIES)
    assert back(protocol).slack_days == 36
    assert back(protocol, "2027-04-05 10:00").slack_days == 1
    assert back(protocol, "2027-04-06 10:00").slack_days == 0


@pytest.mark.parametrize(
    ("earliest", "short_by"),
    [("2027-04-06 10:00", None), ("2027-04-07 10:00", 1), ("2027-05-01 10:00", 25)],
)
def test_an_event_that_comes_too_soon_is_named_and_by_how_many_days(
    load: Load, earliest: str, short_by: int | None
) -> None:
    series = back(load(SERIES), earliest)
    found = series.constraint and (series.constraint.name, series.constraint.short_by)
    assert found == (None if short_by is None else ("event", short_by))
    assert series.feasible is (short_by is None)


def test_an_event_later_by_just_those_days_can_be_met(load: Load) -> None:
    protocol, start = load(SERIES), "2027-05-01 10:00"
    missing = timedelta(days=25)
    assert not back(protocol, start, by=WEDDING + missing - DAY).feasible
    assert back(protocol, start, by=WEDDING + missing).feasible


def test_fewer_sessions_can_fit_before_the_same_event(load: Load) -> None:
    protocol, start = load(SERIES), "2027-05-01 10:00"
    assert not back(protocol, start).feasible
    assert days(back(protocol, start, sessions=2)) == [date(2027, 5, 4), date(2027, 6, 1)]


@pytest.mark.parametrize(
    "blackout", [(date(2027, 6, 1), date(2027, 6, 1)), (date(2027, 4, 1), date(2027, 4, 6))]
)
def test_where_only_blackout_dates_stand_in_the_way_they_are_the_constraint(
    load: Load, blackout: tuple[date, date]
) -> None:
    protocol, start = load(SERIES), "2027-04-06 10:00"
    assert back(protocol, start).feasible
    series = back(protocol, start, blackouts=(blackout,))
    assert series.constraint is not None
    assert series.constraint.name == "blackouts"


def test_where_only_the_hours_stand_in_the_way_they_are_the_constraint(load: Load) -> None:
    """Open from Wednesday to Sunday, but only Tuesdays would fit."""
    protocol, start = load(SERIES), "2027-04-06 10:00"
    assert back(protocol, start).feasible
    series = back(protocol, start, weekdays=range(2, 7))
    assert series.constraint is not None
    assert series.constraint.name == "hours"


def test_where_more_than_the_clinics_days_stand_in_the_way_the_event_is_the_constraint(
    load: Load,
) -> None:
    series = back(load(SERIES), "2027-05-01 10:00", blackouts=(date(2027, 6, 1),))
    assert series.constraint is not None
    assert series.constraint.name == "event"


@pytest.mark.parametrize(
    "blackout", [(date(2027, 6, 1), date(2027, 6, 1)), (date(2027, 4, 1), date(2027, 4, 6))]
)
def test_blackout_dates_are_in_the_way_by_the_days_the_event_would_have_to_wait(
    load: Load, blackout: tuple[date, date]
) -> None:
    protocol, start = load(SERIES), "2027-04-06 10:00"
    series = back(protocol, start, blackouts=(blackout,))
    assert series.constraint is not None
    assert series.constraint.short_by == 1
    assert not back(protocol, start, blackouts=(blackout,)).feasible
    assert back(protocol, start, by=WEDDING + DAY, blackouts=(blackout,)).feasible


LATER = """
Do not use retinoids in the three days before a later session.

```yaml
id: no-retinoid-later
avoid: [retinoid]
from: 3 days before
if: session from 2
cites: before 1
```
"""


def test_a_dated_use_right_before_a_later_session_is_named(load: Load) -> None:
    protocol = load(SERIES + LATER)
    fitting = mt.series(protocol, case(), sessions=3, by=WEDDING)
    used = fitting.sessions[1].day - DAY
    person = case(facts={"retinoid": used})
    found = mt.series(protocol, person, sessions=3, by=WEDDING)
    assert found.constraint is not None
    assert (found.constraint.name, found.constraint.short_by) == ("screening", None)
    assert "Session 2" in found.constraint.text
