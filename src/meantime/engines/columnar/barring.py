"""Bars that a date ends: so long after the last time, or once something was prepared."""

from __future__ import annotations

import numpy as np

from meantime.engines.columnar.blocks import WORDS, Block
from meantime.engines.columnar.kernel import compiled, lowest, read_day
from meantime.engines.columnar.limits import NO_DAY, ONGOING
from meantime.engines.columnar.memory import Memory, zone_of
from meantime.engines.columnar.tables import Tables
from meantime.engines.columnar.weighing import weigh


@compiled
def since_last(
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Bars that end so many days after a date."""
    rows = tables.dated
    pair, address = rows[number, 0], memory.dates[rows[number, 1], 0]
    lasts, severity, lead = rows[number, 2], rows[number, 3], rows[number, 4]
    for word in range(WORDS):
        left = found = block.registers[look, word]
        while left != 0:
            bit = lowest(left)
            left &= left - np.uint64(1)
            lane = np.uint64(word * 64) + bit
            person = np.uint64(first) + lane
            used = read_day(address, person)
            clear = used + lasts
            if used == ONGOING:
                clear = memory.today[zone_of(memory, person)] + lead if lead else NO_DAY
            elif clear <= block.days[0, lane]:
                found &= ~(np.uint64(1) << bit)
                continue
            weigh(block, lane, severity, clear, pair)
        block.registers[out, word] = found


@compiled
def prepared(
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Bars that go once something was prepared that takes days, counted from today."""
    rows = tables.prepared
    pair, lead, severity = rows[number, 0], rows[number, 1], rows[number, 2]
    for word in range(WORDS):
        left = block.registers[look, word]
        block.registers[out, word] = left
        while left != 0:
            lane = np.uint64(word * 64) + lowest(left)
            left &= left - np.uint64(1)
            zone = zone_of(memory, np.uint64(first) + lane)
            weigh(block, lane, severity, memory.today[zone] + lead, pair)
