"""Meantime: what to do in the days before and after a procedure.

    import meantime as mt

    protocol = mt.load("microneedling")
    case = mt.Case(start=start, zone="America/New_York", facts={"pregnant": False})
    mt.screen(protocol, case).status
    mt.ask(protocol, case, "Can I wear foundation?", at=now).answer

Moments go in as aware datetimes and come out as UTC ones; `to_dict()` gives local time with its
offset. The library reads no clock: the moment is always an argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from meantime.answers import asking, planning, screening
from meantime.answers.asking import Answer
from meantime.answers.planning import Item, Plan
from meantime.answers.screening import Finding, Verdict
from meantime.engines.base import Timeline
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case, Fact, Visit
from meantime.model.problem import CaseError, MeantimeError, ProtocolError
from meantime.model.protocol import Protocol

if TYPE_CHECKING:
    from meantime.answers.series import Hours, Series, Slot, Stretch
    from meantime.linting import Report

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Case",
    "CaseError",
    "Fact",
    "Finding",
    "Item",
    "MeantimeError",
    "Plan",
    "Protocol",
    "ProtocolError",
    "Report",
    "Series",
    "Slot",
    "Timeline",
    "Verdict",
    "Visit",
    "ask",
    "lint",
    "load",
    "plan",
    "screen",
    "series",
    "timeline",
]


def __getattr__(name: str) -> Any:
    """`Series`, `Slot` and `Report`, imported only when somebody names them: few callers do."""
    if name in ("Series", "Slot"):
        from meantime.answers import series as planned

        return getattr(planned, name)
    if name == "Report":
        from meantime.linting import Report

        return Report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load(name: str) -> Protocol:
    """The protocol of a shipped name, or in a folder: `load("microneedling")`.

    Raises ProtocolError with every problem at once, MeantimeError where there is none.
    """
    # Reading documents needs a YAML parser; whoever has a protocol already does not pay for it.
    from meantime.literate import protocols

    return protocols.load(name)


def lint(protocol: Protocol) -> Report:
    """Prove a protocol over every timeline it can have, and read its sentences.

    A contradiction or a silence comes with a person and a moment that show it; where nothing is to
    be mended there is a certificate.
    """
    from meantime import linting

    return linting.lint(protocol)


# The timeline of a case is worked out once and asked many times. The memo is small, lives in this
# process only, and is keyed by the whole case, so a changed fact is a new timeline.
@lru_cache(maxsize=128)
def _timeline(protocol: Protocol, case: Case) -> Timeline:
    return ReferenceTimeline(protocol, case)


def timeline(protocol: Protocol, case: Case) -> Timeline:
    """What the protocol says to this person, for every concept and every moment.

    Raises CaseError where a fact, an anchor or the zone of the case does not fit.
    """
    return _timeline(protocol, case)


def screen(protocol: Protocol, case: Case, at: datetime | None = None) -> Verdict:
    """Whether the person may be treated at `case.start`, and if not the earliest date and why.

    `at`, the moment of asking, lets what needs days of preparation have a date too.
    """
    return screening.screen(_timeline(protocol, case), at)


def plan(protocol: Protocol, case: Case, at: datetime | None = None) -> Plan:
    """What to do and avoid, from when to when.

    Without `at` a session whose end is not recorded is taken as planned; from its start on, `at`
    makes it one whose end nobody recorded yet: midnight of its day.
    """
    return planning.plan(ReferenceTimeline(protocol, case.as_of(at) if at else case))


def ask(protocol: Protocol, case: Case, question: str, *, at: datetime) -> Answer:
    """ "May I ...?" at a moment: a concept id, a word, or a whole question in English."""
    return asking.ask(_timeline(protocol, case.as_of(at)), question, at)


def series(
    protocol: Protocol,
    case: Case,
    *,
    sessions: int | None = None,
    by: date | None = None,
    blackouts: Iterable[Stretch] = (),
    hours: Hours | None = None,
) -> Series:
    """A series of sessions, forward from `case.start` or, with `by`, back from an event.

    sessions: how many; the fewest of the protocol where left out. by: the date to be healed by.
    blackouts: dates, or pairs of first and last date. hours: opening and closing time by weekday
    (Monday is 0). What makes it infeasible, and by how much, is in the result.
    """
    from meantime.answers import series as planner

    return planner.series(ReferenceTimeline, protocol, case, sessions, by, blackouts, hours)
