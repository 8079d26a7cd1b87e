"""Between Spark's Arrow and ours: Spark has no unsigned numbers, and gives no dictionaries back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds

from meantime.model.problem import MeantimeError
from meantime.population.schema import FEATURES, KNOWN, YES

# What Spark makes of a uint64 in Parquet: 128 bits, of which the low 64 are the number.
WORD = pa.decimal128(20, 0)
_BITS = (YES, KNOWN)


def as_cohort(batch: pa.RecordBatch, names: Sequence[str], bits: str) -> pa.RecordBatch:
    """A batch of Spark's as the readers of files give it.

    names: of its columns. bits: the names of packed answers, which are in int64 with the same 64
    bits, or in decimal(20, 0). Columns beyond the names are left out.

    Raises MeantimeError where a decimal is no number of 64 bits.
    """
    fields, columns = [], []
    for name, column in zip(names, batch.columns, strict=False):
        metadata = {FEATURES: bits} if name in _BITS and bits else None
        columns.append(_plain(name, column))
        fields.append(pa.field(name, columns[-1].type, metadata=metadata))
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def _plain(name: str, column: pa.Array) -> pa.Array:
    if name in _BITS and column.type == pa.int64():
        return column.view(pa.uint64())
    if name in (*_BITS, "person") and column.type == WORD:
        return _low_halves(name, column)
    return column


def _low_halves(name: str, column: pa.Array) -> pa.Array:
    """Decimals as the 64-bit numbers they are, without working each of them out."""
    there = column.is_valid().to_numpy(zero_copy_only=False)
    halves = np.frombuffer(column.buffers()[1], np.uint64)[2 * column.offset :]
    halves = halves[: 2 * len(column)].reshape(-1, 2)
    if halves[there, 1].any():
        raise MeantimeError(f"column `{name}` holds numbers of more than 64 bits.")
    return pa.array(halves[:, 0], mask=None if there.all() else ~there)


def as_spark(rows: pa.RecordBatch, person: pa.DataType) -> pa.RecordBatch:
    """Results as Spark takes them: words in place of dictionaries, int64 in place of uint64.

    A mask keeps its 64 bits, so where the highest is set the number is negative. person: the type
    that the first column had when it came.
    """
    columns = [rows.column(0).cast(person), *map(_signed, rows.columns[1:])]
    fields = [
        pa.field(field.name, column.type, metadata=field.metadata)
        for field, column in zip(rows.schema, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def _signed(column: pa.Array) -> pa.Array:
    if kinds.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column.view(pa.int64()) if column.type == pa.uint64() else column
