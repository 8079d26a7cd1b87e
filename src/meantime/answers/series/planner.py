"""Finding the days of a series."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from meantime.answers.screening import Severity, Verdict, screen
from meantime.answers.series.clinic_days import ClinicDays
from meantime.answers.series.result import Infeasible, Series, Slot
from meantime.engines.base import Placed, Timeline
from meantime.model.case import Case
from meantime.model.protocol import Protocol, SeriesPlan
from meantime.model.rule import Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planner:
    """One person's series: `timeline` is that of the first session on the day it was asked for."""

    place: Callable[[Protocol, Case], Timeline]
    protocol: Protocol
    plan: SeriesPlan
    case: Case
    timeline: Timeline
    days: ClinicDays

    def series(self, count: int, by: date | None) -> Series:
        """The series, forward or, with an event, back from it."""
        direction = "forward" if by is None else "backward"
        try:
            self._check_count(count)
            slots = self._forward(count) if by is None else self._backward(count, by)
        except Infeasible as stop:
            return Series(direction, (), stop.constraint, None, None, self.timeline)
        slack = None if by is None else (slots[0].day - self._first_day()).days
        return Series(direction, slots, None, self._prepare_from(slots[0]), slack, self.timeline)

    def _check_count(self, count: int) -> None:
        over = self.case.session + count - 1 - self.plan.most
        if over > 0:
            text = f"The protocol plans at most {self.plan.most} sessions; {over} too many."
            raise Infeasible("sessions", text, over)

    def _forward(self, count: int) -> tuple[Slot, ...]:
        slots = [self._slot(self.case.session, self._first_day(), None)]
        while len(slots) < count:
            last = slots[-1]
            day = self._clear_day(last.number + 1, self._earliest_after(last), last.day)
            slots.append(self._slot(last.number + 1, day, last.day))
        return tuple(slots)

    def _first_day(self) -> date:
        return self._clear_day(self.case.session, self.timeline.day(self.case.start), None)

    def _clear_day(self, number: int, day: date, previous: date | None) -> date:
        """The first free day on which no dated fact stands against the session."""
        while True:
            free = self.days.next(day, 1)
            day = _cleared(self._slot(number, free, previous).verdict)
            if day == free:
                return day

    def _earliest_after(self, slot: Slot) -> date:
        """The first day for the next session: the interval is over, and the skin has healed."""
        day = self.timeline.day(slot.healed)
        healed = day if self._begins(day) >= slot.healed else day + _DAY
        return max(slot.day + _DAY * self.plan.target_days, healed)

    def _begins(self, day: date) -> datetime:
        return self.timeline.at(day, self.days.clock)

    def _backward(self, count: int, by: date) -> tuple[Slot, ...]:
        first = self._first_day()
        days = self._days_back(count, by, self.plan.target_days)
        if days[0] < first:
            days = self._days_back(count, by, self.plan.interval_days)
        if days[0] < first:
            raise self._too_late(count, by, first, days[0])
        slots: list[Slot] = []
        for number, day in enumerate(days, self.case.session):
            slot = self._slot(number, day, slots[-1].day if slots else None)
            if _cleared(slot.verdict) != day:
                why = " ".join(finding.text for finding in slot.verdict.findings)
                raise Infeasible("screening", f"Session {number} on {day}: {why}")
            slots.append(slot)
        return tuple(slots)

    def _days_back(self, count: int, by: date, interval: int) -> list[date]:
        """The latest days: healed by the event, then back by the interval each."""
        found = [self._latest_healed(self.timeline.at(by, time()), by)]
        while len(found) < count:
            latest = found[0] - _DAY * interval
            found.insert(0, self._latest_healed(self._begins(found[0]), latest))
        return found

    def _latest_healed(self, moment: datetime, day: date) -> date:
        """The last free day up to `day` whose session has healed by the moment."""
        while True:
            day = self.days.next(day, -1)
            late = self._slot(self.case.session, day, None).healed - moment
            if late <= timedelta():
                return day
            # Healing takes about as long from one day to the next: skip what cannot do.
            day -= _DAY * max(1, late.days - 1)

    def _too_late(self, count: int, by: date, first: date, needed: date) -> Infeasible:
        """Name the constraint: what the clinic's days alone cost, or the time that is missing."""
        short = self._short_by(count, by)
        for name, days in (
            ("blackouts", replace(self.days, blackouts=())),
            ("hours", replace(self.days, hours=None)),
        ):
            if replace(self, days=days)._fits(count, by):
                text = f"Without the {name} it fits; with them the event is {short} days too early."
                return Infeasible(name, text, short)
        text = (
            f"{count} sessions, {self.plan.interval_days} days apart and healed by {by}, have to "
            f"begin by {needed}; the first possible day is {first}. The event is {short} days too "
            "early."
        )
        return Infeasible("event", text, short)

    def _short_by(self, count: int, by: date) -> int:
        """How many days later the event would have to be; the later it is, the better it fits."""
        most = 1
        while not self._fits(count, by + _DAY * most):
            most *= 2
        return bisect_left(
            range(most + 1), True, key=lambda days: self._fits(count, by + _DAY * days)
        )

    def _fits(self, count: int, by: date) -> bool:
        return self._days_back(count, by, self.plan.interval_days)[0] >= self._first_day()

    def _slot(self, number: int, day: date, previous: date | None) -> Slot:
        facts = dict(self.case.facts)
        if previous is not None:
            # A report is of today; how the skin is before a later session is not known yet.
            facts |= dict.fromkeys(self._reports())
            facts |= dict.fromkeys(self.protocol.previous_session, previous)
        start = self._begins(day)
        case = replace(
            self.case, start=start, end=None, performed=False, session=number, facts=facts
        )
        timeline = self.place(self.protocol, case)
        return Slot(
            number,
            day,
            start,
            screen(timeline),
            _healed(timeline),
            () if previous is None else self._reports(),
            number >= self.plan.clinician_from,
        )

    def _reports(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.protocol.features.values() if item.report)

    def _prepare_from(self, slot: Slot) -> date | None:
        """The day on which the first thing to do before the first session begins."""
        case = replace(self.case, start=slot.start, end=None, session=slot.number)
        begins = [
            placed.begin
            for placed in self.place(self.protocol, case).placed
            if placed.rule.verb is Verb.DO and BEFORE_ALL < placed.begin < slot.start
        ]
        return self.timeline.day(min(begins)) if begins else None


def _cleared(verdict: Verdict) -> date:
    """The day of the verdict, or the later one on which its dated findings are gone."""
    for finding in verdict.findings:
        if finding.clear is None and finding.severity >= Severity.DEFERRED:
            raise Infeasible("screening", f"No date clears this: {finding.text}")
    return max([verdict.day, *(found.clear for found in verdict.findings if found.clear)])


def _healed(timeline: Timeline) -> datetime:
    """When every bounded window after the session, and everything expected, is over."""
    return max([timeline.end, *(end for end in map(_over, timeline.placed) if end < AFTER_ALL)])


def _over(placed: Placed) -> datetime:
    match placed.rule.verb:
        case Verb.AVOID:
            return placed.preferred_end
        case Verb.EXPECT:
            return placed.end
        case Verb.MAY:
            return placed.begin
        case _:
            return BEFORE_ALL
