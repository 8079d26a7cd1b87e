"""The points of windows as numbers, and how each is resolved for one session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import (
    DAY,
    SECOND,
    Clocks,
    day_of,
    instant,
    local_seconds,
    midnight,
    months_after,
    months_before,
)
from meantime.engines.columnar.kernel import Number, compiled
from meantime.engines.columnar.limits import FARTHEST, FIRST_DAY, NO_DAY, ONGOING
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.model.timing import Elapsed, Midnight, MonthsAway, Point

# Kinds of points. OPEN is an end of time.
OPEN, ELAPSED, MIDNIGHT, MONTHS = range(4)
MINUTE = 60 * SECOND


class Coded(NamedTuple):
    """A point: its kind, the number of its anchor, and minutes, days or months."""

    kind: int
    anchor: int
    amount: int


def anchors_of(protocol: Protocol) -> tuple[str, ...]:
    """The anchors by number: the start, the end, and the protocol's own."""
    return ("start", "end", *protocol.anchors)


def coded(protocol: Protocol, point: Point | None) -> Coded:
    """The point as numbers. Raises MeantimeError where it lies a hundred years away or more."""
    if point is None:
        return Coded(OPEN, 0, 0)
    anchor = anchors_of(protocol).index(point.anchor)
    match point:
        case Elapsed(_, minutes):
            found, days = Coded(ELAPSED, anchor, minutes), abs(minutes) // 1440
        case Midnight(_, days):
            found = Coded(MIDNIGHT, anchor, days)
        case MonthsAway(_, months):
            found, days = Coded(MONTHS, anchor, months), abs(months) * 31
        case never:
            assert_never(never)
    if abs(days) > FARTHEST:
        raise MeantimeError(
            f"`{protocol.id}`: a window reaches {abs(days) // 365} years from its session. "
            "Populations are worked out for windows of up to 100 years; shorten it."
        )
    return found


@compiled
def resolve(
    clocks: Clocks,
    zone: Number,
    kind: Number,
    amount: Number,
    day: Number,
    moment: Number,
    later: bool,
) -> Number:
    """The moment of a point, from the local day and the moment of its anchor."""
    if kind == ELAPSED:
        return moment + amount * MINUTE
    if kind == MIDNIGHT:
        return midnight(clocks, zone, day + amount, later)
    away = months_after(day, amount) if amount > 0 else months_before(day, -amount)
    return midnight(clocks, zone, away + 1, later)


@compiled
def first_clear_day(
    clocks: Clocks,
    zone: Number,
    kind: Number,
    amount: Number,
    anchored: Number,
    start: Number,
    day: Number,
    used: Number,
) -> Number:
    """The first day for a session whose window, opening at a point, lies after a day of use.

    anchored: the local day of the point's anchor. day: that of the session that begins at `start`.
    NO_DAY where the window never clears: it has no beginning, or counts from an anchor that a moved
    session does not move.
    """
    if kind == OPEN:
        return NO_DAY
    if anchored != day:
        begins = midnight(clocks, zone, anchored, False)
        opens = resolve(clocks, zone, kind, amount, anchored, begins, False)
        return used + 1 if midnight(clocks, zone, used + 1, True) <= opens else NO_DAY
    if kind == MIDNIGHT:
        return used + 1 - amount
    if kind == MONTHS:
        return months_after(used, -amount)
    clock = local_seconds(clocks, zone, start) - day * DAY
    free = midnight(clocks, zone, used + 1, True) - amount * MINUTE
    first = day_of(clocks, zone, free)
    begins = instant(clocks, zone, first * DAY + clock, False)
    return first if begins >= free else first + 1


def clear_days(months: Sequence[int]) -> NDArray[np.int32]:
    """For each window of months and every day a use can have, the first day that is clear of it.

    The last day stands for a use that goes on, which never is.
    """
    found = np.full((max(1, len(months)), ONGOING - FIRST_DAY + 1), NO_DAY, np.int32)
    for row, amount in enumerate(months):
        _fill_months(found[row], amount)
    return found


@compiled
def _fill_months(row: NDArray[np.int32], amount: int) -> None:
    for place in range(row.size - 1):
        row[place] = months_after(FIRST_DAY + place, -amount)
