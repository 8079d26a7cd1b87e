"""Screening column by column is screening person by person: every field, no difference."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meantime.answers.screening import INCOMPLETE, Severity
from meantime.engines.columnar import BIT_NAMES, STATUSES, Columnar
from meantime.model.case import Case
from meantime.model.protocol import Protocol
from tests.generative import strategies
from tests.generative.columnar import crowds, protocols, written
from tests.generative.columnar.layouts import batch_of
from tests.generative.columnar.rows import row_of
from tests.generative.columnar.verdicts import check_verdicts, pairs, verdicts

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
# A seed does not shrink; the first row that differs is told instead.
AS_DRAWN = [Phase.explicit, Phase.reuse, Phase.generate]


def check(protocol: Protocol, cases: list[Case], random: Random) -> None:
    """Without a moment of asking, and with one."""
    engine, rows = Columnar(protocol), [row_of(case) for case in cases]
    batch = batch_of(protocol, rows)
    for at in (None, crowds.moment(random, cases)):
        check_verdicts(engine, batch, rows, verdicts(protocol, rows, at), at)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(protocols.protocols(), st.lists(strategies.cases(), min_size=1, max_size=5))
def test_a_few_people(protocol: Protocol, cases: list[Case]) -> None:
    """Small, so that what differs is shown at its smallest."""
    check(protocol, cases, Random(0))


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(protocols.protocols(), st.integers(0, 2**32))
def test_a_crowd(protocol: Protocol, seed: int) -> None:
    check(protocol, crowds.crowd(protocol, seed, 300), Random(seed))


@pytest.mark.long
@settings(max_examples=5_000, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(protocols.protocols(), st.integers(0, 2**32))
def test_a_crowd_for_long(protocol: Protocol, seed: int) -> None:
    check(protocol, crowds.crowd(protocol, seed, 300), Random(seed))


# Status, and whether there are a date, a governing finding and missing facts.
REACHED = {
    ("eligible", True, False, False),
    ("review", True, True, False),
    ("review", False, True, False),
    ("review", False, True, True),
    ("deferred", True, True, False),
    ("deferred", True, True, True),
    ("deferred", False, True, False),
    ("deferred", False, True, True),
    ("contraindicated", True, True, False),
    ("contraindicated", False, True, False),
    ("contraindicated", False, True, True),
    ("incomplete", False, False, True),
    ("incomplete", False, True, True),
}


def named_bits(rows: pa.RecordBatch, column: str) -> list[str]:
    """The names of the bits of a mask, over all its columns."""
    fields = [
        field
        for field in rows.schema
        if field.name == column or field.name.startswith(f"{column}.")
    ]
    written = [field.metadata[BIT_NAMES.encode()].decode() for field in fields]
    return [name for names in written for name in names.split(",")]


@pytest.mark.parametrize(
    "protocol",
    [written.microneedling(), written.large(), written.hours()],
    ids=["microneedling", "large", "hours"],
)
def test_the_columns_say_what_they_hold(protocol: Protocol) -> None:
    rows = [row_of(case) for case in crowds.crowd(protocol, 1, 3)]
    result = Columnar(protocol).screen(batch_of(protocol, rows)).rows
    assert named_bits(result, "findings") == list(pairs(protocol))
    assert named_bits(result, "missing") == list(protocol.features)
    status = result.column("status")
    assert status.type == pa.dictionary(pa.int8(), pa.string())
    assert tuple(status.dictionary.to_pylist()) == STATUSES
    assert [level.word for level in Severity] + [INCOMPLETE] == list(STATUSES)
    assert result.column("earliest").type == pa.date32()
    assert result.column("governing").type == pa.dictionary(pa.int16(), pa.string())
    assert {result.column(name).type for name in result.schema.names[3:]} == {pa.uint64()}


def test_every_kind_of_verdict_is_reached() -> None:
    """The crowds are worth what they reach: every status, with and without a date or a finding."""
    seen: set[tuple[str, bool, bool, bool]] = set()

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(protocols.protocols(), st.integers(0, 2**32))
    def collect(protocol: Protocol, seed: int) -> None:
        rows = [row_of(case) for case in crowds.crowd(protocol, seed, 100)]
        for found in verdicts(protocol, rows):
            assert found is not None
            dated, governed = found.earliest is not None, found.governing is not None
            seen.add((found.status, dated, governed, found.missing != 0))

    collect()
    assert seen >= REACHED
