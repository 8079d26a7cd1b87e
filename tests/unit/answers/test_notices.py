"""The moments of a plan that are worth a message: when, how long, and about what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

import meantime as mt
from meantime.answers.notices import Notice, notices
from meantime.literate.protocols import SHIPPED
from meantime.model.problem import CaseError
from tests.spec.tiny import DAY, NEW_YORK, Load, case, moment

LONG_AGO, NOW = moment("2026-05-01 12:00"), moment("2026-11-01 12:00")
RULE = """
Do as the clinic says.

```yaml
id: {}
{}
cites: before 1
```
"""


def rule(name: str, *fields: str) -> str:
    return RULE.format(name, "\n".join(fields))


def plan_of(load: Load, text: str, person: mt.Case | None = None) -> mt.Plan:
    return mt.plan(load(text), person or case(lasts=None))


def told(
    plan: mt.Plan, since: datetime = LONG_AGO, at: datetime = NOW, *, until: bool = False
) -> list[str]:
    """Every notice in a line: local time, what, by which rules."""
    return [_line(plan, one, until=until) for one in notices(plan, since, at)]


def _line(plan: mt.Plan, one: Notice, *, until: bool) -> str:
    local = plan.timeline.local
    ends = f" till {local(one.until):%m-%d %H:%M}" if until else ""
    return " ".join([f"{local(one.tell):%m-%d %H:%M}{ends}", *one.kinds, *one.rules])


def leave(name: str, days: int) -> str:
    begins = f"{days} days before" if days else "the day"
    return rule(name, "avoid: [gym]", f"from: {begins}", "until: start")


def over(**fields: Any) -> mt.Case:
    return replace(case(), end=moment("2026-12-01 11:00"), **fields)


AFTER = moment("2026-12-01 11:00")


def test_a_session_is_told_on_the_day_before_and_on_the_day(load: Load) -> None:
    assert told(plan_of(load, leave("x", 0)), until=True) == [
        "11-30 10:00 till 12-01 10:00 eve",
        "12-01 08:00 till 12-01 10:00 day",
    ]


def test_on_the_day_it_is_never_early_and_never_too_late_to_help(load: Load) -> None:
    def on(start: str) -> list[str]:
        return told(plan_of(load, leave("x", 0), case(start, lasts=None)))[1:]

    assert on("2026-12-01 16:00") == ["12-01 13:00 day"]
    assert on("2026-12-01 09:00") == ["12-01 08:00 day"]
    assert on("2026-12-01 08:30") == []


def test_a_step_is_told_the_evening_before_its_day(load: Load) -> None:
    assert told(plan_of(load, leave("x", 3)))[0] == "11-27 18:00 steps x"


def test_steps_within_two_days_are_one_message_on_the_first_evening(load: Load) -> None:
    text = leave("a", 5) + leave("b", 4) + leave("c", 3) + leave("d", 0)
    assert told(plan_of(load, text))[:2] == ["11-25 18:00 steps a b", "11-27 18:00 steps c"]


def test_a_late_booking_says_once_what_has_begun(load: Load) -> None:
    text = leave("a", 20) + leave("b", 6) + leave("c", 2)
    plan, booked = plan_of(load, text), moment("2026-11-26 15:00")
    assert told(plan, booked, booked, until=True)[:2] == [
        "11-26 15:00 till 12-01 10:00 now a b",
        "11-28 18:00 till 12-01 10:00 steps c",
    ]


def test_what_had_ended_by_then_has_not_begun(load: Load) -> None:
    text = rule("x", "do: [hat]", "from: 20 days before", "until: 9 days before")
    booked = moment("2026-11-28 15:00")
    assert "now" not in " ".join(told(plan_of(load, text), booked, booked))


def test_who_is_not_to_be_treated_is_told_to_call_and_nothing_else(load: Load) -> None:
    bar = rule("y", "bar: [pregnant]", "so: refuse")
    plan = plan_of(load, leave("x", 3) + bar, case(lasts=None, facts={"pregnant": True}))
    assert told(plan) == ["11-30 10:00 call"]


def test_open_questions_are_asked_for_three_days_ahead(load: Load) -> None:
    bar = rule("y", "bar: [pregnant]", "so: refuse")
    plan = plan_of(load, bar, case(lasts=None, facts={"pregnant": None}))
    assert told(plan) == [
        "11-28 10:00 questions",
        "11-30 10:00 questions eve",
        "12-01 08:00 questions day",
    ]


def test_before_the_end_is_recorded_nothing_after_is_told(load: Load) -> None:
    text = rule("x", "avoid: [sun]", "from: end", "until: 24 hours after")
    assert told(plan_of(load, text)) == ["11-30 10:00 eve", "12-01 08:00 day"]
    assert told(plan_of(load, text, over()), at=AFTER) == [
        "12-01 11:00 sheet",
        "12-02 11:00 lifted x",
    ]


def test_what_lifts_within_two_hours_is_told_at_the_later_moment(load: Load) -> None:
    text = rule("x", "avoid: [sun]", "from: end", "until: 24 hours after")
    text += rule("y", "avoid: [gym]", "from: end", "until: 25 hours after")
    found = told(plan_of(load, text, over()), at=AFTER)
    assert found == ["12-01 11:00 sheet", "12-02 12:00 lifted x y"]


def test_what_waits_for_a_fact_is_not_said_to_lift(load: Load) -> None:
    text = rule("x", "avoid: [sun]", "from: end", "until: 24 hours after", "if: pregnant")
    plan = plan_of(load, text, over(facts={"pregnant": None}))
    assert "lifted" not in " ".join(told(plan, at=AFTER))


def test_what_comes_much_later_is_to_come_back(load: Load) -> None:
    text = rule("x", "do: [hat]", "from: 28 days after")
    assert told(plan_of(load, text, over()), at=AFTER)[-1] == "12-30 10:00 return x"


def test_nothing_is_told_of_a_time_before_one_could_be_told(load: Load) -> None:
    plan = plan_of(load, leave("x", 0))
    assert told(plan, plan.timeline.case.start) == []


def test_a_moment_without_a_zone_is_refused(load: Load) -> None:
    plan = plan_of(load, leave("x", 0))
    with pytest.raises(CaseError):
        notices(plan, datetime(2026, 1, 1), NOW)


@pytest.mark.parametrize("weeks", range(0, 52, 3))
def test_of_the_shipped_protocol_every_notice_is_of_use_when_it_is_told(weeks: int) -> None:
    protocol = mt.load(str(SHIPPED / "microneedling"))
    start = moment("2026-03-02 10:00") + weeks * 7 * DAY
    long_ago, ended = start - 200 * DAY, start + timedelta(minutes=50)
    for at, end in ((long_ago, None), (start + DAY, ended)):
        plan = mt.plan(protocol, mt.Case(start=start, zone=NEW_YORK, end=end))
        found = notices(plan, long_ago, at)
        assert found
        assert list(found) == sorted(found, key=lambda one: one.tell)
        for one, later in zip(found, found[1:], strict=False):
            assert one.tell < one.until
            assert later.tell > one.tell, "one message at a time"
        assert all(isinstance(one.to_dict()["rules"], list) for one in found)


def test_what_is_normal_for_a_few_hours_of_the_night_is_not_told(load: Load) -> None:
    fields = ("expect: [redness]", "from: 4 hours after", "limit: less each day")
    late = case("2026-12-01 22:00")
    short = plan_of(load, rule("x", *fields, "until: 8 hours after"), late)
    long = plan_of(load, rule("x", *fields, "until: 48 hours after"), late)
    at = moment("2026-12-01 23:00")
    assert told(short, at=at) == ["12-01 23:00 sheet"]
    assert told(long, at=at) == ["12-01 23:00 sheet", "12-02 10:00 normal x"]
