"""Putting a protocol's rules on one person's line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from meantime.engines.base import EndBasis, Placed
from meantime.engines.reference.calendar import Calendar, months_after, months_before
from meantime.model.case import Case, Fact, Visit
from meantime.model.condition import Reported, decide, unknown_in
from meantime.model.problem import CaseError, did_you_mean
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point
from meantime.model.truth import Truth

_DAY = timedelta(days=1)


class Edge(NamedTuple):
    """A point of a window and, where a local time occurs twice, which of the two is the safer."""

    point: Point
    later: bool


class Row(NamedTuple):
    """A rule, and where its four edges stand in the list of all instants."""

    rule: Rule
    begin: int
    end: int
    preferred_begin: int
    preferred_end: int


class Edges:
    """Every distinct edge of a protocol, so that each is worked out once per case."""

    def __init__(self, protocol: Protocol) -> None:
        self.distinct: dict[Edge, int] = {}
        self.rows = tuple(self._row(rule) for rule in protocol.rules.values())
        self.conditional = frozenset(
            rule.id for rule in protocol.rules.values() if rule.condition_words
        )

    def _row(self, rule: Rule) -> Row:
        window = rule.window
        # A permission begins where a prohibition ends, so its begin takes the later reading too.
        begins_later = rule.verb is Verb.MAY
        ends_later = rule.verb is not Verb.MAY
        return Row(
            rule,
            self._place(window.begin, later=begins_later, missing=0),
            self._place(window.end, later=ends_later, missing=1),
            self._place(window.preferred_begin or window.begin, later=begins_later, missing=0),
            self._place(window.preferred_end or window.end, later=ends_later, missing=1),
        )

    def _place(self, point: Point | None, *, later: bool, missing: int) -> int:
        if point is None:
            return missing
        return self.distinct.setdefault(Edge(point, later), len(self.distinct) + 2)

    def instants(self, anchors: Anchors) -> list[datetime]:
        """The beginning and the end of time, then every edge in the order of its number."""
        return [BEFORE_ALL, AFTER_ALL, *(anchors.resolve(*edge) for edge in self.distinct)]


edges_of = lru_cache(maxsize=64)(Edges)


class Anchors:
    """The instants and local days that the windows of one session count from."""

    def __init__(self, protocol: Protocol, case: Case, calendar: Calendar, visit: Visit) -> None:
        self.calendar = calendar
        self.start = visit.start
        self.start_day = calendar.day_of(visit.start)
        self.end, self.end_day, self.end_basis = self._end(protocol, case, visit)
        self._others = case.anchors

    def _end(self, protocol: Protocol, case: Case, visit: Visit) -> tuple[datetime, date, EndBasis]:
        if visit.end is not None:
            return visit.end, self.calendar.day_of(visit.end), "recorded"
        if case.performed or visit.start != case.start:
            midnight = self.calendar.midnight(self.start_day + _DAY, later=True)
            return midnight, self.start_day, "unrecorded"
        planned = visit.start + timedelta(minutes=protocol.duration_minutes)
        return planned, self.calendar.day_of(planned), "planned"

    def day(self, anchor: str) -> date:
        """The local day of an anchor; one that is not given, or late, is the day of the session."""
        if anchor == START:
            return self.start_day
        if anchor == END:
            return self.end_day
        return min(self._others.get(anchor, self.start_day), self.start_day)

    def resolve(self, point: Point, later: bool) -> datetime:
        """The instant of a point of a window."""
        match point:
            case Midnight(anchor, days):
                day = self.day(anchor) + timedelta(days=days)
                return self.calendar.midnight(day, later=later)
            case Elapsed(anchor, minutes):
                return self._instant(anchor) + timedelta(minutes=minutes)
            case MonthsAway(anchor, months):
                shifted = (
                    months_after(self.day(anchor), months)
                    if months > 0
                    else months_before(self.day(anchor), -months)
                )
                return self.calendar.midnight(shifted + _DAY, later=later)

    def _instant(self, anchor: str) -> datetime:
        if anchor == START or (anchor != END and self.day(anchor) == self.start_day):
            return self.start
        return self.end if anchor == END else self.calendar.midnight(self.day(anchor), later=False)

    def clear(self, point: Point | None, used: date) -> date | None:
        """The first date for a session whose window, opening at `point`, lies after a day of use.

        The window is inverted, not searched; None where the window has no beginning.
        """
        match point:
            case None:
                return None
            case Midnight(anchor, days):
                return self._session_day(anchor, used + _DAY * (1 - days))
            case MonthsAway(anchor, months):
                return self._session_day(anchor, months_after(used, -months))
            case Elapsed(anchor, minutes):
                free = self.calendar.midnight(used + _DAY, later=True) - timedelta(minutes=minutes)
                return self._first_start(free + (self.start - self._instant(anchor)))

    def _session_day(self, anchor: str, day: date) -> date:
        return day + (self.start_day - self.day(anchor))

    def _first_start(self, earliest: datetime) -> date:
        day = self.calendar.day_of(earliest)
        clock = self.calendar.local(self.start).time()
        return day if self.calendar.at(day, clock, later=False) >= earliest else day + _DAY


def check(protocol: Protocol, case: Case) -> None:
    """Raise CaseError where a fact or an anchor of the case does not fit the protocol."""
    for name, value in case.facts.items():
        feature = protocol.features.get(name)
        if feature is None:
            raise CaseError(f"fact `{name}` is unknown. {did_you_mean(name, protocol.features)}")
        if value is not None and isinstance(value, bool) is not (feature.kind == "yes-no"):
            wanted = "yes or no" if feature.kind == "yes-no" else 'a date, "ongoing" or "never"'
            raise CaseError(f"fact `{name}` is answered with {wanted} (or left out if unknown).")
    for name in case.anchors:
        if name not in protocol.anchors:
            raise CaseError(f"anchor `{name}` is unknown. {did_you_mean(name, protocol.anchors)}")


def place(protocol: Protocol, case: Case, anchors: Anchors) -> Iterator[Placed]:
    """Every rule that is not void for this person, with its window as instants."""
    edges = edges_of(protocol)
    instants = edges.instants(anchors)
    facts = case.facts
    for rule, begin, end, preferred_begin, preferred_end in edges.rows:
        holds = Truth.YES
        unknown: tuple[str, ...] = ()
        if rule.id in edges.conditional:
            holds = decide(rule.condition, facts, case.session)
            if holds is Truth.NO:
                continue
            if holds is Truth.UNKNOWN:
                unknown = unknown_in(rule.condition, facts)
        yield Placed(
            rule,
            anchors.end,
            holds,
            unknown,
            _report(rule.once, facts),
            instants[begin],
            instants[end],
            instants[preferred_begin],
            instants[preferred_end],
        )


def _report(once: str | None, facts: Mapping[str, Fact]) -> Truth:
    if once is None:
        return Truth.YES
    return decide(Reported(once), facts, 1)
