"""`avoid` forbids a thing inside its window.

A window before the session is also a washout: screening holds every dated use against it. Outside
its window, on its side of the session, the thing is allowed again, unless the rule says otherwise.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

AFTER = """
Stay out of the sun for 24 hours.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 24 hours after
cites: after 1
```
"""

BEFORE = """
Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```
"""


def test_a_thing_to_avoid_is_forbidden_inside_its_window(load: Load) -> None:
    assert word(load(AFTER), case(), "sun", "2026-12-01 15:00") == "no"


def test_once_the_window_is_over_the_thing_is_allowed_again(load: Load) -> None:
    assert around(load(AFTER), case(), "sun", "2026-12-02 11:00") == ("no", "yes", "yes")


def test_before_the_window_opens_the_thing_is_still_allowed(load: Load) -> None:
    assert around(load(BEFORE), case(), "retinoid", "2026-11-28 00:00") == ("yes", "no", "no")


def test_a_rule_for_afterwards_says_nothing_before_the_session_is_over(load: Load) -> None:
    assert around(load(AFTER), case(), "sun", "2026-12-01 11:00") == ("not-covered", "no", "no")


def test_days_before_last_to_the_end_of_the_day_itself_and_then_say_nothing(load: Load) -> None:
    answers = around(load(BEFORE), case(), "retinoid", "2026-12-02 00:00")
    assert answers == ("no", "not-covered", "not-covered")


def test_hours_before_last_until_the_session_is_over_and_then_say_nothing(load: Load) -> None:
    protocol = load(BEFORE.replace("3 days before", "24 hours before"))
    answers = around(protocol, case(), "retinoid", "2026-12-01 11:00")
    assert answers == ("no", "not-covered", "not-covered")


def test_a_window_before_the_session_is_a_washout_that_screening_checks(load: Load) -> None:
    person = case(facts={"retinoid": date(2026, 11, 30)})
    verdict = mt.screen(load(BEFORE), person)
    assert verdict.status == "deferred"
    assert [finding.rule.id for finding in verdict.findings] == ["no-retinoid"]


def test_a_window_after_the_session_is_no_washout(load: Load) -> None:
    person = case(facts={"sun": date(2026, 11, 30)})
    verdict = mt.screen(load(AFTER), person)
    assert (verdict.status, verdict.findings, verdict.missing) == ("eligible", (), ())


def test_a_preferred_rule_advises_against_and_does_not_forbid(load: Load) -> None:
    protocol = load(BEFORE.replace("cites", "strength: preferred\ncites"))
    answers = around(protocol, case(), "retinoid", "2026-11-28 00:00")
    assert answers == ("yes", "not-advised", "not-advised")


def test_a_use_against_a_preferred_rule_is_for_review(load: Load) -> None:
    protocol = load(BEFORE.replace("cites", "strength: preferred\ncites"))
    verdict = mt.screen(protocol, case(facts={"retinoid": date(2026, 11, 30)}))
    assert (verdict.status, verdict.earliest) == ("review", date(2026, 12, 4))


@pytest.mark.parametrize(("outside", "answer"), [("silent", "not-covered"), ("ask", "ask")])
def test_a_rule_may_say_that_the_end_of_its_window_is_no_permission(
    load: Load, outside: str, answer: str
) -> None:
    protocol = load(AFTER.replace("cites", f"outside: {outside}\ncites"))
    assert around(protocol, case(), "sun", "2026-12-02 11:00") == ("no", answer, answer)


def test_a_window_can_reach_from_before_the_session_to_after_it(load: Load) -> None:
    protocol = load(BEFORE.replace("cites", "until: 24 hours after\ncites"))
    assert around(protocol, case(), "retinoid", "2026-11-28 00:00") == ("yes", "no", "no")
    assert around(protocol, case(), "retinoid", "2026-12-01 11:00") == ("no", "no", "no")
    assert around(protocol, case(), "retinoid", "2026-12-02 11:00") == ("no", "yes", "yes")


def test_the_reason_carries_the_sentence_and_its_place_in_the_handout(load: Load) -> None:
    answer = mt.ask(load(AFTER), case(), "sun", at=moment("2026-12-01 15:00"))
    reasons = [
        (why.rule.id, why.rule.text, [str(place) for place in why.rule.cites])
        for why in answer.reasons
    ]
    assert reasons == [("no-sun", "Stay out of the sun for 24 hours.", ["after 1"])]
