"""The reference engine: the plain interpreter that says what a protocol means."""

from __future__ import annotations

from datetime import date, datetime, time

from meantime.engines.base import Placed, Timeline, Washout
from meantime.engines.reference.calendar import Calendar
from meantime.engines.reference.placing import Anchors, check, place
from meantime.engines.reference.resolving import resolve
from meantime.engines.reference.washing_out import washouts
from meantime.model.case import Case, Visit
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol
from meantime.model.ruling import Segment


class ReferenceTimeline(Timeline):
    """One person's timeline; rules are placed at once, concepts resolved when they are asked for.

    Raises CaseError where a fact, an anchor or the zone of the case does not fit.
    """

    def __init__(self, protocol: Protocol, case: Case) -> None:
        check(protocol, case)
        self.protocol = protocol
        self.case = case
        self._calendar = Calendar(case.zone)
        self._anchors = Anchors(protocol, case, self._calendar, Visit(case.start, case.end))
        for name, day in case.anchors.items():
            if day > self._anchors.start_day:
                raise CaseError(
                    f"anchor `{name}`: {day} is after the session; correct it or leave it out."
                )
        self.end = self._anchors.end
        self.end_basis = self._anchors.end_basis
        self.placed = tuple(place(protocol, case, self._anchors))
        self.views = {}
        self._resolved: dict[str, tuple[Segment, ...]] = {}

    def of(self, concept: str) -> tuple[Segment, ...]:
        """Rulings on a concept by the rules that bind it, those of earlier sessions included."""
        if concept not in self._resolved:
            binding = {rule.id for rule in self.protocol.bound[concept]}
            holding = [rule for rule in (*self.placed, *self._carried()) if rule.rule.id in binding]
            self._resolved[concept] = resolve(holding)
        return self._resolved[concept]

    def _carried(self) -> list[Placed]:
        """The after-windows of earlier sessions, which hold on beside those of this one."""
        return [
            placed
            for visit in self.case.earlier
            for placed in place(
                self.protocol,
                self.case,
                Anchors(self.protocol, self.case, self._calendar, visit),
            )
            if placed.rule.window.is_after
        ]

    def washouts(self) -> tuple[Washout, ...]:
        """Every use that is dated or goes on, against every rule whose window before it touches."""
        return tuple(washouts(self.protocol, self.case, self.placed, self._anchors))

    def day(self, moment: datetime) -> date:
        """The local date of a moment in the clinic's zone."""
        return self._calendar.day_of(moment)

    def at(self, day: date, clock: time) -> datetime:
        """The moment of a local clock time; in a gap the first that exists, of two the earlier."""
        return self._calendar.at(day, clock, later=False)

    def local(self, moment: datetime) -> datetime:
        """The moment with the clinic's offset from UTC at that time, for people to read."""
        return self._calendar.local(moment)
