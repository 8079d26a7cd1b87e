"""A series is planned forward from a date: each session on the first free day after the interval.

Each session is screened again, waits for the report that the skin has healed from the one before,
and keeps its clock time. Blackout dates and closed days are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

import pytest

import meantime as mt
from meantime.answers.series import Series
from tests.spec.tiny import Load, around, case, moment, utc

SERIES = """
Book three to five sessions, at least four weeks apart.

```yaml
series: three-to-five
least: 3
most: 5
interval: 4 weeks
clinician-from: 4
cites: after 1
```
"""

NO_SUN = """
Stay out of the sun afterwards.

```yaml
id: no-sun
avoid: [sun]
from: end
until: {until}
cites: after 2
```
"""

NO_RETINOID = """
Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```
"""

BARS = """
You cannot have this treatment while you are pregnant.

```yaml
id: pregnancy
bar: [pregnant]
so: refuse
cites: before 2
```
"""

INTERVAL = """
Wait at least four weeks after your last session.

```yaml
id: interval
bar: [previous-session]
so: defer
lasts: 4 weeks
if: session from 2
cites: after 1
```
"""

CLINICIAN = """
Let a clinician decide on a fourth or fifth session.

```yaml
id: fourth
bar: [previous-session]
so: review
if: session from 4
cites: after 1
```
"""

MONDAYS: Mapping[int, tuple[time, time]] = {0: (time(9), time(17))}


def days(series: Series) -> list[date]:
    assert series.feasible, series.constraint
    return [slot.day for slot in series.sessions]


def stops(series: Series) -> tuple[str, int | None]:
    assert series.constraint is not None
    assert series.sessions == ()
    return series.constraint.name, series.constraint.short_by


def test_the_sessions_lie_the_interval_apart(load: Load) -> None:
    series = mt.series(load(SERIES), case())
    assert series.direction == "forward"
    assert days(series) == [date(2026, 12, 1), date(2026, 12, 29), date(2027, 1, 26)]


def test_without_a_number_the_fewest_sessions_of_the_protocol_are_planned(load: Load) -> None:
    assert len(mt.series(load(SERIES), case()).sessions) == 3


@pytest.mark.parametrize("sessions", [1, 2, 5])
def test_so_many_sessions_are_planned_as_were_asked_for(load: Load, sessions: int) -> None:
    series = mt.series(load(SERIES), case(), sessions=sessions)
    assert [slot.number for slot in series.sessions] == list(range(1, sessions + 1))


def test_more_sessions_than_the_protocol_knows_are_infeasible_by_that_many(load: Load) -> None:
    assert stops(mt.series(load(SERIES), case(), sessions=6)) == ("sessions", 1)
    assert stops(mt.series(load(SERIES), case(), sessions=9)) == ("sessions", 4)


def test_a_series_goes_on_from_the_session_the_person_has_come_to(load: Load) -> None:
    series = mt.series(load(SERIES), case(session=3), sessions=3)
    assert [slot.number for slot in series.sessions] == [3, 4, 5]
    assert stops(mt.series(load(SERIES), case(session=4), sessions=3)) == ("sessions", 1)


def test_the_next_session_waits_until_everything_after_the_last_one_is_over(load: Load) -> None:
    """35 days after 1 December are over at the end of 5 January."""
    series = mt.series(load(SERIES + NO_SUN.format(until="5 weeks after")), case(), sessions=2)
    assert days(series) == [date(2026, 12, 1), date(2027, 1, 6)]


def test_a_session_has_healed_once_its_preferred_windows_are_over_too(load: Load) -> None:
    protocol = load(SERIES + NO_SUN.format(until="3 to 10 days after"))
    slot = mt.series(protocol, case()).sessions[0]
    assert slot.healed == moment("2026-12-12 00:00")


def test_a_window_without_an_end_holds_no_session_up(load: Load) -> None:
    series = mt.series(load(SERIES + NO_SUN.format(until="open")), case(), sessions=2)
    assert days(series) == [date(2026, 12, 1), date(2026, 12, 29)]


def test_every_session_but_the_first_waits_for_the_report_that_the_skin_has_healed(
    load: Load,
) -> None:
    series = mt.series(load(SERIES), case())
    assert [slot.waits_for for slot in series.sessions] == [(), ("skin-calm",), ("skin-calm",)]


def test_the_first_session_waits_until_nothing_known_stands_against_it(load: Load) -> None:
    person = case(facts={"retinoid": date(2026, 11, 30)})
    series = mt.series(load(SERIES + NO_RETINOID), person, sessions=2)
    assert days(series) == [date(2026, 12, 4), date(2027, 1, 1)]


def test_each_session_is_screened_again(load: Load) -> None:
    series = mt.series(load(SERIES + BARS + NO_RETINOID), case(facts={"pregnant": False}))
    found = [(slot.verdict.status, slot.verdict.missing) for slot in series.sessions]
    assert found == [("incomplete", ("retinoid",))] * 3


def test_each_session_is_screened_on_its_own_day_against_the_one_before_it(load: Load) -> None:
    series = mt.series(load(SERIES + INTERVAL), case())
    found = [(slot.verdict.status, slot.verdict.day) for slot in series.sessions]
    assert found == [
        ("eligible", date(2026, 12, 1)),
        ("eligible", date(2026, 12, 29)),
        ("eligible", date(2027, 1, 26)),
    ]


def test_from_the_fourth_session_on_a_clinician_decides(load: Load) -> None:
    series = mt.series(load(SERIES + CLINICIAN), case(), sessions=5)
    statuses = [slot.verdict.status for slot in series.sessions]
    assert statuses == ["eligible", "eligible", "eligible", "review", "review"]


def test_what_no_date_clears_makes_the_series_infeasible(load: Load) -> None:
    series = mt.series(load(SERIES + BARS), case(facts={"pregnant": True}))
    assert stops(series) == ("screening", None)


@pytest.mark.parametrize(
    ("blackouts", "second"),
    [
        ([date(2026, 12, 28)], date(2026, 12, 29)),
        ([date(2026, 12, 29)], date(2026, 12, 30)),
        ([date(2026, 12, 30)], date(2026, 12, 29)),
        ([(date(2026, 12, 24), date(2027, 1, 3))], date(2027, 1, 4)),
        ([(date(2026, 12, 24), date(2026, 12, 29)), date(2026, 12, 30)], date(2026, 12, 31)),
    ],
)
def test_no_session_falls_on_a_blackout_date(
    load: Load, blackouts: list[date | tuple[date, date]], second: date
) -> None:
    series = mt.series(load(SERIES), case(), sessions=2, blackouts=blackouts)
    assert days(series) == [date(2026, 12, 1), second]


def test_a_session_put_off_puts_off_those_after_it(load: Load) -> None:
    series = mt.series(load(SERIES), case(), blackouts=[date(2026, 12, 29)])
    assert days(series) == [date(2026, 12, 1), date(2026, 12, 30), date(2027, 1, 27)]


def test_sessions_fall_on_the_days_on_which_the_clinic_is_open(load: Load) -> None:
    series = mt.series(load(SERIES), case(), hours=MONDAYS)
    assert days(series) == [date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1)]


@pytest.mark.parametrize(
    ("opens", "closes", "first"),
    [
        (time(10), time(17), date(2026, 12, 1)),
        (time(10, 1), time(17), date(2026, 12, 2)),
        (time(8), time(10), date(2026, 12, 2)),
    ],
)
def test_a_session_begins_only_while_the_clinic_is_open(
    load: Load, opens: time, closes: time, first: date
) -> None:
    hours = {1: (opens, closes), 2: (time(8), time(17))}
    assert days(mt.series(load(SERIES), case(), sessions=1, hours=hours)) == [first]


def test_a_clinic_that_is_never_open_at_that_hour_is_the_constraint(load: Load) -> None:
    hours = {0: (time(14), time(17))}
    assert stops(mt.series(load(SERIES), case(), hours=hours)) == ("clinic-days", None)


def test_every_session_keeps_the_clock_time_of_the_first(load: Load) -> None:
    """New York moves its clocks back on 1 November 2026."""
    series = mt.series(load(SERIES), case("2026-10-20 10:00"), sessions=2)
    starts = [slot.start for slot in series.sessions]
    assert starts == [utc("2026-10-20 14:00"), utc("2026-11-17 15:00")]


def test_after_windows_of_one_session_and_before_windows_of_the_next_hold_together(
    load: Load,
) -> None:
    """Ten days after 3 November, then free, then from three days before 1 December."""
    afterwards = NO_SUN.format(until="10 days after").replace("[sun]", "[retinoid]")
    first = mt.Visit(moment("2026-11-03 10:00"), moment("2026-11-03 11:00"))
    person = case(session=2, earlier=(first,))
    protocol = load(afterwards + NO_RETINOID)
    assert around(protocol, person, "retinoid", "2026-11-14 00:00") == ("no", "yes", "yes")
    assert around(protocol, person, "retinoid", "2026-11-28 00:00") == ("yes", "no", "no")
    assert around(protocol, person, "retinoid", "2026-12-12 00:00") == ("no", "yes", "yes")


def test_a_protocol_without_a_series_cannot_plan_one(load: Load) -> None:
    with pytest.raises(mt.CaseError, match="no series"):
        mt.series(load(""), case())


@pytest.mark.parametrize("sessions", [0, -1])
def test_a_series_has_at_least_one_session(load: Load, sessions: int) -> None:
    with pytest.raises(mt.CaseError, match="at least 1"):
        mt.series(load(SERIES), case(), sessions=sessions)


def test_blackout_dates_that_run_backwards_are_refused(load: Load) -> None:
    backwards = (date(2027, 1, 3), date(2026, 12, 24))
    with pytest.raises(mt.CaseError, match="swap"):
        mt.series(load(SERIES), case(), blackouts=[backwards])


def test_left_out_the_number_of_sessions_is_what_the_fewest_still_need(load: Load) -> None:
    for number, planned in ((1, 3), (2, 2), (3, 1), (5, 1)):
        found = mt.series(load(SERIES), case(session=number))
        assert len(found.sessions) == planned
