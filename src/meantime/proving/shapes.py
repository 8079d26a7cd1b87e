"""Every order in which the edges of some rules can fall, each with a real session that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, assert_never

from meantime.engines.reference.calendar import Calendar, months_after, months_before
from meantime.engines.reference.placing import Anchors, Edge
from meantime.model.case import Case, Visit
from meantime.model.protocol import Protocol
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway
from meantime.proving.sessions import Session, sessions

_DAY = timedelta(days=1)
_DAY_MINUTES = 24 * 60
# A month counts the same days again after four years, but for a leap day that a century drops.
_MONTH_DAYS = 4 * 365 + 1


class Shape(NamedTuple):
    """One order of edges: a session without facts that has it, and where its edges fall.

    `over` is the latest moment that can be the end of the session, `soonest` the earliest.
    """

    case: Case
    session: Session
    over: datetime
    soonest: datetime
    instants: Mapping[Edge, datetime]

    @property
    def is_quiet(self) -> bool:
        """Whether it needs no change of the clocks and has a recorded end."""
        return self.session.is_quiet and self.session.end is not None


def shapes(protocol: Protocol, edges: Iterable[Edge]) -> tuple[Shape, ...]:
    """One shape for every order in which these edges can fall, for any session anywhere.

    Exhaustive for one session of at most a day, with at most one change of the clocks near it, of
    one hour, and with the other anchors on any day before it or left out.
    """
    return _shapes(protocol, tuple(dict.fromkeys(edges)))


# Many groups of rules have the same edges. A protocol is compared by identity.
@lru_cache(maxsize=2048)
def _shapes(protocol: Protocol, known: tuple[Edge, ...]) -> tuple[Shape, ...]:
    found: dict[object, Shape] = {}
    for session in _sessions(protocol, known):
        for anchors in _other_anchors(protocol, known):
            for case in _dated(session, anchors, known):
                shape = shape_of(protocol, case, session, known)
                found.setdefault(order_of(shape), shape)
    return tuple(found.values())


def _sessions(protocol: Protocol, edges: Iterable[Edge]) -> tuple[Session, ...]:
    from_start, from_end = (
        frozenset(
            point.minutes
            for point, _ in edges
            if isinstance(point, Elapsed) and point.anchor == anchor and point.minutes
        )
        for anchor in (START, END)
    )
    return sessions(from_start, from_end, _twice(protocol, edges), protocol.duration_minutes)


def _twice(protocol: Protocol, edges: Iterable[Edge]) -> frozenset[int]:
    """The days from the start's on at whose midnight one edge may fall early and another late."""
    others = list(_other_anchors(protocol, edges))
    early, late = (
        {
            ahead
            for point, wants_later in edges
            if isinstance(point, Midnight) and wants_later is later
            for ahead in _ahead(point, others)
        }
        for later in (False, True)
    )
    return frozenset(early & late)


def _ahead(point: Midnight, others: Iterable[Mapping[str, int]]) -> set[int]:
    """How many days after the start's a midnight can lie; a session may end two days on."""
    if point.anchor == START:
        return {point.days}
    if point.anchor == END:
        return {point.days, point.days + 1, point.days + 2}
    return {point.days - before.get(point.anchor, 0) for before in others}


def _other_anchors(protocol: Protocol, edges: Iterable[Edge]) -> Iterator[dict[str, int]]:
    """How many days before the session each other anchor lies; one left out is the session."""
    days = _days(edges)
    used = [name for name in protocol.anchors if name in days]
    fixed = {far for anchor, offsets in days.items() if anchor not in used for far in offsets} | {0}
    spread = 2 * max(abs(far) for offsets in (fixed, *days.values()) for far in offsets) + 3
    return _placed(used, days, fixed, spread)


def _placed(
    used: list[str], days: Mapping[str, set[int]], known: set[int], spread: int
) -> Iterator[dict[str, int]]:
    """Each anchor around the edges that are known already, and far from all of them."""
    if not used:
        yield {}
        return
    name, own = used[0], days[used[0]]
    near = {gap for offset in own for far in known for gap in _gaps(offset - far)}
    for before in (0, *sorted({*near, spread})):
        placed = {offset - before for offset in own}
        for others in _placed(used[1:], days, known | placed, spread + spread):
            yield {name: before, **others} if before else others


def _gaps(difference: int) -> Iterable[int]:
    """Days before the session around the one on which two edges change places."""
    return (gap for gap in range(difference - 2, difference + 3) if gap > 0)


def _days(edges: Iterable[Edge]) -> dict[str, set[int]]:
    """About on which days from each anchor something turns."""
    found: dict[str, set[int]] = {}
    for point, _ in edges:
        match point:
            case Elapsed(anchor, minutes):
                found.setdefault(anchor, {0}).add(minutes // _DAY_MINUTES)
            case Midnight(anchor, days):
                found.setdefault(anchor, {0}).add(days)
            case MonthsAway(anchor, months):
                found.setdefault(anchor, {0}).update((months * 28, months * 31))
            case never:
                assert_never(never)
    return found


def _dated(session: Session, anchors: Mapping[str, int], edges: Iterable[Edge]) -> Iterator[Case]:
    """The session on every date on which its months have another number of days."""
    months = tuple(sorted({point.months for point, _ in edges if isinstance(point, MonthsAway)}))
    for day in _month_days(months, session.day) if months and session.is_quiet else [session.day]:
        moved = _moved(session, day)
        yield Case(
            moved.start,
            moved.zone,
            moved.end,
            anchors={name: day - _DAY * before for name, before in anchors.items()},
            performed=moved.end is None,
        )


def _moved(session: Session, day: date) -> Session:
    """The session at the same local times of another day without a change of the clocks near it."""
    if day == session.day:
        return session
    calendar = Calendar(session.zone)
    local = calendar.local(session.start)
    start = calendar.at(day, local.time(), later=False)
    return Session(session.zone, day, start, session.end and start + (session.end - session.start))


@lru_cache(maxsize=64)
def _month_days(months: tuple[int, ...], first: date) -> list[date]:
    """A day for every number of days that the months away from it can have."""
    found: dict[tuple[int, ...], date] = {}
    for ahead in range(_MONTH_DAYS):
        day = first + _DAY * ahead
        spans = tuple(_month_span(day, count) for count in months)
        found.setdefault(spans, day)
    return list(found.values())


def _month_span(day: date, months: int) -> int:
    other = months_after(day, months) if months > 0 else months_before(day, -months)
    return (other - day).days


def shape_of(protocol: Protocol, case: Case, session: Session, edges: Iterable[Edge]) -> Shape:
    """Where the edges fall for a real session."""
    anchors = Anchors(protocol, case, Calendar(case.zone), Visit(case.start, case.end))
    return Shape(
        case,
        session,
        anchors.end,
        anchors.early[END],
        {edge: anchors.resolve(edge.point, edge.later) for edge in edges},
    )


def order_of(shape: Shape) -> object:
    """The ranks of all edges, and of the start and the end of the session among them."""
    moments = [shape.case.start, shape.over, shape.soonest, *shape.instants.values()]
    ranks = {moment: rank for rank, moment in enumerate(sorted(set(moments)))}
    return tuple(ranks[moment] for moment in moments)
