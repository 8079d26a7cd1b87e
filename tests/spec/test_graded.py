"""A phrase with two numbers gives both strengths: "5 to 7 days" requires 5 and prefers 7.

Between the two the answer is `not-advised`, and a dated use there is for review.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment

WAXING = """
Do not wax in the five days before. Seven days is better.

```yaml
id: no-waxing
avoid: [waxing]
from: 5 to 7 days before
cites: before 1
```
"""

SUN = """
Stay out of the sun for three days, and if possible for ten.

```yaml
id: no-sun
avoid: [sun]
from: end
until: {until}
cites: after 1
```
"""


def test_the_larger_number_opens_the_preferred_part(load: Load) -> None:
    answers = around(load(WAXING), case(), "waxing", "2026-11-24 00:00")
    assert answers == ("yes", "not-advised", "not-advised")


def test_the_smaller_number_opens_the_required_part(load: Load) -> None:
    answers = around(load(WAXING), case(), "waxing", "2026-11-26 00:00")
    assert answers == ("not-advised", "no", "no")


def test_afterwards_the_smaller_number_ends_the_required_part(load: Load) -> None:
    protocol = load(SUN.format(until="3 to 10 days after"))
    answers = around(protocol, case(), "sun", "2026-12-05 00:00")
    assert answers == ("no", "not-advised", "not-advised")


def test_afterwards_the_larger_number_ends_the_preferred_part(load: Load) -> None:
    protocol = load(SUN.format(until="3 to 10 days after"))
    assert around(protocol, case(), "sun", "2026-12-12 00:00") == ("not-advised", "yes", "yes")


def test_hours_can_be_graded(load: Load) -> None:
    protocol = load(SUN.format(until="24 to 48 hours after"))
    first = around(protocol, case(), "sun", "2026-12-02 11:00")
    assert first == ("no", "not-advised", "not-advised")
    assert around(protocol, case(), "sun", "2026-12-03 11:00") == ("not-advised", "yes", "yes")


def test_weeks_can_be_graded(load: Load) -> None:
    protocol = load(SUN.format(until="1 to 2 weeks after"))
    first = around(protocol, case(), "sun", "2026-12-09 00:00")
    assert first == ("no", "not-advised", "not-advised")
    assert around(protocol, case(), "sun", "2026-12-16 00:00") == ("not-advised", "yes", "yes")


def test_months_can_be_graded(load: Load) -> None:
    protocol = load(WAXING.replace("5 to 7 days before", "1 to 2 months before"))
    first = around(protocol, case(), "waxing", "2026-10-02 00:00")
    assert first == ("yes", "not-advised", "not-advised")
    second = around(protocol, case(), "waxing", "2026-11-02 00:00")
    assert second == ("not-advised", "no", "no")


@pytest.mark.parametrize(
    ("used", "status", "earliest"),
    [
        (date(2026, 11, 23), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 24), "review", date(2026, 12, 2)),
        (date(2026, 11, 25), "review", date(2026, 12, 3)),
        (date(2026, 11, 26), "deferred", date(2026, 12, 4)),
        (date(2026, 11, 30), "deferred", date(2026, 12, 8)),
    ],
)
def test_a_use_between_required_and_preferred_is_for_review(
    load: Load, used: date, status: str, earliest: date
) -> None:
    verdict = mt.screen(load(WAXING), case(facts={"waxing": used}))
    assert (verdict.status, verdict.earliest) == (status, earliest)


def test_the_finding_says_from_when_only_the_preferred_part_is_left(load: Load) -> None:
    (finding,) = mt.screen(load(WAXING), case(facts={"waxing": date(2026, 11, 26)})).findings
    assert (finding.review_from, finding.clear) == (date(2026, 12, 2), date(2026, 12, 4))


def test_a_graded_rule_stands_in_the_plan_in_two_lines(load: Load) -> None:
    lines = [
        (item.strength.value, item.begins, item.ends)
        for item in mt.plan(load(SUN.format(until="3 to 10 days after")), case()).items
    ]
    assert lines == [
        ("required", moment("2026-12-01 11:00"), moment("2026-12-05 00:00")),
        ("preferred", moment("2026-12-05 00:00"), moment("2026-12-12 00:00")),
    ]


def test_before_the_session_the_preferred_line_comes_first(load: Load) -> None:
    lines = [
        (item.strength.value, item.begins, item.ends)
        for item in mt.plan(load(WAXING), case()).items
    ]
    assert lines == [
        ("preferred", moment("2026-11-24 00:00"), moment("2026-11-26 00:00")),
        ("required", moment("2026-11-26 00:00"), moment("2026-12-02 00:00")),
    ]
