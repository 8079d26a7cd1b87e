"""Columns as people write and read them: yes and no, dates or never, the names of bits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from meantime.engines.columnar.limits import NEVER_DATE, ONGOING_DATE, UNKNOWN_DATE

_BITS = b"meantime.bits"
_MARKS = {NEVER_DATE: "never", ONGOING_DATE: "ongoing", UNKNOWN_DATE: None}


def in_words(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with text in every column whose values are a code for something.

    Masks become the names of their bits, separated by blanks, in one column however many it took.
    """
    found: dict[str, pa.Array] = {}
    for field, column in zip(rows.schema, rows.columns, strict=True):
        names = (field.metadata or {}).get(_BITS)
        if names is None:
            found[field.name] = _written(column)
            continue
        words, name = _named(column, names.decode().split(",")), field.name.partition(".")[0]
        if name in found:
            words = pc.binary_join_element_wise(found[name], words, " ", null_handling="skip")
        found[name] = words
    return pa.RecordBatch.from_pydict(found)


def _written(column: pa.Array) -> pa.Array:
    kind = column.type
    if kinds.is_dictionary(kind):
        return column.cast(kind.value_type)
    if kinds.is_boolean(kind):
        return pc.if_else(column, "yes", "no").fill_null("unknown")
    if kinds.is_date(kind):
        return _each(column, _date)
    return _moment(column) if kinds.is_timestamp(kind) else column


def _date(day: date) -> str | None:
    return _MARKS[day] if day in _MARKS else day.isoformat()


def _moment(column: pa.Array) -> pa.Array:
    """To the second, where nothing is lost."""
    try:
        return column.cast(pa.timestamp("s", column.type.tz)).cast(pa.string())
    except pa.ArrowInvalid:
        return column.cast(pa.string())


def _named(column: pa.Array, names: list[str]) -> pa.Array:
    """The bits that are set by name; null where none is."""
    return _each(column, lambda word: _names_of(word, names))


def _names_of(word: int, names: list[str]) -> str | None:
    found = []
    while word:
        lowest = word & -word
        found.append(names[lowest.bit_length() - 1])
        word ^= lowest
    return " ".join(found) or None


def _each(column: pa.Array, write: Callable[[Any], str | None]) -> pa.Array:
    """A column as text, each distinct value written once; null stays null."""
    encoded = column.dictionary_encode()
    words = [write(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)
