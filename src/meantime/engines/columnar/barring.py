"""Bars that a date ends: so long after the last time, or once something was prepared."""

from __future__ import annotations

import numpy as np

from meantime.engines.columnar.blocks import WORDS, Block, empty, list_people, note
from meantime.engines.columnar.kernel import compiled, read_day
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
    """Bars that end so many days after a date; `earlier` says why one may lie after ONGOING."""
    rows = tables.dated
    pair, address = rows[number, 0], memory.dates[rows[number, 1], 0]
    lasts, severity, lead = rows[number, 2], rows[number, 3], rows[number, 4]
    empty(block, out)
    for place in range(np.uint64(list_people(block, look))):
        lane = np.uint64(block.listed[place])
        person = np.uint64(first) + lane
        used = np.int64(read_day(address, person))
        clear = used - np.int64(used > ONGOING) + lasts
        if used == ONGOING:
            clear = memory.today[zone_of(memory, person)] + lead if lead else NO_DAY
        if clear > block.days[0, lane] or used == ONGOING:
            weigh(block, lane, severity, clear, pair)
            note(block, out, lane)


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
        block.registers[out, word] = block.registers[look, word]
    for place in range(np.uint64(list_people(block, look))):
        lane = np.uint64(block.listed[place])
        zone = zone_of(memory, np.uint64(first) + lane)
        weigh(block, lane, severity, memory.today[zone] + lead, pair)
