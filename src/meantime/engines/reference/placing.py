"""Putting a protocol's rules on one person's line of time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple, assert_never

from meantime.engines.base import EndBasis, Placed
from meantime.engines.reference.calendar import Calendar, midnight, months_after, months_before
from meantime.model.case import Case, Fact, Visit
from meantime.model.condition import ALWAYS, decide, unknown_in
from meantime.model.problem import CaseError, did_you_mean
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point
from meantime.model.truth import Truth

_DAY = timedelta(days=1)


class Edge(NamedTuple):
    """A point of a window and, where it may be one of two moments, whether the later is safer.

    That is so where a local time occurs twice, and where nobody recorded the end of the session.
    """

    point: Point
    later: bool


class Layout:
    """What of a protocol's windows is the same for everybody, worked out once.

    The distinct points of all windows are numbered, so that each is resolved once per case: number
    0 is the beginning of time, 1 its end, then `elapsed`, `midnights` and `months`. Each of the
    four columns has one such number a rule: its begin, its end, and the preferred ones.
    """

    def __init__(self, protocol: Protocol) -> None:
        # A plan, sorted by begin, is then nearly sorted before it is.
        self.rules = protocol.by_begin
        rows = [edges_of(rule) for rule in self.rules]
        distinct = dict.fromkeys(edge for row in rows for edge in row if isinstance(edge, Edge))
        self.elapsed = {
            edge: timedelta(minutes=edge.point.minutes)
            for edge in distinct
            if isinstance(edge.point, Elapsed)
        }
        self.midnights = {
            edge: edge.point.days for edge in distinct if isinstance(edge.point, Midnight)
        }
        self.months = [edge for edge in distinct if isinstance(edge.point, MonthsAway)]
        numbered = [BEFORE_ALL, AFTER_ALL, *self.elapsed, *self.midnights, *self.months]
        numbers = {edge: number for number, edge in enumerate(numbered)}
        self.columns = [[numbers[row[side]] for row in rows] for side in range(4)]
        self.uncertain = tuple(
            number for number, rule in enumerate(self.rules) if rule.condition_words or rule.once
        )

    def instants(self, anchors: Anchors) -> list[datetime]:
        """All points of the protocol's windows for one session, by number."""
        early, late, zone = anchors.early, anchors.instants, anchors.calendar.zone
        days = {anchor: day.toordinal() for anchor, day in anchors.days.items()}
        return [
            BEFORE_ALL,
            AFTER_ALL,
            *(
                (late if later else early)[point.anchor] + span
                for (point, later), span in self.elapsed.items()
            ),
            *(
                midnight(zone, days[point.anchor] + count, later)
                for (point, later), count in self.midnights.items()
            ),
            *(anchors.resolve(edge.point, edge.later) for edge in self.months),
        ]


def edges_of(rule: Rule) -> tuple[Edge | datetime, ...]:
    """The begin and end of a rule's window, then the preferred ones.

    An end of time is given as it is. What is preferred and not graded is the required one.
    """
    window = rule.window
    # What allows something, or calls it normal, begins where a prohibition ends, so it begins late
    # and ends early. What is so at once waits for nothing.
    allows = rule.verb in (Verb.MAY, Verb.DO, Verb.EXPECT)
    later = allows and window.begin != Elapsed(END)
    begin = Edge(window.begin, later) if window.begin else BEFORE_ALL
    end = Edge(window.end, not allows) if window.end else AFTER_ALL
    return (
        begin,
        end,
        Edge(window.preferred_begin, later) if window.preferred_begin else begin,
        Edge(window.preferred_end, not allows) if window.preferred_end else end,
    )


layout_of = lru_cache(maxsize=64)(Layout)


