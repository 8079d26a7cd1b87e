"""Blocks of people: small enough for the processor's cache, large enough to choose for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.kernel import Number, compiled, inlined, list_bits
from meantime.engines.columnar.limits import NO_DAY
from meantime.engines.columnar.tables import Tables

WORDS = 32  # a block is so many words of 64 people
BLOCK = WORDS * 64
ALL = np.uint64(2**64 - 1)


class Block(NamedTuple):
    """What is worked out of one block: registers, and for each person the heaviest finding."""

    registers: NDArray[np.uint64]
    days: NDArray[np.int32]  # the day of the session, then of each anchor
    clock: NDArray[np.int32]  # the second of its day at which the session begins
    stretch: NDArray[np.int32]  # the stretch of the clocks that it begins in
    heaviest: NDArray[np.int64]
    clear: NDArray[np.int32]
    wrong: NDArray[np.uint64]
    square: NDArray[np.uint64]
    listed: NDArray[np.int16]  # places of the people that a step looks at one by one


def block_for(tables: Tables) -> Block:
    """Room for the work on one block."""
    return Block(
        np.zeros((tables.registers, WORDS), np.uint64),
        np.zeros((tables.anchors + 1, BLOCK), np.int32),
        np.zeros(BLOCK, np.int32),
        np.zeros(BLOCK, np.int32),
        np.zeros(BLOCK, np.int64),
        np.zeros(BLOCK, np.int32),
        np.zeros(WORDS, np.uint64),
        np.zeros(64, np.uint64),
        np.zeros(BLOCK + 64, np.int16),
    )


@inlined
def lanes_of(word: int, count: int) -> int:
    """How many of a word's 64 people there are."""
    return min(64, max(0, count - word * 64))


@compiled
def begin(block: Block, count: int) -> None:
    """Begin a block: nobody has been found anything, and only so many people are there."""
    for lane in range(BLOCK):
        block.heaviest[lane], block.clear[lane] = 0, -NO_DAY
    for word in range(WORDS):
        lanes = lanes_of(word, count)
        some = (np.uint64(1) << np.uint64(lanes % 64)) - np.uint64(1)
        block.registers[0, word] = block.wrong[word] = 0
        block.registers[1, word] = ALL if lanes == 64 else some


@inlined
def empty(block: Block, register: int) -> None:
    """Begin a register with nobody in it."""
    for word in range(WORDS):
        block.registers[register, word] = 0


@inlined
def refuse(block: Block, lane: Number) -> None:
    """Note somebody who is no case."""
    block.wrong[lane >> np.uint64(6)] |= np.uint64(1) << (lane & np.uint64(63))


@inlined
def list_people(block: Block, register: int) -> int:
    """Write the places of everybody in a register to `block.listed`; how many there are."""
    found = 0
    listed = np.uint64(block.listed.ctypes.data)
    for word in range(WORDS):
        found = list_bits(listed, found, block.registers[register, word], word * 64)
    return found


@inlined
def note(block: Block, register: int, lane: Number) -> None:
    """Put one more person into a register."""
    block.registers[register, lane >> np.uint64(6)] |= np.uint64(1) << (lane & np.uint64(63))
