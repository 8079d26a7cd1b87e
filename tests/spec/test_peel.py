"""A rule may count from another day than that of the session: "4 days before the peel".

A peel without a date, or with a date after the session, counts as being done with the session.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case

PEEL = """
Do not use a retinoid in the four days before the peel.

```yaml
id: before-peel
avoid: [retinoid]
from: 4 days before the peel
cites: before 1
```
"""


def test_the_window_counts_back_from_the_day_of_the_peel(load: Load) -> None:
    person = case(anchors={"peel": date(2026, 11, 29)})
    assert around(load(PEEL), person, "retinoid", "2026-11-25 00:00") == ("yes", "no", "no")


def test_the_window_still_lasts_to_the_end_of_the_day_of_the_session(load: Load) -> None:
    person = case(anchors={"peel": date(2026, 11, 29)})
    answers = around(load(PEEL), person, "retinoid", "2026-12-02 00:00")
    assert answers == ("no", "not-covered", "not-covered")


def test_a_peel_without_a_date_is_done_with_the_session(load: Load) -> None:
    assert around(load(PEEL), case(), "retinoid", "2026-11-27 00:00") == ("yes", "no", "no")


def test_a_peel_after_the_session_is_refused(load: Load) -> None:
    person = case(anchors={"peel": date(2026, 12, 10)})
    with pytest.raises(mt.CaseError, match="after the session; correct it or leave it out"):
        mt.timeline(load(PEEL), person)


@pytest.mark.parametrize(
    ("used", "status", "earliest"),
    [
        (date(2026, 11, 24), "eligible", date(2026, 12, 1)),
        (date(2026, 11, 25), "deferred", None),
        (date(2026, 11, 28), "deferred", None),
    ],
)
def test_moving_the_session_does_not_clear_a_use_before_a_peel_with_a_date_of_its_own(
    load: Load, used: date, status: str, earliest: date | None
) -> None:
    """The peel stays where it is, so no date of the session helps: the peel has to move."""
    person = case(anchors={"peel": date(2026, 11, 29)}, facts={"retinoid": used})
    verdict = mt.screen(load(PEEL), person)
    assert (verdict.status, verdict.earliest) == (status, earliest)


def test_a_date_for_something_the_protocol_does_not_count_from_is_refused(load: Load) -> None:
    person = case(anchors={"peal": date(2026, 11, 29)})
    with pytest.raises(mt.CaseError, match="peel"):
        mt.screen(load(PEEL), person)
