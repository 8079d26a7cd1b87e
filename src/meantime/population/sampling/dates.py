"""The answers to "when last?": wheels of them, and the date each one means on a day of booking."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from meantime.model.protocol import Feature, Protocol
from meantime.population.sampling import distributions as shares
from meantime.population.sampling.draws import SLOTS, Draws, Part, Whole, even, thinning, wheel
from meantime.population.sampling.edges import edges
from meantime.population.sampling.starts import EPOCH, booked

# Written in place of a date, in days since 1970.
NEVER = date(1800, 1, 1).toordinal() - EPOCH
UNKNOWN = date(1800, 1, 2).toordinal() - EPOCH
ONGOING = date(2200, 1, 1).toordinal() - EPOCH

# Rows of answers: the marks, dates from two weeks ahead to two years back, then edges of rules.
_UNKNOWN_ROW, _NEVER_ROW, _ONGOING_ROW = range(3)
_AHEAD, _NEAR, _OLDEST = 14, 10, 730
# Days after which somebody may have come again too soon.
_SOONEST = 7
_SAME_DAY_ROW = 3 + _AHEAD
_EDGE_ROW = _SAME_DAY_ROW + _OLDEST + 1


class Dated(NamedTuple):
    """What a question for a date is answered with.

    first: a wheel of rows. later: the one for later sessions, where they have their own. dates: the
    rows; each has for every day of booking a date as days since 1970, or one of the three marks.
    """

    first: Whole
    later: Whole | None
    dates: Whole

    def take(self, drawn: Draws, session: Whole, day: Whole) -> Whole:
        """The dates for draws, numbers in the series and days of booking."""
        row = self.first.take(drawn)
        if self.later is not None:
            row = np.where(session > 1, self.later.take(drawn), row)
        return self.dates.take(row * np.int32(booked().size) + day)


def last_time(protocol: Protocol, feature: Feature) -> Dated:
    """The answers to one question of a protocol."""
    beside = list(edges(protocol, feature))
    edge_rows = range(_EDGE_ROW, _EDGE_ROW + len(beside))
    dates = np.concatenate([_rows(), *beside])
    if feature.id in protocol.previous_session:
        interval = protocol.series.interval_days if protocol.series else shares.OTHER_INTERVAL
        return Dated(_of(shares.FIRST, edge_rows), _later(interval, edge_rows), dates)
    known = shares.LAST_TIME.get(feature.id, shares.OTHER_LAST_TIME)
    return Dated(_of(known, edge_rows), None, dates)


def anchor_day() -> Dated:
    """The dates of an anchor; unknown stands for one that is not given."""
    on_the_day, before = shares.ANCHOR_ON_THE_DAY, shares.ANCHOR_BEFORE
    parts = (
        even([_UNKNOWN_ROW], 1 - on_the_day - before),
        _ago(range(1), on_the_day),
        _ago(range(1, _NEAR + 1), before),
    )
    return Dated(wheel(parts), None, _rows())


def _of(known: shares.LastTime, edge_rows: range) -> Whole:
    dated = 1 - known.never - known.ongoing
    edge, future = dated * shares.EDGE * bool(edge_rows), dated * shares.FUTURE
    rest = dated - edge - future
    return _with_unknown(
        even([_NEVER_ROW], known.never),
        even([_ONGOING_ROW], known.ongoing),
        _ago(range(_NEAR + 1), rest * known.near),
        even(edge_rows, edge),
        _ago(range(-_AHEAD, 0), future),
        _long_ago(_NEAR + 1, rest * (1 - known.near)),
    )


def _later(interval: int, edge_rows: range) -> Whole:
    known = shares.LATER
    due = min(interval, _OLDEST - known.usual_days)
    return _with_unknown(
        even([_NEVER_ROW], known.never),
        _ago(range(min(_SOONEST, due), due), known.sooner),
        even(edge_rows, known.edge),
        _ago(range(due, due + known.usual_days), known.usual),
        _long_ago(due + known.usual_days, known.long_ago),
    )


def _with_unknown(*parts: Part) -> Whole:
    slots = round(shares.UNKNOWN * SLOTS)
    return np.concatenate([wheel([even([_UNKNOWN_ROW], 1.0)], slots), wheel(parts, SLOTS - slots)])


def _ago(offsets: range, share: float) -> Part:
    return even((_SAME_DAY_ROW + count for count in offsets), share)


def _long_ago(first: int, share: float) -> Part:
    counts, weights = thinning(first, _OLDEST, share)
    return counts + np.int32(_SAME_DAY_ROW), weights


@lru_cache(maxsize=1)
def _rows() -> Whole:
    """The three marks, then the dates so many days before the session, from `_AHEAD` after it."""
    marks = np.repeat(np.array([UNKNOWN, NEVER, ONGOING], dtype=np.int32), booked().size)
    offsets = np.arange(-_AHEAD, _OLDEST + 1, dtype=np.int32)
    return np.concatenate([marks, (booked() - offsets[:, None]).ravel()])
