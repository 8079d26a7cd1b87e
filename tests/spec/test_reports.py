"""A window may also wait for a report, such as that the skin is calm. No report is "not yet"."""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

MAKEUP = """
Wear make-up from 48 hours after the session, once your skin is calm.

```yaml
id: makeup
may: [makeup]
from: 48 hours after
once: skin-calm
cites: after 1
```
"""

ACID = """
Do not use an acid through day 7 and until your skin is calm.

```yaml
id: no-acid
avoid: [acid]
from: end
until: day 7
once: skin-calm
cites: after 2
```
"""

CALM = {"skin-calm": True}
SORE = {"skin-calm": False}


def test_with_the_report_a_permission_begins_when_its_time_has_come(load: Load) -> None:
    answers = around(load(MAKEUP), case(facts=CALM), "makeup", "2026-12-03 11:00")
    assert answers == ("no", "yes", "yes")


def test_without_the_report_a_permission_is_not_granted_yet(load: Load) -> None:
    answer = mt.ask(load(MAKEUP), case(), "makeup", at=moment("2026-12-03 11:00"))
    assert (answer.answer, answer.waits_for) == ("ask", ("skin-calm",))


def test_with_a_report_to_the_contrary_a_permission_is_not_granted(load: Load) -> None:
    answer = mt.ask(load(MAKEUP), case(facts=SORE), "makeup", at=moment("2026-12-10 11:00"))
    assert (answer.answer, answer.waits_for) == ("no", ("skin-calm",))


@pytest.mark.parametrize("facts", [{}, CALM, SORE])
def test_no_report_brings_a_permission_forward(load: Load, facts: dict[str, mt.Fact]) -> None:
    assert word(load(MAKEUP), case(facts=facts), "makeup", "2026-12-03 10:59:59") == "no"


def test_with_the_report_a_prohibition_ends_when_its_time_is_over(load: Load) -> None:
    answers = around(load(ACID), case(facts=CALM), "acid", "2026-12-09 00:00")
    assert answers == ("no", "yes", "yes")


@pytest.mark.parametrize("facts", [{}, SORE])
def test_without_the_report_a_prohibition_goes_on(load: Load, facts: dict[str, mt.Fact]) -> None:
    answer = mt.ask(load(ACID), case(facts=facts), "acid", at=moment("2027-03-01 09:00"))
    assert (answer.answer, answer.until) == ("no", None)
    assert answer.waits_for == ("skin-calm",)


def test_a_line_of_the_plan_says_that_it_waits_for_the_report(load: Load) -> None:
    (waiting,) = mt.plan(load(MAKEUP), case()).items
    (granted,) = mt.plan(load(MAKEUP), case(facts=CALM)).items
    assert (waiting.waits_for, granted.waits_for) == (("skin-calm",), ())


@pytest.mark.parametrize("facts", [CALM, SORE])
def test_a_report_from_before_the_session_says_nothing_of_the_time_after_it(
    load: Load, facts: dict[str, mt.Fact]
) -> None:
    """Calm skin gates a further session; it does not bring make-up back after it."""
    (item,) = mt.plan(load(MAKEUP), case(lasts=None, facts=facts)).items
    assert item.waits_for == ("skin-calm",)


def test_a_report_counts_from_the_begin_of_the_session_on(load: Load) -> None:
    person = case(lasts=None, facts=CALM)
    assert word(load(MAKEUP), person, "makeup", "2026-12-04 00:00") == "yes"
