"""How often each code, bit and day occurs in a column: passes over whole arrays, no loop a row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Rows taken at a time, so that what is worked out on the way stays in the processor's cache.
_ROWS = 32_768
_WORD = 64
# So few words are counted bit by bit: adding them up would cost more.
_FEW = 192
# 1 January 1970 was a Thursday, three days into its week.
_EPOCH_WEEKDAY = 3
_WEEK = 7


def values_of(column: pa.Array) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The numbers of a column, and where they are valid; elsewhere they mean nothing."""
    bare = [None, column.buffers()[1]]
    numbers = pa.Array.from_buffers(column.type, len(column), bare, offset=column.offset)
    return numbers.to_numpy(), column.is_valid().to_numpy(zero_copy_only=False)


def pairs(one: NDArray[Any], ones: int, other: NDArray[Any], others: int) -> NDArray[np.int64]:
    """How often two codes occur together: a row for each of `ones`, a column for each of `others`.

    The codes run from 0; a code outside its range is an error of the caller.
    """
    counts = np.zeros(ones * others, np.int64)
    for first in range(0, one.size, _ROWS):
        both = one[first : first + _ROWS].astype(np.int32)
        both *= others
        both += other[first : first + _ROWS]
        counts += np.bincount(both, minlength=counts.size)
    return counts.reshape(ones, others)


def bit_counts(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many of the words have each of the 64 bits.

    A full adder takes three words to two: 64 sums and 64 carries at once, in five operations. What
    is left after a level weighs one, the carries weigh two, and so on.
    """
    counts = np.zeros(_WORD, np.int64)
    weight = 1
    while words.size:
        carries = []
        while words.size > _FEW:
            third = words.size // 3
            one, two, three = words[:third], words[third : 2 * third], words[2 * third : 3 * third]
            counts += weight * _few_bits(words[3 * third :])
            half = one ^ two
            carries.append((one & two) | (half & three))
            words = half ^ three
        counts += weight * _few_bits(words)
        words = np.concatenate(carries) if carries else words[:0]
        weight *= 2
    return counts


def _few_bits(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    # Little-endian bytes, whatever the machine: bit k of a word is then bit k of its eight bytes.
    bits = np.unpackbits(words.astype("<u8").view(np.uint8), bitorder="little")
    counts: NDArray[np.int64] = bits.reshape(-1, _WORD).sum(axis=0, dtype=np.int64)
    return counts


def week_counts(days: NDArray[np.int32]) -> dict[int, int]:
    """How many of the days fall into each week, by the day number of its Monday, in order."""
    if not days.size:
        return {}
    first = int(days.min())
    counts = np.bincount(days - first)
    found = np.flatnonzero(counts)
    week = (found + first + _EPOCH_WEEKDAY) // _WEEK
    weeks, place = np.unique(week, return_inverse=True)
    sums = np.bincount(place, weights=counts[found]).astype(np.int64)
    return dict(zip((weeks * _WEEK - _EPOCH_WEEKDAY).tolist(), sums.tolist(), strict=True))
