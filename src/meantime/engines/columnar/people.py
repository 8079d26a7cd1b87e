"""A batch of people as the kernels read them: columns of Arrow where they lie, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from meantime.engines.columnar.addresses import answer_addresses, date_addresses
from meantime.engines.columnar.calendar import SECOND, Clocks, day_of
from meantime.engines.columnar.columns import Columns
from meantime.engines.columnar.earlier import Earlier, earlier_of
from meantime.engines.columnar.limits import FIRST_MOMENT, LAST_MOMENT, NO_MOMENT
from meantime.engines.columnar.memory import Memory, settled
from meantime.engines.columnar.moments import Moments
from meantime.engines.columnar.named import column_of, typed
from meantime.engines.columnar.zone_numbers import Zones
from meantime.model.case import aware
from meantime.model.problem import MeantimeError

_LONGEST = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class People(NamedTuple):
    """A batch of so many people: its columns in memory, and what a session may have beside them.

    end: NO_MOMENT where it is not recorded; None where nobody has one. wrong: who cannot be a
    case. held: keeps alive what the addresses in `memory` lead to.
    """

    people: int
    memory: Memory
    clocks: Clocks
    end: NDArray[np.int64] | None
    performed: NDArray[np.bool_]
    earlier: Earlier
    wrong: NDArray[np.bool_]
    held: tuple[Any, ...]


def people_of(
    batch: pa.RecordBatch, columns: Columns, zones: Zones, at: datetime | None = None
) -> People:
    """The people of a batch, asked about at a moment.

    Raises MeantimeError where a column is missing or of a wrong type.
    """
    held: list[Any] = [batch]
    place, numbers, known = _zone(batch, zones)
    moments = Moments(known, place, numbers)
    start = moments.of(column_of(batch, "start", required=True), "start")
    ended = column_of(batch, "end")
    end = None if ended is None else moments.of(ended, "end")
    earlier = earlier_of(batch, moments)
    wrong = _wrong(start, end, ended, earlier)
    memory = Memory(
        answer_addresses(batch, columns, held),
        date_addresses(batch, columns, moments, earlier, held),
        start,
        place,
        numbers,
        _session(batch),
        _today(known, at),
    )
    return People(len(start), memory, known, end, _performed(batch), earlier, wrong, tuple(held))


def _performed(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    column = column_of(batch, "performed")
    if column is None:
        return settled(np.zeros(batch.num_rows, np.bool_))
    done = pc.fill_null(typed(column, "performed", pa.bool_()), False)
    return settled(done.to_numpy(zero_copy_only=False))


def microseconds(moment: datetime) -> int:
    """A moment as the kernels count it. Raises CaseError where it is naive."""
    return (aware("at", moment) - _EPOCH) // _MICROSECOND


def _today(known: Clocks, at: datetime | None) -> NDArray[np.int32]:
    moment = 0 if at is None else microseconds(at)
    zones = range(len(known.first) - 1)
    return np.array([day_of(known, zone, moment) for zone in zones], np.int32)


def _zone(
    batch: pa.RecordBatch, zones: Zones
) -> tuple[NDArray[np.int32], NDArray[np.int16], Clocks]:
    column = column_of(batch, "zone", required=True)
    if not pa.types.is_dictionary(column.type):
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise MeantimeError(f"column `zone` holds {column.type}, not the names of zones.")
        column = column.dictionary_encode()
    numbers, known = zones.numbers(column.dictionary.to_pylist())
    places = column.indices.cast(pa.int32())
    if places.null_count:
        places = pc.fill_null(places, len(numbers) - 1)
    return settled(places.to_numpy()), numbers, known


def _session(batch: pa.RecordBatch) -> NDArray[np.int32]:
    column = column_of(batch, "session")
    if column is None:
        return settled(np.ones(batch.num_rows, np.int32))
    if not pa.types.is_integer(column.type):
        raise MeantimeError(f"column `session` holds {column.type}, not whole numbers.")
    numbers = pc.fill_null(column, 1) if column.null_count else column
    if column.type.bit_width > 16:
        # Larger than any series; a number below 1 stays wrong.
        numbers = pc.max_element_wise(pc.min_element_wise(numbers, 2**30), 0)
    return settled(numbers.cast(pa.int32()).to_numpy())


def _wrong(
    start: NDArray[np.int64], end: NDArray[np.int64] | None, ended: pa.Array, earlier: Earlier
) -> NDArray[np.bool_]:
    """Whose sessions cannot have been so: ends unread, before the start, or a day after it."""
    wrong = np.zeros(len(start), np.bool_)
    if end is not None:
        wrong = pc.is_valid(ended).to_numpy(zero_copy_only=False) & _misfits(start, end)
    if earlier.start.size:
        odd = (earlier.end != NO_MOMENT) & _misfits(earlier.start, earlier.end)
        odd |= (earlier.start < FIRST_MOMENT) | (earlier.start > LAST_MOMENT)
        owners = np.repeat(np.arange(len(start)), np.diff(earlier.first))
        wrong |= np.bincount(owners[odd], minlength=len(start)) > 0
    return wrong


def _misfits(start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (end < start) | (end - _LONGEST > start) | (end > LAST_MOMENT)
