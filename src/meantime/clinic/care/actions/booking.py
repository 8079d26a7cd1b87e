"""Booking, moving and cancelling sessions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import meantime as mt
from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold, judge_all, withdraw_plan
from meantime.clinic.care.models import Appointment, Course, Patient, State
from meantime.clinic.care.models.sessions import TAKING
from meantime.clinic.library.models import DOCUMENTS, Version
from meantime.clinic.library.models import State as Published
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.actions.clinics import held
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.clinic.tenancy.opening import refuse_closed

# Nobody books further ahead than this; a later date is a slip of the pen.
_FARTHEST = timedelta(days=2 * 366)
_LONGEST = 8 * 60


def published(clinic: Clinic, protocol: str) -> Version:
    """The version that new sessions follow. Raises Refused where none is published."""
    rows = Version.objects.of(clinic).filter(protocol=protocol, state=Published.PUBLISHED)
    version = rows.defer("files", "certificate").first()
    if version is None:
        raise Refused(_("No version of this protocol is published yet. Publish one first."))
    return version


def local_start(clinic: Clinic, day: date, clock: time) -> datetime:
    """A day and a time on the clinic's clock as a moment.

    Raises Refused for a time that the clocks skip, and for one that comes twice.
    """
    zone = ZoneInfo(clinic.zone)
    early, late = (datetime.combine(day, clock, zone).replace(fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    if datetime.fromtimestamp(early.timestamp(), zone).time() != clock:
        raise Refused(
            _("%(time)s does not exist on that day: the clocks go forward over it.")
            % {"time": f"{clock:%H:%M}"}
        )
    raise Refused(
        _("%(time)s comes twice on that day: the clocks go back. Choose another time.")
        % {"time": f"{clock:%H:%M}"}
    )


@transaction.atomic
def open_course(
    member: Member, patient: Patient, protocol: str, sessions: int, by: date | None = None
) -> Course:
    """Begin a series of sessions for a patient."""
    version = published(member.clinic, protocol)
    plan = protocol_of(version).series
    if sessions < 1 or (plan is not None and sessions > plan.most):
        most = plan.most if plan else 1
        raise Refused(_("A series has 1 to %(most)d sessions.") % {"most": most})
    course = Course.everywhere.create(
        clinic=member.clinic, patient=patient, protocol=protocol, sessions=sessions, by=by
    )
    record(member, "open series", course, patient=str(patient.pk), sessions=sessions)
    return course


@transaction.atomic
def book(
    member: Member, course: Course, start: datetime, room: Room, at: datetime, minutes: int = 0
) -> Appointment:
    """Book the next session of a series. Raises Refused where the slot or the date does not do."""
    version = published(member.clinic, course.protocol)
    if course.closed:
        raise Refused(_("This series is closed. Open a new one."))
    minutes = minutes or protocol_of(version).duration_minutes
    _sensible(start, minutes, at)
    _open_then(member, start, minutes)
    patient = hold(member.clinic_id, course.patient_id)
    _take(patient, room, start, minutes)
    kept = Appointment.objects.of(member.clinic).filter(course=course, state__in=TAKING)
    appointment = Appointment.everywhere.create(
        clinic=member.clinic,
        patient=patient,
        course=course,
        version=version,
        number=kept.count() + 1,
        room=room,
        start=start,
        timed=at,
        minutes=minutes,
        made_by=member.user,
    )
    _renumber(course)
    judge_all(patient, at)
    appointment.refresh_from_db()
    record(member, "book", appointment, patient=str(patient.pk), start=start.isoformat())
    return appointment


@transaction.atomic
def move(
    member: Member,
    appointment: Appointment,
    start: datetime,
    room: Room,
    revision: int,
    at: datetime,
) -> Appointment:
    """Move a session that is not begun; its plan is replaced. Raises Stale for an older form."""
    _sensible(start, appointment.minutes, at)
    _open_then(member, start, appointment.minutes)
    appointment = current(member, appointment, revision)
    if appointment.state != State.BOOKED:
        raise Refused(_("Only a session that nobody has checked in for can be moved."))
    _take(appointment.patient, room, start, appointment.minutes, appointment)
    before = appointment.start
    appointment.start, appointment.room, appointment.timed = start, room, at
    appointment.revision += 1
    appointment.save()
    _renumber(appointment.course)
    judge_all(appointment.patient, at)
    appointment.refresh_from_db()
    moved = {"before": before.isoformat(), "start": start.isoformat()}
    record(member, "move", appointment, patient=str(appointment.patient_id), **moved)
    return appointment


@transaction.atomic
def cancel(
    member: Member, appointment: Appointment, revision: int, at: datetime, missed: bool = False
) -> Appointment:
    """Cancel a session, or note that nobody came. Raises Stale for an older form."""
    appointment = current(member, appointment, revision)
    if appointment.state not in (State.BOOKED, State.ARRIVED):
        raise Refused(_("This session has begun or is over, so it cannot be cancelled."))
    if missed and at < appointment.start:
        raise Refused(_("The session has not begun yet, so nobody can have missed it."))
    appointment.state = State.MISSED if missed else State.CANCELLED
    appointment.revision += 1
    appointment.save()
    withdraw_plan(appointment, at)
    _renumber(appointment.course)
    judge_all(appointment.patient, at)
    verb = "miss" if missed else "cancel"
    record(member, verb, appointment, patient=str(appointment.patient_id))
    return appointment


def current(member: Member, appointment: Appointment, revision: int) -> Appointment:
    """The session as it is now, held like its patient; raises Stale where it was changed."""
    hold(member.clinic_id, appointment.patient_id)
    rows = Appointment.objects.of(member.clinic).select_for_update(of=("self",))
    rows = rows.select_related("patient", "course", "version", "verdict", "clinic", "room")
    found: Appointment = rows.defer(*DOCUMENTS).get(pk=appointment.pk)
    if found.revision != revision:
        raise Stale(_("Somebody else has changed this session meanwhile. Look at it again."))
    return found


def _sensible(start: datetime, minutes: int, at: datetime) -> None:
    if start < at - timedelta(hours=12):
        raise Refused(_("That day is over. Choose a later one."))
    if start > at + _FARTHEST:
        raise Refused(_("That is more than two years away. Check the year."))
    if not 5 <= minutes <= _LONGEST:
        raise Refused(_("A session lasts from 5 minutes to 8 hours."))
    mt.Case(start=start, zone="UTC")


def _open_then(member: Member, start: datetime, minutes: int) -> None:
    """Hold the clinic as it is; raises Refused where it is closed, Stale where its zone moved."""
    now = held(member)
    if now.zone != member.clinic.zone:
        raise Stale(_("The clinic has another time zone now. Open the page again."))
    refuse_closed(now, start, minutes)


def _take(
    patient: Patient, room: Room, start: datetime, minutes: int, own: Appointment | None = None
) -> None:
    """Hold the room until the transaction ends; raises Refused where it or the patient is taken."""
    room = Room.objects.of(patient.clinic_id).select_for_update(no_key=True).get(pk=room.pk)
    if not room.is_open:
        raise Refused(_("That room is closed."))
    end = start + timedelta(minutes=minutes)
    rows = Appointment.objects.of(patient.clinic_id).filter(
        Q(room=room) | Q(patient=patient),
        state__in=TAKING,
        start__lt=end,
        start__gt=start - timedelta(minutes=_LONGEST),
    )
    for other in rows.exclude(pk=own.pk if own else None):
        if other.planned_end <= start:
            continue
        if other.room_id == room.pk:
            raise Refused(
                _("%(room)s is taken at that time. Choose another time or room.")
                % {"room": room.name}
            )
        raise Refused(_("This patient has another session at that time. Choose another time."))


def _renumber(course: Course) -> None:
    """Number the sessions that stand in the order of time: a moved one may change places."""
    rows = Appointment.everywhere.filter(course=course, state__in=TAKING).order_by("start")
    for number, (pk, before) in enumerate(rows.values_list("pk", "number"), start=1):
        if before != number:
            Appointment.everywhere.filter(pk=pk).update(number=number)
