"""`may` permits a thing from a moment on.

From the end of the session until that moment it forbids the same thing; before the end of the
session it says nothing.
"""

from __future__ import annotations

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

MINERAL = """
Wear mineral make-up from 24 hours after the session, not before.

```yaml
id: mineral-makeup
may: [mineral-makeup]
from: 24 hours after
cites: after 1
```
"""


def test_the_thing_is_allowed_from_the_moment_on(load: Load) -> None:
    answers = around(load(MINERAL), case(), "mineral-makeup", "2026-12-02 11:00")
    assert answers == ("no", "yes", "yes")


def test_from_the_end_of_the_session_until_then_the_thing_is_forbidden(load: Load) -> None:
    answers = around(load(MINERAL), case(), "mineral-makeup", "2026-12-01 11:00")
    assert answers == ("not-covered", "no", "no")


def test_the_days_before_the_session_are_not_covered_by_a_permission_for_afterwards(
    load: Load,
) -> None:
    assert word(load(MINERAL), case(), "mineral-makeup", "2026-11-20 09:00") == "not-covered"


def test_a_permission_without_an_end_does_not_run_out(load: Load) -> None:
    answer = mt.ask(load(MINERAL), case(), "mineral-makeup", at=moment("2027-12-01 09:00"))
    assert (answer.answer, answer.until) == ("yes", None)


def test_a_permission_with_an_end_is_silent_afterwards(load: Load) -> None:
    protocol = load(MINERAL.replace("cites", "until: 3 days after\ncites"))
    answers = around(protocol, case(), "mineral-makeup", "2026-12-05 00:00")
    assert answers == ("yes", "not-covered", "not-covered")


def test_a_permission_from_the_end_of_the_session_forbids_nothing(load: Load) -> None:
    protocol = load(MINERAL.replace("from: 24 hours after", "from: end"))
    answers = around(protocol, case(), "mineral-makeup", "2026-12-01 11:00")
    assert answers == ("not-covered", "yes", "yes")


def test_a_permission_is_no_reason_not_to_be_treated(load: Load) -> None:
    assert mt.screen(load(MINERAL), case()).status == "eligible"
