"""Columns of moments as microseconds of UTC."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import SECOND, Clocks, how_often, instant
from meantime.engines.columnar.kernel import compiled
from meantime.engines.columnar.limits import LAST_MOMENT, NO_MOMENT
from meantime.engines.columnar.memory import settled
from meantime.model.problem import MeantimeError

# How many microseconds one of a coarser unit has.
_SIZES = {"s": SECOND, "ms": SECOND // 1000}


class Moments:
    """Moments of a column as microseconds of UTC; local ones are read in the row's own zone."""

    def __init__(self, known: Clocks, place: NDArray[np.int32], numbers: NDArray[np.int16]) -> None:
        self.clocks, self.place, self.numbers = known, place, numbers

    def of(
        self,
        column: pa.Array,
        name: str,
        owner: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """The moments, NO_MOMENT where there is none or where a local time is none, or is two."""
        if not pa.types.is_timestamp(column.type):
            raise MeantimeError(f"column `{name}` holds {column.type}, not moments (timestamp).")
        found = _counted(column, name)
        if column.type.tz is not None:
            return settled(found)
        place = self.place if owner is None else self.place[owner]
        moments = np.full(len(found), NO_MOMENT, np.int64)
        _from_local(self.clocks, self.numbers[place], found, moments)
        return settled(moments)


def _counted(column: pa.Array, name: str) -> NDArray[np.int64]:
    """Microseconds since 1970, NO_MOMENT where there is no moment, or one of no case."""
    if column.type.unit == "ns":
        try:
            column = column.cast(pa.timestamp("us", column.type.tz))
        except pa.ArrowInvalid:
            raise MeantimeError(f"column `{name}` is finer than a microsecond; round it.") from None
    plain = column.cast(pa.int64())
    if plain.null_count:
        plain = pc.fill_null(plain, NO_MOMENT)
    found: NDArray[np.int64] = plain.to_numpy(zero_copy_only=False)
    size = _SIZES.get(column.type.unit, 1)
    if size == 1:
        return found
    # Far more than a case may have; what is larger could not be told in microseconds.
    most = 2 * LAST_MOMENT // size
    return np.where((-most < found) & (found < most), found * size, NO_MOMENT)


@compiled
def _from_local(
    clocks: Clocks, zone: NDArray[np.int16], local: NDArray[np.int64], found: NDArray[np.int64]
) -> None:
    for person in range(local.size):
        if local[person] == NO_MOMENT or zone[person] < 0:
            continue
        seconds = local[person] // SECOND
        if how_often(clocks, zone[person], seconds) == 1:
            rest = local[person] - seconds * SECOND
            found[person] = instant(clocks, zone[person], seconds, False) + rest
