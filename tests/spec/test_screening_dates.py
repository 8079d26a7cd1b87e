"""`earliest` is the first date, from the booked one on, on which no finding remains.

Each finding has its own date, found by turning its window around. Use that goes on, and a state
that only staff can judge, have none. What needs days of preparation, and the session before,
put the date off as well.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment

WASHOUTS = """
Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```

Do not take isotretinoin in the six months before.

```yaml
id: no-isotretinoin
avoid: [isotretinoin]
from: 6 months before
cites: before 2
```
"""

COLD_SORE = """
You cannot be treated with a cold sore. The clinic sets a new date once it has healed.

```yaml
id: cold-sore
bar: [active-cold-sore]
so: defer
cites: before 3
```
"""

HISTORY = """
If you have ever had a cold sore, your clinician first writes a plan for the two days before.

```yaml
id: needs-plan
bar: [cold-sore-history]
so: defer
if: not antiviral-plan
lead: 2 days
cites: before 4
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

NEVER: dict[str, mt.Fact] = {"retinoid": "never", "isotretinoin": "never"}


def test_somebody_without_a_finding_keeps_the_booked_date(load: Load) -> None:
    verdict = mt.screen(load(WASHOUTS), case(facts=NEVER))
    assert (verdict.status, verdict.earliest) == ("eligible", date(2026, 12, 1))


def test_the_date_is_the_one_on_which_the_last_finding_is_gone(load: Load) -> None:
    facts: dict[str, mt.Fact] = {
        "retinoid": date(2026, 11, 30),
        "isotretinoin": date(2026, 8, 31),
    }
    verdict = mt.screen(load(WASHOUTS), case(facts=facts))
    clear = {finding.rule.id: finding.clear for finding in verdict.findings}
    assert clear == {"no-retinoid": date(2026, 12, 4), "no-isotretinoin": date(2027, 3, 1)}
    assert verdict.earliest == date(2027, 3, 1)


@pytest.mark.parametrize("days_late", [-1, 0, 1])
def test_on_the_date_given_the_same_person_is_eligible_and_not_a_day_before(
    load: Load, days_late: int
) -> None:
    protocol = load(WASHOUTS)
    facts = NEVER | {"retinoid": date(2026, 11, 30)}
    earliest = mt.screen(protocol, case(facts=facts)).earliest
    assert earliest is not None
    moved = date.fromordinal(earliest.toordinal() + days_late)
    status = mt.screen(protocol, case(f"{moved} 10:00", facts=facts)).status
    assert status == ("deferred" if days_late < 0 else "eligible")


def test_use_that_goes_on_defers_without_a_date(load: Load) -> None:
    verdict = mt.screen(load(WASHOUTS), case(facts=NEVER | {"retinoid": "ongoing"}))
    (finding,) = verdict.findings
    assert (verdict.status, verdict.earliest) == ("deferred", None)
    assert (finding.fact, finding.clear) == ("ongoing", None)


def test_use_that_never_was_is_no_finding(load: Load) -> None:
    assert mt.screen(load(WASHOUTS), case(facts=NEVER)).findings == ()


def test_a_state_that_has_to_heal_defers_until_staff_confirm(load: Load) -> None:
    protocol = load(COLD_SORE)
    verdict = mt.screen(protocol, case(facts={"active-cold-sore": True}))
    assert (verdict.status, verdict.earliest) == ("deferred", None)
    confirmed = mt.screen(protocol, case(facts={"active-cold-sore": False}))
    assert (confirmed.status, confirmed.earliest) == ("eligible", date(2026, 12, 1))


def test_a_state_without_a_date_is_not_cleared_by_any_later_date(load: Load) -> None:
    person = case("2027-12-01 10:00", facts={"active-cold-sore": True})
    assert mt.screen(load(COLD_SORE), person).status == "deferred"


@pytest.mark.parametrize(
    ("asked", "earliest"),
    [
        ("2026-11-20 09:00", date(2026, 12, 1)),
        ("2026-11-29 23:59:59", date(2026, 12, 1)),
        ("2026-11-30 00:00", date(2026, 12, 2)),
        ("2026-12-01 09:00", date(2026, 12, 3)),
    ],
)
def test_what_needs_days_of_preparation_counts_them_from_the_day_of_asking(
    load: Load, asked: str, earliest: date
) -> None:
    person = case(facts={"cold-sore-history": True, "antiviral-plan": False})
    verdict = mt.screen(load(HISTORY), person, moment(asked))
    assert (verdict.status, verdict.earliest) == ("deferred", earliest)


