"""From columns to the words and days of one block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import ALL, BLOCK, WORDS, Block, begin, lanes_of, refuse
from meantime.engines.columnar.calendar import DAY, Clocks, days_of, seconds_of, stretch_at
from meantime.engines.columnar.kernel import (
    Number,
    after_limits,
    between,
    compiled,
    inlined,
    lowest,
    read_day,
    read_word,
)
from meantime.engines.columnar.limits import (
    FIRST_DAY,
    FIRST_MOMENT,
    LAST_MOMENT,
    NEVER,
    NOT_A_SESSION,
    ONGOING,
    UNKNOWN,
)
from meantime.engines.columnar.memory import Memory, bits_at, zone_of
from meantime.engines.columnar.tables import Tables


@compiled
def load_days(clocks: Clocks, memory: Memory, first: int, count: int, block: Block) -> None:
    """The local day of every session, and its time of day."""
    days = block.days
    for lane in range(np.uint64(count)):
        person = np.uint64(first) + lane
        start, zone = memory.start[person], zone_of(memory, person)
        if FIRST_MOMENT <= start <= LAST_MOMENT and zone >= 0 and memory.session[person] >= 1:
            seconds = seconds_of(start)
            stretch = stretch_at(clocks, zone, seconds)
            local = seconds + clocks.offsets[stretch]
            days[0, lane] = days_of(local)
            block.clock[lane] = local - days_of(local) * DAY
            block.stretch[lane] = stretch
        else:
            days[0, lane] = NOT_A_SESSION
            refuse(block, lane)


@compiled
def load_anchor(
    dates: NDArray[np.uint64], column: int, anchor: int, first: int, count: int, block: Block
) -> None:
    """The day of an anchor of the protocol's own; one that is not given is the session's."""
    days = block.days
    for lane in range(BLOCK):
        days[anchor, lane] = days[0, lane]
    if dates[column, 0] == 0:
        return
    for word in range((count + 63) // 64):
        left = block.registers[1, word] & ~block.wrong[word]
        if dates[column, 1] != 0:
            left &= bits_at(dates[column, 1], first // 64 + word, first + count)
        while left != 0:
            lane = np.uint64(word * 64) + lowest(left)
            left &= left - np.uint64(1)
            day = read_day(dates[column, 0], np.uint64(first) + lane)
            if FIRST_DAY <= day <= days[0, lane]:
                days[anchor, lane] = day
            elif day != UNKNOWN:
                refuse(block, lane)


@compiled
def load_answered(
    bits: Number,
    valid: Number,
    yes: bool,
    first: int,
    count: int,
    registers: NDArray[np.uint64],
    out: int,
) -> None:
    """Who has answered, or who has answered with yes; nobody where there is no such column."""
    at = first // 64
    if bits == 0:
        for word in range(WORDS):
            registers[out, word] = 0
    elif count == BLOCK:
        for word in range(WORDS):
            found = ALL if valid == 0 else read_word(valid, at + word)
            registers[out, word] = found & read_word(bits, at + word) if yes else found
    else:
        for word in range(WORDS):
            found = np.uint64(0)
            if lanes_of(word, count) > 0:
                found = registers[1, word]
                found &= ALL if valid == 0 else bits_at(valid, at + word, first + count)
                found &= bits_at(bits, at + word, first + count) if yes else ALL
            registers[out, word] = found


@inlined
def _between(address: Number, index: int, lanes: int, least: int, most: int) -> Number:
    """Which of the numbers from an index on lie between two; the last word may hold fewer."""
    if lanes == 64:
        return between(address, index, np.int32(least), np.int32(most))
    found = np.uint64(0)
    for lane in range(lanes):
        inside = least <= read_day(address, index + lane) <= most
        found |= np.uint64(inside) << np.uint64(lane)
    return found


@compiled
def load_dated(
    address: Number,
    valid: Number,
    first: int,
    count: int,
    registers: NDArray[np.uint64],
    out: int,
    wrong: NDArray[np.uint64],
    given: bool,
) -> None:
    """Who has a date, never or ongoing; where it was answered, all else but unknown is wrong.

    given: by sessions, which may lie a day outside the years that an answer may have.
    """
    least, most = (UNKNOWN + 1, ONGOING + 1) if given else (FIRST_DAY, ONGOING)
    for word in range(WORDS):
        registers[out, word] = 0
        lanes = lanes_of(word, count)
        if lanes == 0:
            continue
        index = first + word * 64
        answered = _between(address, index, lanes, least, most)
        answered |= _between(address, index, lanes, NEVER, NEVER)
        there = registers[1, word]
        if valid != 0:
            there &= bits_at(valid, index // 64, first + count)
        registers[out, word] = answered & there
        if not given and there & ~answered != 0:
            unknown = _between(address, index, lanes, UNKNOWN, UNKNOWN)
            wrong[word] |= ~(answered | unknown) & there


@compiled
def load_between(
    address: Number,
    first: int,
    count: int,
    least: int,
    most: int,
    registers: NDArray[np.uint64],
    out: int,
) -> None:
    for word in range(WORDS):
        lanes = lanes_of(word, count)
        registers[out, word] = _between(address, first + word * 64, lanes, least, most)


@compiled
def load_near(
    address: Number,
    first: int,
    count: int,
    reach: int,
    limits: Number,
    registers: NDArray[np.uint64],
    out: int,
) -> None:
    """Who used something so late that it may matter; the marks of never and unknown lie before."""
    for word in range(WORDS):
        index, here, lanes = first + word * 64, word * 64, lanes_of(word, count)
        if lanes == 64:
            registers[out, word] = after_limits(
                address, index, limits, here, np.int32(reach), np.int32(UNKNOWN)
            )
            continue
        found = np.uint64(0)
        for lane in range(lanes):
            day = read_day(address, index + lane)
            late = day > max(read_day(limits, here + lane) - reach, UNKNOWN)
            found |= np.uint64(late) << np.uint64(lane)
        registers[out, word] = found


@compiled
def load(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, count: int, block: Block
) -> None:
    """Begin a block: the days of its sessions and of their anchors."""
    begin(block, count)
    load_days(clocks, memory, first, count, block)
    for anchor in range(1, tables.anchors + 1):
        column = memory.dates.shape[0] - 1 - tables.anchors + anchor
        load_anchor(memory.dates, column, anchor, first, count, block)
