"""When and where the sessions of a sample are booked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from meantime.engines.reference.calendar import midnight
from meantime.population.sampling.distributions import ZONES
from meantime.population.sampling.draws import SLOTS, Draws, Part, Whole, even, wheel

FIRST_DAY = date(2026, 9, 1)
LAST_DAY = date(2027, 4, 30)
# The span has no February with a 29th, so the end of one is added, for odd days only.
LEAP_DAYS = (date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1))
# The share of the days that compute badly, and what they consist of.
ODD_DAYS = 0.02
ODD_KINDS = {"clock change": 0.4, "edge of a month": 0.3, "leap day": 0.3}
# Minutes after midnight. Ordinary ones are the quarter hours from 08:00 to 19:45.
ORDINARY = range(8 * 60, 20 * 60, 15)
ODD = (0, 30, 90, 120, 150, 180, 23 * 60 + 30, 23 * 60 + 45)

_MINUTE = 60_000_000  # in microseconds
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH = _MIDNIGHT.toordinal()
_ORDINARY_SLOTS = round((1 - ODD_DAYS) * SLOTS)


class Starts(NamedTuple):
    """For every person the zone, as a position in `ZONES`, the day, and the start in UTC.

    day: a position in `days()`. start: microseconds since 1970.
    """

    zone: npt.NDArray[np.int8]
    day: Whole
    start: npt.NDArray[np.int64]


def starts(zone_draws: Draws, day_draws: Draws, clock_draws: Draws) -> Starts:
    """The booked sessions.

    The clock counts from midnight. After a change of the clocks on the same day it is an hour off,
    and that is one more valid moment; near the end of such a day it may be on the next day.
    """
    zone = _zones().take(zone_draws)
    slot = zone * SLOTS + day_draws
    day = _day_wheels().take(slot)
    ordinary, odd = _clocks()
    is_odd = day_draws >= _ORDINARY_SLOTS
    minutes = np.where(is_odd, odd.take(clock_draws), ordinary.take(clock_draws))
    midnights = _midnights().take(zone * np.int32(len(days())) + day)
    return Starts(zone.astype(np.int8), day, midnights + minutes.astype(np.int64) * _MINUTE)


@lru_cache(maxsize=1)
def days() -> tuple[date, ...]:
    """Every day on which somebody may be booked."""
    span = (LAST_DAY - FIRST_DAY).days + 1
    return (*(FIRST_DAY + timedelta(days=count) for count in range(span)), *LEAP_DAYS)


@lru_cache(maxsize=1)
def booked() -> Whole:
    """The same days, counted from 1970."""
    return np.array([day.toordinal() - EPOCH for day in days()], dtype=np.int32)


@lru_cache(maxsize=1)
def _zones() -> Whole:
    return wheel(even([number], share) for number, share in enumerate(ZONES.values()))


@lru_cache(maxsize=1)
def _clocks() -> tuple[Whole, Whole]:
    """The wheel of minutes on ordinary days, and on odd ones."""
    return wheel([even(ORDINARY, 1.0)]), wheel([even(ORDINARY, 0.5), even(ODD, 0.5)])


@lru_cache(maxsize=1)
def _midnights() -> npt.NDArray[np.int64]:
    """The microsecond at which each day begins, zone after zone."""
    moments = (midnight(zone, day.toordinal(), False) for zone in ZONES for day in days())
    return np.fromiter(((moment - _MIDNIGHT) // _MICROSECOND for moment in moments), dtype=np.int64)


@lru_cache(maxsize=1)
def _day_wheels() -> Whole:
    """A wheel of days for every zone, one after the other; the odd days have the last slots."""
    ordinary = wheel([even(range(len(days()) - len(LEAP_DAYS)), 1.0)], _ORDINARY_SLOTS)
    odd = [wheel(_odd_days(zone), SLOTS - _ORDINARY_SLOTS) for zone in ZONES]
    return np.concatenate([part for some in odd for part in (ordinary, some)])


def _odd_days(zone: str) -> Iterable[Part]:
    numbered = list(enumerate(days()))
    # The day after a change begins another number of hours later than the usual 24.
    changes = [number for number, day in numbered if _length(zone, day) != _DAY]
    edges = [number for number, day in numbered if 1 in (day.day, (day + _DAY).day)]
    leap = range(len(numbered) - len(LEAP_DAYS), len(numbered))
    of_each = zip((changes, edges, leap), ODD_KINDS.values(), strict=True)
    return [even(numbers, share) for numbers, share in of_each]


def _length(zone: str, day: date) -> timedelta:
    number = day.toordinal()
    return midnight(zone, number + 1, False) - midnight(zone, number, False)
