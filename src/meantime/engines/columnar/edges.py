"""The moments at which the lines of many plans begin and end: what reminders are made from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import BLOCK, Block
from meantime.engines.columnar.calendar import Clocks
from meantime.engines.columnar.kernel import Number, compiled, inlined
from meantime.engines.columnar.machine import prepare
from meantime.engines.columnar.memory import Memory
from meantime.engines.columnar.placing import (
    AFTER_ALL,
    BEFORE_ALL,
    Room,
    Sessions,
    place_session,
)
from meantime.engines.columnar.rule_tables import RuleTables
from meantime.engines.columnar.stances import truth
from meantime.engines.columnar.tables import Tables

BEGINS, ENDS = 0, 1
REQUIRED, PREFERRED = 0, 1


class Edges(NamedTuple):
    """Edges as they are found: the person, the moment, the rule, the side and the strength."""

    person: NDArray[np.int64]
    moment: NDArray[np.int64]
    rule: NDArray[np.int16]
    side: NDArray[np.int8]
    strength: NDArray[np.int8]


def edges_for(count: int) -> Edges:
    """Room for so many edges."""
    return Edges(
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int16),
        np.zeros(count, np.int8),
        np.zeros(count, np.int8),
    )


class Span(NamedTuple):
    """The stretch of time that edges are looked for in, [begin, end)."""

    begin: int
    end: int


@inlined
def _note(
    span: Span,
    person: Number,
    rule: int,
    opens: int,
    closes: int,
    strength: int,
    found: int,
    out: Edges,
) -> int:
    """Note the edges of one line; where there is no more room they are only counted."""
    if opens >= closes:
        return found
    for side in range(2):
        moment = opens if side == BEGINS else closes
        inside = span.begin <= moment < span.end and BEFORE_ALL < moment < AFTER_ALL
        if inside:
            if found < out.moment.size:
                out.person[found], out.moment[found] = person, moment
                out.rule[found], out.side[found], out.strength[found] = rule, side, strength
            found += 1
    return found


@compiled
def _of_session(
    tables: RuleTables,
    strengths: NDArray[np.int8],
    span: Span,
    person: Number,
    lane: Number,
    block: Block,
    room: Room,
    found: int,
    out: Edges,
) -> int:
    for rule in range(tables.verb.size):
        if truth(block, lane, tables.holds[rule], tables.may_hold[rule]) == 0:
            continue
        begin, end = room.moments[tables.begin[rule]], room.moments[tables.end[rule]]
        found = _note(span, person, rule, begin, end, strengths[rule], found, out)
        if tables.preferred_begin[rule] != tables.begin[rule]:
            outer = room.moments[tables.preferred_begin[rule]]
            found = _note(span, person, rule, outer, min(begin, end), PREFERRED, found, out)
        if tables.preferred_end[rule] != tables.end[rule]:
            outer = room.moments[tables.preferred_end[rule]]
            found = _note(span, person, rule, end, outer, PREFERRED, found, out)
    return found


@compiled
def find_edges(
    clocks: Clocks,
    steps: Tables,
    tables: RuleTables,
    strengths: NDArray[np.int8],
    memory: Memory,
    sessions: Sessions,
    span: Span,
    wrong: NDArray[np.bool_],
    block: Block,
    room: Room,
    out: Edges,
) -> int:
    """How many edges lie in a span of time; as many as there is room for are written.

    A session that has begun by the span's begin and has no recorded end is one that nobody
    recorded the end of.
    """
    found = 0
    people = wrong.size
    for first in range(0, people, BLOCK):
        count = min(BLOCK, people - first)
        prepare(clocks, steps, memory, first, count, block)
        for lane in range(np.uint64(count)):
            person = np.uint64(first) + lane
            bit = (block.wrong[lane >> np.uint64(6)] >> (lane & np.uint64(63))) & np.uint64(1)
            wrong[person] |= bit != 0
            if wrong[person]:
                continue
            start = memory.start[person]
            begun = sessions.performed[person] or span.begin >= start
            place_session(clocks, tables, memory, person, start, sessions.end[person], begun, room)
            found = _of_session(tables, strengths, span, person, lane, block, room, found, out)
    return found
