"""Edges of plans column by column are the begins and ends of each person's plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meantime.engines.columnar import Columnar
from meantime.model.case import Case
from meantime.model.protocol import Protocol
from meantime.population.sampling import sample
from tests.generative import strategies
from tests.generative.columnar import asked, crowds, protocols, written
from tests.generative.columnar.layouts import WIDE, Layout, batch_of
from tests.generative.columnar.rows import Row, case_of, localised, row_of, shown_rows
from tests.generative.columnar.shipped import KINDS, damaged
from tests.generative.columnar.verdicts import check_same

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
AS_DRAWN = [Phase.explicit, Phase.reuse, Phase.generate]
ALL_VERBS = strategies.Shape(most_rules=8)
MICROSECOND = timedelta(microseconds=1)
Span = tuple[datetime, datetime]
EVER = (asked.FIRST, asked.LAST)
# From here on a few of a crowd have edges, enough to tell the rows of a slice apart.
SOME_YEARS = datetime(2036, 1, 1, tzinfo=UTC)


def check(
    protocol: Protocol, rows: Sequence[Row], spans: Sequence[Span], layout: Layout = WIDE
) -> int:
    """Every person's edges in every span; how many there were."""
    engine, batch, count = Columnar(protocol), batch_of(protocol, rows, layout), 0
    for begin, end in spans:
        wanted = [asked.edges_of(protocol, row, begin, end) for row in rows]
        found = asked.edges_in(engine.edges(batch, begin, end), len(rows))
        check_same(found, wanted, rows, f"from {begin} to {end}")
        count += sum(len(edges or ()) for edges in wanted)
    return count


def spans(protocol: Protocol, cases: Sequence[Case], random: Random, count: int) -> list[Span]:
    """All of time, nothing, and spans that begin or end at edges, or a microsecond beside them."""
    points = [moment for case in cases for moment in asked.plan_points(protocol, case)]
    found = [EVER, (points[0], points[0]), (points[0] + timedelta(days=9), points[0])]
    for _ in range(count):
        begin, end = sorted(random.choices(points, k=2))
        beside = random.choice((-MICROSECOND, MICROSECOND * 0, MICROSECOND))
        found.append((begin + beside, random.choice((end, end + MICROSECOND, asked.LAST))))
    return found


def check_cases(protocol: Protocol, cases: Sequence[Case], random: Random, count: int) -> None:
    rows = [row_of(case) for case in cases]
    check(protocol, rows, spans(protocol, cases, random, count))


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(
    protocols.protocols(ALL_VERBS),
    st.lists(strategies.cases(), min_size=1, max_size=3),
    st.integers(0, 99),
)
def test_a_few_people(protocol: Protocol, cases: list[Case], seed: int) -> None:
    """Small, so that what differs is shown at its smallest."""
    check_cases(protocol, cases, Random(seed), 10)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(protocols.protocols(ALL_VERBS), st.integers(0, 2**32))
def test_a_crowd(protocol: Protocol, seed: int) -> None:
    check_cases(protocol, crowds.crowd(protocol, seed, 80), Random(seed), 6)


@pytest.mark.long
@settings(max_examples=3_000, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(protocols.protocols(ALL_VERBS), st.integers(0, 2**32))
def test_a_crowd_for_long(protocol: Protocol, seed: int) -> None:
    check_cases(protocol, crowds.crowd(protocol, seed, 150), Random(seed), 12)


@pytest.mark.parametrize("part", range(2))
def test_sampled_people(part: int) -> None:
    protocol = written.microneedling()
    (batch,) = sample(protocol, 500, 200 + part)
    rows = list(shown_rows(batch))
    some = [case_of(protocol, row) for row in rows[:20]]
    found = check(protocol, rows, spans(protocol, some, Random(part), 6))
    assert found > 20_000


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_many_sampled_people(part: int) -> None:
    protocol = written.microneedling()
    (batch,) = sample(protocol, 5_000, 2_000 + part)
    rows = list(shown_rows(batch))
    some = [case_of(protocol, row) for row in rows[:50]]
    check(protocol, rows, spans(protocol, some, Random(part), 10))


def test_local_times() -> None:
    """Starts, ends and earlier sessions as the clocks of the row's zone show them."""
    protocol = written.microneedling()
    rows = [localised(row_of(case)) for case in crowds.crowd(protocol, 61, 200)]
    assert check(protocol, rows, [EVER], Layout(tz=None)) > 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_are_wrong(kind: str) -> None:
    for layout in (WIDE, Layout(packed=True)):
        check(written.microneedling(), damaged(11, 150, [kind]), [EVER], layout)


def test_slices_blocks_and_no_people() -> None:
    protocol, begin, end = written.microneedling(), SOME_YEARS, asked.LAST
    cases = crowds.crowd(protocol, 78, 90)
    rows = [row_of(cases[number % 90], number) for number in range(4_200)]
    engine = Columnar(protocol)
    wanted = [asked.edges_of(protocol, row, begin, end) for row in rows[:90]]
    for layout in (WIDE, Layout(packed=True)):
        whole = batch_of(protocol, rows, layout)
        for first, length in ((0, 4_200), (1, 64), (7, 65), (63, 2_049), (100, 4_097), (9, 0)):
            expected = [wanted[number % 90] for number in range(first, first + length)]
            found = asked.edges_in(engine.edges(whole.slice(first, length), begin, end), length)
            check_same(found, expected, rows[first : first + length], f"{first} {length}")


def test_a_minute_of_edges() -> None:
    """Spans as a reminder asks for them: a minute, around an edge that somebody has."""
    protocol, random = written.microneedling(), Random(8)
    cases = crowds.crowd(protocol, 79, 40)
    points = [moment for case in cases for moment in asked.plan_points(protocol, case)]
    near = random.sample(points, 30)
    minute = timedelta(minutes=1, seconds=1)
    rows = [row_of(case) for case in cases]
    assert check(protocol, rows, [(at, at + minute) for at in near]) >= 30
