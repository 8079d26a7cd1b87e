""" "May I?" column by column is the answer to each person: the word, until when, and the rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meantime.engines.columnar import Columnar
from meantime.model.case import Case
from meantime.model.problem import MeantimeError
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


def check(
    protocol: Protocol,
    rows: Sequence[Row],
    concepts: Sequence[str],
    moments: Sequence[datetime],
    layout: Layout = WIDE,
) -> None:
    """Every concept for every person at every moment."""
    engine, batch = Columnar(protocol), batch_of(protocol, rows, layout)
    wanted = asked.said_of(protocol, rows, concepts, moments)
    for at, expected in zip(moments, wanted, strict=True):
        found = asked.answers_in(engine.answers(batch, concepts, at), concepts)
        check_same(found, expected, rows, f"{concepts} at {at}")


def check_cases(
    protocol: Protocol, cases: Sequence[Case], random: Random, count: int, each: int
) -> None:
    """All concepts of a protocol, at edges of every one of the cases."""
    concepts = list(protocol.concepts)
    points = [
        moment
        for case in cases
        for moment in asked.beside(random, asked.turning_points(protocol, case, concepts), each)
    ]
    moments = random.sample(points, min(count, len(points)))
    check(protocol, [row_of(case) for case in cases], concepts, moments)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(
    protocols.prescribing(protocols.protocols(ALL_VERBS)),
    st.lists(strategies.cases(), min_size=1, max_size=3),
    st.integers(0, 99),
)
def test_a_few_people(protocol: Protocol, cases: list[Case], seed: int) -> None:
    """Small, so that what differs is shown at its smallest."""
    check_cases(protocol, cases, Random(seed), 20, 8)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(protocols.prescribing(protocols.protocols(ALL_VERBS)), st.integers(0, 2**32))
def test_a_crowd(protocol: Protocol, seed: int) -> None:
    check_cases(protocol, crowds.crowd(protocol, seed, 30), Random(seed), 40, 4)


@pytest.mark.long
@settings(max_examples=3_000, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(protocols.prescribing(protocols.protocols(ALL_VERBS)), st.integers(0, 2**32))
def test_a_crowd_for_long(protocol: Protocol, seed: int) -> None:
    check_cases(protocol, crowds.crowd(protocol, seed, 60), Random(seed), 80, 4)


def check_microneedling(rows: Sequence[Row], random: Random, count: int) -> None:
    """All concepts with a rule of their own, at edges of a few of these people."""
    protocol = written.microneedling()
    ruled = sorted(protocol.ruled)
    some = [case_of(protocol, row) for row in random.sample(rows, count)]
    points = [asked.turning_points(protocol, case, ruled) for case in some]
    check(protocol, rows, ruled, [random.choice(asked.beside(random, at, 4)) for at in points])


PARTS = 5


@pytest.mark.parametrize("part", range(PARTS))
def test_sampled_people_and_every_ruled_concept(part: int) -> None:
    (batch,) = sample(written.microneedling(), 60, 100 + part)
    check_microneedling(list(shown_rows(batch)), Random(part), 6)


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_many_sampled_people_and_every_ruled_concept(part: int) -> None:
    (batch,) = sample(written.microneedling(), 300, 1_000 + part)
    check_microneedling(list(shown_rows(batch)), Random(part), 20)


def test_people_with_more_than_a_sample_has() -> None:
    """Earlier sessions, recorded ends, several zones, and every concept of the vocabulary."""
    protocol, random = written.microneedling(), Random(2)
    rows = [row_of(case) for case in crowds.crowd(protocol, 50, 12)]
    concepts = sorted(protocol.concepts)
    points = [
        asked.turning_points(protocol, case_of(protocol, row), sorted(protocol.ruled))
        for row in rows
    ]
    check(protocol, rows, concepts, [random.choice(asked.beside(random, at, 4)) for at in points])


def test_local_times() -> None:
    """Starts, ends and earlier sessions as the clocks of the row's zone show them."""
    protocol, random = written.microneedling(), Random(4)
    cases = crowds.crowd(protocol, 60, 150)
    points = [asked.turning_points(protocol, case, ["retinoid", "makeup"]) for case in cases[:20]]
    moments = [random.choice(asked.beside(random, at, 4)) for at in points]
    rows = [localised(row_of(case)) for case in cases]
    check(protocol, rows, ["retinoid", "makeup"], moments, Layout(tz=None))


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_are_wrong(kind: str) -> None:
    concepts = ["retinoid", "makeup"]
    moments = [datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2011, 3, 28, 9, tzinfo=UTC)]
    for layout in (WIDE, Layout(packed=True)):
        check(written.microneedling(), damaged(9, 150, [kind]), concepts, moments, layout)


def test_slices_blocks_and_no_people() -> None:
    protocol, at = written.microneedling(), datetime(2026, 11, 28, 9, tzinfo=UTC)
    cases = crowds.crowd(protocol, 77, 150)
    rows = [row_of(cases[number % 150], number) for number in range(4_200)]
    engine, concepts = Columnar(protocol), ["retinoid", "sunscreen", "makeup"]
    (wanted,) = asked.said_of(protocol, rows[:150], concepts, [at])
    for layout in (WIDE, Layout(packed=True)):
        whole = batch_of(protocol, rows, layout)
        for first, length in ((0, 4_200), (1, 64), (7, 65), (63, 2_049), (100, 4_097), (9, 0)):
            cut = whole.slice(first, length)
            expected = [wanted[number % 150] for number in range(first, first + length)]
            found = asked.answers_in(engine.answers(cut, concepts, at), concepts)
            check_same(found, expected, rows[first : first + length], f"{first} {length}")


def test_what_cannot_be_asked() -> None:
    protocol = written.microneedling()
    batch = batch_of(protocol, [row_of(case) for case in crowds.crowd(protocol, 3, 2)])
    engine, at = Columnar(protocol), datetime(2026, 11, 28, 9, tzinfo=UTC)
    with pytest.raises(MeantimeError, match="nonsense"):
        engine.answers(batch, ["retinoid", "nonsense"], at)
    with pytest.raises(MeantimeError, match="naive"):
        engine.answers(batch, ["retinoid"], at.replace(tzinfo=None))
    assert engine.answers(batch, [], at).rows.num_columns == 0
