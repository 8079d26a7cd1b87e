"""People of the shipped protocol, what the reference engine says of them, and batches of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from random import Random

import pyarrow as pa

from meantime.engines.columnar import Columnar
from meantime.model.protocol import Kind
from tests.generative.columnar import crowds
from tests.generative.columnar.damage import kinds
from tests.generative.columnar.layouts import WIDE, Layout, batch_of
from tests.generative.columnar.rows import Row, row_of
from tests.generative.columnar.verdicts import Verdicts, check_verdicts, verdicts
from tests.generative.columnar.written import microneedling

PEOPLE = 10_300
AT = datetime(2026, 11, 28, 9, tzinfo=UTC)


@cache
def everybody() -> tuple[Sequence[Row], Verdicts]:
    """Rows for the shipped protocol, and what the reference engine says of them."""
    rows = [row_of(case) for case in crowds.crowd(microneedling(), 1, PEOPLE)]
    return rows, verdicts(microneedling(), rows, AT)


@cache
def engine() -> Columnar:
    return Columnar(microneedling())


@cache
def batch(layout: Layout = WIDE) -> pa.RecordBatch:
    return batch_of(microneedling(), everybody()[0], layout)


def check_part(cut: pa.RecordBatch, first: int) -> None:
    """A batch whose rows are those of everybody from one on."""
    rows, wanted = everybody()
    last = first + cut.num_rows
    check_verdicts(engine(), cut, rows[first:last], wanted[first:last], AT)


DATED = tuple(item.id for item in microneedling().features.values() if item.kind is Kind.DATE)
KINDS = kinds(DATED)


def usual(seed: int, count: int) -> list[Row]:
    return [row_of(case) for case in crowds.crowd(microneedling(), seed, count)]


def damaged(seed: int, count: int, names: Sequence[str]) -> list[Row]:
    """Rows of which about half have something done to them."""
    random = Random(seed)
    return [
        KINDS[random.choice(names)](row, random) if random.random() < 0.5 else row
        for row in usual(seed, count)
    ]
