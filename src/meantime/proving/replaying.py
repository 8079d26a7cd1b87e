"""A finding is told only after the reference engine has shown it for a person and a moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from meantime.answers.asking import ask
from meantime.engines.reference import ReferenceTimeline
from meantime.engines.reference.resolving import stances
from meantime.model.case import Case
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Reason, Stance
from meantime.proving.cells import Row, Stretch

_MINUTE = timedelta(minutes=1)


class Witness(NamedTuple):
    """A person, a moment and a question that show it, and what the reference engine answers."""

    case: Case
    at: datetime
    question: str
    answer: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        case = self.case
        facts = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in case.facts.items()
        }
        return {
            "start": case.start.isoformat(),
            "end": case.end and case.end.isoformat(),
            "zone": case.zone,
            "session": case.session,
            "facts": facts,
            "anchors": {name: day.isoformat() for name, day in case.anchors.items()},
            "at": self.at.isoformat(),
            "question": self.question,
            "answer": self.answer,
        }


class NotReplayed(MeantimeError):
    """The proof says what the engine does not: one of them is wrong, and nothing is certified."""


def moment_in(row: Row, stretch: Stretch) -> datetime:
    """A moment inside a stretch, to the minute where there is one."""
    if stretch.begin == BEFORE_ALL:
        return (row.shape.over if stretch.end == AFTER_ALL else stretch.end) - _MINUTE
    if stretch.end == AFTER_ALL:
        return stretch.begin + _MINUTE
    middle = stretch.begin + (stretch.end - stretch.begin) / 2
    rounded = middle.replace(second=0, microsecond=0)
    return rounded if stretch.begin <= rounded else middle


def replay(
    protocol: Protocol, row: Row, stretch: Stretch, concept: str, *claimed: Reason
) -> Witness:
    """The person and the moment, after the engine has said of each rule what is claimed.

    Raises NotReplayed where it says something else.
    """
    at, case = moment_in(row, stretch), row.case
    timeline = ReferenceTimeline(protocol, case)
    for reason in claimed:
        if _stance(timeline, reason.rule, at) is not reason.stance:
            raise NotReplayed(
                f"The linter and the engine disagree about rule `{reason.rule.id}`. "
                "Please report it with the protocol; nothing is certified."
            )
    return Witness(case, at, concept, ask(timeline, concept, at).answer)


def _stance(timeline: ReferenceTimeline, rule: Rule, at: datetime) -> Stance | None:
    """The strictest that a rule alone says at a moment."""
    said = [
        reason.stance
        for placed in timeline.placed
        if placed.rule is rule
        for reason in stances(placed)
        if reason.begin <= at < reason.end
    ]
    return max(said, default=None)
