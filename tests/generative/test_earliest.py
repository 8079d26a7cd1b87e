"""The first good date is one: no finding remains on it, and one does the day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.model.protocol import Kind

NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)


@cache
def protocol() -> mt.Protocol:
    return mt.load("microneedling")


def dated() -> list[str]:
    return [item.id for item in protocol().features.values() if item.kind is Kind.DATE]


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(dated()), st.integers(0, 220), max_size=4),
    st.sampled_from([True, False, None]),
    st.integers(0, 400),
)
def test_at_the_earliest_date_no_finding_remains_and_the_day_before_one_does(
    ago: dict[str, int], peel: bool | None, day: int
) -> None:
    start = NOON + timedelta(days=day)
    facts: dict[str, mt.Fact] = {**all_clear(protocol()), "skin-calm": True, "peel-planned": peel}
    facts |= {name: start.date() - timedelta(days=days) for name, days in ago.items()}
    case = mt.Case(start=start, zone="UTC", facts=facts)
    verdict = mt.screen(protocol(), case)
    if verdict.status in ("deferred", "review"):
        assert verdict.earliest is not None
        assert not findings_on(case, verdict.earliest)
        assert findings_on(case, verdict.earliest - timedelta(days=1))


def findings_on(case: mt.Case, day: date) -> tuple[mt.Finding, ...]:
    start = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return mt.screen(protocol(), replace(case, start=start)).findings
