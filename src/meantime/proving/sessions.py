"""Sessions to stand for all sessions: every way in which hours can fall among days.

Whether "24 hours after" comes before or after "the next day" depends on the time of day, on how
long the session takes, and on the clocks going forward or back. Between two moments at which such
an order turns it does not change, so those moments and one in between each two stand for all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from meantime.engines.reference.calendar import Calendar

_DAY = timedelta(days=1)
# Half a minute, so that between two minutes that follow each other there is one moment more.
_TICK = timedelta(seconds=30)
_TICKS_A_MINUTE = 2
_TICKS_A_DAY = 24 * 60 * _TICKS_A_MINUTE
_NOON = 12 * 60 * _TICKS_A_MINUTE

# A summer's day without a change of the clocks for three months either way, and the changes that
# stand for all: an hour forward and back in the small hours, and an hour forward and back at
# midnight itself, so that 00:00 does not exist or occurs twice. Source: IANA data of `tzdata`.
QUIET = ("America/New_York", date(2027, 6, 15))
CHANGES = (
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("America/Havana", date(2027, 3, 14)),
    ("America/Havana", date(2027, 11, 7)),
)


class Session(NamedTuple):
    """A session in a zone; without an end one that is over and whose end nobody recorded."""

    zone: str
    day: date
    start: datetime
    end: datetime | None

    @property
    def is_quiet(self) -> bool:
        """Whether no clock changes near it."""
        return (self.zone, self.day) == QUIET


@lru_cache(maxsize=256)
def sessions(
    from_start: frozenset[int], from_end: frozenset[int], twice: frozenset[int], duration: int
) -> tuple[Session, ...]:
    """One session for every order of the given offsets among the midnights around it.

    from_start, from_end: minutes after the start and the end (negative: before it) at which
    something turns. twice: days after the start's day at whose midnight two things turn, one
    before the other should that midnight occur twice. duration: minutes that a session usually
    takes.
    """
    found: dict[object, Session] = {}
    opening = sorted(minutes * _TICKS_A_MINUTE for minutes in from_start)
    closing = sorted(minutes * _TICKS_A_MINUTE for minutes in from_end)
    for zone, day in _days([*opening, *closing], twice):
        axis = _Axis(zone, day, opening, closing, twice, duration * _TICKS_A_MINUTE)
        spans = [(start, end) for start in axis.starts() for end in (*axis.ends(start), None)]
        for start, end in sorted(spans, key=axis.oddness):
            found.setdefault(axis.order(start, end), axis.session(start, end))
    return tuple(found.values())


def _days(offsets: Iterable[int], twice: Iterable[int]) -> Iterator[tuple[str, date]]:
    """The quiet day, and days on either side of each change as far as an offset reaches."""
    yield QUIET
    reach = [ticks // _TICKS_A_DAY for ticks in offsets]
    near = range(min([0, *reach]) - 1, max([0, *reach]) + 3)
    for zone, change in CHANGES:
        for ahead in sorted({*near, *twice}):
            yield zone, change - _DAY * ahead


class _Axis:
    """Ticks from the first midnight of a local day, and the midnights before and after it."""

    def __init__(
        self,
        zone: str,
        day: date,
        opening: list[int],
        closing: list[int],
        twice: Iterable[int],
        duration: int,
    ) -> None:
        self.zone, self.day = zone, day
        self.opening, self.closing, self.duration = opening, closing, duration
        calendar = Calendar(zone)
        origin = calendar.midnight(day, later=False)
        reach = max(map(abs, [*opening, *closing]), default=0) // _TICKS_A_DAY + 4
        midnights = {
            calendar.midnight(day + _DAY * ahead, later=later)
            for ahead in range(-reach, reach + 1)
            for later in (False, True)
        }
        self.origin = origin
        self.midnights = sorted((moment - origin) // _TICK for moment in midnights)
        self.length = (calendar.midnight(day + _DAY, later=False) - origin) // _TICK
        self.doubled = tuple(
            ahead
            for ahead in sorted(twice)
            if calendar.midnight(day + _DAY * ahead, later=False)
            != calendar.midnight(day + _DAY * ahead, later=True)
        )
        self.over = (calendar.midnight(day + _DAY, later=True) - origin) // _TICK

    def starts(self) -> Iterator[int]:
        """The ticks of the day at which an order turns, and one between each two."""
        offsets = {*self.opening, *self.closing, 0, self.duration}
        # Where nobody recorded the end, it may have been at once, and as late as midnight.
        late = {self.over + far - near for far in (0, *self.closing) for near in offsets}
        turns = self._turns(offsets, 0, self.length)
        turns |= {moment for moment in late if 0 <= moment < self.length}
        return _between({0, _NOON, *turns, self.length - 1})

    def ends(self, start: int) -> Iterator[int]:
        """The same for the end of a session that starts at a tick; it lasts a day at most."""
        last = start + _TICKS_A_DAY
        turns = self._turns({*self.closing, 0}, start, last + 1)
        meeting = {start + ahead - behind for ahead in self.opening for behind in self.closing}
        meeting.add(start + self.duration)
        return _between({start, last, *turns, *(m for m in meeting if start <= m <= last)})

    def oddness(self, span: tuple[int, int | None]) -> tuple[bool, int, int]:
        """How far a session is from a usual one, of the usual length in the middle of the day."""
        start, end = span
        length = 0 if end is None else abs(end - start - self.duration)
        return end is None, length, abs(start - _NOON)

    def _turns(self, offsets: Iterable[int], first: int, beyond: int) -> set[int]:
        moments = {midnight - offset for midnight in self.midnights for offset in offsets}
        return {moment for moment in moments if first <= moment < beyond}

    def order(self, start: int, end: int | None) -> object:
        """What two sessions share if every offset falls among the midnights in the same way."""
        over = max(self.over, start + self.duration) if end is None else end
        edges = [start, over, *(start + offset for offset in self.opening)]
        edges += [over + offset for offset in self.closing]
        if end is None:
            edges += [start + offset for offset in self.closing]
        ranks = {moment: rank for rank, moment in enumerate(sorted(set(edges)))}
        origin = bisect_left(self.midnights, 0)
        among = tuple(
            (
                ranks[moment],
                bisect_left(self.midnights, moment) - origin,
                bisect_right(self.midnights, moment) - origin,
            )
            for moment in edges
        )
        return end is None, self.doubled, among

    def session(self, start: int, end: int | None) -> Session:
        """The session at those ticks."""
        return Session(
            self.zone,
            self.day,
            (self.origin + _TICK * start).astimezone(UTC),
            None if end is None else (self.origin + _TICK * end).astimezone(UTC),
        )


def _between(turns: Iterable[int]) -> Iterator[int]:
    """The turns in order, with the middle of each gap that has room for one."""
    ordered = sorted(turns)
    yield from ordered[:1]
    for first, second in pairwise(ordered):
        if second - first > 1:
            yield (first + second) // 2
        yield second
