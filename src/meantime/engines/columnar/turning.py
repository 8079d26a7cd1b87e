"""From a word a question, with a bit a person, to a word a person, with a bit a question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import lanes_of
from meantime.engines.columnar.kernel import Number, compiled, inlined


@inlined
def _swap(square: NDArray[np.uint64], size: int, mask: Number) -> None:
    for base in range(0, 64, 2 * size):
        for row in range(base, base + size):
            moved = ((square[row] >> np.uint64(size)) ^ square[row + size]) & mask
            square[row] ^= moved << np.uint64(size)
            square[row + size] ^= moved


@compiled
def turn(square: NDArray[np.uint64]) -> None:
    """Turn 64 words of 64 bits: bit b of word a becomes bit a of word b."""
    _swap(square, 32, np.uint64(0x00000000FFFFFFFF))
    _swap(square, 16, np.uint64(0x0000FFFF0000FFFF))
    _swap(square, 8, np.uint64(0x00FF00FF00FF00FF))
    _swap(square, 4, np.uint64(0x0F0F0F0F0F0F0F0F))
    _swap(square, 2, np.uint64(0x3333333333333333))
    _swap(square, 1, np.uint64(0x5555555555555555))


@compiled
def masks(
    registers: NDArray[np.uint64],
    wanted: NDArray[np.int64],
    count: int,
    square: NDArray[np.uint64],
    out: NDArray[np.uint64],
    first: int,
) -> None:
    """For each person a mask of the registers they are in."""
    for group in range(out.shape[0]):
        for word in range((count + 63) // 64):
            for bit in range(64):
                place = group * 64 + bit
                square[bit] = 0
                if place < wanted.size:
                    square[bit] = registers[wanted[place], word]
            turn(square)
            begin = np.uint64(first + word * 64)
            for lane in range(np.uint64(lanes_of(word, count))):
                out[group, begin + lane] = square[lane]
