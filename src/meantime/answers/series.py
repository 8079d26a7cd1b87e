"""A series of sessions: forward from a date, or backward from an event to be healed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from meantime.answers.screening import Severity, Verdict, screen
from meantime.engines.base import Placed, Timeline
from meantime.model.case import Case
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol, SeriesPlan
from meantime.model.rule import Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL

Hours = Mapping[int, tuple[time, time]]
Stretch = date | tuple[date, date]

_DAY = timedelta(days=1)
# A day that fits is looked for at most so far; a longer search means that none ever comes.
_SEARCH_DAYS = 3 * 366


class Slot(NamedTuple):
    """One planned session: its number, its start in UTC, and its verdict as facts stand today.

    `waits_for` names the reports that have to come before it (healed from the one before).
    `healed` is the first moment at which every bounded window and expected effect is over.
    """

    number: int
    day: date
    start: datetime
    verdict: Verdict
    healed: datetime
    waits_for: tuple[str, ...]


class Constraint(NamedTuple):
    """What stands in the way of a series, and by how many days or sessions (None: no number)."""

    name: str
    text: str
    short_by: int | None


class Series(NamedTuple):
    """A planned series. `sessions` is empty where `constraint` makes it infeasible.

    prepare_from: the day on which the steps before the first session begin. slack_days: how many
    days lie between the first possible day and the first session, when planned back from an event.
    """

    direction: str
    sessions: tuple[Slot, ...]
    constraint: Constraint | None
    prepare_from: date | None
    slack_days: int | None
    timeline: Timeline

    @property
    def feasible(self) -> bool:
        """Whether every session found a day."""
        return self.constraint is None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; moments in the clinic's local time with their offset."""
        local = self.timeline.local
        stops = self.constraint
        return {
            "direction": self.direction,
            "feasible": self.feasible,
            "constraint": stops
            and {"name": stops.name, "text": stops.text, "short_by": stops.short_by},
            "prepare_from": self.prepare_from and self.prepare_from.isoformat(),
            "slack_days": self.slack_days,
            "sessions": [
                {
                    "session": slot.number,
                    "date": slot.day.isoformat(),
                    "start": local(slot.start).isoformat(),
                    "healed": local(slot.healed).isoformat(),
                    "waits_for": list(slot.waits_for),
                    "screening": slot.verdict.to_dict(),
                }
                for slot in self.sessions
            ],
        }


class _Infeasible(Exception):
    def __init__(self, name: str, text: str, short_by: int | None = None) -> None:
        super().__init__(text)
        self.constraint = Constraint(name, text, short_by)


def series(
    place: Callable[[Protocol, Case], Timeline],
    protocol: Protocol,
    case: Case,
    sessions: int | None = None,
    by: date | None = None,
    blackouts: Iterable[Stretch] = (),
    hours: Hours | None = None,
) -> Series:
    """Plan sessions at the local clock time of `case.start`, the first not before its day.

    sessions: how many, from `case.session` on; the fewest of the protocol where left out. by: the
    date of an event to be healed by; the sessions are then planned back from it, as late as they
    fit. blackouts: dates, or pairs of first and last date, without a session. hours: opening and
    closing time by weekday (Monday is 0); a weekday that is left out is closed.

    Raises CaseError where the protocol knows no series or an argument makes no sense.
    """
    plan = protocol.series
    if plan is None:
        raise CaseError(f"The protocol `{protocol.id}` has no series.")
    if sessions is not None and sessions < 1:
        raise CaseError("sessions: plan at least 1 session.")
    days = _Days(case, place(protocol, case), _stretches(blackouts), hours or {}, hours is None)
    planner = _Planner(place, protocol, plan, case, days)
    return planner.series(plan.least if sessions is None else sessions, by)


def _stretches(blackouts: Iterable[Stretch]) -> tuple[tuple[date, date], ...]:
    found = []
    for stretch in blackouts:
        first, last = stretch if isinstance(stretch, tuple) else (stretch, stretch)
        if last < first:
            raise CaseError(f"blackouts: {first} to {last} runs backwards; swap the two dates.")
        found.append((first, last))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Days:
    """The days on which the clinic can take a session."""

    case: Case
    timeline: Timeline
    blackouts: tuple[tuple[date, date], ...]
    hours: Hours
    always_open: bool

    @property
    def clock(self) -> time:
        return self.timeline.local(self.case.start).time()

    def free(self, day: date) -> bool:
        return self.is_open(day) and not any(first <= day <= last for first, last in self.blackouts)

    def is_open(self, day: date) -> bool:
        if self.always_open:
            return True
        opening, closing = self.hours.get(day.weekday(), (time.max, time.min))
        return opening <= self.clock < closing

    def next(self, day: date, step: int, why: str) -> date:
        """The first free day from `day` on, forward or back."""
        for count in range(_SEARCH_DAYS):
            candidate = day + _DAY * (count * step)
            if self.free(candidate):
                return candidate
        raise _Infeasible("clinic-days", f"No free clinic day is found for {why}.")


