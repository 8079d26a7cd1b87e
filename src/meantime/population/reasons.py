"""Why a row is no case: the checks of `meantime.model.case`, over many rows at once.

A reason names a column and a cure. It never says what is in the row: files of reasons get around.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from meantime.engines.columnar.limits import (
    FIRST_DAY,
    FIRST_MOMENT,
    LAST_DAY,
    LAST_MOMENT,
    NEVER,
    ONGOING,
    UNKNOWN,
)
from meantime.population.clock_times import DAY, days, is_zone, readings
from meantime.population.schema import ANCHOR, Columns, Holds
from meantime.population.texts import Bools

NO_CASE = "the row is no case that can be screened; check its dates and times."

_UNREAD = {
    Holds.PERSON: "missing, or no text; every row needs one.",
    Holds.MOMENT: "no moment of these times: write it as `2026-12-01 10:00`, at a time that the "
    "clocks show once, or with an offset such as `2026-12-01 10:00-05:00`.",
    Holds.YES_NO: "not an answer; write yes, no or unknown.",
    Holds.DATE: "not a date; write one such as 2026-12-01 (1900 to 2199), never, ongoing or "
    "unknown.",
    Holds.NUMBER: "not a number; write a whole one.",
    Holds.BITS: "missing; every row needs a word.",
}
_MISSING = "missing; every row needs one."
_NO_ZONE = "missing, or no zone of that name; write one such as America/New_York."
_SKIPPED = "a time that does not exist there: the clocks go forward over it."
_TWICE = "a time that occurs twice there, as the clocks go back; give it with its offset from UTC."
_YEAR = "the year is out of range (1900 to 2199); check the date."
_TOO_EARLY = "the session ends before it starts; check the two times."
_TOO_LONG = "the session would last more than a day; check the date."
_FIRST = "the first session is 1; give a whole number from 1 on."
_AFTER = "after the session; correct it or leave it out."
_NO_MARK = "never and ongoing mean nothing here; give a date or leave it out."

# What a column has, and which of the rows have it.
_Reason = tuple[str, Bools]


class _Moments(NamedTuple):
    """Moments of UTC, where they can be known; and whether something is given."""

    given: Bools
    known: Bools
    utc: NDArray[np.int64]


def reasons(batch: pa.RecordBatch, columns: Columns, unread: dict[str, Bools]) -> list[str]:
    """For every row all that is wrong with it, one sentence after the other."""
    found: list[list[str]] = [[] for _ in range(batch.num_rows)]
    for said, rows in _all(batch, columns, unread):
        for row in np.flatnonzero(rows).tolist():
            found[row].append(said)
    return [" ".join(said) or NO_CASE for said in found]


def _all(batch: pa.RecordBatch, columns: Columns, unread: dict[str, Bools]) -> Iterator[_Reason]:
    for name, rows in unread.items():
        yield f"{name}: {_UNREAD[columns[name]]}", rows
    zones = _Zones(batch.column("zone"))
    yield f"zone: {_NO_ZONE}", ~zones.known
    nothing = np.zeros(batch.num_rows, np.bool_)
    start, wrong = _moments("start", batch.column("start"), zones)
    yield f"start: {_MISSING}", ~start.given & ~unread.get("start", nothing)
    yield from wrong
    if "end" in batch.schema.names:
        end, wrong = _moments("end", batch.column("end"), zones)
        yield from wrong
        yield from _length("end", start, end)
    if "session" in batch.schema.names:
        yield f"session: {_FIRST}", _is(pc.less(batch.column("session"), 1))
    if "earlier" in batch.schema.names:
        yield from _earlier(batch.column("earlier"), zones)
    day = np.where(start.known & zones.known, zones.days(start.utc), LAST_DAY)
    for name in batch.schema.names:
        if columns[name] is Holds.DATE:
            yield from _date(name, batch.column(name), day)


def _is(found: pa.Array) -> Bools:
    values: Bools = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return values


class _Zones:
    """The zone of every row."""

    def __init__(self, column: pa.DictionaryArray) -> None:
        names = column.dictionary.to_pylist()
        self._places = pc.fill_null(column.indices.cast(pa.int64()), -1).to_numpy()
        self._names = {place: name for place, name in enumerate(names) if is_zone(str(name))}
        self.known: Bools = np.isin(self._places, list(self._names))

    def groups(self, owners: NDArray[np.int64]) -> Iterator[tuple[str, NDArray[np.int64]]]:
        """Each zone with the numbers of the owners that are in it."""
        places = self._places[owners]
        for place in np.unique(places).tolist():
            if place in self._names:
                yield self._names[place], np.flatnonzero(places == place)

    def days(self, moments: NDArray[np.int64]) -> NDArray[np.int64]:
        """The local day of a moment in each row's zone."""
        found = np.zeros(moments.size, np.int64)
        for name, rows in self.groups(np.arange(moments.size)):
            found[rows] = days(name, moments[rows])
        return found


