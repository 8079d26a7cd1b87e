"""The columns of a batch, read where they lie."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.kernel import Number, inlined, read_byte, read_word


class Memory(NamedTuple):
    """Where the columns of a batch lie.

    answers: for each yes-no question the address of its bits and of its validity bits; a column
    that is not there has no bits (0), one without unknowns no validity (0). dates: likewise.
    start: microseconds of UTC. place: where in `zones` the number of each person's zone stands, -1
    for one that is unknown. session: numbers. today: for each zone of the clocks the local day of
    asking; read only by programs that were made for it.
    """

    answers: NDArray[np.uint64]
    dates: NDArray[np.uint64]
    start: NDArray[np.int64]
    place: NDArray[np.int32]
    zones: NDArray[np.int16]
    session: NDArray[np.int32]
    today: NDArray[np.int32]


@inlined
def zone_of(memory: Memory, person: Number) -> Number:
    """The number of a person's zone in the clocks, or -1."""
    return memory.zones[np.uint64(memory.place[person])]


@inlined
def bits_at(address: Number, word: int, count: int) -> Number:
    """64 bits of a bitmap; behind its last byte nothing is read."""
    if (word + 1) * 64 <= count:
        return read_word(address, word)
    found = np.uint64(0)
    for byte in range(word * 8, (count + 7) // 8):
        found |= np.uint64(read_byte(address, byte)) << np.uint64((byte - word * 8) * 8)
    return found


def settled(array: NDArray[Any]) -> NDArray[Any]:
    """An array that nobody writes to any more.

    Columns of Arrow are so. To numba an array that may be written to is of another type, for which
    it would compile everything once more.
    """
    array.flags.writeable = False
    return array
