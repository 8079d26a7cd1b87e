"""However the columns lie in memory, and wherever a batch is cut, the verdicts are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from meantime.engines.columnar import Columnar
from meantime.model.protocol import Kind, Protocol
from tests.generative.columnar import crowds, protocols
from tests.generative.columnar.layouts import UNITS, WIDE, Layout, batch_of
from tests.generative.columnar.rows import Row, localised, rounded, row_of
from tests.generative.columnar.verdicts import Verdicts, check_verdicts, verdicts

PEOPLE = 10_300
AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
# Around a word of 64, and around blocks of several sizes; a kernel does a block at once.
BLOCKS = (64, 1_024, 2_048, 4_096, 6_144, 8_192)
LENGTHS = (0, 1, *(block + more for block in BLOCKS for more in (-1, 0, 1)))
OFFSETS = (0, 1, 7, 8, 9, 63, 64, 65, 1000, 2050)


@cache
def everybody() -> tuple[Sequence[Row], Verdicts]:
    """Rows for the shipped protocol, and what the reference engine says of them."""
    rows = [row_of(case) for case in crowds.crowd(protocols.microneedling(), 1, PEOPLE)]
    return rows, verdicts(protocols.microneedling(), rows, AT)


@cache
def engine() -> Columnar:
    return Columnar(protocols.microneedling())


@cache
def batch(layout: Layout = WIDE) -> pa.RecordBatch:
    return batch_of(protocols.microneedling(), everybody()[0], layout)


def check_part(cut: pa.RecordBatch, first: int) -> None:
    """A batch whose rows are those of everybody from one on."""
    rows, wanted = everybody()
    last = first + cut.num_rows
    check_verdicts(engine(), cut, rows[first:last], wanted[first:last], AT)


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
    protocol = protocols.microneedling()
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


@pytest.mark.parametrize("name", ["wide", "packed", "plain zones"])
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
        cut = batch_of(protocols.microneedling(), some)
        check_verdicts(ready, cut, some, said, AT)


def without(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name not in names} for row in rows]


def features(protocol: Protocol, kind: Kind) -> list[str]:
    return [item.id for item in protocol.features.values() if item.kind is kind]


OPTIONAL = {
    "end": ["end"],
    "performed": ["performed"],
    "session": ["session"],
    "earlier": ["earlier"],
    "anchors": [f"anchor.{name}" for name in protocols.microneedling().anchors],
    "dates": features(protocols.microneedling(), Kind.DATE),
    "answers": features(protocols.microneedling(), Kind.YES_NO),
    "every other question": list(protocols.microneedling().features)[::2],
    "all but the session": [
        "end", "performed", "session", "earlier", "anchor.peel",
        *protocols.microneedling().features,
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIONAL)
def test_columns_that_are_missing_or_hold_nothing(name: str) -> None:
    protocol, dropped = protocols.microneedling(), OPTIONAL[name]
    rows = without(everybody()[0][:1_100], dropped)
    wanted = verdicts(protocol, rows, AT)
    empty = batch_of(protocol, rows)
    assert all(empty.column(column).null_count == len(rows) for column in dropped)
    for cut in (empty, empty.drop_columns(dropped), shuffled(empty.drop_columns(dropped))):
        check_verdicts(engine(), cut, rows, wanted, AT)


def shuffled(cut: pa.RecordBatch) -> pa.RecordBatch:
    """The columns the other way round, and one that nobody asks for."""
    turned = cut.select(cut.schema.names[::-1])
    return turned.append_column("remark", pa.array(["-"] * cut.num_rows))


def test_packed_words_with_bits_for_only_some_questions() -> None:
    protocol = protocols.microneedling()
    dropped = features(protocol, Kind.YES_NO)[1::3]
    rows = without(everybody()[0][:1_100], dropped)
    fewer = replace(
        protocol,
        features={name: item for name, item in protocol.features.items() if name not in dropped},
    )
    cut = batch_of(fewer, rows, Layout(packed=True))
    check_verdicts(engine(), cut, rows, verdicts(protocol, rows, AT), AT)


def test_no_nulls_anywhere() -> None:
    """Everything is answered, so that no column has bits for what is there."""
    protocol = protocols.microneedling()
    whole = [filled(protocol, row) for row in everybody()[0][:1_100]]
    wanted = verdicts(protocol, whole, AT)
    for layout in (WIDE, Layout(packed=True)):
        cut = batch_of(protocol, whole, layout)
        assert all(column.null_count == 0 for column in cut.columns)
        check_verdicts(engine(), cut, whole, wanted, AT)


def filled(protocol: Protocol, row: Row) -> Row:
    day = row["start"].date().replace(year=2004)
    blank: dict[str, Any] = {
        "end": row["start"],
        **{f"anchor.{name}": day.replace(year=1950) for name in protocol.anchors},
        **dict.fromkeys(features(protocol, Kind.YES_NO), False),
        **dict.fromkeys(features(protocol, Kind.DATE), day),
    }
    given = {name: cell for name, cell in row.items() if cell is not None}
    return {**blank, **given}


def test_masks_of_several_columns() -> None:
    protocol = protocols.large_protocol()
    rows = [row_of(case) for case in crowds.crowd(protocol, 5, 2_100)]
    cut = batch_of(protocol, rows)
    ready = Columnar(protocol)
    names = ready.screen(cut).rows.schema.names
    assert {"findings.3", "missing.2"} <= set(names)
    for at in (None, AT):
        check_verdicts(ready, cut, rows, verdicts(protocol, rows, at), at)


def test_earlier_sessions_however_they_lie() -> None:
    """A list that is null over sessions, sessions that begin within longer arrays."""
    rows, _ = everybody()
    protocol = protocols.microneedling()
    some = [dict(row) for row in rows[:700]]
    whole = batch_of(protocol, some)
    for row in some[::3]:
        row["earlier"] = []
    hidden = [number % 3 == 0 for number in range(len(some))]
    listed = whole.column("earlier")
    parts = [
        pa.concat_arrays([part.slice(0, 5), part]).slice(5) for part in listed.values.flatten()
    ]
    visits = pa.StructArray.from_arrays(parts, ["start", "end"])
    built = pa.ListArray.from_arrays(listed.offsets, visits, mask=pa.array(hidden))
    cut = whole.set_column(whole.schema.get_field_index("earlier"), "earlier", built)
    wanted = verdicts(protocol, some, AT)
    check_verdicts(engine(), cut, some, wanted, AT)
    check_verdicts(engine(), cut.slice(129), some[129:], wanted[129:], AT)


def test_zones_of_a_dictionary_that_nobody_is_in() -> None:
    """Names that are twice there, or are no zones, or stand for nobody, do no harm."""
    rows, wanted = everybody()
    names = sorted({row["zone"] for row in rows})
    listed = ["Nowhere/Land", None, *names, *names]
    places = [
        listed.index(row["zone"]) + len(names) * (number % 2) for number, row in enumerate(rows)
    ]
    zones = pa.DictionaryArray.from_arrays(pa.array(places, pa.int16()), pa.array(listed))
    whole = batch()
    cut = whole.set_column(whole.schema.get_field_index("zone"), "zone", zones)
    check_verdicts(engine(), cut, rows, wanted, AT)
