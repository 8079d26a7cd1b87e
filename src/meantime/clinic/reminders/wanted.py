"""What is to be told to a patient as everything stands: notices of their plans, and their dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import meantime as mt
from meantime.answers.notices import Kind, notices
from meantime.clinic.care.actions.judging import plan_in_force
from meantime.clinic.care.models import Appointment, Contact, Patient, Snapshot, State
from meantime.clinic.portal.models import HealingReport
from meantime.clinic.portal.standing import Standing, Standings, standings_of
from meantime.clinic.reminders.channels import carries
from meantime.clinic.reminders.models import TOLD, Delivery

# What is told of the date of a session, beside the edges of its plan.
BOOKED, MOVED, OFF = "booked", "moved", "off"
_DATES = frozenset({BOOKED, MOVED, OFF})
_OFF = (State.CANCELLED, State.MISSED)


class Wanted(NamedTuple):
    """A message that is to be; what it says of its fields, `Delivery` does."""

    appointment: Appointment
    snapshot: Snapshot | None
    contact: Contact
    kinds: tuple[str, ...]
    tell: datetime
    until: datetime
    rules: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for what says the same to the same contact."""
        start, tell = self.appointment.start.isoformat(), self.tell.isoformat()
        said = (self.contact.pk, self.appointment.pk, start, tell, *self.kinds, "", *self.rules)
        return sha256("\n".join(map(str, said)).encode()).hexdigest()

    def is_told_by(self, row: Delivery) -> bool:
        """Whether a message that went out said all of it: nobody hears the same thing twice.

        Steps before a session are the same whenever they were told; all else is of its moment.
        """
        is_step = bool(self.rules) and self.tell < self.appointment.start
        return (
            row.state in TOLD
            and row.appointment_id == self.appointment.pk
            and row.start == self.appointment.start
            and (is_step or row.tell == self.tell)
            and set(self.kinds) <= {*row.kinds, *_implied(row.kinds)}
            and set(self.rules) <= set(row.rules)
        )


def _implied(kinds: Iterable[str]) -> set[str]:
    """Whoever heard that steps have begun need not hear that they will."""
    return {Kind.STEPS} if Kind.NOW in kinds else set()


def contact_of(patient: Patient) -> Contact | None:
    """Where messages to a patient go: one place, so that nobody gets two of the same.

    The browser in which they turned notifications on last; else a phone number, else an address.
    """
    rows = Contact.objects.of(patient.clinic_id).filter(patient=patient).order_by("made", "pk")
    found = [row for row in rows if row.is_open and carries(row.kind)]
    browsers = [row for row in found if row.kind == Contact.Kind.PUSH]
    if browsers:
        return max(browsers, key=lambda row: row.consented)
    return min(found, key=lambda row: row.kind != Contact.Kind.PHONE, default=None)


def wanted_of(patient: Patient, rows: Sequence[Delivery], at: datetime) -> list[Wanted]:
    """Every message that is to be, given those that were; none where nothing may be sent."""
    contact = contact_of(patient)
    if contact is None or patient.erased:
        return []
    standings = standings_of(patient)
    found: list[Wanted] = []
    for standing in standings.last:
        found += _of_plan(standing, contact, at, _since(standing, contact))
    for standing in standings.ahead:
        over = [item.case.end for item in standings.last if item.case.end]
        since = max((_since(standing, contact), *over))
        found += _with_date(standing, contact, rows, since, at)
    found += _later_dates(patient, standings, contact, rows)
    found += _called_off(patient, contact, rows)
    return [one for one in found if at < one.until]


def _since(standing: Standing, contact: Contact) -> datetime:
    """From when on the patient could be told of a session: it had its time, and they agreed."""
    assert contact.consented is not None
    return max(standing.session.timed, contact.consented)


def _of_plan(
    standing: Standing, contact: Contact, at: datetime, since: datetime
) -> Iterator[Wanted]:
    session = standing.session
    plan = mt.plan(standing.protocol, standing.case, at)
    snapshot = plan_in_force(session)
    for notice in notices(plan, since, at):
        kinds = [kind.value for kind in notice.kinds]
        if Kind.CHECK_IN in kinds and _has_reported(standing, notice.tell):
            kinds.remove(Kind.CHECK_IN)
        if kinds:
            tell, until, rules = notice.tell, notice.until, notice.rules
            yield Wanted(session, snapshot, contact, tuple(kinds), tell, until, rules)


def _has_reported(standing: Standing, day: datetime) -> bool:
    rows = HealingReport.objects.of(standing.session.clinic_id)
    return rows.filter(appointment=standing.session, day=standing.days_after(day)).exists()


def _with_date(
    standing: Standing,
    contact: Contact,
    rows: Sequence[Delivery],
    since: datetime,
    at: datetime,
) -> Iterator[Wanted]:
    """The notices of a session ahead, and its date where the patient was told none, or another."""
    session, news = standing.session, _news(standing.session, rows)
    for one in _of_plan(standing, contact, at, since):
        if news and Kind.NOW in one.kinds:
            yield one._replace(kinds=(news, *one.kinds))
            news = None
        else:
            yield one
    if news:
        yield _date(session, contact, news, since)


def _later_dates(
    patient: Patient, standings: Standings, contact: Contact, rows: Sequence[Delivery]
) -> Iterator[Wanted]:
    """The dates of sessions after the next one: what to do for them is told when they are next."""
    shown = {item.session.pk for item in standings.ahead}
    booked = Appointment.objects.of(patient.clinic_id).filter(patient=patient, state=State.BOOKED)
    for session in booked.exclude(pk__in=shown):
        news = _news(session, rows)
        if news:
            assert contact.consented is not None
            yield _date(session, contact, news, max(session.timed, contact.consented))


def _date(session: Appointment, contact: Contact, news: str, since: datetime) -> Wanted:
    return Wanted(session, plan_in_force(session), contact, (news,), since, session.start)


def _news(session: Appointment, rows: Sequence[Delivery]) -> str | None:
    """What its date is to the patient, where they were told none, or another."""
    told = _last_date(session, rows)
    if session.state != State.BOOKED or (told is not None and told.start == session.start):
        return None
    return BOOKED if told is None or OFF in told.kinds else MOVED


def _last_date(session: Appointment, rows: Sequence[Delivery]) -> Delivery | None:
    """The last message that told of the date of a session."""
    of = [
        row
        for row in rows
        if row.appointment_id == session.pk and row.state in TOLD and _DATES & set(row.kinds)
    ]
    return max(of, key=lambda row: row.tell, default=None)


def _called_off(patient: Patient, contact: Contact, rows: Sequence[Delivery]) -> Iterator[Wanted]:
    """That a session is off, for whoever was told that it is."""
    sessions = Appointment.objects.of(patient.clinic_id).filter(patient=patient, state__in=_OFF)
    for session in sessions:
        told = _last_date(session, rows)
        ended = session.snapshots.order_by("-number").first()
        if told is not None and OFF not in told.kinds and ended is not None and ended.replaced:
            session.patient = patient
            yield Wanted(session, None, contact, (OFF,), ended.replaced, session.start)
