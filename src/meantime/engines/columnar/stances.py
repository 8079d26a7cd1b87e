"""What placed rules say of their concepts: stretches of time, each with a stance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import Block
from meantime.engines.columnar.kernel import Number, compiled, inlined
from meantime.engines.columnar.placing import AFTER_ALL, BEFORE_ALL, END, Room
from meantime.engines.columnar.rule_tables import (
    ASK,
    AVOID,
    BAR,
    DISCOURAGED,
    DO,
    EXPECT,
    MAY,
    PERMITTED,
    PROHIBITED,
    SILENT,
    STAFF,
    RuleTables,
)

# A rule says at most so many things of one session.
MOST = 5


class Reasons(NamedTuple):
    """Stretches [begin, end) with the rule that says them and its stance; the first `size[0]`."""

    size: NDArray[np.int64]
    rule: NDArray[np.int64]
    stance: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]


def reasons_for(rules: int, sessions: int) -> Reasons:
    """Room for what so many rules say of so many sessions."""
    size = rules * sessions * MOST
    return Reasons(np.zeros(1, np.int64), *(np.zeros(size, np.int64) for _ in range(4)))


@inlined
def _say(reasons: Reasons, rule: int, stance: int, begin: int, end: int) -> None:
    if begin < end:
        number = reasons.size[0]
        reasons.rule[number], reasons.stance[number] = rule, stance
        reasons.begin[number], reasons.end[number] = begin, end
        reasons.size[0] = number + 1


@inlined
def truth(block: Block, lane: Number, surely: int, maybe: int) -> Number:
    """2 where it is so, 1 where it is unknown, 0 where it is not."""
    word, bit = lane >> np.uint64(6), lane & np.uint64(63)
    yes = (block.registers[surely, word] >> bit) & np.uint64(1)
    possible = (block.registers[maybe, word] >> bit) & np.uint64(1)
    return np.int64(yes + possible)


@compiled
def add_reasons(
    tables: RuleTables, rule: int, block: Block, lane: Number, room: Room, reasons: Reasons
) -> None:
    """What a rule says of the session in `room`; nothing where its condition does not hold."""
    holds = truth(block, lane, tables.holds[rule], tables.may_hold[rule])
    if holds == 0:
        return
    reported = truth(block, lane, tables.reported[rule], tables.may_be_reported[rule])
    if room.planned[0] == 1 and tables.reported[rule] != tables.may_be_reported[rule]:
        reported = 1
    begin, end = room.moments[tables.begin[rule]], room.moments[tables.end[rule]]
    verb, stance, over = tables.verb[rule], tables.stance[rule], room.early[END]
    if verb == AVOID:
        _avoid(tables, rule, holds, reported, begin, end, room, reasons)
    elif verb == MAY:
        _say(reasons, rule, PROHIBITED, over, begin)
        allowed = PERMITTED if holds == 2 else ASK
        allowed = PROHIBITED if reported == 0 else ASK if reported == 1 else allowed
        _say(reasons, rule, allowed, begin, end)
    elif verb == DO:
        _say(reasons, rule, PERMITTED if holds == 2 else ASK, begin, end)
    elif verb == EXPECT:
        _say(reasons, rule, ASK, over, begin)
        _say(reasons, rule, PERMITTED if holds == 2 else ASK, begin, end)
        _say(reasons, rule, ASK, end, AFTER_ALL)
    elif verb == BAR:
        _say(reasons, rule, stance, BEFORE_ALL, end)
        _say(reasons, rule, ASK, end, AFTER_ALL)
    elif verb != STAFF and stance != SILENT:
        _say(reasons, rule, stance, begin, end)


@compiled
def _avoid(
    tables: RuleTables,
    rule: int,
    holds: int,
    reported: int,
    begin: int,
    end: int,
    room: Room,
    reasons: Reasons,
) -> None:
    """A prohibition. An unknown condition leaves it standing; it ends only with its report."""
    opening = room.moments[tables.preferred_begin[rule]]
    closing = room.moments[tables.preferred_end[rule]]
    if reported != 2:
        end = closing = AFTER_ALL
    _say(reasons, rule, tables.stance[rule], begin, end)
    _say(reasons, rule, DISCOURAGED, opening, min(begin, end))
    _say(reasons, rule, DISCOURAGED, end, closing)
    outside = tables.outside[rule]
    if holds == 2 or outside != PERMITTED:
        if not tables.is_after[rule]:
            _say(reasons, rule, outside, BEFORE_ALL, opening)
        if tables.ends_after[rule]:
            _say(reasons, rule, outside, closing, AFTER_ALL)
