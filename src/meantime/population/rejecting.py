"""The rows that are no case, as they came, each with its place and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds
from numpy.typing import NDArray

from meantime.population.decoding import Decoded
from meantime.population.reading.pieces import Rows
from meantime.population.reasons import reasons
from meantime.population.schema import Columns
from meantime.population.texts import Bools

# Values of Arrow, of NumPy or of Python, one for each row.
Column = Any

_LINE = "line"


def schema(cohort: pa.Schema) -> pa.Schema:
    """The columns of a file of rejects: the place, the reason, the row as it came.

    row: its number in its file, the first after the names of the columns is 1; lines with nothing
    in them do not count. line: the whole line, where it could not be taken apart.
    """
    texts = [(name, pa.string()) for name in ("file", "reason", *cohort.names, _LINE)]
    return pa.schema([texts[0], ("row", pa.int64()), *texts[1:]])


def rejected(
    rows: Rows, decoded: Decoded, wrong: Bools, columns: Columns, first: int
) -> dict[str, Column]:
    """The columns of the rows of a part of a batch that are wrong; `row` counts in the piece.

    decoded, wrong: of the part, which begins with row `first` of the batch.
    """
    places = np.flatnonzero(wrong)
    unread = {name: found[places] for name, found in decoded.unread.items()}
    return {
        "row": rows.numbers()[first + places],
        "reason": reasons(decoded.batch.take(pa.array(places)), columns, unread),
        **dict(_came(rows.batch, first + places)),
    }


def broken(rows: Rows) -> dict[str, Column]:
    """The columns of the lines that are no rows."""
    width = rows.batch.num_columns
    return {
        "row": [line.number for line in rows.broken],
        "reason": [
            f"{line.cells} cells, where the first line names {width}; quote a cell that has a "
            "comma in it."
            for line in rows.broken
        ],
        _LINE: [line.text for line in rows.broken],
    }


def table(source: str, found: Sequence[dict[str, Column]], out: pa.Schema) -> pa.Table:
    """Rejects of one source in the order of its rows, with nothing in the columns they lack."""
    parts = [_filled(source, part, out) for part in found]
    return pa.concat_tables([*parts, out.empty_table()]).sort_by("row")


def _filled(source: str, found: dict[str, Column], out: pa.Schema) -> pa.Table:
    count = len(found["row"])
    there = {"file": [source] * count, **found}
    columns = [pa.array(there.get(field.name, [None] * count), field.type) for field in out]
    return pa.Table.from_arrays(columns, schema=out)


def _came(batch: pa.RecordBatch, places: NDArray[np.int64]) -> Iterator[tuple[str, pa.Array]]:
    """The columns of some rows as text."""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        yield name, _as_text(column.take(pa.array(places)))


def _as_text(column: pa.Array) -> pa.Array:
    if kinds.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if kinds.is_binary(column.type):
        return pa.array([_text(item) for item in column.to_pylist()], pa.string())
    if kinds.is_nested(column.type):
        listed = column.to_pylist()
        return pa.array([json.dumps(item, default=str) for item in listed], pa.string())
    return column.cast(pa.string())


def _text(item: bytes | None) -> str | None:
    return None if item is None else item.decode(errors="backslashreplace")
