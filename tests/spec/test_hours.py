"""Hours and minutes are elapsed time. Before the session they count back from its start, after it
from its recorded end. Windows are half-open: exactly 24 hours after, the 24-hour rule is over.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment

AFTER = """
Do not go to the gym for a while.

```yaml
id: no-gym
avoid: [gym]
from: end
until: {until}
cites: after 1
```
"""

BEFORE = """
Do not use an acid in the last hours before.

```yaml
id: no-acid
avoid: [acid]
from: {opens}
cites: before 1
```
"""


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("24 hours after", "2026-12-02 11:00"),
        ("1 hour after", "2026-12-01 12:00"),
        ("90 minutes after", "2026-12-01 12:30"),
        ("1 minute after", "2026-12-01 11:01"),
        ("72 hours after", "2026-12-04 11:00"),
    ],
)
def test_exactly_so_many_hours_after_the_end_the_rule_is_over(
    load: Load, until: str, ends: str
) -> None:
    assert around(load(AFTER.format(until=until)), case(), "gym", ends) == ("no", "yes", "yes")


@pytest.mark.parametrize(
    ("opens", "begins"),
    [
        ("24 hours before", "2026-11-30 10:00"),
        ("30 minutes before", "2026-12-01 09:30"),
    ],
)
def test_hours_before_count_back_from_the_start(load: Load, opens: str, begins: str) -> None:
    assert around(load(BEFORE.format(opens=opens)), case(), "acid", begins) == ("yes", "no", "no")


def test_hours_after_count_from_the_recorded_end_to_the_second(load: Load) -> None:
    person = case(lasts=timedelta(hours=1, minutes=47, seconds=13))
    protocol = load(AFTER.format(until="24 hours after"))
    assert around(protocol, person, "gym", "2026-12-02 11:47:13") == ("no", "yes", "yes")


def test_hours_after_may_be_told_to_count_from_the_start(load: Load) -> None:
    protocol = load(AFTER.format(until="24 hours after the start"))
    (item,) = mt.plan(protocol, case()).items
    assert item.ends == moment("2026-12-02 10:00")


@pytest.mark.parametrize(
    ("used", "status", "earliest"),
    [
        (date(2026, 11, 28), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 29), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 30), "deferred", date(2026, 12, 2)),
        (date(2026, 12, 1), "deferred", date(2026, 12, 3)),
    ],
)
def test_a_dated_use_counts_until_the_last_minute_of_its_day(
    load: Load, used: date, status: str, earliest: date
) -> None:
    """The hour of a use is not known, so it may have been at 23:59."""
    protocol = load(BEFORE.format(opens="24 hours before"))
    verdict = mt.screen(protocol, case(facts={"acid": used, "exfoliant": "never"}))
    assert (verdict.status, verdict.earliest) == (status, earliest)


def test_a_session_at_midnight_is_exactly_24_hours_after_the_end_of_a_day(load: Load) -> None:
    protocol = load(BEFORE.format(opens="24 hours before"))
    person = case("2026-12-02 00:00", facts={"acid": date(2026, 11, 30), "exfoliant": "never"})
    assert mt.screen(protocol, person).status == "eligible"
