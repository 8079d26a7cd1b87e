"""Dated uses held against the windows before a session: quickly where it is plain, else exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import WORDS, Block
from meantime.engines.columnar.calendar import Clocks
from meantime.engines.columnar.kernel import Number, compiled, lowest, read_day
from meantime.engines.columnar.limits import FIRST_DAY, NO_DAY, ONGOING
from meantime.engines.columnar.memory import Memory, zone_of
from meantime.engines.columnar.points import ELAPSED, MIDNIGHT, MONTHS, first_clear_day
from meantime.engines.columnar.tables import DEFERRED, REVIEW, Tables
from meantime.engines.columnar.weighing import (
    DAY_AT,
    DAY_BIAS,
    LAST_PAIR,
    SEVERITY_AT,
    UNDATED,
    weigh,
)


@compiled
def _washed_out_by_days(
    address: Number,
    first: int,
    look: int,
    days: int,
    needed: int,
    weight: int,
    block: Block,
    out: int,
) -> None:
    """The plain case: so many whole days before the session. Whoever is looked at is found.

    days, needed: from the use to the first day without the finding, and to the first on which only
    the preferred part is left. weight: that of a finding for review, without its date.
    """
    registers, heaviest, clear = block.registers, block.heaviest, block.clear
    for word in range(WORDS):
        left = registers[look, word]
        registers[out, word] = left
        while left != 0:
            lane = np.uint64(word * 64) + lowest(left)
            left &= left - np.uint64(1)
            used = np.int64(read_day(address, np.uint64(first) + lane))
            binds = np.int64(block.days[0, lane] < used + needed)
            free = NO_DAY if used == ONGOING else used + days
            field = UNDATED if used == ONGOING else free + DAY_BIAS
            found = weight + (binds << SEVERITY_AT) | field << DAY_AT
            heaviest[lane] = max(heaviest[lane], found)
            clear[lane] = max(clear[lane], free)


@compiled
def _washed_out_by_months(
    address: Number,
    first: int,
    look: int,
    table: NDArray[np.int32],
    row: int,
    weight: int,
    block: Block,
    out: int,
) -> None:
    """So many months before the session: the first clear day of every day of use is in a table."""
    registers, heaviest, clear = block.registers, block.heaviest, block.clear
    for word in range(WORDS):
        left = registers[look, word]
        found = np.uint64(0)
        while left != 0:
            bit = lowest(left)
            lane = np.uint64(word * 64) + bit
            left &= left - np.uint64(1)
            used = np.int64(read_day(address, np.uint64(first) + lane))
            free = np.int64(table[np.uint64(row), np.uint64(used - FIRST_DAY)])
            if free > block.days[0, lane]:
                found |= np.uint64(1) << bit
                field = UNDATED if free == NO_DAY else free + DAY_BIAS
                heaviest[lane] = max(heaviest[lane], weight | field << DAY_AT)
                clear[lane] = max(clear[lane], free)
        registers[out, word] = found


@compiled
def _washed_out_by_hours(
    address: Number, first: int, look: int, minutes: int, weight: int, block: Block, out: int
) -> None:
    """Less than so many minutes before the session, where no clock changes near: local time then
    runs as time does. Whoever else is looked at is left in `block.others`.
    """
    registers, heaviest, clear = block.registers, block.heaviest, block.clear
    whole, rest = minutes // 1440, minutes % 1440 * 60
    for word in range(WORDS):
        left = registers[look, word]
        found, others = np.uint64(0), np.uint64(0)
        while left != 0:
            bit = lowest(left)
            lane = np.uint64(word * 64) + bit
            left &= left - np.uint64(1)
            used = np.int64(read_day(address, np.uint64(first) + lane))
            day = block.days[0, lane]
            if used < block.calm_from[lane] or day >= block.calm_to[lane] or used > day + 1:
                others |= np.uint64(1) << bit
                continue
            free = used + 1 + whole + np.int64(block.clock[lane] < rest)
            if free > day:
                found |= np.uint64(1) << bit
                heaviest[lane] = max(heaviest[lane], weight | (free + DAY_BIAS) << DAY_AT)
                clear[lane] = max(clear[lane], free)
        registers[out, word] = found
        block.others[word] = others


@compiled
def _washed_out_exactly(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, number: int, block: Block, out: int
) -> None:
    """Any window, for everybody in `block.others`."""
    rows = tables.washouts
    pair, required = rows[number, 0], rows[number, 2] == 1
    address = memory.dates[rows[number, 1], 0]
    kind, base, amount = rows[number, 6], max(0, rows[number, 7] - 1), rows[number, 8]
    first_kind, first_amount = rows[number, 3], rows[number, 5]
    for word in range(WORDS):
        left = block.others[word]
        while left != 0:
            bit = lowest(left)
            left &= left - np.uint64(1)
            lane = np.uint64(word * 64) + bit
            person = np.uint64(first) + lane
            used, day = np.int64(read_day(address, person)), np.int64(block.days[0, lane])
            anchored, start = block.days[base, lane], memory.start[person]
            zone = zone_of(memory, person)
            clear: Number = np.int64(NO_DAY)
            needed: Number = np.int64(NO_DAY)
            if used != ONGOING:
                clear = first_clear_day(clocks, zone, kind, amount, anchored, start, day, used)
                needed = first_clear_day(
                    clocks, zone, first_kind, first_amount, anchored, start, day, used
                )
            if clear > day:
                binds = required and (needed == NO_DAY or day < needed)
                weigh(block, lane, DEFERRED if binds else REVIEW, clear, pair)
                block.registers[out, word] |= np.uint64(1) << bit


@compiled
def washed_out(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Hold dated uses against a window, for everybody whom it may touch."""
    rows = tables.washouts
    address = memory.dates[rows[number, 1], 0]
    required, kind, base, amount = (
        rows[number, 2],
        rows[number, 6],
        rows[number, 7],
        rows[number, 8],
    )
    weight = REVIEW << SEVERITY_AT | (LAST_PAIR - rows[number, 0])
    if kind == MIDNIGHT and rows[number, 3] == MIDNIGHT and base == 0:
        # A rule that is only preferred never binds: no use lies so late.
        needed = 1 - rows[number, 5] if required else -NO_DAY
        _washed_out_by_days(address, first, look, 1 - amount, needed, weight, block, out)
        return
    if kind == MONTHS and rows[number, 5] == amount and base == 0:
        weight += required << SEVERITY_AT
        table, row = tables.months, rows[number, 9]
        _washed_out_by_months(address, first, look, table, row, weight, block, out)
        return
    if kind == ELAPSED and rows[number, 5] == amount and base == 0 and -2880 <= amount <= 0:
        weight += required << SEVERITY_AT
        _washed_out_by_hours(address, first, look, -amount, weight, block, out)
    else:
        for word in range(WORDS):
            block.others[word] = block.registers[look, word]
            block.registers[out, word] = 0
    _washed_out_exactly(clocks, tables, memory, first, number, block, out)
