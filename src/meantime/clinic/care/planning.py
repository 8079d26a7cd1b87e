"""A whole series: proposed by the core from the clinic's hours, then booked together."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

import meantime as mt
from meantime.answers.series import Series
from meantime.clinic.care.actions.booking import book, local_start, published
from meantime.clinic.care.cases import facts_for, newest
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.model.case import Case
from meantime.model.problem import MeantimeError


def propose(clinic: Clinic, course: Course, first: date, clock: time) -> Series:
    """The sessions of a series from a first day on, or back from its event.

    Raises Refused where the protocol has no series, or something typed cannot be.
    """
    protocol = protocol_of(published(clinic, course.protocol))
    if protocol.series is None:
        raise Refused(_("This procedure is a single session. Book it in the month."))
    if Appointment.objects.of(clinic).filter(course=course).exists():
        raise Refused(_("Sessions of this series are booked already. Book the next one."))
    start = local_start(clinic, first, clock)
    case = Case(start=start, zone=clinic.zone, facts=facts_for(protocol, newest(course.patient)))
    hours = {
        int(day): (time.fromisoformat(opens), time.fromisoformat(closes))
        for day, (opens, closes) in clinic.hours.items()
    }
    try:
        return mt.series(protocol, case, sessions=course.sessions, by=course.by, hours=hours)
    except MeantimeError as error:
        raise Refused(str(error)) from None


@transaction.atomic
def book_series(
    member: Member, course: Course, first: date, clock: time, room: Room, at: datetime
) -> list[Appointment]:
    """Book every session of the proposal; where one does not do, none is booked."""
    proposed = propose(member.clinic, course, first, clock)
    if proposed.constraint is not None:
        raise Refused(proposed.constraint.text)
    return [book(member, course, slot.start, room, at) for slot in proposed.sessions]
