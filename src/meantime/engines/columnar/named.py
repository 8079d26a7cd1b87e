"""Columns of a batch by name."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from meantime.model.problem import MeantimeError


def column_of(batch: pa.RecordBatch, name: str, *, required: bool = False) -> Any:
    """The column of a name, None where there is none."""
    place = batch.schema.get_field_index(name)
    if place >= 0:
        return batch.column(place)
    if required:
        raise MeantimeError(f"column `{name}` is missing; every row needs it.")
    return None


def typed(column: pa.Array, name: str, kind: pa.DataType) -> pa.Array:
    """The column, if it is of the type it has to be; raises MeantimeError where it is not."""
    if column.type != kind:
        raise MeantimeError(f"column `{name}` holds {column.type}, not {kind}; convert it.")
    return column
