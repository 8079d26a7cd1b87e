"""`until` is the first later moment at which the answer is another one.

It looks over the whole chain of rules, not to the end of one; where the answer never changes by
itself there is none.
"""

from __future__ import annotations

from datetime import UTC, datetime

import meantime as mt
from tests.spec.tiny import Load, case, moment

NO_RETINOID_BEFORE = """
Do not use a retinoid in the three days before.

```yaml
id: before
avoid: [retinoid]
from: 3 days before
cites: before 1
```
"""

NO_RETINOID_AFTER = """
Do not use a retinoid for 24 hours.

```yaml
id: after
avoid: [retinoid]
from: end
until: 24 hours after
cites: after 1
```
"""

RETINOID_AGAIN = """
Use a retinoid again from day 3.

```yaml
id: again
may: [retinoid]
from: day 3
cites: after 2
```
"""

GRADED = """
Stay out of the sun for three days, and if possible for ten.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 3 to 10 days after
cites: after 1
```
"""


def until(protocol: mt.Protocol, person: mt.Case, question: str, at: str) -> datetime | None:
    return mt.ask(protocol, person, question, at=moment(at)).until


def test_until_is_the_end_of_a_rule_that_stands_alone(load: Load) -> None:
    found = until(load(NO_RETINOID_AFTER), case(), "retinoid", "2026-12-01 15:00")
    assert found == moment("2026-12-02 11:00")


def test_until_is_given_in_utc(load: Load) -> None:
    found = until(load(NO_RETINOID_AFTER), case(), "retinoid", "2026-12-01 15:00")
    assert found is not None
    assert (found.tzinfo, found.isoformat()) == (UTC, "2026-12-02T16:00:00+00:00")


def test_a_no_lasts_over_rules_that_follow_each_other(load: Load) -> None:
    protocol = load(NO_RETINOID_BEFORE + NO_RETINOID_AFTER + RETINOID_AGAIN)
    found = until(protocol, case(), "retinoid", "2026-11-29 09:00")
    assert found == moment("2026-12-04 00:00")


def test_the_same_no_is_found_from_every_link_of_the_chain(load: Load) -> None:
    protocol = load(NO_RETINOID_BEFORE + NO_RETINOID_AFTER + RETINOID_AGAIN)
    for at in ("2026-11-28 00:00", "2026-12-01 10:30", "2026-12-01 11:00", "2026-12-03 23:59:59"):
        assert until(protocol, case(), "retinoid", at) == moment("2026-12-04 00:00")


def test_a_yes_lasts_until_the_next_window_opens(load: Load) -> None:
    found = until(load(NO_RETINOID_BEFORE), case(), "retinoid", "2026-11-01 09:00")
    assert found == moment("2026-11-28 00:00")


def test_a_change_from_no_to_not_advised_is_a_change(load: Load) -> None:
    protocol = load(GRADED)
    assert until(protocol, case(), "sun", "2026-12-02 09:00") == moment("2026-12-05 00:00")
    assert until(protocol, case(), "sun", "2026-12-05 00:00") == moment("2026-12-12 00:00")
    assert until(protocol, case(), "sun", "2026-12-12 00:00") is None


def test_silence_lasts_until_a_rule_speaks(load: Load) -> None:
    found = until(load(NO_RETINOID_AFTER), case(), "retinoid", "2026-11-01 09:00")
    assert found == moment("2026-12-01 11:00")


def test_what_waits_for_a_fact_has_no_moment_at_which_it_changes_by_itself(load: Load) -> None:
    protocol = load(RETINOID_AGAIN.replace("cites", "once: skin-calm\ncites"))
    assert until(protocol, case(), "retinoid", "2026-12-05 09:00") is None


def test_the_chain_of_a_question_about_several_things_is_theirs_together(load: Load) -> None:
    protocol = load(NO_RETINOID_AFTER + GRADED)
    answer = mt.ask(protocol, case(), "retinoid and sun", at=moment("2026-12-01 15:00"))
    assert (answer.answer, answer.until) == ("no", moment("2026-12-05 00:00"))


def test_at_the_moment_itself_the_answer_is_another_one(load: Load) -> None:
    protocol = load(NO_RETINOID_BEFORE + NO_RETINOID_AFTER + RETINOID_AGAIN)
    at: datetime | None = moment("2026-11-01 09:00")
    chain = []
    while at is not None:
        answer = mt.ask(protocol, case(), "retinoid", at=at)
        chain.append((answer.answer, answer.until))
        at = answer.until
    assert chain == [
        ("yes", moment("2026-11-28 00:00")),
        ("no", moment("2026-12-04 00:00")),
        ("yes", None),
    ]
