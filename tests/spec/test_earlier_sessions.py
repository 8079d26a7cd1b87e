"""What an earlier session of the same series forbids holds on beside what this one says.

Its rules for afterwards go on; its rules for beforehand are past. Without a recorded end it lasted
until 24:00 of its day.
"""

from __future__ import annotations

import meantime as mt
from tests.spec.tiny import HOUR, Load, around, case, moment, word

NO_SUN = """
Stay out of the sun for ten days.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 10 days after
cites: after 1
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

MAKEUP = """
Wear make-up from 48 hours after.

```yaml
id: makeup
may: [makeup]
from: 48 hours after
cites: after 2
```
"""

NO_GYM = """
Do not go to the gym for 24 hours.

```yaml
id: no-gym
avoid: [gym]
from: end
until: 24 hours after
cites: after 3.1
```
"""


def visit(start: str, *, recorded: bool = True) -> mt.Visit:
    begins = moment(start)
    return mt.Visit(begins, begins + HOUR if recorded else None)


def test_a_prohibition_after_an_earlier_session_holds_on(load: Load) -> None:
    person = case(session=2, earlier=(visit("2026-11-18 10:00"),))
    answers = around(load(NO_SUN), person, "sun", "2026-11-29 00:00")
    assert answers[0] == "no"
    assert answers[1:] == ("yes", "yes")


def test_without_the_earlier_session_nothing_is_forbidden_then(load: Load) -> None:
    assert word(load(NO_SUN), case(session=2), "sun", "2026-11-28 12:00") != "no"


def test_where_both_sessions_forbid_it_is_one_chain(load: Load) -> None:
    person = case(session=2, earlier=(visit("2026-11-24 10:00"),))
    answer = mt.ask(load(NO_SUN), person, "sun", at=moment("2026-11-30 09:00"))
    assert (answer.answer, answer.until) == ("no", moment("2026-12-12 00:00"))


def test_a_permission_after_an_earlier_session_does_not_loosen_this_one(load: Load) -> None:
    person = case(session=2, earlier=(visit("2026-11-18 10:00"),))
    assert word(load(MAKEUP), person, "makeup", "2026-11-30 09:00") == "yes"
    assert around(load(MAKEUP), person, "makeup", "2026-12-03 11:00") == ("no", "yes", "yes")


def test_a_permission_is_waited_for_after_an_earlier_session_too(load: Load) -> None:
    person = case(session=2, earlier=(visit("2026-11-18 10:00"),))
    assert around(load(MAKEUP), person, "makeup", "2026-11-20 11:00") == ("no", "yes", "yes")


def test_what_is_before_an_earlier_session_is_past(load: Load) -> None:
    person = case(session=2, earlier=(visit("2026-11-18 10:00"),))
    assert word(load(NO_RETINOID), person, "retinoid", "2026-11-17 09:00") == "yes"
    assert around(load(NO_RETINOID), person, "retinoid", "2026-11-28 00:00") == ("yes", "no", "no")


def test_an_earlier_session_without_a_recorded_end_lasted_until_midnight(load: Load) -> None:
    person = case(session=2, earlier=(visit("2026-11-18 10:00", recorded=False),))
    answers = around(load(NO_GYM), person, "gym", "2026-11-20 00:00")
    assert answers[0] == "no"
    assert "no" not in answers[1:]


def test_of_several_earlier_sessions_each_holds_on(load: Load) -> None:
    person = case(session=3, earlier=(visit("2026-11-10 10:00"), visit("2026-11-18 10:00")))
    protocol = load(NO_SUN)
    for at in ("2026-11-15 09:00", "2026-11-20 09:00", "2026-11-28 23:59:59"):
        assert word(protocol, person, "sun", at) == "no"
    assert word(protocol, person, "sun", "2026-11-29 00:00") != "no"


def test_an_earlier_session_puts_nothing_into_this_ones_plan(load: Load) -> None:
    protocol = load(NO_SUN + NO_RETINOID)
    person = case(session=2, earlier=(visit("2026-11-18 10:00"),))
    assert mt.plan(protocol, person).to_dict() == mt.plan(protocol, case(session=2)).to_dict()
