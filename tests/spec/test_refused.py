"""What could mean two things is refused, with a word on how to mend it.

A moment without a zone could be any of 24 hours, and a fact of the wrong kind could be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import meantime as mt
from tests.spec.tiny import NEW_YORK, Load, case, moment

NAIVE = datetime(2026, 12, 1, 10)
AWARE = datetime(2026, 12, 1, 15, tzinfo=UTC)

RULES = """
Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```

You cannot have this treatment while you are pregnant.

```yaml
id: pregnancy
bar: [pregnant]
so: refuse
cites: before 2
```
"""


@pytest.mark.parametrize(
    "make",
    [
        lambda: mt.Case(start=NAIVE, zone=NEW_YORK),
        lambda: mt.Case(start=AWARE, end=NAIVE, zone=NEW_YORK),
        lambda: mt.Visit(NAIVE),
        lambda: mt.Visit(AWARE, NAIVE),
    ],
    ids=["start", "end", "earlier start", "earlier end"],
)
def test_a_case_of_naive_moments_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(mt.CaseError, match="naive"):
        make()


@pytest.mark.parametrize(
    "view",
    [
        lambda protocol: mt.ask(protocol, case(), "retinoid", at=NAIVE),
        lambda protocol: mt.screen(protocol, case(), NAIVE),
        lambda protocol: mt.plan(protocol, case(), NAIVE),
    ],
    ids=["ask", "screen", "plan"],
)
def test_a_naive_moment_of_asking_is_refused(
    load: Load, view: Callable[[mt.Protocol], object]
) -> None:
    protocol = load(RULES)
    with pytest.raises(mt.CaseError, match="naive"):
        view(protocol)


@pytest.mark.parametrize(
    "value",
    [1, 0, 2.5, "yes", "2026-11-30", "Never", (), datetime(2026, 11, 30, 9), AWARE],
    ids=repr,
)
def test_a_fact_of_no_known_kind_is_refused(value: Any) -> None:
    with pytest.raises(mt.CaseError, match="fact `retinoid`"):
        case(facts={"retinoid": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pregnant", date(2026, 11, 30)),
        ("pregnant", "ongoing"),
        ("pregnant", "never"),
        ("retinoid", True),
        ("retinoid", False),
    ],
)
def test_a_fact_that_does_not_answer_its_question_is_refused(
    load: Load, name: str, value: mt.Fact
) -> None:
    protocol = load(RULES)
    with pytest.raises(mt.CaseError, match=f"fact `{name}`"):
        mt.screen(protocol, case(facts={name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pregnant", True),
        ("pregnant", False),
        ("pregnant", None),
        ("retinoid", date(2026, 11, 30)),
        ("retinoid", "ongoing"),
        ("retinoid", "never"),
        ("retinoid", None),
    ],
)
def test_every_other_kind_of_fact_is_taken(load: Load, name: str, value: mt.Fact) -> None:
    person = case(facts={name: value})
    assert mt.screen(load(RULES), person).day == date(2026, 12, 1)


def test_a_fact_that_no_question_asks_is_refused_with_the_nearest_one(load: Load) -> None:
    protocol = load(RULES)
    with pytest.raises(mt.CaseError, match=r"pregnent.*Did you mean `pregnant`"):
        mt.screen(protocol, case(facts={"pregnent": True}))


def test_a_zone_that_does_not_exist_is_refused_with_the_nearest_one(load: Load) -> None:
    protocol = load(RULES)
    person = mt.Case(start=AWARE, zone="America/New_Yrok")
    with pytest.raises(mt.CaseError, match="America/New_York"):
        mt.screen(protocol, person)


def test_a_session_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(mt.CaseError, match="before it starts"):
        mt.Case(start=AWARE, end=AWARE.replace(hour=14), zone=NEW_YORK)


@pytest.mark.parametrize("session", [0, -1, True, 1.0, "1"])
def test_a_session_that_is_not_counted_from_one_is_refused(session: Any) -> None:
    with pytest.raises(mt.CaseError, match="session"):
        case(session=session)


@pytest.mark.parametrize("day", [AWARE, "2026-11-29", 5])
def test_an_anchor_that_is_not_a_date_is_refused(day: Any) -> None:
    with pytest.raises(mt.CaseError, match="anchor `peel`"):
        case(anchors={"peel": day})


@pytest.mark.parametrize("year", [202, 1899, 2200, 9999])
def test_a_year_that_can_only_be_a_slip_is_refused(year: int) -> None:
    with pytest.raises(mt.CaseError, match=re.escape(f"the year {year}")):
        mt.Case(start=AWARE.replace(year=year), zone=NEW_YORK)


def test_a_protocol_that_does_not_exist_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(mt.MeantimeError, match="microneedling"):
        mt.load("microneedeling")


def test_nothing_that_is_refused_is_a_bare_error() -> None:
    assert issubclass(mt.CaseError, mt.MeantimeError)
    assert issubclass(mt.ProtocolError, mt.MeantimeError)


def test_a_session_of_more_than_a_day_is_a_slip_of_the_pen() -> None:
    start = moment("2026-12-01 10:00")
    assert mt.Case(start=start, end=start + timedelta(hours=24), zone="UTC").end is not None
    with pytest.raises(mt.CaseError, match="more than a day; check the date"):
        mt.Case(start=start, end=start + timedelta(hours=24, seconds=1), zone="UTC")
