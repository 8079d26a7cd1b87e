"""Dated uses held against the windows before a session: quickly where it is plain, else exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import WORDS, Block, empty, list_people, note
from meantime.engines.columnar.calendar import Clocks
from meantime.engines.columnar.kernel import Number, compiled, read_day
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
    heaviest, clear = block.heaviest, block.clear
    for word in range(WORDS):
        block.registers[out, word] = block.registers[look, word]
    for number in range(np.uint64(list_people(block, look))):
        lane = np.uint64(block.listed[number])
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
    heaviest, clear = block.heaviest, block.clear
    empty(block, out)
    for number in range(np.uint64(list_people(block, look))):
        lane = np.uint64(block.listed[number])
        used = np.int64(read_day(address, np.uint64(first) + lane))
        free = np.int64(table[np.uint64(row), np.uint64(used - FIRST_DAY)])
        if free > block.days[0, lane]:
            field = UNDATED if free == NO_DAY else free + DAY_BIAS
            heaviest[lane] = max(heaviest[lane], weight | field << DAY_AT)
            clear[lane] = max(clear[lane], free)
            note(block, out, lane)


@compiled
def _washed_out_by_hours(
    clocks: Clocks,
    memory: Memory,
    first: int,
    address: Number,
    look: int,
    amount: int,
    weight: int,
    block: Block,
    out: int,
) -> None:
    """So many hours before the session; local time runs as time does if no clock changes near."""
    heaviest, clear = block.heaviest, block.clear
    whole, rest = -amount // 1440, -amount % 1440 * 60
    empty(block, out)
    for number in range(np.uint64(list_people(block, look))):
        lane = np.uint64(block.listed[number])
        person = np.uint64(first) + lane
        used, day = np.int64(read_day(address, person)), np.int64(block.days[0, lane])
        stretch = np.uint64(block.stretch[lane])
        ahead = used + 1 + whole
        least, most = min(used, ahead), max(used, ahead, day)
        free: Number = np.int64(NO_DAY)
        if used == ONGOING:
            pass  # a zone may be calm for ever, so this is no date that it could be counted from
        elif clocks.calm_from[stretch] <= least and most < clocks.calm_to[stretch]:
            free = ahead + (block.clock[lane] < rest)
        else:
            zone, start = zone_of(memory, person), memory.start[person]
            free = first_clear_day(clocks, zone, ELAPSED, amount, day, start, day, used)
        # Half of those looked at are clear: no choice, since the processor would guess it wrong.
        late = np.int64(free > day)
        field = UNDATED if free == NO_DAY else free + DAY_BIAS
        heaviest[lane] = max(heaviest[lane], late * (weight | field << DAY_AT))
        clear[lane] = max(clear[lane], free)
        block.registers[out, lane >> np.uint64(6)] |= np.uint64(late) << (lane & np.uint64(63))


@compiled
def _washed_out_exactly(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Any window, one person after the other."""
    rows = tables.washouts
    pair, required = rows[number, 0], rows[number, 2] == 1
    address = memory.dates[rows[number, 1], 0]
    kind, base, amount = rows[number, 6], max(0, rows[number, 7] - 1), rows[number, 8]
    first_kind, first_amount = rows[number, 3], rows[number, 5]
    graded = kind != first_kind or amount != first_amount
    empty(block, out)
    for place in range(np.uint64(list_people(block, look))):
        lane = np.uint64(block.listed[place])
        person = np.uint64(first) + lane
        used, day = np.int64(read_day(address, person)), np.int64(block.days[0, lane])
        anchored, start = np.int64(block.days[base, lane]), memory.start[person]
        zone = zone_of(memory, person)
        clear: Number = np.int64(NO_DAY)
        if used != ONGOING:
            clear = first_clear_day(clocks, zone, kind, amount, anchored, start, day, used)
        needed: Number = clear
        if used != ONGOING and graded:
            needed = first_clear_day(
                clocks, zone, first_kind, first_amount, anchored, start, day, used
            )
        if clear > day:
            binds = required and (needed == NO_DAY or day < needed)
            weigh(block, lane, DEFERRED if binds else REVIEW, clear, pair)
            note(block, out, lane)


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
    address, required, amount = memory.dates[rows[number, 1], 0], rows[number, 2], rows[number, 8]
    kind, from_session = rows[number, 6], rows[number, 7] == 0
    plain = rows[number, 3] == kind and rows[number, 5] == amount
    weight = REVIEW << SEVERITY_AT | (LAST_PAIR - rows[number, 0])
    if from_session and kind == MIDNIGHT and rows[number, 3] == MIDNIGHT:
        # A rule that is only preferred never binds: no use lies so late.
        needed = 1 - rows[number, 5] if required else -NO_DAY
        _washed_out_by_days(address, first, look, 1 - amount, needed, weight, block, out)
    elif from_session and kind in (MONTHS, ELAPSED) and plain:
        weight += required << SEVERITY_AT
        if kind == MONTHS:
            table, row = tables.months, rows[number, 9]
            _washed_out_by_months(address, first, look, table, row, weight, block, out)
        else:
            _washed_out_by_hours(clocks, memory, first, address, look, amount, weight, block, out)
    else:
        _washed_out_exactly(clocks, tables, memory, first, look, number, block, out)
