"""Screening of blocks of people: every step for a block, then the next step.

Choosing what to do costs nothing per person then. Most of it works on words, a bit a person; only
whoever a rule may touch is looked at one by one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.barring import prepared, since_last
from meantime.engines.columnar.blocks import BLOCK, WORDS, Block
from meantime.engines.columnar.calendar import Clocks
from meantime.engines.columnar.kernel import compiled
from meantime.engines.columnar.limits import NEVER
from meantime.engines.columnar.loading import (
    load,
    load_answered,
    load_between,
    load_dated,
    load_near,
)
from meantime.engines.columnar.logic import Code
from meantime.engines.columnar.memory import Memory
from meantime.engines.columnar.tables import Tables
from meantime.engines.columnar.turning import masks
from meantime.engines.columnar.washing_out import washed_out
from meantime.engines.columnar.weighing import Screened, conclude, weigh_plain

_BOTH, _EITHER, _WITHOUT = int(Code.BOTH), int(Code.EITHER), int(Code.WITHOUT)
_ANSWERED_YES, _ANSWERED = int(Code.ANSWERED_YES), int(Code.ANSWERED)
_DATED, _NEVER, _NEAR, _SESSION = map(int, (Code.DATED, Code.NEVER, Code.NEAR, Code.SESSION))
_WASHED_OUT, _SINCE_LAST, _PREPARED = map(int, (Code.WASHED_OUT, Code.SINCE_LAST, Code.PREPARED))
_LAST = int(Code.LAST)


@compiled
def _combine(code: int, a: int, b: int, registers: NDArray[np.uint64], out: int) -> None:
    """Steps from registers to a register."""
    for word in range(WORDS):
        if code == _BOTH:
            registers[out, word] = registers[a, word] & registers[b, word]
        elif code == _EITHER:
            registers[out, word] = registers[a, word] | registers[b, word]
        else:
            registers[out, word] = registers[a, word] & ~registers[b, word]


@compiled
def _read_dates(
    code: int,
    a: int,
    tables: Tables,
    memory: Memory,
    first: int,
    count: int,
    block: Block,
    out: int,
) -> None:
    """Steps from a column of dates to a register; nobody where there is no such column."""
    registers = block.registers
    column = tables.limits[a, 0] if code == _NEAR else a
    address, valid = memory.dates[column, 0], memory.dates[column, 1]
    if address == 0:
        for word in range(WORDS):
            registers[out, word] = 0
    elif code in (_DATED, _LAST):
        given = code == _LAST
        load_dated(address, valid, first, count, registers, out, block.wrong, given)
    elif code == _NEVER:
        load_between(address, first, count, NEVER, NEVER, registers, out)
    else:
        base, reach = tables.limits[a, 2], tables.limits[a, 1]
        limits = np.uint64(block.days.ctypes.data) + np.uint64(base * BLOCK * 4)
        load_near(address, first, count, reach, limits, registers, out)


@compiled
def _carry_out(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, count: int, block: Block
) -> None:
    """Every step of the program for one block."""
    registers = block.registers
    for number in range(tables.steps.shape[0]):
        code, out = tables.steps[number, 0], tables.steps[number, 1]
        a, b = tables.steps[number, 2], tables.steps[number, 3]
        if code <= _WITHOUT:
            _combine(code, a, b, registers, out)
        elif code <= _ANSWERED:
            yes, bits, valid = code == _ANSWERED_YES, memory.answers[a, 0], memory.answers[a, 1]
            load_answered(bits, valid, yes, first, count, registers, out)
        elif code == _SESSION:
            address = np.uint64(memory.session.ctypes.data)
            load_between(address, first, count, a, b, registers, out)
        elif code == _WASHED_OUT:
            washed_out(clocks, tables, memory, first, a, b, block, out)
        elif code == _SINCE_LAST:
            since_last(tables, memory, first, a, b, block, out)
        elif code == _PREPARED:
            prepared(tables, memory, first, a, b, block, out)
        else:
            _read_dates(code, a, tables, memory, first, count, block, out)


@compiled
def prepare(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, count: int, block: Block
) -> None:
    """Work out the registers of one block, by steps that screen nobody."""
    load(clocks, tables, memory, first, count, block)
    _carry_out(clocks, tables, memory, first, count, block)


@compiled
def screen_people(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    begin: int,
    end: int,
    block: Block,
    out: Screened,
) -> None:
    """Screen the people from `begin` (a multiple of 64) to `end`."""
    for first in range(begin, end, BLOCK):
        count = min(BLOCK, end - first)
        load(clocks, tables, memory, first, count, block)
        _carry_out(clocks, tables, memory, first, count, block)
        masks(block.registers, tables.found, count, block.square, out.findings, first)
        masks(block.registers, tables.missing, count, block.square, out.missing, first)
        weigh_plain(tables, first, count, block, out)
        conclude(tables, first, count, block, out)
