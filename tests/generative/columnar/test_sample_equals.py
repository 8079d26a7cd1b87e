"""The made cohort, person by person: wide and packed, with and without a moment of asking."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from meantime.engines.columnar import Columnar
from meantime.model.protocol import Protocol
from meantime.population.sampling import sample
from tests.generative.columnar import written
from tests.generative.columnar.rows import shown_rows
from tests.generative.columnar.verdicts import check_verdicts, verdicts

SEED = 20_261
AT = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
# The reference engine screens a few thousand people a second: a normal run takes some, CI more.
PEOPLE = int(os.environ.get("SAMPLED_PEOPLE", "20000"))
MANY = 1_000_000
PARTS, MANY_PARTS = 4, 20
# A part is compared in pieces, which need not end where a block of the engine does.
PIECE = 10_007


def pieces(
    protocol: Protocol, people: int, part: int, parts: int, packed: bool
) -> Iterator[pa.RecordBatch]:
    """A part of a sample, in pieces."""
    first, last = part * people // parts, (part + 1) * people // parts
    at = 0
    for batch in sample(protocol, last, SEED, packed, PIECE):
        if at + batch.num_rows > first:
            yield batch.slice(max(first - at, 0))
        at += batch.num_rows


def check(people: int, part: int, parts: int) -> int:
    protocol = written.microneedling()
    engine, compared = Columnar(protocol), 0
    wide, packed = (pieces(protocol, people, part, parts, it) for it in (False, True))
    for number, (one, other) in enumerate(zip(wide, packed, strict=True)):
        at = (None, AT)[number % 2]
        rows = list(shown_rows(one))
        wanted = verdicts(protocol, rows, at)
        assert None not in wanted
        for batch in (one, other):
            check_verdicts(engine, batch, rows, wanted, at)
        compared += len(rows)
    return compared


@pytest.mark.parametrize("part", range(PARTS))
def test_a_part_of_a_sample(part: int) -> None:
    assert check(PEOPLE, part, PARTS) == PEOPLE // PARTS


@pytest.mark.long
@pytest.mark.parametrize("part", range(MANY_PARTS))
def test_a_part_of_a_million(part: int) -> None:
    assert check(MANY, part, MANY_PARTS) == MANY // MANY_PARTS
