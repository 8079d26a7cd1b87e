"""What a patient stands in: for each procedure the session ahead, or else the last one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import meantime as mt
from meantime.answers.asking import STRICTNESS, Answer
from meantime.clinic.care.actions.judging import AHEAD
from meantime.clinic.care.cases import case_of, newest, sessions_of
from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.library.reading import protocol_of
from meantime.model.case import Case
from meantime.model.protocol import Protocol


class Standing(NamedTuple):
    """A session with all that an answer about it rests on.

    The case of a session ahead knows the earlier ones: what they still forbid is in its answers.
    """

    session: Appointment
    protocol: Protocol
    case: Case

    def is_over(self, at: datetime) -> bool:
        """Whether its recorded end has come."""
        return self.case.end is not None and self.case.end <= at

    def days_after(self, at: datetime) -> int:
        """How many days after the session a moment is, by the clocks of the clinic."""
        zone = ZoneInfo(self.case.zone)
        over = self.case.end or self.case.start
        return max(0, (at.astimezone(zone).date() - over.astimezone(zone).date()).days)

    def ask(self, question: str, at: datetime) -> Answer:
        """ "May I ...?" at a moment. A session whose end nobody has recorded yet is not over."""
        return mt.ask(self.protocol, self.case, question, at=at)


class Standings(NamedTuple):
    """Every session that holds for a patient now. ahead, last: of each procedure, where there is
    one. The answers come from `asked`: those ahead, and the last one where none is.
    """

    ahead: tuple[Standing, ...]
    last: tuple[Standing, ...]

    @property
    def asked(self) -> tuple[Standing, ...]:
        """The sessions that answers come from."""
        planned = {item.protocol.procedure for item in self.ahead}
        others = (item for item in self.last if item.protocol.procedure not in planned)
        return (*self.ahead, *others)

    def nearest(self, at: datetime) -> Standing | None:
        """The session that is nearest in time; None where there is none."""
        every = (*self.last, *self.ahead)
        return min(every, key=lambda item: abs(item.session.start - at), default=None)

    def ask(self, question: str, at: datetime) -> Answer | None:
        """The strictest answer of all sessions; None where there is no session."""
        found = [item.ask(question, at) for item in self.asked]
        return max(found, key=lambda answer: STRICTNESS[answer.answer], default=None)


def standings_of(patient: Patient) -> Standings:
    """What a patient stands in now."""
    history, sessions = newest(patient), sessions_of(patient)
    ahead: dict[str, Appointment] = {}
    last: dict[str, Appointment] = {}
    for item in sorted(sessions, key=lambda item: item.start):
        procedure = protocol_of(item.version).procedure
        if item.state in AHEAD:
            ahead.setdefault(procedure, item)
        elif item.state == State.DONE:
            last[procedure] = item

    def standing(item: Appointment) -> Standing:
        item.patient, item.clinic = patient, patient.clinic
        return Standing(item, protocol_of(item.version), case_of(item, history, sessions))

    return Standings(tuple(map(standing, ahead.values())), tuple(map(standing, last.values())))
