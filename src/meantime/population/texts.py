"""Answers, dates and moments written as text, and which rows hold what cannot be read.

A cohort says the same few things very often, so each distinct text is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds
from numpy.typing import NDArray

from meantime.engines.columnar.limits import NEVER_DATE, ONGOING_DATE
from meantime.model.case import dated
from meantime.population.clock_times import is_zone, readings

Bools = NDArray[np.bool_]

_ANSWERS = {"yes": True, "true": True, "no": False, "false": False, "unknown": None, "": None}
_DATES = {"never": NEVER_DATE, "ongoing": ONGOING_DATE, "unknown": None, "": None}
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LOCAL = pa.timestamp("us")


class Read(NamedTuple):
    """A column, null where there was nothing or nothing that can be read; the latter are `unread`.

    unread: None where everything can be read.
    """

    values: pa.Array
    unread: Bools | None = None


def answers(column: pa.Array) -> Read:
    """yes, no, true, false; unknown or nothing is null."""
    return _each(column, lambda text: _ANSWERS[text.lower()], pa.bool_())


def dates(column: pa.Array) -> Read:
    """Dates such as 2026-12-01, never and ongoing; unknown or nothing is null."""
    return _each(column, _date, pa.date32())


def numbers(column: pa.Array) -> Read:
    """Whole numbers; nothing is null."""
    return _each(column, _number, pa.int32())


def moments(column: pa.Array, zone: pa.Array) -> Read:
    """Moments with their offset from UTC, or local ones in the row's own zone, as UTC.

    zone: the zones of the rows, a dictionary. A local time that the clocks jump over, or that
    occurs twice, cannot be read. Nothing is null.
    """
    encoded = _encoded(column)
    found = [_moment(text) for text in encoded.dictionary.to_pylist()]
    wrong = np.array([*(item is None for item in found), False])
    given = [item if item is not None else (None, False) for item in found]
    values = pa.array([moment for moment, _ in given], pa.int64())
    rows = _rows(encoded)
    unread = wrong[rows]
    local = np.array([*(is_local for _, is_local in given), False])[rows]
    micros = values.take(encoded.indices)
    if local.any():
        micros, misread = _as_utc(micros, np.flatnonzero(local & ~unread), zone)
        unread |= misread
    moment = micros.cast(pa.timestamp("us", "UTC"))
    return Read(moment, unread if unread.any() else None)


def _each(column: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> Read:
    """A column of text, each distinct text read once; `read` raises where it cannot."""
    encoded = _encoded(column)
    values, wrong = [], []
    for text in encoded.dictionary.to_pylist():
        try:
            values.append(read(_plain(text)))
        except (ValueError, KeyError):
            values.append(None)
        wrong.append(values[-1] is None and not _is_nothing(text))
    found = pa.array(values, kind).take(encoded.indices)
    return Read(found, np.array([*wrong, False])[_rows(encoded)] if any(wrong) else None)


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    return column if kinds.is_dictionary(column.type) else column.dictionary_encode()


def _rows(encoded: pa.DictionaryArray) -> NDArray[np.int64]:
    """For each row the place of its text in the dictionary; -1 where there is none."""
    places = encoded.indices.cast(pa.int64()).fill_null(-1)
    found: NDArray[np.int64] = places.to_numpy(zero_copy_only=False)
    return found


def _plain(text: str | bytes | None) -> str:
    """The text; raises ValueError where it is no UTF-8."""
    return (text.decode() if isinstance(text, bytes) else text or "").strip()


def _is_nothing(text: str | bytes | None) -> bool:
    try:
        return _plain(text).lower() in ("", "unknown")
    except ValueError:
        return False


def _date(text: str) -> date | None:
    word = text.lower()
    return _DATES[word] if word in _DATES else dated("", date.fromisoformat(word))


def _number(text: str) -> int | None:
    if text and not _NUMBER.fullmatch(text):
        raise ValueError
    return int(text) if text else None


def _moment(text: str | bytes | None) -> tuple[int | None, bool] | None:
    """Microseconds since 1970 and whether they are local; None where it is no moment."""
    try:
        plain = _plain(text)
        match = _MOMENT.fullmatch(plain)
        if match is None:
            return None if plain else (None, False)
        moment = datetime.fromisoformat(plain.replace("Z", "+00:00"))
        is_local = moment.tzinfo is None
        return (moment.replace(tzinfo=moment.tzinfo or UTC) - _EPOCH) // _MICROSECOND, is_local
    except ValueError:
        return None


def _as_utc(micros: pa.Array, rows: NDArray[np.int64], zone: pa.Array) -> tuple[pa.Array, Bools]:
    """Microseconds with those of some rows read in their zones, and where that cannot be.

    In a zone that is unknown a time is left as it is: the row is no case in any way.
    """
    found = pc.fill_null(micros, 0).to_numpy().copy()
    misread = np.zeros(len(micros), np.bool_)
    numbers = _rows(zone)[rows]
    for number in np.unique(numbers[numbers >= 0]).tolist():
        there, name = rows[numbers == number], str(zone.dictionary[number])
        if is_zone(name):
            found[there], often = readings(name, found[there])
            misread[there] = often != 1
    nothing = micros.is_null().to_numpy(zero_copy_only=False)
    return pa.array(found, mask=nothing | misread), misread
