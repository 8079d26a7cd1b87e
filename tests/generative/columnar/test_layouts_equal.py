"""However the columns lie in memory, and wherever a batch is cut, the verdicts are the same."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest

from tests.generative.columnar import crowds, written
from tests.generative.columnar.layouts import UNITS, WIDE, Layout, batch_of
from tests.generative.columnar.rows import localised, rounded, row_of
from tests.generative.columnar.shipped import AT, PEOPLE, batch, check_part, engine, everybody
from tests.generative.columnar.verdicts import check_verdicts, verdicts

# Around a word of 64, and around blocks of several sizes; a kernel does a block at once.
BLOCKS = (64, 1_024, 2_048, 4_096, 6_144, 8_192)
LENGTHS = (0, 1, *(block + more for block in BLOCKS for more in (-1, 0, 1)))
OFFSETS = (0, 1, 7, 8, 63, 65, 1000, 2050)


LAYOUTS = {
    "wide": WIDE,
    "packed": Layout(packed=True),
    "marked": Layout(marked=True),
    "plain zones": Layout(zone=pa.string()),
    "large zones": Layout(zone=pa.large_string()),
    "large lists": Layout(large_list=True),
    "moments shown in another zone": Layout(tz="America/New_York"),
    **{f"zones by {kind}": Layout(zone=pa.dictionary(kind, pa.string()))
       for kind in (pa.int8(), pa.int16(), pa.int64(), pa.uint8(), pa.uint32())},
    **{f"sessions as {kind}": Layout(session=kind)
       for kind in (pa.int8(), pa.int16(), pa.int32(), pa.uint8(), pa.uint16(), pa.uint64())},
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_types_of_columns(name: str) -> None:
    check_part(batch(LAYOUTS[name]), 0)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("local", [False, True], ids=["with a zone", "local"])
def test_units_of_moments(unit: str, local: bool) -> None:
    """Local times that the clocks show twice are no moments to the reference engine either."""
    protocol = written.microneedling()
    cases = [rounded(case, UNITS[unit]) for case in crowds.crowd(protocol, 2, 1_500)]
    rows = [localised(row_of(case)) if local else row_of(case) for case in cases]
    wanted = verdicts(protocol, rows, AT)
    assert (None in wanted) is local
    layout = Layout(unit=unit, tz=None if local else "UTC")
    check_verdicts(engine(), batch_of(protocol, rows, layout), rows, wanted, AT)


def test_finer_units_and_types_that_hold_the_same() -> None:
    as_it_is = batch()
    finer = pa.timestamp("ns", "UTC")
    near = [row["start"].year < 2200 for row in everybody()[0]]
    assert all(near)
    for name, kind in (("start", finer), ("end", finer)):
        place = as_it_is.schema.get_field_index(name)
        check_part(as_it_is.set_column(place, name, as_it_is.column(name).cast(kind)), 0)


@pytest.mark.parametrize("name", ["wide", "packed"])
@pytest.mark.parametrize("offset", OFFSETS)
def test_any_slice(name: str, offset: int) -> None:
    whole = batch(LAYOUTS[name])
    for length in LENGTHS:
        check_part(whole.slice(offset, length), offset)


@pytest.mark.parametrize("name", ["wide", "packed"])
def test_a_slice_of_a_slice_and_the_last_rows(name: str) -> None:
    whole = batch(LAYOUTS[name])
    check_part(whole.slice(3, 5_000).slice(11, 4_099), 14)
    for last in (1, 2, 63, 64, 65, 127):
        check_part(whole.slice(PEOPLE - last), PEOPLE - last)


@pytest.mark.parametrize("name", ["wide", "packed"])
def test_a_batch_cut_at_any_place(name: str) -> None:
    """Pieces laid anew in memory, so that each begins at the first bit of its bytes."""
    whole = batch(LAYOUTS[name])
    for first, last in pairwise((0, 1, 64, 129, 1_152, 3_200, 5_249, 5_250, PEOPLE)):
        piece = pa.concat_batches([whole.slice(first, last - first), whole.slice(0, 0)])
        check_part(pa.concat_batches([piece]), first)


def test_columns_that_begin_at_different_offsets() -> None:
    """Each column is a slice of its own: no two have their bits at the same place of a byte."""
    whole = batch()
    columns = []
    for number, column in enumerate(whole.columns):
        padding = column.slice(0, number % 67)
        columns.append(pa.concat_arrays([padding, column]).slice(number % 67))
    check_part(pa.RecordBatch.from_arrays(columns, whole.schema.names), 0)


def test_many_batches_share_one_engine() -> None:
    """Other zones, in another order, in every batch."""
    rows, wanted = everybody()
    ready = engine()
    for first in range(0, 2_000, 37):
        some, said = rows[first : first + 37], wanted[first : first + 37]
        cut = batch_of(written.microneedling(), some)
        check_verdicts(ready, cut, some, said, AT)
