"""What comes after counts from the recorded end of the session.

A session that is only planned ends after its usual duration. One that has begun and whose end
nobody recorded ends at 24:00 of its day, until staff record it; forbidden is then what may be
forbidden already.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

import meantime as mt
from tests.spec.tiny import SECOND, Load, around, case, moment, word

RULES = """
Stay out of the sun for 24 hours.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 24 hours after
cites: after 1
```

Wear make-up from 24 hours after.

```yaml
id: makeup
may: [makeup]
from: 24 hours after
cites: after 2
```

Do not go to the gym on the day and the day after.

```yaml
id: no-gym
avoid: [gym]
from: end
until: 1 day after
cites: after 3.1
```
"""


def test_a_planned_session_ends_after_its_usual_duration(load: Load) -> None:
    plan = mt.plan(load(RULES), case(lasts=None))
    assert (plan.end, plan.end_basis) == (moment("2026-12-01 11:00"), "planned")


def test_the_usual_duration_is_that_of_the_protocol(load: Load) -> None:
    """The head of every tiny protocol says 60 minutes."""
    protocol = load(RULES)
    assert protocol.duration_minutes == 60
    assert mt.plan(protocol, case("2026-12-01 23:30", lasts=None)).end == moment("2026-12-02 00:30")


def test_a_recorded_end_counts_as_recorded(load: Load) -> None:
    plan = mt.plan(load(RULES), case(lasts=timedelta(minutes=95)))
    assert (plan.end, plan.end_basis) == (moment("2026-12-01 11:35"), "recorded")


@pytest.mark.parametrize(
    ("beside", "end", "basis"),
    [
        (-SECOND, "2026-12-01 11:00", "planned"),
        (0 * SECOND, "2026-12-02 00:00", "unrecorded"),
        (SECOND, "2026-12-02 00:00", "unrecorded"),
    ],
)
def test_from_its_start_on_a_session_without_a_recorded_end_ends_at_midnight(
    load: Load, beside: timedelta, end: str, basis: str
) -> None:
    plan = mt.plan(load(RULES), case(lasts=None), moment("2026-12-01 10:00") + beside)
    assert (plan.end, plan.end_basis) == (moment(end), basis)


def test_a_recorded_end_stays_recorded_whenever_one_asks(load: Load) -> None:
    for at in ("2026-11-01 09:00", "2026-12-01 10:00", "2026-12-24 09:00"):
        plan = mt.plan(load(RULES), case(), moment(at))
        assert (plan.end, plan.end_basis) == (moment("2026-12-01 11:00"), "recorded")


def test_hours_after_an_unrecorded_end_count_from_midnight(load: Load) -> None:
    protocol, person = load(RULES), case(lasts=None)
    assert around(protocol, person, "sun", "2026-12-03 00:00") == ("no", "yes", "yes")
    assert around(protocol, person, "makeup", "2026-12-03 00:00") == ("no", "yes", "yes")


def test_days_after_an_unrecorded_end_count_from_the_day_of_the_session(load: Load) -> None:
    answers = around(load(RULES), case(lasts=None), "gym", "2026-12-03 00:00")
    assert answers == ("no", "yes", "yes")


def test_while_the_end_is_unrecorded_what_may_be_forbidden_already_is_forbidden(
    load: Load,
) -> None:
    protocol, person = load(RULES), case(lasts=None)
    for at in ("2026-12-01 10:00", "2026-12-01 12:00", "2026-12-01 23:59:59", "2026-12-02 00:00"):
        assert word(protocol, person, "sun", at) == "no"
        assert word(protocol, person, "makeup", at) == "no"


def test_as_soon_as_staff_record_the_end_the_hours_count_from_it(load: Load) -> None:
    protocol, at = load(RULES), "2026-12-02 11:00"
    assert word(protocol, case(lasts=None), "makeup", at) == "no"
    assert word(protocol, case(), "makeup", at) == "yes"


def test_recording_the_end_never_makes_a_prohibition_longer(load: Load) -> None:
    protocol = load(RULES)
    for lasts in (timedelta(0), timedelta(hours=2), timedelta(hours=13, minutes=59)):
        (recorded,) = [
            item for item in mt.plan(protocol, case(lasts=lasts)).items if item.rule.id == "no-sun"
        ]
        assert recorded.ends is not None
        assert recorded.ends <= moment("2026-12-03 00:00")


def test_a_session_can_be_marked_as_performed_before_its_end_is_recorded(load: Load) -> None:
    begins = moment("2026-12-01 10:00")
    performed = mt.Case(start=begins, zone="America/New_York", performed=True)
    plan = mt.plan(load(RULES), performed)
    assert (plan.end, plan.end_basis) == (moment("2026-12-02 00:00"), "unrecorded")