@dataclass(frozen=True, slots=True)
class _Planner:
    place: Callable[[Protocol, Case], Timeline]
    protocol: Protocol
    plan: SeriesPlan
    case: Case
    days: _Days

    def series(self, count: int, by: date | None) -> Series:
        direction = "forward" if by is None else "backward"
        try:
            self._check_count(count)
            slots = self._forward(count) if by is None else self._backward(count, by)
        except _Infeasible as stop:
            return Series(direction, (), stop.constraint, None, None, self.days.timeline)
        slack = None if by is None else (slots[0].day - self._first_day()).days
        return Series(
            direction, slots, None, self._prepare_from(slots[0]), slack, self.days.timeline
        )

    def _check_count(self, count: int) -> None:
        last = self.case.session + count - 1
        if last > self.plan.most:
            over = last - self.plan.most
            text = f"The protocol plans at most {self.plan.most} sessions; {over} too many."
            raise _Infeasible("sessions", text, over)

    def _forward(self, count: int) -> tuple[Slot, ...]:
        slots = [self._slot(self.case.session, self._first_day(), None)]
        while len(slots) < count:
            number = slots[-1].number + 1
            day = self.days.next(self._earliest_after(slots[-1]), 1, f"session {number}")
            slots.append(self._slot(number, day, slots[-1].day))
        return tuple(slots)

    def _first_day(self) -> date:
        """The first free day on which nothing known stands against the first session."""
        day = self.days.timeline.day(self.case.start)
        for _ in range(_SEARCH_DAYS):
            free = self.days.next(day, 1, f"session {self.case.session}")
            day = self._cleared(self._slot(self.case.session, free, None).verdict)
            if day == free:
                return day
        raise AssertionError("every finding with a date clears")

    def _cleared(self, verdict: Verdict) -> date:
        """The day of the verdict, or the later one on which its dated findings are gone."""
        for finding in verdict.findings:
            if finding.clear is None and finding.severity >= Severity.DEFERRED:
                raise _Infeasible("screening", f"No date clears this: {finding.text}")
        return max([verdict.day, *(found.clear for found in verdict.findings if found.clear)])

    def _earliest_after(self, slot: Slot) -> date:
        """The first day for the next session: the interval is over, and the skin has healed."""
        interval = slot.day + _DAY * self.plan.interval_days
        return max(interval, self._day_from(slot.healed))

    def _day_from(self, moment: datetime) -> date:
        """The first day on which a session at the usual clock time begins at or after a moment."""
        day = self.days.timeline.day(moment)
        begins = self.days.timeline.at(day, self.days.clock)
        return day if begins >= moment else day + _DAY

    def _backward(self, count: int, by: date) -> tuple[Slot, ...]:
        first = self._first_day()
        days = self._days_back(count, by, self.days)
        if days[0] < first:
            raise self._too_late(count, by, first, days[0])
        slots: list[Slot] = []
        for number, day in enumerate(days, self.case.session):
            slots.append(self._slot(number, day, slots[-1].day if slots else None))
        return tuple(slots)

    def _days_back(self, count: int, by: date, days: _Days) -> list[date]:
        """The latest days: healed by the event, then back by the interval each."""
        event = self.days.timeline.at(by, time())
        found = [self._latest_healed(event, by, days)]
        while len(found) < count:
            begins = self.days.timeline.at(found[0], self.days.clock)
            latest = found[0] - _DAY * self.plan.interval_days
            found.insert(0, self._latest_healed(begins, latest, days))
        return found

    def _latest_healed(self, moment: datetime, day: date, days: _Days) -> date:
        """The last free day up to `day` whose session has healed by the moment."""
        for _ in range(_SEARCH_DAYS):
            day = days.next(day, -1, "a session before the event")
            if self._slot(self.case.session, day, None).healed <= moment:
                return day
            day -= _DAY
        raise AssertionError("windows are bounded")

    def _too_late(self, count: int, by: date, first: date, needed: date) -> _Infeasible:
        """Name the constraint: what the clinic's days alone cost, or the time that is missing."""
        short = (first - needed).days
        for name, relaxed in (
            ("blackouts", replace(self.days, blackouts=())),
            ("hours", replace(self.days, always_open=True)),
        ):
            if self._days_back(count, by, relaxed)[0] >= first:
                text = f"Without the {name} it would fit; with them it is {short} days short."
                return _Infeasible(name, text, short)
        text = (
            f"{count} sessions, {self.plan.interval_days} days apart and healed by {by}, have to "
            f"begin by {needed}; the first possible day is {first}: {short} days short."
        )
        return _Infeasible("event", text, short)

    def _slot(self, number: int, day: date, previous: date | None) -> Slot:
        start = self.days.timeline.at(day, self.days.clock)
        facts = dict(self.case.facts)
        if previous is not None:
            # A report is of today; how the skin is before a later session is not known yet.
            facts |= dict.fromkeys(self._reports())
            facts |= dict.fromkeys(self._previous_features(), previous)
        case = replace(
            self.case, start=start, end=None, performed=False, session=number, facts=facts
        )
        timeline = self.place(self.protocol, case)
        waits = () if previous is None else self._reports()
        return Slot(number, day, start, screen(timeline), _healed(timeline), waits)

    def _previous_features(self) -> list[str]:
        return [
            item.id
            for item in self.protocol.features.values()
            if item.concept == self.protocol.procedure
        ]

    def _reports(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.protocol.features.values() if item.report)

    def _prepare_from(self, slot: Slot) -> date | None:
        """The day on which the first thing to do before the first session begins."""
        facts = replace(self.case, start=slot.start, end=None, session=slot.number)
        begins = [
            placed.begin
            for placed in self.place(self.protocol, facts).placed
            if placed.rule.verb is Verb.DO and BEFORE_ALL < placed.begin < slot.start
        ]
        return self.days.timeline.day(min(begins)) if begins else None


def _healed(timeline: Timeline) -> datetime:
    """When every bounded window after the session, and everything expected, is over."""
    ends = (_over(placed) for placed in timeline.placed)
    return max([timeline.end, *(end for end in ends if end is not None and end < AFTER_ALL)])


def _over(placed: Placed) -> datetime | None:
    match placed.rule.verb:
        case Verb.AVOID:
            return placed.preferred_end
        case Verb.EXPECT:
            return placed.end
        case Verb.MAY:
            return placed.begin
        case _:
            return None
