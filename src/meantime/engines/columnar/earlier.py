"""The sessions before: whose rules still hold, and whose dates count beside what is told."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import Clocks, day_of
from meantime.engines.columnar.kernel import compiled, read_byte, read_day
from meantime.engines.columnar.limits import NO_MOMENT, ONGOING, UNKNOWN
from meantime.engines.columnar.memory import settled
from meantime.engines.columnar.moments import Moments
from meantime.engines.columnar.named import column_of
from meantime.model.problem import MeantimeError


class Earlier(NamedTuple):
    """The sessions before: those of person k are numbers first[k] to first[k + 1]."""

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def earlier_of(batch: pa.RecordBatch, moments: Moments) -> Earlier:
    """The earlier sessions of a batch. Raises MeantimeError where the column holds none."""
    column = column_of(batch, "earlier")
    none = settled(np.zeros(0, np.int64))
    if column is None or len(column) == 0:
        return Earlier(np.zeros(batch.num_rows + 1, np.int64), none, none)
    if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
        raise MeantimeError(f"column `earlier` holds {column.type}, not lists of sessions.")
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    first = np.zeros(len(column) + 1, np.int64)
    np.cumsum(lengths, out=first[1:])
    visits = column.flatten()
    names = [field.name for field in visits.type] if pa.types.is_struct(visits.type) else []
    if "start" not in names or not set(names) <= {"start", "end"}:
        raise MeantimeError("column `earlier`: each session is a struct of `start` and `end`.")
    owner = np.repeat(np.arange(len(column)), lengths)
    start = moments.of(pc.struct_field(visits, "start"), "earlier.start", owner=owner)
    if "end" not in names:
        return Earlier(first, start, settled(np.full(len(start), NO_MOMENT, np.int64)))
    ends = pc.struct_field(visits, "end")
    end = moments.of(ends, "earlier.end", owner=owner)
    # An end that is given and cannot be read is no missing end.
    unread = (end == NO_MOMENT) & pc.is_valid(ends).to_numpy(zero_copy_only=False)
    return Earlier(first, settled(np.where(unread, NO_MOMENT, start)), end)


def last_days(
    earlier: Earlier, moments: Moments, answered: NDArray[np.uint64]
) -> NDArray[np.int32]:
    """The day of each person's last session before: the later of what is recorded and answered."""
    found = np.full(len(moments.place), UNKNOWN, np.int32)
    zone = moments.numbers[moments.place]
    _last_days(moments.clocks, zone, earlier, answered, found)
    return found


@compiled
def _last_days(
    clocks: Clocks,
    zone: NDArray[np.int16],
    earlier: Earlier,
    answered: NDArray[np.uint64],
    found: NDArray[np.int32],
) -> None:
    for person in range(zone.size):
        first, after = earlier.first[person], earlier.first[person + 1]
        valid = answered[1] == 0 or (read_byte(answered[1], person // 8) >> (person % 8)) & 1
        if answered[0] != 0 and valid:
            found[person] = read_day(answered[0], person)
        if first < after and zone[person] >= 0:
            last = NO_MOMENT
            for visit in range(first, after):
                last = max(last, earlier.start[visit])
            if last > -(2**62):
                day = day_of(clocks, zone[person], last)
                if found[person] != ONGOING:
                    # The day that stands for a use that goes on is passed over.
                    found[person] = max(day + 1 if day >= ONGOING else day, found[person])