def test_the_day_of_asking_is_that_of_the_clinic(load: Load) -> None:
    """At 23:30 in New York it is the next day already in UTC."""
    person = case(facts={"cold-sore-history": True, "antiviral-plan": False})
    verdict = mt.screen(load(HISTORY), person, moment("2026-11-30 23:30"))
    assert verdict.earliest == date(2026, 12, 2)


def test_without_a_moment_of_asking_preparation_has_no_date(load: Load) -> None:
    person = case(facts={"cold-sore-history": True, "antiviral-plan": False})
    verdict = mt.screen(load(HISTORY), person)
    assert (verdict.status, verdict.earliest) == ("deferred", None)


def test_once_it_is_prepared_nothing_is_put_off(load: Load) -> None:
    person = case(facts={"cold-sore-history": True, "antiviral-plan": True})
    assert mt.screen(load(HISTORY), person, moment("2026-11-30 09:00")).status == "eligible"


def test_the_moment_of_asking_moves_no_washout(load: Load) -> None:
    person = case(facts=NEVER | {"retinoid": date(2026, 11, 30)})
    asked: list[datetime | None] = [None, moment("2026-10-01 09:00"), moment("2026-12-20 09:00")]
    found = {mt.screen(load(WASHOUTS), person, at).earliest for at in asked}
    assert found == {date(2026, 12, 4)}


@pytest.mark.parametrize(
    ("previous", "status", "earliest"),
    [
        (date(2026, 11, 3), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 4), "deferred", date(2026, 12, 2)),
        (date(2026, 11, 30), "deferred", date(2026, 12, 28)),
    ],
)
def test_the_session_before_has_to_lie_the_interval_back(
    load: Load, previous: date, status: str, earliest: date
) -> None:
    person = case(session=2, facts={"previous-session": previous})
    verdict = mt.screen(load(INTERVAL), person)
    assert (verdict.status, verdict.earliest) == (status, earliest)


def test_the_first_session_has_none_before_it(load: Load) -> None:
    verdict = mt.screen(load(INTERVAL), case(session=1))
    assert (verdict.status, verdict.missing) == ("eligible", ())


def test_a_review_that_a_date_clears_has_that_date(load: Load) -> None:
    protocol = load(WASHOUTS.replace("3 days before", "3 to 5 days before"))
    verdict = mt.screen(protocol, case(facts=NEVER | {"retinoid": date(2026, 11, 27)}))
    assert (verdict.status, verdict.earliest) == ("review", date(2026, 12, 3))


@pytest.mark.parametrize("told", ["never", None, date(2026, 11, 19), date(2026, 11, 20)])
def test_an_earlier_session_of_the_case_is_the_last_session_unless_a_later_one_is_told(
    load: Load, told: Any
) -> None:
    earlier = (mt.Visit(moment("2026-11-20 10:00")), mt.Visit(moment("2026-10-20 10:00")))
    person = case(session=3, earlier=earlier, facts={"previous-session": told})
    verdict = mt.screen(load(INTERVAL), person)
    assert (verdict.status, verdict.earliest) == ("deferred", date(2026, 12, 18))


@pytest.mark.parametrize(
    ("told", "earliest"), [(date(2026, 11, 27), date(2026, 12, 25)), ("ongoing", None)]
)
def test_a_later_session_elsewhere_counts_although_an_earlier_one_is_known(
    load: Load, told: Any, earliest: date | None
) -> None:
    earlier = (mt.Visit(moment("2026-10-20 10:00")),)
    person = case(session=2, earlier=earlier, facts={"previous-session": told})
    verdict = mt.screen(load(INTERVAL), person)
    assert (verdict.status, verdict.earliest) == ("deferred", earliest)


def test_never_before_a_second_session_contradicts_itself_and_is_not_known(load: Load) -> None:
    person = case(session=2, facts={"previous-session": "never"})
    verdict = mt.screen(load(INTERVAL), person)
    assert (verdict.status, verdict.missing) == ("incomplete", ("previous-session",))
