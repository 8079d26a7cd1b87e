"""Rows as they came, as the engine reads them; and which cells of them cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from meantime.engines.columnar.limits import FIRST_DAY, LAST_DAY
from meantime.population import texts
from meantime.population.schema import Columns, Holds, is_text
from meantime.population.texts import Bools, Read

_UTC = pa.timestamp("us", "UTC")
_A_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


class Decoded(NamedTuple):
    """People as the engine reads them. unread: by column, the rows whose cell it cannot read."""

    batch: pa.RecordBatch
    unread: dict[str, Bools]

    @property
    def refused(self) -> Bools | None:
        """Who has a cell that cannot be read; None where nobody has."""
        return reduce(np.logical_or, self.unread.values()) if self.unread else None

    def slice(self, first: int, count: int) -> Decoded:
        """So many of the people, from the first on."""
        unread = {name: rows[first : first + count] for name, rows in self.unread.items()}
        return Decoded(self.batch.slice(first, count), unread)


def decode(rows: pa.RecordBatch, columns: Columns) -> Decoded:
    """The rows with every column in the type that the engine reads; `schema` has checked them."""
    found, fields, unread = [], [], {}
    zone = _zone(rows.column("zone"))
    for field, column in zip(rows.schema, rows.columns, strict=True):
        holds = columns[field.name]
        if holds is Holds.MOMENT and _is_written(column.type):
            read = texts.moments(column, zone)
        else:
            read = _READERS[holds](column)
        found.append(read.values)
        always = not field.nullable and read.unread is None
        fields.append(field.with_type(read.values.type).with_nullable(not always))
        if read.unread is not None:
            unread[field.name] = read.unread
    return Decoded(pa.RecordBatch.from_arrays(found, schema=pa.schema(fields)), unread)


def _is_written(kind: pa.DataType) -> bool:
    """Whether a column is text, which in CSV is bytes until it is read."""
    inner = kind.value_type if kinds.is_dictionary(kind) else kind
    return is_text(kind) or kinds.is_binary(inner)


def _person(column: pa.Array) -> Read:
    """Text and numbers as they are; there has to be something."""
    if kinds.is_integer(column.type):
        if not column.null_count:
            return Read(column)
        missing = column.is_null()
    else:
        column = _as_text(column) if kinds.is_binary(column.type) else column
        missing = pc.fill_null(pc.equal(pc.binary_length(column), 0), True)
    unread = missing.to_numpy(zero_copy_only=False)
    return Read(column, unread if unread.any() else None)


def _as_text(column: pa.Array) -> pa.Array:
    """Bytes as text, null where they are none."""
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.array([_text_or_none(item) for item in column.to_pylist()], pa.string())


def _text_or_none(item: bytes | None) -> str | None:
    try:
        return item.decode() if item else None
    except UnicodeDecodeError:
        return None


def _zone(column: pa.Array) -> pa.DictionaryArray:
    encoded = column if kinds.is_dictionary(column.type) else column.dictionary_encode()
    names = encoded.dictionary
    if kinds.is_binary(names.type):
        names = pa.array([(_text_or_none(item) or "").strip() for item in names.to_pylist()])
    return pa.DictionaryArray.from_arrays(encoded.indices, names)


def _moment(column: pa.Array) -> Read:
    """Timestamps to the microsecond; what is finer, or no moment of a case, cannot be read."""
    kind = column.type
    if kinds.is_null(kind):
        return Read(column.cast(_UTC))
    if kind.unit == "us":
        return Read(column)
    unit, plain = _A_SECOND[kind.unit], column.cast(pa.int64())
    there = plain.is_valid().to_numpy(zero_copy_only=False)
    ticks = pc.fill_null(plain, 0).to_numpy()
    low, high = ((FIRST_DAY - 1) * 86_400 * unit, (LAST_DAY + 2) * 86_400 * unit)
    fits = (ticks >= low) & (ticks < high) & (ticks % max(1, unit // 1_000_000) == 0)
    unread = there & ~fits
    clean = pa.array(ticks, mask=~(there & fits)).cast(kind)
    return Read(clean.cast(pa.timestamp("us", kind.tz)), unread if unread.any() else None)


def _bits(column: pa.Array) -> Read:
    if not column.null_count:
        return Read(column)
    return Read(pc.fill_null(column, 0), column.is_null().to_numpy(zero_copy_only=False))


def _typed(kind: pa.DataType, read: Callable[[pa.Array], Read]) -> Callable[[pa.Array], Read]:
    """Text is read, everything else is cast where it is not of the type already."""

    def typed(column: pa.Array) -> Read:
        if column.type == kind:
            return Read(column)
        return read(column) if _is_written(column.type) else Read(column.cast(kind))

    return typed


def _number(column: pa.Array) -> Read:
    if kinds.is_integer(column.type):
        return Read(column)
    return _typed(pa.int32(), texts.numbers)(column)


_READERS: dict[Holds, Callable[[pa.Array], Read]] = {
    Holds.PERSON: _person,
    Holds.MOMENT: _moment,
    Holds.ZONE: lambda column: Read(_zone(column)),
    Holds.YES_NO: _typed(pa.bool_(), texts.answers),
    Holds.DATE: _typed(pa.date32(), texts.dates),
    Holds.NUMBER: _number,
    Holds.SESSIONS: Read,
    Holds.BITS: _bits,
}
