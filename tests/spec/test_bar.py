"""`bar` names a state in which the person is not treated.

`refuse` is a contraindication, `defer` puts the session off until a date or until staff confirm,
and `review` leaves it to a clinician.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment, word

PREGNANT = """
You cannot have this treatment while you are pregnant.

```yaml
id: pregnancy
bar: [pregnant]
so: {so}
cites: before 1
```
"""

INTERVAL = """
Wait at least four weeks after your last session.

```yaml
id: interval
bar: [previous-session]
so: defer
lasts: 4 weeks
cites: after 1
```
"""


@pytest.mark.parametrize(
    ("so", "status"),
    [("refuse", "contraindicated"), ("defer", "deferred"), ("review", "review")],
)
def test_a_bar_says_what_happens_to_the_session(load: Load, so: str, status: str) -> None:
    verdict = mt.screen(load(PREGNANT.format(so=so)), case(facts={"pregnant": True}))
    assert verdict.status == status
    assert [finding.status for finding in verdict.findings] == [status]


@pytest.mark.parametrize("so", ["refuse", "defer", "review"])
def test_somebody_who_is_not_in_that_state_is_not_barred(load: Load, so: str) -> None:
    verdict = mt.screen(load(PREGNANT.format(so=so)), case(facts={"pregnant": False}))
    assert (verdict.status, verdict.findings) == ("eligible", ())


@pytest.mark.parametrize("so", ["refuse", "defer", "review"])
def test_no_date_clears_a_state_that_staff_have_to_look_at(load: Load, so: str) -> None:
    verdict = mt.screen(load(PREGNANT.format(so=so)), case(facts={"pregnant": True}))
    assert verdict.earliest is None


@pytest.mark.parametrize("so", ["refuse", "defer", "review"])
def test_a_state_that_bars_is_never_answered_with_yes(load: Load, so: str) -> None:
    protocol = load(PREGNANT.format(so=so))
    for at in ("2026-11-20 09:00", "2026-12-01 10:30", "2026-12-03 09:00"):
        assert word(protocol, case(), "pregnancy", at) != "yes"


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (date(2026, 11, 2), "eligible"),
        (date(2026, 11, 3), "eligible"),
        (date(2026, 11, 4), "deferred"),
    ],
)
def test_a_bar_that_lasts_four_weeks_is_over_28_days_after_the_date(
    load: Load, last: date, status: str
) -> None:
    assert mt.screen(load(INTERVAL), case(facts={"previous-session": last})).status == status


def test_a_bar_that_lasts_gives_the_date_from_which_it_is_over(load: Load) -> None:
    verdict = mt.screen(load(INTERVAL), case(facts={"previous-session": date(2026, 11, 20)}))
    assert verdict.earliest == date(2026, 12, 18)


def test_somebody_who_never_had_a_session_is_not_barred_by_the_last_one(load: Load) -> None:
    verdict = mt.screen(load(INTERVAL), case(facts={"previous-session": "never"}))
    assert (verdict.status, verdict.missing) == ("eligible", ())


def test_one_bar_can_name_several_states(load: Load) -> None:
    protocol = load(PREGNANT.format(so="review").replace("[pregnant]", "[pregnant, breastfeeding]"))
    verdict = mt.screen(protocol, case(facts={"pregnant": False, "breastfeeding": True}))
    assert [finding.feature for finding in verdict.findings] == ["breastfeeding"]


def test_a_bar_stands_in_the_plan_until_the_session_is_over(load: Load) -> None:
    (item,) = mt.plan(load(PREGNANT.format(so="refuse")), case()).items
    assert (item.verb, item.concepts) == ("bar", ("pregnant",))
    assert (item.begins, item.ends) == (None, moment("2026-12-01 11:00"))
