"""Rows as batches of Arrow, in every layout that the columns of a cohort may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from meantime.model.protocol import Kind, Protocol
from tests.generative.columnar.rows import ANCHOR, UNKNOWN, Row, column

_DAY_ONE = date(1970, 1, 1)
UNITS = {
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
    "us": timedelta(microseconds=1),
}
ZONES = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns are held.

    unit, tz: of all moments; without `tz` they are local. marked: an unknown date is written as
    the mark for it, not as null; always so where yes-no answers are packed into words.
    """

    packed: bool = False
    unit: str = "us"
    tz: str | None = "UTC"
    zone: pa.DataType = ZONES
    session: pa.DataType = pa.int64()
    marked: bool = False
    large_list: bool = False


WIDE = Layout()


def batch_of(protocol: Protocol, rows: Sequence[Row], layout: Layout = WIDE) -> pa.RecordBatch:
    """The rows as a batch with every column that the protocol may read."""
    moment = pa.timestamp(layout.unit, layout.tz)
    columns = {
        "person": pa.array(column(rows, "person"), pa.int64()),
        "start": _moments(column(rows, "start"), moment),
        "zone": _texts(column(rows, "zone"), layout.zone),
        "end": _moments(column(rows, "end"), moment),
        "performed": pa.array(column(rows, "performed"), pa.bool_()),
        "session": pa.array(column(rows, "session"), layout.session),
        "earlier": _earlier(column(rows, "earlier"), moment, layout.large_list),
    }
    for name in protocol.anchors:
        columns[ANCHOR + name] = _dates(column(rows, ANCHOR + name), layout.marked)
    yes_no = [item.id for item in protocol.features.values() if item.kind is Kind.YES_NO]
    for item in protocol.features.values():
        if item.kind is Kind.DATE:
            columns[item.id] = _dates(column(rows, item.id), layout.marked or layout.packed)
        elif not layout.packed:
            columns[item.id] = pa.array(column(rows, item.id), pa.bool_())
    batch = pa.RecordBatch.from_pydict(columns)
    return _with_words(batch, rows, yes_no) if layout.packed else batch


def _with_words(batch: pa.RecordBatch, rows: Sequence[Row], names: list[str]) -> pa.RecordBatch:
    metadata = {"meantime.features": ",".join(names)}
    for word, counts in (("answers.yes", (True,)), ("answers.known", (True, False))):
        bits = [_bits(row, names, counts) for row in rows]
        field = pa.field(word, pa.uint64(), False, metadata)
        batch = batch.append_column(field, pa.array(bits, pa.uint64()))
    return batch


def _bits(row: Row, names: list[str], counts: tuple[bool, ...]) -> int:
    return sum(1 << bit for bit, name in enumerate(names) if row.get(name) in counts)


def _moments(cells: list[Any], kind: pa.DataType) -> pa.Array:
    return pa.array([_count(cell, UNITS[kind.unit]) for cell in cells], pa.int64()).cast(kind)


def _count(cell: Any, unit: timedelta) -> int | None:
    if not isinstance(cell, datetime):
        return cell  # type: ignore[no-any-return]
    since = datetime(1970, 1, 1, tzinfo=None if cell.tzinfo is None else UTC)
    assert (cell - since) % unit == timedelta(0)
    return (cell - since) // unit


def _dates(cells: list[Any], marked: bool) -> pa.Array:
    blank = UNKNOWN if marked else None
    filled = [blank if cell is None else cell for cell in cells]
    days = [(cell - _DAY_ONE).days if isinstance(cell, date) else cell for cell in filled]
    return pa.array(days, pa.int32()).cast(pa.date32())


def _texts(cells: list[Any], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return pa.array(cells, kind)
    return pa.array(cells, pa.string()).dictionary_encode().cast(kind)


def _earlier(cells: list[Any], moment: pa.DataType, large: bool) -> pa.Array:
    unit = UNITS[moment.unit]
    visit = pa.struct([("start", pa.int64()), ("end", pa.int64())])
    counted = [
        None
        if visits is None
        else [
            None if item is None else {name: _count(item[name], unit) for name in item}
            for item in visits
        ]
        for visits in cells
    ]
    kind = pa.large_list if large else pa.list_
    listed = pa.array(counted, kind(visit))
    return listed.cast(kind(pa.struct([("start", moment), ("end", moment)])))
