"""Local times of many rows as moments, and moments as local days, zone by zone."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.zones import stretches, zone_named

Micros = NDArray[np.int64]

SECOND = 1_000_000
DAY = 86_400 * SECOND
# No clock is so far from UTC, so a local time lies in a stretch near the one found for it as UTC.
_NEAR = range(-2, 3)
_SINCE_EVER = -(2**62)


class Readings(NamedTuple):
    """Local times as microseconds of UTC, and how often each occurs: never, once or twice.

    Of a time that occurs twice it is the first.
    """

    moment: Micros
    often: NDArray[np.int8]


def readings(zone: str, local: Micros) -> Readings:
    """What local times mean in a zone, which has to be a known one."""
    begins, offsets = _table(zone)
    ends = np.append(begins[1:], -_SINCE_EVER)
    guess = np.searchsorted(begins, local, "right") - 1
    moment, often = np.zeros(local.size, np.int64), np.zeros(local.size, np.int8)
    for step in _NEAR:
        place = np.clip(guess + step, 0, begins.size - 1)
        utc = local - offsets[place]
        fits = (begins[place] <= utc) & (utc < ends[place]) & (place == guess + step)
        moment = np.where(fits & (often == 0), utc, moment)
        often += fits
    return Readings(moment, often)


def days(zone: str, moments: Micros) -> NDArray[np.int32]:
    """The local days of moments, counted from 1970."""
    begins, offsets = _table(zone)
    local = moments + offsets[np.searchsorted(begins, moments, "right") - 1]
    return (local // DAY).astype(np.int32)


def is_zone(name: str) -> bool:
    """Whether there is such a zone."""
    return zone_named(name) is not None


@cache
def _table(zone: str) -> tuple[Micros, Micros]:
    """Where the stretches of a zone begin, and how far its clocks are ahead of UTC in each."""
    listed = stretches(zone)
    begins = [_SINCE_EVER if item.begin is None else item.begin * SECOND for item in listed]
    offsets = [item.offset * SECOND for item in listed]
    return np.array(begins, np.int64), np.array(offsets, np.int64)
