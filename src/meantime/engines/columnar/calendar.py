"""Days, months and local time for many people, as loops over plain numbers.

A moment is microseconds of UTC since 1970, a day the number of days since then. Nothing here is
shared with the calendar of the reference engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.kernel import Number, compiled, inlined
from meantime.engines.columnar.zones import stretches

SECOND = 1_000_000
DAY = 86_400
EVER = 2**62
# No local time is so many seconds away from UTC.
_FAR = 26 * 3600
# Stretches are found by a table of what holds at every 48th day or so, from the year 1800 on.
_TABLE_FROM, _TABLE_SHIFT, _TABLE_SIZE = -170 * 366 * DAY, 22, 4096


class Clocks(NamedTuple):
    """The stretches of several zones one after the other: see `zones.Stretch`.

    first: where each zone's stretches begin. begins: UTC seconds, after each zone's last one a
    guard that never comes. calm_from, calm_to: of each stretch the first and the last day that lie
    three days and more from a change of the clocks. hint: for each zone, by 2^22 seconds, how many
    stretches have begun.
    """

    first: NDArray[np.int64]
    begins: NDArray[np.int64]
    offsets: NDArray[np.int64]
    calm_from: NDArray[np.int32]
    calm_to: NDArray[np.int32]
    hint: NDArray[np.int16]


def clocks(zones: Sequence[str]) -> Clocks:
    """The clocks of zones, by number. Raises KeyError for one that the pinned data lacks."""
    first, begins, offsets = [0], [], []
    hint = np.zeros((len(zones), _TABLE_SIZE), np.int16)
    steps = _TABLE_FROM + (np.arange(_TABLE_SIZE, dtype=np.int64) << _TABLE_SHIFT)
    for number, zone in enumerate(zones):
        found = stretches(zone)
        moments = np.array([-EVER if item.begin is None else item.begin for item in found])
        hint[number] = np.searchsorted(moments, steps, side="right") - 1
        begins += [*moments, EVER]
        offsets += [item.offset for item in found] + [found[-1].offset]
        first.append(len(begins))
    changes = np.array(begins, np.int64)
    days = np.clip(changes // DAY, -(2**20), 2**20)
    return Clocks(
        np.array(first, np.int64),
        changes,
        np.array(offsets, np.int64),
        (days + 3).astype(np.int32),
        (np.roll(days, -1) - 3).astype(np.int32),
        hint.ravel(),
    )


@inlined
def stretch_at(clocks: Clocks, zone: int, seconds: int) -> Number:
    """The number of the stretch that holds a UTC second.

    Places have no sign: a place that could be negative would be looked at twice.
    """
    step = min(max((seconds - _TABLE_FROM) >> _TABLE_SHIFT, 0), _TABLE_SIZE - 1)
    row, one = np.uint64(zone), np.uint64(1)
    place = np.uint64(zone * _TABLE_SIZE + step)
    number = np.uint64(clocks.first[row] + clocks.hint[place])
    # Few steps of the table hold a change, hardly any holds two.
    number += np.uint64(clocks.begins[number + one] <= seconds)
    while clocks.begins[number + one] <= seconds:
        number += one
    return number


# Moments are far from the ends of time: with some years more they are positive, and dividing what
# has no sign is a multiplication.
_YEARS = 800 * 366 * DAY


@inlined
def _whole(value: int, size: int, shift: int) -> Number:
    return np.int64(np.uint64(value + shift * size) // np.uint64(size)) - shift


@inlined
def seconds_of(moment: int) -> Number:
    """Whole seconds of a moment, rounded down."""
    return _whole(moment, SECOND, _YEARS)


@inlined
def local_seconds(clocks: Clocks, zone: int, moment: int) -> Number:
    """Local time as seconds since 1970-01-01 00:00 local, rounded down."""
    seconds = seconds_of(moment)
    return seconds + clocks.offsets[stretch_at(clocks, zone, seconds)]


@inlined
def days_of(seconds: int) -> Number:
    """Whole days of local seconds, rounded down."""
    return _whole(seconds, DAY, _YEARS // DAY)


@inlined
def day_of(clocks: Clocks, zone: int, moment: int) -> Number:
    """The local day of a moment."""
    return days_of(local_seconds(clocks, zone, moment))


@compiled
def instant(clocks: Clocks, zone: int, local: int, later: bool) -> Number:
    """The moment of a local second; in a gap the first that exists, of two the one asked for."""
    number = stretch_at(clocks, zone, local - _FAR)
    found: Number = np.int64(EVER)
    while True:
        seconds = local - clocks.offsets[number]
        if seconds < clocks.begins[number]:
            if found == EVER:  # the clocks went forward over it
                found = clocks.begins[number]
            break
        if seconds < clocks.begins[number + np.uint64(1)]:
            found = seconds
            if not later:
                break
        number += np.uint64(1)
    return found * SECOND


@inlined
def midnight(clocks: Clocks, zone: int, day: int, later: bool) -> Number:
    """The moment at which a local day begins."""
    return instant(clocks, zone, day * DAY, later)


@compiled
def how_often(clocks: Clocks, zone: int, local: int) -> Number:
    """How often a local second occurs: once, twice, or never as the clocks go forward over it."""
    number = stretch_at(clocks, zone, local - _FAR)
    count = 0
    while True:
        seconds = local - clocks.offsets[number]
        if seconds < clocks.begins[number]:
            return count
        count += seconds < clocks.begins[number + np.uint64(1)]
        number += np.uint64(1)


# Days to years, months and days of the proleptic Gregorian calendar and back, counted in eras of
# 400 years that begin on 1 March, so that the day that may be missing comes last.
_ERA, _TO_1970 = 146_097, 719_468


@inlined
def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    shifted = day + _TO_1970
    era = shifted // _ERA
    inside = shifted - era * _ERA
    year = (inside - inside // 1460 + inside // 36_524 - inside // 146_096) // 365
    of_year = inside - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    return era * 400 + year + (month >= 10), (month + 2) % 12 + 1, of_month


@inlined
def first_of(year: int, month: int) -> Number:
    """The day number of the first of a month; month 13 is January of the next year."""
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    since_march = year - (month <= 2)
    era = since_march // 400
    inside = since_march - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5
    return era * _ERA + inside * 365 + inside // 4 - inside // 100 + of_year - _TO_1970


@compiled
def months_after(day: int, months: int) -> Number:
    """The same day so many months on; where it does not exist, the first of the month after."""
    year, month, of_month = civil(day)
    return min(first_of(year, month + months) + of_month - 1, first_of(year, month + months + 1))


@compiled
def months_before(day: int, months: int) -> Number:
    """The same day so many months back; where it does not exist, the last of that month."""
    year, month, of_month = civil(day)
    first, after = first_of(year, month - months), first_of(year, month - months + 1)
    return min(first + of_month, after) - 1
