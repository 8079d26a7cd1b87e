"""The day itself: check-in, consent, treatment, checkout."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.booking import current
from meantime.clinic.care.actions.judging import asked_before, judge_all, may_go_on
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import (
    Appointment,
    Consent,
    ConsentText,
    Outcome,
    State,
    Treatment,
)
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member

# On the day itself history and medicines are asked again; answers of another day do not do.
FRESH = timedelta(hours=24)
_LONGEST = timedelta(hours=24)


class Record(NamedTuple):
    """What was done, as it is typed. products: pairs of name and lot. peel: "" where none."""

    device: str
    depth: Decimal
    areas: list[str]
    peel: str
    products: list[list[str]]
    note: str
    ended: datetime


@transaction.atomic
def check_in(member: Member, appointment: Appointment, revision: int, at: datetime) -> Appointment:
    """Note that a patient is here. Raises Refused on another day."""
    appointment = current(member, appointment, revision)
    if appointment.state != State.BOOKED:
        raise Refused(_("This session is not waiting for anybody."))
    if not is_its_day(appointment, at):
        raise Refused(_("This session is on another day. Move it first."))
    appointment.state, appointment.arrived = State.ARRIVED, at
    appointment.revision += 1
    appointment.save()
    judge_all(appointment.patient, at)
    record(member, "check in", appointment, patient=str(appointment.patient_id))
    return appointment


def is_its_day(appointment: Appointment, at: datetime) -> bool:
    """Whether it is the session's day, by the clinic's clocks: its verdict is of no other."""
    zone = ZoneInfo(appointment.clinic.zone)
    return at.astimezone(zone).date() == appointment.start.astimezone(zone).date()


def is_fresh(appointment: Appointment, at: datetime) -> bool:
    """Whether everything that its protocol asks was asked again since the patient has arrived."""
    history, arrived = newest(appointment.patient), appointment.arrived
    if history is None or arrived is None or history.occasion != "check-in":
        return False
    since = max(arrived, at - FRESH)
    asked = {name: datetime.fromisoformat(when) for name, when in history.asked.items()}
    return all(name in asked and asked[name] >= since for name in asked_before(appointment))


@transaction.atomic
def consent(
    member: Member,
    appointment: Appointment,
    text: ConsentText,
    signed: str,
    revision: int,
    at: datetime,
) -> Consent:
    """Keep that a patient agreed to a text, for this session."""
    appointment = current(member, appointment, revision)
    if appointment.state != State.ARRIVED:
        raise Refused(_("Check the patient in first."))
    if len(signed.strip()) < 2:
        raise Refused(_("Let the patient write their full name."))
    found = Consent.everywhere.create(
        clinic=member.clinic,
        appointment=appointment,
        text=text,
        signed=signed.strip(),
        at=at,
        witness=member.user,
    )
    appointment.revision += 1
    appointment.save(update_fields=["revision"])
    record(
        member,
        "consent",
        appointment,
        patient=str(appointment.patient_id),
        text=f"{text.language} {text.number}",
    )
    return found


def consented(appointment: Appointment) -> Consent | None:
    """The consent in force for a session."""
    rows = Consent.objects.of(appointment.clinic_id).filter(appointment=appointment, withdrawn=None)
    return rows.select_related("text", "witness").order_by("-at").first()


@transaction.atomic
def begin(member: Member, appointment: Appointment, revision: int, at: datetime) -> Appointment:
    """Begin treating. Raises Refused unless asked again, agreed to, and nothing is against it."""
    appointment = current(member, appointment, revision)
    if appointment.state != State.ARRIVED:
        raise Refused(_("Check the patient in first."))
    if not is_its_day(appointment, at):
        raise Refused(_("This session was on another day. Cancel it, and book it again."))
    if not is_fresh(appointment, at):
        raise Refused(_("Ask about changes in history and medicines first."))
    judge_all(appointment.patient, at)
    appointment.refresh_from_db()
    if not may_go_on(appointment, at):
        raise Refused(_("The verdict stands against it. A clinician has to decide first."))
    if consented(appointment) is None:
        raise Refused(_("The patient has to agree first."))
    appointment.state = State.TREATING
    appointment.revision += 1
    appointment.save()
    judge_all(appointment.patient, at)  # it counts for the others from now on
    record(member, "begin", appointment, patient=str(appointment.patient_id))
    return appointment


@transaction.atomic
def finish(
    member: Member, appointment: Appointment, done: Record, revision: int, at: datetime
) -> Treatment:
    """Keep what was done, and when it ended: everything after counts from there."""
    appointment = current(member, appointment, revision)
    if appointment.state != State.TREATING:
        raise Refused(_("This session has not begun."))
    _check(appointment, done, at)
    treatment = Treatment.everywhere.create(
        clinic=member.clinic,
        appointment=appointment,
        device=done.device.strip(),
        depth=done.depth,
        areas=done.areas,
        peel=done.peel.strip(),
        products=done.products,
        note=done.note.strip(),
        provider=member.user,
        ended=done.ended,
    )
    appointment.state, appointment.ended = State.DONE, done.ended
    if treatment.peel:
        appointment.peel = done.ended.astimezone(ZoneInfo(member.clinic.zone)).date()
    appointment.revision += 1
    appointment.save()
    judge_all(appointment.patient, at)
    record(
        member,
        "finish",
        appointment,
        patient=str(appointment.patient_id),
        ended=done.ended.isoformat(),
    )
    return treatment


def _check(appointment: Appointment, done: Record, at: datetime) -> None:
    if not done.device.strip():
        raise Refused(_("Write which device was used."))
    if not Decimal("0.1") <= done.depth <= Decimal("3"):
        raise Refused(_("Needles go 0.1 to 3 mm deep. Check the depth."))
    if not done.areas:
        raise Refused(_("Choose the areas that were treated."))
    if any(not name.strip() or not lot.strip() for name, lot in done.products):
        raise Refused(_("Write the name and the lot of every product."))
    if done.ended > at + timedelta(minutes=1):
        raise Refused(_("The session cannot have ended in the future. Check the time."))
    begun = min(filter(None, (appointment.arrived, appointment.start)))
    if done.ended < begun:
        raise Refused(_("The session cannot have ended before it began. Check the time."))
    if done.ended > appointment.start + _LONGEST:
        raise Refused(_("The session would have lasted more than a day. Check the day."))


_SCALES = {
    Outcome.Scale.GOODMAN_BARON: (1, 4),
    Outcome.Scale.GAIS: (1, 5),
    Outcome.Scale.SATISFACTION: (0, 10),
}


@transaction.atomic
def note_outcome(
    member: Member, appointment: Appointment, scale: str, value: int, at: datetime
) -> Outcome:
    """Keep how it turned out, on a scale; a second look at the same session replaces the first."""
    least, most = _SCALES[Outcome.Scale(scale)]
    if not least <= value <= most:
        raise Refused(_("Choose a number from %(least)d to %(most)d.") % locals())
    values: dict[str, Any] = {"value": value, "at": at, "by": member.user}
    found, _new = Outcome.everywhere.update_or_create(
        clinic=member.clinic, appointment=appointment, scale=scale, defaults=values
    )
    record(member, "note outcome", appointment, patient=str(appointment.patient_id), scale=scale)
    return found