class Anchors:
    """The instants and local days that the windows of one session count from.

    `early` differs from `instants` where the moment is not known: a session whose end nobody
    recorded may have ended at once, and a peel with a date only may have been at any hour of it.
    """

    def __init__(self, protocol: Protocol, case: Case, calendar: Calendar, visit: Visit) -> None:
        self.calendar = calendar
        self.start = visit.start
        self.start_day = calendar.day_of(visit.start)
        self.end, end_day, self.end_basis = self._end(protocol, case, visit)
        self.instants = {START: self.start, END: self.end}
        self.early = {START: self.start, END: self.end}
        self.days = {START: self.start_day, END: end_day}
        if self.end_basis == "unrecorded":
            self.early[END] = self.start
        for anchor in protocol.anchors:
            self._place_other(anchor, case.anchors.get(anchor, self.start_day))

    def _end(self, protocol: Protocol, case: Case, visit: Visit) -> tuple[datetime, date, EndBasis]:
        if visit.end is not None:
            return visit.end, self.calendar.day_of(visit.end), "recorded"
        planned = visit.start + timedelta(minutes=protocol.duration_minutes)
        if case.performed or visit.start != case.start:
            closing = self.calendar.midnight(self.start_day + _DAY, later=True)
            if planned <= closing:
                return closing, self.start_day, "unrecorded"
            return planned, self.calendar.day_of(planned), "unrecorded"
        return planned, self.calendar.day_of(planned), "planned"

    def _place_other(self, anchor: str, day: date) -> None:
        """An anchor that is not given, or late, is the session itself: the safer reading."""
        if day >= self.start_day:
            self.days[anchor] = self.start_day
            self.early[anchor], self.instants[anchor] = self.start, self.end
        else:
            self.days[anchor] = day
            self.early[anchor] = self.calendar.midnight(day, later=False)
            self.instants[anchor] = self.calendar.midnight(day + _DAY, later=True)

    def resolve(self, point: Point, later: bool) -> datetime:
        """The instant of a point of a window."""
        if isinstance(point, Elapsed):
            known = self.instants if later else self.early
            return known[point.anchor] + timedelta(minutes=point.minutes)
        day = self.days[point.anchor]
        if isinstance(point, Midnight):
            return self.calendar.midnight(day + timedelta(days=point.days), later=later)
        after = months_after if point.months > 0 else months_before
        return self.calendar.midnight(after(day, abs(point.months)) + _DAY, later=later)

    def clear(self, point: Point | None, used: date) -> date | None:
        """The first date for a session whose window, opening at `point`, lies after a day of use.

        The window is inverted, not searched; None where the window has no beginning, or where it
        counts from an anchor that a moved session does not move.
        """
        if point is not None and self.days[point.anchor] != self.days[START]:
            return self._given_clear(point, used)
        match point:
            case None:
                return None
            case Midnight(_, days):
                return used + _DAY * (1 - days)
            case MonthsAway(_, months):
                return months_after(used, -months)
            case Elapsed(anchor, minutes):
                free = self.calendar.midnight(used + _DAY, later=True) - timedelta(minutes=minutes)
                return self._first_start(free + (self.start - self.early[anchor]))
            case never:
                assert_never(never)

    def _given_clear(self, point: Point, used: date) -> date | None:
        """Moving the session does not move a peel with a date of its own: clear now, or never."""
        free = self.calendar.midnight(used + _DAY, later=True) <= self.resolve(point, later=False)
        return used + _DAY if free else None

    def _first_start(self, earliest: datetime) -> date:
        day = self.calendar.day_of(earliest)
        clock = self.calendar.local(self.start).time()
        return day if self.calendar.at(day, clock, later=False) >= earliest else day + _DAY


def check(protocol: Protocol, case: Case) -> None:
    """Raise CaseError where a fact or an anchor of the case does not fit the protocol."""
    yes_no = protocol.is_yes_no
    for name, value in case.facts.items():
        if name not in yes_no or (
            value is not None and isinstance(value, bool) is not yes_no[name]
        ):
            raise _misfit(protocol, name)
    for name in case.anchors:
        if name not in protocol.anchors:
            raise CaseError(f"anchor `{name}` is unknown. {did_you_mean(name, protocol.anchors)}")


def _misfit(protocol: Protocol, name: str) -> CaseError:
    if name not in protocol.features:
        return CaseError(f"fact `{name}` is unknown. {did_you_mean(name, protocol.features)}")
    wanted = "yes or no" if protocol.is_yes_no[name] else 'a date, "ongoing" or "never"'
    return CaseError(f"fact `{name}` is answered with {wanted} (or left out if unknown).")


def place(protocol: Protocol, case: Case, anchors: Anchors) -> list[Placed]:
    """Every rule that is not void for this person, with its window as instants."""
    layout = layout_of(protocol)
    instants = layout.instants(anchors)
    count = len(layout.rules)
    holds, reported = [Truth.YES] * count, [Truth.YES] * count
    unknown: list[tuple[str, ...]] = [()] * count
    void: list[int] = []
    for number in layout.uncertain:
        rule = layout.rules[number]
        reported[number] = _reported(rule, case.facts, anchors.end_basis)
        if rule.condition is ALWAYS:
            continue
        holds[number] = truth = decide(rule.condition, case.facts, case.session)
        if truth is Truth.NO:
            void.append(number)
        elif truth is Truth.UNKNOWN:
            unknown[number] = unknown_in(rule.condition, case.facts, case.session)
    windows = [map(instants.__getitem__, column) for column in layout.columns]
    columns = (repeat(anchors.early[END]), *windows, holds, unknown, reported)
    placed = list(map(Placed._make, zip(layout.rules, *columns, strict=False)))
    for number in reversed(void):
        del placed[number]
    return placed


def _reported(rule: Rule, facts: Mapping[str, Fact], end_basis: EndBasis) -> Truth:
    """Whether a report has come; one from before the session says nothing of how it went."""
    if rule.once is None:
        return Truth.YES
    known = None if end_basis == "planned" else facts.get(rule.once)
    return Truth.UNKNOWN if known is None else Truth.YES if known is True else Truth.NO