def _moments(
    name: str, column: pa.Array, zones: _Zones, owners: NDArray[np.int64] | None = None
) -> tuple[_Moments, list[_Reason]]:
    """Moments of a column, local ones in the zones of the rows that own them, and what is wrong."""
    given = column.is_valid().to_numpy(zero_copy_only=False)
    ticks = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    utc = pc.fill_null(ticks, 0).to_numpy().copy()
    wrong: list[_Reason] = []
    known = given.copy()
    if column.type.tz is None:
        often = np.full(utc.size, -1, np.int8)
        rows = np.arange(utc.size) if owners is None else owners
        for zone, there in zones.groups(rows):
            read = readings(zone, utc[there])
            utc[there], often[there] = read.moment, read.often
        known &= often == 1
        wrong = [
            (f"{name}: {_SKIPPED}", given & (often == 0)),
            (f"{name}: {_TWICE}", given & (often == 2)),
        ]
    outside = known & ((utc < FIRST_MOMENT) | (utc > LAST_MOMENT))
    return _Moments(given, known & ~outside, utc), [*wrong, (f"{name}: {_YEAR}", outside)]


def _length(name: str, start: _Moments, end: _Moments) -> Iterator[_Reason]:
    both = start.known & end.known
    yield f"{name}: {_TOO_EARLY}", both & (end.utc < start.utc)
    yield f"{name}: {_TOO_LONG}", both & (end.utc - DAY > start.utc)


def _earlier(column: pa.Array, zones: _Zones) -> Iterator[_Reason]:
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    owners = np.repeat(np.arange(len(column)), lengths)
    visits = column.flatten()
    start, wrong = _moments("earlier.start", pc.struct_field(visits, "start"), zones, owners)
    wrong.append((f"earlier.start: {_MISSING}", ~start.given))
    if "end" in {field.name for field in visits.type}:
        end, late = _moments("earlier.end", pc.struct_field(visits, "end"), zones, owners)
        wrong += [*late, *_length("earlier.end", start, end)]
    for said, rows in wrong:
        yield said, np.bincount(owners[rows], minlength=len(column)) > 0


def _date(name: str, column: pa.Array, day: NDArray[np.int64]) -> Iterator[_Reason]:
    there = column.is_valid().to_numpy(zero_copy_only=False)
    number = pc.fill_null(column.cast(pa.int32()), UNKNOWN).to_numpy()
    there = there & (number != UNKNOWN)
    marked = there & ((number == NEVER) | (number == ONGOING))
    dated = there & ~marked
    yield f"{name}: {_YEAR}", dated & ((number < FIRST_DAY) | (number > LAST_DAY))
    if name.startswith(ANCHOR):
        yield f"{name}: {_NO_MARK}", marked
        yield f"{name}: {_AFTER}", dated & (number > day) & (number <= LAST_DAY)
