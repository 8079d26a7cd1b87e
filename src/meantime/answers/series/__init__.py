"""A series of sessions: forward from a date, or backward from an event to be healed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from meantime.answers.series.clinic_days import ClinicDays, Hours, Stretch, stretches
from meantime.answers.series.planner import Planner
from meantime.answers.series.result import Constraint, Series, Slot
from meantime.engines.base import Timeline
from meantime.model.case import Case, dated
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol

__all__ = ["Constraint", "Hours", "Series", "Slot", "Stretch", "series"]


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

    sessions: how many, from `case.session` on; left out, so many that the protocol's fewest are
    done. by: the date of an event to be healed by; the sessions are then planned back from it, as
    late as they fit. blackouts: dates, or pairs of first and last date, without a session. hours:
    opening and closing time by weekday (Monday is 0); a weekday that is left out is closed.

    Raises CaseError where the protocol knows no series or an argument makes no sense.
    """
    if protocol.series is None:
        raise CaseError(f"The protocol `{protocol.id}` has no series.")
    if sessions is not None and (not isinstance(sessions, int) or sessions < 1):
        raise CaseError("sessions: plan at least 1 session, as a whole number.")
    timeline = place(protocol, case)
    clock = timeline.local(case.start).time()
    days = ClinicDays(clock, protocol.duration_minutes, hours, stretches(blackouts))
    count = max(1, protocol.series.least - case.session + 1) if sessions is None else sessions
    event = None if by is None else dated("by", by)
    return Planner(place, protocol, protocol.series, case, timeline, days).series(count, event)
