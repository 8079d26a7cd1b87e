"""Columns that are not there, hold nothing, or hold more than they need: the same verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from meantime.engines.columnar import Columnar
from meantime.model.protocol import Kind, Protocol
from tests.generative.columnar import crowds, written
from tests.generative.columnar.layouts import WIDE, Layout, batch_of
from tests.generative.columnar.rows import Row, row_of
from tests.generative.columnar.shipped import AT, batch, engine, everybody
from tests.generative.columnar.verdicts import check_verdicts, verdicts


def without(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name not in names} for row in rows]


def features(protocol: Protocol, kind: Kind) -> list[str]:
    return [item.id for item in protocol.features.values() if item.kind is kind]


OPTIONAL = {
    "end": ["end"],
    "performed": ["performed"],
    "session": ["session"],
    "earlier": ["earlier"],
    "anchors": [f"anchor.{name}" for name in written.microneedling().anchors],
    "dates": features(written.microneedling(), Kind.DATE),
    "answers": features(written.microneedling(), Kind.YES_NO),
    "every other question": list(written.microneedling().features)[::2],
    "all but the session": [
        "end", "performed", "session", "earlier", "anchor.peel",
        *written.microneedling().features,
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIONAL)
def test_columns_that_are_missing_or_hold_nothing(name: str) -> None:
    protocol, dropped = written.microneedling(), OPTIONAL[name]
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
    protocol = written.microneedling()
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
    protocol = written.microneedling()
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
    protocol = written.large()
    rows = [row_of(case) for case in crowds.crowd(protocol, 5, 1_100)]
    cut = batch_of(protocol, rows)
    ready = Columnar(protocol)
    names = ready.screen(cut).rows.schema.names
    assert {"findings.3", "missing.2"} <= set(names)
    for at in (None, AT):
        check_verdicts(ready, cut, rows, verdicts(protocol, rows, at), at)


def test_earlier_sessions_however_they_lie() -> None:
    """A list that is null over sessions, sessions that begin within longer arrays."""
    rows, _ = everybody()
    protocol = written.microneedling()
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
