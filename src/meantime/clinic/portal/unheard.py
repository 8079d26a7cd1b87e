"""Who was asked how it heals and has not said it: for the clinic, to call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from meantime.clinic.care.models import Appointment, Contact, Patient, State
from meantime.clinic.library.models import DOCUMENTS
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.models import HealingReport, PatientLink
from meantime.clinic.tenancy.models import Clinic
from meantime.literate.phrases import LAST_CHECK_IN

_MOST = 200


class Unheard(NamedTuple):
    """A check-in of yesterday or today that nobody has made. day: so many days after the session.

    phone: "" where none is known. has_link: whether they hold a link to say it by.
    """

    patient: Patient
    day: int
    is_today: bool
    phone: str
    has_link: bool


class _Asked(NamedTuple):
    session: Appointment
    day: int
    is_today: bool


def unheard_of(clinic: Clinic, at: datetime) -> list[Unheard]:
    """Those of whom nothing was heard since they were asked, yesterday's before today's.

    Whoever reported a warning sign that waits is asked nothing, and so is not among them.
    """
    asked = _asked(_healing(clinic, at), at.astimezone(ZoneInfo(clinic.zone)))
    heard = _heard(clinic, [one.session.pk for one in asked])
    found = [one for one in asked if heard[one.session.pk] < one.day][:_MOST]
    who = [one.session.patient_id for one in found]
    phones, held = phones_of(clinic, who), _held(clinic, who, at)
    return [
        Unheard(
            one.session.patient,
            one.day,
            one.is_today,
            phones.get(one.session.patient_id, ""),
            one.session.patient_id in held,
        )
        for one in sorted(found, key=lambda one: one.is_today)
    ]


def phones_of(clinic: Clinic, patients: Collection[UUID]) -> Mapping[UUID, str]:
    """The phone numbers of patients, the newest of each."""
    rows = Contact.objects.of(clinic).filter(patient__in=patients, kind=Contact.Kind.PHONE)
    return {row.patient_id: row.value for row in rows.order_by("made")}


def _healing(clinic: Clinic, at: datetime) -> Iterable[Appointment]:
    """The last session of every patient that is done, as far back as a protocol asks."""
    # A day more: a session may be over after midnight.
    since = at - timedelta(days=LAST_CHECK_IN + 2)
    rows = Appointment.objects.of(clinic).filter(state=State.DONE, start__gt=since)
    joined = rows.select_related("version", "patient").defer(*DOCUMENTS).order_by("start")
    found = {row.patient_id: row for row in joined.filter(patient__erased=None)}
    return found.values()


def _asked(sessions: Iterable[Appointment], now: datetime) -> list[_Asked]:
    """Whom the protocol asks today or asked yesterday; once, and what was asked first.

    now: by the clocks of the clinic.
    """
    found = []
    for session in sessions:
        over = (session.ended or session.start).astimezone(now.tzinfo)
        after, days = (now.date() - over.date()).days, protocol_of(session.version).check_ins
        day = next((day for day in (after - 1, after) if day in days), None)
        if day is not None:
            found.append(_Asked(session, day, day == after))
    return found


def _heard(clinic: Clinic, sessions: Collection[UUID]) -> Mapping[UUID, int]:
    """The last day on which a report was made, by session; far ahead while a sign waits."""
    found: dict[UUID, int] = defaultdict(lambda: -1)
    rows = HealingReport.objects.of(clinic).filter(appointment__in=sessions)
    for session, day, urgent, ended, seen in rows.values_list(
        "appointment", "day", "urgent", "ended", "seen"
    ):
        if urgent and seen is None:
            found[session] = LAST_CHECK_IN + 1
        elif urgent or ended:
            found[session] = max(found[session], day)
    return found


def _held(clinic: Clinic, patients: Collection[UUID], at: datetime) -> frozenset[UUID]:
    rows = PatientLink.objects.of(clinic).filter(patient__in=patients, revoked=None, expires__gt=at)
    return frozenset(rows.values_list("patient", flat=True))
