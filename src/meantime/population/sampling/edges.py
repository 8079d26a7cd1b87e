"""Dates at the very edge of a protocol's rules, where a slip by one day would show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import numpy as np

from meantime.engines.reference.calendar import months_before
from meantime.model.protocol import Feature, Protocol
from meantime.model.timing import Elapsed, Midnight, MonthsAway, Point
from meantime.population.sampling.draws import Whole
from meantime.population.sampling.starts import EPOCH, booked, days

_EARLIEST = date(1900, 1, 1).toordinal() - EPOCH
_DAY_MINUTES = 24 * 60


def edges(protocol: Protocol, feature: Feature) -> Iterator[Whole]:
    """By day of booking, dates since 1970: for each rule on the feature two such rows.

    They are the last day of use that is clear of the rule, and the first that is not.
    """
    for rule in protocol.rules.values():
        if feature.id in protocol.washed_out.get(rule.id, ()):
            window = rule.window
            for point in dict.fromkeys((window.begin, window.preferred_begin)):
                if point is not None:
                    yield from _beside(_clear(point))
        elif rule.after_last is not None and feature.id in rule.about:
            yield from _beside(booked() - np.int32(rule.after_last))


def _beside(clear: Whole) -> Iterator[Whole]:
    yield np.maximum(clear, _EARLIEST)
    yield np.maximum(clear + 1, _EARLIEST)


def _clear(point: Point) -> Whole:
    """The last day of use before a window that opens at the point.

    A window that counts from an anchor is taken from the session, where most anchors lie.
    """
    match point:
        case Midnight(_, count):
            return booked() + np.int32(count - 1)
        case Elapsed(_, minutes):
            return booked() + np.int32(minutes // _DAY_MINUTES - 1)
        case MonthsAway(_, months):
            found = (months_before(day, -months).toordinal() - EPOCH for day in days())
            return np.fromiter(found, dtype=np.int32)
        case never:
            assert_never(never)
