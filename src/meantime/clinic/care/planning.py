"""A whole series: proposed by the core from the clinic's hours, then booked together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

import meantime as mt
from meantime.answers.series import Series
from meantime.answers.series.result import Constraint
from meantime.clinic.care.actions.booking import book, local_start, published
from meantime.clinic.care.cases import Ahead, newest, sessions_of
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.design.as_written import as_written
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.clinic.tenancy.opening import hours_of
from meantime.model.problem import MeantimeError


def propose(clinic: Clinic, course: Course, first: date, clock: time) -> Series:
    """The sessions of a series from a first day on, or back from its event.

    Raises Refused where the protocol has no series, or something typed cannot be.
    """
    version = published(clinic, course.protocol)
    protocol = protocol_of(version)
    if protocol.series is None:
        raise Refused(_("This procedure is a single session. Book it in the month."))
    if Appointment.objects.of(clinic).filter(course=course).exists():
        raise Refused(_("Sessions of this series are booked already. Book the next one."))
    start = local_start(clinic, first, clock)
    patient = course.patient
    case = Ahead(course, version, newest(patient), sessions_of(patient)).case(start)
    if case.earlier:
        # The core counts the sessions of the series itself; those before it are a fact like others.
        last = max(visit.start for visit in case.earlier).astimezone(ZoneInfo(clinic.zone)).date()
        known = dict.fromkeys(protocol.previous_session, last)
        case = replace(case, facts={**case.facts, **known}, earlier=())
    hours = hours_of(clinic)
    try:
        return mt.series(protocol, case, sessions=course.sessions, by=course.by, hours=hours)
    except MeantimeError as error:
        raise Refused(as_written(error)) from None


def constraint_words(found: Constraint) -> str:
    """Why a series cannot be; where a rule stands against it, in the protocol's own words."""
    short = {"days": found.short_by or 0}
    match found.name:
        case "clinic-days":
            return _("No day of three years takes a session at that time. Check the hours.")
        case "hours":
            return (
                _(
                    "The clinic's hours leave too few days: the event is %(days)d days too early. "
                    "Book fewer sessions."
                )
                % short
            )
        case "event":
            return (
                _(
                    "So many sessions do not heal in time: the event is %(days)d days too early. "
                    "Book fewer sessions."
                )
                % short
            )
        case _:
            return as_written(found.text)


@transaction.atomic
def book_series(
    member: Member, course: Course, first: date, clock: time, room: Room, at: datetime
) -> list[Appointment]:
    """Book every session of the proposal; where one does not do, none is booked."""
    proposed = propose(member.clinic, course, first, clock)
    if proposed.constraint is not None:
        raise Refused(constraint_words(proposed.constraint))
    return [book(member, course, slot.start, room, at) for slot in proposed.sessions]
