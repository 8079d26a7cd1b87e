"""Windows as moments, one person and one session at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import Clocks, day_of, midnight
from meantime.engines.columnar.kernel import Number, compiled, inlined, read_byte, read_day
from meantime.engines.columnar.limits import NO_MOMENT, UNKNOWN
from meantime.engines.columnar.memory import Memory, settled, zone_of
from meantime.engines.columnar.people import People
from meantime.engines.columnar.points import MINUTE, OPEN, resolve
from meantime.engines.columnar.rule_tables import RuleTables

# The ends of time.
BEFORE_ALL, AFTER_ALL = -(2**62), 2**62
START, END = 0, 1


class Sessions(NamedTuple):
    """The sessions of a batch as loops read them: see `People`."""

    end: NDArray[np.int64]
    performed: NDArray[np.bool_]
    first_visit: NDArray[np.int64]
    visit_start: NDArray[np.int64]
    visit_end: NDArray[np.int64]


def sessions_of(people: People) -> Sessions:
    """The sessions of a batch."""
    end = people.end
    if end is None:
        end = settled(np.full(people.people, NO_MOMENT, np.int64))
    return Sessions(end, people.performed, *people.earlier)


class Room(NamedTuple):
    """Where one session is worked out: its anchors (days, and the moments that they can be), and
    the moments of all points. planned: 1 where its end is only planned.
    """

    days: NDArray[np.int64]
    early: NDArray[np.int64]
    late: NDArray[np.int64]
    planned: NDArray[np.int64]
    moments: NDArray[np.int64]


def room_for(tables: RuleTables) -> Room:
    """Room for one session."""
    days, early, late = np.zeros((3, tables.anchors), np.int64)
    return Room(days, early, late, np.zeros(1, np.int64), np.zeros(len(tables.points), np.int64))


@inlined
def _given_day(memory: Memory, column: int, person: Number) -> Number:
    """The day of an anchor's column, UNKNOWN where it is not given."""
    address, valid = memory.dates[column, 0], memory.dates[column, 1]
    if address == 0:
        return UNKNOWN
    if valid != 0 and not (read_byte(valid, person >> np.uint64(3)) >> (person & np.uint64(7))) & 1:
        return UNKNOWN
    return np.int64(read_day(address, person))


@compiled
def place_session(
    clocks: Clocks,
    tables: RuleTables,
    memory: Memory,
    person: Number,
    start: Number,
    end: Number,
    performed: Number,
    room: Room,
) -> None:
    """Work out the anchors of a session and the moments of all points.

    performed: whether a missing end is one that nobody recorded, and not a planned one.
    """
    zone = zone_of(memory, person)
    day = day_of(clocks, zone, start)
    room.days[START], room.early[START], room.late[START] = day, start, start
    room.planned[0] = 0
    begin, last = end, day
    if end == NO_MOMENT:
        begin = end = start + tables.duration * MINUTE
        closing = midnight(clocks, zone, day + 1, True)
        if performed and end <= closing:
            begin, end = start, closing
        else:
            begin = start if performed else end
            last = day_of(clocks, zone, end)
            room.planned[0] = 0 if performed else 1
    else:
        last = day_of(clocks, zone, end)
    room.days[END], room.early[END], room.late[END] = last, begin, end
    for anchor in range(2, tables.anchors):
        given = _given_day(memory, memory.dates.shape[0] - tables.anchors + anchor, person)
        if given == UNKNOWN or given >= day:
            room.days[anchor], room.early[anchor], room.late[anchor] = day, start, end
        else:
            room.days[anchor] = given
            room.early[anchor] = midnight(clocks, zone, given, False)
            room.late[anchor] = midnight(clocks, zone, given + 1, True)
    for point in range(tables.points.shape[0]):
        kind, anchor = tables.points[point, 0], tables.points[point, 1]
        amount, later = tables.points[point, 2], tables.points[point, 3] == 1
        if kind == OPEN:
            room.moments[point] = AFTER_ALL if later else BEFORE_ALL
        else:
            moment = room.late[anchor] if later else room.early[anchor]
            room.moments[point] = resolve(
                clocks, zone, kind, amount, room.days[anchor], moment, later
            )
